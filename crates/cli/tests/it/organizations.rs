//! `latchkey organization`, and organizations in imported files.
use crate::Deployment;
use latchkey_accounts::{MemberRole, Membership};
use latchkey_base::Timestamp;

fn with_people() -> Deployment {
    let deployment = Deployment::with_tenant();
    for name in ["alice", "bob"] {
        let email = format!("{name}@example.com");
        deployment.done(&["person", "add", "acme", name, "--email", &email]);
    }
    deployment.done(&["organization", "add", "acme", "sales", "--name", "Acme Sales"]);
    deployment
}

#[test]
fn an_organization_is_made_shown_listed_and_removed() {
    let deployment = with_people();
    let made = deployment.json(&["organization", "add", "acme", "board", "--json"]);
    assert_eq!((&made["alias"], &made["name"]), (&"board".into(), &"board".into()));
    assert_eq!(made["two_factors"], false);
    assert_eq!(deployment.json(&["organization", "show", "acme", "board"]), made);
    let listed = deployment.json(&["organization", "list", "acme", "--json"]);
    let aliases: Vec<_> = listed.as_array().unwrap().iter().map(|it| &it["alias"]).collect();
    assert_eq!(aliases, ["board", "sales"]);
    let table = deployment.done(&["organization", "list", "acme"]);
    assert!(table.contains("Acme Sales"), "{table}");
    deployment.done(&["organization", "remove", "acme", "board"]);
    let gone = deployment.refused(&["organization", "show", "acme", "board"]);
    assert!(gone.contains("tenant acme has no organization \"board\""), "{gone}");
    let person = deployment.json(&["person", "show", "acme", "alice"]);
    assert_eq!(person["username"], "alice", "its people stay");
}

#[test]
fn what_cannot_be_is_said() {
    let deployment = with_people();
    let twice = deployment.refused(&["organization", "add", "acme", "sales"]);
    assert!(twice.contains("that alias is taken"), "{twice}");
    let same = deployment.refused(&["organization", "add", "acme", "s2", "--name", "Acme Sales"]);
    assert!(same.contains("that name is taken"), "{same}");
    let word = deployment.refused(&["organization", "add", "acme", "Sales!"]);
    assert!(word.contains("alias must be 1 to 63 lower-case letters"), "{word}");
    let nobody = deployment.refused(&["organization", "member", "add", "acme", "sales", "zoe"]);
    assert!(nobody.contains("tenant acme has no \"zoe\""), "{nobody}");
    let not_in = deployment.refused(&["organization", "member", "remove", "acme", "sales", "bob"]);
    assert!(not_in.contains("bob is no member of sales"), "{not_in}");
}

#[test]
fn people_come_and_go() {
    let deployment = with_people();
    let member = |arguments: &[&str]| {
        let all = [&["organization", "member"], arguments].concat();
        deployment.done(&all)
    };
    member(&["add", "acme", "sales", "alice@example.com", "--admin"]);
    member(&["add", "acme", "sales", "bob"]);
    let list = || {
        let listed =
            deployment.json(&["organization", "member", "list", "acme", "sales", "--json"]);
        let roles = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|it| [&it["username"], &it["role"]].map(|it| it.as_str().unwrap().to_owned()));
        roles.collect::<Vec<_>>()
    };
    assert_eq!(list(), [["alice", "admin"], ["bob", "member"]]);
    member(&["add", "acme", "sales", "alice"]);
    assert_eq!(list(), [["alice", "member"], ["bob", "member"]]);
    member(&["remove", "acme", "sales", "alice"]);
    assert_eq!(list(), [["bob", "member"]]);
}

/// Another role is no other membership.
#[test]
fn who_gets_another_role_has_been_there_all_the_time() {
    let deployment = with_people();
    let then = Timestamp::from_seconds(1_000_000_000);
    deployment.write_in_acme(move |tx| {
        let organization = tx.organization_by_alias("sales")?.unwrap().id;
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let role = MemberRole::Member;
        tx.put_membership(&Membership { organization, account, role, created_at: then })
    });
    let add = ["organization", "member", "add", "acme", "sales", "alice", "--admin", "--json"];
    let said = deployment.json(&add);
    assert_eq!((&said["role"], &said["since"]), (&"admin".into(), &then.seconds().into()));
    let listed = deployment.json(&["organization", "member", "list", "acme", "sales", "--json"]);
    assert_eq!(listed[0], said);
}

