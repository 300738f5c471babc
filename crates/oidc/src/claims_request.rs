//! The `claims` parameter (OIDC Core §5.5): JSON from strangers.
use crate::{ClaimRequest, ClaimsRequest};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use thiserror::Error;

/// The text is not what OIDC Core §5.5 describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("claims is a JSON object whose members userinfo and id_token hold claim requests")]
pub struct ClaimsError;

impl ClaimsRequest {
    /// Reads the parameter. Unknown members are ignored.
    ///
    /// # Errors
    /// [`ClaimsError`] for text that is not JSON, or of another shape, or where a member has more than
    /// `most` claims.
    pub fn parse(text: &str, most: usize) -> Result<Self, ClaimsError> {
        let Ok(Value::Object(mut members)) = serde_json::from_str(text) else {
            return Err(ClaimsError);
        };
        Ok(Self {
            userinfo: requests(members.remove("userinfo"), most)?,
            id_token: requests(members.remove("id_token"), most)?,
            locales: Vec::new(),
        })
    }

    /// Leaves out what the names of claims do not pass.
    pub fn retain(&mut self, passes: impl Fn(&str) -> bool) {
        self.userinfo.retain(|name, _| passes(name));
        self.id_token.retain(|name, _| passes(name));
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}

impl ClaimRequest {
    /// Whether `found` is a value that was asked for. Without `value` and `values` any is.
    pub fn accepts(&self, found: &Value) -> bool {
        let anything = self.value.is_none() && self.values.is_empty();
        anything || self.value.as_ref() == Some(found) || self.values.contains(found)
    }
}

fn requests(
    member: Option<Value>,
    most: usize,
) -> Result<BTreeMap<String, ClaimRequest>, ClaimsError> {
    match member {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(claims)) if claims.len() <= most => {
            claims.into_iter().map(|(name, asked)| Ok((name, request(asked)?))).collect()
        }
        Some(_) => Err(ClaimsError),
    }
}

fn request(asked: Value) -> Result<ClaimRequest, ClaimsError> {
    let mut members: Map<String, Value> = match asked {
        Value::Null => return Ok(ClaimRequest::default()),
        Value::Object(members) => members,
        _ => return Err(ClaimsError),
    };
    let essential = match members.remove("essential") {
        None => false,
        Some(Value::Bool(essential)) => essential,
        Some(_) => return Err(ClaimsError),
    };
    let values = match members.remove("values") {
        None => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(_) => return Err(ClaimsError),
    };
    // No claim is ever null, so to ask for null is to ask for nothing in particular.
    let value = members.remove("value").filter(|value| !value.is_null());
    Ok(ClaimRequest { essential, value, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse(text: &str) -> Result<ClaimsRequest, ClaimsError> {
        ClaimsRequest::parse(text, 100)
    }

    /// OIDC Core §5.5, §5.5.1.
    #[test]
    fn null_essential_value_and_values_are_understood() {
        let text = json!({
            "userinfo": { "given_name": { "essential": true }, "nickname": null },
            "id_token": { "acr": { "values": ["a", "b"] }, "sub": { "value": "7" } },
            "other": 1
        });
        let claims = parse(&text.to_string()).unwrap();
        assert!(claims.userinfo["given_name"].essential);
        assert_eq!(claims.userinfo["nickname"], ClaimRequest::default());
        assert!(claims.id_token["acr"].accepts(&json!("b")));
        assert!(!claims.id_token["sub"].accepts(&json!("8")));
        assert!(claims.userinfo["nickname"].accepts(&json!("anything")));
    }

    /// A request waits in a row as JSON and must come back as it was.
    #[test]
    fn a_stored_request_is_the_same_request() {
        let text = r#"{"id_token":{"sub":{"value":null},"acr":{"value":"a"},"name":null}}"#;
        let claims = parse(text).unwrap();
        let stored = serde_json::to_string(&claims).unwrap();
        assert_eq!(serde_json::from_str::<ClaimsRequest>(&stored).unwrap(), claims);
    }

    #[test]
    fn other_shapes_are_refused() {
        for bad in [
            "",
            "[]",
            "{",
            r#"{"userinfo":1}"#,
            r#"{"id_token":{"name":true}}"#,
            r#"{"id_token":{"name":{"essential":"yes"}}}"#,
            r#"{"id_token":{"name":{"values":"x"}}}"#,
        ] {
            assert_eq!(parse(bad), Err(ClaimsError), "{bad}");
        }
    }

    /// Attack: an oversized and deeply nested `claims`, RFC 8259 §9: as many as there may be, and one
    /// more; and deeper than any parser should follow.
    #[test]
    fn there_are_only_so_many_and_so_deep() {
        let many = |count: usize| {
            let names: Vec<String> = (0..count).map(|n| format!(r#""c{n}":null"#)).collect();
            ClaimsRequest::parse(&format!(r#"{{"userinfo":{{{}}}}}"#, names.join(",")), 7)
        };
        assert!(many(7).is_ok());
        assert_eq!(many(8), Err(ClaimsError));
        let deep = |depth: usize| {
            let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            parse(&format!(r#"{{"userinfo":{{"c":{{"value":{value}}}}}}}"#))
        };
        assert!(deep(50).is_ok());
        assert_eq!(deep(1000), Err(ClaimsError));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,200}") {
            let _ = parse(&text);
        }

        #[test]
        fn nothing_shaped_like_json_makes_it_panic(text in r#"[\{\}\[\]":,a-z0-9]{0,80}"#) {
            let _ = parse(&text);
        }
    }
}
