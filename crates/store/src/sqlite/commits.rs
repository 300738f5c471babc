//! Protocol writes, one after the other, inside a batch.
//!
//! A batch is an immediate transaction: nobody else writes meanwhile, so a look and the write
//! that depends on it are one step.
use super::Conn;
use super::queries;
use super::queries::authorizations;
use crate::changes::Changes;
use crate::columns::{Key16, Key32};
use crate::commit::{Standing, Verdict, last_expiry};
use crate::rows::{
    ACTIVE, AccessTokenRow, AuthorizationRow, CodeRow, DeviceCodeRow, RefreshTokenRow, SLACK,
};
use crate::schema::{
    access_tokens as access, accounts, assertions, authorization_codes as codes,
    authorizations as granted, clients, device_codes, interactions, refresh_tokens as refresh,
    sessions,
};
use diesel::dsl::exists;
use diesel::prelude::*;
use latchkey_base::{
    AuthorizationId, ClientKey, ConsentId, InteractionId, Sealed, Seconds, SessionId, TenantId,
    Timestamp, TokenHash,
};
use latchkey_oidc::device::NewDeviceCode;
use latchkey_oidc::{
    AccessToken, AssertionUse, AuthorizationCode, Commit, Grant, Issued, Outcome, Write,
};

/// Does one unit of work and notes what it changed.
pub fn apply(
    conn: &mut Conn,
    tenant: TenantId,
    commit: &Commit,
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    if let Some(assertion) = &commit.assertion
        && !use_assertion(conn, tenant, assertion)?
    {
        return Ok(Outcome::AssertionReplayed);
    }
    match &commit.write {
        Some(write) => apply_write(conn, tenant, write, changes),
        None => Ok(Outcome::Done),
    }
}

fn apply_write(
    conn: &mut Conn,
    tenant: TenantId,
    write: &Write,
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    match write {
        Write::Authorize { grant, code, issued, browser, consent, interaction, at } => {
            let new = New { grant, code: code.as_deref(), issued, consent: *consent };
            authorize(conn, tenant, (&new, *browser, *interaction), *at)
        }
        Write::RedeemCode { code, issued, at } => {
            redeem(conn, tenant, (*code, issued, *at), changes)
        }
        Write::RotateRefreshToken { presented, issued, repeat_window, at } => {
            let use_ = Use { presented: *presented, issued, window: Some(*repeat_window), at: *at };
            use_refresh_token(conn, tenant, &use_, changes)
        }
        Write::KeepRefreshToken { presented, issued, at } => {
            let use_ = Use { presented: *presented, issued, window: None, at: *at };
            use_refresh_token(conn, tenant, &use_, changes)
        }
        Write::BeginDevice(new) => begin_device(conn, tenant, new),
        Write::IssueAccessToken { token } => issue_access_token(conn, tenant, token),
        Write::RevokeAccessToken { token, client } => {
            revoke(conn, tenant, (*token, *client), changes)
        }
        Write::EndAuthorization { authorization, at } => {
            let ended = authorizations::end(conn, tenant, *authorization, *at)?;
            changes.ended.extend(ended.then_some(*authorization));
            Ok(done_if(ended))
        }
        Write::EndSession { session, at } => {
            let was_there = queries::sessions::delete(conn, tenant, *session)?;
            if was_there {
                queries::logouts::queue(conn, tenant, *session, *at)?;
            }
            let ended = authorizations::end_of_session(conn, tenant, *session, *at)?;
            changes.ended.extend(ended);
            Ok(done_if(was_there))
        }
    }
}

fn done_if(done: bool) -> Outcome {
    if done { Outcome::Done } else { Outcome::Lost }
}

