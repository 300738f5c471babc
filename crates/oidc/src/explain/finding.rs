//! Which check failed, with what was sent and what was expected.
use super::ObjectFinding;
use latchkey_base::{AuthorizationId, ClientKey, Seconds, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};

/// Why a request was refused, for the operators of the tenant. Security: it never holds a code,
/// token, secret, verifier or password; text that was sent goes through [`super::sent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// About who asks.
    Client(ClientFinding),
    /// About what the parameters say.
    Request(RequestFinding),
    /// About the JWT that holds them.
    Object(ObjectFinding),
    /// About the code or refresh token.
    Grant(GrantFinding),
    /// About the access token.
    Token(TokenFinding),
    /// About the person.
    Person(PersonFinding),
    /// About the browser.
    Browser(BrowserFinding),
    /// About the HTTP message, before anything that it says.
    Message(MessageFinding),
    /// About what an app asks people to confirm.
    Confirmation(ConfirmationFinding),
    /// About what an app does at the account of somebody who lets it.
    OwnAccount(OwnAccountFinding),
    /// About a member of client metadata, in the words that the client was told.
    Metadata(String),
}

/// What is wrong with the client or its proof (RFC 6749 §2.3, OIDC Core §9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFinding {
    /// None is named.
    Unnamed,
    /// There is none of that name.
    Unknown,
    /// An operator switched it off.
    Disabled,
    /// It authenticated by another method than it registered.
    Method {
        /// What it used.
        used: String,
        /// What it registered.
        registered: String,
    },
    /// It authenticated in several ways at once: which.
    SeveralMethods(Vec<String>),
    /// The `client_id` beside its credentials is another one.
    OtherClient {
        /// What was sent as `client_id`.
        sent: String,
        /// Whom the credentials name.
        authenticated: String,
    },
    /// The `Authorization` header cannot be read.
    Header,
    /// The secret is not the registered one.
    Secret,
    /// No secret, or no secret that can be a MAC key, is registered.
    NoSecret,
    /// It has no secret and no key, and asks for what such a client cannot have.
    Public,
    /// No key of its own goes with the encryption that it registered: which.
    NoKeyToEncrypt(String),
    /// The assertion is not to be believed.
    Assertion(AssertionFinding),
}

/// What is wrong with a client assertion (RFC 7523 §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionFinding {
    /// It cannot be read, or a claim is missing or of the wrong kind.
    Malformed(String),
    /// No key of the client could be had.
    NoKeys,
    /// Its signature was not accepted.
    Signature(String),
    /// It is made out for somebody else.
    Audience {
        /// Its `aud`.
        sent: Vec<String>,
        /// One that is right.
        expected: String,
    },
    /// It was over already.
    Expired {
        /// For how long, tolerance not counted.
        since: Seconds,
        /// The tolerance.
        tolerance: Seconds,
    },
    /// `exp` is too far away.
    LivesTooLong {
        /// How far.
        ahead: Seconds,
        /// The most.
        most: Seconds,
    },
    /// `iat` or `nbf` lies ahead.
    FromTheFuture {
        /// Which.
        claim: String,
        /// How far, tolerance not counted.
        ahead: Seconds,
        /// The tolerance.
        tolerance: Seconds,
    },
    /// Its `jti` was used before.
    Replayed,
}

