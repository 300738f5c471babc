//! Tenants and the words that lead to them.
use super::{Conn, Uniquely, all, raced};
use crate::columns::Key16;
use crate::rows::{TenantRow, json};
use crate::schema::tenant_words::dsl as words;
use crate::schema::tenants::dsl::{
    disabled, group_name, name, pretty_name, revision, settings, tenant_id, tenants,
};
use crate::{TenantRecord, TenantSettings};
use diesel::prelude::*;
use latchkey_base::TenantId;

/// The revision under which others hear that a tenant was removed: no later one follows.
pub const LAST_REVISION: i64 = i64::MAX;

/// All tenants, by group.
pub fn list(conn: &mut Conn) -> QueryResult<Vec<TenantRecord>> {
    all(tenants.select(TenantRow::as_select()).order(group_name).load(conn)?)
}

/// One tenant.
pub fn find(conn: &mut Conn, tenant: TenantId) -> QueryResult<Option<TenantRecord>> {
    let row = tenants.find(Key16::from(tenant)).select(TenantRow::as_select());
    row.get_result(conn).optional()?.map(TenantRecord::try_from).transpose()
}

/// Whether it is there.
pub fn exists(conn: &mut Conn, tenant: TenantId) -> QueryResult<bool> {
    let row = tenants.find(Key16::from(tenant)).select(tenant_id);
    Ok(row.get_result::<Key16>(conn).optional()?.is_some())
}

/// Whose word this is.
pub fn by_word(conn: &mut Conn, word: &str) -> QueryResult<Option<TenantId>> {
    let owner = words::tenant_words.filter(words::word.eq(word)).select(words::tenant_id);
    let found: Option<Key16> = owner.get_result(conn).optional()?;
    Ok(found.map(TenantId::from))
}

/// The revision of every tenant.
pub fn revisions(conn: &mut Conn) -> QueryResult<Vec<(TenantId, i64)>> {
    let found: Vec<(Key16, i64)> = tenants.select((tenant_id, revision)).load(conn)?;
    Ok(found.into_iter().map(|(tenant, at)| (tenant.into(), at)).collect())
}

/// Raises the revision and says the new one; `None` if there is no such tenant.
pub fn bump(conn: &mut Conn, tenant: TenantId) -> QueryResult<Option<i64>> {
    diesel::update(tenants.find(Key16::from(tenant)))
        .set(revision.eq(revision + 1))
        .returning(revision)
        .get_result(conn)
        .optional()
}

/// Adds a tenant with its words.
pub fn insert(conn: &mut Conn, tenant: &TenantRecord) -> Uniquely {
    let group = tenant.group.as_str();
    let others = tenant.pretty_name.as_deref().filter(|word| *word != group);
    for word in std::iter::once(group).chain(others) {
        if by_word(conn, word)?.is_some() {
            return Ok(Err("group"));
        }
        insert_word(conn, tenant.id, word)?;
    }
    let row = TenantRow::try_from(tenant)?;
    let added = diesel::insert_into(tenants).values(row).on_conflict_do_nothing().execute(conn)?;
    if added == 1 { Ok(Ok(())) } else { Err(raced()) }
}

/// Replaces what may change of a tenant.
pub fn update(
    conn: &mut Conn,
    tenant: &TenantRecord,
    new: (&str, Option<&str>, &TenantSettings, bool),
) -> Uniquely {
    let (new_name, new_pretty, new_settings, off) = new;
    let beside_group = |word: &&str| *word != tenant.group;
    let old = tenant.pretty_name.as_deref().filter(beside_group);
    let wanted = new_pretty.filter(beside_group);
    if old != wanted {
        if let Some(word) = wanted {
            if by_word(conn, word)?.is_some() {
                return Ok(Err("group"));
            }
            insert_word(conn, tenant.id, word)?;
        }
        if let Some(word) = old {
            let key = (Key16::from(tenant.id), word);
            diesel::delete(words::tenant_words.find(key)).execute(conn)?;
        }
    }
    diesel::update(tenants.find(Key16::from(tenant.id)))
        .set((
            name.eq(new_name),
            pretty_name.eq(new_pretty),
            settings.eq(json(new_settings)?),
            disabled.eq(off),
        ))
        .execute(conn)?;
    Ok(Ok(()))
}

fn insert_word(conn: &mut Conn, tenant: TenantId, word: &str) -> QueryResult<()> {
    let row = (words::tenant_id.eq(Key16::from(tenant)), words::word.eq(word));
    let added = diesel::insert_into(words::tenant_words)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)?;
    if added == 1 { Ok(()) } else { Err(raced()) }
}
