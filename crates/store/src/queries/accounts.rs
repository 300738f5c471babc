//! People, the names they go by, their passwords.
use super::memberships::whole_account;
use super::{Conn, Uniquely, all, raced};
use crate::columns::Key16;
use crate::rows::{AccountRow, FoundAccount};
use crate::schema::accounts::dsl::{
    account_id, accounts, first_used_at, passkey_only, password_demand, tenant_id, username_normal,
};
use crate::schema::identifiers::dsl as ids;
use crate::schema::passwords::dsl as pass;
use crate::schema::{
    account_deletions as deletions, account_events as events, authorizations, challenges,
    confirmations, consents, former_passwords, lock_links, passkey_refusals, passkeys, phones,
    proofs, recovery_codes, remembered_browsers, terms_answers, totps, whereabouts,
};
use diesel::prelude::*;
use latchkey_accounts::{Account, normal_form};
use latchkey_base::{AccountId, TenantId, Timestamp};

/// By id.
pub fn find(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<Option<Account>> {
    let place = accounts.find((Key16::from(tenant), Key16::from(id)));
    let row: Option<FoundAccount> = place.select(whole_account!()).get_result(conn).optional()?;
    row.map(Account::try_from).transpose()
}

/// Whose name or address this is, in normal form.
///
/// Security: one statement, whether there is somebody or not.
pub fn by_identifier(
    conn: &mut Conn,
    tenant: TenantId,
    identifier: &str,
) -> QueryResult<Option<Account>> {
    // PostgreSQL refuses the question, since it can hold no such text.
    if identifier.contains('\0') {
        return Ok(None);
    }
    let whose = tenant_id.eq(ids::tenant_id).and(account_id.eq(ids::account_id));
    let place = ids::identifiers
        .inner_join(accounts.on(whose))
        .filter(ids::tenant_id.eq(Key16::from(tenant)))
        .filter(ids::identifier.eq(identifier));
    let row: Option<FoundAccount> = place.select(whole_account!()).get_result(conn).optional()?;
    row.map(Account::try_from).transpose()
}

/// Whose name this is, in normal form.
fn holder(conn: &mut Conn, tenant: TenantId, name: &str) -> QueryResult<Option<AccountId>> {
    let place = ids::identifiers.find((Key16::from(tenant), name));
    let holder: Option<Key16> = place.select(ids::account_id).get_result(conn).optional()?;
    Ok(holder.map(AccountId::from))
}

/// A page of them, by user name.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    after: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<Account>> {
    let rows: Vec<FoundAccount> = accounts
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(username_normal.gt(after.map(normal_form).unwrap_or_default()))
        .order(username_normal)
        .limit(limit)
        .select(whole_account!())
        .load(conn)?;
    all(rows)
}

/// Adds one with the names it goes by.
pub fn insert(conn: &mut Conn, tenant: TenantId, account: &Account) -> Uniquely {
    if let Err(taken) = claim_names(conn, tenant, account)? {
        return Ok(Err(taken));
    }
    let row = AccountRow::new(tenant, account)?;
    let added = diesel::insert_into(accounts).values(row).on_conflict_do_nothing().execute(conn)?;
    if added == 1 { Ok(Ok(())) } else { Err(raced()) }
}

/// Replaces one with the names it goes by.
pub fn update(conn: &mut Conn, tenant: TenantId, account: &Account) -> Uniquely {
    let key = (Key16::from(tenant), Key16::from(account.id));
    let found: i64 = accounts.find(key).count().get_result(conn)?;
    if found == 0 {
        return Ok(Ok(()));
    }
    if let Err(taken) = claim_names(conn, tenant, account)? {
        return Ok(Err(taken));
    }
    let names: Vec<String> = names_of(account).into_iter().map(|(_, name)| name).collect();
    let others = ids::identifiers
        .filter(ids::tenant_id.eq(key.0))
        .filter(ids::account_id.eq(key.1))
        .filter(ids::identifier.ne_all(names));
    diesel::delete(others).execute(conn)?;
    diesel::update(accounts.find(key)).set(AccountRow::new(tenant, account)?).execute(conn)?;
    Ok(Ok(()))
}

