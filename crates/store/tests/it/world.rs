//! A tenant with a client and a person, and short words for what is done with them.
use crate::databases::{Db, START, shared};
use latchkey_accounts::{Account, AccountStatus, Profile, RefusedFactors};
use latchkey_authn::Proof;
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, Entropy, Id, InteractionId, Sealed, Seconds, SessionId,
    SystemEntropy, TenantId, Timestamp, TokenHash,
};
use latchkey_oidc::{
    AccessToken, AuthorizationCode, Commit, Found, Grant, Issued, Lookup, NewRefreshToken, Outcome,
    RefreshToken, Scope, Write,
};
use latchkey_store::{
    ClientRecord, InteractionRecord, SessionRecord, Store, TenantRecord, TenantSettings, Tx,
    TxError,
};
use serde_json::json;
use std::sync::Arc;

/// `seconds` after the start.
pub fn at(seconds: i64) -> Timestamp {
    START + Seconds::new(seconds)
}

/// A new id.
pub fn id<K>() -> Id<K> {
    Id::new(START, &SystemEntropy::new())
}

/// A hash of something random.
pub fn hash() -> TokenHash {
    TokenHash::of(SystemEntropy::new().token("").expose())
}

/// A tenant of the test's own.
pub struct World {
    pub db: Db,
    pub store: Store,
    pub tenant: TenantId,
    pub client: ClientKey,
    pub account: AccountId,
}

pub fn tenant_record(group: &str) -> TenantRecord {
    TenantRecord {
        id: id(),
        group: group.to_owned(),
        pretty_name: None,
        name: format!("The {group}"),
        settings: TenantSettings::default(),
        disabled: false,
        revision: 1,
        created_at: START,
    }
}

pub fn client_record(client_id: &str) -> ClientRecord {
    ClientRecord {
        key: id(),
        client_id: client_id.to_owned(),
        metadata: serde_json::from_value(json!({"redirect_uris": ["https://a.test/cb"]})).unwrap(),
        secret_digest: None,
        secret_sealed: None,
        registration_token: None,
        disabled: false,
        created_at: START,
    }
}

pub fn account(username: &str, email: Option<&str>) -> Account {
    Account {
        id: id(),
        username: username.to_owned(),
        email: email.map(str::to_owned),
        email_verified: false,
        status: AccountStatus::Active,
        password_demand: None,
        two_factors: false,
        passkey_only: false,
        organization_two_factors: false,
        refuses: RefusedFactors::default(),
        organization_refuses: RefusedFactors::default(),
        profile: Profile { name: Some("Ada L.".to_owned()), ..Profile::default() },
        created_at: START,
        updated_at: START,
    }
}

impl World {
    /// One per backend, in the shared stores.
    pub async fn on_every_store() -> Vec<World> {
        let mut worlds = Vec::new();
        for db in shared() {
            worlds.push(World::new(db).await);
        }
        worlds
    }

    /// A new tenant in that store.
    pub async fn new(db: Db) -> World {
        let tenant = tenant_record(&id::<()>().to_string());
        let (client, person) = (client_record("app"), account("ada", Some("ada@example.org")));
        let store = db.store.clone();
        let world = World { db, store, tenant: tenant.id, client: client.key, account: person.id };
        world
            .write(move |tx| {
                tx.insert_tenant(&tenant)?;
                tx.insert_client(&client)?;
                tx.insert_account(&person)
            })
            .await
            .unwrap();
        world
    }

