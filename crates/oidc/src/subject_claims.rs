//! What is known about a person, by claim name.
use crate::scopes::STANDARD_SCOPES;
use crate::{ClaimRequest, Scope};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The claims of one account, filled in by the server: standard names (OIDC Core §5.1),
/// language-tagged ones (`name#de`) and the tenant's own. Null and empty values are no claims
/// and are dropped (OIDC Core §5.3.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubjectClaims {
    held: Map<String, Value>,
    /// The languages they are wished for in, best first.
    locales: Vec<String>,
}

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
        Self { held: claims, locales: Vec::new() }
    }

    /// The same for a client that wishes for these languages (`claims_locales`, OIDC Core §5.2).
    ///
    /// With one language, a claim that there is in it is answered in it, without a tag. With
    /// several, it is answered untagged and beside that in each of them, with its tag. What there
    /// is in none of them is answered as ever: a wish is no reason for an error.
    pub(crate) fn in_locales(&self, locales: &[String]) -> Cow<'_, Self> {
        match locales {
            [] => Cow::Borrowed(self),
            _ => Cow::Owned(Self { held: self.held.clone(), locales: locales.to_vec() }),
        }
    }

    /// Adds to `into` what the scope stands for (OIDC Core §5.4). What is there already stays.
    pub(crate) fn add_by_scope(&self, scope: &Scope, into: &mut Map<String, Value>) {
        for standard in STANDARD_SCOPES.iter().filter(|standard| scope.contains(standard.name)) {
            for name in standard.claims {
                self.add(name, into);
            }
        }
    }

    /// Adds to `into` what was asked for one by one (OIDC Core §5.5). A claim that was asked for
    /// with other values than it has is not the one that was asked for (§5.5.1). What is there
    /// already stays: nobody can ask for another `iss`.
    pub(crate) fn add_by_request(
        &self,
        asked: &BTreeMap<String, ClaimRequest>,
        into: &mut Map<String, Value>,
    ) {
        for (name, request) in asked {
            if self.answer(name).is_some_and(|(_, value)| request.accepts(value)) {
                self.add(name, into);
            }
        }
    }

    fn add(&self, name: &str, into: &mut Map<String, Value>) {
        let Some((answered, value)) = self.answer(name) else { return };
        into.entry(answered).or_insert_with(|| value.clone());
        if self.locales.len() > 1 && !name.contains('#') {
            for locale in &self.locales {
                let beside = self.tagged(name, locale);
                let fresh = beside.filter(|(tagged, _)| !into.contains_key(tagged.as_str()));
                fresh.map(|(tagged, value)| into.insert(tagged.clone(), value.clone()));
            }
        }
    }

    /// Under which name a claim is answered, and with what.
    fn answer<'n>(&'n self, name: &'n str) -> Option<(String, &'n Value)> {
        if let ([locale], false) = (self.locales.as_slice(), name.contains('#'))
            && let Some((_, value)) = self.tagged(name, locale)
        {
            return Some((name.to_owned(), value));
        }
        self.find(name).map(|(name, value)| (name.clone(), value))
    }

    /// A claim by language is answered by tag, by a wider tag, or untagged if there is none of
    /// that tag (OIDC Core §5.2; RFC 4647 §3.4 says how tags widen).
    fn find(&self, name: &str) -> Option<(&String, &Value)> {
        let Some((plain, tag)) = name.split_once('#') else {
            return self.held.get_key_value(name);
        };
        self.tagged(plain, tag).or_else(|| self.held.get_key_value(plain))
    }

    /// A claim by that tag or a wider one.
    fn tagged(&self, plain: &str, mut tag: &str) -> Option<(&String, &Value)> {
        loop {
            let wanted = format!("{plain}#{tag}");
            let found = self.held.iter().find(|(held, _)| held.eq_ignore_ascii_case(&wanted));
            match (found, tag.rsplit_once('-')) {
                (Some(found), _) => return Some(found),
                (None, Some((wider, _))) => tag = wider,
                (None, None) => return None,
            }
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

    /// OIDC Core §5.2, RFC 4647 §3.4: a tag that nobody has is widened step by step.
    #[test]
    fn a_narrow_tag_is_answered_by_a_wider_one() {
        let person = claims(json!({"name": "A", "name#de": "Ä", "name#de-Latn-CH": "Äh"}));
        let answered = |tag: &str| {
            let asked = BTreeMap::from([(format!("name#{tag}"), ClaimRequest::default())]);
            let mut out = Map::new();
            person.add_by_request(&asked, &mut out);
            out.keys().next().cloned().unwrap()
        };
        assert_eq!(answered("de-Latn-CH"), "name#de-Latn-CH");
        assert_eq!(answered("de-Latn-AT"), "name#de");
        assert_eq!(answered("fr-CH"), "name");
    }

    /// OIDC Core §5.2: in one language without tags, in several with them, and never an error.
    #[test]
    fn claims_locales_choose_among_the_languages_there_are() {
        let person = claims(json!({
            "name": "Elena", "name#el": "Έλενα", "name#de": "Helena", "nickname": "Leni",
            "family_name#de": "Groß",
        }));
        let answered = |locales: &[&str]| {
            let locales: Vec<String> = locales.iter().map(|it| (*it).to_owned()).collect();
            let mut out = Map::new();
            person.in_locales(&locales).add_by_scope(&Scope::parse("profile").unwrap(), &mut out);
            Value::Object(out)
        };
        let plain = json!({"name": "Elena", "nickname": "Leni"});
        assert_eq!(answered(&[]), plain);
        assert_eq!(answered(&["fr"]), plain);
        let german = json!({"name": "Helena", "nickname": "Leni", "family_name": "Groß"});
        assert_eq!(answered(&["de-AT"]), german);
        let both = json!({
            "name": "Elena", "name#el": "Έλενα", "name#de": "Helena", "nickname": "Leni",
        });
        assert_eq!(answered(&["el", "DE", "fr"]), both);
    }

    /// OIDC Core §5.5.1: a particular value is one in the language that is answered in.
    #[test]
    fn a_wished_for_language_is_judged_like_any_value() {
        let person = claims(json!({"name": "Elena", "name#de": "Helena"}));
        let person = person.in_locales(&["de".to_owned()]).into_owned();
        let answered = |value: &str| {
            let request: ClaimRequest = serde_json::from_value(json!({"value": value})).unwrap();
            let mut out = Map::new();
            person.add_by_request(&BTreeMap::from([("name".to_owned(), request)]), &mut out);
            Value::Object(out)
        };
        assert_eq!(answered("Helena"), json!({"name": "Helena"}));
        assert_eq!(answered("Elena"), json!({}));
    }

    /// OIDC Core §5.5.1: `value` and `values` ask for a particular one; essential or not, a claim
    /// that is not there is left out.
    #[test]
    fn a_claim_with_another_value_is_not_the_one_that_was_asked_for() {
        let person = claims(json!({"zoneinfo": "Europe/Berlin", "updated_at": 7}));
        let answered = |name: &str, request: Value| {
            let request: ClaimRequest = serde_json::from_value(request).unwrap();
            let mut out = Map::new();
            person.add_by_request(&BTreeMap::from([(name.to_owned(), request)]), &mut out);
            !out.is_empty()
        };
        assert!(answered("zoneinfo", json!({"value": "Europe/Berlin"})));
        assert!(answered("zoneinfo", json!({"values": ["UTC", "Europe/Berlin"]})));
        assert!(!answered("zoneinfo", json!({"value": "UTC", "essential": true})));
        assert!(!answered("zoneinfo", json!({"values": ["UTC"]})));
        assert!(answered("updated_at", json!({"value": 7})));
        assert!(!answered("updated_at", json!({"value": "7"})));
        assert!(!answered("nickname", json!({"essential": true})));
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
