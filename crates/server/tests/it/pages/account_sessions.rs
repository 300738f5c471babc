//! Ending one's own sessions.
use super::account_member::{at, at_home};
use super::{Op, quick};

#[tokio::test]
async fn one_is_ended_or_all_others_are() {
    let op = Op::start(quick()).await;
    let mut here = at_home(&op, "alice").await;
    op.advance(60);
    let mut others = [at_home(&op, "alice").await, at_home(&op, "alice").await];
    let mut bob = at_home(&op, "bob").await;
    let page = here.open(at(&op, "/sessions")).await;
    assert_eq!(page.texts("#session-list > li").len(), 3);
    assert!(page.text("#session-list > li:first-child").contains("This browser"));
    here.submit("end-session-2", &[]).await;
    assert!(here.page().has("#account-done[role=status]"));
    assert_eq!(here.page().texts("#session-list > li").len(), 2);
    here.submit("end-others", &[]).await;
    assert_eq!(here.page().texts("#session-list > li").len(), 1);
    assert!(!here.page().has("#end-others"), "there is nothing left to end");
    for other in &mut others {
        assert!(other.open(at(&op, "")).await.has("#login-form"));
    }
    assert!(bob.open(at(&op, "")).await.has("#account-sections"), "bob is somebody else");
}

/// Whatever id is posted, only a session of one's own is ended, and only by a form of ours.
#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let op = Op::start(quick()).await;
    let (mut alice, mut bob) = (at_home(&op, "alice").await, at_home(&op, "bob").await);
    at_home(&op, "bob").await;
    bob.open(at(&op, "/sessions")).await;
    let theirs = bob.page().form("end-session-2").fields;
    let theirs = theirs.iter().find(|(name, _)| name == "session").unwrap().1.clone();
    at_home(&op, "alice").await;
    alice.open(at(&op, "/sessions")).await;
    alice.submit("end-session-2", &[("session", &theirs)]).await;
    bob.open(at(&op, "/sessions")).await;
    assert_eq!(bob.page().texts("#session-list > li").len(), 2);
    for fields in [&[][..], &[("csrf", "wrong")]] {
        bob.post(at(&op, "/sessions/others"), fields).await;
        assert_eq!(bob.page().texts("#session-list > li").len(), 2, "{fields:?}");
    }
}
