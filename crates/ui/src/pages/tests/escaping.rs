//! Security: whatever a field holds, it stays text.
use super::document::Document;
use crate::pages::*;
use crate::{App, BrowserName, Language, Page, Person, Template, Tenant, Theme, Work};
use latchkey_base::Timestamp;

const EVIL: &str = "x\"'><script>alert(1)</script>&amp;";
const PERSON: Person<'static> = Person { name: Some(EVIL), login: EVIL };
const TERMS: TermsView<'static> =
    TermsView { name: EVIL, version: EVIL, uri: Some(EVIL), text: Some(EVIL), changes: Some(EVIL) };
const CHOICE: Choice<'static> = Choice { session: EVIL, person: PERSON, asks_password: true };

const ASKED: RecoveryAsked<'static> = RecoveryAsked {
    at: Timestamp::from_seconds(1_800_000_000),
    browser: BrowserName { browser: None, system: None },
    address: EVIL,
    ready: Timestamp::from_seconds(1_800_000_000),
};

fn page(language: Language) -> Page<'static> {
    let some = Some(EVIL);
    let theme = Theme::PLAIN;
    let app = App { name: EVIL, logo: some, policy_uri: some, tos_uri: some, home: some, theme };
    let tenant = Tenant { name: EVIL, theme: some, policy_uri: some, tos_uri: some, home: some };
    let app = Some(app);
    Page {
        language,
        tenant,
        app,
        scheme: None,
        csrf: EVIL,
        work: Some(Work { challenge: EVIL, zeros: 7, parts: 8, iterations: 512 }),
        approve_url: some,
        recovery_url: some,
        confirm_url: some,
        lock_url: some,
    }
}

fn html(page: &impl Template) -> String {
    page.render().unwrap()
}

fn sign_in_pages(page: &Page<'_>) -> Vec<String> {
    let some = Some(EVIL);
    vec![
        html(&SignInPage {
            page,
            action: EVIL,
            cancel_action: some,
            username: EVIL,
            one_page: true,
            passkey: Some(PasskeyForm { action: EVIL, options_url: EVIL, remember: None }),
            forgot_url: some,
            mail_url: some,
            create_account_url: some,
            register_host: some,
            choose_account_url: some,
            removed: some,
            problems: &[],
        }),
        html(&PasswordPage {
            page,
            action: EVIL,
            cancel_action: some,
            person: PERSON,
            not_you_url: EVIL,
            passkey: Some(PasskeyForm { action: EVIL, options_url: EVIL, remember: None }),
            forgot_url: some,
            mail_action: some,
            or_passkey: true,
            again: false,
            problems: &[],
        }),
        html(&MailSignInPage {
            page,
            action: EVIL,
            send_action: EVIL,
            cancel_action: some,
            password_url: EVIL,
            username: EVIL,
            sent: true,
            sent_again: false,
            problems: &[],
        }),
        html(&MailLinkPage {
            page,
            state: MailLinkState::Elsewhere { deny_action: EVIL, token: EVIL, code: EVIL },
        }),
        html(&CreateAccountPage {
            page,
            action: EVIL,
            cancel_action: some,
            sign_in_url: EVIL,
            name: EVIL,
            email: EVIL,
            username: EVIL,
            min_length: 8,
            terms: Some(TERMS),
            passkey: true,
            strength: None,
            problems: &[],
        }),
        html(&NewAccountPage {
            page,
            passkey: Some(PasskeyForm { action: EVIL, options_url: EVIL, remember: None }),
            password_action: EVIL,
            change_url: EVIL,
            login_url: EVIL,
            cancel_action: some,
            person: PERSON,
            username: EVIL,
            min_length: 8,
            strength: None,
            problems: &[],
        }),
        html(&InvitationPage {
            page,
            action: EVIL,
            code: EVIL,
            email: EVIL,
            name: EVIL,
            min_length: 8,
            terms: Some(TERMS),
            strength: None,
            problems: &[],
        }),
        html(&InvitationDonePage { page, email: EVIL, account_url: EVIL }),
        html(&TermsPage {
            page,
            action: EVIL,
            decline_action: EVIL,
            person: PERSON,
            terms: TERMS,
            has_changed: true,
        }),
        html(&VerifyEmailPage {
            page,
            by: SentBy::Email,
            action: EVIL,
            resend_action: EVIL,
            cancel_action: some,
            change_url: some,
            address: EVIL,
            sent_again: true,
            problems: &[],
        }),
        html(&ChooseAccountPage {
            page,
            action: EVIL,
            remove_action: EVIL,
            other_action: EVIL,
            cancel_action: some,
            choices: &[CHOICE, CHOICE],
            removed: some,
        }),
    ]
}