fn use_assertion(conn: &mut Conn, tenant: TenantId, used: &AssertionUse) -> QueryResult<bool> {
    let added = diesel::insert_into(assertions::table)
        .values((
            assertions::tenant_id.eq(Key16::from(tenant)),
            assertions::client_key.eq(Key16::from(used.client)),
            assertions::jti.eq(Key32::from(used.jti)),
            assertions::expires_at.eq(used.until.millis()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(added == 1)
}

fn is_enabled(conn: &mut Conn, tenant: TenantId, client: ClientKey) -> QueryResult<bool> {
    let place = clients::table.find((Key16::from(tenant), Key16::from(client)));
    let disabled: Option<bool> = place.select(clients::disabled).get_result(conn).optional()?;
    Ok(disabled == Some(false))
}

/// A new authorization with what was issued at once.
struct New<'a> {
    grant: &'a Grant,
    code: Option<&'a AuthorizationCode>,
    issued: &'a Issued,
    /// What it rests on.
    consent: Option<ConsentId>,
}

fn authorize(
    conn: &mut Conn,
    tenant: TenantId,
    (new, browser, interaction): (&New<'_>, Option<TokenHash>, Option<InteractionId>),
    at: Timestamp,
) -> QueryResult<Outcome> {
    let Some(session) = may_authorize(conn, tenant, new.grant)? else { return Ok(Outcome::Lost) };
    if let Some(id) = new.consent {
        let of = (new.grant.account, new.grant.client);
        let held = queries::consents::find(conn, tenant, of, at)?;
        if held.is_none_or(|held| held.id != id) {
            return Ok(Outcome::Lost);
        }
    }
    if let Some(id) = new.grant.session
        && !use_session(conn, tenant, (id, session, browser), at)?
    {
        return Ok(Outcome::Lost);
    }
    if let Some(id) = interaction
        && !close(conn, tenant, id, at)?
    {
        return Ok(Outcome::Lost);
    }
    let row = AuthorizationRow::new(tenant, new.grant, at)?;
    let kept = row.expires_at;
    diesel::insert_into(granted::table).values(row).execute(conn)?;
    if let Some(code) = new.code {
        diesel::insert_into(codes::table).values(CodeRow::new(tenant, code)).execute(conn)?;
    }
    record(conn, tenant, new.issued, Some((new.grant.authorization, kept)))?;
    Ok(Outcome::Done)
}

/// A session's browser, when it was seen, when it expires.
type SessionFacts = (Key32, i64, i64);

/// `None` unless the account may sign in and the client is not switched off; then the session, if
/// the grant names one that is there.
fn may_authorize(
    conn: &mut Conn,
    tenant: TenantId,
    grant: &Grant,
) -> QueryResult<Option<Option<SessionFacts>>> {
    let session = sessions::tenant_id
        .eq(accounts::tenant_id)
        .and(sessions::session_id.nullable().eq(grant.session.map(Key16::from)));
    accounts::table
        .find((Key16::from(tenant), Key16::from(grant.account)))
        .inner_join(clients::table.on(clients::tenant_id.eq(accounts::tenant_id)))
        .left_join(sessions::table.on(session))
        .filter(accounts::status.eq(ACTIVE))
        .filter(clients::client_key.eq(Key16::from(grant.client)))
        .filter(clients::disabled.eq(false))
        .select((sessions::browser, sessions::seen_at, sessions::expires_at).nullable())
        .get_result(conn)
        .optional()
}

/// Marks a session as used, to the second, if it is live and, should a browser be named, still
/// that browser's.
fn use_session(
    conn: &mut Conn,
    tenant: TenantId,
    (id, session, browser): (SessionId, Option<SessionFacts>, Option<TokenHash>),
    at: Timestamp,
) -> QueryResult<bool> {
    let Some((holder, seen, expires)) = session else { return Ok(false) };
    let is_theirs = browser.is_none_or(|browser| Key32::from(browser) == holder);
    if !is_theirs || expires <= at.millis() {
        return Ok(false);
    }
    if seen + 1000 <= at.millis() {
        let place = sessions::table.find((Key16::from(tenant), Key16::from(id)));
        diesel::update(place).set(sessions::seen_at.eq(at.millis())).execute(conn)?;
    }
    Ok(true)
}

/// Closes one that is open. The version grows, so that a change read before fails.
fn close(conn: &mut Conn, tenant: TenantId, id: InteractionId, at: Timestamp) -> QueryResult<bool> {
    let place = interactions::table.find((Key16::from(tenant), Key16::from(id)));
    let closed = diesel::update(place.filter(interactions::finished_at.is_null()))
        .set((
            interactions::finished_at.eq(at.millis()),
            interactions::version.eq(interactions::version + 1),
        ))
        .execute(conn)?;
    Ok(closed == 1)
}

/// That the authorization of a row of `$table` is live and kept until `$until` at least, and that
/// its client is not switched off; a macro because such a condition has a type without a name.
macro_rules! lasting {
    ($table:ident, $until:expr) => {
        exists(
            granted::table
                .inner_join(
                    clients::table.on(clients::tenant_id
                        .eq(granted::tenant_id)
                        .and(clients::client_key.eq(granted::client_key))),
                )
                .filter(granted::tenant_id.eq($table::tenant_id))
                .filter(granted::authorization_id.eq($table::authorization_id))
                .filter(granted::ended_at.is_null())
                .filter(granted::expires_at.ge($until))
                .filter(clients::disabled.eq(false)),
        )
    };
}

/// A code's authorization, when it was spent, when it expires; when the authorization ended and
/// how long it is kept; whether the client is switched off.
type CodeFacts = (Key16, Option<i64>, i64, Option<i64>, i64, bool);

fn redeem(
    conn: &mut Conn,
    tenant: TenantId,
    (hash, issued, at): (TokenHash, &Issued, Timestamp),
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    let place = codes::table.find((Key16::from(tenant), Key32::from(hash)));
    let live = lasting!(codes, last_expiry(issued));
    let spendable = codes::redeemed_at.is_null().and(codes::expires_at.gt(at.millis()));
    let spent = diesel::update(place.filter(spendable).filter(live))
        .set(codes::redeemed_at.eq(at.millis()))
        .execute(conn)?;
    if spent == 1 {
        record(conn, tenant, issued, None)?;
        return Ok(Outcome::Done);
    }
    let found: Option<CodeFacts> = place
        .inner_join(
            granted::table.on(granted::tenant_id
                .eq(codes::tenant_id)
                .and(granted::authorization_id.eq(codes::authorization_id))),
        )
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(granted::tenant_id)
                .and(clients::client_key.eq(granted::client_key))),
        )
        .select((
            codes::authorization_id,
            codes::redeemed_at,
            codes::expires_at,
            granted::ended_at,
            granted::expires_at,
            clients::disabled,
        ))
        .get_result(conn)
        .optional()?;
    let Some((authorization, redeemed, expires, ended, kept, disabled)) = found else {
        return Ok(Outcome::Lost);
    };
    let authorization = AuthorizationId::from(authorization);
    if redeemed.is_some() {
        return replayed(conn, tenant, (authorization, at), changes);
    }
    if ended.is_some() || disabled || expires <= at.millis() {
        return Ok(Outcome::Lost);
    }
    diesel::update(place).set(codes::redeemed_at.eq(at.millis())).execute(conn)?;
    record(conn, tenant, issued, Some((authorization, kept)))?;
    Ok(Outcome::Done)
}

fn replayed(
    conn: &mut Conn,
    tenant: TenantId,
    (authorization, at): (AuthorizationId, Timestamp),
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    if authorizations::end(conn, tenant, authorization, at)? {
        changes.ended.push(authorization);
    }
    Ok(Outcome::Replayed(authorization))
}

/// Records tokens, and keeps their authorization for as long as they live.
fn record(
    conn: &mut Conn,
    tenant: TenantId,
    issued: &Issued,
    authorization: Option<(AuthorizationId, i64)>,
) -> QueryResult<()> {
    if let Some(token) = &issued.access {
        let row = AccessTokenRow::new(tenant, token)?;
        diesel::insert_into(access::table).values(row).execute(conn)?;
    }
    if let Some(new) = &issued.refresh {
        let row = RefreshTokenRow::new(tenant, new);
        diesel::insert_into(refresh::table).values(row).execute(conn)?;
    }
    let until = last_expiry(issued);
    if let Some((id, _)) = authorization.filter(|(_, kept)| *kept < until) {
        let place = granted::table.find((Key16::from(tenant), Key16::from(id)));
        let later = until.saturating_add(SLACK.get() * 1000);
        diesel::update(place).set(granted::expires_at.eq(later)).execute(conn)?;
    }
    Ok(())
}

struct Use<'a> {
    presented: TokenHash,
    issued: &'a Issued,
    /// `None`: the token is kept, not rotated.
    window: Option<Seconds>,
    at: Timestamp,
}

