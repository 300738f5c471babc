//! An account as standard claims (OIDC Core §5.1).
use crate::profile::is_reserved;
use crate::{Account, Address};
use serde_json::{Map, Value};

/// Every claim the account can make of its owner but `sub`, with the types that the definitions
/// ask for. What is absent, `null` or empty is left out (OIDC Core §5.3.2). Which of them a
/// client gets is the protocol's to decide.
pub fn claims(account: &Account) -> Map<String, Value> {
    let profile = &account.profile;
    let mut claims = Map::new();
    for (name, value) in &profile.other {
        if !is_empty(value) && !is_reserved(name) {
            claims.insert(name.clone(), value.clone());
        }
    }
    let preferred = profile.preferred_username.as_ref().unwrap_or(&account.username);
    let texts = [
        ("name", profile.name.as_ref()),
        ("given_name", profile.given_name.as_ref()),
        ("family_name", profile.family_name.as_ref()),
        ("middle_name", profile.middle_name.as_ref()),
        ("nickname", profile.nickname.as_ref()),
        ("preferred_username", Some(preferred)),
        ("profile", profile.profile.as_ref()),
        ("picture", profile.picture.as_ref()),
        ("website", profile.website.as_ref()),
        ("gender", profile.gender.as_ref()),
        ("birthdate", profile.birthdate.as_ref()),
        ("zoneinfo", profile.zoneinfo.as_ref()),
        ("locale", profile.locale.as_ref()),
        ("phone_number", profile.phone_number.as_ref()),
        ("email", account.email.as_ref()),
    ];
    put(&mut claims, &texts);
    if claims.contains_key("email") {
        claims.insert("email_verified".into(), account.email_verified.into());
    }
    if claims.contains_key("phone_number") {
        claims.insert("phone_number_verified".into(), profile.phone_number_verified.into());
    }
    if let Some(address) = profile.address.as_ref().map(address).filter(|map| !map.is_empty()) {
        claims.insert("address".into(), address.into());
    }
    claims.insert("updated_at".into(), account.updated_at.seconds().into());
    claims
}

/// The `address` claim (OIDC Core §5.1.1).
fn address(address: &Address) -> Map<String, Value> {
    let mut members = Map::new();
    let texts = [
        ("formatted", address.formatted.as_ref()),
        ("street_address", address.street_address.as_ref()),
        ("locality", address.locality.as_ref()),
        ("region", address.region.as_ref()),
        ("postal_code", address.postal_code.as_ref()),
        ("country", address.country.as_ref()),
    ];
    put(&mut members, &texts);
    members
}

fn put(claims: &mut Map<String, Value>, texts: &[(&str, Option<&String>)]) {
    for (name, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            claims.insert((*name).to_owned(), Value::String(text.clone()));
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_up::tests::alice;
    use serde_json::json;

    #[test]
    fn an_account_says_no_more_than_it_knows() {
        let expected = json!({
            "preferred_username": "alice",
            "email": "alice@example.com",
            "email_verified": false,
            "updated_at": 1000,
        });
        assert_eq!(Value::from(claims(&alice())), expected);
    }

    #[test]
    fn a_verified_flag_never_stands_alone() {
        let account = Account { email: None, email_verified: true, ..alice() };
        let claims = claims(&account);
        assert!(!claims.contains_key("email_verified"));
        assert!(!claims.contains_key("phone_number_verified"));
    }

    #[test]
    fn types_are_those_of_the_definitions() {
        let mut account = alice();
        account.profile.phone_number = Some("+4930123456".into());
        account.profile.phone_number_verified = true;
        account.profile.address =
            Some(Address { country: Some("DE".into()), ..Address::default() });
        let claims = claims(&account);
        assert_eq!(claims["phone_number_verified"], json!(true));
        assert_eq!(claims["address"], json!({ "country": "DE" }));
        assert!(claims["updated_at"].is_i64());
    }

    #[test]
    fn empty_values_are_left_out() {
        let mut account = alice();
        account.profile.nickname = Some(String::new());
        account.profile.address = Some(Address::default());
        account.profile.other.insert("shoe_size".into(), Value::Null);
        account.profile.other.insert("pets".into(), json!([]));
        account.profile.other.insert("name#de".into(), json!("Elisabeth"));
        let claims = claims(&account);
        for absent in ["nickname", "address", "shoe_size", "pets"] {
            assert!(!claims.contains_key(absent), "{absent}");
        }
        assert_eq!(claims["name#de"], json!("Elisabeth"));
    }

    /// A claim of the tenant's own cannot shadow what the provider knows.
    #[test]
    fn what_the_provider_knows_goes_first() {
        let mut account = alice();
        account.profile.other.insert("email_verified".into(), json!(true));
        account.profile.other.insert("sub".into(), json!("somebody else"));
        assert_eq!(claims(&account)["email_verified"], json!(false));
        assert!(!claims(&account).contains_key("sub"));
    }
}
