//! Looking at a page: pictures of every look, axe, the console.
use crate::window::Window;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_testkit::target_folder;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::OnceLock;
use thirtyfour::WebDriver;

/// What pictures are taken of: name of the colours, whether it is a phone.
pub type Look = (&'static str, bool);

const LOOKS: [Look; 4] = [("light", false), ("dark", false), ("light", true), ("dark", true)];

/// A narrow window, and a usual one at 400 %: width, height, pixels to a CSS pixel.
const NARROW: [(u32, u32, u32); 2] = [(320, 640, 1), (320, 256, 4)];

/// A picture and accessibility in one look, light and wide or dark and narrow in turn, and no complaint of the browser. The
/// sheets show every state in all looks.
pub async fn at(window: &Window, name: &str) {
    untouched(window, name).await;
    // The same look in each run, so that pictures can be compared.
    let is_even = name.bytes().map(usize::from).sum::<usize>().is_multiple_of(2);
    let (colours, is_phone) = if is_even { ("light", false) } else { ("dark", true) };
    picture(window, name, (colours, is_phone)).await;
    is_accessible(window, &format!("{name} {colours}")).await;
    plain(window).await;
    for (width, height, scale) in NARROW {
        measure(window, width, height, scale, false).await;
        fits(window, &format!("{name}, 320 px wide at {scale}00 %")).await;
    }
    plain(window).await;
    no_complaints(window, name).await;
}

/// A picture alone, in the first look.
pub async fn unjudged(window: &Window, name: &str) {
    untouched(window, name).await;
    picture(window, name, LOOKS[0]).await;
}

/// Accessibility alone, in one of the four looks, which stays; no complaint of the browser.
pub async fn judged(window: &Window, name: &str, turn: usize) {
    let (colours, is_phone) = LOOKS[turn % LOOKS.len()];
    assert!(window.has("h1#page-title").await, "{name}: every page has one");
    dress(window, colours, is_phone).await;
    is_accessible(window, &format!("{name} {colours}")).await;
    no_complaints(window, name).await;
}

/// The frames of a sheet: what they are called, how wide they are, and what they are shown as.
type Frames = (&'static str, u32, f32);

/// As wide as the narrowest window.
const SLIM: Frames = ("narrow", 320, 1.0);
/// As wide as those of [`LOOKS`], a phone or not.
const USUAL: [(Frames, bool); 2] = [(("desktop", 1280, 0.5), false), (("phone", 390, 1.0), true)];

/// What does not fit into the narrow frames of a sheet of pages, each with its page, and a picture of the sheet then; no
/// complaint of the browser.
pub async fn sheet(window: &Window, name: &str) -> Vec<String> {
    let found = framed(window, SLIM).await;
    if !found.is_empty() {
        keep_sheet(window, name, ("light", SLIM)).await;
    }
    no_complaints(window, name).await;
    found
}

/// The same in each look, with a picture of each; and what axe finds, if it is asked.
pub async fn sheet_in_each_look(window: &Window, name: &str, asks_axe: bool) -> Vec<String> {
    let mut found = framed(window, SLIM).await;
    keep_sheet(window, name, ("light", SLIM)).await;
    for (frames, is_phone) in USUAL {
        found.extend(framed(window, frames).await);
        for colours in ["light", "dark"] {
            prefer(window, colours).await;
            keep_sheet(window, name, (colours, frames)).await;
            if asks_axe {
                found.extend(judged_frames(window, (colours, is_phone)).await);
            }
        }
        prefer(window, "light").await;
    }
    no_complaints(window, name).await;
    found
}

/// What does not fit into frames of that size, each with its page.
async fn framed(window: &Window, (_, width, shown_as): Frames) -> Vec<String> {
    measure(window, 2000, 640, 1, false).await;
    let sized = format!("({SIZE_FRAMES})({width}, {shown_as});");
    texts(&window.ask(&format!("{sized} const astrayIn = {ASTRAY_IN}; {ASTRAY_FRAMES}")).await)
}

async fn keep_sheet(window: &Window, name: &str, (colours, (size, ..)): (&str, Frames)) {
    keep(window, &format!("{name}-{colours}-{size}-{}", window.language)).await;
}

/// What axe finds in the frames of a sheet as they are shown now, each with its page. It judges each page in one look:
/// beginnings of names are alike where pages are, so each look has some of all kinds.
async fn judged_frames(window: &Window, look: Look) -> Vec<String> {
    if axe().is_none() {
        return Vec::new();
    }
    let (looks, turn) = (LOOKS.len(), LOOKS.iter().position(|it| *it == look));
    let turn = turn.expect("one of the looks");
    let judged = format!(
        "const frames = Array.from(document.querySelectorAll('iframe'));
         const found = [];
         for (const frame of frames.filter((_, at) => at % {looks} === {turn})) {{
             const page = frame.contentWindow;
             const complaints = ({COMPLAINTS})(await page.axe.run(page.document, {ASKED}));
             found.push(...complaints.map(what => frame.title + ': ' + what));
         }}
         return found;"
    );
    ask_axe(window, &judged).await
}

/// A page that nobody has complained of, and that no pointer rests on.
async fn untouched(window: &Window, name: &str) {
    no_complaints(window, name).await;
    assert!(window.has("h1#page-title").await, "{name}: every page has one");
    // The pointer rests where it clicked last; nothing shall look touched.
    let away = json!({"type": "mouseMoved", "x": 1, "y": 1});
    window.cdp("Input.dispatchMouseEvent", away).await;
}

async fn picture(window: &Window, name: &str, (colours, is_phone): Look) {
    dress(window, colours, is_phone).await;
    let size = if is_phone { "phone" } else { "desktop" };
    fits(window, &format!("{name} on a {size}")).await;
    keep(window, &format!("{name}-{colours}-{size}-{}", window.language)).await;
}

/// As an errand begins: whatever the one before it was looked at in.
pub async fn plain(window: &Window) {
    dress(window, "light", false).await;
}

async fn dress(window: &Window, colours: &str, is_phone: bool) {
    prefer(window, colours).await;
    let (width, height) = if is_phone { (390, 844) } else { (1280, 800) };
    measure(window, width, height, 1, is_phone).await;
}

async fn prefer(window: &Window, colours: &str) {
    // Without motion, or a picture shows a colour on its way to another.
    let features = json!({"features": [
        {"name": "prefers-color-scheme", "value": colours},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]});
    window.cdp("Emulation.setEmulatedMedia", features).await;
}

async fn measure(window: &Window, width: u32, height: u32, scale: u32, is_phone: bool) {
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone});
    window.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Forgets the pictures of earlier runs.
pub fn forget() {
    let kept = std::fs::read_dir(target_folder().join("screenshots"));
    for old in kept.into_iter().flatten().flatten() {
        std::fs::remove_file(old.path()).expect("an old picture");
    }
}

/// Elements that stick out of the window, or whose own text does not fit into them.
const ASTRAY_IN: &str = "page => {
    const wide = page.documentElement.clientWidth;
    const astray = element => {
        const box = element.getBoundingClientRect();
        const unseen = !box.width || !box.height || element.closest('.ahead, .unseen, svg');
        const style = page.defaultView.getComputedStyle(element);
        const hides = ['hidden', 'clip'].includes(style.overflowX);
        // A field may hold more than it shows.
        const field = element.matches('input');
        const cut = hides && !field && element.scrollWidth > element.clientWidth + 1;
        return !unseen && (cut || box.left < -1 || box.right > wide + 1);
    };
    const over = page.documentElement.scrollWidth - wide;
    const all = Array.from(page.querySelectorAll('body *')).filter(astray);
    return (over > 0 ? ['the page by ' + over + ' px'] : []).concat(
        all.map(found => found.outerHTML.slice(0, 120)));
}";

