use super::*;

fn all(rule: Rule, good: &[&str], bad: &[&str]) {
    for text in good {
        assert_eq!(rule(text), Ok(()), "{text}");
    }
    for text in bad {
        assert!(rule(text).is_err(), "{text}");
    }
}

#[test]
fn birthdates() {
    all(
        birthdate,
        &["1990-02-28", "2000-02-29", "0000-02-29", "1990", "0000-12-31"],
        &[
            "",
            "1990-02-29",
            "1990-13-01",
            "1990-00-10",
            "1990-01-00",
            "90-01-01",
            "0000",
            "1990-1-1",
        ],
    );
}

/// RFC 5646 §2.1 by its outline, OIDC Core §5.1.
#[test]
fn time_zones_and_languages() {
    all(
        zoneinfo,
        &["Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5", "UTC"],
        &["", "/etc/passwd", "Europe/", "+01:00", "Europe Berlin", "../x"],
    );
    all(locale, &["de", "pt-BR", "zh-Hant-TW", "en_US", "ast"], &["", "d", "de-", "de--AT", "a1"]);
}

#[test]
fn phone_numbers() {
    all(
        phone_number,
        &["+4930123456", "+12025550143", "+12025550143;ext=5678"],
        &[
            "",
            "030123456",
            "+049301234",
            "+123",
            "+1234567890123456",
            "+49x0123456",
            "+12025550143;ext=",
        ],
    );
}

#[test]
fn only_web_addresses_are_urls() {
    all(
        url,
        &["https://example.com/a?b#c", "http://x"],
        &[
            "",
            "javascript:alert(1)",
            "//x",
            "https://",
            "https:///x",
            "https://a b",
            "https://a\"b",
        ],
    );
}

#[test]
fn tidying_removes_blanks_and_punctuation() {
    let profile = Profile {
        name: Some("  Alice  ".into()),
        nickname: Some("   ".into()),
        phone_number: Some("+49 (30) 123-456".into()),
        address: Some(Address { country: Some(" ".into()), ..Address::default() }),
        ..Profile::default()
    };
    let tidied = tidy_profile(profile);
    assert_eq!(tidied.name.as_deref(), Some("Alice"));
    assert_eq!(tidied.nickname, None);
    assert_eq!(tidied.phone_number.as_deref(), Some("+4930123456"));
    assert_eq!(tidied.address, None);
    assert!(check_profile(&tidied).is_empty());
}

#[test]
fn a_number_that_is_gone_is_not_verified() {
    let profile = Profile { phone_number_verified: true, ..Profile::default() };
    assert!(!tidy_profile(profile).phone_number_verified);
}

#[test]
fn every_problem_names_its_claim() {
    let profile = Profile {
        name: Some("a\nb".into()),
        picture: Some("data:image/png,x".into()),
        address: Some(Address { formatted: Some("x".repeat(3000)), ..Address::default() }),
        ..Profile::default()
    };
    let claims: Vec<_> = check_profile(&profile).iter().map(|problem| problem.claim).collect();
    assert_eq!(claims, ["name", "picture", "address"]);
}

/// An imported profile must not be able to say who it is or what was proven.
#[test]
fn a_profile_cannot_speak_for_the_provider() {
    for name in ["sub", "iss", "email_verified", "acr", "sub#de", ""] {
        let mut profile = Profile::default();
        profile.other.insert(name.into(), Value::from("x"));
        assert_eq!(check_profile(&profile).len(), 1, "{name}");
    }
    let mut profile = Profile::default();
    profile.other.insert("name#de".into(), Value::from("Alice"));
    assert!(check_profile(&profile).is_empty());
    profile.other.insert("notes".into(), Value::from("x".repeat(5000)));
    assert_eq!(check_profile(&profile).len(), 1);
}
