//! The client must be known and not switched off.
use super::{ALL, Draft, Input, Step};
use crate::ErrorCode;
use crate::authorize::Refusal;
use crate::explain::ClientFinding;

pub(super) const STEP: Step =
    Step { name: "client", clause: "RFC 6749 §4.1.1", columns: ALL, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let unknown = Refusal::new(ErrorCode::InvalidClient, "the client is not registered here");
    let named = crate::authorize::client_id(input.params)?;
    match input.client {
        Some(client) if client.client_id != named => Err(unknown
            .detailed("the client that was loaded is not the one that was named")
            .because(ClientFinding::Unknown)),
        Some(client) if client.disabled => {
            Err(unknown.detailed("the client is switched off").because(ClientFinding::Disabled))
        }
        Some(client) => {
            draft.client = Some(client);
            Ok(())
        }
        None => Err(unknown.because(ClientFinding::Unknown)),
    }
}
