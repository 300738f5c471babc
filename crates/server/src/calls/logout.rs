//! That a session has ended (OIDC Back-Channel Logout §2.4, §2.5).
use super::{Form, Told, later};
use crate::client_keys;
use crate::tenant::Tenant;
use latchkey_oidc::Client;
use latchkey_oidc::logout::logout_token;
use latchkey_store::{Call, LoggedOut};
use std::sync::Arc;

pub(super) async fn form(
    tenant: &Tenant,
    client: &Arc<Client>,
    (news, call): (&LoggedOut, &Call),
) -> Result<Form, Told> {
    let app = tenant.app();
    let url = client.metadata.backchannel_logout_uri.as_deref().and_then(|uri| uri.parse().ok());
    let url =
        url.ok_or_else(|| Told::GivenUp("the client wants no logout tokens any more".to_owned()))?;
    let cx = tenant.context(app.clock.now());
    let encryption = client.metadata.id_token_encryption();
    let token = client_keys::recipient(app, call.tenant, client, encryption).await;
    let token = token
        .and_then(|recipient| logout_token(news.session, &news.subject, (client, &recipient), &cx));
    let token = token.map_err(|error| later(app, call, format!("{error:?}")))?;
    Ok(Form { url, field: "logout_token", token })
}
