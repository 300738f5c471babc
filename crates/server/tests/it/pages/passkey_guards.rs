//! Accounts with a passkey and no password: what is no way round the passkey.
use super::account_member::at;
use super::mail_sign_in::mails;
use super::passkey_accounts::{
    A_WHILE, CHOSEN, EMAIL, at_methods, begin, carol, create, newest, open_to_passkeys,
};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_base::Clock as _;
use latchkey_store::TxError;
use latchkey_testkit::{Browser, Device};

/// Somebody who has forgotten the password, at the page that their mailed link leads to.
pub async fn forgotten(op: &Op, name: &str, address: &str) -> Browser {
    let mut lost = op.browser();
    lost.open(format!("{}t/forgotpassword", op.home())).await;
    lost.submit("forgot-form", &[("username", name)]).await;
    lost.open(op.mail_about(address, "new password").await.link()).await;
    lost
}

/// Security: a mailbox alone is no way round the passkey. With a recovery code it sets a password, once.
#[tokio::test]
async fn a_mailed_link_takes_a_code_beside_it() {
    let op = Op::start(open_to_passkeys()).await;
    let codes = create(&op, &mut op.browser(), &mut Device::default()).await;
    let mut lost = op.browser();
    lost.open(format!("{}t/forgotpassword", op.home())).await;
    lost.submit("forgot-form", &[("username", EMAIL)]).await;
    assert!(lost.page().has("#forgot-sent"), "{}", lost.page().html);
    let link = op.mail_about(EMAIL, "new password").await.link();
    assert!(lost.open(&link).await.has("#otp"));
    for code in ["", "aaaa-bbbb-cccc", "123456"] {
        let fields = [("otp", code), ("new_password", CHOSEN)];
        let page = lost.submit("new-password-form", &fields).await;
        assert_eq!(page.status, 422, "{code}");
        assert_eq!(page.attributes("[aria-invalid=true]", "id"), ["otp"]);
    }
    let fields = [("otp", codes[0].as_str()), ("new_password", CHOSEN)];
    let mut tab = lost.clone();
    assert_eq!(lost.submit("new-password-form", &fields).await.status, 200);
    assert_eq!(tab.submit("new-password-form", &fields).await.status, 410, "once");
    lost.open(&op.rp().depart(&[]).url).await;
    lost.submit("login-form", &[("username", EMAIL)]).await;
    lost.submit("login-form", &[("password", CHOSEN)]).await;
    assert!(lost.page().query("code").is_some(), "{}", lost.page().html);
    lost.open(at(&op, "/security")).await;
    assert!(lost.page().has("#passkey-form"), "their own account still takes the passkey");
}

/// Security: without a code there is nothing to be shown beside the mailbox, so the link sets nothing. A link
/// that was asked for while there was a password is no better once that is gone.
#[tokio::test]
async fn without_a_code_a_mailed_link_sets_nothing() {
    let mut settings = open_to_passkeys();
    settings.factors.allowed.retain(|factor| *factor != Proof::RecoveryCode);
    let op = Op::start(settings).await;
    let (mut browser, mut device) = (op.browser(), Device::default());
    begin(&op, &mut browser).await;
    op.make_first(&mut browser, &mut device).await;
    assert!(browser.page().query("code").is_some(), "no codes: {}", browser.page().html);
    let mut lost = op.browser();
    lost.open(format!("{}t/forgotpassword", op.home())).await;
    lost.submit("forgot-form", &[("username", EMAIL)]).await;
    let link = op.mail_about(EMAIL, "new password").await.link();
    let page = lost.open(&link).await;
    assert!(page.has("#passkey-only") && !page.has("#new-password"), "{}", page.html);
    let code = link.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let fields = [("code", code.as_str()), ("new_password", CHOSEN), ("otp", "123456")];
    let action = format!("{}t/forgotpassword", op.home());
    assert!(lost.post(&action, &fields).await.has("#passkey-only"));
    lost.follow("#to-sign-in").await;
    op.sign(&mut lost, &mut device).await;
    assert!(lost.page().has("#password-none"), "{}", lost.page().html);
    let (_, has_password, _) = carol(&op).await.unwrap();
    assert!(!has_password);
}

