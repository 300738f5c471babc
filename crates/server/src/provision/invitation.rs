//! Inviting somebody to make an account.
use super::{Invalid, Provision, ProvisionError};
use latchkey_accounts::{AddressProblem, own_address};
use latchkey_base::{AccountId, Secret, Timestamp, TokenHash, sha256};
use latchkey_outbound::{Mail, Posting, compose};
use latchkey_store::{OutboxMessage, ProofRecord, Store, TenantRecord, Tx};
use latchkey_ui::Language;
use latchkey_ui::mail::{Invitation, invitation};
use serde_json::json;

/// What the proof of an invitation is called in the store.
pub const INVITATION: &str = "invitation";

/// Somebody to be invited.
#[derive(Debug, Default)]
pub struct InvitationInput {
    /// Their address.
    pub email: String,
    /// What to call them.
    pub name: Option<String>,
    /// The language of the mail; English if it is none of ours.
    pub language: Option<String>,
    /// No mail is sent: the operator hands the link over.
    pub without_mail: bool,
}

/// An invitation that was made.
#[derive(Debug)]
pub struct NewInvitation {
    /// The address, in its normal form.
    pub email: String,
    /// The link: this is the only time anybody sees it but in the mail.
    pub link: Secret<String>,
    /// It works until then.
    pub expires_at: Timestamp,
}

/// Under which name the invitations of an address are kept, so that the next one takes the place
/// of the one before. It is nobody's: the account that comes of it has another.
fn place_of(email: &str) -> AccountId {
    let mut place = [0u8; 16];
    place.copy_from_slice(&sha256(format!("invitation {email}").as_bytes())[..16]);
    AccountId::from_bytes(place)
}

impl Provision {
    /// Invites somebody: a link, good once, that makes an account with this address. An earlier
    /// invitation of the address is void.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`] where the tenant has no invitations or does not take the
    /// address, [`ProvisionError::Taken`] if it has an account, [`ProvisionError::Unavailable`].
    pub async fn invite_person(
        &self,
        store: &Store,
        tenant: &TenantRecord,
        issuer: &str,
        input: InvitationInput,
    ) -> Result<NewInvitation, ProvisionError> {
        let accounts = &tenant.settings.accounts;
        let invalid = |key, why: String| ProvisionError::Invalid(vec![Invalid::new(key, why)]);
        if !accounts.invitations {
            let why = "is off: the tenant takes no invitations".to_owned();
            return Err(invalid("accounts.invitations", why));
        }
        let email = own_address(&input.email, accounts)
            .map_err(|problem: AddressProblem| invalid("email", problem.to_string()))?;
        let (now, token) = (self.now(), self.entropy.token(""));
        let expires_at = now + accounts.invitation_lifetime;
        let proof = ProofRecord {
            link: TokenHash::of(token.expose()),
            purpose: INVITATION.to_owned(),
            account: place_of(&email),
            code: None,
            attempts_left: 0,
            interaction: None,
            payload: json!({ "email": email, "name": input.name }),
            expires_at,
        };
        let link = Secret::new(format!("{issuer}/invitation?code={}", token.expose()));
        let message = match input.without_mail {
            true => None,
            false => Some(self.letter(tenant, &email, &input, &link)?),
        };
        let wanted = email.clone();
        let invite = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            if tx.account_by_identifier(&wanted)?.is_some() {
                return Err(ProvisionError::Taken("email"));
            }
            tx.put_proof(&proof)?;
            message.iter().try_for_each(|message| tx.put_message(message))?;
            Ok(())
        };
        store.write(tenant.id, invite).await?;
        Ok(NewInvitation { email, link, expires_at })
    }

    fn letter(
        &self,
        tenant: &TenantRecord,
        email: &str,
        input: &InvitationInput,
        link: &Secret<String>,
    ) -> Result<OutboxMessage, ProvisionError> {
        let lifetime = tenant.settings.accounts.invitation_lifetime;
        let language = input.language.as_deref().and_then(Language::of_tag).unwrap_or_default();
        let invited = Invitation {
            tenant: tenant.settings.branding.display_name.as_deref().unwrap_or(&tenant.name),
            name: input.name.as_deref(),
            link: link.expose(),
            days: (lifetime.get() / 86_400).max(1),
        };
        let text = invitation(language, &invited)
            .map_err(|error| ProvisionError::Unavailable(error.to_string()))?;
        let mail =
            Mail { to: email.to_owned(), subject: text.subject, text: text.text, html: text.html };
        let posting = Posting { tenant: tenant.id, now: self.now(), lifetime };
        Ok(compose(&mail, posting, &self.outbox, &*self.entropy))
    }
}
