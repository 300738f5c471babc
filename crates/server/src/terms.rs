//! Which terms of use somebody has still to answer, in one place: the tenant's own, then those of
//! the app that they come from.
use crate::form::Form;
use crate::visit::Visit;
use latchkey_accounts::{TermsAnswer, TermsPolicy};
use latchkey_base::{AccountId, ClientKey, Timestamp};
use latchkey_oidc::Client;
use latchkey_store::{TermsRecord, Tx, TxError};
use latchkey_ui::Language;
use latchkey_ui::pages::TermsView;

/// Terms that are in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whose: a client's, or the tenant's own.
    pub client: Option<ClientKey>,
    /// Their version.
    pub version: String,
    /// Whether the person has accepted another version of them before.
    pub are_known: bool,
}

/// All that apply on the way to an app, in the order in which they are asked for.
///
/// People's own account asks for none: whoever declines must be able to take their data and go.
pub fn that_apply(policy: &TermsPolicy, client: &Client, now: Timestamp) -> Vec<Terms> {
    if client.is_account_pages() {
        return Vec::new();
    }
    let new = |client, version: &str| Terms { client, version: version.into(), are_known: false };
    let tenant = policy.in_force(now).map(|version| new(None, version));
    let version = client.metadata.client_terms_version.as_deref();
    let own = version.map(|version| new(Some(client.key), version));
    tenant.into_iter().chain(own).collect()
}

/// The first of these that somebody has not accepted: what they said last of a version counts.
///
/// # Errors
/// As the transaction.
pub fn first_open(
    tx: &mut dyn Tx,
    account: AccountId,
    terms: &[Terms],
) -> Result<Option<Terms>, TxError> {
    if terms.is_empty() {
        return Ok(None);
    }
    let said = tx.terms_answers(account)?;
    let is_accepted = |terms: &&Terms| {
        let mut about = said
            .iter()
            .filter(|held| held.client == terms.client && held.answer.version == terms.version);
        about.next().is_some_and(|last| last.answer.accepted)
    };
    let open = terms.iter().find(|terms| !is_accepted(terms));
    Ok(open.map(|open| {
        let are_known = said.iter().any(|held| held.client == open.client && held.answer.accepted);
        Terms { are_known, ..open.clone() }
    }))
}

/// An answer that is given in this visit, on the way to an app.
pub fn answer(visit: &Visit, version: &str, accepted: bool, app: Option<&Client>) -> TermsAnswer {
    TermsAnswer {
        version: version.to_owned(),
        accepted,
        at: visit.now,
        user_agent: Some(visit.user_agent.chars().take(200).collect()),
        app: app.map(|client| client.client_id.clone()),
    }
}

/// What is accepted with a new account: the version that its form showed. Nobody accepts one that
/// came into force while they typed; they are asked for it on their way to an app.
pub fn with_an_account(visit: &Visit, form: &Form, app: Option<&Client>) -> Option<TermsAnswer> {
    let version = visit.tenant.settings().terms.in_force(visit.now)?;
    let is_shown = form.get("terms_version") == Some(version);
    is_shown.then(|| answer(visit, version, true, app))
}

/// Keeps what was accepted with a new account.
///
/// # Errors
/// As the transaction.
pub fn keep_first(
    tx: &mut dyn Tx,
    account: AccountId,
    answer: Option<&TermsAnswer>,
) -> Result<(), TxError> {
    let Some(answer) = answer else { return Ok(()) };
    // The first answer of an account may bear its name: there is no other yet.
    let id = latchkey_store::TermsAnswerId::from_bytes(*account.as_bytes());
    tx.put_terms_answer(&TermsRecord { id, account, client: None, answer: answer.clone() })
}

/// The tenant's terms as they are shown beside the form for a new account.
pub fn beside_a_form(visit: &Visit, language: Language) -> Option<TermsView<'_>> {
    let version = visit.tenant.settings().terms.in_force(visit.now)?;
    Some(of_tenant(visit, version, language))
}

/// The tenant's terms as they are shown.
pub fn of_tenant<'a>(visit: &'a Visit, version: &'a str, language: Language) -> TermsView<'a> {
    let record = visit.tenant.record();
    let name = record.settings.branding.display_name.as_deref().unwrap_or(&record.name);
    let document = record.settings.terms.document(language.tag());
    TermsView { name, version, uri: document.uri, text: document.text, changes: document.changes }
}