fn password_pages(page: &Page<'_>) -> Vec<String> {
    let some = Some(EVIL);
    let confirm = EmailLinkState::Confirm { action: EVIL, code: EVIL, email: EVIL };
    let prove = EmailLinkState::Prove {
        action: EVIL,
        deny_action: EVIL,
        code: EVIL,
        email: EVIL,
        problems: &[],
    };
    let denied = EmailLinkState::Denied { email: EVIL };
    let confirmed = EmailLinkState::Confirmed { email: EVIL, continue_url: some };
    vec![
        html(&EmailLinkPage { page, state: confirm }),
        html(&EmailLinkPage { page, state: prove }),
        html(&EmailLinkPage { page, state: denied }),
        html(&EmailLinkPage { page, state: confirmed }),
        html(&EmailLinkPage { page, state: EmailLinkState::Void { again_url: some } }),
        html(&ForgotPasswordPage {
            page,
            action: EVIL,
            back_url: some,
            username: EVIL,
            problems: &[],
        }),
        html(&ForgotPasswordSentPage { page, username: EVIL, back_url: some, again_url: EVIL }),
        html(&NewPasswordPage {
            page,
            action: EVIL,
            code: EVIL,
            person: PERSON,
            username: EVIL,
            asks_code: true,
            lost_url: some,
            ends_others: true,
            min_length: 8,
            strength: None,
            problems: &[],
        }),
        html(&PasskeyOnlyPage { page, sign_in_url: EVIL, lost_url: some }),
        html(&PasswordChangedPage { page, others_ended: true, continue_url: some }),
        html(&ChoosePasswordPage {
            page,
            action: EVIL,
            cancel_action: some,
            person: PERSON,
            username: EVIL,
            reason: PasswordReason::Breached,
            min_length: 8,
            strength: None,
            problems: &[],
        }),
    ]
}

