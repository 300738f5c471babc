//! The look of a client's sign-in pages.
use serde::{Deserialize, Serialize};

/// What an operator lets the pages of a sign-in to a client look like, where that is not as its
/// tenant's own: the same keys as the tenant has, each of which may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientTheme {
    /// One accent colour as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// How round corners are: `square`, `soft` or `round`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corners: Option<String>,
}
