//! Every page in every state, also those that no errand leads to.
use crate::gallery::{SHEET, serve};
use crate::stage::Stage;
use latchkey_ui::{Language, gallery};

/// Pages that leave at once for an app that their policy names. Errands of their own show them.
const PASSING: [&str; 2] = ["form-post", "signed-out-onward"];

/// A page that asks for itself again after a while where no script waits. An errand of its own shows it.
const RENEWED: &str = "approval-waiting";

/// Languages that are shown in each look: left to right, and right to left.
const WHOLE: [&str; 2] = ["en", "ar"];

/// The language in which axe judges every state.
const JUDGED: &str = "en";

/// How many pages are looked at beside each other.
const ON_A_SHEET: usize = 20;

/// What the names of pages begin with that say no.
const REFUSALS: [&str; 5] = ["error", "not-found", "unavailable", "start-again", "already-done"];

fn is_refusal(name: &str) -> bool {
    REFUSALS.iter().any(|start| name.starts_with(start)) || name.contains("-void")
}

/// All samples in the language of the window, and where they are served.
async fn samples(stage: &Stage) -> (Vec<String>, String) {
    let tenant = stage.tenant(|plan| plan).await;
    let is_spoken = |language: &Language| language.tag() == stage.window.language;
    let language = Language::ALL.into_iter().find(is_spoken).expect("a language of ours");
    let mut samples = gallery(language).expect("the samples");
    samples.retain(|sample| !PASSING.contains(&sample.name.as_str()));
    let names: Vec<String> = samples.iter().map(|sample| sample.name.clone()).collect();
    assert!(names.len() > 100, "{names:?}");
    (names, serve(&tenant, samples).await)
}

/// All of them beside each other on sheets of many, under their own headers: what the console says, and where long words
/// and long buttons would stick out, in every language; in English and Arabic on phones and desktops, light and dark. Axe
/// judges each in one of these looks.
pub async fn on_sheets(stage: Stage) {
    let window = &stage.window;
    let (names, origin) = samples(&stage).await;
    let mut astray = Vec::new();
    for (number, names) in names.chunks(ON_A_SHEET).enumerate() {
        window.open(&format!("{origin}{SHEET}{}", names.join(","))).await;
        let sheet = format!("states-{number:02}");
        astray.extend(match WHOLE.contains(&window.language) {
            true => window.sheet_in_each_look(&sheet, window.language == JUDGED).await,
            false => window.sheet(&sheet).await,
        });
    }
    assert!(astray.is_empty(), "{astray:#?}");
}

/// All of them as they are loaded where no script runs; axe judges those that say no, one by one.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    let (names, origin) = samples(&stage).await;
    let names: Vec<String> = names.into_iter().filter(|name| !name.starts_with(RENEWED)).collect();
    for (number, names) in names.chunks(ON_A_SHEET).enumerate() {
        window.scripts(false).await;
        window.open(&format!("{origin}{SHEET}{}", names.join(","))).await;
        let astray = window.sheet(&format!("states-without-script-{number:02}")).await;
        assert!(astray.is_empty(), "{astray:#?}");
    }
    let refusals = names.into_iter().filter(|name| is_refusal(name));
    for (turn, name) in refusals.enumerate() {
        window.scripts(false).await;
        window.open(&format!("{origin}/{name}")).await;
        // What judges the page is a script itself; those of the page have had their chance.
        window.scripts(true).await;
        window.judge(&format!("{name} without script"), turn).await;
    }
}
