//! Who is trying what, and in which buckets that counts.
use super::{Limit, day};
use crate::ThrottlePolicy;
use latchkey_base::{AccountId, Timestamp, TokenHash};
use std::net::IpAddr;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A password.
    Password,
    /// A short code.
    Code,
    /// The code of a second factor; the identifier is the account.
    SecondFactor,
    /// An answer by a passkey; the identifier is the passkey. Nobody guesses those, so nothing
    /// counts that strangers could make the owner wait with.
    Passkey,
    /// Asking for a mail: a new password, a verification, a link that signs in.
    Mail,
    /// Asking for a mail to the address of the account that one has shown to be one's own; the
    /// identifier is that account. Strangers do not get here, so none of them uses up the mails that
    /// its owner signs in with.
    OwnMail,
    /// Asking for a text message; the identifier is the number, the account that of whoever has shown
    /// to be its owner. What each of them may cost is limited, and what all of them may cost in a day.
    Text,
    /// Asking for a text message to a number that is being set up: like [`Kind::Text`], but with a day
    /// of its own.
    ///
    /// Security: whoever makes accounts to have numbers of their choice texted uses up none of the
    /// messages that people sign in with, neither of the day nor of a number that is somebody's already.
    NewText,
    /// Asking for a request in the app on somebody's phone; the identifier is the account. Only whoever has shown a
    /// first factor gets here.
    CompanionApp,
    /// Asking its service what became of one; likewise.
    CompanionAnswer,
    /// Making an account.
    SignUp,
    /// A new password that is compared with former ones; the identifier is the account. Only
    /// whoever may choose one gets here, so nobody makes the owner wait.
    NewPassword,
    /// The code that a device shows; the identifier is the browser it is typed into.
    DeviceCode,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::SecondFactor => "second-factor",
            Self::Passkey => "passkey",
            Self::Mail => "mail",
            Self::OwnMail => "own-mail",
            // The limit of an account is that of both.
            Self::Text | Self::NewText => "text",
            Self::CompanionApp => "companion-app",
            Self::CompanionAnswer => "companion-answer",
            Self::SignUp => "sign-up",
            Self::NewPassword => "new-password",
            Self::DeviceCode => "device-code",
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
    /// The account that is known by it, if there is one.
    pub account: Option<AccountId>,
    /// Where from, as the trusted proxies tell.
    pub address: IpAddr,
    /// The browser, if it has signed in to this identifier's account before.
    pub known_browser: Option<&'a TokenHash>,
    /// When.
    pub at: Timestamp,
}

/// A place where failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name in the store: a digest, so that neither addresses nor identifiers are kept.
    pub key: TokenHash,
    /// How it limits.
    pub limit: Limit,
    /// Nobody may notice that it limits: it counts what was tried under all names of one account,
    /// and a wait would tell that they belong together, and to somebody.
    pub is_hidden: bool,
}