fn use_refresh_token(
    conn: &mut Conn,
    tenant: TenantId,
    use_: &Use<'_>,
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    // Nearly always the token is good, which its mark finds out by itself.
    if mark_if_current(conn, tenant, use_)? {
        record(conn, tenant, use_.issued, None)?;
        return Ok(Outcome::Done);
    }
    let Some((authorization, kept, standing)) = standing(conn, tenant, use_.presented)? else {
        return Ok(Outcome::Lost);
    };
    let at = use_.at;
    match standing.judge(at, use_.window) {
        Verdict::Lost => Ok(Outcome::Lost),
        Verdict::Replayed => replayed(conn, tenant, (authorization, at), changes),
        Verdict::Repeated(successor) => {
            let again = Issued { refresh: None, ..use_.issued.clone() };
            record(conn, tenant, &again, Some((authorization, kept)))?;
            Ok(Outcome::Repeated(successor))
        }
        Verdict::Current => {
            mark_used(conn, tenant, use_)?;
            record(conn, tenant, use_.issued, Some((authorization, kept)))?;
            Ok(Outcome::Done)
        }
    }
}

/// Marks a token that is current, of an authorization that need not be kept longer.
fn mark_if_current(conn: &mut Conn, tenant: TenantId, use_: &Use<'_>) -> QueryResult<bool> {
    let place = refresh::table.find((Key16::from(tenant), Key32::from(use_.presented)));
    let live = lasting!(refresh, last_expiry(use_.issued));
    let current = refresh::rotated_at.is_null().and(refresh::expires_at.gt(use_.at.millis()));
    let place = place.filter(current).filter(live);
    let marked = match use_.window {
        None => diesel::update(place).set(refresh::used_at.eq(use_.at.millis())).execute(conn),
        Some(_) => diesel::update(place).set(rotated(use_)).execute(conn),
    };
    marked.map(|rows| rows == 1)
}

