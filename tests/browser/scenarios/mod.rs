//! What people do, one file per errand.

mod account;
mod accounts;
mod approval;
mod apps;
mod companion_app;
mod consent;
mod create_account;
mod demo;
mod devices;
mod errors;
mod faults;
mod forgotten_password;
mod history;
mod history_beside;
mod history_of_steps;
mod journey;
mod keyboard;
mod leaving_apps;
mod lock;
mod lost_factors;
mod mail_sign_in;
mod other_media;
mod passkey_account;
mod passkeys;
mod push;
mod questions;
mod second_step;
mod sign_in;
mod sign_out;
mod silent_passkeys;
mod states;
mod terms;
mod themes;
mod without_script;
mod work;

use crate::stage::Stage;
use std::pin::Pin;

/// A scenario under way.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One errand.
pub struct Scenario {
    /// For the report and for choosing.
    pub name: &'static str,
    /// The languages it is run in.
    pub languages: &'static [&'static str],
    /// What happens.
    pub run: fn(Stage) -> Running,
}

/// Errands of which each step looks different from right to left.
const BOTH: &[&str] = &["en", "ar"];
/// All that there are: where words stick out is seen in each of them.
const EVERY: &[&str] = &["en", "ar", "de", "es", "fr", "ja", "pt-BR"];
/// Errands whose pages the sheets show in Arabic, too.
const ONE: &[&str] = &["en"];

const fn scenario(
    name: &'static str,
    languages: &'static [&'static str],
    run: fn(Stage) -> Running,
) -> Scenario {
    Scenario { name, languages, run }
}

