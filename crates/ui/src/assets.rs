//! Static files, embedded, under names that change with their content.
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../static"]
struct Files;

/// A static file, to be served with `Cache-Control: public, max-age=31536000, immutable`.
#[derive(Clone, Copy, Debug)]
pub struct StaticFile {
    /// The content.
    pub bytes: &'static [u8],
    /// The media type, charset included.
    pub content_type: &'static str,
    /// The entity tag, quotes included (RFC 9110 §8.8.3).
    pub etag: &'static str,
}

struct Entry {
    source: String,
    path: String,
    bytes: Cow<'static, [u8]>,
    content_type: String,
    etag: String,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    Files::iter().filter_map(|name| Files::get(&name).map(|file| entry(&name, file))).collect()
});

fn entry(name: &str, file: rust_embed::EmbeddedFile) -> Entry {
    let mut hash = String::new();
    for byte in file.metadata.sha256_hash().iter().take(6) {
        let _ = write!(hash, "{byte:02x}");
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let media = mime_guess::from_ext(extension).first_or_octet_stream();
    let charset = if media.type_() == mime_guess::mime::TEXT { "; charset=utf-8" } else { "" };
    Entry {
        source: name.to_owned(),
        path: format!("/static/{stem}.{hash}.{extension}"),
        bytes: file.data,
        content_type: format!("{}{charset}", media.essence_str()),
        etag: format!("\"{hash}\""),
    }
}

/// The address of a file of `static/`, for example `/static/app.0123456789ab.css` for `app.css`;
/// `/static/` and nothing more if there is no such file.
pub fn asset(name: &str) -> &'static str {
    ENTRIES.iter().find(|entry| entry.source == name).map_or("/static/", |entry| &entry.path)
}

/// The file behind the last part of such an address, for example `app.0123456789ab.css`.
pub fn static_file(name: &str) -> Option<StaticFile> {
    let entry = ENTRIES.iter().find(|entry| entry.path.strip_prefix("/static/") == Some(name))?;
    Some(StaticFile { bytes: &entry.bytes, content_type: &entry.content_type, etag: &entry.etag })
}

/// The service worker that shows push messages, for an address that does not change: browsers look there
/// for another one.
pub fn service_worker() -> Option<StaticFile> {
    static_file(asset("worker.js").strip_prefix("/static/")?)
}

/// The style sheets and the scripts of ours that a page loads, the service worker of a button that begins it
/// included.
pub fn loaded_by(html: &str) -> impl Iterator<Item = StaticFile> {
    let worker = service_worker().filter(|_| html.contains(" data-worker="));
    let is_weighty = |entry: &&Entry| [".css", ".js"].iter().any(|end| entry.path.ends_with(end));
    let named = ENTRIES.iter().filter(is_weighty).filter(|entry| html.contains(&entry.path));
    named.filter_map(|entry| static_file(entry.path.strip_prefix("/static/")?)).chain(worker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_the_name_with_its_hash_only() {
        let path = asset("app.css");
        let name = path.strip_prefix("/static/").unwrap();
        let hash = name.strip_prefix("app.").unwrap().strip_suffix(".css").unwrap();
        assert!(hash.len() == 12 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{hash}");

        let file = static_file(name).unwrap();
        assert_eq!(file.content_type, "text/css; charset=utf-8");
        assert_eq!(file.etag, format!("\"{hash}\""));
        assert!(static_file("app.css").is_none());
        assert!(static_file("app.000000000000.css").is_none());
        assert!(static_file("../app.css").is_none());
    }

    #[test]
    fn every_file_has_a_media_type_browsers_take() {
        let type_of = |name: &str| {
            let path = asset(name);
            static_file(path.strip_prefix("/static/").unwrap()).unwrap().content_type
        };
        assert_eq!(type_of("app.js"), "text/javascript; charset=utf-8");
        assert_eq!(type_of("favicon.svg"), "image/svg+xml");
    }
}
