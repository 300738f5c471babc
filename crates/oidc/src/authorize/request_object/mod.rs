//! Requests whose parameters come in a JWT: request objects (OIDC Core §6, RFC 9101).
//!
//! In phases, because the shell has to fetch in between: [`ObjectRequest::of`] finds out where the
//! object is, [`ObjectRequest::open`] decrypts it and says whose keys are needed,
//! [`OpenedObject::check`] verifies it, puts the parameters together and runs the steps.
//!
//! Security: nothing of an object that is refused is used, its `redirect_uri` least of all. Such a
//! refusal goes where the parameters beside the object have earned to go, or onto a page.

mod agreement;
mod opened;
mod parameters;
mod policy;
mod reference;

pub use opened::OpenedObject;
pub(super) use policy::must_be_signed;
pub use policy::{RequestObjectPolicy, UnsignedObjects};
pub use reference::RequestUri;

use super::steps::{Column, Draft, Input, STEPS, refuse_repeated};
use super::{Refusal, ReturnAddress};
use crate::explain::{ObjectFinding as Finding, RequestFinding};
use crate::{Client, Context, ErrorCode, Param, Params};

/// The media type of request objects (RFC 9101 §4), and their explicit type (§10.8).
pub(crate) const MEDIA_TYPE: &str = "oauth-authz-req+jwt";

/// Whether there is a request object: then the request is one for [`ObjectRequest::of`].
pub fn has_object(params: &Params<'_>) -> bool {
    params.get(Param::Request).is_some() || params.get(Param::RequestUri).is_some()
}

/// Where the object is.
#[derive(Clone, Copy, Debug)]
pub enum ObjectSource<'a> {
    /// Here.
    Value(&'a str),
    /// Elsewhere.
    Reference(RequestUri<'a>),
}

/// What counts beside the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// A whole OAuth request, whose parameters the object's replace (OIDC Core §6.3.3).
    Beside,
    /// Nothing but the `client_id` (RFC 9101 §6.3): a request that says nothing else, or one that
    /// must be signed.
    Complete,
}

/// A request with a request object, of a client that may make requests.
pub struct ObjectRequest<'a> {
    input: Input<'a>,
    form: Form,
    source: ObjectSource<'a>,
    /// What the parameters beside the object have earned.
    return_to: Option<ReturnAddress>,
}

impl<'a> ObjectRequest<'a> {
    /// Looks at what is beside the object. `client` is what was found under
    /// [`client_id`](super::client_id).
    ///
    /// # Errors
    /// `invalid_client`, `invalid_request`, `request_not_supported`,
    /// `request_uri_not_supported`, `invalid_request_uri`.
    pub fn of(
        params: &'a Params<'a>,
        client: &'a Client,
        cx: &'a Context<'a>,
    ) -> Result<Self, Refusal> {
        let input = Input { params, client: Some(client), cx, is_signed: false };
        let return_to = earned(&input)?;
        let towards = |refusal: Refusal| refusal.towards(return_to.as_ref());
        refuse_repeated(params).map_err(towards)?;
        let source = source(params, client, cx).map_err(towards)?;
        let alone = params.get(Param::ResponseType).is_none();
        let form = match alone || must_be_signed(&client.metadata, cx.policy) {
            true => Form::Complete,
            false => Form::Beside,
        };
        Ok(Self { input, form, source, return_to })
    }

    /// Where the object is.
    pub fn source(&self) -> ObjectSource<'a> {
        self.source
    }

    /// The object could not be had, for a reason that is for the tenant's operators.
    pub fn unreachable(&self, why: Finding) -> Refusal {
        let description = "request_uri could not be fetched, or is not what its hash says";
        self.refuse(Refusal::new(ErrorCode::InvalidRequestUri, description).because(why))
    }

    /// Decrypts the object, if it is encrypted, and looks how it is signed.
    ///
    /// # Errors
    /// `invalid_request_object`, `invalid_request_uri`.
    pub fn open(&self, object: &str) -> Result<OpenedObject<'_, 'a>, Refusal> {
        OpenedObject::new(self, object).map_err(|refusal| self.refuse(refusal))
    }

    fn refuse(&self, refusal: Refusal) -> Refusal {
        refusal.towards(self.return_to.as_ref())
    }
}

/// `invalid_request_object`.
fn wrong(description: &'static str, finding: Finding) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequestObject, description).because(finding)
}

/// The address that the parameters beside the object have earned, if any.
///
/// # Errors
/// When the client may not make requests at all: then nothing is fetched or decrypted for it.
fn earned(input: &Input<'_>) -> Result<Option<ReturnAddress>, Refusal> {
    let mut draft = Draft::default();
    for step in STEPS.iter().filter(|step| step.columns.contains(&Column::Object)) {
        match step.run(input, &mut draft) {
            Err(refusal) if draft.client.is_none() => return Err(refusal),
            // The object may say it better.
            Err(_) => break,
            Ok(()) => {}
        }
    }
    Ok(draft.return_to)
}

fn source<'a>(
    params: &'a Params<'a>,
    client: &Client,
    cx: &Context<'_>,
) -> Result<ObjectSource<'a>, Refusal> {
    let policy = &cx.policy.request_objects;
    match (params.get(Param::Request), params.get(Param::RequestUri)) {
        // RFC 9101 §5.
        (Some(_), Some(_)) => {
            let finding = RequestFinding::given(Param::Request, "both of them", "one of them");
            Err(Refusal::invalid_request("request and request_uri exclude each other")
                .because(finding))
        }
        (Some(object), None) if policy.by_value => Ok(ObjectSource::Value(object)),
        (None, Some(uri)) if policy.by_reference => {
            RequestUri::find(uri, client).map(ObjectSource::Reference)
        }
        (_, Some(_)) => Err(Refusal::new(
            ErrorCode::RequestUriNotSupported,
            "request objects by reference are not supported",
        )
        .because(Finding::NotOffered("request_objects.by_reference".to_owned()))),
        _ => Err(Refusal::new(
            ErrorCode::RequestNotSupported,
            "request objects by value are not supported",
        )
        .because(Finding::NotOffered("request_objects.by_value".to_owned()))),
    }
}

#[cfg(test)]
mod tests;