/// All of them.
pub static SCENARIOS: &[Scenario] = &[
    scenario("sign in, name first", BOTH, |stage| Box::pin(sign_in::name_first(stage))),
    scenario("sign in on one page", ONE, |stage| Box::pin(sign_in::one_page(stage))),
    scenario("create an account", BOTH, |stage| Box::pin(create_account::with_a_code(stage))),
    scenario("verify by link", ONE, |stage| Box::pin(create_account::with_the_link(stage))),
    scenario("verify by link elsewhere", ONE, |stage| {
        Box::pin(create_account::with_the_link_elsewhere(stage))
    }),
    scenario("consent", BOTH, |stage| Box::pin(consent::given_remembered_widened(stage))),
    scenario("consent refused", ONE, |stage| Box::pin(consent::refused(stage))),
    scenario("choose an account", ONE, |stage| Box::pin(accounts::two_people(stage))),
    scenario("forgotten password", ONE, |stage| Box::pin(forgotten_password::by_mail(stage))),
    scenario("second step", ONE, |stage| Box::pin(second_step::set_up_and_used(stage))),
    scenario("second step by mail", ONE, |stage| Box::pin(second_step::by_mail(stage))),
    scenario("second step by text message", ONE, |stage| {
        Box::pin(second_step::by_text_message(stage))
    }),
    scenario("second step in the companion app", ONE, |stage| {
        Box::pin(companion_app::set_up_and_asked(stage))
    }),
    scenario("sign in by mail", ONE, |stage| Box::pin(mail_sign_in::by_link_and_code(stage))),
    scenario("without script: sign in by mail", ONE, |stage| {
        Box::pin(mail_sign_in::without_script(stage))
    }),
    scenario("work", ONE, |stage| Box::pin(work::in_silence(stage))),
    scenario("work: another button", ONE, |stage| Box::pin(work::another_button(stage))),
    scenario("without script: work", ONE, |stage| Box::pin(work::without_script(stage))),
    scenario("approval in another browser", ONE, |stage| Box::pin(approval::asked_for(stage))),
    scenario("approving for another browser", ONE, |stage| Box::pin(approval::given(stage))),
    scenario("notifications in this browser", ONE, |stage| Box::pin(push::told(stage))),
    scenario("without script: approval", ONE, |stage| Box::pin(approval::without_script(stage))),
    scenario("remembered browser", ONE, |stage| Box::pin(second_step::remembered(stage))),
    scenario("sign-in methods", ONE, |stage| Box::pin(second_step::at_the_account(stage))),
    scenario("without script: second step", ONE, |stage| {
        Box::pin(second_step::without_script(stage))
    }),
    scenario("passkeys", BOTH, |stage| Box::pin(passkeys::made_and_used(stage))),
    scenario("a passkey as the second step", ONE, |stage| {
        Box::pin(passkeys::as_second_step(stage))
    }),
    scenario("passkeys: not now", ONE, |stage| Box::pin(passkeys::not_now(stage))),
    scenario("passkeys made in silence", ONE, |stage| {
        Box::pin(silent_passkeys::made_and_used(stage))
    }),
    scenario("an account with a passkey", BOTH, |stage| {
        Box::pin(passkey_account::created_and_used(stage))
    }),
    scenario("without script: an account with a passkey", ONE, |stage| {
        Box::pin(passkey_account::without_script(stage))
    }),
    scenario("without script: passkeys", ONE, |stage| Box::pin(passkeys::without_script(stage))),
    scenario("a question of an app", ONE, |stage| {
        Box::pin(questions::confirmed_and_refused(stage))
    }),
    scenario("without script: a question of an app", ONE, |stage| {
        Box::pin(questions::without_script(stage))
    }),
    scenario("a whole life", ONE, |stage| Box::pin(journey::with_passkeys(stage))),
    scenario("without script: a whole life", ONE, |stage| Box::pin(journey::without_script(stage))),
    scenario("lock an account", ONE, |stage| Box::pin(lock::from_a_mail(stage))),
    scenario("without script: lock", ONE, |stage| Box::pin(lock::without_script(stage))),
    scenario("lost second step", ONE, |stage| {
        Box::pin(lost_factors::asked_stopped_and_finished(stage))
    }),
    scenario("lost second step: at the account", ONE, |stage| {
        Box::pin(lost_factors::at_the_account(stage))
    }),
    scenario("without script: lost second step", ONE, |stage| {
        Box::pin(lost_factors::without_script(stage))
    }),
    scenario("terms of use", ONE, |stage| Box::pin(terms::declined_and_accepted(stage))),
    scenario("terms of use: keyboard", ONE, |stage| Box::pin(terms::by_keyboard(stage))),
    scenario("without script: terms of use", ONE, |stage| Box::pin(terms::without_script(stage))),
    scenario("another password", ONE, |stage| Box::pin(terms::another_password(stage))),
    scenario("sign out", ONE, |stage| Box::pin(sign_out::one_person(stage))),
    scenario("sign out one of two", ONE, |stage| Box::pin(sign_out::two_people(stage))),
    scenario("sign out: frames", ONE, |stage| Box::pin(leaving_apps::frames(stage))),
    scenario("sign out: frames that hang", ONE, |stage| {
        Box::pin(leaving_apps::frames_that_hang(stage))
    }),
    scenario("without script: frames", ONE, |stage| {
        Box::pin(leaving_apps::frames_without_script(stage))
    }),
    scenario("session frame", ONE, |stage| Box::pin(leaving_apps::the_frame_of_the_session(stage))),
    scenario("session frame over https", ONE, |stage| {
        Box::pin(leaving_apps::the_frame_of_the_session_over_https(stage))
    }),
    scenario("apps begun from here", ONE, |stage| Box::pin(apps::begun_from_here(stage))),
    scenario("logo and links", ONE, |stage| Box::pin(apps::logo_and_links(stage))),
    scenario("themes in two tabs", ONE, |stage| Box::pin(themes::two_tabs(stage))),
    scenario("theme preview", ONE, |stage| Box::pin(themes::preview(stage))),
    scenario("own account", BOTH, |stage| Box::pin(account::every_section(stage))),
    scenario("without script: own account", ONE, |stage| Box::pin(account::without_script(stage))),
    scenario("database gone", ONE, |stage| Box::pin(faults::database_gone(stage))),
    scenario("error pages", ONE, |stage| Box::pin(errors::every_page(stage))),
    scenario("expired and throttled", ONE, |stage| Box::pin(errors::wait_or_begin_again(stage))),
    scenario("forced colours and print", ONE, |stage| {
        Box::pin(other_media::forced_colours_and_print(stage))
    }),
    scenario("every state, on sheets", EVERY, |stage| Box::pin(states::on_sheets(stage))),
    scenario("without script: every state", ONE, |stage| Box::pin(states::without_script(stage))),
    scenario("back, reload, second tab", ONE, |stage| Box::pin(history::nothing_is_lost(stage))),
    scenario("back, reload: a new account", ONE, |stage| {
        Box::pin(history_of_steps::a_new_account(stage))
    }),
    scenario("back, reload, second tab: consent", ONE, |stage| {
        Box::pin(history_of_steps::consent(stage))
    }),
    scenario("back, reload, second tab: password", ONE, |stage| {
        Box::pin(history_of_steps::a_forgotten_password(stage))
    }),
    scenario("back, reload, second tab: second step", ONE, |stage| {
        Box::pin(history_of_steps::the_second_step(stage))
    }),
    scenario("back, reload, second tab: demands", ONE, |stage| {
        Box::pin(history_beside::what_the_tenant_demands(stage))
    }),
    scenario("back, reload, second tab: an address", ONE, |stage| {
        Box::pin(history_beside::an_address(stage))
    }),
    scenario("back, reload, second tab: invitation", ONE, |stage| {
        Box::pin(history_beside::an_invitation(stage))
    }),
    scenario("back, reload, second tab: accounts", ONE, |stage| {
        Box::pin(history_beside::accounts_and_leaving(stage))
    }),
    scenario("finished and opened again", ONE, |stage| Box::pin(history::opened_again(stage))),
    scenario("keyboard only", ONE, |stage| Box::pin(keyboard::only(stage))),
    scenario("keyboard only: sign-in methods", ONE, |stage| {
        Box::pin(keyboard::sign_in_methods(stage))
    }),
    scenario("keyboard only: a device", ONE, |stage| Box::pin(keyboard::a_device(stage))),
    scenario("form_post", ONE, |stage| Box::pin(sign_in::form_post(stage))),
    scenario("form_post with tokens", ONE, |stage| Box::pin(sign_in::form_post_tokens(stage))),
    scenario("without script: sign in", ONE, |stage| Box::pin(without_script::sign_in(stage))),
    scenario("without script: refusals", ONE, |stage| Box::pin(without_script::refusals(stage))),
    scenario("without script: account", ONE, |stage| Box::pin(without_script::account(stage))),
    scenario("without script: password", ONE, |stage| Box::pin(without_script::password(stage))),
    scenario("without script: sign out", ONE, |stage| Box::pin(without_script::sign_out(stage))),
    scenario("connect a device", BOTH, |stage| Box::pin(devices::connected(stage))),
    scenario("refuse a device", ONE, |stage| Box::pin(devices::refused(stage))),
    scenario("give a device away", BOTH, |stage| Box::pin(devices::given_away(stage))),
    scenario("give a device away without script", ONE, |stage| {
        Box::pin(devices::given_away_without_script(stage))
    }),
    scenario("too late for a device", ONE, |stage| Box::pin(devices::expired(stage))),
    scenario("demo app", ONE, |stage| Box::pin(demo::the_whole_tour(stage))),
];