/// Of all who belong to it, now and later; an operator sees why.
#[test]
fn an_organization_wants_two_factors_of_its_members() {
    let deployment = with_people();
    deployment.done(&["organization", "member", "add", "acme", "sales", "alice"]);
    let held = |name| {
        let person = deployment.json(&["person", "show", "acme", name]);
        [person["two_factors"] == true, person["organization_two_factors"] == true]
    };
    let factors = |what| deployment.done(&["organization", "factors", what, "acme", "sales"]);
    factors("require");
    assert_eq!([held("alice"), held("bob")], [[false, true], [false, false]]);
    deployment.done(&["organization", "member", "add", "acme", "sales", "bob"]);
    assert_eq!(held("bob"), [false, true]);
    factors("release");
    assert_eq!([held("alice"), held("bob")], [[false; 2]; 2]);
}

/// Nobody is asked for what they cannot have.
#[test]
fn a_member_who_could_not_sign_in_any_more_is_named() {
    let deployment = Deployment::ready();
    let text = "[[tenants]]\ngroup = \"acme\"\nsettings.factors.allowed = [\"email\"]\n\
        [[tenants.people]]\nusername = \"zoe\"\n[[tenants.organizations]]\nalias = \"sales\"\n\
        members = [{ person = \"zoe\" }]\n";
    deployment.done(&["import", &deployment.write("acme.toml", text)]);
    let said = "zoe can have no second factor here and could not sign in any more";
    let refused = deployment.refused(&["organization", "factors", "require", "acme", "sales"]);
    assert!(refused.contains(said), "{refused}");
    let shown = deployment.json(&["organization", "show", "acme", "sales"]);
    assert_eq!(shown["two_factors"], false, "nothing was changed");
    let strict = text.replace("\"sales\"", "\"sales\"\ntwo_factors = true");
    let refused = deployment.refused(&["import", &deployment.write("strict.toml", &strict)]);
    assert!(refused.contains(said), "{refused}");
    let rest = "then run `latchkey organization factors require acme sales`";
    assert!(refused.contains(rest), "{refused}");
    deployment.done(&["organization", "add", "acme", "strict", "--require-factors"]);
    let refused = deployment.refused(&["organization", "member", "add", "acme", "strict", "zoe"]);
    assert!(refused.contains(said), "{refused}");
}

/// Kinds that are named are refused and taken again; an operator sees which.
#[test]
fn an_organization_refuses_kinds_of_second_factors() {
    let deployment = with_people();
    deployment.done(&["organization", "member", "add", "acme", "sales", "alice"]);
    let factors = |what, kinds: &[&str]| {
        let all = [&["organization", "factors", what, "acme", "sales"], kinds].concat();
        deployment.done(&all)
    };
    let shown = || deployment.json(&["organization", "show", "acme", "sales"])["refuses"].clone();
    assert_eq!(shown(), serde_json::json!([]));
    let undemanded =
        deployment.refused(&["organization", "factors", "refuse", "acme", "sales", "sms"]);
    let first = "give `latchkey organization factors require` first";
    assert!(
        undemanded.contains("sales asks for no second factor") && undemanded.contains(first),
        "{undemanded}"
    );
    assert_eq!(shown(), serde_json::json!([]), "who has nothing else would show less than before");
    factors("require", &[]);
    let said = factors("refuse", &["sms", "email"]);
    assert!(said.contains("sales: refused of its members: email, sms."), "{said}");
    let held = deployment.refused(&["organization", "factors", "release", "acme", "sales"]);
    let first = "sales still refuses email, sms: give `latchkey organization factors accept` first";
    assert!(held.contains(first), "{held}");
    factors("refuse", &["sms", "recovery_code"]);
    assert_eq!(shown(), serde_json::json!(["email", "sms", "recovery_code"]));
    let table = deployment.done(&["organization", "list", "acme"]);
    assert!(table.contains("no email, no sms, no recovery_code"), "{table}");
    let refused =
        |name| deployment.json(&["person", "show", "acme", name])["organization_refuses"].clone();
    assert_eq!((refused("alice"), refused("bob")), (shown(), serde_json::json!([])));
    factors("accept", &["email", "recovery_code", "totp"]);
    let all = ["organization", "factors", "accept", "acme", "sales", "approval", "--json"];
    assert_eq!(deployment.json(&all)["refuses"], serde_json::json!(["sms"]));
    let said = factors("accept", &["sms"]);
    assert!(said.contains("sales: nothing is refused."), "{said}");
    assert_eq!(shown(), serde_json::json!([]));
    for never in ["passkey", "password"] {
        let kinds = ["organization", "factors", "refuse", "acme", "sales", "sms", never];
        let refused = deployment.refused(&kinds);
        let said = format!("{never:?} cannot be refused; these can: email, sms");
        assert!(refused.contains(&said), "{refused}");
    }
    assert_eq!(shown(), serde_json::json!([]), "nothing of it was done");
}