/// Security: whoever has lost all of it waits, as anybody does who has lost the second step; the mailbox alone opens
/// nothing before that, and its owner can stop it.
#[tokio::test]
async fn whoever_has_lost_every_passkey_waits() {
    let mut settings = open_to_passkeys();
    settings.accounts.recovery.enabled = true;
    let op = Op::start(settings).await;
    create(&op, &mut op.browser(), &mut Device::default()).await;
    op.advance(60);
    let mut lost = forgotten(&op, EMAIL, EMAIL).await;
    lost.follow("#lost-passkey").await;
    assert!(lost.page().has("#recovery-effects"), "{}", lost.page().html);
    let url = lost.page().url.to_string();
    assert_eq!(lost.clone().post(&url, &[]).await.status, 400);
    lost.submit("recovery-form", &[]).await;
    assert!(!lost.page().has("#recovery-form"), "it waits: {}", lost.page().html);
    assert!(lost.page().has("#recovery-lead time"), "{}", lost.page().html);
    op.mail_about(EMAIL, "wants to get into").await;

    op.advance(3 * 24 * 60 * 60 + 1);
    let finish = op.mail_about(EMAIL, "Get back into").await.link();
    lost.open(&finish).await;
    assert!(
        carol(&op).await.is_some_and(|(_, has_password, held)| !has_password && held.len() == 1)
    );
    lost.submit("recovery-finish-form", &[]).await;
    assert!(carol(&op).await.is_some_and(|(_, _, held)| held.is_empty()), "{}", lost.page().html);
    lost.follow("#recovery-password").await;
    lost.submit("new-password-form", &[("new_password", CHOSEN)]).await;
    lost.open(&op.rp().depart(&[]).url).await;
    lost.submit("login-form", &[("username", EMAIL)]).await;
    lost.submit("login-form", &[("password", CHOSEN)]).await;
    assert!(lost.page().query("code").is_some(), "{}", lost.page().html);
}

/// Where a tenant lets nobody get back in so, nobody is told of it.
#[tokio::test]
async fn getting_back_in_is_off_unless_the_tenant_says_so() {
    let op = Op::start(open_to_passkeys()).await;
    create(&op, &mut op.browser(), &mut Device::default()).await;
    let mut lost = op.browser();
    lost.open(format!("{}t/forgotpassword", op.home())).await;
    lost.submit("forgot-form", &[("username", EMAIL)]).await;
    let link = op.mail_about(EMAIL, "new password").await.link();
    assert!(!lost.open(&link).await.has("#lost-passkey"));
    let url = link.as_str().replace("forgotpassword?", "forgotpassword/lost?");
    assert_eq!(lost.open(&url).await.status, 404);
}

/// Security: the page that asks for a password, and the one that refuses it, say the same of an account that has
/// none, of one that has, and of nobody.
#[tokio::test]
async fn the_words_are_the_same_for_everybody() {
    let op = Op::start(open_to_passkeys()).await;
    create(&op, &mut op.browser(), &mut Device::default()).await;
    let mut said = Vec::new();
    for name in [EMAIL, "alice@example.com", "nobody@example.com"] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        let asked = browser.submit("login-form", &[("username", name)]).await;
        let first = asked.texts("form, .hint, a, [role=alert]").join("|").replace(name, "");
        let page = browser.submit("login-form", &[("password", &format!("{PASSWORD}?"))]).await;
        let then = page.texts("form, .hint, a, [role=alert]").join("|").replace(name, "");
        said.push((first, then));
    }
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
}

/// Security: who knows the password adds a passkey and shows it. It takes the place of nothing before its owner has had
/// time to lock the account.
#[tokio::test]
async fn a_new_passkey_takes_no_password_away() {
    let op = Op::start(open_to_passkeys()).await;
    let (mut thief, mut planted) = (op.browser(), Device::default());
    thief.open(at(&op, "/security")).await;
    sign_in(&mut thief, "alice").await;
    op.make_first(&mut thief, &mut planted).await;
    let removed = async |thief: &mut Browser| {
        let page = thief.open(at(&op, "/password")).await;
        let csrf = page.attributes("[name=csrf]", "value").remove(0);
        thief.post(at(&op, "/password/remove"), &[("csrf", &csrf)]).await.has("#account-done")
    };
    assert!(!removed(&mut thief).await, "it was made here, and not shown");
    let mut again = op.browser();
    again.open(at(&op, "/security")).await;
    op.sign(&mut again, &mut planted).await;
    assert!(again.page().has("#method-list"), "{}", again.page().html);
    assert!(!removed(&mut again).await, "it was shown, and is new");
    op.advance(A_WHILE - 1);
    again.open(at(&op, "/password")).await;
    op.sign(&mut again, &mut planted).await;
    assert!(!removed(&mut again).await, "it is new to the last second");
    op.lock_by(&op.lock_link("passkey was added").await).await;
    op.advance(1);
    assert!(!again.open(at(&op, "/password")).await.has("#password-form"), "locked out in time");
}