fn names_of(account: &Account) -> Vec<(&'static str, String)> {
    let mut names = vec![("username", normal_form(&account.username))];
    let email = account.email.as_deref().map(normal_form);
    names.extend(email.filter(|email| *email != names[0].1).map(|email| ("email", email)));
    names
}

/// Looks at all names before it takes any, so that a refusal leaves nothing behind.
fn claim_names(conn: &mut Conn, tenant: TenantId, account: &Account) -> Uniquely {
    let mut missing = Vec::new();
    for (what, name) in names_of(account) {
        match holder(conn, tenant, &name)? {
            Some(other) if other != account.id => return Ok(Err(what)),
            Some(_) => {}
            None => missing.push(name),
        }
    }
    for name in missing {
        let row = (
            ids::tenant_id.eq(Key16::from(tenant)),
            ids::identifier.eq(name),
            ids::account_id.eq(Key16::from(account.id)),
        );
        let added = diesel::insert_into(ids::identifiers)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)?;
        if added != 1 {
            return Err(raced());
        }
    }
    Ok(Ok(()))
}

/// Deletes one with names, passwords, factors, consents, authorizations, mailed proofs, answers to
/// terms, memberships and what happened.
pub fn delete(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<bool> {
    let (of, whose) = (tenant, id);
    let (tenant, id) = (Key16::from(tenant), Key16::from(id));
    let names = ids::identifiers.filter(ids::tenant_id.eq(tenant)).filter(ids::account_id.eq(id));
    diesel::delete(names).execute(conn)?;
    diesel::delete(pass::passwords.find((tenant, id))).execute(conn)?;
    let former = former_passwords::table
        .filter(former_passwords::tenant_id.eq(tenant))
        .filter(former_passwords::account_id.eq(id));
    diesel::delete(former).execute(conn)?;
    let said = terms_answers::table
        .filter(terms_answers::tenant_id.eq(tenant))
        .filter(terms_answers::account_id.eq(id));
    diesel::delete(said).execute(conn)?;
    diesel::delete(totps::table.find((tenant, id))).execute(conn)?;
    diesel::delete(phones::table.find((tenant, id))).execute(conn)?;
    let codes = recovery_codes::table
        .filter(recovery_codes::tenant_id.eq(tenant))
        .filter(recovery_codes::account_id.eq(id));
    diesel::delete(codes).execute(conn)?;
    let keys =
        passkeys::table.filter(passkeys::tenant_id.eq(tenant)).filter(passkeys::account_id.eq(id));
    diesel::delete(keys).execute(conn)?;
    diesel::delete(passkey_refusals::table.find((tenant, id))).execute(conn)?;
    let browsers = remembered_browsers::table
        .filter(remembered_browsers::tenant_id.eq(tenant))
        .filter(remembered_browsers::account_id.eq(id));
    diesel::delete(browsers).execute(conn)?;
    let seen = whereabouts::table
        .filter(whereabouts::tenant_id.eq(tenant))
        .filter(whereabouts::account_id.eq(id));
    diesel::delete(seen).execute(conn)?;
    let asked = challenges::table
        .filter(challenges::tenant_id.eq(tenant))
        .filter(challenges::account_id.eq(id));
    diesel::delete(asked).execute(conn)?;
    super::recoveries::delete_of(conn, of, whose)?;
    super::memberships::delete_of(conn, of, whose)?;
    super::handovers::delete_of(conn, of, whose)?;
    // The app that asked hears in its time that nobody has answered.
    let to_confirm = confirmations::table
        .filter(confirmations::tenant_id.eq(tenant))
        .filter(confirmations::account_id.eq(id));
    diesel::update(to_confirm).set(confirmations::account_id.eq(None::<Key16>)).execute(conn)?;
    let allowed =
        consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::account_id.eq(id));
    diesel::delete(allowed).execute(conn)?;
    let granted = authorizations::table
        .filter(authorizations::tenant_id.eq(tenant))
        .filter(authorizations::account_id.eq(id));
    diesel::delete(granted).execute(conn)?;
    let mailed =
        proofs::table.filter(proofs::tenant_id.eq(tenant)).filter(proofs::account_id.eq(id));
    diesel::delete(mailed).execute(conn)?;
    let links = lock_links::table
        .filter(lock_links::tenant_id.eq(tenant))
        .filter(lock_links::account_id.eq(id));
    diesel::delete(links).execute(conn)?;
    let happened =
        events::table.filter(events::tenant_id.eq(tenant)).filter(events::account_id.eq(id));
    diesel::delete(happened).execute(conn)?;
    diesel::delete(deletions::table.find((tenant, id))).execute(conn)?;
    Ok(diesel::delete(accounts.find((tenant, id))).execute(conn)? == 1)
}

