//! The answer by `response_mode=form_post` (OAuth 2.0 Form Post Response Mode §2).
use crate::samples::{page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// Posts itself to the client; a button does it where script is off.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/form_post.html")]
pub struct FormPostPage<'a> {
    /// The frame. Security: its `csrf` is not in this form, which leaves our origin.
    pub page: &'a Page<'a>,
    /// The `redirect_uri` of the client.
    pub redirect_uri: &'a str,
    /// The parameters of the answer.
    pub fields: &'a [(&'a str, &'a str)],
}

impl Samples for FormPostPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let answer = FormPostPage {
            page: &page,
            redirect_uri: "https://mail.harbour.example/callback",
            fields: &[
                ("code", "lkc_c29tZSByYW5kb20gYnl0ZXM"),
                ("state", "a\"b<c>&d"),
                ("iss", "https://id.example/northwind"),
            ],
        };
        Ok(vec![sample("form-post", &answer)?])
    }
}
