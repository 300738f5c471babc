//! The logos of clients: fetched from their `logo_uri`, made anew, kept, and served by us.
//!
//! Security: a page of ours asks no other host for anything, so nobody learns who is signing in
//! where; and of what a stranger's server sends, nothing but the pixels is passed on.
use crate::app::App;
use crate::copies::{Copies, CopyRules, Source};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use latchkey_base::TenantId;
use latchkey_oidc::Client;
use latchkey_outbound::{FetchSettings, Fetched};
use std::io::Cursor;
use std::sync::Arc;

/// A picture.
#[derive(Debug)]
pub struct Logo {
    /// Of the file that we made.
    pub content_type: &'static str,
    /// The file.
    pub bytes: bytes::Bytes,
}

/// Room for logos, as configured.
pub fn copies(settings: &FetchSettings) -> Copies<Logo> {
    Copies::new(rules(settings), settings)
}

/// How they are fetched and kept.
pub fn rules(settings: &FetchSettings) -> CopyRules<Logo> {
    CopyRules {
        member: "logo_uri",
        number: "LK-1302",
        kept: settings.logos_kept,
        // A host that is down must not change our pages.
        stale: settings.logos_kept.max(settings.logos_stale),
        pause: settings.logos_pause,
        most: settings.logos_most,
        longest: settings.longest_answer.min(settings.logos_longest),
        read,
    }
}

/// The logo of a client; `None` when it has none, or it cannot be had.
pub async fn find(app: &App, tenant: TenantId, client: &Client) -> Option<Arc<Logo>> {
    let source = Source::new(tenant, client, client.metadata.logo_uri.as_deref()?);
    app.logos.find(&app.fetch, app.clock.now(), source, |_| true).await
}

/// What is taken. Security: nothing that can hold a script, SVG above all.
const FORMATS: [ImageFormat; 4] =
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];

/// Pixels of a side, at most; and octets that opening a file may take. Security: a small file can
/// say that it is a huge picture.
const LARGEST: u32 = 2048;
const MOST_MEMORY: u64 = 32 * 1024 * 1024;

/// Pixels of a side as our pages show it, for fine screens too.
const SHOWN: u32 = 192;

/// The file as a PNG of ours. What else it held stays behind: a script after the pixels, or where
/// a photograph was taken.
///
/// # Errors
/// Why it is not taken, for the log.
pub fn read(fetched: Fetched) -> Result<Logo, String> {
    let reader = ImageReader::new(Cursor::new(fetched.body)).with_guessed_format();
    let mut reader = reader.map_err(|error| error.to_string())?;
    if !reader.format().is_some_and(|format| FORMATS.contains(&format)) {
        return Err("neither PNG, JPEG, GIF nor WebP".to_owned());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?;
    let is_large = picture.width().max(picture.height()) > SHOWN;
    let picture = if is_large { picture.thumbnail(SHOWN, SHOWN) } else { picture };
    let mut file = Cursor::new(Vec::new());
    let pixels = DynamicImage::ImageRgba8(picture.into_rgba8());
    pixels.write_to(&mut file, ImageFormat::Png).map_err(|error| error.to_string())?;
    Ok(Logo { content_type: "image/png", bytes: file.into_inner().into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::Seconds;

    fn file(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn fetched(body: Vec<u8>) -> Fetched {
        Fetched {
            status: 200,
            content_type: None,
            max_age: Seconds::new(0),
            retry_after: None,
            body,
        }
    }

    fn picture(body: Vec<u8>) -> Result<DynamicImage, String> {
        let logo = read(fetched(body))?;
        assert_eq!(logo.content_type, "image/png");
        Ok(image::load_from_memory_with_format(&logo.bytes, ImageFormat::Png).unwrap())
    }

    #[test]
    fn an_old_logo_is_shown_for_as_long_as_the_settings_say() {
        let mut settings = FetchSettings { logos_most: 3, ..FetchSettings::default() };
        assert_eq!((rules(&settings).stale, rules(&settings).most), (Seconds::days(30), 3));
        settings.logos_stale = Seconds::days(2);
        assert_eq!(rules(&settings).stale, Seconds::days(2));
        settings.logos_kept = Seconds::days(3);
        assert_eq!(rules(&settings).stale, Seconds::days(3), "never shorter than it is kept");
    }

    /// Every kind comes out as a PNG of the same picture, a large one smaller.
    #[test]
    fn pictures_made_of_pixels_are_made_anew() {
        let (small, large) = (DynamicImage::new_rgb8(96, 48), DynamicImage::new_rgb8(800, 400));
        for format in FORMATS {
            let again = picture(file(small.clone(), format)).unwrap();
            assert_eq!((again.width(), again.height()), (96, 48), "{format:?}");
            let again = picture(file(large.clone(), format)).unwrap();
            assert_eq!((again.width(), again.height()), (192, 96), "{format:?}");
        }
    }

    /// Polyglot file: what stands behind the picture is not served.
    #[test]
    fn what_is_not_pixels_stays_behind() {
        let mut body = file(DynamicImage::new_rgb8(4, 4), ImageFormat::Png);
        body.extend_from_slice(b"<script>alert(1)</script>");
        let logo = read(fetched(body)).unwrap();
        assert!(!logo.bytes.windows(5).any(|part| part == b"alert"));
    }

    #[test]
    fn everything_else_is_refused() {
        let svg = &b"<svg onload='alert(1)'/>"[..];
        for other in
            [svg, b"<!doctype html>", b"RIFF\0\0\0\0WAVE", b"", b"BM", b"\x89PNG\r\n\x1a\nrest"]
        {
            assert!(picture(other.to_vec()).is_err(), "{other:?}");
        }
    }

    /// Decompression bomb: a picture of one colour packs well.
    #[test]
    fn a_huge_picture_in_a_small_file_is_refused() {
        let body = file(DynamicImage::new_luma8(LARGEST + 1, 8), ImageFormat::Png);
        assert!(body.len() < 64 * 1024);
        assert!(picture(body).is_err());
    }
}