/// The password hash in PHC form.
pub fn password(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<Option<String>> {
    let place = pass::passwords.find((Key16::from(tenant), Key16::from(id)));
    place.select(pass::phc).get_result(conn).optional()
}

/// Replaces the password hash, if there is such an account.
pub fn set_password(
    conn: &mut Conn,
    tenant: TenantId,
    id: AccountId,
    new: (&str, Timestamp),
) -> QueryResult<()> {
    let key = (Key16::from(tenant), Key16::from(id));
    let there: i64 = accounts.find(key).count().get_result(conn)?;
    if there == 0 {
        return Ok(());
    }
    let values = (pass::phc.eq(new.0), pass::changed_at.eq(new.1.millis()));
    diesel::insert_into(pass::passwords)
        .values((pass::tenant_id.eq(key.0), pass::account_id.eq(key.1), values))
        .on_conflict((pass::tenant_id, pass::account_id))
        .do_update()
        .set(values)
        .execute(conn)
        .map(|_| ())
}

/// Notes that it does without a password by choice.
pub fn do_without(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<()> {
    let place = accounts.find((Key16::from(tenant), Key16::from(id)));
    diesel::update(place).set(passkey_only.eq(true)).execute(conn).map(|_| ())
}

/// Whether that was chosen at some time.
pub fn chose_none(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<bool> {
    let place = accounts.find((Key16::from(tenant), Key16::from(id)));
    let chosen: Option<bool> = place.select(passkey_only).get_result(conn).optional()?;
    Ok(chosen.unwrap_or_default())
}

/// Deletes the password hash; `false`: there is none.
pub fn delete_password(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<bool> {
    let place = pass::passwords.find((Key16::from(tenant), Key16::from(id)));
    diesel::delete(place).execute(conn).map(|deleted| deleted > 0)
}

/// Notes when it was signed in to first; `true` if that is now.
pub fn note_first_use(
    conn: &mut Conn,
    tenant: TenantId,
    id: AccountId,
    now: Timestamp,
) -> QueryResult<bool> {
    let unused =
        accounts.find((Key16::from(tenant), Key16::from(id))).filter(first_used_at.is_null());
    let noted = diesel::update(unused).set(first_used_at.eq(now.millis())).execute(conn)?;
    Ok(noted == 1)
}

/// Whether anybody has signed in to it.
pub fn was_used(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<bool> {
    let used =
        accounts.find((Key16::from(tenant), Key16::from(id))).filter(first_used_at.is_not_null());
    Ok(used.count().get_result::<i64>(conn)? > 0)
}

/// Nobody wants another password of them any more.
pub fn withdraw_demand(conn: &mut Conn, tenant: TenantId, id: AccountId) -> QueryResult<()> {
    let place = accounts.find((Key16::from(tenant), Key16::from(id)));
    diesel::update(place).set(password_demand.eq(None::<String>)).execute(conn).map(|_| ())
}
