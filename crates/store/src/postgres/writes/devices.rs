//! Devices that ask (RFC 8628 §3.1).
use super::{Batch, row_of, tenants};
use crate::postgres::Conn;
use crate::postgres::arrays::{Column, Statement};
use crate::rows::DeviceCodeRow;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_oidc::{Outcome, Write};

/// Those of clients that are not switched off, with a user code that is nobody else's.
const BEGIN: &str = ", may AS (SELECT input.* FROM input JOIN clients k \
       ON k.tenant_id = input.tenant AND k.client_key = input.client WHERE NOT k.disabled), \
     added AS (INSERT INTO device_codes (tenant_id, hash, user_code, client_key, request, \
       created_at, expires_at) \
       SELECT tenant, hash, user_code, client, request, created, expires FROM may \
       ON CONFLICT DO NOTHING RETURNING tenant_id, hash) \
     SELECT may.ord FROM may JOIN added \
       ON added.tenant_id = may.tenant AND added.hash = may.hash";

impl Batch<'_> {
    pub(super) fn begin_devices(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let rows = self.rows(|write| match write {
            Write::BeginDevice(new) => Some(new),
            _ => None,
        });
        if rows.is_empty() {
            return Ok(());
        }
        let made = rows.iter().map(|row| DeviceCodeRow::new(row.job.tenant, row.write));
        let made: Vec<DeviceCodeRow> = made.collect::<QueryResult<_>>()?;
        let columns = vec![
            tenants(&rows),
            Column::Bytes(made.iter().map(|row| row.hash.as_slice()).collect()),
            Column::Bytes(made.iter().map(|row| row.user_code.as_slice()).collect()),
            Column::Bytes(made.iter().map(|row| row.client_key.as_slice()).collect()),
            Column::Words(made.iter().map(|row| row.request.clone()).collect()),
            Column::Int(made.iter().map(|row| row.created_at).collect()),
            Column::Int(made.iter().map(|row| row.expires_at).collect()),
        ];
        let begun: Vec<i64> = Statement::<BigInt>::new(
            "tenant, hash, user_code, client, request, created, expires",
            columns,
            BEGIN,
        )
        .load(conn)?;
        for row in begun.iter().filter_map(|ord| row_of(&rows, *ord)) {
            self.settle(row.place, Outcome::Done);
        }
        self.settle_rest(&rows);
        Ok(())
    }
}
