//! Times in the claims of JWTs.
use latchkey_base::Timestamp;
use serde_json::{Map, Value};

/// A `NumericDate` (RFC 7519 §2), if there is one; fractions are dropped.
///
/// # Errors
/// When it is no number.
pub(crate) fn numeric_date(
    claims: &Map<String, Value>,
    name: &str,
) -> Result<Option<Timestamp>, &'static str> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.map(|seconds| Some(Timestamp::from_seconds(seconds))).ok_or("a time is no number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// RFC 7519 §2: numbers, with or without a fraction, and nothing else.
    #[test]
    fn a_date_is_a_number() {
        let date = |value: Value| numeric_date(&Map::from_iter([("exp".to_owned(), value)]), "exp");
        assert_eq!(date(json!(7)), Ok(Some(Timestamp::from_seconds(7))));
        assert_eq!(date(json!(7.9)), Ok(Some(Timestamp::from_seconds(7))));
        assert!(date(json!(1e300)).is_ok());
        for wrong in [json!("7"), json!(null), json!([7]), json!(true)] {
            assert!(date(wrong.clone()).is_err(), "{wrong}");
        }
        assert_eq!(numeric_date(&Map::new(), "exp"), Ok(None));
    }
}
