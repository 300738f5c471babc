//! The parameters inside a request object (OIDC Core §6.1, §6.3.3; RFC 9101 §4).
use crate::authorize::steps::AUTHORIZATION_PARAMS;
use crate::{Param, Params};
use serde_json::{Map, Value};

/// Puts the parameters of the object in the place of those beside it. Members that no
/// authorization request has are ignored, as unknown parameters are.
///
/// # Errors
/// The first that has a value of a kind that it cannot have.
pub(super) fn put(params: &mut Params<'_>, mut claims: Map<String, Value>) -> Result<(), Param> {
    for param in AUTHORIZATION_PARAMS.iter().copied().chain([Param::Resource]) {
        if let Some(value) = claims.remove(param.name()) {
            params.replace(param, values(param, value).ok_or(param)?);
        }
    }
    Ok(())
}

/// The value as text: strings as they are, numbers and objects where the parameter is one
/// (OIDC Core §6.1), several resources in a list (RFC 8707 §2).
fn values(param: Param, value: Value) -> Option<Vec<String>> {
    match (param, value) {
        (_, Value::String(text)) => Some(vec![text]),
        (Param::MaxAge, Value::Number(number)) => Some(vec![number.to_string()]),
        (Param::Claims | Param::Registration, Value::Object(members)) => {
            Some(vec![Value::Object(members).to_string()])
        }
        (Param::Resource, Value::Array(list)) => {
            list.into_iter().map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::params;
    use proptest::prelude::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    /// OIDC Core §6.1, §6.3.3: what is inside wins, what is only outside stays.
    #[test]
    fn parameters_of_the_object_win() {
        let mut held = params("scope=openid&state=outside&nonce=n&resource=https%3A%2F%2Fa%2F");
        let inside = object(json!({
            "scope": "openid email",
            "state": "inside",
            "max_age": 86_400,
            "claims": {"userinfo": {"email": null}},
            "resource": ["https://b/", "https://c/"],
            "login_hint": "",
            "exp": 7,
            "code": "x",
            "unknown": [1],
        }));
        put(&mut held, inside).unwrap();
        let get = |param| held.get(param);
        assert_eq!(get(Param::Scope), Some("openid email"));
        assert_eq!(get(Param::State), Some("inside"));
        assert_eq!(get(Param::Nonce), Some("n"));
        assert_eq!(get(Param::MaxAge), Some("86400"));
        assert_eq!(get(Param::Claims), Some(r#"{"userinfo":{"email":null}}"#));
        assert_eq!(get(Param::LoginHint), None);
        assert_eq!(get(Param::Code), None, "no parameter of this endpoint");
        assert_eq!(held.resources().collect::<Vec<_>>(), ["https://b/", "https://c/"]);
    }

    /// RFC 6749 §3.1: an empty value counts as absent, inside as well.
    #[test]
    fn an_empty_value_replaces_nothing() {
        let mut held = params("state=s&resource=https%3A%2F%2Fa%2F");
        put(&mut held, object(json!({"state": "", "resource": []}))).unwrap();
        assert_eq!(held.get(Param::State), Some("s"));
        assert_eq!(held.resources().count(), 1);
    }

    /// RFC 9101 §4: strings are strings, numbers are numbers.
    #[test]
    fn values_of_another_kind_are_refused() {
        for wrong in [
            json!({"state": 1}),
            json!({"state": null}),
            json!({"scope": ["openid"]}),
            json!({"redirect_uri": {"x": 1}}),
            json!({"max_age": "7", "nonce": true}),
            json!({"claims": []}),
            json!({"resource": [1]}),
            json!({"resource": {"a": 1}}),
        ] {
            let mut held = params("");
            assert!(put(&mut held, object(wrong.clone())).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_a_plain_request_says_an_object_says_too(state in "[!-~]{1,40}", nonce in ".{1,20}") {
            let mut held = params("");
            put(&mut held, object(json!({"state": state, "nonce": nonce}))).unwrap();
            prop_assert_eq!(held.get(Param::State), Some(state.as_str()));
            prop_assert_eq!(held.get(Param::Nonce), Some(nonce.as_str()));
        }
    }
}
