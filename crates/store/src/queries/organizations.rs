//! Organizations of a tenant.
use super::{Conn, Uniquely, raced};
use crate::columns::Key16;
use crate::rows::OrganizationRow;
use crate::schema::memberships;
use crate::schema::organizations::dsl::{alias, name, organization_id, organizations, tenant_id};
use diesel::prelude::*;
use latchkey_accounts::Organization;
use latchkey_base::{OrganizationId, TenantId};

/// By id.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    id: OrganizationId,
) -> QueryResult<Option<Organization>> {
    let place = organizations.find((Key16::from(tenant), Key16::from(id)));
    let row = place.select(OrganizationRow::as_select()).get_result(conn).optional()?;
    Ok(row.map(Organization::from))
}

/// By alias.
pub fn by_alias(
    conn: &mut Conn,
    tenant: TenantId,
    wanted: &str,
) -> QueryResult<Option<Organization>> {
    // PostgreSQL refuses the question, since it can hold no such text.
    if wanted.contains('\0') {
        return Ok(None);
    }
    let place = organizations.filter(tenant_id.eq(Key16::from(tenant))).filter(alias.eq(wanted));
    let row = place.select(OrganizationRow::as_select()).get_result(conn).optional()?;
    Ok(row.map(Organization::from))
}

/// A page of them, by alias.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    after: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<Organization>> {
    let rows: Vec<OrganizationRow> = organizations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(alias.gt(after.unwrap_or("")))
        .order(alias)
        .limit(limit)
        .select(OrganizationRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Organization::from).collect())
}

/// Which of its names another one has.
fn taken(
    conn: &mut Conn,
    tenant: TenantId,
    new: &Organization,
) -> QueryResult<Option<&'static str>> {
    let others = || {
        let of_tenant = organizations.filter(tenant_id.eq(Key16::from(tenant)));
        of_tenant.filter(organization_id.ne(Key16::from(new.id)))
    };
    if others().filter(alias.eq(&new.alias)).count().get_result::<i64>(conn)? > 0 {
        return Ok(Some("alias"));
    }
    let same_name = others().filter(name.eq(&new.name)).count().get_result::<i64>(conn)?;
    Ok((same_name > 0).then_some("name"))
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &Organization) -> Uniquely {
    if let Some(taken) = taken(conn, tenant, new)? {
        return Ok(Err(taken));
    }
    let row = OrganizationRow::new(tenant, new);
    let added = diesel::insert_into(organizations).values(row).on_conflict_do_nothing();
    if added.execute(conn)? == 1 { Ok(Ok(())) } else { Err(raced()) }
}

/// Replaces one.
pub fn update(conn: &mut Conn, tenant: TenantId, new: &Organization) -> Uniquely {
    if let Some(taken) = taken(conn, tenant, new)? {
        return Ok(Err(taken));
    }
    let place = organizations.find((Key16::from(tenant), Key16::from(new.id)));
    diesel::update(place).set(OrganizationRow::new(tenant, new)).execute(conn)?;
    Ok(Ok(()))
}

/// Deletes one; nobody belongs to it any more.
pub fn delete(conn: &mut Conn, tenant: TenantId, id: OrganizationId) -> QueryResult<bool> {
    let (tenant, id) = (Key16::from(tenant), Key16::from(id));
    let members = memberships::table
        .filter(memberships::tenant_id.eq(tenant))
        .filter(memberships::organization_id.eq(id));
    diesel::delete(members).execute(conn)?;
    Ok(diesel::delete(organizations.find((tenant, id))).execute(conn)? == 1)
}
