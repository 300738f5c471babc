//! A forgotten password: what the mailed link can do, and what ends with it.
use super::account_member::{at, at_home};
use super::{Op, quick, sign_in};
use latchkey_accounts::{Account, AccountStatus, change_email};
use latchkey_base::Clock as _;
use latchkey_store::{Store, Tx, TxError};
use latchkey_testkit::Page;

pub async fn alice(op: &Op, store: &Store) -> Account {
    let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier("alice")).await;
    let found: Result<Option<Account>, TxError> = found;
    found.unwrap().unwrap()
}

pub async fn write(
    op: &Op,
    store: &Store,
    change: impl Fn(&mut dyn Tx) -> Result<(), TxError> + Send + 'static,
) {
    store.write(op.beside.tenant.id, change).await.unwrap();
}

/// A link for a new password proves a mailbox; once the account has another one, or is
/// suspended, it proves nothing.
#[tokio::test]
async fn a_link_to_an_address_that_was_given_up_changes_no_password() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    for suspends in [false, true] {
        let account = alice(&op, &store).await;
        let mut browser = op.browser();
        browser.open(format!("{}t/forgotpassword", op.home())).await;
        browser.submit("forgot-form", &[("username", "alice")]).await;
        let address = account.email.clone().unwrap();
        let link = op.mail_to(&address).await.link();
        assert!(browser.open(&link).await.has("#new-password-form"));

        let now = op.clock.now();
        let revised = if suspends {
            Account { status: AccountStatus::Suspended, ..account }
        } else {
            change_email(&account, "new@example.com", now).unwrap()
        };
        write(&op, &store, move |tx| tx.update_account(&revised, now)).await;
        let fields = [("new_password", "gravel umbrella thirteen")];
        assert_eq!(browser.submit("new-password-form", &fields).await.status, 410);
        assert_eq!(browser.open(&link).await.status, 410);
    }
    let after = alice(&op, &store).await;
    assert_eq!(after.status, AccountStatus::Suspended);
    assert_eq!(after.email.as_deref(), Some("new@example.com"));
}

/// RFC 6819 §5.2.2.4: whoever knew the old password may have let an app stay for long.
#[tokio::test]
async fn a_new_password_ends_offline_access_too() {
    let op = Op::start(quick()).await;
    let (mut thief, mut owner, rp) = (op.browser(), op.browser(), op.rp());
    let departure = rp.depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    thief.open(&departure.url).await;
    sign_in(&mut thief, "alice").await;
    let code = thief.submit("consent-form", &[]).await.query("code").unwrap();
    let tokens = rp.redeem(&code, &departure).await.ok();
    let tokens = rp.refresh(tokens.str("refresh_token")).await.ok();

    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", "alice")]).await;
    owner.open(op.mail_about("alice@example.com", "Choose a new").await.link()).await;
    let fields = [("new_password", "gravel umbrella thirteen")];
    assert_eq!(owner.submit("new-password-form", &fields).await.status, 200);
    assert_eq!(rp.refresh(tokens.str("refresh_token")).await.error(), "invalid_grant");
    assert_eq!(rp.userinfo(tokens.str("access_token")).await.error(), "invalid_token");
}

/// The page that a new password by mail leads to, with the box for other sessions ticked or not.
pub async fn chosen_by_mail(op: &Op, name: &str, ends: bool) -> Page {
    let mut owner = op.browser();
    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", name)]).await;
    let link = op.mail_to(&format!("{name}@example.com")).await.link();
    let page = owner.open(&link).await;
    assert!(page.has("#end-others[checked]"), "{}", page.html);
    let held = |name: &str| page.attributes(&format!("[name={name}]"), "value").remove(0);
    let (csrf, code) = (held("csrf"), held("code"));
    let new = ("new_password", "gravel umbrella thirteen");
    let mut fields = vec![("csrf", csrf.as_str()), ("code", &code), new];
    fields.extend(ends.then_some(("end_others", "yes")));
    owner.post(format!("{}t/forgotpassword", op.home()), &fields).await.clone()
}

/// Whoever has only forgotten it need not sign in anew everywhere: the box is ticked until they untick it.
#[tokio::test]
async fn a_new_password_ends_other_sessions_by_choice() {
    let op = Op::start(quick()).await;
    for (name, ends) in [("alice", false), ("bob", true)] {
        let mut phone = at_home(&op, name).await;
        let page = chosen_by_mail(&op, name, ends).await;
        assert!(page.has("#password-changed"), "{}", page.html);
        let stays = phone.open(at(&op, "")).await.has("#account-sections");
        assert_eq!(stays, !ends, "{}", phone.page().html);
    }
}

/// Where nobody chooses a password by mail there is no page for it, no link to it, and what was shown
/// or mailed before is void.
#[tokio::test]
async fn where_no_password_is_chosen_by_mail_nothing_leads_to_one() {
    let op = Op::start(quick()).await;
    let (mut asking, mut choosing, mut leaving) = (op.browser(), op.browser(), op.browser());
    let forgotten = format!("{}t/forgotpassword", op.home());
    asking.open(&forgotten).await;
    let mut again = asking.clone();
    asking.submit("forgot-form", &[("username", "alice")]).await;
    let link = op.mail_to("alice@example.com").await.link();
    choosing.open(&link).await;
    leaving.open(&op.rp().depart(&[]).url).await;
    leaving.submit("login-form", &[("username", "alice")]).await;
    assert!(leaving.page().has("#password") && leaving.page().has("#forgot-password"));

    let mut settings = quick();
    settings.accounts.password_reset = false;
    op.set(settings, false).await;
    let page = leaving.reload().await;
    assert!(page.has("#password") && !page.has("#forgot-password"), "{}", page.html);
    for url in [forgotten.as_str(), link.as_str()] {
        assert_eq!(op.browser().open(url).await.status, 404, "{url}");
    }
    assert_eq!(again.submit("forgot-form", &[("username", "alice")]).await.status, 404);
    let fields = [("new_password", "gravel umbrella thirteen")];
    assert_eq!(choosing.submit("new-password-form", &fields).await.status, 404);
}
