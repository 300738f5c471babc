//! Pages for errors that no tenant's page words.
use crate::middleware::Reader;
use actix_web::http::StatusCode;
use latchkey_base::Reference;
use latchkey_ui::pages::{ErrorKind, ErrorPage, NotFoundPage, UnavailablePage};
use latchkey_ui::{Language, Page, RenderError, Template as _, Tenant};

/// Renders the page for a status in the reader's language. The reference lets an operator find
/// the log line.
pub fn error_page(status: StatusCode, reference: Reference, reader: Reader<'_>) -> String {
    let language = latchkey_ui::negotiate(&[], None, reader.accept_language);
    let retry_url = reader.may_repeat.then_some("");
    let reference = reference.to_string();
    // A template fails only where its parameters do; then the words must do.
    draw(status, &reference, language, retry_url).unwrap_or_else(|_| {
        let reason = status.canonical_reason().unwrap_or("Error");
        format!("<!doctype html><title>{reason}</title><h1>{reason}</h1><p>{reference}</p>")
    })
}

fn draw(
    status: StatusCode,
    reference: &str,
    language: Language,
    retry_url: Option<&str>,
) -> Result<String, RenderError> {
    let tenant =
        Tenant { name: "Latchkey", theme: None, policy_uri: None, tos_uri: None, home: None };
    let page = Page {
        language,
        tenant,
        app: None,
        scheme: None,
        csrf: "",
        work: None,
        approve_url: None,
        recovery_url: None,
        confirm_url: None,
        lock_url: None,
    };
    match status {
        StatusCode::NOT_FOUND => NotFoundPage { page: &page }.render(),
        StatusCode::SERVICE_UNAVAILABLE => {
            UnavailablePage { page: &page, reference, retry_url }.render()
        }
        _ => ErrorPage {
            page: &page,
            kind: if status.is_server_error() { ErrorKind::Ours } else { ErrorKind::Request },
            code: status.as_str(),
            description: status.canonical_reason().unwrap_or("Error"),
            reference,
            details: &[],
        }
        .render(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::SeededEntropy;

    #[test]
    fn every_status_has_a_page_with_its_reference() {
        let id = Reference::new(&SeededEntropy::new(1));
        for status in [400, 405, 408, 413, 414, 415, 431, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let html = draw(status, &id.to_string(), Language::En, None).unwrap();
            assert!(html.contains(&id.to_string()), "{status}");
        }
        assert!(
            draw(StatusCode::NOT_FOUND, &id.to_string(), Language::En, None)
                .unwrap()
                .contains("<h1")
        );
    }

    fn reader(may_repeat: bool) -> Reader<'static> {
        Reader { accept_language: Some("de-AT,en;q=0.5"), may_repeat }
    }

    /// An empty reference is the page's own address (RFC 3986 §4.4).
    #[test]
    fn what_was_only_read_can_be_asked_for_again() {
        let id = Reference::new(&SeededEntropy::new(1));
        let page = |again| error_page(StatusCode::SERVICE_UNAVAILABLE, id, reader(again));
        assert!(page(true).contains("id=\"retry\" class=\"button button-main\" href=\"\""));
        assert!(!page(false).contains("id=\"retry\""));
    }

    #[test]
    fn a_page_speaks_the_readers_language() {
        let id = Reference::new(&SeededEntropy::new(1));
        let html = error_page(StatusCode::NOT_FOUND, id, reader(true));
        assert!(html.contains("lang=\"de\""), "{html}");
    }
}
