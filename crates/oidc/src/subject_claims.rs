//! What is known about a person, by claim name.
use crate::scopes::STANDARD_SCOPES;
use crate::{ClaimRequest, Scope};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The claims of one account, filled in by the server: standard names (OIDC Core §5.1),
/// language-tagged ones (`name#de`) and the tenant's own. Null and empty values are no claims
/// and are dropped (OIDC Core §5.3.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubjectClaims(Map<String, Value>);

impl SubjectClaims {
    /// Takes the claims in.
    pub fn new(mut claims: Map<String, Value>) -> Self {
        claims.retain(|_, value| match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(members) => !members.is_empty(),
            Value::Object(members) => !members.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        });
        Self(claims)
    }

    /// Adds to `into` what the scope stands for (OIDC Core §5.4). What is there already stays.
    pub(crate) fn add_by_scope(&self, scope: &Scope, into: &mut Map<String, Value>) {
        for standard in STANDARD_SCOPES.iter().filter(|standard| scope.contains(standard.name)) {
            for name in standard.claims {
                self.add(name, into);
            }
        }
    }

    /// Adds to `into` what was asked for one by one (OIDC Core §5.5). What is there already
    /// stays: nobody can ask for another `iss`.
    pub(crate) fn add_by_request(
        &self,
        asked: &BTreeMap<String, ClaimRequest>,
        into: &mut Map<String, Value>,
    ) {
        for name in asked.keys() {
            self.add(name, into);
        }
    }

    /// A claim by language is answered by tag, or untagged if there is none of that tag
    /// (OIDC Core §5.2).
    fn add(&self, name: &str, into: &mut Map<String, Value>) {
        let tagged = || self.0.iter().find(|(held, _)| held.eq_ignore_ascii_case(name));
        let untagged = || self.0.get_key_value(name.split_once('#')?.0);
        let exact = if name.contains('#') { tagged() } else { self.0.get_key_value(name) };
        if let Some((name, value)) = exact.or_else(untagged) {
            into.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

impl From<Map<String, Value>> for SubjectClaims {
    fn from(claims: Map<String, Value>) -> Self {
        Self::new(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: Value) -> SubjectClaims {
        let Value::Object(map) = value else { panic!("an object") };
        SubjectClaims::new(map)
    }

    /// OIDC Core §5.3.2: null and empty claims are left out.
    #[test]
    fn empty_claims_are_no_claims() {
        let person = claims(json!({"name": "", "email": null, "address": {}, "zoneinfo": "UTC"}));
        let mut out = Map::new();
        person.add_by_scope(&Scope::parse("profile email address").unwrap(), &mut out);
        assert_eq!(Value::Object(out), json!({"zoneinfo": "UTC"}));
    }

    /// OIDC Core §5.4: each scope value stands for its claims and no others.
    #[test]
    fn a_scope_brings_its_own_claims() {
        let person = claims(json!({"name": "A", "email": "a@b", "email_verified": false}));
        let mut out = Map::new();
        person.add_by_scope(&Scope::parse("openid email").unwrap(), &mut out);
        assert_eq!(Value::Object(out), json!({"email": "a@b", "email_verified": false}));
    }

    /// OIDC Core §5.2.
    #[test]
    fn a_tagged_claim_is_answered_by_tag_or_untagged() {
        let person = claims(json!({"name": "A", "name#de": "Ä", "nickname": "N"}));
        let asked = ["name#DE", "nickname#fr", "family_name#de"];
        let asked = asked.map(|name| (name.to_owned(), ClaimRequest::default()));
        let mut out = Map::new();
        person.add_by_request(&BTreeMap::from(asked), &mut out);
        assert_eq!(Value::Object(out), json!({"name#de": "Ä", "nickname": "N"}));
    }

    #[test]
    fn what_is_there_already_stays() {
        let person = claims(json!({"iss": "evil", "sub": "other"}));
        let asked = BTreeMap::from([("iss".to_owned(), ClaimRequest::default())]);
        let mut out = Map::from_iter([("iss".to_owned(), json!("https://op"))]);
        person.add_by_request(&asked, &mut out);
        assert_eq!(Value::Object(out), json!({"iss": "https://op"}));
    }
}
