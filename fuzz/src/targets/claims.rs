//! The claims parameter (OIDC Core §5.5).
use super::{Check, mark, step};
use latchkey_oidc::ClaimsRequest;
use serde_json::Value;

/// More claims than that are refused.
const MOST: usize = 100;

/// What is accepted can be stored and read again.
pub fn request() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let request = match ClaimsRequest::parse(text, MOST) {
            Ok(request) => request,
            Err(error) => return Ok(mark(&error.to_string())),
        };
        let stored = serde_json::to_string(&request).map_err(|e| e.to_string())?;
        let again: ClaimsRequest = serde_json::from_str(&stored).map_err(|e| e.to_string())?;
        // A fraction may come back with another last digit; nobody asks for such a claim.
        if again != request && !has_fraction(&stored) {
            return Err(format!("stored as {stored}, it is another request"));
        }
        let all = request.userinfo.values().chain(request.id_token.values());
        let kinds: Vec<_> = all
            .take(4)
            .map(|one| (one.essential, one.value.is_some(), step(one.values.len())))
            .collect();
        Ok(mark(&(step(request.userinfo.len()), step(request.id_token.len()), kinds)))
    })
}

fn has_fraction(json: &str) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_f64(),
            Value::Array(items) => items.iter().any(within),
            Value::Object(members) => members.values().any(within),
            _ => false,
        }
    }
    serde_json::from_str(json).is_ok_and(|value| within(&value))
}