/// Whoever has to show two is left something.
#[test]
fn a_member_who_would_be_left_nothing_is_named() {
    let deployment = Deployment::ready();
    let text = "[[tenants]]\ngroup = \"acme\"\nsettings.factors.allowed = [\"totp\", \"sms\"]\n\
        [[tenants.people]]\nusername = \"zoe\"\n[[tenants.people]]\nusername = \"max\"\n\
        [[tenants.organizations]]\nalias = \"sales\"\n\
        two_factors = true\nmembers = [{ person = \"zoe\" }]\n";
    deployment.done(&["import", &deployment.write("acme.toml", text)]);
    let said = |name| format!("{name} is left nothing to set up");
    let factors = |what, kinds: &[&str]| {
        deployment.run(&[&["organization", "factors", what, "acme", "sales"], kinds].concat())
    };
    let refused = factors("refuse", &["totp", "sms"]).err;
    assert!(refused.contains(&said("sales")), "{refused}");
    let shown = || deployment.json(&["organization", "show", "acme", "sales"]);
    assert_eq!(shown()["refuses"], serde_json::json!([]), "nothing was changed");
    let file = deployment
        .write("none.toml", &text.replace("true\n", "true\nrefuses = [\"totp\", \"sms\"]\n"));
    let refused = deployment.refused(&["import", &file]);
    assert!(refused.contains(&said("sales")), "{refused}");
    factors("refuse", &["totp"]);
    assert_eq!(shown()["refuses"], serde_json::json!(["totp"]));
    deployment.done(&["person", "factors", "require", "acme", "max"]);
    deployment.done(&["person", "factors", "refuse", "acme", "max", "sms"]);
    let refused = deployment.refused(&["organization", "member", "add", "acme", "sales", "max"]);
    assert!(refused.contains(&said("max")), "{refused}");
    deployment.done(&["person", "factors", "require", "acme", "zoe"]);
    let refused = deployment.refused(&["person", "factors", "refuse", "acme", "zoe", "sms"]);
    assert!(refused.contains(&said("zoe")), "the organization takes no app: {refused}");
    factors("accept", &["totp"]);
    deployment.done(&["organization", "member", "add", "acme", "sales", "max"]);
    let refused = factors("refuse", &["totp"]).err;
    assert!(refused.contains(&said("max")), "{refused}");
    assert_eq!(shown()["refuses"], serde_json::json!([]), "nothing was changed");
}

const ACME: &str = r#"
[[tenants]]
group = "acme"
[[tenants.people]]
username = "alice"
email = "alice@example.com"
[[tenants.organizations]]
alias = "sales"
name = "Acme Sales"
members = [{ person = "alice@example.com", role = "admin" }]
"#;

#[test]
fn a_file_makes_an_organization_with_its_people_once() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    let first = deployment.done(&["import", &file]);
    assert!(first.contains("tenant acme: organization sales made"), "{first}");
    assert!(first.contains("tenant acme: member sales/alice@example.com made"), "{first}");
    assert!(deployment.done(&["import", &file]).contains("Nothing to do"));

    let changed = ACME.replace("Acme Sales\"", "Sellers\"\ntwo_factors = true");
    let changed = changed.replace(", role = \"admin\"", "");
    let file = deployment.write("changed.toml", &changed);
    let second = deployment.done(&["import", &file]);
    assert!(second.contains("organization sales changed: name, two_factors"), "{second}");
    assert!(second.contains("member sales/alice@example.com changed: role"), "{second}");
    let shown = deployment.json(&["organization", "show", "acme", "sales"]);
    assert_eq!((&shown["name"], &shown["two_factors"]), (&"Sellers".into(), &true.into()));
    let person = deployment.json(&["person", "show", "acme", "alice"]);
    assert_eq!(person["organization_two_factors"], true);
    assert!(deployment.done(&["import", &file]).contains("Nothing to do"));
}