/// Makes the frames so wide and as high as their pages; wide ones are shown smaller.
const SIZE_FRAMES: &str = "(width, shownAs) => {
    const frames = Array.from(document.querySelectorAll('iframe'));
    frames.forEach(frame => { frame.width = width; frame.height = 844; });
    frames.forEach(frame => {
        const page = frame.contentDocument.documentElement;
        const height = Math.min(page.scrollHeight, 1600);
        frame.height = height;
        frame.style.transform = 'scale(' + shownAs + ')';
        frame.style.transformOrigin = '0 0';
        frame.style.marginRight = (shownAs - 1) * width + 8 + 'px';
        frame.style.marginBottom = (shownAs - 1) * height + 8 + 'px';
    });
}";

/// The same in each frame; one without a page of ours is an error.
const ASTRAY_FRAMES: &str = "
    return Array.from(document.querySelectorAll('iframe')).flatMap(frame => {
        const page = frame.contentDocument;
        const found = page?.querySelector('h1#page-title') ? astrayIn(page) : ['no page'];
        return found.map(what => frame.title + ': ' + what);
    });";

/// Nothing is wider than the window, and nothing is cut off (WCAG 2.2 §1.4.10).
async fn fits(window: &Window, name: &str) {
    let found = astray(window).await;
    assert!(found.is_empty(), "{name} does not fit: {found:#?}");
}

