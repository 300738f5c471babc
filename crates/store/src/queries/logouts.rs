//! Telling clients that a session has ended (OIDC Back-Channel Logout §2.3): one message in the
//! outbox per client, in the transaction that ends the session.
use super::Conn;
use crate::columns::Key16;
use crate::news::TOLD_FOR;
use crate::rows::{ClientRow, MessageRow, grant_of};
use crate::schema::authorizations::dsl as given;
use crate::schema::{clients, outbox, sessions};
use crate::{Call, ClientRecord, LoggedOut, News};
use diesel::prelude::*;
use latchkey_base::{AccountId, SessionId, TenantId, Timestamp};
use std::collections::HashMap;

/// Clients that got an authorization from this session, and the `sub` that each of them knows.
///
/// Those whose tokens have ended meanwhile are among them: a client that gave its tokens back
/// may still show the person as signed in.
pub fn clients_of(
    conn: &mut Conn,
    tenant: TenantId,
    session: SessionId,
) -> QueryResult<Vec<LoggedOut>> {
    // Security: a session can have any number of authorizations; one document per client is read.
    let of_session = given::authorizations
        .filter(given::tenant_id.eq(Key16::from(tenant)))
        .filter(given::session_id.eq(Key16::from(session)));
    let clients: Vec<Key16> =
        of_session.select(given::client_key).distinct().order(given::client_key).load(conn)?;
    let mut told = Vec::with_capacity(clients.len());
    for client in clients {
        let of_client = of_session.filter(given::client_key.eq(client));
        let document: String = of_client.select(given::document).limit(1).get_result(conn)?;
        let subject = grant_of(&document)?.subject.clone();
        told.push(LoggedOut { client: client.into(), session, subject });
    }
    Ok(told)
}

/// Queues a message for every client of the session that registered a
/// `backchannel_logout_uri`; says how many.
pub fn queue(
    conn: &mut Conn,
    tenant: TenantId,
    session: SessionId,
    now: Timestamp,
) -> QueryResult<usize> {
    let mut told = clients_of(conn, tenant, session)?;
    if told.is_empty() {
        return Ok(0);
    }
    let keys: Vec<Key16> = told.iter().map(|one| Key16::from(one.client)).collect();
    let rows: Vec<ClientRow> = clients::table
        .filter(clients::tenant_id.eq(Key16::from(tenant)))
        .filter(clients::client_key.eq_any(keys))
        .select(ClientRow::as_select())
        .load(conn)?;
    let mut listening = HashMap::new();
    for row in rows {
        let client = ClientRecord::try_from(row)?;
        if let Some(host) = client.metadata.backchannel_logout_host().filter(|_| !client.disabled) {
            listening.insert(client.key, host);
        }
    }
    told.retain(|one| listening.contains_key(&one.client));
    let call = |who: LoggedOut| Call {
        destination: listening.get(&who.client).cloned().unwrap_or_default(),
        news: News::LoggedOut(who),
        tenant,
        attempts: 0,
        due_at: now,
        expires_at: now + TOLD_FOR,
    };
    let messages: Vec<MessageRow> = told
        .into_iter()
        .map(call)
        .map(|call| call.to_message().map(|message| MessageRow::new(tenant, &message)))
        .collect::<Result<_, _>>()
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let mut queued = 0;
    for message in messages {
        // A session ends once; who ends it again has nothing to tell.
        queued += diesel::insert_into(outbox::table)
            .values(message)
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    Ok(queued)
}

/// [`queue`] for all sessions of an account.
pub fn queue_of_account(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    now: Timestamp,
) -> QueryResult<usize> {
    let held: Vec<Key16> = sessions::table
        .filter(sessions::tenant_id.eq(Key16::from(tenant)))
        .filter(sessions::account_id.eq(Key16::from(account)))
        .select(sessions::session_id)
        .load(conn)?;
    let mut queued = 0;
    for session in held {
        queued += queue(conn, tenant, session.into(), now)?;
    }
    Ok(queued)
}
