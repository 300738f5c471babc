use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_000);

fn id() -> AccountId {
    AccountId::from_bytes([7; 16])
}

fn input(username: &str, email: &str) -> SignUp {
    let some = |text: &str| Some(text.to_owned());
    SignUp { username: some(username), email: some(email), profile: Profile::default() }
}

fn open() -> AccountPolicy {
    AccountPolicy { sign_up: true, ..AccountPolicy::default() }
}

/// An account to try things on.
pub(crate) fn alice() -> Account {
    register(input("Alice", "Alice@Example.com"), &open(), id(), NOW).unwrap()
}

#[test]
fn a_new_account_is_active_unverified_and_in_normal_form() {
    let account = alice();
    assert_eq!(account.username, "alice");
    assert_eq!(account.email.as_deref(), Some("alice@example.com"));
    assert!(!account.email_verified);
    assert_eq!(account.status, AccountStatus::Active);
    assert_eq!((account.created_at, account.updated_at), (NOW, NOW));
}

#[test]
fn nobody_signs_up_where_the_tenant_says_no() {
    let refused = register(input("alice", "a@x.example"), &AccountPolicy::default(), id(), NOW);
    assert_eq!(refused, Err(vec![SignUpProblem::Closed]));
}

#[test]
fn the_address_serves_as_user_name() {
    let account = register(input(" ", "A@x.example"), &open(), id(), NOW).unwrap();
    assert_eq!(account.username, "a@x.example");
}

/// A name is looked up where addresses are, so it must not be somebody else's.
#[test]
fn nobody_takes_the_address_of_another_as_a_user_name() {
    for name in ["victim@x.example", "Victim@X.example", "victim＠x.example", "a@b@c"] {
        let refused = register(input(name, "mallory@x.example"), &open(), id(), NOW);
        assert_eq!(refused, Err(vec![SignUpProblem::Username(NameProblem::Malformed)]), "{name}");
    }
    assert!(register(input("A@x.example", "a@X.example"), &open(), id(), NOW).is_ok());
    assert!(new_account(input("old@x.example", "new@x.example"), id(), NOW).is_ok());
}

#[test]
fn people_need_an_address_and_operators_do_not() {
    let refused = register(input("alice", " "), &open(), id(), NOW);
    assert_eq!(refused, Err(vec![SignUpProblem::Email(NameProblem::Missing)]));
    let refused = register(input("", ""), &open(), id(), NOW);
    assert_eq!(refused, Err(vec![SignUpProblem::Email(NameProblem::Missing)]));
    assert_eq!(new_account(input("alice", ""), id(), NOW).unwrap().email, None);
    let refused = new_account(input("", ""), id(), NOW);
    assert_eq!(refused, Err(vec![SignUpProblem::Username(NameProblem::Missing)]));
}

#[test]
fn every_problem_is_told_at_once() {
    let mut wrong = input("a b", "nonsense");
    wrong.profile.birthdate = Some("yesterday".into());
    let problems = register(wrong, &open(), id(), NOW).unwrap_err();
    let fields: Vec<_> = problems.iter().map(SignUpProblem::field).collect();
    assert_eq!(fields, [Some("email"), Some("username"), Some("birthdate")]);
}

#[test]
fn an_address_at_another_domain_is_refused_at_sign_up_and_with_an_invitation() {
    let policy = AccountPolicy { domains_allowed: vec!["x.example".to_owned()], ..open() };
    let refused = Err(vec![SignUpProblem::Domain(DomainProblem::NotAllowed)]);
    assert_eq!(register(input("", "a@y.example"), &policy, id(), NOW), refused);
    assert_eq!(accept_invitation(input("", "a@y.example"), &policy, id(), NOW), refused);
    assert!(register(input("", "a@X.example"), &policy, id(), NOW).is_ok());
    let problem = SignUpProblem::Domain(DomainProblem::Blocked);
    assert_eq!(problem.field(), Some("email"));
}

/// Whoever has the link reads mail there.
#[test]
fn an_invited_person_has_a_verified_address_where_others_may_not_sign_up() {
    let policy = AccountPolicy::default();
    let made = accept_invitation(input("", "a@x.example"), &policy, id(), NOW).unwrap();
    assert!(made.email_verified && !policy.sign_up);
    let closed = AccountPolicy { invitations: false, ..open() };
    let refused = accept_invitation(input("", "a@x.example"), &closed, id(), NOW);
    assert_eq!(refused, Err(vec![SignUpProblem::Closed]));
}