/// A passkey that was made in a session takes the place of the password once it has been there and is shown.
#[tokio::test]
async fn a_passkey_that_has_been_there_takes_the_place_of_the_password() {
    let op = Op::start(open_to_passkeys()).await;
    let (mut browser, mut device) = (op.browser(), Device::default());
    browser.open(at(&op, "/security")).await;
    sign_in(&mut browser, "alice").await;
    op.make_first(&mut browser, &mut device).await;
    op.advance(A_WHILE);
    browser.open(at(&op, "/password")).await;
    op.sign(&mut browser, &mut device).await;
    let page = browser.submit("password-remove", &[]).await;
    assert!(page.has("#account-done"), "{}", page.html);
}

/// Locks carol's account in that browser, and leads the owner to the page that unlocks it.
async fn locked(op: &Op, browser: &mut Browser) -> Browser {
    browser.open(at(op, "/security/lock")).await;
    browser.submit("lock-form", &[]).await;
    assert!(browser.page().has("#lock-done"), "{}", browser.page().html);
    let mut owner = op.browser();
    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", EMAIL)]).await;
    owner.open(op.mail_about(EMAIL, "Unlock").await.link()).await;
    assert!(owner.page().has("#unlock-form"), "{}", owner.page().html);
    owner
}

/// Security: to lock an account and to unlock it by mail is no way round the passkey, however young that is.
#[tokio::test]
async fn a_lock_is_no_way_round_the_passkey() {
    let mut settings = open_to_passkeys();
    settings.factors.allowed.retain(|factor| *factor != Proof::RecoveryCode);
    let op = Op::start(settings).await;
    let (mut browser, mut device, mut planted) =
        (op.browser(), Device::default(), Device::default());
    begin(&op, &mut browser).await;
    op.make_first(&mut browser, &mut device).await;
    op.advance(60);
    let mut browser = at_methods(&op, &mut device).await;
    op.make(&mut browser, &mut planted).await;
    let mut owner = locked(&op, &mut browser).await;
    let page = owner.page();
    assert!(!page.has("#new-password") && !page.has("#otp"), "{}", page.html);
    let page = owner.submit("unlock-form", &[("new_password", CHOSEN)]).await;
    assert!(page.has("#unlocked"), "{}", page.html);
    let (_, has_password, passkeys) = carol(&op).await.unwrap();
    assert!(!has_password && passkeys.len() == 1, "what was added since went with the lock");
    let told = op.mail_about(EMAIL, "is unlocked").await;
    assert!(told.text.contains("/lockaccount?code="), "{}", told.text);
    at_methods(&op, &mut device).await;

    // The mailbox is still none.
    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", EMAIL)]).await;
    owner.open(op.mail_about(EMAIL, "new password").await.link()).await;
    assert!(owner.page().has("#passkey-only"), "{}", owner.page().html);
}

/// Security: who got in leaves nothing but their own passkey. It goes with the lock all the same.
#[tokio::test]
async fn a_lock_takes_the_only_passkey_if_it_was_added() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = Device::default();
    let codes = create(&op, &mut op.browser(), &mut device).await;
    op.advance(60);
    let mut thief = at_methods(&op, &mut device).await;
    op.make(&mut thief, &mut Device::default()).await;
    thief.open(at(&op, "/security")).await;
    assert!(thief.submit("passkey-remove-1", &[]).await.has("#account-done"));
    let (_, _, held) = carol(&op).await.unwrap();
    assert_eq!(held.len(), 1);
    let was_added = held[0].created_at;
    let mut owner = locked(&op, &mut thief).await;
    let (account, _, passkeys) = carol(&op).await.unwrap();
    assert!(account.created_at < was_added, "the owner's is the one that went");
    assert!(passkeys.is_empty(), "{}", owner.page().html);
    let page = owner.submit("unlock-form", &[("new_password", CHOSEN)]).await;
    assert!(page.status == 422 && page.has("#otp"), "the first codes are hers: {}", page.html);
    let fields = [("new_password", CHOSEN), ("otp", codes[0].as_str())];
    assert!(owner.submit("unlock-form", &fields).await.has("#unlocked"), "she gets back in");
}

