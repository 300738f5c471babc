//! `/{group}/account/terms`: what the person said to terms of use.
use super::{Member, Need, enter};
use crate::interaction::{Answered, app_view};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_oidc::Client;
use latchkey_store::{TermsRecord, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountTermsLine, AccountTermsPage};
use std::sync::Arc;

/// An answer, with the client whose terms it is about, if that is still there.
pub(super) type Said = (TermsRecord, Option<Arc<Client>>);

/// `GET …/terms`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit) -> Answered {
    let member = enter!(visit, "terms", Need::SignedIn);
    let said = said(&member).await?;
    let lines: Vec<AccountTermsLine<'_>> = said.iter().map(line).collect();
    let home = member.path("");
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountTermsPage { page, home_url: &home, answers: &lines })
    }))
}

/// Everything that was said, the youngest first.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn said(member: &Member) -> Result<Vec<Said>, Trouble> {
    let (store, tenant) = (&member.visit.app.store, member.visit.tenant.id());
    let id = member.account.id;
    let answers: Result<Vec<TermsRecord>, TxError> =
        store.read(tenant, move |tx| tx.terms_answers(id)).await;
    let mut said = Vec::new();
    for record in answers? {
        let client = match record.client {
            Some(key) => store.client_by_key(tenant, key).await?,
            None => None,
        };
        said.push((record, client));
    }
    Ok(said)
}

fn line((record, client): &Said) -> AccountTermsLine<'_> {
    let named = client.as_deref().map(|client| app_view(client).name);
    let answer = &record.answer;
    AccountTermsLine {
        // Of an app that is gone, nothing but that it was one is known.
        app: named.or(record.client.map(|_| "…")),
        version: &answer.version,
        accepted: answer.accepted,
        at: answer.at,
        browser: answer.user_agent.as_deref().map(BrowserName::read),
    }
}
