//! Passkeys: used as the step after a password, and offered for the next time.
use crate::filters;
use crate::pages::second_factor::A_MONTH;
use crate::pages::{Remember, SetUpKind, SetUpWay, SignInProblem, Way, WayKind};
use crate::samples::{ALICE, NAMELESS, SOON, bare_page, page_for_app, sample};
use crate::{Fact, Language, Page, Person, Problem, Sample, Samples};
use askama::Template;

/// What the script needs that asks the browser for a passkey. `form#passkey-form` posts `ceremony`
/// and `credential`; without script nobody sees it.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyForm<'a> {
    /// Where `form#passkey-form` posts the answer.
    pub action: &'a str,
    /// Where the script fetches the question.
    pub options_url: &'a str,
    /// `input#remember`, where it spares something.
    pub remember: Option<Remember>,
}

/// Something that the script can say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// What the script calls it.
    pub name: &'static str,
    /// The key of its sentence.
    pub words: &'static str,
}

/// Where a password will do as well.
const USING: &[Said] = &[
    Said { name: "cancelled", words: "passkey.cancelled" },
    Said { name: "timed-out", words: "passkey.timed_out" },
    Said { name: "failed", words: "passkey.cannot_use" },
];

/// As a step that has other ways beside it.
const STEP: &[Said] = &[
    Said { name: "cancelled", words: "passkey.cancelled" },
    Said { name: "timed-out", words: "passkey.timed_out" },
    Said { name: "failed", words: "passkey.cannot_use" },
    Said { name: "lacking", words: "passkey.cannot_use" },
];

/// As the only way.
const ALONE: &[Said] = &[
    Said { name: "cancelled", words: "passkey.cancelled_alone" },
    Said { name: "timed-out", words: "passkey.timed_out" },
    Said { name: "failed", words: "passkey.cannot_use_alone" },
    Said { name: "lacking", words: "passkey.cannot_use_alone" },
];

/// While one is made.
const MAKING: &[Said] = &[
    Said { name: "cancelled", words: "passkey.not_made" },
    Said { name: "timed-out", words: "passkey.timed_out" },
    Said { name: "exists", words: "passkey.exists" },
    Said { name: "failed", words: "passkey.cannot_make" },
    Said { name: "lacking", words: "passkey.cannot_use_alone" },
];

/// While the first one of a new account is made, beside which a password can be chosen.
const FIRST: &[Said] = &[
    Said { name: "cancelled", words: "signup.passkey_cancelled" },
    Said { name: "timed-out", words: "passkey.timed_out" },
    Said { name: "exists", words: "signup.passkey_failed" },
    Said { name: "failed", words: "signup.passkey_failed" },
    Said { name: "lacking", words: "signup.passkey_lacking" },
];

impl PasskeyForm<'_> {
    /// What the script does.
    pub(crate) fn does<'a>(&self, how: &'a str) -> &'a str {
        match how {
            "first" => "create",
            "another" => "alone",
            how => how,
        }
    }

    pub(crate) fn problems(&self, how: &str) -> &'static [Said] {
        match how {
            "create" => MAKING,
            "first" => FIRST,
            "step" => STEP,
            "alone" | "another" => ALONE,
            _ => USING,
        }
    }

    pub(crate) fn button(&self, how: &str) -> &'static str {
        match how {
            "create" | "first" => "passkey.offer_make",
            "step" | "alone" | "again" => "passkey.use",
            "another" => "passkey.use_another",
            _ => "passkey.sign_in",
        }
    }
}

/// "Use your passkey": the second step of a sign-in.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/passkey.html")]
pub struct PasskeyPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What the script needs.
    pub passkey: PasskeyForm<'a>,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name. A signed-in person who is asked for more has no such way.
    pub not_you_url: Option<&'a str>,
    /// The step is asked for because they have not signed in from here before.
    pub new_here: bool,
    /// The others, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [SignInProblem],
}

/// A problem where nothing but a passkey will do: no other way is pointed to.
struct Alone(SignInProblem);

impl Problem for Alone {
    fn message(&self) -> &'static str {
        match self.0 {
            SignInProblem::PasskeyUnknown => "passkey.unknown_alone",
            SignInProblem::PasskeyCopied => "passkey.copied_alone",
            other => other.message(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        self.0.facts()
    }
}

impl PasskeyPage<'_> {
    fn problems_alone(&self) -> Vec<Alone> {
        self.problems.iter().copied().map(Alone).collect()
    }

    /// What the script does where nothing but a passkey will do. The one that was refused as a copy is refused again.
    fn how_alone(&self) -> &'static str {
        if self.problems.contains(&SignInProblem::PasskeyCopied) { "another" } else { "alone" }
    }
}

/// "Sign in faster next time": a passkey is offered. `form#passkey-later-form` says "not now".
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/enrol_passkey.html")]
pub struct EnrolPasskeyPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What the script needs.
    pub passkey: PasskeyForm<'a>,
    /// A password manager may make one while the page is shown, without a question.
    pub tries_silently: bool,
    /// How to go on without.
    pub without: WithoutPasskey<'a>,
    /// Who has just signed in, or is signing in.
    pub person: Person<'a>,
    /// What was wrong with the last attempt.
    pub problems: &'a [EnrolPasskeyProblem],
}

