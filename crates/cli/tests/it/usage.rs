//! Help and exit codes.
use crate::Deployment;

#[test]
fn help_lists_every_command_with_examples() {
    let help = Deployment::new().done(&["--help"]);
    for command in [
        "serve", "demo", "migrate", "check", "health", "import", "keys", "tenant", "client",
        "person",
    ] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command}");
    }
    assert!(help.contains("Examples:"));
}

#[test]
fn commands_that_take_much_have_examples_of_their_own() {
    let deployment = Deployment::new();
    for command in [
        &["import"][..],
        &["check"],
        &["migrate"],
        &["tenant", "add"],
        &["tenant", "remove"],
        &["client", "add"],
        &["person", "add"],
        &["keys", "rotate"],
    ] {
        let help = deployment.done(&[command, &["--help"]].concat());
        assert!(help.contains("Example"), "{command:?}");
    }
}

#[test]
fn what_cannot_be_understood_is_exit_code_2() {
    let deployment = Deployment::new();
    for wrong in [&["frobnicate"][..], &["tenant"], &["tenant", "add"], &["import"]] {
        assert_eq!(deployment.run(wrong).code, 2, "{wrong:?}");
    }
}