/// What is wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestFinding {
    /// It is given twice (RFC 6749 §3.1).
    Repeated(String),
    /// It is missing, malformed, or does not go with the rest: made by
    /// [`RequestFinding::parameter`].
    Parameter {
        /// Which.
        name: String,
        /// What was sent; of a secret only how long it is.
        sent: Option<String>,
        /// What was expected.
        expected: String,
    },
    /// It is not registered (RFC 9700 §2.1).
    RedirectUri {
        /// What was sent.
        sent: String,
        /// The registered one that is most like it.
        nearest: Option<String>,
        /// How those two differ.
        difference: Option<super::Difference>,
    },
    /// Tokens must not travel there (OIDC Core §3.2.2.1).
    InsecureRedirect(String),
    /// There is none of that name, or the tenant has switched it off.
    ResponseTypeNotOffered {
        /// What was sent.
        sent: String,
        /// There is one, but the tenant's `front_channel_tokens` is off.
        is_switched_off: bool,
    },
    /// The client has not registered it, or not its grant types.
    ResponseTypeNotRegistered {
        /// What was sent.
        sent: String,
        /// What is registered.
        registered: Vec<String>,
        /// The grant types it needs.
        needs: Vec<String>,
    },
    /// There is none of that name, or the client has not registered it.
    GrantType {
        /// What was sent.
        sent: String,
        /// What is possible: the client's own if it exists, else all.
        possible: Vec<String>,
    },
    /// The client is limited to others.
    Scope {
        /// What it may not ask for.
        refused: Vec<String>,
        /// What it may.
        allowed: Vec<String>,
    },
    /// PKCE is required of this client (RFC 9700 §2.1.1).
    NoChallenge {
        /// Because it is a public client, not because of the tenant's setting.
        is_public: bool,
    },
    /// The challenge is not by S256 (RFC 7636 §4.3).
    ChallengeMethod(Option<String>),
    /// The resource is not among the tenant's (RFC 8707 §2).
    Resource {
        /// What was sent.
        sent: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The resource was not part of the authorization (RFC 8707 §2.2).
    ResourceNotGranted {
        /// What was sent.
        sent: Vec<String>,
        /// What was authorized.
        granted: Vec<String>,
    },
    /// The hint is not one of ours for this client, in the words of its check.
    Hint(String),
    /// `prompt=none`: what would have to be asked.
    MustAsk(String),
    /// The tenant has switched it off.
    SwitchedOff {
        /// What was sent.
        sent: String,
        /// The setting.
        setting: String,
    },
    /// The address to go to after a sign-out is not registered (RP-Initiated Logout §3).
    PostLogoutRedirectUri {
        /// What was sent.
        sent: String,
        /// The registered one that is most like it.
        nearest: Option<String>,
        /// How those two differ.
        difference: Option<super::Difference>,
    },
}

/// What is wrong with who signed in, and what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonFinding {
    /// A class of authentication was asked for that they did not reach, or that nobody can reach
    /// here (OIDC Core §5.5.1.1).
    Acr {
        /// What was asked for.
        asked: Vec<String>,
        /// What their sign-in amounts to.
        reached: Option<String>,
        /// What the tenant offers.
        offered: Vec<String>,
    },
    /// The tenant's or the client's rules ask for one factor more than they could show.
    SecondFactor {
        /// What their sign-in amounts to.
        reached: Option<String>,
    },
    /// They are not the one whom the request names (OIDC Core §3.1.2.1, §5.5.1).
    SomebodyElse {
        /// The `sub` that it names, by hint or by claim.
        asked: Vec<String>,
        /// Their `sub`.
        found: String,
    },
    /// They said no (RFC 6749 §4.1.2.1).
    Denied,
}

/// What is wrong with a code or refresh token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantFinding {
    /// None of ours, or forgotten since it expired.
    Unknown(Presented),
    /// It was given to another client.
    OfAnother(Presented, ClientKey),
    /// It was over already.
    Expired(Presented, Seconds),
    /// It had been used before, so its authorization was ended (RFC 6749 §4.1.2).
    Spent {
        /// What was ended.
        authorization: AuthorizationId,
        /// What was presented.
        #[serde(default)]
        hash: Option<TokenHash>,
        /// When it was first used, if that is still known.
        #[serde(default)]
        at: Option<Timestamp>,
        /// Whose it was.
        #[serde(default)]
        client: Option<ClientKey>,
    },
    /// The `redirect_uri` is not that of the authorization request (RFC 6749 §4.1.3).
    RedirectUri {
        /// What was sent.
        sent: Option<String>,
        /// What the authorization request said.
        expected: String,
    },
    /// The `code_verifier` does not answer the challenge (RFC 7636 §4.6).
    Verifier(VerifierFinding),
    /// The refresh token's family has reached its greatest age.
    FamilyOver(Seconds),
    /// It changed between the look and the write: ended, disabled or used meanwhile.
    Overtaken,
}

/// What was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presented {
    /// An authorization code.
    Code,
    /// A refresh token.
    RefreshToken,
    /// A device code.
    DeviceCode,
}

/// How a `code_verifier` fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifierFinding {
    /// Not sent.
    Missing,
    /// Not 43 to 128 unreserved characters (RFC 7636 §4.1).
    Malformed,
    /// It is another request's, or the challenge was not made from its SHA-256.
    Wrong,
    /// Sent although the authorization request had no challenge (RFC 9700 §4.8.2).
    Unexpected,
}

