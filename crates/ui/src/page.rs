//! What every page has in common.
use crate::messages;
use crate::{Fact, Language, Problem, Scheme, Theme};
use askama::filters::Safe;
use latchkey_base::Timestamp;
use std::fmt::Write as _;

/// The frame of a page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The language it speaks.
    pub language: Language,
    /// Whose sign-in this is.
    pub tenant: Tenant<'a>,
    /// The app the person came from, if any.
    pub app: Option<App<'a>>,
    /// Light or dark, where this browser was told which; else what the device prefers.
    pub scheme: Option<Scheme>,
    /// The value of the hidden field `csrf` in every form that posts to us.
    pub csrf: &'a str,
    /// What a browser with script does while its form is filled in.
    pub work: Option<Work<'a>>,
    /// Where a sign-in can be approved that waits for it.
    pub approve_url: Option<&'a str>,
    /// Where a request to get back into the account without its second step can be stopped.
    pub recovery_url: Option<&'a str>,
    /// Where an app waits for a confirmation.
    pub confirm_url: Option<&'a str>,
    /// Where whoever it belongs to can lock the account that it is about: on all pages of an account.
    pub lock_url: Option<&'a str>,
}

/// What a form asks a browser to compute, which it posts as `worked`; whoever posts nothing waits a
/// little at most.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The value of the hidden field `work`.
    pub challenge: &'a str,
    /// With how many zeros begins what is derived from each number.
    pub zeros: u8,
    /// How many numbers there are to find.
    pub parts: usize,
    /// How many rounds of PBKDF2 it takes to try one.
    pub iterations: u32,
}

/// The tenant, as people see it.
#[derive(Clone, Copy, Debug)]
pub struct Tenant<'a> {
    /// Its display name.
    pub name: &'a str,
    /// Where the colours of this page are: `/{group}/theme/` and [`Theme::file`], `?v=` and
    /// [`Theme::version`]; `None` for those of `app.css`.
    pub theme: Option<&'a str>,
    /// Its privacy policy (https).
    pub policy_uri: Option<&'a str>,
    /// Its terms of service (https).
    pub tos_uri: Option<&'a str>,
    /// Its own page, where people find their apps and their account.
    pub home: Option<&'a str>,
}

/// The client, as people see it.
#[derive(Clone, Copy, Debug)]
pub struct App<'a> {
    /// `client_name`, or the `client_id` if it has none.
    pub name: &'a str,
    /// Its logo from our origin or as a `data:` URI, never from elsewhere.
    pub logo: Option<&'a str>,
    /// Its privacy policy (https).
    pub policy_uri: Option<&'a str>,
    /// Its terms of service (https).
    pub tos_uri: Option<&'a str>,
    /// Its home page, the way back when an interaction is over.
    pub home: Option<&'a str>,
    /// What its pages look like where it is not as the tenant's own.
    pub theme: Theme,
}

/// A signed-in or signing-in person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person<'a> {
    /// Their full name, if known.
    pub name: Option<&'a str>,
    /// What tells them apart: e-mail address, else user name.
    pub login: &'a str,
}

impl<'a> Person<'a> {
    /// The name, else what they sign in with.
    pub fn title(&self) -> &'a str {
        self.name.unwrap_or(self.login)
    }

    /// One or two letters for the picture.
    pub fn initials(&self) -> String {
        initials(self.title(), 2)
    }
}

impl App<'_> {
    /// One letter in place of a logo.
    pub fn initial(&self) -> String {
        initials(self.name, 1)
    }
}

/// The letter that stands for an app whose logo cannot be had, as a picture in its place.
pub fn letter_svg(app: &App<'_>) -> String {
    let letter = app.initial();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"56\" height=\"56\" viewBox=\"0 0 56 56\">\
         <rect width=\"56\" height=\"56\" fill=\"#101218\"/><text x=\"28\" y=\"36\" fill=\"#fff\" \
         font-family=\"system-ui,sans-serif\" font-size=\"22\" font-weight=\"600\" \
         text-anchor=\"middle\">{letter}</text></svg>"
    )
}

impl Tenant<'_> {
    /// One letter in place of a logo.
    pub fn initial(&self) -> String {
        initials(self.name, 1)
    }
}

/// The first letters of the first and last word. Letters that would join into a syllable stand
/// for nothing: of a name in Arabic script there is one. So there is of one in Chinese, Japanese
/// or Korean script, where a sign fills the place of two letters.
pub(crate) fn initials(name: &str, most: usize) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters: Vec<char> = name.split_whitespace().filter_map(letter).collect();
    let alone = ['\u{600}'..='\u{6ff}', '\u{3040}'..='\u{9fff}', '\u{ac00}'..='\u{d7a3}'];
    if letters.first().is_some_and(|first| alone.iter().any(|script| script.contains(first))) {
        letters.truncate(1);
    }
    if letters.len() > most {
        letters.drain(1..=letters.len() - most);
    }
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

