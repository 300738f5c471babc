//! Looks of apps, and what an operator sees of one before it is used.
use crate::stage::Stage;
use latchkey_testkit::{Person, TenantPlan, target_folder};
use latchkey_ui::{Language, Theme, theme_preview};
use serde_json::{Value, json};

/// The colour of the first main button, as it is painted, and the corners of it.
const PAINTED: &str = "
    const style = getComputedStyle(document.querySelector('.button-main'));
    return [style.backgroundColor, style.borderTopLeftRadius]";

/// What a theme with that accent paints in light.
fn button(accent: &str, radius: &str) -> Value {
    let theme = Theme::new(Some(accent), None);
    let fill = theme.figures(latchkey_ui::Scheme::Light).remove(0).corrected.behind;
    let part = |at: usize| u8::from_str_radix(&fill[at..at + 2], 16).expect("a colour");
    json!([format!("rgb({}, {}, {})", part(1), part(3), part(5)), radius])
}

/// Two tabs, each at another app of one tenant, each in its look; the account in the tenant's.
pub async fn two_tabs(stage: Stage) {
    let window = &stage.window;
    let plan = |plan: TenantPlan| {
        let app = |name: &str, theme: Value| {
            stage.app(json!({"client_name": name, "client_theme": theme}))
        };
        plan.set("branding", "accent", "#0b6e6e")
            .set("branding", "corners", "round")
            .client("mail", app("Harbour Mail", json!({"accent": "#b3261e"})))
            .client("notes", app("Notes", json!({"accent": "#ffd600", "corners": "square"})))
    };
    let tenant = stage.tenant(plan).await;
    let (mail, notes) = (button("#b3261e", "24px"), button("#ffd600", "3px"));
    assert_eq!(notes[0], "rgb(255, 214, 0)", "yellow stays yellow under dark text");

    stage.depart(&tenant.rp("mail"), &[]).await;
    window.see("#login-form").await;
    assert_eq!(window.ask(PAINTED).await, mail);
    window.look("theme-of-mail").await;

    window.second_tab().await;
    stage.depart(&tenant.rp("notes"), &[]).await;
    window.see("#login-form").await;
    assert_eq!(window.ask(PAINTED).await, notes);
    window.look("theme-of-notes").await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#consent-allow").await;
    assert_eq!(window.ask(PAINTED).await, notes);
    window.look("theme-of-notes-consent").await;

    window.first_tab().await;
    window.driver.refresh().await.expect("a reload");
    window.see("#consent-allow").await;
    assert_eq!(window.ask(PAINTED).await, mail);

    window.open(&format!("{}/account/profile", tenant.issuer)).await;
    window.see("#account-sections, .button-main").await;
    assert_eq!(window.ask(PAINTED).await, button("#0b6e6e", "24px"));
}

/// The file that `latchkey theme` writes: every frame shows its page, in its scheme, and nothing is
/// fetched or held back.
pub async fn preview(stage: Stage) {
    let window = &stage.window;
    let theme = Theme::new(Some("#ffd600"), Some("round"));
    let html = theme_preview(theme, "app notes of tenant northwind", Language::En);
    let file = target_folder().join("theme-preview.html");
    std::fs::write(&file, html.expect("a preview")).expect("a file");
    window.open(&format!("file://{}", file.display())).await;
    window.picture("theme-preview").await;
    let frames = window.driver.find_all(thirtyfour::By::Css("iframe")).await.expect("frames");
    assert_eq!(frames.len(), 16);
    for (at, frame) in frames.into_iter().enumerate() {
        frame.enter_frame().await.expect("a frame");
        let painted = window.driver.find(thirtyfour::By::Css("main.card")).await.expect("a page");
        let ground = painted.css_value("color").await.expect("a colour");
        let expected = ["rgba(16, 18, 24, 1)", "rgba(236, 238, 242, 1)"][at % 2];
        assert_eq!(ground, expected, "frame {at}");
        window.driver.enter_parent_frame().await.expect("the page");
    }
}