/// What is wrong with an access token (RFC 6750 §3.1), or with a token for registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFinding {
    /// None of ours, revoked, or forgotten since it expired.
    NotLive,
    /// It was over already.
    Expired(Seconds),
    /// It is for other resource servers (RFC 9068 §4).
    Audience {
        /// Its own.
        sent: Vec<String>,
        /// Ours.
        expected: String,
    },
    /// It lacks `openid`.
    Scope(Vec<String>),
    /// It speaks for itself and is in no table, so it cannot be revoked (RFC 7009 §2.2.1).
    SelfContained,
    /// It is no initial access token of the tenant that is good for another registration (RFC 7591
    /// §3).
    InitialAccess,
    /// It is not the registration access token of the client in the path (RFC 7592 §2.1).
    RegistrationAccess {
        /// There is such a client.
        is_client_known: bool,
    },
    /// It was the right one, and the registration was changed or removed in the same moment.
    RegistrationOvertaken,
}

/// What is wrong with the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrowserFinding {
    /// It brought no cookie.
    NoCookie,
    /// It brought the cookie of another pass.
    OtherCookie,
    /// The pass had expired or is not known any more.
    Expired,
    /// A request that may show no page brought no cookie of ours at all.
    SilentWithoutCookies,
    /// It brought cookies of ours, and none of a sign-in at this tenant.
    NotSignedIn,
    /// It brought the cookie of a sign-in that is over.
    SignInOver,
}

/// What is wrong with the HTTP message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageFinding {
    /// The parameters are not `application/x-www-form-urlencoded` in UTF-8.
    Encoding,
    /// The body is of another media type.
    MediaType {
        /// What was sent.
        sent: Option<String>,
        /// What was expected.
        expected: String,
    },
    /// A request that was posted waited for too long, or is of another browser or tenant.
    Forgotten,
    /// One network asked for too much.
    TooMany {
        /// When there is room for another request.
        wait: Seconds,
        /// What bounds it: a setting.
        limit: String,
    },
}

/// What is wrong with what an app asks people to confirm (native contract U143).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationFinding {
    /// The token is one that a person gave.
    PersonsToken,
    /// The token lacks the scope value: what it has.
    Scope(Vec<String>),
    /// No operator lets the client ask.
    NotLet,
    /// What was sent, in the words that the client was told.
    Request(String),
    /// The client asks too much.
    TooMany {
        /// When there is room for another question.
        wait: Seconds,
        /// What bounds it.
        limit: String,
    },
}

/// What is wrong with a call of an app about the account of the person whose token it brings (native
/// contract U010, U011, U145 to U147).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnAccountFinding {
    /// The token is the client's own, or a device's.
    NobodysToken,
    /// The token lacks the scope value: what it has.
    Scope(Vec<String>),
    /// No operator lets the client.
    NotLet,
    /// The sign-in behind the token is too old or too weak.
    SignIn {
        /// How long ago it was.
        age: Seconds,
        /// What it reached.
        acr: Option<String>,
        /// Its session has not ended, and lacks nothing that the person has.
        goes_on: bool,
        /// How long ago it may be.
        max_age: Seconds,
        /// What it has to reach.
        wanted: Option<String>,
    },
    /// The passkey that was to take the place of a fresh sign-in does not.
    Passkey(String),
    /// What was sent, in the words that the client was told.
    Request(String),
    /// The person's account is asked too much of.
    TooMany {
        /// When there is room for another call.
        wait: Seconds,
        /// What bounds it.
        limit: String,
    },
}

macro_rules! findings {
    ($($part:ident => $variant:ident),*) => {
        $(impl From<$part> for Finding {
            fn from(part: $part) -> Self {
                Self::$variant(part)
            }
        })*
    };
}

findings! {
    ClientFinding => Client, RequestFinding => Request, ObjectFinding => Object,
    GrantFinding => Grant, TokenFinding => Token, BrowserFinding => Browser,
    PersonFinding => Person, MessageFinding => Message, ConfirmationFinding => Confirmation,
    OwnAccountFinding => OwnAccount
}

impl From<AssertionFinding> for Finding {
    fn from(part: AssertionFinding) -> Self {
        Self::Client(ClientFinding::Assertion(part))
    }
}
