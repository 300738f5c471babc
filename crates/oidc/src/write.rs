//! Reading and writing as values: what a decision asks for ([`Lookup`]), what it gets
//! ([`Found`]), what it wants done ([`Commit`]), what came of it ([`Outcome`]).
//!
//! `load` may answer from a cache; a write never trusts what was read. Losing a race is an
//! outcome, not an error.
use crate::device::{DevicePoll, NewDeviceCode};
use crate::{AccessToken, AuthorizationCode, Grant, RefreshToken};
use latchkey_base::{
    AuthorizationId, ClientKey, ConsentId, InteractionId, Sealed, Seconds, SessionId, Timestamp,
    TokenHash,
};
use std::sync::Arc;

/// What a decision needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Nothing.
    Nothing,
    /// An authorization code, spent or not, expired or not.
    AuthorizationCode(TokenHash),
    /// A refresh token, rotated or not, expired or not.
    RefreshToken(TokenHash),
    /// A refresh token that can be used: the current one of its family, its authorization not
    /// ended. Answered from the database, never from memory, with [`Found::RefreshToken`].
    LiveRefreshToken(TokenHash),
    /// An access token; one whose authorization ended is not found.
    AccessToken(TokenHash),
    /// A device code, whatever became of it. Answered from memory while nobody has decided; each
    /// look counts as a poll.
    DeviceCode {
        /// Which.
        hash: TokenHash,
        /// Now.
        at: Timestamp,
    },
    /// A grant, for checking that a JWT's authorization has not ended.
    Grant(AuthorizationId),
}

/// What was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// Not there, or nothing was asked for.
    Nothing,
    /// See [`Lookup::AuthorizationCode`].
    AuthorizationCode(Arc<AuthorizationCode>),
    /// See [`Lookup::RefreshToken`] and [`Lookup::LiveRefreshToken`].
    RefreshToken(Arc<RefreshToken>),
    /// See [`Lookup::AccessToken`].
    AccessToken(Arc<AccessToken>),
    /// See [`Lookup::DeviceCode`].
    DeviceCode(DevicePoll),
    /// See [`Lookup::Grant`].
    Grant(Arc<Grant>),
}

/// One atomic unit: either all of it happens or none.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// The client authenticated by an assertion whose `jti` must be new. If it is not, nothing
    /// else of this unit happens and the outcome is [`Outcome::AssertionReplayed`]. If it is, it
    /// stays used, whatever comes of the write.
    pub assertion: Option<AssertionUse>,
    /// What else.
    pub write: Option<Write>,
}

impl Commit {
    /// Whether there is nothing to do: then nothing needs to be waited for, and the outcome is
    /// [`Outcome::Done`].
    pub const fn is_empty(&self) -> bool {
        self.assertion.is_none() && self.write.is_none()
    }
}

/// Marks the `jti` of a client assertion as used (RFC 7523 §3, item 7).
#[derive(Clone, Debug)]
pub struct AssertionUse {
    /// Whose assertion.
    pub client: ClientKey,
    /// SHA-256 of the `jti`.
    pub jti: TokenHash,
    /// When it may be forgotten: the assertion's `exp` plus the clock tolerance.
    pub until: Timestamp,
}

/// Tokens to be recorded together.
#[derive(Clone, Debug, Default)]
pub struct Issued {
    /// An opaque access token; `None` when it is a JWT.
    pub access: Option<Arc<AccessToken>>,
    /// A refresh token.
    pub refresh: Option<NewRefreshToken>,
    /// When a JWT access token ends, which is not recorded: its authorization must be found for
    /// as long.
    pub unrecorded_until: Option<Timestamp>,
}

/// A refresh token to be recorded.
#[derive(Clone, Debug)]
pub struct NewRefreshToken {
    /// The token.
    pub token: Arc<RefreshToken>,
    /// The token's text sealed under its predecessor; `None` for the first of a family.
    pub sealed: Option<Sealed>,
}

