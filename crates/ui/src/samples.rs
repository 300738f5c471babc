//! Every page in every state, for tests, the gallery and screenshots.
use crate::pages::*;
use crate::{App, Language, Page, Person, Template, Tenant, Theme, Work};
use latchkey_base::Timestamp;

/// A rendered state of a page.
#[derive(Debug)]
pub struct Sample {
    /// Page and state, usable as a file name: `sign-in-wrong`.
    pub name: String,
    /// The whole document.
    pub html: String,
}

/// A page that can show itself: empty, full, failing, with long names.
pub trait Samples {
    /// All its states in one language.
    ///
    /// # Errors
    /// Only when a template fails to render.
    fn samples(language: Language) -> askama::Result<Vec<Sample>>;
}

/// All states of one page in one language.
pub type PageSamples = fn(Language) -> askama::Result<Vec<Sample>>;

/// Every page, in the order of the gallery.
pub static PAGES: &[PageSamples] = &[
    SignInPage::samples,
    PasswordPage::samples,
    MailSignInPage::samples,
    MailLinkPage::samples,
    PasskeyPage::samples,
    EnrolPasskeyPage::samples,
    TotpPage::samples,
    ApprovalPage::samples,
    SentCodePage::samples,
    RecoveryCodePage::samples,
    LostFactorsPage::samples,
    RecoveryAskedPage::samples,
    EnrolTotpPage::samples,
    PhoneNumberPage::samples,
    CompanionAppPage::samples,
    RecoveryCodesPage::samples,
    CreateAccountPage::samples,
    NewAccountPage::samples,
    VerifyEmailPage::samples,
    GiveEmailPage::samples,
    EmailLinkPage::samples,
    ForgotPasswordPage::samples,
    ForgotPasswordSentPage::samples,
    NewPasswordPage::samples,
    PasswordChangedPage::samples,
    PasskeyOnlyPage::samples,
    LockPage::samples,
    UnlockPage::samples,
    UnlockedPage::samples,
    StopRecoveryPage::samples,
    FinishRecoveryPage::samples,
    ChoosePasswordPage::samples,
    InvitationPage::samples,
    InvitationDonePage::samples,
    TermsPage::samples,
    ConsentPage::samples,
    DeviceCodePage::samples,
    DeviceConfirmPage::samples,
    DeviceDonePage::samples,
    ChooseAccountPage::samples,
    SignOutPage::samples,
    SignedOutPage::samples,
    FormPostPage::samples,
    AlreadyDonePage::samples,
    StartAgainPage::samples,
    ErrorPage::samples,
    NotFoundPage::samples,
    UnavailablePage::samples,
    TenantHomePage::samples,
    AccountHomePage::samples,
    AccountApprovePage::samples,
    AccountRecoveryPage::samples,
    AccountVouchPage::samples,
    AccountConfirmPage::samples,
    AccountProfilePage::samples,
    AccountEmailPage::samples,
    AccountPasswordPage::samples,
    AccountSecurityPage::samples,
    AccountDevicesPage::samples,
    AccountHandoverPage::samples,
    AccountTakePage::samples,
    AccountOfferPage::samples,
    AccountSessionsPage::samples,
    AccountAppsPage::samples,
    AccountActivityPage::samples,
    AccountTermsPage::samples,
    AccountDownloadPage::samples,
    AccountDeletionPage::samples,
];

/// All states of all pages in one language.
///
/// # Errors
/// Only when a template fails to render.
pub fn gallery(language: Language) -> askama::Result<Vec<Sample>> {
    let mut all = Vec::new();
    for samples in PAGES {
        all.extend(samples(language)?);
    }
    Ok(all)
}

/// Renders one state.
pub(crate) fn sample(name: &str, page: &impl Template) -> askama::Result<Sample> {
    Ok(Sample { name: name.to_owned(), html: page.render()? })
}

/// Where the samples' theme is: the default one, spelled out.
pub(crate) const SAMPLE_THEME: &str = "/northwind/theme/2f54d6-soft.css?v=sample";

/// The frame of a page that was reached without an app.
pub(crate) const fn page(language: Language) -> Page<'static> {
    let tenant = Tenant {
        name: "Northwind",
        theme: Some(SAMPLE_THEME),
        policy_uri: Some("https://northwind.example/privacy"),
        tos_uri: Some("https://northwind.example/terms"),
        home: Some("/northwind"),
    };
    Page {
        language,
        tenant,
        app: None,
        scheme: None,
        csrf: "3q2-7wAB",
        work: None,
        approve_url: None,
        recovery_url: None,
        confirm_url: None,
        lock_url: None,
    }
}

/// The frame of a page of an account.
pub(crate) const fn member_page(language: Language) -> Page<'static> {
    Page { lock_url: Some("/northwind/account/security/lock"), ..page(language) }
}

/// The frame of a page that an app with a logo asked for.
pub(crate) const fn page_for_app(language: Language) -> Page<'static> {
    Page { app: Some(HARBOUR), ..page(language) }
}

/// What a browser is asked to work for where much is tried.
pub(crate) const WORK: Work<'static> = Work {
    challenge: "1795270500000.9r2Vn0c1aGtE.5x0cEXdV8lV2n5Xq0m2v9aFhG3kTtUuWz1yBsQdLe7o",
    zeros: 7,
    parts: 8,
    iterations: 512,
};

/// The frame of a page that a bare app of a bare tenant asked for, with long names.
pub(crate) const fn bare_page(language: Language) -> Page<'static> {
    let app = App {
        name: LONG_NAME,
        logo: None,
        policy_uri: None,
        tos_uri: None,
        home: None,
        theme: Theme::PLAIN,
    };
    let tenant = Tenant {
        name: "Donaudampfschiff",
        theme: None,
        policy_uri: None,
        tos_uri: None,
        home: Some("/donaudampfschiff"),
    };
    Page {
        language,
        tenant,
        app: Some(app),
        scheme: None,
        csrf: "3q2-7wAB",
        work: None,
        approve_url: None,
        recovery_url: None,
        confirm_url: None,
        lock_url: None,
    }
}

const LONG_NAME: &str = "Rechnungsprüfungsvorbereitungswerkzeugverwaltung für Niederlassungen";

/// An app with everything.
pub(crate) const HARBOUR: App<'static> = App {
    name: "Harbour Mail",
    logo: Some(concat!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E",
        "%3Crect width='48' height='48' fill='%230b6e6e'/%3E%3Cpath d='M10 17l14 10 14-10' ",
        "fill='none' stroke='white' stroke-width='4' stroke-linecap='round' ",
        "stroke-linejoin='round'/%3E%3Cpath d='M10 33h28' stroke='white' stroke-width='4' ",
        "stroke-linecap='round'/%3E%3C/svg%3E"
    )),
    policy_uri: Some("https://harbour.example/privacy"),
    tos_uri: Some("https://harbour.example/terms"),
    home: Some("https://harbour.example/"),
    theme: Theme::PLAIN,
};

/// A person with a name.
pub(crate) const ALICE: Person<'static> =
    Person { name: Some("Alice Nakamura"), login: "alice@northwind.example" };
/// Another one, whose name runs from right to left.
pub(crate) const LAYLA: Person<'static> =
    Person { name: Some("ليلى حداد"), login: "layla@northwind.example" };
/// One without a name and with a long address.
pub(crate) const NAMELESS: Person<'static> =
    Person { name: None, login: "a.rather.long.mailbox.name@subsidiary.northwind.example" };

/// Some afternoon.
pub(crate) const SOON: Timestamp = Timestamp::from_seconds(1_795_270_500);