#[test]
fn a_file_says_what_an_organization_refuses() {
    let deployment = Deployment::ready();
    let of = |kinds: &str| {
        ACME.replace(
            "Acme Sales\"",
            &format!("Acme Sales\"\ntwo_factors = true\nrefuses = {kinds}"),
        )
    };
    let file = deployment.write("acme.toml", &of("[\"sms\", \"recovery_code\"]"));
    deployment.done(&["import", &file]);
    let shown = || deployment.json(&["organization", "show", "acme", "sales"])["refuses"].clone();
    assert_eq!(shown(), serde_json::json!(["sms", "recovery_code"]));
    assert!(deployment.done(&["import", &file]).contains("Nothing to do"));
    let file = deployment.write("changed.toml", &of("[\"email\", \"sms\"]"));
    let second = deployment.done(&["import", &file]);
    assert!(second.contains("organization sales changed: refuses"), "{second}");
    assert_eq!(shown(), serde_json::json!(["email", "sms"]));
    assert!(deployment.done(&["import", &file]).contains("Nothing to do"));
    deployment.done(&["import", &deployment.write("silent.toml", ACME)]);
    assert_eq!(shown(), serde_json::json!(["email", "sms"]), "what no file names stays");
    deployment.done(&["import", &deployment.write("none.toml", &of("[]"))]);
    assert_eq!(shown(), serde_json::json!([]));
    let refused =
        deployment.run(&["import", &deployment.write("b.toml", &of("[\"passkey\"]"))]).err;
    assert!(refused.contains("organizations[0].refuses"), "{refused}");
    assert!(refused.contains("\"passkey\" cannot be refused"), "{refused}");
    let lax = of("[\"sms\"]").replace("two_factors = true\n", "");
    let refused = deployment.run(&["import", &deployment.write("lax.toml", &lax)]).err;
    assert!(refused.contains("organizations[0].refuses needs two_factors = true"), "{refused}");
    let both = of("[\"sms\"]");
    deployment.done(&["import", &deployment.write("both.toml", &both)]);
    let neither = both.replace("true\nrefuses = [\"sms\"]", "false\nrefuses = []");
    deployment.done(&["import", &deployment.write("neither.toml", &neither)]);
    let shown = deployment.json(&["organization", "show", "acme", "sales"]);
    assert_eq!((&shown["two_factors"], &shown["refuses"]), (&false.into(), &serde_json::json!([])));
    deployment.done(&["import", &deployment.write("again.toml", &both)]);
    let shown = deployment.json(&["organization", "show", "acme", "sales"]);
    assert_eq!(
        (&shown["two_factors"], &shown["refuses"]),
        (&true.into(), &serde_json::json!(["sms"]))
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let deployment = Deployment::ready();
    let wrong = ACME
        .replace("alias = \"sales\"", "alias = \"Sales!\"")
        .replace("role = \"admin\" }", "role = \"admin\" }, { person = \"Alice@example.com\" }");
    let refused = deployment.run(&["import", &deployment.write("a.toml", &wrong)]).err;
    assert!(refused.contains("tenants[0].organizations[0].alias must be 1 to 63"), "{refused}");
    assert!(refused.contains("organizations[0].members[1].person is listed twice"), "{refused}");
    let twice = ACME.replace("\"admin\" }", "\"admin\" }, { person = \"alice\" }");
    let refused = deployment.refused(&["import", &deployment.write("twice.toml", &twice)]);
    let said = "organization sales: \"alice@example.com\" and \"alice\" are the same person";
    assert!(refused.contains(said), "{refused}");
    deployment.done(&["import", &deployment.write("once.toml", ACME)]);
    let refused = deployment.refused(&["import", "twice.toml"]);
    assert!(refused.contains(said), "of people who are there already: {refused}");
    let nobody = ACME.replace("alice@example.com\", role", "zoe\", role");
    let refused = deployment.refused(&["import", &deployment.write("b.toml", &nobody)]);
    assert!(refused.contains("organization sales: there is no person \"zoe\""), "{refused}");
}