/// Security: nor does a password that was added in a session do away with the choice. The lock takes it, and the first
/// passkey and its codes stay, though they are no older than that.
#[tokio::test]
async fn a_password_that_was_added_ends_with_the_lock() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = Device::default();
    create(&op, &mut op.browser(), &mut device).await;
    op.advance(60);
    let mut thief = at_methods(&op, &mut device).await;
    thief.open(at(&op, "/password")).await;
    let page = thief.submit("password-form", &[("new_password", CHOSEN)]).await;
    assert!(page.has("#account-done"), "{}", page.html);
    let (account, has_password, _) = carol(&op).await.unwrap();
    assert!(has_password && !account.passkey_only);
    let mut owner = locked(&op, &mut thief).await;
    let (account, has_password, passkeys) = carol(&op).await.unwrap();
    assert!(!has_password && account.passkey_only);
    assert_eq!(passkeys.len(), 1, "it was there from the beginning");
    let page = owner.submit("unlock-form", &[("new_password", "gravel umbrella thirteen")]).await;
    assert!(page.status == 422 && page.has("#otp"), "the mailbox alone is none: {}", page.html);
}

/// Security: that the owner shows a passkey that has been there, somewhere else, speaks for none that was added here.
#[tokio::test]
async fn a_passkey_that_is_shown_elsewhere_speaks_for_no_new_one() {
    let op = Op::start(open_to_passkeys()).await;
    let (mut owner, mut device) = (op.browser(), Device::default());
    let codes = op.enrol(&mut op.browser(), "alice").await.codes;
    owner.open(at(&op, "/security")).await;
    sign_in(&mut owner, "alice").await;
    owner.follow("#way-recovery-code").await;
    owner.submit("otp-form", &[("otp", &codes[0])]).await;
    op.make(&mut owner, &mut device).await;
    op.advance(A_WHILE);
    let mut thief = op.browser();
    thief.open(at(&op, "/password")).await;
    sign_in(&mut thief, "alice").await;
    thief.follow("#way-recovery-code").await;
    thief.submit("otp-form", &[("otp", &codes[1])]).await;
    thief.open(at(&op, "/security")).await;
    op.make(&mut thief, &mut Device::default()).await;
    let mut owner = op.browser();
    owner.open(at(&op, "/security")).await;
    op.sign(&mut owner, &mut device).await;
    let page = thief.open(at(&op, "/password")).await;
    let csrf = page.attributes("[name=csrf]", "value").remove(0);
    let page = thief.post(at(&op, "/password/remove"), &[("csrf", &csrf)]).await;
    assert!(page.status == 409 && !page.has("#account-done"), "{}", page.html);
}

/// With a code beside it, the mailbox unlocks and sets a password.
#[tokio::test]
async fn a_code_beside_the_mailbox_unlocks() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = Device::default();
    let codes = create(&op, &mut op.browser(), &mut device).await;
    op.advance(60);
    let mut browser = at_methods(&op, &mut device).await;
    let mut owner = locked(&op, &mut browser).await;
    let page = owner.submit("unlock-form", &[("new_password", CHOSEN)]).await;
    assert!(page.status == 422 && page.has("#otp"), "{}", page.html);
    let fields = [("new_password", CHOSEN), ("otp", codes[0].as_str())];
    assert!(owner.submit("unlock-form", &fields).await.has("#unlocked"));
    let (account, has_password, _) = carol(&op).await.unwrap();
    assert!(has_password && !account.passkey_only, "whoever has a password has chosen one");
}