impl Subject<'_> {
    /// The buckets in which this attempt counts.
    pub fn buckets(&self, policy: &ThrottlePolicy) -> Vec<Bucket> {
        let network = network(self.address);
        let account = self.account.map(|account| account.to_string());
        let mut buckets = match (self.kind, self.known_browser) {
            (Kind::Password | Kind::Code | Kind::Passkey, Some(browser)) => {
                // Whoever holds that cookie knows the account already.
                let whose = account.as_deref().unwrap_or(self.identifier);
                let browser = format!("{:02x?}", browser.as_bytes());
                return vec![self.bucket(Limit::KnownBrowser, &[whose, &browser])];
            }
            (Kind::Password | Kind::Code, None) => vec![
                self.bucket(Limit::Pair, &[self.identifier, &network]),
                self.bucket(Limit::Address, &[&network]),
                self.bucket(Limit::Account, &[self.identifier]),
            ],
            // Security: wherever it is tried, and from browsers that are known as well. One gets
            // known to an account with its password alone, which whoever guesses here has.
            (Kind::SecondFactor | Kind::NewPassword | Kind::CompanionAnswer, _) => {
                return vec![self.bucket(Limit::Holder, &[self.identifier])];
            }
            (Kind::Mail, Some(browser)) => {
                let whose = account.as_deref().unwrap_or(self.identifier);
                let browser = format!("{:02x?}", browser.as_bytes());
                return vec![self.bucket(Limit::Mail, &[whose, &browser])];
            }
            (Kind::CompanionApp, _) => return vec![self.bucket(Limit::Text, &[self.identifier])],
            (Kind::OwnMail, _) => return vec![self.bucket(Limit::Mail, &[self.identifier])],
            // Whoever asks has shown a first factor: there is nobody to be hidden from them.
            (Kind::Text | Kind::NewText, _) => {
                let day = day(self.at).to_string();
                let is_new = self.kind == Kind::NewText;
                let (limit, number) = match is_new {
                    true => (Limit::DayOfNew, "new number"),
                    false => (Limit::Day, "number"),
                };
                return vec![
                    self.bucket(Limit::Text, &["account", account.as_deref().unwrap_or_default()]),
                    self.bucket(Limit::Text, &[number, self.identifier]),
                    self.bucket(limit, &[&day]),
                ];
            }
            (Kind::Mail, _) => vec![
                self.bucket(Limit::Mail, &[&mailbox(self.identifier)]),
                self.bucket(Limit::Address, &[&network]),
            ],
            (Kind::DeviceCode, _) | (Kind::Passkey, None) => vec![
                self.bucket(Limit::Pair, &[self.identifier, &network]),
                self.bucket(Limit::Address, &[&network]),
            ],
            (Kind::SignUp, _) => vec![self.bucket(Limit::Address, &[&network])],
        };
        let site = site(self.address, policy.site_prefix);
        buckets.extend(site.map(|site| self.bucket(Limit::Site, &[&site])));
        // Security: for nobody as many, or the statements that they cost would tell who is known.
        let whose = match &account {
            Some(account) => ["account", account.as_str()],
            None => ["nobody", self.identifier],
        };
        let hidden = |bucket| Bucket { is_hidden: true, ..bucket };
        let all_names: &[Bucket] = match self.kind {
            Kind::Password | Kind::Code => &[
                self.bucket(Limit::Pair, &[whose[0], whose[1], &network]),
                self.bucket(Limit::Account, &whose),
            ],
            Kind::Mail => &[self.bucket(Limit::Mail, &whose)],
            Kind::SignUp
            | Kind::OwnMail
            | Kind::Text
            | Kind::NewText
            | Kind::CompanionApp
            | Kind::CompanionAnswer
            | Kind::NewPassword
            | Kind::DeviceCode
            | Kind::SecondFactor
            | Kind::Passkey => &[],
        };
        buckets.extend(all_names.iter().copied().map(hidden));
        buckets
    }

    fn bucket(&self, limit: Limit, parts: &[&str]) -> Bucket {
        let name = format!("throttle\0{}\0{limit:?}\0{}", self.kind.name(), parts.join("\0"));
        Bucket { key: TokenHash::of(&name), limit, is_hidden: false }
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

/// The part of an IPv6 address that one customer of a network may well have to themselves.
///
/// Security: with a /48 one has 65,536 networks of the usual size.
fn site(address: IpAddr, prefix: u8) -> Option<String> {
    let IpAddr::V6(v6) = address.to_canonical() else { return None };
    let rest = 128 - u32::from(prefix.clamp(1, 64));
    Some(format!("{:x}/{prefix}", v6.to_bits() >> rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject<'a>(identifier: &'a str, address: &str) -> Subject<'a> {
        let address = address.parse().unwrap();
        Subject {
            kind: Kind::Password,
            identifier,
            account: None,
            address,
            known_browser: None,
            at: Timestamp::from_seconds(86_400 * 20_000),
        }
    }

    fn key(subject: Subject<'_>, limit: Limit) -> TokenHash {
        let buckets = subject.buckets(&ThrottlePolicy::default());
        buckets.into_iter().find(|bucket| bucket.limit == limit).unwrap().key
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

    /// RFC 5233 §1: what stands behind a plus sign is a detail of the same mailbox.
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

    /// Security: what strangers ask for under somebody's names costs that person no mail of their own.
    #[test]
    fn mails_that_only_their_owner_asks_for_are_counted_alone() {
        let account = AccountId::from_bytes([1; 16]);
        let whose = account.to_string();
        let own = Subject { kind: Kind::OwnMail, ..subject(&whose, "192.0.2.1") };
        let policy = ThrottlePolicy::default();
        let [only] = own.buckets(&policy)[..] else { panic!("one bucket") };
        assert_eq!(only.limit, Limit::Mail);
        for identifier in [&whose, "alice", "alice@x.example"] {
            let account = Some(account);
            let asked = Subject { kind: Kind::Mail, account, ..subject(identifier, "192.0.2.1") };
            let reached = asked.buckets(&policy);
            assert!(reached.iter().all(|bucket| bucket.key != only.key), "{identifier}");
        }
    }

    /// Security: nor do they use up the mails that its owner signs in with in a browser of theirs.
    #[test]
    fn mails_asked_for_in_a_known_browser_are_counted_alone() {
        let browser = TokenHash::of("one");
        let account = Some(AccountId::from_bytes([1; 16]));
        let mail = Subject { kind: Kind::Mail, account, ..subject("alice", "192.0.2.1") };
        let known = Subject { known_browser: Some(&browser), ..mail };
        let policy = ThrottlePolicy::default();
        let [only] = known.buckets(&policy)[..] else { panic!("one bucket") };
        assert_eq!(only.limit, Limit::Mail);
        assert!(mail.buckets(&policy).iter().all(|bucket| bucket.key != only.key));
    }

    /// Security: text messages cost money, whoever asks for them, and whose number they go to.
    #[test]
    fn text_messages_are_counted_by_account_by_number_and_by_day() {
        let text = |account: u8, number, seconds: i64| {
            let (account, now) = (AccountId::from_bytes([account; 16]), subject("", "::1").at);
            let at = now + latchkey_base::Seconds::new(seconds);
            let account = Some(account);
            let asked = Subject { kind: Kind::Text, account, at, ..subject(number, "192.0.2.1") };
            let [of_account, of_number, of_day] = asked.buckets(&ThrottlePolicy::default())[..]
            else {
                panic!("three buckets")
            };
            let limits = [of_account.limit, of_number.limit, of_day.limit];
            assert_eq!(limits, [Limit::Text, Limit::Text, Limit::Day]);
            (of_account.key, of_number.key, of_day.key)
        };
        let (one, other) = ("+447700900123", "+447700900999");
        let (account, number, day) = text(1, one, 0);
        assert_ne!(account, number);
        assert_eq!(text(1, other, 0).0, account);
        assert_eq!(text(2, one, 0).1, number);
        assert_ne!(text(2, other, 0).0, account);
        assert_ne!(text(2, other, 0).1, number);
        assert_eq!(text(2, other, 86_399).2, day);
        assert_ne!(text(1, one, 86_400).2, day);
    }

    /// Security: numbers that strangers set up do not use up the messages that people sign in with.
    #[test]
    fn text_messages_to_new_numbers_have_a_day_of_their_own() {
        let account = Some(AccountId::from_bytes([1; 16]));
        let buckets = |kind| {
            let asked = Subject { kind, account, ..subject("+447700900123", "192.0.2.1") };
            asked.buckets(&ThrottlePolicy::default())
        };
        let (held, new) = (buckets(Kind::Text), buckets(Kind::NewText));
        assert_eq!(held[0], new[0], "the account is the same");
        assert!(held[1].key != new[1].key && held[2].key != new[2].key);
        assert_eq!([held[2].limit, new[2].limit], [Limit::Day, Limit::DayOfNew]);
    }

    #[test]
    fn a_known_browser_is_counted_alone() {
        let (one, two) = (TokenHash::of("one"), TokenHash::of("two"));
        let alice = Subject { known_browser: Some(&one), ..subject("alice", "192.0.2.1") };
        let buckets = |subject: Subject<'_>| subject.buckets(&ThrottlePolicy::default());
        let limits: Vec<Limit> = buckets(alice).iter().map(|bucket| bucket.limit).collect();
        assert_eq!(limits, [Limit::KnownBrowser]);
        let other = Subject { known_browser: Some(&two), ..alice };
        assert_ne!(buckets(alice), buckets(other));

        let account = Some(AccountId::from_bytes([1; 16]));
        let by_name = Subject { account, ..alice };
        let by_email = Subject { identifier: "alice@x.example", ..by_name };
        assert_eq!(buckets(by_name), buckets(by_email), "under whatever name");
    }

    /// An attacker who knows two names of an account gets no more tries, and does not learn that
    /// the names belong together.
    #[test]
    fn all_names_of_an_account_are_counted_together_in_secret() {
        let split = |identifier, account: Option<u8>, kind| {
            let account = account.map(|octet| AccountId::from_bytes([octet; 16]));
            let subject = Subject { kind, account, ..subject(identifier, "192.0.2.1") };
            let buckets = subject.buckets(&ThrottlePolicy::default());
            let (hidden, open): (Vec<_>, Vec<_>) = buckets.into_iter().partition(|b| b.is_hidden);
            (open, hidden)
        };
        for kind in [Kind::Password, Kind::Mail] {
            let (name, secret) = split("alice", Some(1), kind);
            let (email, same) = split("alice@x.example", Some(1), kind);
            assert!(!secret.is_empty() && secret == same);
            assert_ne!(name, email);
            assert_ne!(split("bob", Some(2), kind).1, secret);
            let (unknown, nobody) = split("alice", None, kind);
            assert_eq!(unknown, name, "somebody unknown looks the same");
            assert_eq!(nobody.len(), secret.len(), "and costs the same");
            assert!(nobody.iter().all(|bucket| !secret.contains(bucket)));
        }
    }

    #[test]
    fn a_site_is_one_bucket_and_only_ipv6_has_sites() {
        let site = |address| key(subject("alice", address), Limit::Site);
        assert_eq!(site("2001:db8:7::1"), site("2001:db8:7:ffff::2"));
        assert_ne!(site("2001:db8:7::1"), site("2001:db8:8::1"));
        let v4 = subject("alice", "192.0.2.1").buckets(&ThrottlePolicy::default());
        assert!(v4.iter().all(|bucket| bucket.limit != Limit::Site));
        let narrow = ThrottlePolicy { site_prefix: 56, ..ThrottlePolicy::default() };
        let at = |address| subject("alice", address).buckets(&narrow);
        assert_ne!(at("2001:db8:7::1")[3], at("2001:db8:7:ffff::1")[3]);
        assert_eq!(at("2001:db8:7::1")[3], at("2001:db8:7:ff::1")[3]);
    }
}
