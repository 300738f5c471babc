//! `/{group}/account/apps`: what apps may see, and taking it back.
use super::client::ensure;
use super::member::is_done;
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, app_view, login_link, scope_rank};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_base::{ClientKey, Timestamp};
use latchkey_oidc::{Client, Consent, Scope};
use latchkey_store::{ConnectionRecord, TxError};
use latchkey_ui::pages::{AccountAppLine, AccountAppsPage, ScopeLine};
use std::collections::BTreeMap;
use std::sync::Arc;

const SECTION: &str = "apps";
/// The most apps that are listed, those that were used last.
const MOST: i64 = 200;

/// What one client may, and since when.
#[derive(Default)]
pub(super) struct Connection {
    pub scope: Scope,
    pub since: Option<Timestamp>,
    pub last_used: Option<Timestamp>,
    pub devices: usize,
}

/// `GET …/apps`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let connected = connected(&member).await?;
    let rows: Vec<Row<'_>> =
        connected.iter().map(|(client, held)| row(&member, client, held)).collect();
    let lines: Vec<AccountAppLine<'_>> = rows
        .iter()
        .map(|row| AccountAppLine {
            client: &row.key,
            name: row.name,
            logo: row.logo.as_deref(),
            begin_url: row.begin_url.as_deref(),
            scopes: &row.scopes,
            since: row.since,
            last_used: row.last_used,
            devices: row.devices,
        })
        .collect();
    let (home, action) = (member.path(""), member.path("/apps"));
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountAppsPage {
            page,
            home_url: &home,
            action: &action,
            apps: &lines,
            has_ended: is_done(request.query_string()),
        })
    }))
}

/// `POST …/apps`: disconnects one. Its tokens end with what it was allowed.
///
/// # Errors
/// [`Trouble`].
pub async fn disconnect(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let named: Option<ClientKey> = form.get("client").and_then(|key| key.parse().ok());
    let Some(client) = named.filter(|_| member.sent(&form)) else {
        return Ok(member.visit.go(&member.path("/apps")));
    };
    let (store, tenant) = (&member.visit.app.store, member.visit.tenant.id());
    let Some(client) = store.client_by_key(tenant, client).await? else {
        return Ok(member.visit.go(&member.path("/apps")));
    };
    let (account, now) = (member.account.id, member.visit.now);
    let (key, name) = (client.key, app_view(&client).name.to_owned());
    let events = Events::of(&member.visit);
    let ended = store.write(tenant, move |tx| {
        if tx.withdraw_consent(account, key, now)? {
            events.note_about(tx, account, (EventKind::AppDisconnected, &name))?;
        }
        Ok(())
    });
    let ended: Result<(), TxError> = ended.await;
    ended?;
    Ok(member.done(SECTION))
}

/// An app as its row shows it.
struct Row<'a> {
    key: String,
    name: &'a str,
    logo: Option<String>,
    begin_url: Option<String>,
    scopes: Vec<ScopeLine<'a>>,
    since: Timestamp,
    last_used: Option<Timestamp>,
    devices: usize,
}

fn row<'a>(member: &'a Member, client: &'a Client, held: &'a Connection) -> Row<'a> {
    let own = &member.visit.tenant.policy().scopes;
    let described = |scope: &str| own.iter().find(|known| known.name == scope);
    let mut scopes: Vec<&str> = held.scope.iter().collect();
    scopes.sort_by_key(|scope| scope_rank(scope));
    let line = |scope: &'a str| ScopeLine {
        scope,
        description: described(scope).and_then(|known| known.description.as_deref()),
        values: &[],
        is_new: false,
    };
    Row {
        key: client.key.to_string(),
        name: app_view(client).name,
        logo: member.visit.logo(client),
        begin_url: login_link(&member.visit, client),
        scopes: scopes.into_iter().map(line).collect(),
        since: held.since.unwrap_or_default(),
        last_used: held.last_used,
        devices: held.devices,
    }
}

/// The apps that the person has allowed something, by name.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn connected(member: &Member) -> Result<Vec<(Arc<Client>, Connection)>, Trouble> {
    let (account, now) = (member.account.id, member.visit.now);
    let (store, tenant) = (&member.visit.app.store, member.visit.tenant.id());
    let own = ensure(&member.visit).await?.key;
    let found = store.read(tenant, move |tx| {
        let given = tx.connections_of((account, own), now, MOST)?;
        let devices = tx.devices(account, now)?;
        Ok::<_, TxError>((tx.consents_of(account, now)?, given, devices))
    });
    let (consents, given, devices) = found.await?;
    let mut apps = Vec::new();
    for (key, mut held) in merged(&consents, &given) {
        held.devices = devices.iter().filter(|device| device.client == key).count();
        let client = store.client_by_key(tenant, key).await?;
        let client = client.filter(|client| !client.is_account_pages());
        apps.extend(client.map(|client| (client, held)));
    }
    apps.sort_by_cached_key(|(client, _)| app_view(client).name.to_lowercase());
    Ok(apps)
}

fn merged(consents: &[Consent], given: &[ConnectionRecord]) -> BTreeMap<ClientKey, Connection> {
    let mut apps: BTreeMap<ClientKey, Connection> = BTreeMap::new();
    for consent in consents {
        let app = apps.entry(consent.client).or_default();
        app.scope = app.scope.union(&consent.scope);
        app.since = earlier(app.since, consent.granted_at);
    }
    for connection in given {
        let app = apps.entry(connection.client).or_default();
        app.scope = app.scope.union(&connection.scope);
        app.since = earlier(app.since, connection.first_given_at);
        app.last_used = Some(connection.last_given_at);
    }
    apps
}

fn earlier(held: Option<Timestamp>, other: Timestamp) -> Option<Timestamp> {
    Some(held.map_or(other, |held| held.min(other)))
}
