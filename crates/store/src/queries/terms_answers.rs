//! What people said to terms of use.
use super::Conn;
use crate::TermsRecord;
use crate::columns::Key16;
use crate::schema::terms_answers::dsl::{
    accepted, account_id, answer_id, answered_at, app, client_key, tenant_id, terms_answers,
    user_agent, version,
};
use diesel::prelude::*;
use latchkey_accounts::TermsAnswer;
use latchkey_base::{AccountId, ClientKey, TenantId, Timestamp};

/// Columns of a row but for the tenant and whose it is.
#[derive(Queryable)]
struct Row {
    id: Key16,
    client: Option<Key16>,
    version: String,
    accepted: bool,
    user_agent: Option<String>,
    app: Option<String>,
    at: i64,
}

impl Row {
    fn of(self, account: AccountId) -> TermsRecord {
        let answer = TermsAnswer {
            version: self.version,
            accepted: self.accepted,
            at: Timestamp::from_millis(self.at),
            user_agent: self.user_agent,
            app: self.app,
        };
        let (id, client) = (self.id.into(), self.client.map(ClientKey::from));
        TermsRecord { id, account, client, answer }
    }
}

/// All of an account, the youngest first.
pub fn list(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<Vec<TermsRecord>> {
    let rows: Vec<Row> = terms_answers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .order(answer_id.desc())
        .select((answer_id, client_key, version, accepted, user_agent, app, answered_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.of(of)).collect())
}

/// Adds one. The same answer to the same version gives way to it, so that whoever declines every
/// day leaves one row.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &TermsRecord) -> QueryResult<()> {
    let same: Vec<Key16> = list(conn, tenant, new.account)?
        .into_iter()
        .filter(|held| {
            let (one, other) = (&held.answer, &new.answer);
            held.client == new.client
                && one.version == other.version
                && one.accepted == other.accepted
        })
        .map(|held| Key16::from(held.id))
        .collect();
    let place = terms_answers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(new.account)));
    diesel::delete(place.filter(answer_id.eq_any(same))).execute(conn)?;
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        account_id.eq(Key16::from(new.account)),
        answer_id.eq(Key16::from(new.id)),
        client_key.eq(new.client.map(Key16::from)),
        version.eq(&new.answer.version),
        accepted.eq(new.answer.accepted),
        user_agent.eq(new.answer.user_agent.as_deref()),
        app.eq(new.answer.app.as_deref()),
        answered_at.eq(new.answer.at.millis()),
    );
    diesel::insert_into(terms_answers).values(row).execute(conn).map(|_| ())
}
