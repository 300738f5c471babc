//! The `sid` that a client sees (OIDC Back-Channel Logout §2.1, OIDC Front-Channel Logout §3).
use crate::{Client, Context};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::SessionId;
use serde::Serialize;
use std::fmt;

/// One session as one client knows it: the same in ID tokens, logout tokens and front-channel
/// logout requests, for as long as the session lives.
///
/// Security: every client has its own. A value that clients shared would tell them which of
/// their pairwise subjects are one person (OIDC Core §8.1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Sid(String);

impl Sid {
    /// Computed, not kept: under the tenant's salt, which never changes.
    pub fn of(session: SessionId, client: &Client, cx: &Context<'_>) -> Self {
        // The salt also makes pairwise subjects. Neither a host nor a `client_id` holds a blank,
        // so that no sector has the name of this purpose.
        let purpose = format!("sid of {}", client.key);
        let digest = cx.pairwise_salt.digest(&purpose, &session.to_string());
        Self(URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SubjectType;
    use crate::fixture::Op;
    use latchkey_base::CodeKey;
    use std::sync::Arc;

    /// OIDC Back-Channel Logout §2.1, OIDC Front-Channel Logout §3: different values for different
    /// sessions; OIDC Core §8.1: nothing that two clients could compare.
    #[test]
    fn a_session_has_another_name_at_every_client() {
        let mut op = Op::new();
        let (alice, bob) = (op.alice().session, op.bob().session);
        let (mut web, native) = (op.web_app(), op.native_app());
        let sid = |session, client: &Client, op: &Op| Sid::of(session, client, &op.cx());
        let first = sid(alice, &web, &op);
        assert_eq!(first, sid(alice, &web, &op));
        assert_ne!(first, sid(alice, &native, &op));
        assert_ne!(first, sid(bob, &web, &op));
        assert!(!first.as_str().contains(&alice.to_string()) && first.as_str().len() == 43);
        // What the client registers later does not change it.
        web.metadata.subject_type = SubjectType::Pairwise;
        web.metadata.redirect_uris = vec!["https://elsewhere.example/".into()];
        assert_eq!(first, sid(alice, &web, &op));
        op.pairwise_salt = Arc::new(CodeKey::new(&[9; 32]));
        assert_ne!(first, sid(alice, &web, &op));
    }
}