fn other_pages(page: &Page<'_>) -> Vec<String> {
    let some = Some(EVIL);
    let reason = StartAgainReason::Expired;
    vec![
        html(&ConsentPage {
            page,
            action: EVIL,
            deny_action: EVIL,
            person: PERSON,
            other_account_url: some,
            destination: EVIL,
            scopes: &[ScopeLine { scope: EVIL, description: some, values: &[EVIL], is_new: true }],
        }),
        html(&DeviceCodePage { page, action: EVIL, user_code: EVIL, problems: &[] }),
        html(&DeviceConfirmPage {
            page,
            action: EVIL,
            deny_action: EVIL,
            person: PERSON,
            other_account_url: some,
            user_code: EVIL,
            name: some,
            model: some,
            software_version: some,
            minutes: 1,
            origin: Origin::Elsewhere(EVIL),
            scopes: &[],
        }),
        html(&ApprovalPage {
            page,
            action: EVIL,
            cancel_action: some,
            person: PERSON,
            not_you_url: some,
            new_here: true,
            stage: ApprovalStage::Waiting(ApprovalWait {
                number: EVIL,
                account: EVIL,
                here_url: EVIL,
                wait_url: EVIL,
            }),
            ways: &[],
            problems: &[],
        }),
        html(&AccountApprovePage {
            page,
            home_url: EVIL,
            action: EVIL,
            deny_action: EVIL,
            password_url: EVIL,
            lock_url: EVIL,
            asked: Some(ApproveAsked {
                challenge: EVIL,
                app: some,
                origin: Origin::Elsewhere(EVIL),
                browser: BrowserName::read(EVIL),
                minutes: 1,
                can_approve: true,
            }),
            done: None,
            problems: &[],
        }),
        html(&LostFactorsPage {
            page,
            action: EVIL,
            cancel_action: some,
            person: PERSON,
            not_you_url: some,
            stage: LostStage::NoMailbox,
            ways: &[Way { kind: WayKind::Totp, url: EVIL }],
            problems: &[],
        }),
        html(&RecoveryAskedPage {
            page,
            stop_action: EVIL,
            keep_action: EVIL,
            person: PERSON,
            asked: ASKED,
        }),
        html(&StopRecoveryPage {
            page,
            state: StopState::Ask { action: EVIL, code: EVIL, asked: ASKED },
        }),
        html(&FinishRecoveryPage {
            page,
            state: FinishState::Ask { action: EVIL, code: EVIL, takes_password: true },
        }),
        html(&FinishRecoveryPage {
            page,
            state: FinishState::Done { password_url: some, methods_url: EVIL },
        }),
        html(&AccountRecoveryPage {
            page,
            home_url: EVIL,
            password_url: EVIL,
            lock_url: EVIL,
            stop_action: EVIL,
            approve_action: some,
            asked: Some(ASKED),
            done: None,
            problems: &[],
        }),
        html(&AccountVouchPage {
            page,
            home_url: EVIL,
            action: EVIL,
            security_url: EVIL,
            members: &[VouchLine {
                recovery: EVIL,
                person: PERSON,
                organization: EVIL,
                at: ASKED.at,
                ready: ASKED.ready,
            }],
            can_vouch: true,
            is_done: false,
            problems: &[],
        }),
        html(&AccountConfirmPage {
            page,
            home_url: EVIL,
            action: EVIL,
            deny_action: EVIL,
            security_url: EVIL,
            password_url: EVIL,
            lock_url: EVIL,
            asked: Some(ConfirmAsked {
                confirmation: EVIL,
                app: EVIL,
                title: EVIL,
                header: EVIL,
                message: EVIL,
                minutes: 1,
                can_confirm: true,
            }),
            done: None,
            problems: &[],
        }),
        html(&AccountHandoverPage {
            page,
            devices_url: EVIL,
            action: EVIL,
            withdraw_action: EVIL,
            device: EVIL,
            name: some,
            app: EVIL,
            person: PERSON,
            stage: HandoverStage::Made {
                code: EVIL,
                link: EVIL,
                until: Timestamp::from_seconds(1_800_000_000),
            },
            problems: &[],
        }),
        html(&AccountTakePage {
            page,
            home_url: EVIL,
            action: EVIL,
            code: EVIL,
            problems: &[TakeProblem::Unknown],
        }),
        html(&AccountOfferPage {
            page,
            action: EVIL,
            decline_action: EVIL,
            code: EVIL,
            giver: PERSON,
            person: PERSON,
            name: some,
            model: some,
            app: EVIL,
            scopes: &[],
        }),
        html(&DeviceDonePage { page, device: some, is_connected: true, again_url: EVIL }),
        html(&SignOutPage {
            page,
            action: EVIL,
            cancel_action: EVIL,
            people: &[CHOICE],
            no_return: some,
        }),
        html(&SignOutPage {
            page,
            action: EVIL,
            cancel_action: EVIL,
            people: &[CHOICE, CHOICE],
            no_return: None,
        }),
        html(&SignedOutPage {
            page,
            everyone: true,
            cancelled: false,
            apps: &[ToldApp { name: EVIL, login_url: some }],
            frames: &[Frame { app: EVIL, src: EVIL }],
            onward: Some(Onward { url: EVIL, wait: 1 }),
        }),
        html(&FormPostPage { page, redirect_uri: EVIL, fields: &[(EVIL, EVIL)] }),
        html(&AlreadyDonePage { page }),
        html(&StartAgainPage { page, reason, reference: EVIL, restart_action: some }),
        html(&ErrorPage {
            page,
            kind: ErrorKind::App,
            code: EVIL,
            description: EVIL,
            reference: EVIL,
            details: &[(EVIL, EVIL)],
        }),
        html(&NotFoundPage { page }),
        html(&UnavailablePage { page, reference: EVIL, retry_url: some }),
        html(&TenantHomePage {
            page,
            person: Some(PERSON),
            account_url: EVIL,
            sign_out_url: some,
            apps: &[AppLink { name: EVIL, logo: some, login_url: EVIL }],
        }),
    ]
}

#[test]
fn no_field_of_any_page_becomes_markup() {
    for language in Language::ALL {
        let page = page(language);
        let pages = [sign_in_pages(&page), password_pages(&page), other_pages(&page)];
        for html in pages.iter().flatten() {
            // The reader refuses unescaped text, so what is left is to count scripts.
            let document = Document::parse(html);
            let more = ["/static/passkeys.", "/static/work."];
            let ours = 1 + more.iter().filter(|script| html.contains(**script)).count();
            assert_eq!(document.all("script").count(), ours, "only our own:\n{html}");
            assert!(document.all("script").all(|script| script.text.is_empty()));
        }
    }
}

#[test]
fn a_value_arrives_as_it_was_given() {
    let page = page(Language::En);
    let html = ForgotPasswordPage {
        page: &page,
        action: EVIL,
        back_url: None,
        username: EVIL,
        problems: &[],
    };
    let document = Document::parse(&html.render().unwrap());
    assert_eq!(document.by_id("username").unwrap().get("value"), Some(EVIL));
    assert_eq!(document.by_id("forgot-form").unwrap().get("action"), Some(EVIL));
}
