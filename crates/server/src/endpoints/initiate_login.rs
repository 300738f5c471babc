//! `GET /{group}/login`: begins a sign-in at an app (OIDC Core §4).
use crate::form::Form;
use crate::interaction::{Answered, SignedIn, people_here};
use crate::middleware::Trouble;
use crate::visit::Visit;
use actix_web::HttpRequest;
use latchkey_oidc::{Client, Consent, Named, initiate_login};

/// Sends the browser to the app of that `client_id`, which then asks us to sign the person in.
///
/// # Errors
/// [`Trouble::NotFound`] for apps at which nothing can be begun, [`Trouble::Unavailable`].
pub async fn get(visit: Visit, request: HttpRequest) -> Answered {
    let query = Form::parse(request.query_string().as_bytes());
    let client_id = query.get("client_id").ok_or(Trouble::NotFound)?;
    let client = visit.app.store.client(visit.tenant.id(), client_id).await?;
    let client = client.ok_or(Trouble::NotFound)?;
    let here = people_here(&visit, Some(&client), None).await?;
    let person = match here.as_slice() {
        [one] => Some((one, consent(&visit, one, &client).await?)),
        // Of several the app cannot mean one; it will be asked which.
        _ => None,
    };
    let named = person.as_ref().map(|(one, consent)| Named {
        email: one.account.email.as_deref(),
        username: &one.account.username,
        consent: consent.as_ref(),
    });
    let wished = query.get("target_link_uri");
    let cx = visit.tenant.context(visit.now);
    let begin = initiate_login(&client, named.as_ref(), wished, &cx).ok_or(Trouble::NotFound)?;
    Ok(visit.go(&begin))
}

async fn consent(
    visit: &Visit,
    person: &SignedIn,
    client: &Client,
) -> Result<Option<Consent>, Trouble> {
    let (account, client, now) = (person.account.id, client.key, visit.now);
    let find = move |tx: &mut dyn latchkey_store::Tx| tx.consent(account, client, now);
    Ok(visit.app.store.read(visit.tenant.id(), find).await?)
}