/// Security: a mailed link that signs in is no way round it, either, also where nobody else is asked for more.
#[tokio::test]
async fn a_mailed_sign_in_takes_the_passkey_beside_it() {
    for second_factor in [SecondFactor::IfEnrolled, SecondFactor::Never] {
        let mut settings = open_to_passkeys();
        settings.factors.mail_sign_in = true;
        settings.factors.second_factor = second_factor;
        let op = Op::start(settings).await;
        let mut device = Device::default();
        create(&op, &mut op.browser(), &mut device).await;
        let before = mails(&op);
        let mut mailed = op.browser();
        mailed.open(&op.rp().depart(&[]).url).await;
        mailed.submit("login-form", &[("username", EMAIL)]).await;
        mailed.submit("mail-form", &[]).await;
        mailed.open(newest(&op, before).await.link()).await;
        mailed.submit("mail-link-form", &[]).await;
        assert!(mailed.page().query("code").is_none(), "{second_factor:?}");
        assert!(mailed.page().has("#passkey-form"), "{}", mailed.page().html);
        op.sign(&mut mailed, &mut device).await;
        assert!(mailed.page().query("code").is_some(), "{}", mailed.page().html);
    }
}

/// An account that merely has no password, after a lock that operators took off, never chose that: its mailbox sets one.
#[tokio::test]
async fn who_never_chose_to_do_without_gets_a_password_by_mail() {
    let op = Op::start(quick()).await;
    op.device_of("alice", Device::default()).await;
    let store = op.beside.open().await;
    let id = super::recovery::alice(&op, &store).await.id;
    let now = op.clock.now();
    super::recovery::write(&op, &store, move |tx| tx.take_ways_in(id, now, now).map(|_| ())).await;
    store.close().await;
    let mut owner = forgotten(&op, "alice", "alice@example.com").await;
    assert!(owner.page().has("#new-password") && !owner.page().has("#otp"));
    let page = owner.submit("new-password-form", &[("new_password", CHOSEN)]).await;
    assert_eq!(page.status, 200, "{}", page.html);
}

/// Security: whoever asked to get back in began with the password, and is stopped with it.
#[tokio::test]
async fn what_was_asked_for_with_the_password_ends_with_it() {
    let mut settings = open_to_passkeys();
    settings.accounts.recovery.enabled = true;
    let op = Op::start(settings).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let store = op.beside.open().await;
    let id = super::recovery::alice(&op, &store).await.id;
    op.advance(A_WHILE);
    let mut thief = op.browser();
    thief.open(at(&op, "/security")).await;
    sign_in(&mut thief, "alice").await;
    thief.follow("#way-lost").await;
    thief.submit("recovery-form", &[]).await;
    let now = op.clock.now();
    let open = async || {
        let found = store.read(op.beside.tenant.id, move |tx| tx.recovery_of(id, now)).await;
        let found: Result<_, TxError> = found;
        found.unwrap().is_some()
    };
    assert!(open().await, "{}", thief.page().html);
    let mut owner = op.browser();
    owner.open(at(&op, "/password")).await;
    op.sign(&mut owner, &mut device).await;
    if !owner.page().has("#password-form") {
        owner.open(at(&op, "/password")).await;
    }
    let page = owner.submit("password-remove", &[]).await;
    assert!(page.has("#account-done"), "{}", page.html);
    assert!(!open().await);
    store.close().await;
}

/// Security: a recovery is not finished where that would leave no way in: nobody chooses a password by mail there any
/// more.
#[tokio::test]
async fn a_recovery_leaves_a_way_in() {
    let mut settings = open_to_passkeys();
    settings.accounts.recovery.enabled = true;
    let op = Op::start(settings.clone()).await;
    create(&op, &mut op.browser(), &mut Device::default()).await;
    op.advance(60);
    let mut lost = forgotten(&op, EMAIL, EMAIL).await;
    lost.follow("#lost-passkey").await;
    lost.submit("recovery-form", &[]).await;
    op.advance(A_WHILE + 1);
    let finish = op.mail_about(EMAIL, "Get back into").await.link();
    settings.accounts.password_reset = false;
    op.set(settings, false).await;
    lost.open(&finish).await;
    lost.submit("recovery-finish-form", &[]).await;
    assert_eq!(lost.page().status, 410, "{}", lost.page().html);
    let (_, _, passkeys) = carol(&op).await.unwrap();
    assert_eq!(passkeys.len(), 1);
}
