//! `index.html` beside the pictures, to leaf through them.
use latchkey_testkit::target_folder;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Colours, size and language of a picture, as [`crate::look`] puts them after the name.
const LOOK_PARTS: usize = 3;

const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Every page</title>
<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">
<style>
body { font: 1rem/1.5 system-ui; margin: 2rem }
nav { columns: 18rem; margin-block: 1rem 2rem }
nav a { display: block }
section > div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start }
figure { margin: 0 } figcaption { font-size: .8rem }
img { inline-size: 20rem; border: 1px solid; display: block }
</style>
<h1>Every page</h1>
";

/// Writes it: a heading for each page, its pictures below.
pub fn bind() {
    let folder = target_folder().join("screenshots");
    let files = std::fs::read_dir(&folder).expect("pictures").flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let names: Vec<String> = names.filter(|name| name.ends_with(".png")).collect();
    assert!(!names.is_empty(), "no picture was taken");
    std::fs::write(folder.join("index.html"), album(&names)).expect("an index");
}

fn album(names: &[String]) -> String {
    let mut pages: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for file in names {
        let stem = file.trim_end_matches(".png");
        let (page, look) = parted(stem);
        pages.entry(page).or_default().push((look, file));
    }
    let mut html = format!("{HEAD}<nav>");
    for page in pages.keys() {
        let _ = write!(html, "<a href=\"#{page}\">{page}</a>");
    }
    html.push_str("</nav>");
    for (page, pictures) in &mut pages {
        pictures.sort_unstable();
        let _ = write!(html, "<section id=\"{page}\"><h2>{page}</h2><div>");
        for (look, file) in pictures {
            let _ = write!(
                html,
                "<figure><a href=\"{file}\"><img loading=\"lazy\" src=\"{file}\" alt=\"{page}, {look}\"></a><figcaption>{look}</figcaption></figure>"
            );
        }
        html.push_str("</div></section>\n");
    }
    html
}

/// A page and the look of its picture: `sign-in`, `dark-phone-pt-BR`.
fn parted(stem: &str) -> (&str, &str) {
    let start = ["-light-", "-dark-"].iter().filter_map(|colours| stem.rfind(colours)).max();
    let parted = start.and_then(|at| Some((stem.get(..at)?, stem.get(at + 1..)?)));
    parted.filter(|(_, look)| look.split('-').count() >= LOOK_PARTS).unwrap_or((stem, ""))
}
