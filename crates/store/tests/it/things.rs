//! A tenant that has some of everything.
use crate::world::{World, at, hash, id};
use latchkey_accounts::{
    AccountEvent, EventKind, HandoverState, MemberRole, Membership, Organization, RecoveryState,
    RefusedFactors, TermsAnswer,
};
use latchkey_authn::factors::approval::{ChallengeState, TRIES};
use latchkey_authn::whereabouts::Whence;
use latchkey_base::{
    AccountId, ClientKey, CodeDigest, CompanionId, OrganizationId, Sealed, Seconds,
};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;
use latchkey_oidc::confirmation::{ConfirmationState, ConfirmationText};
use latchkey_oidc::{Consent, Scope};
use latchkey_store::{
    CeremonyRecord, ChallengeRecord, ChosenPassword, CompanionAppRecord, ConfirmationRecord,
    EncryptionKeyRecord, EventRecord, HandoverRecord, InitialAccessTokenRecord, InteractionRecord,
    KeyState, LockLinkRecord, OutboxMessage, PasskeyRecord, PhoneRecord, ProofRecord,
    PushSubscriptionRecord, RecoveryRecord, RememberedBrowserRecord, SessionRecord,
    SigningKeyRecord, TermsAnswerId, TermsRecord, TotpRecord, WhereaboutsRecord,
};
use serde_json::json;

/// One of each kind of thing that a transaction can put into a tenant.
#[derive(Clone)]
pub struct Things {
    pub key: SigningKeyRecord,
    pub encryption_key: EncryptionKeyRecord,
    pub session: SessionRecord,
    pub interaction: InteractionRecord,
    pub proof: ProofRecord,
    pub consent: Consent,
    pub message: OutboxMessage,
    pub failed: latchkey_base::TokenHash,
    pub event: EventRecord,
    pub ceremony: CeremonyRecord,
    pub lock_link: LockLinkRecord,
    pub remembered: RememberedBrowserRecord,
    pub told: PushSubscriptionRecord,
    pub challenge: ChallengeRecord,
    pub recovery: RecoveryRecord,
    pub confirmation: ConfirmationRecord,
    pub handover: HandoverRecord,
    pub organization: Organization,
}

/// An authenticator app whose step 7 was used last.
pub fn totp(account: AccountId) -> TotpRecord {
    TotpRecord {
        account,
        sealed: Sealed::from_bytes(vec![1, 2]),
        last_step: 7,
        created_at: at(0),
        used_at: None,
    }
}

/// A number that no code was sent to yet.
pub fn companion_app(account: AccountId) -> CompanionAppRecord {
    let handle = CompanionId::from_bytes(*account.as_bytes());
    CompanionAppRecord { account, handle, created_at: at(0), used_at: None }
}

pub fn phone(account: AccountId) -> PhoneRecord {
    let number = "+447700900123".to_owned();
    PhoneRecord { account, number, created_at: at(0), used_at: None }
}

/// A passkey that has signed seven times.
pub fn passkey(account: AccountId) -> PasskeyRecord {
    PasskeyRecord {
        credential_id: vec![6; 32],
        account,
        user_handle: [5; 16],
        credential: "{}".to_owned(),
        label: "Phone".to_owned(),
        counter: 7,
        backup_eligible: false,
        backed_up: false,
        created_at: at(0),
        used_at: None,
    }
}

/// A browser that is told in a session.
pub fn told(session: &SessionRecord) -> PushSubscriptionRecord {
    PushSubscriptionRecord {
        session: session.id,
        account: session.account,
        sealed: Sealed::from_bytes(vec![1, 2]),
        language: "de".to_owned(),
        created_at: session.created_at,
        expires_at: session.expires_at,
    }
}

/// A browser that is remembered for a minute.
pub fn remembered(account: AccountId) -> RememberedBrowserRecord {
    RememberedBrowserRecord {
        id: id(),
        account,
        digest: CodeDigest::from_bytes([7; 32]),
        user_agent: "Browser".to_owned(),
        created_at: at(0),
        used_at: at(0),
        expires_at: at(60),
    }
}

