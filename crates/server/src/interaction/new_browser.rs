//! A sign-in in a browser that its account has not been used in before: the owner hears of it.
use super::notices::Told;
use super::{Pass, second};
use crate::middleware::Trouble;
use latchkey_accounts::Account;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{Tx, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::mail::Notice;
use std::net::IpAddr;

/// That this browser is new to the account, until the sign-in is whole.
pub(super) struct NewBrowser {
    account: AccountId,
    told: Option<Told>,
    now: Timestamp,
}

impl NewBrowser {
    /// `None`: the account was signed in to here before.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn of(pass: &Pass, account: &Account) -> Result<Option<Self>, Trouble> {
        let visit = &pass.visit;
        if visit.known_browser(Some(account.id)).is_some() {
            return Ok(None);
        }
        let is_told = visit.tenant.settings().accounts.tell_new_browsers;
        let place = network(visit.address);
        let notice = Notice::NewBrowser {
            browser: BrowserName::read(&visit.user_agent),
            place: &place,
            at: visit.now,
        };
        let letter = second::letter(pass, account).filter(|_| is_told);
        let told = letter.map(|letter| letter.notice(&notice)).transpose()?;
        Ok(Some(Self { account: account.id, told, now: visit.now }))
    }

    /// The sign-in is whole. The first one of all is no news to anybody.
    ///
    /// # Errors
    /// As the transaction.
    pub fn note(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        let is_first = tx.note_first_use(self.account, self.now)?;
        self.told.iter().filter(|_| !is_first).try_for_each(|told| told.put(tx))
    }
}

/// Enough of an address for its owner to recognise, and too little to find them by.
pub(super) fn network(address: IpAddr) -> String {
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
    use super::network;

    #[test]
    fn an_address_in_a_mail_is_shortened() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("192.0.2.77"), "192.0.2.x");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.x");
        assert_eq!(of("2001:db8:7:1::5"), "2001:db8:7:x");
    }
}
