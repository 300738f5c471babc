//! The frame that apps ask about the sign-in state of a browser (OIDC Session Management §3.2).
use askama::Template;

/// No page that anybody sees: a script that answers messages.
#[derive(Template, Clone, Copy)]
#[template(path = "session/check_session.html")]
pub struct CheckSessionPage<'a> {
    /// The name of the cookie that holds the browser state.
    pub cookie: &'a str,
}

impl CheckSessionPage<'_> {
    /// The script, octet by octet as it stands in the page: a content security policy names its
    /// hash.
    pub fn script(&self) -> &'static str {
        include_str!("../../../../templates/session/check_session.js")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A template that changed the script would make a policy that forbids it.
    #[test]
    fn the_page_holds_the_script_as_it_is() {
        let page = CheckSessionPage { cookie: "\"><script>" };
        let html = page.render().unwrap();
        assert!(html.contains(&format!("<script>{}</script>", page.script())));
        assert_eq!(html.matches("<script>").count(), 1, "the name stays text: {html}");
    }
}
