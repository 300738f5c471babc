//! The checks of an authorization request, in the one order in which they run.
//!
//! A step is a function from the unchanging [`Input`] to one field of the [`Draft`]. The field
//! has the type that the step proves, so a later step reads proof instead of text.

mod claims;
mod client;
mod device_flow;
mod id_token_hint;
mod max_age;
mod nonce;
mod pkce;
mod prompt;
mod redirect_uri;
mod repeated;
mod request_object;
mod resource;
mod response_mode;
mod response_type;
mod scope;
mod unsupported;

pub(crate) use pkce::CODE_CHALLENGE_METHODS;
pub(super) use repeated::{AUTHORIZATION_PARAMS, refuse_repeated};

use super::{Prompts, Refusal, ResponseType, ReturnAddress, response_types};
use crate::{ClaimsRequest, Client, CodeChallenge, Context, Params, Scope};
use latchkey_base::Seconds;
use std::fmt::Write as _;

/// An endpoint that runs some of the steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// A request that arrives.
    Authorize,
    /// A request that was stored while its end-user was away.
    Resume,
    /// What is beside a request object: only to earn an address for a refusal of the object.
    Object,
    /// What a device asks for (RFC 8628 §3.1).
    Device,
    /// The same, once a person has entered the device's code.
    Connect,
}

/// Every column with its heading.
static COLUMNS: &[(Column, &str)] = &[
    (Column::Authorize, "authorize"),
    (Column::Resume, "resume"),
    (Column::Object, "beside an object"),
    (Column::Device, "device"),
    (Column::Connect, "connect"),
];

/// One check.
pub struct Step {
    /// Its name: the parameter, as a rule.
    pub name: &'static str,
    /// The clause it implements.
    pub clause: &'static str,
    /// Where it runs.
    pub columns: &'static [Column],
    check: for<'a> fn(&Input<'a>, &mut Draft<'a>) -> Result<(), Refusal>,
}

impl Step {
    pub(super) fn run<'a>(&self, input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
        (self.check)(input, draft)
    }
}

/// All steps in order. In a browser, a refusal up to and including `redirect_uri` is shown as
/// a page; a later one is sent to the client.
pub static STEPS: &[Step] = &[
    client::STEP,
    device_flow::STEP,
    redirect_uri::STEP,
    response_mode::STEP,
    repeated::STEP,
    request_object::STEP,
    unsupported::STEP,
    response_type::STEP,
    prompt::STEP,
    max_age::STEP,
    scope::STEP,
    pkce::STEP,
    nonce::STEP,
    claims::STEP,
    resource::STEP,
    id_token_hint::STEP,
];

const AUTHORIZE: &[Column] = &[Column::Authorize];
const ASKED: &[Column] = &[Column::Authorize, Column::Device];
const DEVICE: &[Column] = &[Column::Device, Column::Connect];
const BOTH: &[Column] = &[Column::Authorize, Column::Resume];
const REDIRECTED: &[Column] = &[Column::Authorize, Column::Resume, Column::Object];
const LASTING: &[Column] = &[Column::Authorize, Column::Resume, Column::Device, Column::Connect];
const ALL: &[Column] =
    &[Column::Authorize, Column::Resume, Column::Object, Column::Device, Column::Connect];

/// What a step may look at.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub params: &'a Params<'a>,
    pub client: Option<&'a Client>,
    pub cx: &'a Context<'a>,
    /// The parameters come from a request object that the client has signed.
    pub is_signed: bool,
}

/// What the steps have proven so far. Each field is filled by the step of its name.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub client: Option<&'a Client>,
    pub return_to: Option<ReturnAddress>,
    pub response_type: Option<&'static ResponseType>,
    pub prompts: Prompts,
    pub max_age: Option<Seconds>,
    pub scope: Scope,
    /// The scope as it was asked for, known or not: an answer must say where it differs.
    pub requested_scope: Scope,
    pub challenge: Option<CodeChallenge>,
    pub nonce: Option<String>,
    pub claims: ClaimsRequest,
    pub resources: Vec<String>,
    /// The `sub` of the verified `id_token_hint`.
    pub hint_subject: Option<String>,
}

impl<'a> Draft<'a> {
    /// A device proves nothing of its address and its answer: both are always the same. It never
    /// goes without asking the person (RFC 8628 §5.4).
    pub fn for_device() -> Self {
        Self {
            return_to: Some(ReturnAddress::device()),
            response_type: Some(&response_types::DEVICE),
            prompts: Prompts::consent(),
            ..Self::default()
        }
    }

    /// What the client step has proven.
    pub fn client(&self) -> Result<&'a Client, Refusal> {
        self.client.ok_or_else(Refusal::incomplete)
    }

    /// What the response_type step has proven.
    pub fn response_type(&self) -> Result<&'static ResponseType, Refusal> {
        self.response_type.ok_or_else(Refusal::incomplete)
    }
}

/// [`STEPS`] as a table in Markdown, for the generated documents.
pub fn steps_markdown() -> String {
    let mut out = String::from("| step |");
    for (_, heading) in COLUMNS {
        let _ = write!(out, " {heading} |");
    }
    out.push_str(" clause |\n|---|");
    out.push_str(&":-:|".repeat(COLUMNS.len()));
    out.push_str("---|\n");
    for step in STEPS {
        let _ = write!(out, "| `{}` |", step.name);
        for (column, _) in COLUMNS {
            let mark = if step.columns.contains(column) { "x" } else { "" };
            let _ = write!(out, " {mark} |");
        }
        let _ = writeln!(out, " {} |", step.clause);
    }
    out
}
