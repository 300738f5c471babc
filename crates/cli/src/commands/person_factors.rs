//! `latchkey person factors`.
use super::person::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::{Args, Subcommand, ValueEnum};
use latchkey_accounts::{Account, EventKind, RefusedFactors, forget_phone, masked_number};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey;
use latchkey_base::{AccountId, Timestamp};
use latchkey_server::provision::{
    ProvisionError, Refuser, can_have_two_factors, end_what_goes_on, leaves_enough,
    nothing_demanded, nothing_left, still_refused,
};
use latchkey_store::{PasskeyRecord, SessionEnds, Tx, TxError};
use latchkey_ui::mail::Notice;
use serde_json::{Value, json};

/// What to do with somebody's second factors.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// List what somebody can sign in with
    List {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a second factor away, for somebody who has lost it; browsers that were signed in with it
    /// are signed out, and none stays remembered
    Remove {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Which; recovery codes go along with the last thing that they stand in for
        factor: Factor,
        /// Only the passkey of this name, as the list shows it; without, all of them
        #[arg(long)]
        name: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Demand two factors of somebody at every sign-in, whatever the tenant asks of others; who has no
    /// second one sets one up after a mailed code. Sessions, apps and devices that go on end
    Require {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Ask somebody for no more than others again
    Release {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Refuse kinds of second factors of somebody of whom two are demanded. What they have set up stays and counts for
    /// nothing; who has nothing else shows it once more and sets up another
    Refuse(Kinds),
    /// Accept such kinds again, where the tenant does
    Accept(Kinds),
}

/// Kinds of second factors.
#[derive(Args, Debug)]
pub struct Kinds {
    /// The tenant's group
    tenant: String,
    /// User name or e-mail address
    person: String,
    /// Which: email, sms, totp, companion_app, approval, recovery_code
    #[arg(required = true, value_name = "KIND")]
    kinds: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What can be taken away.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[value(rename_all = "snake_case")]
pub enum Factor {
    /// The authenticator app
    Totp,
    /// The number for texted codes
    Sms,
    /// The companion app
    CompanionApp,
    /// The list of recovery codes
    RecoveryCode,
    /// Passkeys
    Passkey,
}

impl Factor {
    /// What is not shown by anybody any more without it.
    const fn proofs(self) -> &'static [Proof] {
        match self {
            Self::Totp => &[Proof::Totp],
            Self::Sms => &[Proof::Sms],
            Self::CompanionApp => &[Proof::CompanionApp],
            Self::RecoveryCode => &[Proof::RecoveryCode],
            Self::Passkey => &[Proof::Passkey, Proof::DevicePasskey, Proof::SilentPasskey],
        }
    }
}

/// One thing that somebody can sign in with.
#[derive(Default)]
struct Held {
    factor: &'static str,
    name: Option<String>,
    created_at: Option<Timestamp>,
    used_at: Option<Timestamp>,
    left: Option<usize>,
}

/// Does something with them.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, action: Action) -> Result<(), Failure> {
    match action {
        Action::List { tenant, person, json } => list(opened, (&tenant, &person), json).await,
        Action::Remove { tenant, person, factor, name, json } => {
            if name.is_some() && factor != Factor::Passkey {
                return Err(Failure::new("--name is for passkeys"));
            }
            remove(opened, (&tenant, &person), (factor, name), json).await
        }
        Action::Require { tenant, person, json } => {
            demand(opened, (&tenant, &person), true, json).await
        }
        Action::Release { tenant, person, json } => {
            demand(opened, (&tenant, &person), false, json).await
        }
        Action::Refuse(kinds) => refuse(opened, kinds, true).await,
        Action::Accept(kinds) => refuse(opened, kinds, false).await,
    }
}

async fn list(opened: &Opened, of: (&str, &str), as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let account = find(opened, &tenant, of.1).await?;
    let found = opened.read(&tenant, move |tx| Ok(held(tx, account.id)?)).await?;
    let shown = |at: Option<Timestamp>| at.map(print::time).unwrap_or_default();
    let row = |held: &Held| {
        let left = held.left.map(|left| left.to_string()).unwrap_or_default();
        let name = held.name.clone().unwrap_or_default();
        [held.factor.to_owned(), name, shown(held.created_at), shown(held.used_at), left]
    };
    print::list(&found, as_json, describe, (["factor", "name", "since", "last used", "left"], row))
}

fn held(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<Held>, TxError> {
    let mut found = Vec::new();
    if tx.password_hash(account)?.is_some() {
        found.push(Held { factor: "password", ..Held::default() });
    }
    for passkey in tx.passkeys_of(account)? {
        let (created_at, used_at) = (Some(passkey.created_at), passkey.used_at);
        let name = Some(passkey.label);
        found.push(Held { factor: "passkey", name, created_at, used_at, left: None });
    }
    if let Some(totp) = tx.totp(account)? {
        let (created_at, used_at) = (Some(totp.created_at), totp.used_at);
        found.push(Held { factor: "totp", created_at, used_at, ..Held::default() });
    }
    if let Some(phone) = tx.phone(account)? {
        let (created_at, used_at) = (Some(phone.created_at), phone.used_at);
        let name = Some(masked_number(&phone.number));
        found.push(Held { factor: "sms", name, created_at, used_at, left: None });
    }
    if let Some(app) = tx.companion_app(account)? {
        let (created_at, used_at) = (Some(app.created_at), app.used_at);
        found.push(Held { factor: "companion_app", created_at, used_at, ..Held::default() });
    }
    let left = tx.recovery_codes_left(account)?;
    if left > 0 {
        found.push(Held { factor: "recovery_code", left: Some(left), ..Held::default() });
    }
    Ok(found)
}

fn describe(held: &Held) -> Result<Value, Failure> {
    Ok(json!({
        "factor": held.factor,
        "name": held.name,
        "created_at": held.created_at.map(Timestamp::seconds),
        "used_at": held.used_at.map(Timestamp::seconds),
        "left": held.left,
    }))
}

async fn remove(
    opened: &Opened,
    of: (&str, &str),
    (factor, wanted): (Factor, Option<String>),
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let account = find(opened, &tenant, of.1).await?;
    let (id, now) = (account.id, opened.provision.now());
    let event = opened.provision.event(&tenant, id, EventKind::FactorsReset);
    let told = opened.notice(&tenant, &account, &Notice::FactorsReset)?;
    let delete = move |tx: &mut dyn Tx| -> Result<(bool, bool), ProvisionError> {
        let codes = tx.recovery_codes_left(id)? > 0;
        let was_there = match factor {
            Factor::Totp => tx.delete_totp(id)?,
            Factor::Sms => remove_phone(tx, id, now)?,
            Factor::CompanionApp => tx.delete_companion_app(id, now)?,
            Factor::RecoveryCode => codes,
            Factor::Passkey => remove_passkeys(tx, id, wanted.as_deref())?,
        };
        // They go along where nothing is left that they stand in for, as at the person's own account.
        let takes_codes =
            codes && was_there && (factor == Factor::RecoveryCode || !has_second(tx, id)?);
        let mut shown = factor.proofs().to_vec();
        if takes_codes {
            tx.put_recovery_codes(id, &[], now)?;
            shown.push(Proof::RecoveryCode);
        }
        // Whoever got in with it is out again.
        let ends = SessionEnds { shown: &shown, except: None };
        tx.end_sessions_with(id, &ends, now)?;
        event.iter().filter(|_| was_there).try_for_each(|event| tx.add_event(event))?;
        told.iter().filter(|_| was_there).try_for_each(|told| tx.put_message(told))?;
        // Security: whoever asked to be let in without it shall not take away what comes in its place.
        if let Some(open) = tx.recovery_of(id, now)?.filter(|_| was_there) {
            tx.stop_recovery((id, open.id), now)?;
        }
        Ok((was_there, takes_codes && factor != Factor::RecoveryCode))
    };
    let (was_there, with_codes) = opened.write(&tenant, delete).await?;
    let name = factor.to_possible_value().map(|value| value.get_name().to_owned());
    let name = name.unwrap_or_default();
    if as_json {
        return print::json(
            &json!({ "factor": name, "removed": was_there, "recovery_codes_removed": with_codes }),
        );
    }
    let who = &account.username;
    match was_there {
        true if with_codes => {
            print::line(&format!("{who} no longer has {name}, nor the recovery codes for it."))
        }
        true => print::line(&format!("{who} no longer has {name}.")),
        false => print::line(&format!("{who} has no {name}.")),
    }
}

/// Demands two factors, or does so no more.
async fn demand(
    opened: &Opened,
    of: (&str, &str),
    is_demanded: bool,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let account = find(opened, &tenant, of.1).await?;
    let (id, now) = (account.id, opened.provision.now());
    let allowed = tenant.settings.factors.allowed.clone();
    let kind = match is_demanded {
        true => EventKind::TwoFactorsDemanded,
        false => EventKind::TwoFactorsReleased,
    };
    let event = opened.provision.event(&tenant, id, kind);
    let change = move |tx: &mut dyn Tx| -> Result<bool, ProvisionError> {
        let Some(account) = tx.account(id)? else { return Ok(false) };
        if is_demanded && !can_have_two_factors(tx, &account, &allowed)? {
            return Ok(false);
        }
        if account.two_factors == is_demanded {
            return Ok(true);
        }
        if !is_demanded && !account.refuses.is_empty() {
            return Err(still_refused(Refuser::Person, &account.username, account.refuses));
        }
        let was_demanded = account.takes_two_factors();
        let changed = Account { two_factors: is_demanded, ..account };
        tx.update_account(&changed, now)?;
        // An organization may demand it as well; then this is the same for them as before.
        match (was_demanded, changed.takes_two_factors()) {
            (false, true) => end_what_goes_on(tx, id, (now, event.as_ref()))?,
            (true, false) => event.iter().try_for_each(|event| tx.add_event(event))?,
            _ => {}
        }
        Ok(true)
    };
    let who = &account.username;
    if !opened.write(&tenant, change).await? {
        let group = &tenant.group;
        return Err(Failure::new(format!(
            "{who} can have no second factor at {group} and could not sign in any more: see factors.allowed"
        )));
    }
    if as_json {
        return print::json(&json!({ "two_factors": is_demanded }));
    }
    match is_demanded {
        true => print::line(&format!("{who} signs in with two factors from now on.")),
        false if account.organization_two_factors => print::line(&format!(
            "{who} signs in with two factors all the same: an organization of theirs wants it."
        )),
        false => print::line(&format!("{who} is asked for what others are asked for.")),
    }
}

/// Refuses kinds of second factors, or takes them again. Sessions go on, worth what counts of them by then.
async fn refuse(opened: &Opened, of: Kinds, is_refused: bool) -> Result<(), Failure> {
    let kinds = RefusedFactors::parse(&of.kinds).map_err(|why| Failure::new(why.to_string()))?;
    let tenant = opened.tenant(&of.tenant).await?;
    let account = find(opened, &tenant, &of.person).await?;
    let (id, now) = (account.id, opened.provision.now());
    let allowed = tenant.settings.factors.allowed.clone();
    let change = move |tx: &mut dyn Tx| -> Result<RefusedFactors, ProvisionError> {
        let Some(account) = tx.account(id)? else { return Ok(RefusedFactors::default()) };
        let refuses = match is_refused {
            true => account.refuses.and(kinds),
            false => account.refuses.without(kinds),
        };
        if is_refused && !account.two_factors {
            return Err(nothing_demanded(Refuser::Person, &account.username));
        }
        let changed = Account { refuses, ..account };
        if is_refused && !leaves_enough(changed.refused(), &allowed) {
            return Err(nothing_left(&changed.username));
        }
        tx.update_account(&changed, now)?;
        Ok(refuses)
    };
    let refuses = opened.write(&tenant, change).await?;
    if of.json {
        return print::json(&json!({ "refuses": refuses }));
    }
    let who = &account.username;
    print::line(&match refuses.is_empty() {
        true => format!("{who}: nothing is refused."),
        false => format!("{who}: refused: {refuses}."),
    })
}

/// Whether something is left that recovery codes stand in for.
fn has_second(tx: &mut dyn Tx, account: AccountId) -> Result<bool, TxError> {
    let is_whole = |held: &PasskeyRecord| passkey::is_whole(&held.credential);
    Ok(tx.totp(account)?.is_some()
        || tx.phone(account)?.is_some()
        || tx.companion_app(account)?.is_some()
        || tx.passkeys_of(account)?.iter().any(is_whole))
}

/// Removes the number, from the profile as well.
fn remove_phone(tx: &mut dyn Tx, account: AccountId, now: Timestamp) -> Result<bool, TxError> {
    let Some(phone) = tx.phone(account)? else { return Ok(false) };
    if let Some(held) = tx.account(account)? {
        tx.update_account(&forget_phone(&held, &phone.number, now), now)?;
    }
    tx.delete_phone(account)
}

/// Removes those of that name, or all.
fn remove_passkeys(
    tx: &mut dyn Tx,
    account: AccountId,
    wanted: Option<&str>,
) -> Result<bool, TxError> {
    let mut was_there = false;
    for held in tx.passkeys_of(account)? {
        if wanted.is_none_or(|name| name == held.label) {
            was_there |= tx.delete_passkey(account, &held.credential_id)?;
        }
    }
    Ok(was_there)
}
