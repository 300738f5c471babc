//! What goes wrong outside of our hands: one sentence, exit code 1.
use crate::{Deployment, Ran};
use std::net::TcpListener;
use std::process::Command;

#[test]
fn a_misspelt_setting_is_answered_with_the_right_one() {
    let deployment = Deployment::new();
    let file = deployment.write("wrong.toml", "[http]\nlistn = \"127.0.0.1:1\"\n");
    let said = deployment.refused(&["tenant", "list", "--config", &file]);
    assert_eq!(said, "wrong.toml sets http.listn, which is no setting; did you mean http.listen?");
}

#[test]
fn a_wrong_master_key_opens_nothing() {
    let deployment = Deployment::with_tenant();
    let key = deployment.folder().join("data/master.key");
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").unwrap();
    assert!(deployment.refused(&["tenant", "list"]).contains("master key is not the one"));
    assert!(deployment.refused(&["serve"]).contains("master key is not the one"));
}

#[test]
fn a_missing_master_key_is_not_replaced_by_a_new_one() {
    let deployment = Deployment::with_tenant();
    let key = deployment.folder().join("data/master.key");
    std::fs::remove_file(&key).unwrap();
    assert!(deployment.refused(&["tenant", "list"]).contains("master.key does not"));
    assert!(!key.exists());
}

/// The demo knows no variables: advice to set one would lead nowhere.
#[test]
fn a_demo_without_its_key_gives_advice_that_works() {
    let deployment = Deployment::with_tenant();
    std::fs::remove_file(deployment.folder().join("data/master.key")).unwrap();
    let said = deployment.refused(&["demo", "--data", "data", "--port", "0", "--app-port", "0"]);
    assert!(
        said.contains("data/master.key") && said.contains("removing the folder data"),
        "{said}"
    );
    assert!(!said.contains("LATCHKEY_MASTER_KEY"), "{said}");
}

#[test]
fn a_demo_with_another_key_opens_nothing() {
    let deployment = Deployment::with_tenant();
    let key = deployment.folder().join("data/master.key");
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").unwrap();
    let said = deployment.refused(&["demo", "--data", "data", "--port", "0", "--app-port", "0"]);
    assert!(said.contains("data/master.key is not the key it was made with"), "{said}");
}

/// In the wrong folder, a command says so and leaves nothing behind.
#[test]
fn a_command_makes_no_database_by_the_way() {
    let deployment = Deployment::new();
    let commands: [&[&str]; 6] = [
        &["tenant", "list"],
        &["tenant", "add", "acme"],
        &["client", "list", "acme"],
        &["person", "list", "acme"],
        &["keys", "list"],
        &["explain", "7GK2M-4QXZ1"],
    ];
    for command in commands {
        let said = deployment.refused(command);
        assert!(said.starts_with("there is no database in data;"), "{command:?}: {said}");
        assert!(said.contains("latchkey migrate"), "{command:?}: {said}");
        assert!(!deployment.folder().join("data").exists(), "{command:?} made something");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let deployment = Deployment::new();
    let file = deployment.write("occupied", "a file where the folder should be");
    let config = deployment.write("here.toml", &format!("data = \"{file}/data\"\n"));
    let said = deployment.refused(&["serve", "--config", &config]);
    assert!(said.contains("occupied/data cannot be written"), "{said}");
    let said = deployment.refused(&["demo", "--data", &format!("{file}/data"), "--port", "0"]);
    assert!(said.contains("occupied/data cannot be written"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_of_somebody_else_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let deployment = Deployment::new();
    let folder = deployment.folder().join("closed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o500)).unwrap();
    let is_root = std::fs::write(folder.join("probe"), "").is_ok();
    let config = deployment.write("closed.toml", "data = \"closed\"\n");
    for command in [["serve", "--config", &config], ["demo", "--data", "closed"]] {
        let asked = deployment.command(&command);
        let mut asked = if is_root { without_power(&asked) } else { asked };
        let said = Ran::from(asked.output().unwrap()).err;
        assert!(said.contains("closed/master.key: Permission denied"), "{command:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    }
}

/// The same command by a root that keeps to permissions.
fn without_power(command: &Command) -> Command {
    let mut bound = Command::new("setpriv");
    bound.args(["--bounding-set=-dac_override,-dac_read_search", "--"]);
    bound.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bound.env(name, value),
            None => bound.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        bound.current_dir(folder);
    }
    bound
}

#[test]
fn a_port_that_is_taken_is_named() {
    let deployment = Deployment::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let config =
        deployment.write("taken.toml", &format!("[http]\nlisten = \"127.0.0.1:{port}\"\n"));
    let said = deployment.refused(&["serve", "--config", &config]);
    assert!(said.contains(&format!("127.0.0.1:{port} is taken")), "{said}");
    let said = deployment.refused(&["demo", "--port", &port.to_string()]);
    assert!(said.contains(&format!("port {port} for the provider is taken")), "{said}");
    let said = deployment.refused(&["demo", "--port", "0", "--app-port", &port.to_string()]);
    assert!(said.contains(&format!("port {port} for the app is taken")), "{said}");
}

#[test]
fn what_is_not_there_is_named() {
    let deployment = Deployment::with_tenant();
    assert!(deployment.refused(&["tenant", "show", "nope"]).contains("no tenant \"nope\""));
    assert!(deployment.refused(&["client", "show", "acme", "x"]).contains("no client \"x\""));
    assert!(deployment.refused(&["person", "show", "acme", "x"]).contains("has no \"x\""));
    assert!(deployment.refused(&["tenant", "add", "acme"]).contains("group is taken"));
    assert!(deployment.refused(&["tenant", "add", "api"]).contains("must not be \"api\""));
}

#[test]
fn nothing_that_listens_is_not_healthy() {
    let deployment = Deployment::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let config = deployment.write("free.toml", &format!("[http]\nlisten = \"127.0.0.1:{port}\"\n"));
    let said = deployment.refused(&["health", "--config", &config]);
    assert!(said.contains("nothing answers"), "{said}");
}
