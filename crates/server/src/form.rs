//! A posted form, read leniently: pages keep what was typed.
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use latchkey_base::western_digit;
use url::form_urlencoded;

/// What is read of a code, which is shorter.
const LONGEST_CODE: usize = 32;

/// The fields of a form of ours. Secrets among them are wiped by whoever takes them out.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A field that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(held, _)| held == name);
        field.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A field as it stands, empty if it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// The code that was typed as `otp`: blanks and dashes in it do not count, and the digits of
    /// Arabic and Persian keyboards are digits.
    pub fn code(&self) -> String {
        let typed = self.text("otp").chars().filter(|c| !c.is_whitespace() && *c != '-');
        typed.take(LONGEST_CODE).map(western_digit).collect()
    }
}

impl FromRequest for Form {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        Box::pin(async move { Ok(Self::parse(&body.await?)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        for typed in ["482913", " 482 913 ", "482-913", "٤٨٢٩١٣", "۴۸۲۹۱۳"] {
            let body =
                form_urlencoded::Serializer::new(String::new()).append_pair("otp", typed).finish();
            assert_eq!(Form::parse(body.as_bytes()).code(), "482913", "{typed}");
        }
        assert_eq!(Form::parse(b"otp=++-").code(), "");
    }

    #[test]
    fn an_empty_field_counts_as_absent() {
        let form = Form::parse(b"username=ada%40example.org&password=&x=a+b");
        assert_eq!(form.get("username"), Some("ada@example.org"));
        assert_eq!(form.get("password"), None);
        assert_eq!(form.text("x"), "a b");
        assert_eq!(form.text("absent"), "");
    }
}
