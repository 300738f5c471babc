//! The `sub` that a client sees (OIDC Core §8).
use crate::{Client, Context, SubjectType};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{AccountId, CodeKey};
use std::fmt;
use std::sync::Arc;

/// How one client sees people.
#[derive(Clone)]
pub struct Subjects(Kind);

#[derive(Clone)]
enum Kind {
    Public,
    Pairwise { sector: String, salt: Arc<CodeKey> },
}

impl Subjects {
    /// As the client is registered.
    pub fn of(client: &Client, cx: &Context<'_>) -> Self {
        match client.metadata.subject_type {
            SubjectType::Public => Self(Kind::Public),
            SubjectType::Pairwise => {
                // Registration refuses pairwise clients without a sector; its own name is the
                // narrowest one there is.
                let sector = client.metadata.sector();
                let sector = sector.unwrap_or_else(|| client.client_id.clone());
                Self(Kind::Pairwise { sector, salt: Arc::clone(cx.pairwise_salt) })
            }
        }
    }

    /// The `sub` of this person: the same for ever, and for pairwise clients another one in
    /// every sector. Security: nobody without the tenant's salt can tell that two of them are
    /// one person (OIDC Core §8.1).
    pub fn subject(&self, account: AccountId) -> String {
        match &self.0 {
            Kind::Public => account.to_string(),
            Kind::Pairwise { sector, salt } => {
                let digest = salt.digest(sector, &account.to_string());
                URL_SAFE_NO_PAD.encode(digest.as_bytes())
            }
        }
    }
}

impl fmt::Debug for Subjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Public => "Public",
            Kind::Pairwise { .. } => "Pairwise(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use proptest::prelude::*;

    fn sub(op: &Op, redirect_uris: &[&str], sector: Option<&str>, person: u8) -> String {
        let mut client = op.web_app();
        client.metadata.subject_type = SubjectType::Pairwise;
        client.metadata.redirect_uris = redirect_uris.iter().map(|&uri| uri.to_owned()).collect();
        client.metadata.sector_identifier_uri = sector.map(str::to_owned);
        Subjects::of(&client, &op.cx()).subject(AccountId::from_bytes([person; 16]))
    }

    /// OIDC Core §8: a public subject is the account's own.
    #[test]
    fn a_public_subject_is_the_same_for_every_client() {
        let op = Op::new();
        let id = AccountId::from_bytes([7; 16]);
        for client in [op.web_app(), op.native_app()] {
            assert_eq!(Subjects::of(&client, &op.cx()).subject(id), id.to_string());
        }
    }

    /// OIDC Core §8.1: one per sector, which is the host of the `sector_identifier_uri` or of
    /// the redirect URIs.
    #[test]
    fn a_pairwise_subject_is_one_per_sector() {
        let op = Op::new();
        let one = sub(&op, &["https://a.example/cb"], None, 1);
        assert_eq!(one, sub(&op, &["https://a.example:9/other", "https://A.example/"], None, 1));
        let shared = Some("https://a.example/sector.json");
        assert_eq!(one, sub(&op, &["https://b.example/", "https://c.example/"], shared, 1));
        assert_ne!(one, sub(&op, &["https://b.example/cb"], None, 1));
        assert_ne!(one, sub(&op, &["https://a.example/cb"], None, 2));
        let mut other = Op::new();
        other.pairwise_salt = Arc::new(CodeKey::new(&[9; 32]));
        assert_ne!(one, sub(&other, &["https://a.example/cb"], None, 1));
    }

    /// It must never change: this value was computed once and for all.
    #[test]
    fn a_pairwise_subject_is_stable_for_ever() {
        let subject = sub(&Op::new(), &["https://a.example/cb"], None, 1);
        assert_eq!(subject, "aVw5Z8ltwqp74UUCGrx9k9NM5V888H78swb6JOL6eD4");
    }

    proptest! {
        /// OIDC Core §2, §8.1: at most 255 ASCII characters, and nothing of the account in them.
        #[test]
        fn a_pairwise_subject_says_nothing(person: u8, host in "[a-z]{1,30}") {
            let uri = format!("https://{host}.example/");
            let subject = sub(&Op::new(), &[&uri], None, person);
            let id = AccountId::from_bytes([person; 16]).to_string();
            prop_assert!(subject.is_ascii() && subject.len() == 43 && !subject.contains(&id));
        }
    }
}