impl Page<'_> {
    /// The address of a static file.
    pub fn asset(&self, name: &str) -> &'static str {
        crate::asset(name)
    }

    /// A text of the catalogue.
    pub fn text(&self, key: &str) -> String {
        messages::text(self.language, key)
    }

    /// A text of the catalogue with values, for titles and attributes.
    pub fn plain(&self, key: &str, values: &[(&str, &str)]) -> String {
        messages::plain(self.language, key, &texts(values))
    }

    /// A text of the catalogue with values, as markup that sets them apart.
    pub fn rich(&self, key: &str, values: &[(&str, &str)]) -> Safe<String> {
        messages::rich(self.language, key, &texts(values))
    }

    /// A text of the catalogue with one number.
    pub fn count(&self, key: &str, number: &usize) -> String {
        let number = i64::try_from(*number).unwrap_or(i64::MAX);
        messages::plain(self.language, key, &[("count", Fact::Number(number))])
    }

    /// A point in time, for people without script in UTC.
    pub fn moment(&self, time: &Timestamp) -> Safe<String> {
        messages::moment_in_full(*time)
    }

    /// A day, for people without script in UTC.
    pub fn day(&self, time: &Timestamp) -> Safe<String> {
        messages::day(*time)
    }

    /// A text of the catalogue with the day of a point in time.
    pub fn dated(&self, key: &str, name: &str, time: &Timestamp) -> Safe<String> {
        messages::rich(self.language, key, &[(name, Fact::Day(*time))])
    }

    /// A text of the catalogue with a point in time: the day and the time of it.
    pub fn timed(&self, key: &str, name: &str, time: &Timestamp) -> Safe<String> {
        messages::rich(self.language, key, &[(name, Fact::Moment(*time))])
    }

    /// The name of the app, if there is one.
    pub fn app_name(&self) -> &str {
        self.app.as_ref().map_or("", |app| app.name)
    }

    /// Its home page.
    pub fn app_home(&self) -> Option<&str> {
        self.app.as_ref().and_then(|app| app.home)
    }

    /// How many of the problems of a form are about a field.
    pub fn wrong_fields<P: Problem>(&self, problems: &[P]) -> usize {
        problems.iter().filter(|problem| problem.field().is_some()).count()
    }

    /// Whether one of them is about that field.
    pub fn is_wrong<P: Problem>(&self, problems: &[P], field: &str) -> bool {
        problems.iter().any(|problem| problem.field() == Some(field))
    }

    /// The message of a problem.
    pub fn explain<P: Problem>(&self, problem: &P) -> Safe<String> {
        messages::rich(self.language, problem.message(), &problem.facts())
    }

    /// What stands before the title of a form that was refused.
    pub fn title_prefix<P: Problem>(&self, problems: &[P]) -> String {
        match problems {
            [] => String::new(),
            _ => format!("{} ", self.text("page.error_prefix")),
        }
    }

    /// The focus for the field in which a form begins, unless a wrong field takes it.
    pub fn start<P: Problem>(&self, problems: &[P]) -> &'static str {
        if problems.iter().any(|problem| problem.field().is_some()) { "" } else { " autofocus" }
    }

    /// The attributes that tie a field to its hint and to its problem. The first wrong field of
    /// a form takes the focus.
    pub fn field<P: Problem>(
        &self,
        problems: &[P],
        id: &str,
        explained_by: &str,
        hint: &str,
    ) -> Safe<String> {
        let wrong = self.is_wrong(problems, id);
        let first = problems.iter().find_map(Problem::field) == Some(id);
        let mut attributes = String::new();
        if wrong {
            attributes.push_str(" aria-invalid=\"true\"");
        }
        let described: Vec<&str> = [(explained_by, wrong), (hint, !hint.is_empty())]
            .into_iter()
            .filter_map(|(id, applies)| applies.then_some(id))
            .collect();
        if !described.is_empty() {
            let _ = write!(attributes, " aria-describedby=\"{}\"", described.join(" "));
        }
        if first {
            attributes.push_str(" autofocus");
        }
        Safe(attributes)
    }
}

fn texts<'a>(values: &[(&'a str, &'a str)]) -> Vec<(&'a str, Fact<'a>)> {
    values.iter().map(|&(name, value)| (name, Fact::Text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_the_first_and_the_last_name() {
        assert_eq!(initials("Ada King Lovelace", 2), "AL");
        assert_eq!(initials("ada", 2), "A");
        assert_eq!(initials("alice@example.com", 2), "A");
        assert_eq!(initials("ليلى حداد", 2), "ل");
        assert_eq!(initials("山田 太郎", 2), "山");
        assert_eq!(initials("김 민준", 2), "김");
        assert_eq!(initials("Acme Mail", 1), "A");
        assert_eq!(initials("…", 2), "");
    }

    struct Wrong(&'static str);
    impl Problem for Wrong {
        fn message(&self) -> &'static str {
            "signin.title"
        }
        fn field(&self) -> Option<&'static str> {
            Some(self.0)
        }
    }

    /// A form that was refused as a whole begins where it began before.
    #[test]
    fn the_focus_is_never_lost() {
        let page = crate::samples::page(Language::En);
        assert_eq!(page.start::<Wrong>(&[]), " autofocus");
        assert_eq!(page.start(&[Wrong("email")]), "");
        assert_eq!(page.start(&[crate::pages::VerifyEmailProblem::FormTooOld]), " autofocus");
    }

    /// WCAG 2.2, 3.3.1: a wrong field says so and names its explanation.
    #[test]
    fn only_the_first_wrong_field_takes_the_focus() {
        let page = crate::samples::page(Language::En);
        let problems = [Wrong("email"), Wrong("name")];
        let of = |id, hint| page.field(&problems, id, "why", hint).0;
        assert_eq!(of("email", ""), " aria-invalid=\"true\" aria-describedby=\"why\" autofocus");
        assert_eq!(of("name", "help"), " aria-invalid=\"true\" aria-describedby=\"why help\"");
        assert_eq!(of("other", "help"), " aria-describedby=\"help\"");
        assert_eq!(of("other", ""), "");
    }
}
