//! `latchkey person devices`.
use super::person::find;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Subcommand;
use latchkey_accounts::EventKind;
use latchkey_base::AuthorizationId;
use latchkey_store::{DeviceRecord, Tx};
use serde_json::{Value, json};

/// What to do with the devices that somebody has connected (RFC 8628).
#[derive(Subcommand, Debug)]
pub enum Action {
    /// List them
    List {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End one of them: its tokens stop working, and nothing else does
    Revoke {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// The device's id, as the list says it
        device: AuthorizationId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, action: Action) -> Result<(), Failure> {
    match action {
        Action::List { tenant, person, json } => list(opened, (&tenant, &person), json).await,
        Action::Revoke { tenant, person, device, json } => {
            revoke(opened, (&tenant, &person), device, json).await
        }
    }
}

async fn list(
    opened: &Opened,
    (tenant, person): (&str, &str),
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let (account, now) = (find(opened, &tenant, person).await?.id, opened.provision.now());
    let mut held = opened.read(&tenant, move |tx| Ok(tx.devices(account, now)?)).await?;
    let mut clients = Vec::new();
    for device in &held {
        let key = device.client;
        let client = opened.read(&tenant, move |tx| Ok(tx.client_by_key(key)?)).await?;
        clients.push(client.map(|client| client.client_id).unwrap_or_default());
    }
    let devices: Vec<(DeviceRecord, String)> = held.drain(..).zip(clients).collect();
    let row = |(device, client): &(DeviceRecord, String)| {
        let said = &device.description;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (name, model) = (text(&said.name), text(&said.model));
        [device.authorization.to_string(), name, model, client.clone()]
    };
    print::list(&devices, as_json, describe, (["id", "name", "model", "client_id"], row))
}

fn describe((device, client): &(DeviceRecord, String)) -> Result<Value, Failure> {
    Ok(json!({
        "id": device.authorization,
        "client_id": client,
        "name": device.description.name,
        "model": device.description.model,
        "software_version": device.description.software_version,
        "connected_at": device.created_at.seconds(),
        "last_seen_at": device.seen_at.seconds(),
    }))
}

async fn revoke(
    opened: &Opened,
    (tenant, person): (&str, &str),
    device: AuthorizationId,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let (id, now) = (account.id, opened.provision.now());
    let event = opened.provision.event(&tenant, id, EventKind::DeviceEnded);
    let end = move |tx: &mut dyn Tx| {
        let ended = tx.end_device(id, device, now)?;
        event.iter().filter(|_| ended).try_for_each(|event| tx.add_event(event))?;
        Ok(ended)
    };
    if !opened.write(&tenant, end).await? {
        return Err(Failure::new(format!("{} has no device {device}", account.username)));
    }
    match as_json {
        true => print::json(&json!({ "revoked": device })),
        false => print::line(&format!("Device {device} is disconnected.")),
    }
}
