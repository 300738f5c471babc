//! The rows.
use super::{Route, Surface};
use crate::account;
use crate::endpoints::{
    account_terms, authorization, check_session, confirmations, device_authorization, device_qr,
    discovery, end_session, initiate_login, introspection, looks, registration, related_origins,
    revocation, token, userinfo,
};
use crate::health;
use crate::interaction::{
    abort, approval, connect, consent, device, dispatch, email_link, enrol_passkey, enrol_sms,
    enrol_totp, finish, forgot_password, give_email, invitation, lock_account, login, mail_link,
    mail_sign_in, new_password, passkey, password, recover_account, recovery_code, recovery_codes,
    restart, second, select, sent_code, sign_up, terms, totp, verify,
};
use crate::interaction::{email_code::Email, sms_code::Sms};
use actix_web::http::Method;
use actix_web::web;

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const PUT: &[Method] = &[Method::PUT];
const DELETE: &[Method] = &[Method::DELETE];
const BOTH: &[Method] = &[Method::GET, Method::POST];

type Handler = fn() -> actix_web::Route;

/// An endpoint for programs, open to scripts of any origin.
const fn protocol(
    name: &'static str,
    pattern: &'static str,
    methods: &'static [Method],
    handler: Handler,
) -> Route {
    Route { name, pattern, methods, surface: Surface::Protocol, cors: true, handler }
}

/// A page, or what a page is made of.
const fn page(
    name: &'static str,
    pattern: &'static str,
    methods: &'static [Method],
    handler: Handler,
) -> Route {
    Route { name, pattern, methods, surface: Surface::Page, cors: false, handler }
}

/// A part of the management API.
const fn api(
    name: &'static str,
    pattern: &'static str,
    methods: &'static [Method],
    handler: Handler,
) -> Route {
    Route { name, pattern, methods, surface: Surface::Api, cors: false, handler }
}

