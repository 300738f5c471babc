//! Looking at the tables from outside.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use latchkey_base::TenantId;
use latchkey_store::{Database, StoreConfig};

/// Runs statements.
pub fn execute(config: &StoreConfig, sql: &str) {
    match &config.database {
        Database::Folder(_) => sqlite(config).batch_execute(sql).unwrap(),
        Database::Postgres(url) => crate::postgres::execute(url.expose(), sql).unwrap(),
    }
}

fn sqlite(config: &StoreConfig) -> SqliteConnection {
    let Database::Folder(folder) = &config.database else { panic!("not SQLite") };
    let file = folder.join(Database::FILE);
    SqliteConnection::establish(file.to_str().unwrap()).unwrap()
}

#[derive(QueryableByName, PartialEq, Debug)]
pub struct Column {
    #[diesel(sql_type = Text)]
    pub table_name: String,
    #[diesel(sql_type = Text)]
    pub column_name: String,
    #[diesel(sql_type = Bool)]
    pub nullable: bool,
}

/// How many rows of this tenant a table has.
pub fn rows_of(config: &StoreConfig, table: &str, tenant: TenantId) -> i64 {
    let id: String = tenant.as_bytes().iter().map(|octet| format!("{octet:02x}")).collect();
    let id = match &config.database {
        Database::Folder(_) => format!("x'{id}'"),
        Database::Postgres(_) => format!("'\\x{id}'::bytea"),
    };
    count(config, &format!("{table} WHERE tenant_id = {id}"))
}

/// How many rows there are: of a table, and of which.
pub fn count(config: &StoreConfig, of: &str) -> i64 {
    let query = format!("SELECT count(*) AS rows FROM {of}");
    match &config.database {
        Database::Folder(_) => {
            diesel::sql_query(query).get_result::<Count>(&mut sqlite(config)).unwrap().rows
        }
        Database::Postgres(url) => {
            crate::postgres::query(url.expose(), &query).unwrap()[0][0].parse().unwrap()
        }
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// All columns of our tables, sorted.
pub fn columns(config: &StoreConfig) -> Vec<(String, String, bool)> {
    let mut columns: Vec<_> = match &config.database {
        Database::Folder(_) => diesel::sql_query(
            "SELECT m.name AS table_name, c.name AS column_name, NOT c.\"notnull\" AS nullable \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        )
        .load::<Column>(&mut sqlite(config))
        .unwrap()
        .into_iter()
        .map(|row| (row.table_name, row.column_name, row.nullable))
        .collect(),
        Database::Postgres(url) => crate::postgres::query(
            url.expose(),
            "SELECT table_name::text, column_name::text, is_nullable::text \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
        )
        .unwrap()
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone(), row[2] == "YES"))
        .collect(),
    };
    columns.sort();
    columns
}

/// All columns that the queries are compiled for, sorted: table, column, whether it may be null.
pub fn schema() -> Vec<(String, String, bool)> {
    let mut columns = Vec::new();
    let mut table = "";
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let nullable = kind.starts_with("Nullable<");
            columns.push((table.to_owned(), column.to_owned(), nullable));
        } else if let Some((name, _)) = line.strip_suffix(") {").and_then(|l| l.split_once(" (")) {
            table = name;
        }
    }
    columns.sort();
    columns
}
