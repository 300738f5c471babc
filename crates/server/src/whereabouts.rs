//! From where somebody signs in: what of it is new to the account, who hears of that, and what is kept.
//!
//! What that means is said by `latchkey_authn::whereabouts`; here is only what is so.
use crate::app::App;
use crate::events::Events;
use crate::interaction::{Letter, Told};
use crate::middleware::Trouble;
use crate::visit::Visit;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::whereabouts::{Fit, Novelty, Recollection, Whence};
use latchkey_base::{AccountId, CodeDigest, Seconds, Timestamp, TokenHash};
use latchkey_store::{EventRecord, Tx, TxError, WhereaboutsRecord};
use latchkey_ui::BrowserName;
use latchkey_ui::mail::Notice;
use std::net::IpAddr;

/// That something was seen is written down again after that long.
const NOTED_AGAIN: Seconds = Seconds::days(1);

/// So many events are looked through for the last new network.
const LOOKED_THROUGH: i64 = 50;

/// From where a sign-in comes, until it is whole.
pub struct Whereabouts {
    account: AccountId,
    is_used: bool,
    novelty: Novelty,
    told: Option<Told>,
    /// What is to be kept.
    unnoted: Vec<WhereaboutsRecord>,
    events: Events,
    now: Timestamp,
}

impl Whereabouts {
    /// Of whoever has just shown something of who they are.
    ///
    /// Security: nobody else learns anything by it, and nothing is read for anybody else.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`]; [`Trouble::Internal`] when a template does not render.
    pub async fn of(visit: &Visit, account: &Account) -> Result<Self, Trouble> {
        let (id, now) = (account.id, visit.now);
        let found = visit.app.store.read(visit.tenant.id(), move |tx| {
            let kept = tx.whereabouts(id, now)?;
            let is_used = !kept.is_empty() || tx.was_used(id)?;
            Ok::<_, TxError>((kept, is_used))
        });
        let (mut kept, is_used) = found.await?;
        let kept_for = visit.tenant.settings().accounts.whereabouts_kept_for;
        // A tenant that has changed its mind means it at once.
        kept.retain(|held| now < held.seen_at + kept_for);
        let here = here(visit, id);
        let fit = |kind| fit(&kept, &here, kind);
        let recollection = Recollection {
            is_used,
            browser: fit(Whence::Browser),
            network: fit(Whence::Network),
            is_vouched_for: visit.known_browser(Some(id)).is_some(),
        };
        let novelty = recollection.novelty();
        let is_tired = novelty.network && was_told(visit, id).await?;
        let is_noted = |digest: &CodeDigest| {
            let held = kept.iter().find(|held| held.digest.as_bytes() == digest.as_bytes());
            held.is_some_and(|held| now < held.seen_at + NOTED_AGAIN)
        };
        let unnoted =
            here.into_iter().filter(|(_, digest)| kept_for.get() > 0 && !is_noted(digest));
        let record = |(kind, digest)| {
            let expires_at = now + kept_for;
            WhereaboutsRecord { account: id, kind, digest, seen_at: now, expires_at }
        };
        Ok(Self {
            account: id,
            is_used,
            novelty,
            told: told(visit, account, (novelty, is_tired))?,
            unnoted: unnoted.map(record).collect(),
            events: Events::of(visit),
            now,
        })
    }

    /// What of it is new to the account.
    pub fn novelty(&self) -> Novelty {
        self.novelty
    }

    /// Whether the owner hears of it by mail.
    pub fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// The sign-in is whole.
    ///
    /// # Errors
    /// As the transaction.
    pub fn note(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        if !self.is_used {
            tx.note_first_use(self.account, self.now)?;
        }
        self.unnoted.iter().try_for_each(|seen| tx.put_whereabouts(seen))?;
        let news = [
            (self.novelty.browser, EventKind::BrowserNew),
            (self.novelty.network, EventKind::NetworkNew),
        ];
        for (_, kind) in news.into_iter().filter(|(is_new, _)| *is_new) {
            self.events.note(tx, self.account, kind)?;
        }
        self.told.as_ref().map_or(Ok(()), |told| told.put(tx))
    }
}

