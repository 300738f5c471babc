//! What a client is shown in a hidden frame when a session has ended (OIDC Front-Channel Logout
//! §2, §3).
use super::with_query;
use crate::{Client, Context, Sid};
use latchkey_base::SessionId;

/// The address of the frame that tells `client` of the end of `session`; `None` for clients that
/// registered none, and for those that are switched off.
///
/// `iss` and `sid` are both in it if the client requires them, or neither (§2).
pub fn front_channel_logout(
    session: SessionId,
    client: &Client,
    cx: &Context<'_>,
) -> Option<String> {
    let uri = client.metadata.frontchannel_logout_uri.as_deref()?;
    if client.disabled {
        return None;
    }
    if !client.metadata.frontchannel_logout_session_required {
        return Some(uri.to_owned());
    }
    let sid = Sid::of(session, client, cx);
    Some(with_query(uri, &[("iss", cx.issuer), ("sid", sid.as_str())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;

    /// OIDC Front-Channel Logout §2: both parameters or none, and a registered query is kept.
    #[test]
    fn issuer_and_session_are_named_where_they_are_required() {
        let op = Op::new();
        let mut client = op.web_app();
        let session = op.alice().session;
        let frame = |client: &Client| front_channel_logout(session, client, &op.cx());
        assert_eq!(frame(&client), None);
        client.metadata.frontchannel_logout_uri = Some("https://rp.example/out?a=%20b".into());
        assert_eq!(frame(&client).as_deref(), Some("https://rp.example/out?a=%20b"));
        client.metadata.frontchannel_logout_session_required = true;
        let sid = Sid::of(session, &client, &op.cx());
        let expected =
            format!("https://rp.example/out?a=%20b&iss=https%3A%2F%2Fop.example%2Ft&sid={sid}");
        assert_eq!(frame(&client), Some(expected));
        client.metadata.frontchannel_logout_uri = Some("https://rp.example/out".into());
        assert!(frame(&client).unwrap().starts_with("https://rp.example/out?iss=https%3A"));
        client.disabled = true;
        assert_eq!(frame(&client), None);
    }
}
