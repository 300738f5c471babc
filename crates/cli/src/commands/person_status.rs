//! `latchkey person suspend`, `activate`, `lock` and `unlock`.
use super::person::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_base::AccountId;
use latchkey_server::provision::{Lock, ProvisionError};
use latchkey_store::Tx;
use latchkey_ui::mail::Notice;

/// A status in lists.
pub const fn word(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Suspended => "suspended",
        AccountStatus::Locked => "locked",
    }
}

/// Nobody signs in until an operator says otherwise.
///
/// # Errors
/// Why that did not work.
pub async fn suspend(opened: &Opened, tenant: &str, person: &str) -> Result<(), Failure> {
    set(opened, (tenant, person), AccountStatus::Suspended, None).await
}

/// Takes a suspension back, and nothing else.
///
/// # Errors
/// Why that did not work.
pub async fn activate(opened: &Opened, tenant: &str, person: &str) -> Result<(), Failure> {
    let found = find(opened, &opened.tenant(tenant).await?, person).await?;
    if found.status == AccountStatus::Locked {
        let text =
            format!("{} is locked: latchkey person unlock {tenant} {person}", found.username);
        return Err(Failure::new(text));
    }
    set(opened, (tenant, person), AccountStatus::Active, None).await
}

/// Locks an account for its owner.
///
/// # Errors
/// Why that did not work.
pub async fn lock(opened: &Opened, tenant: &str, person: &str) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let (now, name) = (opened.provision.now(), account.username.clone());
    let since = now - tenant.settings.accounts.taken_by_a_lock();
    let event = opened.provision.event(&tenant, account.id, EventKind::Locked);
    let lock = Lock { now, since, event };
    let told = opened.notice(&tenant, &account, &Notice::AccountLocked)?;
    let put_on = move |tx: &mut dyn Tx| -> Result<Account, ProvisionError> {
        let held = still_there(tx, account.id)?;
        let locked = lock.put_on(tx, held, None)?;
        let is_locked = locked.status == AccountStatus::Locked;
        told.iter().filter(|_| is_locked).try_for_each(|told| tx.put_message(told))?;
        Ok(locked)
    };
    let locked = opened.write(&tenant, put_on).await?;
    print::line(&format!("{name} is {}.", word(locked.status)))
}

/// Unlocks an account, whose password is gone.
///
/// # Errors
/// Why that did not work.
pub async fn unlock(opened: &Opened, tenant: &str, person: &str) -> Result<(), Failure> {
    let found = find(opened, &opened.tenant(tenant).await?, person).await?;
    if found.status != AccountStatus::Locked {
        return Err(Failure::new(format!("{} is not locked", found.username)));
    }
    set(opened, (tenant, person), AccountStatus::Active, Some(EventKind::Unlocked)).await?;
    print::line(
        "There is no password: it can be asked for by e-mail, by whoever did without one with a code beside it, or set with `person password`.",
    )
}

/// As it is by now: its owner may have changed it meanwhile.
fn still_there(tx: &mut dyn Tx, id: AccountId) -> Result<Account, ProvisionError> {
    let gone = || ProvisionError::Missing("such person any more".to_owned());
    tx.account(id)?.ok_or_else(gone)
}

async fn set(
    opened: &Opened,
    (tenant, person): (&str, &str),
    status: AccountStatus,
    noted: Option<EventKind>,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let (now, name) = (opened.provision.now(), account.username.clone());
    let event = noted.and_then(|kind| opened.provision.event(&tenant, account.id, kind));
    let change = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
        let held = still_there(tx, account.id)?;
        tx.update_account(&Account { status, ..held }, now)?;
        event.iter().try_for_each(|event| tx.add_event(event))?;
        Ok(())
    };
    opened.write(&tenant, change).await?;
    print::line(&format!("{name} is {}.", word(status)))
}
