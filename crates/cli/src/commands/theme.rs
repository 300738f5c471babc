//! `latchkey theme`.
use super::client;
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::Args;
use latchkey_server::themes;
use latchkey_ui::{Corners, Language, Scheme, Theme, theme_preview};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `latchkey theme`.
#[derive(Args, Debug)]
#[command(after_help = "\
Writes one HTML file to open in a browser: sign-in, consent, code and error page, light and dark, wide
and narrow, and for each pairing of colours its contrast as chosen and as pages show it. It fetches
nothing, and nothing is changed by it.

Examples:
  latchkey theme --accent '#0b6e6e' --corners round    colours to be tried
  latchkey theme acme                                  as acme's pages are
  latchkey theme acme --client shop                    as those of a sign-in to shop
  latchkey theme acme --client shop --accent '#b3261e' as they would be

A theme is set with `latchkey import`: settings.branding of a tenant, client_theme of an app.")]
pub struct Options {
    /// The tenant's group [default: none, the look of a new tenant]
    tenant: Option<String>,
    /// One of its apps, by client_id
    #[arg(long, value_name = "CLIENT_ID", requires = "tenant")]
    client: Option<String>,
    /// An accent colour to be tried, as #rrggbb
    #[arg(long, value_name = "COLOUR")]
    accent: Option<String>,
    /// Corners to be tried: square, soft or round
    #[arg(long)]
    corners: Option<String>,
    /// The language of the samples
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
    /// The file to be written
    #[arg(long, value_name = "FILE", default_value = "theme.html")]
    out: PathBuf,
    /// Print the figures as JSON and write no file
    #[arg(long)]
    json: bool,
}

/// Shows what a theme will look like.
///
/// # Errors
/// When the options do not fit, or the file cannot be written.
pub fn run(common: &Common, options: &Options) -> Result<ExitCode, Failure> {
    let tried = tried(options)?;
    let language = Language::of_tag(&options.language).ok_or_else(|| {
        let all = Language::ALL.map(Language::tag).join(", ");
        Failure::new(format!("--language {:?} is none of {all}", options.language))
    })?;
    let (title, held) = held(common, options)?;
    let theme = tried.over(held);
    if options.json {
        print::json(&document(theme))?;
        return Ok(ExitCode::SUCCESS);
    }
    let html = theme_preview(theme, &title, language)
        .map_err(|why| Failure::new(format!("the preview cannot be written: {why}")))?;
    let place = options.out.display();
    std::fs::write(&options.out, html)
        .map_err(|why| Failure::new(format!("{place} cannot be written: {why}")))?;
    for scheme in Scheme::ALL {
        for figure in theme.figures(scheme).iter().filter(|figure| figure.is_corrected()) {
            print::line(&format!(
                "corrected, {:<5}  {:<34}  {:>5.2} becomes {:.2}",
                scheme.name(),
                figure.what,
                figure.chosen.ratio,
                figure.corrected.ratio
            ))?;
        }
    }
    print::line(&format!("Wrote {place}. Open it in a browser."))?;
    Ok(ExitCode::SUCCESS)
}

/// What the options say of a look.
fn tried(options: &Options) -> Result<Theme, Failure> {
    let (accent, corners) = (options.accent.as_deref(), options.corners.as_deref());
    if let Some(wrong) = accent.filter(|accent| !Theme::is_colour(accent)) {
        return Err(Failure::new(format!("--accent {wrong:?} must be a colour as #rrggbb")));
    }
    if let Some(wrong) = corners.filter(|corners| Corners::parse(corners).is_none()) {
        let all = Corners::ALL.map(Corners::name).join(", ");
        return Err(Failure::new(format!("--corners {wrong:?} is none of {all}")));
    }
    Ok(Theme::new(accent, corners))
}

/// Whose look it is, and what it is now. Without a tenant no database is needed.
fn held(common: &Common, options: &Options) -> Result<(String, Theme), Failure> {
    let Some(group) = &options.tenant else {
        return Ok(("a new tenant".to_owned(), Theme::PLAIN));
    };
    let opened = Opened::open(common)?;
    wait(async {
        let tenant = opened.tenant(group).await?;
        let own = themes::of_tenant(&tenant.settings.branding);
        let Some(client_id) = &options.client else {
            return Ok((format!("tenant {}", tenant.group), own));
        };
        let client = client::find(&opened, &tenant, client_id).await?;
        let title = format!("app {client_id} of tenant {}", tenant.group);
        Ok((title, themes::of_client(&client.metadata).over(own)))
    })
}

fn document(theme: Theme) -> Value {
    let figures = |scheme: Scheme| -> Value {
        let of = |figure: &latchkey_ui::Figure| {
            json!({
                "what": figure.what,
                "needed": figure.needed,
                "chosen": { "front": figure.chosen.front, "behind": figure.chosen.behind,
                    "contrast": figure.chosen.ratio },
                "shown": { "front": figure.corrected.front, "behind": figure.corrected.behind,
                    "contrast": figure.corrected.ratio },
            })
        };
        theme.figures(scheme).iter().map(of).collect()
    };
    json!({
        "accent": theme.accent(),
        "corners": theme.corners().name(),
        "light": figures(Scheme::Light),
        "dark": figures(Scheme::Dark),
    })
}