/// A browser or network that was seen then, and is known for a minute.
pub fn seen(account: AccountId, kind: Whence, octet: u8, then: i64) -> WhereaboutsRecord {
    let digest = CodeDigest::from_bytes([octet; 32]);
    WhereaboutsRecord { account, kind, digest, seen_at: at(then), expires_at: at(then + 60) }
}

/// A sign-in that waits for a minute to be approved, with the number 42.
pub fn challenge(account: AccountId) -> ChallengeRecord {
    ChallengeRecord {
        id: id(),
        account,
        interaction: id(),
        browser: hash(),
        number: 42,
        tries_left: TRIES.into(),
        state: ChallengeState::Waiting,
        decided_in: None,
        app: Some("Notes".to_owned()),
        address: "192.0.2.7".to_owned(),
        user_agent: "Browser".to_owned(),
        created_at: at(0),
        expires_at: at(60),
    }
}

/// A request that was made then, waits for half a minute, and is there for a minute.
pub fn recovery(account: AccountId, asked: i64) -> RecoveryRecord {
    RecoveryRecord {
        id: id(),
        account,
        state: RecoveryState::Open,
        stop_link: hash(),
        finish_link: hash(),
        email: "ada@example.com".to_owned(),
        browser: hash(),
        address: "192.0.2.7".to_owned(),
        user_agent: "Browser".to_owned(),
        reminder: id(),
        message: id(),
        created_at: at(asked),
        ready_at: at(asked + 30),
        expires_at: at(asked + 60),
        decided_at: None,
    }
}

/// A question of a client that waits for a minute, with a callback.
pub fn confirmation(client: ClientKey, account: Option<AccountId>) -> ConfirmationRecord {
    let id = id();
    ConfirmationRecord {
        id,
        client,
        account,
        lookup: CodeDigest::from_bytes([8; 32]),
        handle: "h".to_owned(),
        client_state: id.to_string(),
        app: "Bank".to_owned(),
        text: ConfirmationText {
            title: "Payment".to_owned(),
            header: "Bakery".to_owned(),
            message: "12.50 €".to_owned(),
        },
        callback: Some("https://bank.test/told?x=1".to_owned()),
        state: ConfirmationState::Waiting,
        decided_in: None,
        created_at: at(0),
        expires_at: at(60),
    }
}

/// A device that is offered for a minute with that code.
pub fn handover(from: AccountId, client: ClientKey, octet: u8) -> HandoverRecord {
    HandoverRecord {
        device: id(),
        from,
        to: None,
        client,
        code: CodeDigest::from_bytes([octet; 32]),
        name: Some("Living room".to_owned()),
        model: Some("Vision 55".to_owned()),
        state: HandoverState::Open,
        created_at: at(0),
        expires_at: at(60),
        decided_at: None,
    }
}

/// An organization that wants nothing of its members.
pub fn organization(alias: &str) -> Organization {
    Organization {
        id: id(),
        alias: alias.to_owned(),
        name: format!("The {alias}"),
        two_factors: false,
        refuses: RefusedFactors::default(),
        created_at: at(0),
        updated_at: at(0),
    }
}

/// Somebody belongs to it.
pub fn member(of: OrganizationId, account: AccountId, role: MemberRole) -> Membership {
    Membership { organization: of, account, role, created_at: at(0) }
}

/// A password in the place of another, of which one is kept.
pub fn chosen(phc: &str) -> ChosenPassword<'_> {
    ChosenPassword { phc, keep: 1, keep_until: at(1_000_000) }
}

/// Somebody has accepted the tenant's terms.
pub fn terms(account: AccountId) -> TermsRecord {
    let answer = TermsAnswer {
        version: "1".to_owned(),
        accepted: true,
        at: at(0),
        user_agent: Some("Firefox".to_owned()),
        app: None,
    };
    TermsRecord { id: TermsAnswerId::from_bytes([3; 16]), account, client: None, answer }
}

/// A challenge that waits for a minute.
pub fn ceremony() -> CeremonyRecord {
    CeremonyRecord { id: hash(), owner: hash(), state: "{}".to_owned(), expires_at: at(60) }
}

/// A link of a notice that was mailed then, good for a minute.
pub fn lock_link(account: AccountId, mailed: i64) -> LockLinkRecord {
    LockLinkRecord {
        link: hash(),
        account,
        address: "ada@example.com".to_owned(),
        created_at: at(mailed),
        expires_at: at(mailed + 60),
    }
}

