//! What follows a sign-out: the way back to the client, or the page that tells apps in frames
//! and says what was done (OIDC Front-Channel Logout §3).
use super::Wish;
use crate::interaction::{app_view, login_link};
use crate::middleware::Trouble;
use crate::told_apps::{MOST_APPS, Told};
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use latchkey_base::{ClientKey, SessionId};
use latchkey_oidc::logout::front_channel_logout;
use latchkey_oidc::{Client, ClientMetadata};
use latchkey_ui::pages::{Frame, Onward, SignedOutPage, ToldApp};
use std::sync::Arc;

/// How it ended.
pub(super) enum End {
    /// The person stays signed in.
    Cancelled,
    /// Sessions are over.
    Done { apps: Vec<SignedOutApp>, return_to: Option<String> },
}

/// An app, and the session that it had.
type SignedOutApp = (Arc<Client>, SessionId);

impl Wish {
    /// The apps that are still registered.
    pub(super) async fn registered(
        &self,
        apps: Vec<(ClientKey, SessionId)>,
    ) -> Result<Vec<SignedOutApp>, Trouble> {
        let Visit { app, tenant, .. } = &self.visit;
        let mut registered = Vec::new();
        for (key, session) in apps {
            let client = app.store.client_by_key(tenant.id(), key).await?;
            registered.extend(client.map(|client| (client, session)));
        }
        Ok(registered)
    }

    /// Sends the browser on: to the page, if that has something to do or to say, or else to the
    /// client at once.
    pub(super) async fn after(
        &self,
        apps: Vec<(ClientKey, SessionId)>,
        return_to: Option<String>,
    ) -> Result<HttpResponse, Trouble> {
        let Visit { app, tenant, now, .. } = &self.visit;
        let has_frame = |(client, _): &SignedOutApp| {
            !client.disabled && client.metadata.frontchannel_logout_uri.is_some()
        };
        let mut apps = self.registered(apps).await?;
        // Those without a frame are told otherwise: they need not be on the page.
        apps.sort_by_key(|one| (!has_frame(one), one.0.key, one.1));
        apps.dedup_by_key(|(client, session)| (client.key, *session));
        if apps.iter().filter(|one| has_frame(one)).count() > MOST_APPS {
            tracing::warn!(number = "LK-1508", tenant = %tenant.record().group, "too many apps for the frames of one page: not all of them are told of a sign-out");
        }
        if let Some(uri) = return_to.as_deref()
            && !apps.first().is_some_and(has_frame)
        {
            return Ok(self.visit.go(uri));
        }
        apps.truncate(MOST_APPS);
        let apps = apps.iter().map(|(client, session)| (client.key, *session)).collect();
        let place = (tenant.id(), self.visit.browser());
        let until = (*now + tenant.policy().lifetimes.signed_out_page, &*app.entropy);
        let path = self.path("/success");
        Ok(self.visit.go(&app.told_apps.add(path, Told { apps, return_to }, place, until)))
    }

    /// The page.
    pub(super) fn signed_out(&self, end: End) -> HttpResponse {
        let (is_cancelled, apps, return_to) = match end {
            End::Cancelled => (true, Vec::new(), None),
            End::Done { apps, return_to } => (false, apps, return_to),
        };
        let cx = self.visit.tenant.context(self.visit.now);
        let framed: Vec<(&str, String)> = apps
            .iter()
            .filter_map(|(client, session)| {
                Some((app_view(client).name, front_channel_logout(*session, client, &cx)?))
            })
            .collect();
        let sources: Vec<String> = framed.iter().map(|(_, src)| src.clone()).collect();
        let frames: Vec<Frame<'_>> = framed.iter().map(|(app, src)| Frame { app, src }).collect();
        let links: Vec<(&str, Option<String>)> = named(&apps)
            .map(|client| (app_view(client).name, login_link(&self.visit, client)))
            .collect();
        let links = links.iter();
        let told: Vec<ToldApp<'_>> =
            links.map(|(name, url)| ToldApp { name, login_url: url.as_deref() }).collect();
        let wait = self.visit.tenant.policy().frontchannel_logout_wait;
        let look = Look { frames: &sources, ..self.look(None) };
        self.visit.page(look, |page| {
            draw(&SignedOutPage {
                page,
                everyone: self.people.is_empty(),
                cancelled: is_cancelled,
                apps: &told,
                frames: &frames,
                onward: return_to.as_deref().map(|url| Onward { url, wait: wait.get() }),
            })
        })
    }
}

/// The apps that are told, each once.
fn named(apps: &[SignedOutApp]) -> impl Iterator<Item = &Client> {
    let mut seen = Vec::new();
    apps.iter().map(|(client, _)| &**client).filter(move |client| {
        let is_new = !seen.contains(&client.key);
        seen.push(client.key);
        is_new && is_told(client.disabled, &client.metadata)
    })
}

/// Whether an app hears of a sign-out, by either channel.
pub(super) fn is_told(disabled: bool, metadata: &ClientMetadata) -> bool {
    let listens =
        metadata.backchannel_logout_uri.is_some() || metadata.frontchannel_logout_uri.is_some();
    !disabled && listens
}
