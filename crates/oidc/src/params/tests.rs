use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Params<'_> {
    Params::parse(text.as_bytes()).unwrap()
}

/// The enum, the table and the bit set must agree.
#[test]
fn every_parameter_is_found_by_its_name() {
    const { assert!(COUNT <= 64) };
    for (index, (param, name)) in PARAMS.iter().enumerate() {
        assert_eq!((*param as usize, param.name()), (index, *name));
        assert_eq!(Param::named(name), Some(*param));
    }
}

/// RFC 6749 §3.1: unknown parameters are ignored, empty ones count as absent.
#[test]
fn unknown_and_empty_parameters_are_absent() {
    let params = parse("foo=1&scope=&state&client_id=a&&foo=2");
    assert_eq!(params.get(Param::ClientId), Some("a"));
    assert_eq!((params.get(Param::Scope), params.get(Param::State)), (None, None));
    assert_eq!(params.repeated(&[Param::Scope, Param::ClientId]), None);
}

/// RFC 6749 §3.1: a parameter must not be included more than once.
#[test]
fn a_repeated_parameter_is_named_and_unreadable() {
    let params = parse("state=1&nonce=x&state=2");
    assert_eq!(params.repeated(&[Param::Nonce, Param::State]), Some(Param::State));
    assert_eq!(params.get(Param::State), None);
    assert_eq!(params.repeated(&[Param::Nonce]), None, "an endpoint minds its own only");
    assert_eq!(parse("state=&state=2").get(Param::State), Some("2"));
}

/// RFC 8707 §2: `resource` may repeat.
#[test]
fn every_resource_is_kept() {
    let params = parse("resource=https://a&scope=x&resource=https://b");
    assert_eq!(params.resources().collect::<Vec<_>>(), ["https://a", "https://b"]);
    assert_eq!(params.repeated(&[Param::Resource]), None);
}

/// RFC 6749 appendix B.
#[test]
fn values_are_form_decoded() {
    let params = parse("state=a+b%2Bc%C3%A9&%73cope=openid");
    assert_eq!(params.get(Param::State), Some("a b+cé"));
    assert_eq!(params.get(Param::Scope), Some("openid"));
}

#[test]
fn values_without_escapes_are_borrowed() {
    let params = parse("state=plain");
    assert!(matches!(params.values[Param::State as usize], Some(Cow::Borrowed("plain"))));
}

#[test]
fn bad_encodings_are_refused() {
    for bad in ["state=%", "state=%2", "state=%zz", "x=%ff", "state=%c3%28", "%=1"] {
        assert_eq!(Params::parse(bad.as_bytes()).err(), Some(MalformedParams), "{bad}");
    }
    assert_eq!(Params::parse(b"state=\xff").err(), Some(MalformedParams));
}

proptest! {
    #[test]
    fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Params::parse(&bytes);
    }

    /// Whatever a client encodes, we read the same.
    #[test]
    fn values_round_trip(state in ".{1,40}", nonce in ".{1,40}") {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .finish();
        let params = parse(&text);
        prop_assert_eq!(params.get(Param::State), Some(state.as_str()));
        prop_assert_eq!(params.get(Param::Nonce), Some(nonce.as_str()));
    }
}
