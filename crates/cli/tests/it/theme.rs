//! `latchkey theme`, and looks in imports.
use crate::Deployment;
use serde_json::{Value, json};

const ACME: &str = r##"
[[tenants]]
group = "acme"
settings.branding = { accent = "#0B6E6E", corners = "round" }

[[tenants.clients]]
client_id = "shop"
redirect_uris = ["https://shop.example/callback"]
client_theme = { accent = "#ffd600" }
"##;

fn look(deployment: &Deployment, arguments: &[&str]) -> (Value, Value) {
    let told = deployment.json(&[&["theme"][..], arguments, &["--json"]].concat());
    (told["accent"].clone(), told["corners"].clone())
}

/// What was imported is shown, what is shown can be imported again, and a member that goes is gone.
#[test]
fn a_look_survives_an_import_and_the_next() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    deployment.done(&["import", &file]);
    let again = deployment.done(&["import", &file]);
    assert_eq!(again, "Nothing to do: all 2 are as described.\n");
    let shown = deployment.json(&["client", "show", "acme", "shop"]);
    assert_eq!(shown["client_theme"], json!({ "accent": "#ffd600" }));
    assert_eq!(look(&deployment, &["acme"]), (json!("#0b6e6e"), json!("round")));
    let shop = ["acme", "--client", "shop"];
    assert_eq!(
        look(&deployment, &shop),
        (json!("#ffd600"), json!("round")),
        "the tenant's corners"
    );
    let tried = [&shop[..], &["--accent", "#b3261e", "--corners", "square"]].concat();
    assert_eq!(look(&deployment, &tried), (json!("#b3261e"), json!("square")));

    let mut client = shown;
    for told in ["client_id_issued_at", "client_theme"] {
        client.as_object_mut().unwrap().remove(told);
    }
    let document = json!({ "tenants": [{ "group": "acme", "clients": [client] }] });
    let file = deployment.write("plain.json", &document.to_string());
    let said = deployment.done(&["import", &file]);
    assert!(said.starts_with("tenant acme: client shop changed: metadata"), "{said}");
    assert_eq!(look(&deployment, &shop), (json!("#0b6e6e"), json!("round")));
}

#[test]
fn what_is_no_look_is_refused_with_its_place() {
    let deployment = Deployment::ready();
    let file = deployment.write(
        "acme.toml",
        &ACME.replace("#ffd600\" }", "yellow\", corners = \"oval\" }").replace("#0B6E6E", "#0B6"),
    );
    let said = deployment.run(&["import", &file]);
    assert_eq!(said.code, 1);
    for place in [
        "tenants[0].settings.branding.accent must be a colour as #rrggbb",
        "tenants[0].clients[0].client_theme.accent must be a colour as #rrggbb",
        "tenants[0].clients[0].client_theme.corners must be one of square, soft, round",
    ] {
        assert!(said.err.contains(place), "{}", said.err);
    }
    let file = deployment.write("typo.toml", &ACME.replace("client_theme", "client_them"));
    let said = deployment.run(&["import", &file]);
    assert!(said.err.contains("did you mean client_theme?"), "{}", said.err);
    let file = deployment.write("key.toml", &ACME.replace("{ accent = \"#ff", "{ color = \"#ff"));
    let said = deployment.run(&["import", &file]);
    assert!(said.code == 1 && said.err.contains("color"), "{}", said.err);
}

/// Colours can be looked at before there is anything: no tenant, no database, no configuration.
#[test]
fn a_preview_is_a_file_with_the_figures() {
    let deployment = Deployment::new();
    let said = deployment.done(&["theme", "--accent", "#ffd600", "--language", "ar"]);
    assert!(said.contains("corrected, light  Text of a button"), "{said}");
    assert!(said.contains("1.41 becomes") && said.contains("Wrote theme.html"), "{said}");
    let html = std::fs::read_to_string(deployment.folder().join("theme.html")).unwrap();
    assert!(html.contains("Theme of a new tenant") && html.contains("العربية"));
    assert_eq!(html.matches("<iframe sandbox=\"\"").count(), 16);
    let left = std::fs::read_dir(deployment.folder()).unwrap().count();
    assert_eq!(left, 2, "the configuration and the preview, no database");

    let figures = deployment.json(&["theme", "--accent", "#ffd600", "--json"]);
    for scheme in ["light", "dark"] {
        for figure in figures[scheme].as_array().unwrap() {
            let shown = figure["shown"]["contrast"].as_f64().unwrap();
            assert!(shown >= figure["needed"].as_f64().unwrap(), "{figure}");
        }
    }
}

#[test]
fn what_cannot_be_shown_is_said() {
    let deployment = Deployment::with_tenant();
    let accent = deployment.refused(&["theme", "--accent", "red"]);
    assert_eq!(accent, "--accent \"red\" must be a colour as #rrggbb");
    let corners = deployment.refused(&["theme", "--corners", "oval"]);
    assert_eq!(corners, "--corners \"oval\" is none of square, soft, round");
    assert!(deployment.refused(&["theme", "--language", "tlh"]).contains("none of en, de, es"));
    assert!(deployment.refused(&["theme", "nobody"]).contains("there is no tenant \"nobody\""));
    let unknown = deployment.refused(&["theme", "acme", "--client", "nobody"]);
    assert!(unknown.contains("has no client \"nobody\""), "{unknown}");
    let place = deployment.refused(&["theme", "--out", "nowhere/theme.html"]);
    assert!(place.starts_with("nowhere/theme.html cannot be written"), "{place}");
    assert_eq!(deployment.run(&["theme", "--client", "shop"]).code, 2, "whose?");
}
