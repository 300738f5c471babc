//! Saying no to an authorization request.
use super::{Answer, Checked, ReturnAddress};
use crate::explain::{Finding, MessageFinding, PersonFinding, referring};
use crate::{ErrorCode, MalformedParams, SessionState};
use latchkey_base::Reference;

/// A refused authorization request.
///
/// Whether it may be redirected is decided by what it holds: only the `redirect_uri` step makes
/// a [`ReturnAddress`], so a refusal from before that step cannot be redirected.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// For machines.
    pub code: ErrorCode,
    /// For the developer of the client: printable ASCII, nothing echoed from the request.
    pub description: &'static str,
    /// For our log only; may hold ids, never secrets.
    pub detail: String,
    /// Which check failed, for the tenant's operators.
    pub finding: Option<Box<Finding>>,
    reference: Option<Reference>,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    /// A page, unless an address is attached.
    Open,
    /// A page, whatever the address.
    Page,
    Redirect(Box<ReturnAddress>),
}

impl Refusal {
    /// A refusal that has no address yet.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self {
            code,
            description,
            detail: String::new(),
            finding: None,
            reference: None,
            way: Way::Open,
        }
    }

    /// `invalid_request`.
    pub const fn invalid_request(description: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// A fault of ours, or an overload, after the request was checked.
    pub fn failure(checked: &Checked, code: ErrorCode) -> Self {
        Self::new(code, "the request could not be served").towards(Some(&checked.return_to))
    }

    /// The person said no (RFC 6749 §4.1.2.1).
    pub fn access_denied(checked: &Checked) -> Self {
        Self::new(ErrorCode::AccessDenied, "the end-user refused the request")
            .because(PersonFinding::Denied)
            .towards(Some(&checked.return_to))
    }

    /// Adds what only the log may know.
    #[must_use]
    pub fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds which check failed.
    #[must_use]
    pub fn because(mut self, finding: impl Into<Finding>) -> Self {
        self.finding = Some(Box::new(finding.into()));
        self
    }

    /// Adds the name under which more is known of it.
    #[must_use]
    pub fn under(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// Shown with status 400 although there is an address.
    #[must_use]
    pub(super) fn on_a_page(mut self) -> Self {
        self.way = Way::Page;
        self
    }

    /// Attaches the address that the request has earned, if any.
    #[must_use]
    pub(super) fn towards(mut self, address: Option<&ReturnAddress>) -> Self {
        if let (Way::Open, Some(address)) = (&self.way, address) {
            self.way = Way::Redirect(Box::new(address.clone()));
        }
        self
    }

    /// A step read what no step before it had proven: a fault in the table.
    pub(super) fn incomplete() -> Self {
        Self::new(ErrorCode::ServerError, "the request could not be served")
            .detailed("the table of steps lacks a step that another one needs")
    }

    /// The answer to the client, or `None` when a page of ours must say it
    /// (RFC 6749 §4.1.2.1).
    pub fn answer(&self, issuer: &str) -> Option<Answer> {
        self.answer_in(issuer, None)
    }

    /// The same to a browser in this state (OIDC Session Management §2).
    pub fn answer_in(&self, issuer: &str, browser: Option<&SessionState<'_>>) -> Option<Answer> {
        let Way::Redirect(address) = &self.way else { return None };
        let fields = vec![
            ("error", self.code.name().to_owned()),
            ("error_description", referring(self.description, self.reference)),
        ];
        Some(address.answer(fields, issuer, browser))
    }

    /// Whether it is where the answer would go that is wrong: only the client's maker can help.
    pub fn is_about_address(&self) -> bool {
        use crate::explain::RequestFinding::{InsecureRedirect, RedirectUri};
        matches!(
            self.finding.as_deref(),
            Some(Finding::Request(RedirectUri { .. } | InsecureRedirect(_)))
        )
    }

    /// The status of the page: 400, or 500 and 503 for faults of ours.
    pub fn page_status(&self) -> u16 {
        match self.code.status() {
            status @ 500.. => status,
            _ => 400,
        }
    }
}

impl From<MalformedParams> for Refusal {
    fn from(_: MalformedParams) -> Self {
        Self::invalid_request("the parameters are not a form in UTF-8")
            .because(MessageFinding::Encoding)
    }
}
