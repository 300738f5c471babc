//! What the protocol did.
use latchkey_store::About;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Issued {
    grant_type: &'static str,
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    endpoint: &'static str,
    error: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Told {
    outcome: &'static str,
}

/// Tokens, refusals, sign-ins and sign-outs. No label holds a tenant, a client or a person: their number
/// has no bound.
#[derive(Debug, Default)]
pub struct ProtocolMetrics {
    issued: Family<Issued, Counter>,
    refused: Family<Refused, Counter>,
    sign_ins: Family<SignIn, Counter>,
    told: Family<Told, Counter>,
    settled: Family<Told, Counter>,
    looked_up: Family<Told, Counter>,
}

impl ProtocolMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register("tokens_issued", "Tokens that went out", metrics.issued.clone());
        registry.register("refusals", "Protocol requests refused", metrics.refused.clone());
        registry.register("sign_ins", "Attempts to sign in", metrics.sign_ins.clone());
        let help = "Attempts to tell a client that a session has ended";
        registry.register("backchannel_logouts", help, metrics.told.clone());
        let help = "Attempts to tell a client what became of a confirmation";
        registry.register("confirmation_callbacks", help, metrics.settled.clone());
        let help = "New passwords looked up in the lists of leaked ones";
        registry.register("password_lookups", help, metrics.looked_up.clone());
        metrics
    }

    /// A token of `kind` (`access_token`, `id_token`, `refresh_token`) went out.
    pub fn issued(&self, grant_type: &'static str, kind: &'static str) {
        self.issued.get_or_create(&Issued { grant_type, kind }).inc();
    }

    /// An endpoint refused a request with this OAuth error code.
    pub fn refused(&self, endpoint: &'static str, error: &'static str) {
        self.refused.get_or_create(&Refused { endpoint, error }).inc();
    }

    /// A client was told something of that kind: `delivered`, `refused`, `postponed`, `given_up`.
    pub fn told(&self, kind: &'static str, outcome: &'static str) {
        let family = if kind == About::LOGOUT { &self.told } else { &self.settled };
        family.get_or_create(&Told { outcome }).inc();
    }

    /// A password was looked up in the lists of leaked ones: `known`, `unknown`, `failed`.
    pub fn looked_up_password(&self, outcome: &'static str) {
        self.looked_up.get_or_create(&Told { outcome }).inc();
    }

    /// Somebody tried to sign in: `succeeded`, `failed`, `throttled`.
    pub fn signed_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&SignIn { outcome }).inc();
    }
}
