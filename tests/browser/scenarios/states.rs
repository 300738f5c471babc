//! Every page in every state, also those that no errand leads to.
use crate::gallery::{SHEET, serve};
use crate::stage::Stage;
use latchkey_ui::{Language, Sample, gallery};

/// Pages that leave at once for an app that their policy names. Errands of their own show them.
const PASSING: [&str; 2] = ["form-post", "signed-out-onward"];

/// How many pages are looked at beside each other.
const ON_A_SHEET: usize = 24;

/// What the names of pages begin with that say no.
const REFUSALS: [&str; 5] = ["error", "not-found", "unavailable", "start-again", "already-done"];

fn is_refusal(sample: &Sample) -> bool {
    REFUSALS.iter().any(|start| sample.name.starts_with(start)) || sample.name.contains("-void")
}

/// All samples in the language of the window, and where they are served.
async fn samples(stage: &Stage) -> (Vec<String>, Vec<String>, String) {
    let tenant = stage.tenant(|plan| plan).await;
    let is_spoken = |language: &Language| language.tag() == stage.window.language;
    let language = Language::ALL.into_iter().find(is_spoken).expect("a language of ours");
    let mut samples = gallery(language).expect("the samples");
    samples.retain(|sample| !PASSING.contains(&sample.name.as_str()));
    let (refusals, others): (Vec<&Sample>, Vec<&Sample>) =
        samples.iter().partition(|sample| is_refusal(sample));
    let names =
        |chosen: Vec<&Sample>| -> Vec<String> { chosen.iter().map(|it| it.name.clone()).collect() };
    let (refusals, others) = (names(refusals), names(others));
    assert!(refusals.len() > 10 && others.len() > 40, "{refusals:?} {others:?}");
    (refusals, others, serve(&tenant, samples).await)
}

/// Pages that say no in each look and in Arabic on a phone; the others on a phone in both, and on a
/// desktop in English.
pub async fn with_script(stage: Stage) {
    let window = &stage.window;
    let (refusals, others, origin) = samples(&stage).await;
    for name in &refusals {
        window.open(&format!("{origin}/{name}")).await;
        match window.language {
            "en" => window.look(&format!("state-{name}")).await,
            _ => window.glance(&format!("state-{name}"), ("dark", true)).await,
        }
    }
    for name in &others {
        window.open(&format!("{origin}/{name}")).await;
        let picture = format!("state-{name}");
        match window.language {
            "en" => {
                window.picture(&picture, ("light", false)).await;
                window.glance(&picture, ("light", true)).await;
            }
            _ => window.glance(&picture, ("dark", true)).await,
        }
    }
}

/// All of them where long words and long buttons would stick out, on sheets of many.
pub async fn narrow(stage: Stage) {
    let window = &stage.window;
    let (refusals, others, origin) = samples(&stage).await;
    let names: Vec<String> = others.into_iter().chain(refusals).collect();
    let mut astray = Vec::new();
    for (number, names) in names.chunks(ON_A_SHEET).enumerate() {
        window.open(&format!("{origin}{SHEET}{}", names.join(","))).await;
        astray.extend(window.sheet(&format!("states-{number:02}")).await);
    }
    assert!(astray.is_empty(), "at 320 px: {astray:#?}");
}

/// All of them as they are loaded where no script runs; axe judges those that say no.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    let (refusals, others, origin) = samples(&stage).await;
    let looks = [("dark", false), ("light", true)].into_iter().cycle();
    for (name, look) in refusals.iter().chain(&others).zip(looks) {
        window.scripts(false).await;
        window.open(&format!("{origin}/{name}")).await;
        let picture = format!("state-{name}-without-script");
        window.picture(&picture, look).await;
        if refusals.contains(name) {
            // What judges the page is a script itself; those of the page have had their chance.
            window.scripts(true).await;
            window.judge(&picture).await;
        }
    }
}
