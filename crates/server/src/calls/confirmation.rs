//! What became of a confirmation (native contract U143).
use super::{Form, Told, later};
use crate::confirmations::settled;
use crate::tenant::Tenant;
use latchkey_oidc::Client;
use latchkey_oidc::confirmation::{ConfirmationState, Settlement, confirmation_token};
use latchkey_store::{Call, ConfirmationRecord, Settled, TxError};

pub(super) async fn form(
    tenant: &Tenant,
    client: &Client,
    (news, call): (&Settled, &Call),
) -> Result<Form, Told> {
    let app = tenant.app();
    let (id, now) = (news.confirmation, app.clock.now());
    let found = app.store.write(tenant.id(), move |tx| settled(tx, id, now)).await;
    let found: Result<Option<ConfirmationRecord>, TxError> = found;
    let found = found.map_err(|error| later(app, call, error.to_string()))?;
    let held = found.ok_or_else(|| Told::GivenUp("it is not kept any more".to_owned()))?;
    if held.state == ConfirmationState::Waiting {
        return Err(Told::Postponed(held.expires_at, "nobody has decided yet".to_owned()));
    }
    // Security: an operator may have taken the address away since.
    let registered = &client.metadata.client_challenge_callbacks;
    let callback = held.callback.as_ref().filter(|callback| registered.contains(callback));
    let url = callback.and_then(|callback| callback.parse().ok());
    let url = url
        .ok_or_else(|| Told::GivenUp("the callback is none of the client's any more".to_owned()))?;
    let settlement = Settlement {
        confirmation: held.id,
        state: &held.client_state,
        handle: &held.handle,
        account: held.account,
        text: &held.text,
        outcome: held.state,
        asked_at: held.created_at,
    };
    let token = confirmation_token(&settlement, client, &tenant.context(now));
    let token = token.map_err(|error| later(app, call, format!("{error:?}")))?;
    Ok(Form { url, field: "challenge_token", token })
}
