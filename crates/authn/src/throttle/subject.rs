//! Who is trying what, and in which buckets that counts.
use super::Limit;
use latchkey_base::TokenHash;
use std::net::IpAddr;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A password.
    Password,
    /// A short code.
    Code,
    /// Asking for a mail: a new password, a verification.
    Mail,
    /// Making an account.
    SignUp,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Mail => "mail",
            Self::SignUp => "sign-up",
        }
    }
}

/// An attempt.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What is tried.
    pub kind: Kind,
    /// What was typed, in normal form, whether or not anybody is known by it.
    pub identifier: &'a str,
    /// Where from, as the trusted proxies tell.
    pub address: IpAddr,
    /// The browser, if it has signed in to this identifier's account before.
    pub known_browser: Option<&'a TokenHash>,
}

/// A place where failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name in the store: a digest, so that neither addresses nor identifiers are kept.
    pub key: TokenHash,
    /// How it limits.
    pub limit: Limit,
}

impl Subject<'_> {
    /// The buckets in which this attempt counts.
    pub fn buckets(&self) -> Vec<Bucket> {
        let network = network(self.address);
        let account = self.bucket(Limit::Account, &[self.identifier]);
        match (self.kind, self.known_browser) {
            (Kind::Password | Kind::Code, Some(browser)) => {
                let browser = format!("{:02x?}", browser.as_bytes());
                vec![self.bucket(Limit::KnownBrowser, &[self.identifier, &browser])]
            }
            (Kind::Password | Kind::Code, None) => vec![
                self.bucket(Limit::Pair, &[self.identifier, &network]),
                self.bucket(Limit::Address, &[&network]),
                account,
            ],
            (Kind::Mail, _) => vec![
                self.bucket(Limit::Mail, &[&mailbox(self.identifier)]),
                self.bucket(Limit::Address, &[&network]),
            ],
            (Kind::SignUp, _) => vec![self.bucket(Limit::Address, &[&network])],
        }
    }

    fn bucket(&self, limit: Limit, parts: &[&str]) -> Bucket {
        let name = format!("throttle\0{}\0{limit:?}\0{}", self.kind.name(), parts.join("\0"));
        Bucket { key: TokenHash::of(&name), limit }
    }
}

/// What usually is one mailbox: an address without what follows a `+` in its local part
/// (RFC 5233 §1).
///
/// Security: otherwise one mailbox could be flooded under endlessly many addresses.
fn mailbox(identifier: &str) -> String {
    match identifier.rsplit_once('@') {
        Some((local, domain)) => {
            let user = local.split_once('+').map_or(local, |(user, _)| user);
            format!("{user}@{domain}")
        }
        None => identifier.to_owned(),
    }
}

/// The part of an address that its user cannot change at will: all of an IPv4 address, the
/// first half of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x}", v6.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject<'a>(identifier: &'a str, address: &str) -> Subject<'a> {
        let address = address.parse().unwrap();
        Subject { kind: Kind::Password, identifier, address, known_browser: None }
    }

    fn key(subject: Subject<'_>, limit: Limit) -> TokenHash {
        subject.buckets().into_iter().find(|bucket| bucket.limit == limit).unwrap().key
    }

    #[test]
    fn one_network_is_one_bucket() {
        let pair = |address| key(subject("alice", address), Limit::Pair);
        assert_eq!(pair("2001:db8::1"), pair("2001:db8::ffff:1"));
        assert_ne!(pair("2001:db8::1"), pair("2001:db8:0:1::1"));
        assert_eq!(pair("192.0.2.1"), pair("::ffff:192.0.2.1"));
        assert_ne!(pair("192.0.2.1"), pair("192.0.2.2"));
    }

    #[test]
    fn buckets_of_different_kinds_never_meet() {
        let alice = subject("alice", "192.0.2.1");
        let bob = subject("bob", "192.0.2.1");
        assert_ne!(key(alice, Limit::Pair), key(bob, Limit::Pair));
        assert_eq!(key(alice, Limit::Address), key(bob, Limit::Address));
        let code = Subject { kind: Kind::Code, ..alice };
        assert_ne!(key(alice, Limit::Pair), key(code, Limit::Pair));
        assert_ne!(key(alice, Limit::Account), key(alice, Limit::Pair));
    }

    #[test]
    fn mails_to_one_mailbox_are_counted_together() {
        let mail = |identifier| Subject { kind: Kind::Mail, ..subject(identifier, "192.0.2.1") };
        let key = |identifier| key(mail(identifier), Limit::Mail);
        assert_eq!(key("ada@x.example"), key("ada+1@x.example"));
        assert_eq!(key("ada+1@x.example"), key("ada+2+3@x.example"));
        assert_ne!(key("ada@x.example"), key("eve+ada@x.example"));
        assert_ne!(key("ada@x.example"), key("ada@y.example"));
        assert_ne!(key("a+b"), key("a+c"));
    }

    #[test]
    fn a_known_browser_is_counted_alone() {
        let (one, two) = (TokenHash::of("one"), TokenHash::of("two"));
        let alice = Subject { known_browser: Some(&one), ..subject("alice", "192.0.2.1") };
        let limits: Vec<Limit> = alice.buckets().iter().map(|bucket| bucket.limit).collect();
        assert_eq!(limits, [Limit::KnownBrowser]);
        let other = Subject { known_browser: Some(&two), ..alice };
        assert_ne!(alice.buckets(), other.buckets());
    }
}
