//! `/{group}/account`: the overview, and where sign-ins come back to.
use super::sign_in::{Wish, arrive, depart};
use super::{Need, enter};
use crate::form::Form;
use crate::interaction::{Answered, person};
use crate::visit::{Visit, draw};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use latchkey_ui::pages::{AccountHomePage, SECTIONS};

/// `GET /{group}/account`.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let answer = Form::parse(request.query_string().as_bytes());
    if answer.get("state").is_some() {
        return arrive(visit, &answer).await;
    }
    let member = enter!(visit, "", Need::SignedIn);
    let [home, switch] = &["", "/switch"].map(|rest| member.path(rest));
    let sign_out = member.visit.path("/session/end");
    Ok(member.page(StatusCode::OK, |page| {
        draw(&AccountHomePage {
            page,
            home_url: home,
            person: person(&member.account),
            sections: SECTIONS,
            is_administrator: member.is_administrator,
            switch_url: switch,
            sign_out_url: &sign_out,
        })
    }))
}

/// `GET /{group}/account/switch`: another one of the people in this browser, or one more.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn switch(visit: Visit) -> Answered {
    depart(&visit, &Wish { choose: true, ..Wish::default() }).await
}
