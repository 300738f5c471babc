//! Setting up, and everything that may be wrong when a store is opened.
use crate::databases::{Db, empty, folder, fresh, parts};
use latchkey_base::{ManualClock, MasterKey, SystemEntropy};
use latchkey_store::{Database, OpenError, Store, StoreConfig, migrate, migrate_down};
use std::sync::Arc;

fn open(config: &StoreConfig) -> Result<Store, OpenError> {
    let clock = Arc::new(ManualClock::at(crate::databases::START));
    Store::open(config.clone(), parts(&clock))
}

#[test]
fn an_empty_database_wants_to_be_migrated() {
    for (name, config) in empty() {
        let refused = open(&config).unwrap_err();
        assert!(matches!(refused, OpenError::NotMigrated), "{refused:?} on {name}");
        assert!(refused.to_string().contains("latchkey migrate"));
        assert!(!migrate(&config).unwrap().applied.is_empty());
        assert!(migrate(&config).unwrap().applied.is_empty());
        assert!(open(&config).is_ok(), "{name}");
    }
}

#[test]
fn migrations_go_up_down_and_up_again() {
    for (name, config) in empty() {
        let up = migrate(&config).unwrap().applied;
        let mut down = Vec::new();
        loop {
            match migrate_down(&config).unwrap().applied.as_slice() {
                [] => break,
                one => down.extend_from_slice(one),
            }
        }
        down.reverse();
        assert_eq!(up, down, "{name}");
        assert!(matches!(open(&config), Err(OpenError::NotMigrated)));
        assert_eq!(migrate(&config).unwrap().applied, up);
        assert!(open(&config).is_ok());
    }
}

#[test]
fn another_master_key_is_refused() {
    for (name, config) in fresh() {
        drop(open(&config).unwrap());
        let clock = Arc::new(ManualClock::at(crate::databases::START));
        let mut other = parts(&clock);
        other.master_key = Arc::new(MasterKey::generate(&SystemEntropy::new()));
        let refused = Store::open(config.clone(), other).unwrap_err();
        assert!(matches!(refused, OpenError::WrongMasterKey), "{refused:?} on {name}");
        assert!(open(&config).is_ok(), "{name}");
    }
}

#[test]
fn a_folder_belongs_to_one_server_but_commands_may_look_in() {
    let (_, config) = fresh().swap_remove(0);
    let first = open(&config).unwrap();
    assert!(matches!(open(&config), Err(OpenError::Locked(_))));
    drop(Db::open("sqlite", config.clone(), true));
    drop(first);
    assert!(open(&config).is_ok());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let blocked = folder();
    std::fs::create_dir_all(&blocked).unwrap();
    std::fs::write(blocked.join("file"), "").unwrap();
    let inside = blocked.join("file").join("data");
    let config = StoreConfig { database: Database::Folder(inside.clone()), ..Default::default() };
    let refused = migrate(&config).unwrap_err();
    assert!(matches!(&refused, OpenError::NotWritable(path) if *path == inside), "{refused:?}");
    assert!(refused.to_string().contains("data"));
}

#[test]
fn a_newer_database_is_refused_by_name() {
    for (name, config) in fresh() {
        let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
        crate::sql::execute(&config, insert);
        let needed = "UPDATE meta SET value = CAST('9999' AS BLOB) WHERE name = 'needed_migration'";
        let needed = match name {
            "postgres" => needed.replace("CAST('9999' AS BLOB)", "convert_to('9999', 'UTF8')"),
            _ => needed.to_owned(),
        };
        crate::sql::execute(&config, &needed);
        let refused = open(&config).unwrap_err();
        assert!(matches!(&refused, OpenError::Newer(version) if version == "9999"), "{name}");
        assert!(matches!(migrate_down(&config), Err(OpenError::Newer(_))), "nor taken back");
    }
}

/// Nodes of the release before go on and start again while others are brought up to date.
#[test]
fn a_newer_database_that_only_has_more_is_worked_on() {
    for (name, config) in fresh() {
        crate::sql::execute(&config, "CREATE TABLE added (id INTEGER PRIMARY KEY)");
        let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
        crate::sql::execute(&config, insert);
        assert!(open(&config).is_ok(), "{name}");
        assert!(migrate(&config).unwrap().applied.is_empty(), "{name}");
        assert!(matches!(migrate_down(&config), Err(OpenError::Newer(_))), "{name}");
    }
}

#[test]
fn a_server_that_is_not_there_is_said_so_without_the_password() {
    let database = Database::parse("postgres://u:hunter2@127.0.0.1:1/none").unwrap();
    let config = StoreConfig { database, ..Default::default() };
    for refused in [migrate(&config).map(|_| ()), open(&config).map(|_| ())] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, OpenError::Unreachable(_)), "{refused:?}");
        assert!(!refused.to_string().contains("hunter2"));
    }
}

#[test]
fn both_backends_have_the_tables_and_columns_of_the_schema() {
    let described: Vec<_> =
        fresh().iter().map(|(name, config)| (*name, crate::sql::columns(config))).collect();
    let schema = crate::sql::schema();
    assert!(schema.len() > 100);
    for (name, columns) in &described {
        assert_eq!(columns, &schema, "{name}");
    }
}
