//! `latchkey person invite`.
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Args;
use latchkey_server::provision::InvitationInput;
use serde_json::json;

/// Options of `latchkey person invite`.
#[derive(Args, Debug)]
#[command(after_help = "\
A mail with a link goes out once a server runs at this database. The link works once; whoever follows
it gives a name and a password and has an account with that address, which counts as verified. An
earlier invitation of the address no longer works. How long it works: accounts.invitation_lifetime.

Examples:
  latchkey person invite acme --email alice@example.com --name 'Alice Example'
  latchkey person invite acme --email alice@example.com --no-mail    prints the link instead")]
pub struct Invite {
    /// The tenant's group
    tenant: String,
    /// Whom to invite
    #[arg(long)]
    email: String,
    /// What to call them; they can change it
    #[arg(long)]
    name: Option<String>,
    /// The language of the mail, such as de
    #[arg(long)]
    language: Option<String>,
    /// Send no mail but print the link, to be handed over
    #[arg(long)]
    no_mail: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Invites somebody.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, options: Invite) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let issuer = format!("{}/{}", opened.config.http.public_url(), tenant.group);
    let input = InvitationInput {
        email: options.email,
        name: options.name,
        language: options.language,
        without_mail: options.no_mail,
    };
    let made = opened.provision.invite_person(&opened.store, &tenant, &issuer, input).await?;
    let link = options.no_mail.then(|| made.link.expose().as_str());
    if options.json {
        return print::json(&json!({
            "email": made.email,
            "link": link,
            "mailed": !options.no_mail,
            "expires_at": made.expires_at.seconds(),
        }));
    }
    match link {
        Some(link) => print::line(&format!("Link for {}: {link}  (not shown again)", made.email)),
        None => print::line(&format!("A mail goes to {}.", made.email)),
    }
}
