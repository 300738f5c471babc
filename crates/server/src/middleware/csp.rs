//! The content security policy of pages.
use url::{Host, Url};

/// What a policy holds whose page any other may frame.
pub const MAY_BE_FRAMED: &str = "frame-ancestors *";

/// A `Content-Security-Policy` value. Everything is refused but what a page of ours uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csp {
    form_action: String,
    frames: Vec<String>,
}

impl Csp {
    /// The policy of a page: own scripts, styles, fonts and images, never framed, forms only to
    /// ourselves.
    pub fn page() -> Self {
        Self { form_action: "'self'".to_owned(), frames: Vec::new() }
    }

    /// The policy of a frame for pages of any origin that holds nothing but the script with this
    /// SHA-256 in base64.
    pub fn framed_script(hash: &str) -> String {
        format!(
            "default-src 'none'; script-src 'sha256-{hash}'; form-action 'none'; \
             {MAY_BE_FRAMED}; base-uri 'none'"
        )
    }

    /// Lets a form of the page end at `uri`. Browsers hold the redirect after a form post
    /// against `form-action` too, so a page whose post ends at a client names that client.
    ///
    /// Only the origin is named; for a private-use scheme the scheme (RFC 8252 §7.1). A URI that
    /// cannot be named safely adds nothing.
    #[must_use]
    pub fn form_action(mut self, uri: &str) -> Self {
        if let Some(source) = source_of(uri) {
            self.form_action.push(' ');
            self.form_action.push_str(&source);
        }
        self
    }

    /// Lets the page hold frames from the origins of these addresses, and from nowhere else. What
    /// cannot be named exactly is left out.
    #[must_use]
    pub fn frames<'a>(mut self, uris: impl IntoIterator<Item = &'a str>) -> Self {
        let sources = uris.into_iter().filter_map(source_of).filter(|it| !it.ends_with(':'));
        self.frames.extend(sources);
        self.frames.sort();
        self.frames.dedup();
        self
    }

    /// The header's value.
    pub fn value(&self) -> String {
        let frames = match self.frames.as_slice() {
            [] => String::new(),
            sources => format!(" frame-src {};", sources.join(" ")),
        };
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self';{frames} form-action {}; frame-ancestors 'none'; \
             base-uri 'none'",
            self.form_action
        )
    }
}

/// A CSP source expression for where `uri` leads. Security: built from parsed parts, so that no
/// registered URI can bring a directive of its own.
fn source_of(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let scheme = url.scheme();
    if !matches!(scheme, "http" | "https") {
        return private_scheme(scheme);
    }
    match (url.host()?, url.port()) {
        // CSP has no syntax for IPv6 addresses.
        (Host::Ipv6(_), _) => Some(format!("{scheme}:")),
        (Host::Domain(name), _) if !is_host_name(name) => None,
        (host, None) => Some(format!("{scheme}://{host}")),
        (host, Some(port)) => Some(format!("{scheme}://{host}:{port}")),
    }
}

/// Whether a host is a name as the DNS has them (RFC 1123 §2.1), or with an underscore. Security:
/// the URL standard lets a host hold `;`, `,`, `'` and `*`, each of which means something in a
/// policy.
pub fn is_host_name(name: &str) -> bool {
    name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-._".contains(&octet))
}

/// Private-use schemes are reversed domain names (RFC 8252 §7.1), so they hold a dot.
fn private_scheme(scheme: &str) -> Option<String> {
    scheme.contains('.').then(|| format!("{scheme}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_action(uri: &str) -> String {
        let value = Csp::page().form_action(uri).value();
        let directive = value.split("; ").find(|part| part.starts_with("form-action")).unwrap();
        directive.trim_start_matches("form-action ").to_owned()
    }

    #[test]
    fn a_page_refuses_all_but_its_own() {
        let value = Csp::page().value();
        assert!(value.starts_with("default-src 'none'; "));
        assert!(value.contains("frame-ancestors 'none'"));
        assert!(!value.contains("unsafe"));
        assert!(value.contains("form-action 'self';"));
    }

    #[test]
    fn a_form_may_end_at_the_clients_origin_and_no_further() {
        assert_eq!(form_action("https://rp.example/cb?x=1"), "'self' https://rp.example");
        assert_eq!(form_action("http://localhost:8081/cb"), "'self' http://localhost:8081");
        assert_eq!(form_action("http://[::1]:9/cb"), "'self' http:");
    }

    #[test]
    fn apps_with_a_scheme_of_their_own_are_named_by_it() {
        assert_eq!(form_action("com.example.app:/cb"), "'self' com.example.app:");
        assert_eq!(form_action("com.example.app://host/cb"), "'self' com.example.app:");
    }

    /// OIDC Front-Channel Logout §3: the frames of apps, and nothing beside them.
    #[test]
    fn frames_come_from_the_named_origins_only() {
        let framed = ["https://a.example/out?x=1", "http://127.0.0.1:8081/", "https://a.example/2"];
        let value = Csp::page().frames(framed).value();
        let frames = " frame-src http://127.0.0.1:8081 https://a.example;";
        assert!(value.contains(frames), "{value}");
        assert_eq!(value.replacen(frames, "", 1), Csp::page().value());
        let never = ["https://[::1]/", "com.example.app:/out", "javascript:alert(1)", "data:,"];
        assert_eq!(Csp::page().frames(never), Csp::page());
    }

    /// RFC 1123 §2.1: what is no name of a host is in no policy.
    #[test]
    fn nothing_else_gets_in() {
        for uri in ["https://!;sandbox/cb", "https://a,b/", "https://'self'/", "https://*/cb"] {
            assert_eq!(form_action(uri), "'self'", "{uri}");
            assert!(!Csp::page().frames([uri]).value().contains("frame-src"), "{uri}");
        }
        for uri in ["javascript:alert(1)", "data:text/html,x", "no uri", "https://a;script-src *"] {
            assert_eq!(form_action(uri), "'self'", "{uri}");
        }
    }
}
