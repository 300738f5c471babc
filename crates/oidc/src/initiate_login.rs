//! Sending a person to a client so that it begins a sign-in (OIDC Core §4).
use crate::logout::with_query;
use crate::{Client, Consent, Context, ProtocolPolicy};
use url::Url;

/// A person, as they could be named to the client.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Their address.
    pub email: Option<&'a str>,
    /// What else they sign in with.
    pub username: &'a str,
    /// What they allowed the client.
    pub consent: Option<&'a Consent>,
}

/// Where the person goes; `None` if the client has not registered where, or is switched off.
///
/// `wished` is the page of the client that they want to see in the end. Security: it is handed on
/// only if it is on a host of the client, so that nobody can make an open redirect of us and the
/// client together; the client checks it again (§4).
pub fn initiate_login(
    client: &Client,
    person: Option<&Named<'_>>,
    wished: Option<&str>,
    cx: &Context<'_>,
) -> Option<String> {
    let uri = client.metadata.initiate_login_uri.as_deref().filter(|_| !client.disabled)?;
    let mut pairs = vec![("iss", cx.issuer)];
    let hint = person.and_then(|person| login_hint(client, person, cx.policy));
    pairs.extend(hint.map(|hint| ("login_hint", hint)));
    let wished = wished.filter(|target| is_own_page(client, target));
    pairs.extend(wished.map(|target| ("target_link_uri", target)));
    Some(with_query(uri, &pairs))
}

/// Security: a client is told nothing that the person has not allowed it to know. The link to it
/// may stand on anybody's page, and the client may be anybody's.
fn login_hint<'a>(client: &Client, person: &Named<'a>, policy: &ProtocolPolicy) -> Option<&'a str> {
    let may_know = |scope: &str| {
        let allowed = person.consent.is_some_and(|given| given.scope.contains(scope));
        let limit = client.metadata.allowed_scope();
        let unasked = client.skips_consent(policy) && !client.registered_itself;
        allowed || (unasked && limit.is_none_or(|limit| limit.contains(scope)))
    };
    let email = person.email.filter(|_| may_know("email"));
    email.or_else(|| may_know("profile").then_some(person.username))
}

fn is_own_page(client: &Client, target: &str) -> bool {
    // What is parsed is what browsers see: no blanks, no backslashes, no other host before an @.
    let Ok(url) = Url::parse(target) else { return false };
    let is_plain = target.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'\\')
        && matches!(url.scheme(), "https" | "http")
        && url.username().is_empty()
        && url.password().is_none();
    let metadata = &client.metadata;
    let links = [&metadata.initiate_login_uri, &metadata.client_uri].into_iter().flatten();
    let mut own = metadata.redirect_uris.iter().chain(links);
    is_plain && own.any(|held| Url::parse(held).is_ok_and(|held| held.origin() == url.origin()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scope;
    use crate::fixture::Op;
    use latchkey_base::{AccountId, ClientKey, ConsentId};

    fn client(op: &Op) -> Client {
        let mut client = op.web_app();
        client.metadata.initiate_login_uri = Some("https://login.rp.example/begin?x=1".into());
        client
    }

    fn parameters(text: &str) -> Vec<(String, String)> {
        Url::parse(text).unwrap().query_pairs().into_owned().collect()
    }

    fn sent(op: &Op, client: &Client, person: Option<&Named<'_>>, wished: &str) -> Vec<String> {
        let text = initiate_login(client, person, Some(wished), &op.cx()).unwrap();
        assert!(text.starts_with("https://login.rp.example/begin?x=1&iss="), "{text}");
        let pairs = parameters(&text).into_iter();
        pairs.skip(1).map(|(name, value)| format!("{name}={value}")).collect()
    }

    /// OIDC Core §4: `iss` always, and a registered query is kept.
    #[test]
    fn the_client_learns_who_the_issuer_is() {
        let op = Op::new();
        let mut client = client(&op);
        assert_eq!(sent(&op, &client, None, ""), ["iss=https://op.example/t"]);
        client.disabled = true;
        assert_eq!(initiate_login(&client, None, None, &op.cx()), None);
        assert_eq!(initiate_login(&op.web_app(), None, None, &op.cx()), None);
    }

    /// OIDC Core §4, RFC 9700 §4.11.2: no open redirect through us and the client.
    #[test]
    fn a_page_of_somebody_else_is_not_handed_on() {
        let op = Op::new();
        let client = client(&op);
        for own in [
            "https://rp.example/orders?id=1",
            "https://login.rp.example/",
            "https://RP.example:443/",
        ] {
            let expected = format!("target_link_uri={own}");
            assert_eq!(sent(&op, &client, None, own).last(), Some(&expected));
        }
        for other in [
            "https://evil.example/",
            "http://rp.example/",
            "https://rp.example:8443/",
            "https://rp.example@evil.example/",
            "https://evil.example\\@rp.example/",
            "https://user@rp.example/",
            "https://rp.example.evil.example/",
            "//rp.example/",
            "/orders",
            "javascript:alert(1)",
            "https://rp.example/\nx",
        ] {
            assert_eq!(sent(&op, &client, None, other).len(), 1, "{other}");
        }
    }

    /// OIDC Core §4: `login_hint`, by what the person allowed.
    #[test]
    fn a_login_hint_holds_only_what_the_client_may_know() {
        let mut op = Op::new();
        let mut client = client(&op);
        let consent = |scope: &str| Consent {
            id: ConsentId::from_bytes([1; 16]),
            account: AccountId::from_bytes([2; 16]),
            client: ClientKey::from_bytes([1; 16]),
            scope: Scope::parse(scope).unwrap(),
            claims: Vec::new(),
            granted_at: op.now,
            expires_at: op.now,
        };
        let (openid, email, profile) = (consent("openid"), consent("email"), consent("profile"));
        let named = |consent| Named { email: Some("a@b.example"), username: "alice", consent };
        let hint = |op: &Op, client: &Client, consent| {
            sent(op, client, Some(&named(consent)), "").into_iter().nth(1)
        };
        assert_eq!(hint(&op, &client, None), None);
        assert_eq!(hint(&op, &client, Some(&openid)), None);
        assert_eq!(hint(&op, &client, Some(&email)).unwrap(), "login_hint=a@b.example");
        assert_eq!(hint(&op, &client, Some(&profile)).unwrap(), "login_hint=alice");
        op.policy.skip_consent = true;
        assert_eq!(hint(&op, &client, None).unwrap(), "login_hint=a@b.example");
        client.metadata.scope = Some("openid profile".into());
        assert_eq!(hint(&op, &client, None).unwrap(), "login_hint=alice");
        client.registered_itself = true;
        assert_eq!(hint(&op, &client, None), None);
    }
}
