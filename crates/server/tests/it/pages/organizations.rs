//! What an organization wants of its members when they sign in.
use super::account_member::at;
use super::recovery::write;
use super::second_factor::with;
use super::{Op, quick, sign_in};
use latchkey_accounts::{Account, MemberRole, Membership, Organization, Profile, SignUp};
use latchkey_authn::SecondFactor;
use latchkey_base::Clock as _;
use latchkey_server::provision::{OrganizationInput, PersonInput, ProvisionError};
use latchkey_store::{TenantRecord, Tx, TxError};
use latchkey_testkit::Browser;

pub const PLAIN: MemberRole = MemberRole::Member;
pub const ADMIN: MemberRole = MemberRole::Admin;

impl Op {
    /// An organization of the tenant.
    pub async fn organization(&self, alias: &str) -> Organization {
        self.organization_of(&self.beside.tenant, alias).await
    }

    pub async fn organization_of(&self, tenant: &TenantRecord, alias: &str) -> Organization {
        let input = OrganizationInput { alias: alias.to_owned(), ..OrganizationInput::default() };
        let made = self.beside.provision.prepare_organization(input).unwrap();
        let put = made.clone();
        let add = move |tx: &mut dyn Tx| tx.insert_organization(&put);
        let added: Result<(), TxError> = self.running.app().store.write(tenant.id, add).await;
        added.unwrap();
        made
    }

    /// Somebody belongs to it from now on, as the command does it.
    pub async fn join(&self, of: &Organization, name: &str, role: MemberRole) {
        self.join_in(&self.beside.tenant, (of, name), role).await;
    }

    pub async fn join_in(
        &self,
        tenant: &TenantRecord,
        (of, name): (&Organization, &str),
        role: MemberRole,
    ) {
        let store = &self.running.app().store;
        let wanted = name.to_owned();
        let found = store.read(tenant.id, move |tx| tx.account_by_identifier(&wanted)).await;
        let found: Result<_, TxError> = found;
        let account = found.unwrap().expect("somebody of that name").id;
        let created_at = self.clock.now();
        let new = Membership { organization: of.id, account, role, created_at };
        let joining = self.beside.provision.joining(tenant, new);
        let joined: Result<(), ProvisionError> =
            store.write(tenant.id, move |tx| joining.put(tx)).await;
        joined.unwrap();
    }

    pub async fn leave(&self, of: &Organization, name: &str) {
        let (of, name) = (of.id, name.to_owned());
        let store = self.beside.open().await;
        write(self, &store, move |tx| {
            let account = tx.account_by_identifier(&name)?.unwrap().id;
            assert!(tx.delete_membership((of, account))?);
            Ok(())
        })
        .await;
        store.close().await;
    }

    /// It wants two factors, or does so no more, as the command does it.
    pub async fn demand_of(&self, of: &Organization, is_demanded: bool) {
        let (store, tenant) = (&self.running.app().store, &self.beside.tenant);
        let demand = (of.id, is_demanded);
        self.beside.provision.demand_of_members(store, tenant, demand).await.unwrap();
    }
}

pub async fn signed_in(op: &Op, name: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, name).await;
    browser
}

pub fn is_let_in(browser: &Browser) -> bool {
    browser.page().query("code").is_some()
}

/// What a silent request comes back with.
pub async fn silently(op: &Op, browser: &mut Browser) -> Option<String> {
    browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    browser.page().query("error")
}

/// Of its members and of nobody else, at every app, until it does so no more.
#[tokio::test]
async fn an_organization_wants_two_factors_of_its_members() {
    let op = Op::start(quick()).await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    let (mut alice, mut bob) = (signed_in(&op, "alice").await, signed_in(&op, "bob").await);
    assert!(is_let_in(&alice) && is_let_in(&bob), "it wants nothing yet");
    op.demand_of(&sales, true).await;
    let ended = silently(&op, &mut alice).await;
    assert_eq!(ended.as_deref(), Some("login_required"), "what began with one factor is over");
    assert_eq!(silently(&op, &mut bob).await, None, "of nobody else");
    alice.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut alice, "alice").await;
    // Security: somebody else may know the password; the mailbox comes before a second factor.
    assert!(alice.page().has("#otp-send"), "{}", alice.page().html);
    alice.submit("resend-form", &[]).await;
    let code = op.mail_about("alice@example.com", "code").await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    let app = op.set_up(&mut alice).await.app;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    assert_eq!(silently(&op, &mut alice).await, None);

    let mut home = op.browser();
    home.open(at(&op, "/security")).await;
    op.sign_in_twice(&mut home, "alice", &app).await;
    assert!(!home.page().has("#totp-remove-form"), "it is demanded: {}", home.page().html);
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Second step required"), "{}", page.html);
    op.demand_of(&sales, false).await;
    home.open(at(&op, "/security")).await;
    assert!(home.page().has("#totp-remove-form"), "{}", home.page().html);
}