fn mark_used(conn: &mut Conn, tenant: TenantId, use_: &Use<'_>) -> QueryResult<()> {
    let place = refresh::table.find((Key16::from(tenant), Key32::from(use_.presented)));
    let marked = match use_.window {
        None => diesel::update(place).set(refresh::used_at.eq(use_.at.millis())).execute(conn),
        Some(_) => diesel::update(place).set(rotated(use_)).execute(conn),
    };
    marked.map(drop)
}

/// What a token's row says once it was rotated.
#[derive(AsChangeset)]
#[diesel(table_name = refresh)]
struct Rotated<'a> {
    rotated_at: Option<i64>,
    used_at: Option<i64>,
    successor: Option<Key32>,
    successor_sealed: Option<&'a [u8]>,
}

fn rotated<'a>(use_: &Use<'a>) -> Rotated<'a> {
    let new = use_.issued.refresh.as_ref();
    Rotated {
        rotated_at: Some(use_.at.millis()),
        used_at: Some(use_.at.millis()),
        successor: new.map(|new| Key32::from(new.token.hash)),
        successor_sealed: new.and_then(|new| new.sealed.as_ref()).map(Sealed::as_bytes),
    }
}

type Stood = (AuthorizationId, i64, Standing);

fn standing(conn: &mut Conn, tenant: TenantId, hash: TokenHash) -> QueryResult<Option<Stood>> {
    let place = refresh::table.find((Key16::from(tenant), Key32::from(hash)));
    let found: Option<(RefreshTokenRow, Option<i64>, i64, bool)> = place
        .inner_join(
            granted::table.on(granted::tenant_id
                .eq(refresh::tenant_id)
                .and(granted::authorization_id.eq(refresh::authorization_id))),
        )
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(granted::tenant_id)
                .and(clients::client_key.eq(granted::client_key))),
        )
        .select((
            RefreshTokenRow::as_select(),
            granted::ended_at,
            granted::expires_at,
            clients::disabled,
        ))
        .get_result(conn)
        .optional()?;
    let Some((row, ended, kept, disabled)) = found else { return Ok(None) };
    let successor_used = match row.successor {
        None => false,
        Some(next) => {
            let place = refresh::table.find((Key16::from(tenant), next));
            let used: Option<Option<i64>> =
                place.select(refresh::used_at).get_result(conn).optional()?;
            used.flatten().is_some()
        }
    };
    let standing = Standing {
        is_void: ended.is_some() || disabled,
        expires_at: row.expires_at,
        rotated_at: row.rotated_at,
        successor: row.successor_sealed.map(Sealed::from_bytes),
        successor_used,
    };
    Ok(Some((row.authorization_id.into(), kept, standing)))
}

fn begin_device(conn: &mut Conn, tenant: TenantId, new: &NewDeviceCode) -> QueryResult<Outcome> {
    if !is_enabled(conn, tenant, new.code.client)? {
        return Ok(Outcome::Lost);
    }
    let row = DeviceCodeRow::new(tenant, new)?;
    let insert = diesel::insert_into(device_codes::table).values(row);
    Ok(done_if(insert.on_conflict_do_nothing().execute(conn)? == 1))
}

fn issue_access_token(
    conn: &mut Conn,
    tenant: TenantId,
    token: &AccessToken,
) -> QueryResult<Outcome> {
    if !is_enabled(conn, tenant, token.client)? {
        return Ok(Outcome::Lost);
    }
    let row = AccessTokenRow::new(tenant, token)?;
    diesel::insert_into(access::table).values(row).execute(conn)?;
    Ok(Outcome::Done)
}

fn revoke(
    conn: &mut Conn,
    tenant: TenantId,
    (hash, client): (TokenHash, ClientKey),
    changes: &mut Changes,
) -> QueryResult<Outcome> {
    let place = access::table
        .filter(access::tenant_id.eq(Key16::from(tenant)))
        .filter(access::hash.eq(Key32::from(hash)))
        .filter(access::client_key.eq(Key16::from(client)));
    let gone = diesel::delete(place).execute(conn)? == 1;
    changes.revoked.extend(gone.then_some(hash));
    Ok(done_if(gone))
}