fn fit(kept: &[WhereaboutsRecord], here: &[(Whence, CodeDigest); 2], kind: Whence) -> Fit {
    let mut held = kept.iter().filter(|held| held.kind == kind).peekable();
    if held.peek().is_none() {
        return Fit::Nothing;
    }
    let is_here = |held: &WhereaboutsRecord| {
        here.iter().any(|(_, digest)| digest.as_bytes() == held.digest.as_bytes())
    };
    if held.any(is_here) { Fit::Same } else { Fit::Others }
}

/// Whether a new network stands in the list of the last day already: people whose networks change often would
/// learn not to read what they are told.
async fn was_told(visit: &Visit, account: AccountId) -> Result<bool, Trouble> {
    let now = visit.now;
    let lately = visit
        .app
        .store
        .read(visit.tenant.id(), move |tx| tx.events_of(account, None, now, LOOKED_THROUGH));
    let lately: Vec<EventRecord> = lately.await?;
    let told = |held: &EventRecord| {
        held.event.kind == EventKind::NetworkNew && now < held.event.at + NOTED_AGAIN
    };
    Ok(lately.iter().any(told))
}

/// The notice to the owner; of a new browser where both are new.
fn told(
    visit: &Visit,
    account: &Account,
    (new, is_tired): (Novelty, bool),
) -> Result<Option<Told>, Trouble> {
    let policy = &visit.tenant.settings().accounts;
    let place = network(visit.address);
    let (browser, place, at) = (BrowserName::read(&visit.user_agent), &*place, visit.now);
    let notice = if new.browser && policy.tell_new_browsers {
        Notice::NewBrowser { browser, place, at }
    } else if new.network && policy.tell_new_networks && !is_tired {
        Notice::NewNetwork { browser, place, at }
    } else {
        return Ok(None);
    };
    Letter::of(visit, account).map(|letter| letter.notice(&notice)).transpose()
}

/// From where this visit comes, as an account keeps it.
///
/// Security: digests with the account in them, so that rows of two people tell nobody whether they sign
/// in from one place.
pub fn here(visit: &Visit, account: AccountId) -> [(Whence, CodeDigest); 2] {
    let browser = browser_digest(&visit.app, &visit.browser(), account);
    let network = network_digest(&visit.app, visit.address, account);
    [(Whence::Browser, browser), (Whence::Network, network)]
}

/// The digests of [`here`], to be kept where everything else is forgotten.
pub fn digests(visit: &Visit, account: AccountId) -> [CodeDigest; 2] {
    here(visit, account).map(|(_, digest)| digest)
}

fn browser_digest(app: &App, browser: &TokenHash, account: AccountId) -> CodeDigest {
    let browser = URL_SAFE_NO_PAD.encode(browser.as_bytes());
    app.codes.digest("browser of account", &format!("{account} {browser}"))
}

fn network_digest(app: &App, address: IpAddr, account: AccountId) -> CodeDigest {
    app.codes.digest("network of account", &format!("{account} {}", network(address)))
}

/// Enough of an address for its owner to recognise, and too little to find them by: 24 bits of an IPv4
/// address, 48 of an IPv6 one.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.x")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:x")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_to_its_network() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("192.0.2.77"), "192.0.2.x");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.x");
        assert_eq!(of("2001:db8:7:1::5"), "2001:db8:7:x");
    }

    #[test]
    fn what_is_kept_is_compared_kind_by_kind() {
        let digest = |octet| CodeDigest::from_bytes([octet; 32]);
        let held = |kind, octet| WhereaboutsRecord {
            account: AccountId::from_bytes([1; 16]),
            kind,
            digest: digest(octet),
            seen_at: Timestamp::from_seconds(1),
            expires_at: Timestamp::from_seconds(2),
        };
        let here = [(Whence::Browser, digest(1)), (Whence::Network, digest(2))];
        let kept = [held(Whence::Browser, 9), held(Whence::Browser, 1)];
        assert_eq!(fit(&kept, &here, Whence::Browser), Fit::Same);
        assert_eq!(fit(&kept[..1], &here, Whence::Browser), Fit::Others);
        assert_eq!(fit(&kept, &here, Whence::Network), Fit::Nothing);
    }
}