/// The strictest of all that are asked, whatever the tenant does without.
#[tokio::test]
async fn the_strictest_organization_of_somebody_counts() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let (lax, strict) = (op.organization("lax").await, op.organization("strict").await);
    for of in [&lax, &strict] {
        op.join(of, "bob", PLAIN).await;
    }
    op.enrol(&mut op.browser(), "bob").await;
    assert!(is_let_in(&signed_in(&op, "bob").await), "nobody asks");
    op.demand_of(&strict, true).await;
    assert!(signed_in(&op, "bob").await.page().has("#otp-form"));
    op.demand_of(&lax, false).await;
    assert!(signed_in(&op, "bob").await.page().has("#otp-form"), "the other one still does");
    op.leave(&strict, "bob").await;
    assert!(is_let_in(&signed_in(&op, "bob").await), "it is theirs no more");
}

/// Security: whoever comes into such an organization goes on nowhere with one factor, at apps neither.
#[tokio::test]
async fn who_joins_an_organization_that_wants_two_begins_anew() {
    let op = Op::start(quick()).await;
    let sales = op.organization("sales").await;
    op.demand_of(&sales, true).await;
    let mut bob = op.browser();
    let to = op.rp().depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    bob.open(&to.url).await;
    sign_in(&mut bob, "bob").await;
    let code = bob.submit("consent-form", &[]).await.query("code").expect("a code");
    let tokens = op.rp().redeem(&code, &to).await.ok();
    op.join(&sales, "bob", PLAIN).await;
    assert_eq!(silently(&op, &mut bob).await.as_deref(), Some("login_required"));
    let refused = op.rp().refresh(tokens.str("refresh_token")).await;
    assert_eq!(refused.json["error"], "invalid_grant", "{:?}", refused.json);
    bob.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut bob, "bob").await;
    assert!(bob.page().has("#otp-send"), "{}", bob.page().html);
}

/// Who has shown two all along stays signed in, whatever else wants them to; and in another role.
#[tokio::test]
async fn nothing_ends_of_whom_two_factors_were_demanded_before() {
    let op = Op::start(quick()).await;
    let sales = op.organization("sales").await;
    op.demand_of(&sales, true).await;
    op.join(&sales, "bob", PLAIN).await;
    let mut bob = signed_in(&op, "bob").await;
    bob.submit("resend-form", &[]).await;
    let code = op.mail_about("bob@example.com", "code").await.code();
    bob.submit("otp-form", &[("otp", &code)]).await;
    op.set_up(&mut bob).await;
    op.join(&sales, "bob", ADMIN).await;
    assert_eq!(silently(&op, &mut bob).await, None);
    let board = op.organization("board").await;
    op.join(&board, "bob", PLAIN).await;
    op.demand_of(&board, true).await;
    assert_eq!(silently(&op, &mut bob).await, None);
    op.demand_of(&board, true).await;
    let again = silently(&op, &mut bob).await;
    assert_eq!(again.as_deref(), Some("login_required"), "asked once more, it ends what there is");
}

/// All members are looked after, however many there are.
#[tokio::test]
async fn every_member_of_a_large_organization_is_asked() {
    let op = Op::start(quick()).await;
    let sales = op.organization("sales").await;
    let (provision, store) = (&op.beside.provision, &op.running.app().store);
    let named = |n| {
        let username = Some(format!("m{n:02}"));
        let account = SignUp { username, email: None, profile: Profile::default() };
        let input = PersonInput { account, ..PersonInput::default() };
        provision.prepare_person(input, &op.beside.tenant.settings).unwrap().account
    };
    let people: Vec<Account> = (0..51).map(named).collect();
    let (ids, now): (Vec<_>, _) = (people.iter().map(|one| one.id).collect(), op.clock.now());
    let add = move |tx: &mut dyn Tx| {
        people.iter().try_for_each(|one| {
            tx.insert_account(one)?;
            let (organization, role) = (sales.id, PLAIN);
            let new = Membership { organization, account: one.id, role, created_at: now };
            tx.put_membership(&new).map(|_| ())
        })
    };
    let added: Result<(), TxError> = store.write(op.beside.tenant.id, add).await;
    added.unwrap();
    op.demand_of(&sales, true).await;
    let events = store.read(op.beside.tenant.id, move |tx| {
        let count = |id| Ok(tx.events_of(id, None, now, 9)?.len());
        ids.iter().copied().map(count).collect::<Result<Vec<usize>, TxError>>()
    });
    assert_eq!(events.await.unwrap(), vec![1; 51], "each once");
}

/// What is held about somebody says where they belong, and as what.
#[tokio::test]
async fn the_file_names_the_organizations_of_its_owner() {
    let op = Op::start(quick()).await;
    let sales = op.organization("sales").await;
    op.organization("board").await;
    op.join(&sales, "alice", ADMIN).await;
    let mut alice = op.browser();
    alice.open(at(&op, "/data")).await;
    sign_in(&mut alice, "alice").await;
    let csrf = alice.page().attributes("[name=csrf]", "value")[0].clone();
    let page = alice.post(at(&op, "/data"), &[("csrf", &csrf)]).await;
    let file: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    let held = file["organizations"].as_array().unwrap();
    assert_eq!(held.len(), 1, "{file}");
    assert_eq!([&held[0]["alias"], &held[0]["role"]], ["sales", "admin"]);
    assert!(!page.html.contains("board"), "{file}");
}
