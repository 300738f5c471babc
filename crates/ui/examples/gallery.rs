//! Writes every page in every state and language as HTML files, with the static files beside
//! them, for a look: `cargo run -p latchkey-ui --example gallery -- target/gallery`.
use latchkey_ui::{Language, Theme, asset, gallery, mail, static_file};
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "target/gallery".to_owned());
    let accent = arguments.next();
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for name in ["app.css", "app.js", "passkeys.js", "notify.js", "work.js", "favicon.svg"] {
        let path = asset(name).trim_start_matches("/static/");
        fs::write(folder.join(name), static_file(path).ok_or(name)?.bytes)?;
    }
    fs::write(folder.join("theme.css"), Theme::new(accent.as_deref(), None).css())?;
    for language in Language::ALL {
        for sample in gallery(language)? {
            let mut html =
                sample.html.replace("/northwind/theme/2f54d6-soft.css?v=sample", "theme.css");
            for name in ["app.css", "app.js", "passkeys.js", "notify.js", "work.js", "favicon.svg"]
            {
                html = html.replace(asset(name), name);
            }
            fs::write(folder.join(format!("{}.{}.html", sample.name, language.tag())), html)?;
        }
        let letter = mail::VerifyEmail {
            tenant: "Northwind",
            name: Some("Alice Nakamura"),
            code: "482913",
            link: "https://id.example/northwind/verifyaccount?code=c29tZSByYW5kb20gYnl0ZXM",
            minutes: 15,
        };
        let letter = mail::verify_email(language, &letter)?;
        fs::write(folder.join(format!("mail-verify.{}.html", language.tag())), letter.html)?;
        fs::write(folder.join(format!("mail-verify.{}.txt", language.tag())), letter.text)?;
    }
    Ok(())
}
