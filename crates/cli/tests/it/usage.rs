//! Help and exit codes.
use crate::Deployment;

/// The commands under a help text, with what it says of them.
fn commands(help: &str) -> Vec<(&str, &str)> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.trim_start().split_once(' ')).collect()
}

/// Every command that there is, at every depth, is listed with a sentence and has a help of its own.
fn look_at(deployment: &Deployment, path: &[&str]) -> usize {
    let help = deployment.done(&[path, &["--help"]].concat());
    let usage = format!("Usage: latchkey {}", path.join(" "));
    assert!(help.contains(usage.trim_end()), "{path:?}: {help}");
    let mut count = 0;
    for (name, says) in commands(&help).into_iter().filter(|(name, _)| *name != "help") {
        assert!(!says.trim().is_empty(), "{path:?} {name}");
        count += 1 + look_at(deployment, &[path, &[name]].concat());
    }
    count
}

#[test]
fn every_command_explains_itself() {
    let deployment = Deployment::new();
    let help = deployment.done(&["--help"]);
    assert!(help.contains("Examples:"));
    let names: Vec<&str> = commands(&help).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "serve",
        "demo",
        "migrate",
        "check",
        "explain",
        "health",
        "import",
        "keys",
        "tenant",
        "client",
        "person",
        "organization",
        "theme",
        "help",
    ];
    assert_eq!(names, expected);
    assert!(look_at(&deployment, &[]) > 30, "commands and what is below them");
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
        &["person", "invite"],
        &["organization", "add"],
        &["theme"],
        &["tenant", "terms"],
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