    pub async fn write<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut dyn Tx) -> Result<T, TxError> + Send + 'static,
    ) -> Result<T, TxError> {
        self.store.write(self.tenant, run).await
    }

    pub async fn read<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut dyn Tx) -> Result<T, TxError> + Send + 'static,
    ) -> T {
        self.store.read(self.tenant, run).await.unwrap()
    }

    pub async fn commit(&self, write: Write) -> Outcome {
        let commit = Commit { assertion: None, write: Some(write) };
        self.store.commit(self.tenant, commit).await.unwrap()
    }

    pub async fn find(&self, lookup: Lookup) -> Found {
        self.store.find(self.tenant, lookup).await.unwrap()
    }

    /// Asks the tables, not the memory of this store.
    pub async fn find_elsewhere(&self, lookup: Lookup) -> Found {
        let other = self.db.another();
        let found = other.store.find(self.tenant, lookup).await.unwrap();
        other.store.close().await;
        found
    }

    pub fn grant(&self) -> Grant {
        Grant {
            authorization: AuthorizationId::new(START, &SystemEntropy::new()),
            client: self.client,
            account: self.account,
            subject: self.account.to_string(),
            session: None,
            scope: Scope::parse("openid email").unwrap(),
            claims: Default::default(),
            resources: Vec::new(),
            nonce: Some("n".to_owned()),
            auth_time: START,
            auth_time_wanted: false,
            acr: None,
            amr: vec!["pwd".to_owned()],
            offline: false,
            is_device: false,
        }
    }

    /// Issues a code for the grant, good for 60 seconds.
    pub async fn issue(&self, grant: Grant) -> Arc<AuthorizationCode> {
        let code = code(grant);
        let write = authorize(&code, None, at(0));
        assert!(matches!(self.commit(write).await, Outcome::Done));
        code
    }

    /// Issues and redeems a code; both tokens.
    pub async fn sign_in(&self, grant: Grant) -> (Arc<AccessToken>, Arc<RefreshToken>) {
        let code = self.issue(grant).await;
        let issued = tokens(&code.grant);
        let both = (issued.access.clone().unwrap(), issued.refresh.clone().unwrap().token);
        let outcome = self.commit(redeem(&code, issued, at(1))).await;
        assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
        both
    }

    pub fn session(&self, browser: TokenHash) -> SessionRecord {
        SessionRecord {
            id: SessionId::new(START, &SystemEntropy::new()),
            browser,
            account: self.account,
            auth_time: START,
            amr: vec!["pwd".to_owned()],
            acr: Some("1".to_owned()),
            user_agent: "a browser".to_owned(),
            created_at: START,
            seen_at: START,
            expires_at: at(100),
            proofs: vec![Proof::Password],
        }
    }

    pub fn interaction(&self) -> InteractionRecord {
        InteractionRecord {
            id: InteractionId::new(START, &SystemEntropy::new()),
            browser: hash(),
            client: Some(self.client),
            request: json!({"scope": "openid"}),
            progress: json!({}),
            version: 1,
            created_at: START,
            expires_at: at(100),
            finished_at: None,
        }
    }
}

pub fn code(grant: Grant) -> Arc<AuthorizationCode> {
    Arc::new(AuthorizationCode {
        hash: hash(),
        grant: Arc::new(grant),
        redirect_uri: "https://a.test/cb".to_owned(),
        challenge: Some(latchkey_oidc::CodeChallenge([9; 32])),
        expires_at: at(60),
    })
}

pub fn access(grant: &Arc<Grant>) -> Arc<AccessToken> {
    Arc::new(AccessToken {
        hash: hash(),
        client: grant.client,
        grant: Some(Arc::clone(grant)),
        scope: grant.scope.clone(),
        audience: vec!["https://api.test".to_owned()],
        issued_at: at(1),
        expires_at: at(3600),
    })
}

pub fn refresh(grant: &Arc<Grant>) -> Arc<RefreshToken> {
    let family_started_at = at(1);
    let (hash, expires_at) = (hash(), at(86_400));
    Arc::new(RefreshToken { hash, grant: Arc::clone(grant), family_started_at, expires_at })
}

/// An access token and a refresh token whose text is sealed as three octets of its hash.
pub fn tokens(grant: &Arc<Grant>) -> Issued {
    let token = refresh(grant);
    let sealed = Some(Sealed::from_bytes(token.hash.as_bytes()[..3].to_vec()));
    let refresh = Some(NewRefreshToken { token, sealed });
    Issued { access: Some(access(grant)), refresh, unrecorded_until: None }
}

/// Records the authorization of a code, and the code.
pub fn authorize(
    code: &Arc<AuthorizationCode>,
    interaction: Option<InteractionId>,
    at: Timestamp,
) -> Write {
    let (grant, code) = (Arc::clone(&code.grant), Some(Arc::clone(code)));
    Write::Authorize {
        grant,
        code,
        issued: Issued::default(),
        browser: None,
        consent: None,
        interaction,
        at,
    }
}

pub fn redeem(code: &AuthorizationCode, issued: Issued, at: Timestamp) -> Write {
    Write::RedeemCode { code: code.hash, issued, at }
}

pub fn rotate(presented: &RefreshToken, issued: Issued, at: Timestamp) -> Write {
    let repeat_window = Seconds::new(30);
    Write::RotateRefreshToken { presented: presented.hash, issued, repeat_window, at }
}

/// Whether a lookup found something.
pub fn is_there(found: &Found) -> bool {
    !matches!(found, Found::Nothing)
}