async fn astray(window: &Window) -> Vec<String> {
    texts(&window.ask(&format!("return ({ASTRAY_IN})(document)")).await)
}

fn texts(found: &Value) -> Vec<String> {
    let found = found.as_array().into_iter().flatten();
    found.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Writes the whole page as a PNG: the window is made as high as the page for it.
pub async fn keep(window: &Window, name: &str) {
    let script = "return [window.innerWidth, document.documentElement.scrollHeight,
        matchMedia('(scripting: enabled)').matches]";
    let size = window.ask(script).await;
    let (width, height) = (size[0].as_u64().unwrap_or(1280), size[1].as_u64());
    let metrics = json!({
        "width": width,
        "height": height.unwrap_or(800).clamp(640, 8000),
        "deviceScaleFactor": 1,
        "mobile": width < 500,
    });
    window.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    // What is below the old edge of the window is painted with the next frames. Where no script
    // waits for them, a picture makes them.
    if size[2] == true {
        let painted = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));";
        window.driver.execute_async(painted, Vec::new()).await.expect("two frames");
    } else {
        let small = json!({"format": "jpeg", "quality": 1});
        window.cdp("Page.captureScreenshot", small).await;
    }
    let picture = window
        .cdp("Page.captureScreenshot", json!({"format": "png", "optimizeForSpeed": true}))
        .await;
    let bytes = STANDARD.decode(picture["data"].as_str().unwrap_or_default()).expect("base64");
    let folder = target_folder().join("screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    std::fs::write(folder.join(format!("{name}.png")), bytes).expect("a picture");
}

/// Has axe-core at hand in each page that this tab opens from now on, where it begins when somebody
/// asks for it: to send it to each page that is judged takes longer than judging it.
pub async fn bring_axe(driver: &WebDriver) {
    let Some(source) = axe() else { return };
    let lazy = format!(
        "Object.defineProperty(window, 'axe', {{configurable: true, get() {{
             delete window.axe;
             (function () {{ {source} }}).call(window);
             return window.axe;
         }}}});"
    );
    let script = json!({"source": lazy});
    let brought = driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await;
    brought.expect("a script for each page");
}

/// axe-core finds nothing (pages rule 7).
async fn is_accessible(window: &Window, name: &str) {
    let Some(axe) = axe() else { return };
    if window.ask("return !window.axe").await == true {
        // The page was opened where no script ran.
        window.ask(axe).await;
    }
    let judged = format!("return ({COMPLAINTS})(await axe.run(document, {ASKED}));");
    let found = ask_axe(window, &judged).await;
    assert!(found.is_empty(), "{name}: {}", found.join("\n"));
}

/// What axe is asked for.
const ASKED: &str = "{resultTypes: ['violations'], preload: false}";

/// Its complaints as text.
const COMPLAINTS: &str = "judged => judged.violations.map(it =>
    it.id + ': ' + it.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))";

/// The texts that a script comes to, which may wait. One that fails is a complaint itself.
async fn ask_axe(window: &Window, script: &str) -> Vec<String> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{ {script} }})().then(done, error => done(['axe: ' + error]));"
    );
    let found = window.driver.execute_async(script, Vec::new()).await.expect("axe runs");
    let found = found.json();
    if found.is_array() { texts(found) } else { vec!["no answer".to_owned()] }
}

/// axe's source; `None` where the npm packages are not installed.
fn axe() -> Option<&'static str> {
    static SOURCE: OnceLock<Option<String>> = OnceLock::new();
    let read = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/node/node_modules");
        let found = std::fs::read_to_string(folder.join("axe-core/axe.min.js")).ok();
        if found.is_none() {
            let why = "run `npm ci` in tests/clients/node, where axe-core comes from";
            latchkey_testkit::skipped(latchkey_testkit::Need::Node, why);
        }
        found
    };
    SOURCE.get_or_init(read).as_deref()
}

/// No script error, no violation of the content security policy, nothing that was not found.
/// That a page itself has a status of 400 or more is no complaint.
async fn no_complaints(window: &Window, name: &str) {
    let entries = window.driver.browser_log().await.expect("the console");
    let is_status_of_a_page = |message: &str| {
        message.contains("the server responded with a status of") && !message.contains("/static/")
    };
    let complaints: Vec<&str> = entries
        .iter()
        .map(|entry| entry.message.as_str())
        .filter(|message| !is_status_of_a_page(message))
        .collect();
    assert!(complaints.is_empty(), "{name}: the console says {complaints:#?}");
}