/// What to do. Each is one compare-and-set or insert per row it touches.
#[derive(Clone, Debug)]
pub enum Write {
    /// Record an authorization with its code and its access token, and close the interaction it
    /// came from, all at once. If the client is disabled, the person may not sign in, the grant's
    /// session is over, the consent was withdrawn or the interaction is closed already, the outcome
    /// is [`Outcome::Lost`]. The session counts as used now.
    Authorize {
        /// The authorization.
        grant: Arc<Grant>,
        /// The code, if the response type asks for one.
        code: Option<Arc<AuthorizationCode>>,
        /// An access token from the authorization endpoint, if it asks for one.
        issued: Issued,
        /// The browser cookie that the session must still belong to.
        browser: Option<TokenHash>,
        /// The remembered consent of the person for the client that must still stand.
        consent: Option<ConsentId>,
        /// Closed if still open.
        interaction: Option<InteractionId>,
        /// Now.
        at: Timestamp,
    },
    /// Spend a code if it is unspent and unexpired, its authorization has not ended and its
    /// client is not disabled; then record the tokens.
    ///
    /// A code that is spent already: [`Outcome::Replayed`], and the whole authorization has
    /// been ended in the same transaction (RFC 6749 §4.1.2).
    RedeemCode {
        /// Which.
        code: TokenHash,
        /// What it yields; nothing when the code has expired and only a replay can be noticed.
        issued: Issued,
        /// Now.
        at: Timestamp,
    },
    /// Rotate a refresh token if it is current, unexpired, its authorization has not ended and
    /// its client is not disabled; then record the successor and the access token.
    ///
    /// Rotated already, its successor unused, and less than `repeat_window` ago:
    /// [`Outcome::Repeated`] with the sealed successor; the new access token is recorded, the
    /// new refresh token is not. Rotated already and (the successor has been used, or the
    /// window is over): [`Outcome::Replayed`], and the authorization has been ended.
    RotateRefreshToken {
        /// The presented token.
        presented: TokenHash,
        /// What it yields; nothing when the token has expired and only a replay can be noticed.
        issued: Issued,
        /// For how long a repetition is answered with the same successor.
        repeat_window: Seconds,
        /// Now.
        at: Timestamp,
    },
    /// Use a refresh token without rotating it, under the same conditions.
    KeepRefreshToken {
        /// The presented token.
        presented: TokenHash,
        /// The access token; no refresh token.
        issued: Issued,
        /// Now.
        at: Timestamp,
    },
    /// Record that a device asks. [`Outcome::Lost`] if its user code is taken, or its client is
    /// disabled.
    BeginDevice(NewDeviceCode),
    /// Record an access token of a client's own.
    IssueAccessToken {
        /// The token.
        token: Arc<AccessToken>,
    },
    /// Forget one access token of this client (RFC 7009 §2.1).
    RevokeAccessToken {
        /// Which.
        token: TokenHash,
        /// Only if it is this client's.
        client: ClientKey,
    },
    /// End an authorization with all its tokens.
    EndAuthorization {
        /// Which.
        authorization: AuthorizationId,
        /// Now.
        at: Timestamp,
    },
    /// End a browser session: its row goes, and the authorizations given in it end unless
    /// they are `offline` (OIDC Back-Channel Logout §2.7).
    EndSession {
        /// Which.
        session: SessionId,
        /// Now.
        at: Timestamp,
    },
}

/// What came of a [`Commit`].
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is durable.
    Done,
    /// The condition did not hold: unknown, expired, ended, disabled. Nothing was written.
    Lost,
    /// A spent code or a rotated-out refresh token was used; its authorization is ended.
    Replayed(AuthorizationId),
    /// The refresh token had just been rotated: this is its successor, sealed.
    Repeated(Sealed),
    /// The assertion's `jti` was used before. Nothing else was written.
    AssertionReplayed,
}