/// All rows. Several rows may share a pattern if their methods differ; then surface and `cors`
/// are those of the first. A row with a fixed word stands before one with a parameter there.
#[rustfmt::skip]
pub static ROUTES: &[Route] = &[
    protocol("token", "/{group}/token", POST, || web::to(token::post)),
    protocol("introspection", "/{group}/token/introspection", POST, || web::to(introspection::post)),
    protocol("userinfo", "/{group}/me", BOTH, || web::to(userinfo::answer)),
    page("authorization", "/{group}/auth", GET, || web::to(authorization::get)),
    page("authorization", "/{group}/auth", POST, || web::to(authorization::post)),
    protocol("jwks", "/{group}/jwks", GET, || web::to(discovery::jwks)),
    protocol("openid_configuration", "/{group}/.well-known/openid-configuration", GET, || web::to(discovery::metadata)),
    protocol("openid_configuration_inserted", "/.well-known/openid-configuration/{group}", GET, || web::to(discovery::metadata)),
    protocol("oauth_authorization_server", "/.well-known/oauth-authorization-server/{group}", GET, || web::to(discovery::metadata)),
    protocol("oauth_authorization_server_appended", "/{group}/.well-known/oauth-authorization-server", GET, || web::to(discovery::metadata)),
    protocol("revocation", "/{group}/token/revocation", POST, || web::to(revocation::post)),

    protocol("device_authorization", "/{group}/device/auth", POST, || web::to(device_authorization::post)),
    protocol("registration", "/{group}/reg", POST, || web::to(registration::create)),
    protocol("registration_client", "/{group}/reg/{client_id}", GET, || web::to(registration::read)),
    protocol("registration_client", "/{group}/reg/{client_id}", PUT, || web::to(registration::update)),
    protocol("registration_client", "/{group}/reg/{client_id}", DELETE, || web::to(registration::delete)),

    api("health", "/api/health", GET, || web::to(health::alive)),
    api("ready", "/ready-check", GET, || web::to(health::ready)),
    api("account_terms", "/api/{group}/account/me/terms", GET, || web::to(account_terms::get)),
    api("device_challenge", "/api/{group}/device/challenge", PUT, || web::to(confirmations::put)),
    api("mfa_status", "/api/{group}/mfa/{key}/account/{account}/interaction/{uid}/status", GET, || web::to(confirmations::status)),
    api("version", "/api/version", GET, || web::to(health::version)),

    page("static", "/static/{name}", GET, || web::to(looks::file)),
    page("resume", "/{group}/auth/{uid}", GET, || web::to(finish::resume)),
    page("interaction", "/{group}/interaction/{id}", GET, || web::to(dispatch)),
    page("login", "/{group}/interaction/{id}/login", GET, || web::to(login::show)),
    page("login", "/{group}/interaction/{id}/login", POST, || web::to(login::submit)),
    page("password", "/{group}/interaction/{id}/password", GET, || web::to(password::show)),
    page("password", "/{group}/interaction/{id}/password", POST, || web::to(password::submit)),
    page("passkey", "/{group}/interaction/{id}/passkey", GET, || web::to(passkey::show)),
    page("passkey", "/{group}/interaction/{id}/passkey", POST, || web::to(passkey::submit)),
    page("passkey_options", "/{group}/interaction/{id}/passkey/options", POST, || web::to(passkey::options)),
    page("enrol_passkey", "/{group}/interaction/{id}/enrol/passkey", GET, || web::to(enrol_passkey::show)),
    page("enrol_passkey", "/{group}/interaction/{id}/enrol/passkey", POST, || web::to(enrol_passkey::submit)),
    page("enrol_passkey_options", "/{group}/interaction/{id}/enrol/passkey/options", POST, || web::to(enrol_passkey::options)),
    page("enrol_passkey_later", "/{group}/interaction/{id}/enrol/passkey/later", POST, || web::to(enrol_passkey::later)),
    page("second", "/{group}/interaction/{id}/second", GET, || web::to(second::show)),
    page("totp", "/{group}/interaction/{id}/totp", GET, || web::to(totp::show)),
    page("totp", "/{group}/interaction/{id}/totp", POST, || web::to(totp::submit)),
    page("approval", "/{group}/interaction/{id}/approval", GET, || web::to(approval::show)),
    page("approval", "/{group}/interaction/{id}/approval", POST, || web::to(approval::submit)),
    page("approval_wait", "/{group}/interaction/{id}/approval/wait", GET, || web::to(approval::wait)),
    page("email_code", "/{group}/interaction/{id}/email-code", GET, || web::to(sent_code::show::<Email>)),
    page("email_code", "/{group}/interaction/{id}/email-code", POST, || web::to(sent_code::submit::<Email>)),
    page("email_code_send", "/{group}/interaction/{id}/email-code/send", POST, || web::to(sent_code::send::<Email>)),
    page("sms_code", "/{group}/interaction/{id}/sms-code", GET, || web::to(sent_code::show::<Sms>)),
    page("sms_code", "/{group}/interaction/{id}/sms-code", POST, || web::to(sent_code::submit::<Sms>)),
    page("sms_code_send", "/{group}/interaction/{id}/sms-code/send", POST, || web::to(sent_code::send::<Sms>)),
    page("mail", "/{group}/interaction/{id}/mail", GET, || web::to(mail_sign_in::show)),
    page("mail", "/{group}/interaction/{id}/mail", POST, || web::to(mail_sign_in::submit)),
    page("mail_send", "/{group}/interaction/{id}/mail/send", POST, || web::to(mail_sign_in::send)),
    page("passwordless", "/{group}/interaction/{id}/passwordless", GET, || web::to(mail_link::show)),
    page("passwordless", "/{group}/interaction/{id}/passwordless", POST, || web::to(mail_link::submit)),
    page("passwordless_deny", "/{group}/interaction/{id}/passwordless/deny", POST, || web::to(mail_link::deny)),
    page("recovery_code", "/{group}/interaction/{id}/recovery-code", GET, || web::to(recovery_code::show)),
    page("recovery_code", "/{group}/interaction/{id}/recovery-code", POST, || web::to(recovery_code::submit)),
    page("recovery_codes", "/{group}/interaction/{id}/recovery-codes", GET, || web::to(recovery_codes::show)),
    page("recovery_codes", "/{group}/interaction/{id}/recovery-codes", POST, || web::to(recovery_codes::submit)),
    page("enrol_totp", "/{group}/interaction/{id}/enrol/totp", GET, || web::to(enrol_totp::show)),
    page("enrol_totp", "/{group}/interaction/{id}/enrol/totp", POST, || web::to(enrol_totp::submit)),
    page("enrol_sms", "/{group}/interaction/{id}/enrol/sms", GET, || web::to(enrol_sms::show)),
    page("enrol_sms", "/{group}/interaction/{id}/enrol/sms", POST, || web::to(enrol_sms::submit)),
    page("enrol_sms_again", "/{group}/interaction/{id}/enrol/sms/again", POST, || web::to(enrol_sms::again)),
    page("enrol_sms_confirm", "/{group}/interaction/{id}/enrol/sms/confirm", POST, || web::to(enrol_sms::confirm)),
    page("signup", "/{group}/interaction/{id}/signup", GET, || web::to(sign_up::show)),
    page("signup", "/{group}/interaction/{id}/signup", POST, || web::to(sign_up::submit)),
    page("verify", "/{group}/interaction/{id}/verify", GET, || web::to(verify::show)),
    page("verify", "/{group}/interaction/{id}/verify", POST, || web::to(verify::submit)),
    page("verify_again", "/{group}/interaction/{id}/verify/again", POST, || web::to(verify::again)),
    page("give_email", "/{group}/interaction/{id}/email", GET, || web::to(give_email::show)),
    page("give_email", "/{group}/interaction/{id}/email", POST, || web::to(give_email::submit)),
    page("new_password", "/{group}/interaction/{id}/new-password", GET, || web::to(new_password::show)),
    page("new_password", "/{group}/interaction/{id}/new-password", POST, || web::to(new_password::submit)),
    page("terms", "/{group}/interaction/{id}/terms", GET, || web::to(terms::show)),
    page("terms", "/{group}/interaction/{id}/terms", POST, || web::to(terms::submit)),
    page("terms_decline", "/{group}/interaction/{id}/terms/decline", POST, || web::to(terms::decline)),
    page("select", "/{group}/interaction/{id}/select", GET, || web::to(select::show)),
    page("select", "/{group}/interaction/{id}/select", POST, || web::to(select::submit)),
    page("select_other", "/{group}/interaction/{id}/select/other", POST, || web::to(select::other)),
    page("select_remove", "/{group}/interaction/{id}/select/remove", POST, || web::to(select::remove)),
    page("consent", "/{group}/interaction/{id}/consent", GET, || web::to(consent::show)),
    page("consent", "/{group}/interaction/{id}/consent", POST, || web::to(consent::submit)),
    page("connect", "/{group}/interaction/{id}/connect", GET, || web::to(connect::show)),
    page("connect", "/{group}/interaction/{id}/connect", POST, || web::to(connect::submit)),
    page("connected", "/{group}/interaction/{id}/connected", GET, || web::to(connect::done)),
    page("abort", "/{group}/interaction/{id}/abort", POST, || web::to(abort::submit)),
    page("restart", "/{group}/interaction/{id}/restart", POST, || web::to(restart::submit)),
    page("device", "/{group}/device", GET, || web::to(device::show)),
    page("device", "/{group}/device", POST, || web::to(device::submit)),
    page("device_qr", "/{group}/device/qr/{user_code}", GET, || web::to(device_qr::get)),
    page("verifyaccount", "/{group}/verifyaccount", GET, || web::to(email_link::show)),
    page("verifyaccount", "/{group}/verifyaccount", POST, || web::to(email_link::submit)),
    page("verifyaccount_deny", "/{group}/verifyaccount/deny", POST, || web::to(email_link::deny)),
    page("invitation", "/{group}/invitation", GET, || web::to(invitation::show)),
    page("invitation", "/{group}/invitation", POST, || web::to(invitation::submit)),
    page("forgotpassword", "/{group}/forgotpassword", GET, || web::to(forgot_password::show)),
    page("forgotpassword", "/{group}/forgotpassword", POST, || web::to(forgot_password::submit)),
    page("lockaccount", "/{group}/lockaccount", GET, || web::to(lock_account::show)),
    page("lockaccount", "/{group}/lockaccount", POST, || web::to(lock_account::submit)),
    page("recoveraccount", "/{group}/recoveraccount", GET, || web::to(recover_account::show)),
    page("recoveraccount", "/{group}/recoveraccount", POST, || web::to(recover_account::submit)),
    page("check_session", "/{group}/session/check", GET, || web::to(check_session::get)),
    page("end_session", "/{group}/session/end", GET, || web::to(end_session::get)),
    page("end_session", "/{group}/session/end", POST, || web::to(end_session::post)),
    page("end_session_confirm", "/{group}/session/end/confirm", POST, || web::to(end_session::confirm)),
    page("end_session_cancel", "/{group}/session/end/cancel", POST, || web::to(end_session::cancel)),
    page("end_session_success", "/{group}/session/end/success", GET, || web::to(end_session::success)),
    page("initiate_login", "/{group}/login", GET, || web::to(initiate_login::get)),
    page("account", "/{group}/account", GET, || web::to(account::home::show)),
    page("account_switch", "/{group}/account/switch", GET, || web::to(account::home::switch)),
    page("account_approve", "/{group}/account/approve", GET, || web::to(account::approve::show)),
    page("account_approve", "/{group}/account/approve", POST, || web::to(account::approve::submit)),
    page("account_approve_deny", "/{group}/account/approve/deny", POST, || web::to(account::approve::deny)),
    page("account_confirm", "/{group}/account/confirm", GET, || web::to(account::confirm::show)),
    page("account_confirm", "/{group}/account/confirm", POST, || web::to(account::confirm::submit)),
    page("account_confirm_deny", "/{group}/account/confirm/deny", POST, || web::to(account::confirm::deny)),
    page("account_profile", "/{group}/account/profile", GET, || web::to(account::profile::show)),
    page("account_profile", "/{group}/account/profile", POST, || web::to(account::profile::submit)),
    page("account_email", "/{group}/account/email", GET, || web::to(account::email::show)),
    page("account_email", "/{group}/account/email", POST, || web::to(account::email::submit)),
    page("account_email_confirm", "/{group}/account/email/confirm", POST, || web::to(account::email::confirm)),
    page("account_email_again", "/{group}/account/email/again", POST, || web::to(account::email::again)),
    page("account_password", "/{group}/account/password", GET, || web::to(account::password::show)),
    page("account_password", "/{group}/account/password", POST, || web::to(account::password::submit)),
    page("change_password", "/{group}/.well-known/change-password", GET, || web::to(account::change_password::of_tenant)),
    page("related_origins", "/.well-known/webauthn", GET, || web::to(related_origins::get)),
    page("change_password_origin", "/.well-known/change-password", GET, || web::to(account::change_password::of_origin)),
    page("account_passkeys", "/{group}/account/security/passkeys", POST, || web::to(account::passkeys::add)),
    page("account_passkeys_options", "/{group}/account/security/passkeys/options", POST, || web::to(account::passkeys::options)),
    page("account_passkeys_rename", "/{group}/account/security/passkeys/rename", POST, || web::to(account::passkeys::rename)),
    page("account_passkeys_remove", "/{group}/account/security/passkeys/remove", POST, || web::to(account::passkeys::remove)),
    page("account_browsers", "/{group}/account/security/browsers", POST, || web::to(account::browsers::forget)),
    page("account_browsers_all", "/{group}/account/security/browsers/all", POST, || web::to(account::browsers::forget_all)),
    page("account_security", "/{group}/account/security", GET, || web::to(account::security::show)),
    page("account_security_remove", "/{group}/account/security/remove", POST, || web::to(account::security::remove)),
    page("account_lock", "/{group}/account/security/lock", GET, || web::to(account::lock::show)),
    page("account_lock", "/{group}/account/security/lock", POST, || web::to(account::lock::submit)),
    page("account_totp", "/{group}/account/security/totp", POST, || web::to(account::totp::begin)),
    page("account_totp_code", "/{group}/account/security/totp/{id}", GET, || web::to(account::totp::show)),
    page("account_totp_code", "/{group}/account/security/totp/{id}", POST, || web::to(account::totp::submit)),
    page("account_sms", "/{group}/account/security/sms", GET, || web::to(account::sms::show)),
    page("account_sms", "/{group}/account/security/sms", POST, || web::to(account::sms::submit)),
    page("account_sms_again", "/{group}/account/security/sms/again", POST, || web::to(account::sms::again)),
    page("account_sms_confirm", "/{group}/account/security/sms/confirm", POST, || web::to(account::sms::confirm)),
    page("account_recovery_codes", "/{group}/account/security/recovery-codes", POST, || web::to(account::recovery_codes::make)),
    page("account_recovery_codes_new", "/{group}/account/security/recovery-codes/{id}", GET, || web::to(account::recovery_codes::show)),
    page("account_recovery_codes_new", "/{group}/account/security/recovery-codes/{id}", POST, || web::to(account::recovery_codes::submit)),
    page("account_sessions", "/{group}/account/sessions", GET, || web::to(account::sessions::show)),
    page("account_sessions", "/{group}/account/sessions", POST, || web::to(account::sessions::end)),
    page("account_sessions_others", "/{group}/account/sessions/others", POST, || web::to(account::sessions::end_others)),
    page("account_apps", "/{group}/account/apps", GET, || web::to(account::apps::show)),
    page("account_apps", "/{group}/account/apps", POST, || web::to(account::apps::disconnect)),
    page("account_devices", "/{group}/account/devices", GET, || web::to(account::devices::show)),
    page("account_devices", "/{group}/account/devices", POST, || web::to(account::devices::end)),
    page("account_device_name", "/{group}/account/devices/name", POST, || web::to(account::devices::rename)),
    page("account_activity", "/{group}/account/activity", GET, || web::to(account::activity::show)),
    page("account_terms_page", "/{group}/account/terms", GET, || web::to(account::terms::show)),
    page("account_data", "/{group}/account/data", GET, || web::to(account::data::show)),
    page("account_data", "/{group}/account/data", POST, || web::to(account::data::submit)),
    page("account_deletion", "/{group}/account/deletion", GET, || web::to(account::deletion::show)),
    page("account_deletion", "/{group}/account/deletion", POST, || web::to(account::deletion::submit)),
    page("theme", "/{group}/theme.css", GET, || web::to(looks::theme)),
    page("logo", "/{group}/logo/{client}", GET, || web::to(looks::logo)),
    page("home", "/{group}", GET, || web::to(looks::home)),
];
