//! Whose colours a page wears: the tenant's, or those of the app that people sign in to.
use latchkey_accounts::Branding;
use latchkey_oidc::ClientMetadata;
use latchkey_ui::Theme;

/// The look of a tenant's own pages.
pub fn of_tenant(branding: &Branding) -> Theme {
    Theme::new(branding.accent.as_deref(), branding.corners.as_deref())
}

/// What a client says of the pages of a sign-in to it.
pub fn of_client(metadata: &ClientMetadata) -> Theme {
    let said = metadata.client_theme.as_ref();
    said.map(|theme| Theme::new(theme.accent.as_deref(), theme.corners.as_deref()))
        .unwrap_or_default()
}