/// Puts one of each into the tenant.
pub async fn things(world: &World) -> Things {
    let session = world.session(hash());
    let things = Things {
        key: SigningKeyRecord {
            id: id(),
            kid: "kid".to_owned(),
            alg: Algorithm::ES256,
            sealed: Sealed::from_bytes(vec![1]),
            state: KeyState::Published,
            created_at: at(0),
            active_from: at(0),
            retires_at: None,
            longest_token: Seconds::new(3600),
        },
        encryption_key: EncryptionKeyRecord {
            id: id(),
            kid: "kid".to_owned(),
            alg: KeyManagement::EcdhEs,
            sealed: Sealed::from_bytes(vec![1]),
            created_at: at(0),
            retired_at: None,
        },
        told: told(&session),
        session,
        interaction: world.interaction(),
        proof: ProofRecord {
            link: hash(),
            purpose: "verify_email".to_owned(),
            account: world.account,
            code: Some(CodeDigest::from_bytes([3; 32])),
            attempts_left: 1,
            interaction: None,
            payload: json!({}),
            expires_at: at(60),
        },
        consent: Consent {
            id: id(),
            account: world.account,
            client: world.client,
            scope: Scope::default(),
            claims: Vec::new(),
            granted_at: at(0),
            expires_at: at(60),
        },
        message: OutboxMessage {
            id: id(),
            tenant: world.tenant,
            kind: "mail".to_owned(),
            destination: String::new(),
            sealed: Sealed::from_bytes(vec![1]),
            attempts: 0,
            due_at: at(1_000_000),
            expires_at: at(2_000_000),
        },
        failed: hash(),
        event: EventRecord {
            id: id(),
            account: world.account,
            event: AccountEvent::new(EventKind::SignedIn, at(0)),
            expires_at: at(1_000_000),
        },
        ceremony: ceremony(),
        lock_link: lock_link(world.account, 0),
        remembered: remembered(world.account),
        challenge: challenge(world.account),
        recovery: recovery(world.account, 0),
        confirmation: confirmation(world.client, Some(world.account)),
        handover: handover(world.account, world.client, 9),
        organization: organization("sales"),
    };
    let (put, of) = (things.clone(), world.account);
    world
        .write(move |tx| {
            tx.insert_signing_key(&put.key)?;
            tx.insert_encryption_key(&put.encryption_key)?;
            tx.insert_initial_access_token(&InitialAccessTokenRecord {
                hash: put.failed,
                uses_left: 1,
                created_at: at(0),
                expires_at: at(60),
            })?;
            tx.add_event(&put.event)?;
            tx.plan_deletion(of, at(0), at(1_000_000))?;
            tx.insert_session(&put.session)?;
            assert!(tx.put_push_subscription(&put.told, 9)?);
            tx.insert_interaction(&put.interaction)?;
            tx.put_proof(&put.proof)?;
            tx.put_consent(&put.consent)?;
            tx.put_message(&put.message)?;
            tx.add_failure(&put.failed, at(0), at(-60))?;
            tx.put_totp(&totp(of))?;
            tx.put_phone(&phone(of))?;
            tx.put_companion_app(&companion_app(of))?;
            tx.insert_passkey(&passkey(of))?;
            tx.refuse_passkeys(of, at(0))?;
            tx.put_ceremony(&put.ceremony)?;
            tx.put_lock_link(&put.lock_link)?;
            tx.put_recovery_codes(of, &[CodeDigest::from_bytes([4; 32])], at(0))?;
            tx.put_terms_answer(&terms(of))?;
            tx.set_password_hash(of, "before", at(0))?;
            tx.choose_password(of, chosen("phc"), at(0))?;
            tx.insert_challenge(&put.challenge)?;
            assert!(tx.insert_recovery(&put.recovery)?);
            tx.insert_confirmation(&put.confirmation)?;
            assert!(tx.offer_device(&put.handover)?);
            tx.put_whereabouts(&seen(of, Whence::Browser, 7, 0))?;
            tx.insert_organization(&put.organization)?;
            assert!(tx.put_membership(&member(put.organization.id, of, MemberRole::Admin))?);
            tx.remember_browser(&put.remembered)
        })
        .await
        .unwrap();
    things
}