/// How to go on without a passkey.
#[derive(Clone, Copy, Debug)]
pub enum WithoutPasskey<'a> {
    /// "Not now": where `form#passkey-later-form` posts.
    Later(&'a str),
    /// The sign-in takes a second step: what can be set up instead.
    Instead {
        /// That.
        ways: &'a [SetUpWay<'a>],
        /// Where `form#cancel-form` posts.
        cancel_action: &'a str,
    },
}

/// Why a passkey was not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnrolPasskeyProblem {
    /// The answer came too late, or twice.
    Late,
    /// What the device sent was not what was asked.
    Refused,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl EnrolPasskeyPage<'_> {
    /// The key of the heading.
    fn title(&self) -> &'static str {
        match self.without {
            WithoutPasskey::Later(_) => "passkey.offer_title",
            WithoutPasskey::Instead { .. } => "enrol.title",
        }
    }
}

impl Problem for EnrolPasskeyProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Late => "passkey.late",
            Self::Refused => "passkey.cannot_make",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        None
    }
}

/// The form of samples.
pub(crate) const FORM: PasskeyForm<'static> = PasskeyForm {
    action: "/northwind/interaction/1/passkey",
    options_url: "/northwind/interaction/1/passkey/options",
    remember: None,
};

impl Samples for PasskeyPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page_for_app(language), bare_page(language));
        let first = PasskeyPage {
            page: &page,
            passkey: PasskeyForm { remember: Some(A_MONTH), ..FORM },
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            not_you_url: Some("/northwind/interaction/1/login"),
            new_here: false,
            ways: &[
                Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" },
                Way { kind: WayKind::RecoveryCode, url: "/northwind/interaction/1/recovery-code" },
            ],
            problems: &[],
        };
        let alone =
            PasskeyPage { page: &bare, person: NAMELESS, ways: &[], passkey: FORM, ..first };
        let more = PasskeyPage { not_you_url: None, ..first };
        let failing = |name, problems| sample(name, &PasskeyPage { problems, ..first });
        let failing_alone = |name, problems| sample(name, &PasskeyPage { problems, ..alone });
        Ok(vec![
            sample("passkey", &first)?,
            sample("passkey-alone", &alone)?,
            failing_alone("passkey-alone-unknown", &[SignInProblem::PasskeyUnknown])?,
            failing_alone("passkey-alone-copied", &[SignInProblem::PasskeyCopied])?,
            sample("passkey-signed-in", &more)?,
            sample("passkey-new-here", &PasskeyPage { new_here: true, ..alone })?,
            failing("passkey-of-another", &[SignInProblem::PasskeyOfAnother])?,
            failing("passkey-late", &[SignInProblem::PasskeyLate])?,
            failing("passkey-refused", &[SignInProblem::PasskeyRefused])?,
            failing("passkey-copied", &[SignInProblem::PasskeyCopied])?,
            failing("passkey-wait", &[SignInProblem::TooManyAttempts { until: SOON }])?,
        ])
    }
}

impl Samples for EnrolPasskeyPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page_for_app(language), bare_page(language));
        let first = EnrolPasskeyPage {
            page: &page,
            passkey: PasskeyForm {
                action: "/northwind/interaction/1/enrol/passkey",
                options_url: "/northwind/interaction/1/enrol/passkey/options",
                remember: None,
            },
            tries_silently: true,
            without: WithoutPasskey::Later("/northwind/interaction/1/enrol/passkey/later"),
            person: ALICE,
            problems: &[],
        };
        let long = EnrolPasskeyPage { page: &bare, person: NAMELESS, ..first };
        let totp = SetUpWay { kind: SetUpKind::Totp, url: "/northwind/interaction/1/enrol/totp" };
        let second = EnrolPasskeyPage {
            passkey: PasskeyForm {
                action: "/northwind/interaction/1/enrol/second-passkey",
                options_url: "/northwind/interaction/1/enrol/second-passkey/options",
                remember: None,
            },
            tries_silently: false,
            without: WithoutPasskey::Instead {
                ways: &[totp],
                cancel_action: "/northwind/interaction/1/abort",
            },
            ..first
        };
        let failing = |name, problems| sample(name, &EnrolPasskeyPage { problems, ..first });
        Ok(vec![
            sample("enrol-passkey", &first)?,
            sample("enrol-second-passkey", &second)?,
            sample("enrol-passkey-long-names", &long)?,
            failing("enrol-passkey-late", &[EnrolPasskeyProblem::Late])?,
            failing("enrol-passkey-refused", &[EnrolPasskeyProblem::Refused])?,
            failing("enrol-passkey-form-too-old", &[EnrolPasskeyProblem::FormTooOld])?,
        ])
    }
}
