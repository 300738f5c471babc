//! From a plain value to a typed one, with the place of what does not fit.
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a typed value.
///
/// # Errors
/// The place within `value` (dotted, `[n]` in lists, empty if it is nowhere in particular) and
/// what is wrong there.
pub fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, (String, String)> {
    let wrong = match T::deserialize(value) {
        Ok(typed) => return Ok(typed),
        Err(error) => error.to_string(),
    };
    // The reader does not say where. The culprit is the member whose absence changes the verdict.
    let mut path = Vec::new();
    narrow::<T>(value, &wrong, &mut path);
    Err((written(&path), wrong))
}

#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

fn narrow<T: DeserializeOwned>(root: &Value, wrong: &str, path: &mut Vec<Step>) {
    let steps: Vec<Step> = match at(root, path) {
        Some(Value::Object(members)) => members.keys().cloned().map(Step::Key).collect(),
        Some(Value::Array(items)) => (0..items.len()).map(Step::Index).collect(),
        _ => return,
    };
    for step in steps {
        path.push(step);
        let without = removed(root, path);
        if T::deserialize(&without).map_or_else(|error| error.to_string() != wrong, |_| true) {
            return narrow::<T>(root, wrong, path);
        }
        path.pop();
    }
}

fn at<'a>(root: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

fn removed(root: &Value, path: &[Step]) -> Value {
    let mut copy = root.clone();
    let Some((last, parents)) = path.split_last() else { return copy };
    let parent = parents.iter().try_fold(&mut copy, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
    });
    match (parent, last) {
        (Some(Value::Object(members)), Step::Key(key)) => drop(members.remove(key)),
        (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => {
            drop(items.remove(*index));
        }
        _ => {}
    }
    copy
}

fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_oidc::ClientMetadata;
    use latchkey_store::TenantSettings;
    use serde_json::json;

    fn place<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> String {
        typed::<T>(&value).unwrap_err().0
    }

    #[test]
    fn the_place_of_a_wrong_value_is_found() {
        let settings = json!({ "password": { "min_length": 8, "min_score": "high" } });
        assert_eq!(place::<TenantSettings>(settings), "password.min_score");
        let settings = json!({ "protocol": { "scopes": [{ "name": "a" }, { "name": 7 }] } });
        assert_eq!(place::<TenantSettings>(settings), "protocol.scopes[1].name");
        let client = json!({ "client_name": "x", "redirect_uris": "https://x" });
        assert_eq!(place::<ClientMetadata>(client), "redirect_uris");
    }

    #[test]
    fn the_place_of_an_unknown_key_is_found() {
        let settings = json!({ "throttle": { "first_wait": 1, "frist_wait": 1 } });
        assert_eq!(place::<TenantSettings>(settings), "throttle.frist_wait");
    }

    #[test]
    fn what_fits_is_read() {
        assert!(typed::<TenantSettings>(&json!({})).is_ok());
    }
}
