//! Whether a tenant's settings make sense together: what no type can say.
mod calls;
mod work;

use super::{Invalid, handover};
use latchkey_accounts::{AccountPolicy, RecoveryPolicy, TermsPolicy, malformed_domains};
use latchkey_authn::assurance::{Acr, reachable};
use latchkey_authn::factors::SECOND_FACTORS;
use latchkey_authn::{FactorPolicy, PasswordPolicy, Proof, SecondFactor};
use latchkey_base::Seconds;
use latchkey_jose::Jwk;
use latchkey_oidc::authorize::{IMPLICIT, LONGEST_CODE};
use latchkey_oidc::registration::RegistrationPolicy;
use latchkey_oidc::token::GRANT_TYPES;
use latchkey_oidc::{Lifetimes, ProtocolPolicy, Scope};
use latchkey_store::TenantSettings;
use latchkey_ui::{Corners, Theme};
use url::Url;

/// The longest time for which a browser is remembered.
const LONGEST_REMEMBERED: Seconds = Seconds::days(365);
/// The largest `password.max_length`: what pages take is judged while somebody types, which has to be
/// quick.
const LARGEST_MAX_LENGTH: usize = 256;

/// Everything that is wrong with a tenant's settings; keys begin with their section.
pub fn check_settings(settings: &TenantSettings) -> Vec<Invalid> {
    let mut problems = lifetimes(&settings.protocol);
    problems.extend(scopes(&settings.protocol));
    problems.extend(resources(&settings.protocol));
    problems.extend(pages_for_developers(&settings.protocol));
    problems.extend(registration(&settings.protocol.registration));
    problems.extend(calls::confirmations(&settings.protocol));
    problems.extend(calls::own_account(&settings.protocol));
    problems.extend(password(&settings.password));
    problems.extend(factors(settings));
    problems.extend(throttle(settings));
    problems.extend(branding(settings));
    problems.extend(accounts(&settings.accounts));
    problems.extend(terms(&settings.terms));
    problems
}

fn accounts(accounts: &AccountPolicy) -> Vec<Invalid> {
    let mut problems: Vec<Invalid> = malformed_domains(accounts)
        .into_iter()
        .map(|entry| Invalid::new(entry.key, entry.why))
        .collect();
    if accounts.invitation_lifetime.get() <= 0 {
        problems.push(Invalid::new("accounts.invitation_lifetime", "must be above 0"));
    }
    if accounts.email_proof_lifetime.get() <= 0 {
        problems.push(Invalid::new("accounts.email_proof_lifetime", "must be above 0"));
    }
    if accounts.email_code_attempts == 0 {
        problems.push(Invalid::new("accounts.email_code_attempts", "must be above 0"));
    }
    if accounts.fresh_for.get() <= 0 {
        problems.push(Invalid::new("accounts.fresh_for", "must be above 0"));
    }
    if accounts.lock_link_lifetime.get() <= 0 {
        problems.push(Invalid::new("accounts.lock_link_lifetime", "must be above 0"));
    }
    if !(Seconds::new(1)..=Seconds::days(1)).contains(&accounts.unlock_lifetime) {
        let why = "must be above 0 and at most 86400 (a day)";
        problems.push(Invalid::new("accounts.unlock_lifetime", why));
    }
    problems.extend(recovery(&accounts.recovery));
    problems.extend(handover::check(&accounts.device_handover));
    problems.extend(negative(&[
        ("accounts.activity_kept_for", accounts.activity_kept_for),
        ("accounts.deletion_delay", accounts.deletion_delay),
        ("accounts.device_handover.waits", accounts.device_handover.waits),
        ("accounts.whereabouts_kept_for", accounts.whereabouts_kept_for),
    ]));
    problems
}

fn recovery(policy: &RecoveryPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let (shortest, longest) = (RecoveryPolicy::SHORTEST_WAIT, RecoveryPolicy::LONGEST);
    let times = [
        ("accounts.recovery.wait", policy.wait, shortest),
        ("accounts.recovery.window", policy.window, shortest),
        ("accounts.recovery.pause", policy.pause, Seconds::new(0)),
    ];
    for (key, value, least) in times {
        if !(least..=longest).contains(&value) {
            let why = format!("must be from {} to {} (30 days)", least.get(), longest.get());
            problems.push(Invalid::new(key, why));
        }
    }
    if !(1..=RecoveryPolicy::MOST).contains(&policy.monthly) {
        let why = format!("must be from 1 to {}", RecoveryPolicy::MOST);
        problems.push(Invalid::new("accounts.recovery.monthly", why));
    }
    problems
}

fn terms(terms: &TermsPolicy) -> Vec<Invalid> {
    let odd = terms.problems().into_iter();
    let mut problems: Vec<Invalid> =
        odd.map(|(key, why)| Invalid::new(format!("terms.{key}"), why.to_string())).collect();
    let of_texts = terms.texts.iter().filter_map(|text| text.uri.as_deref());
    if terms.uri.as_deref().into_iter().chain(of_texts).any(|uri| !is_web_url(uri)) {
        problems.push(Invalid::new("terms.uri", "must be an http or https URL"));
    }
    problems
}

fn lifetimes(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let lifetimes = &policy.lifetimes;
    let all = [
        ("access_token", lifetimes.access_token),
        ("client_credentials", lifetimes.client_credentials),
        ("id_token", lifetimes.id_token),
        ("authorization_code", lifetimes.authorization_code),
        ("device_code", lifetimes.device_code),
        ("refresh_token", lifetimes.refresh_token),
        ("refresh_family", lifetimes.refresh_family),
        ("session", lifetimes.session),
        ("session_idle", lifetimes.session_idle),
        ("interaction", lifetimes.interaction),
        ("grant", lifetimes.grant),
        ("client_assertion", lifetimes.client_assertion),
        ("call_token", lifetimes.call_token),
        ("signed_out_page", lifetimes.signed_out_page),
    ];
    let key = |name| format!("protocol.lifetimes.{name}");
    let mut problems: Vec<Invalid> = all
        .into_iter()
        .filter(|(_, lifetime)| lifetime.get() <= 0)
        .map(|(name, _)| Invalid::new(key(name), "must be above 0"))
        .collect();
    if lifetimes.authorization_code > LONGEST_CODE {
        problems.push(Invalid::new(key("authorization_code"), "must be at most 600"));
    }
    if lifetimes.call_token > Lifetimes::LONGEST_CALL {
        problems.push(Invalid::new(key("call_token"), "must be at most 600"));
    }
    if lifetimes.client_assertion > Seconds::days(1) {
        problems.push(Invalid::new(key("client_assertion"), "must be at most 86400 (a day)"));
    }
    let not_negative = [
        ("protocol.refresh_repeat_window", policy.refresh_repeat_window),
        ("protocol.clock_tolerance", policy.clock_tolerance),
    ];
    problems.extend(negative(&not_negative));
    if !(1..=60).contains(&policy.frontchannel_logout_wait.get()) {
        problems.push(Invalid::new("protocol.frontchannel_logout_wait", "must be from 1 to 60"));
    }
    problems
}

fn factors(settings: &TenantSettings) -> Vec<Invalid> {
    let (policy, listed) = (&settings.factors, &settings.protocol.acr_values);
    let mut problems = Vec::new();
    if !policy.allowed.iter().all(|factor| SECOND_FACTORS.contains(factor)) {
        let names: Vec<&str> = SECOND_FACTORS.iter().map(|factor| factor.name()).collect();
        let why = format!("must be among {}", names.join(", "));
        problems.push(Invalid::new("factors.allowed", why));
    }
    // A passkey is for whoever has one: nobody is made to have one.
    let can_be_had = policy.allowed.iter().any(|factor| factor.factor().is_expected);
    if policy.second_factor == SecondFactor::Always && !can_be_had {
        let why =
            "must not be \"always\" unless factors.allowed names totp, companion_app, sms or email";
        problems.push(Invalid::new("factors.second_factor", why));
    }
    let kept = policy.remember_browsers;
    if kept.get() != 0 && !(Seconds::days(1)..=LONGEST_REMEMBERED).contains(&kept) {
        let why = "must be 0, or from 86400 (a day) to 31536000 (a year)";
        problems.push(Invalid::new("factors.remember_browsers", why));
    }
    if policy.proof_lifetime.get() <= 0 {
        problems.push(Invalid::new("factors.proof_lifetime", "must be above 0"));
    }
    if !policy.calling_codes.iter().all(|code| is_calling_code(code)) {
        let why = "must be digits without a plus sign, from 1 to 7 of them, such as \"44\"";
        problems.push(Invalid::new("factors.calling_codes", why));
    }
    problems.extend(approvals(policy));
    let classes: Option<Vec<Acr>> = listed.iter().map(|value| Acr::parse(value)).collect();
    let is_second = |factor: &Proof| !factor.factor().is_fallback;
    let reaches = policy.allowed.iter().any(is_second);
    let reachable = if reaches { reachable(&policy.allowed) } else { reachable(&[]) };
    let fits = classes.is_some_and(|classes| {
        let reached = classes.iter().all(|acr| reachable.contains(acr));
        reached && classes.windows(2).all(|pair| pair[0] < pair[1])
    });
    if !fits {
        let values: Vec<&str> = reachable.iter().map(|acr| acr.name()).collect();
        let why = format!(
            "must be among what a sign-in here can reach, in this order: {}",
            values.join(", ")
        );
        problems.push(Invalid::new("protocol.acr_values", why));
    }
    problems
}

fn approvals(policy: &FactorPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let lifetimes = Seconds::new(30)..=FactorPolicy::LONGEST_APPROVAL;
    if !lifetimes.contains(&policy.approval_lifetime) {
        let why = "must be from 30 to 900 (a quarter of an hour)";
        problems.push(Invalid::new("factors.approval_lifetime", why));
    }
    if policy.approval_within.get() <= 0 {
        problems.push(Invalid::new("factors.approval_within", "must be above 0"));
    }
    // Security: the no of somebody who is being rung up by whoever has their password has to be worth something.
    if policy.companion_app_pause < Seconds::minutes(1) {
        problems
            .push(Invalid::new("factors.companion_app_pause", "must be at least 60 (a minute)"));
    }
    let numbers = [
        ("factors.approvals_open", policy.approvals_open),
        ("factors.approvals_hourly", policy.approvals_hourly),
    ];
    let wrong = numbers.into_iter().filter(|(_, number)| !(1..=20).contains(number));
    problems.extend(wrong.map(|(key, _)| Invalid::new(key, "must be from 1 to 20")));
    problems
}

fn negative(values: &[(&str, Seconds)]) -> Vec<Invalid> {
    let wrong = values.iter().filter(|(_, value)| value.get() < 0);
    wrong.map(|(key, _)| Invalid::new(*key, "must not be negative")).collect()
}

fn scopes(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    for (index, scope) in policy.scopes.iter().enumerate() {
        let key = format!("protocol.scopes[{index}].name");
        let one = Scope::parse(&scope.name).is_ok_and(|parsed| parsed.iter().count() == 1);
        if !one || scope.name.contains(' ') {
            problems.push(Invalid::new(key, "is no scope value (RFC 6749 §3.3)"));
        } else if policy.scopes[..index].iter().any(|earlier| earlier.name == scope.name) {
            problems.push(Invalid::new(key, "is listed twice"));
        }
    }
    problems
}

fn pages_for_developers(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let links = [
        ("protocol.service_documentation", &policy.service_documentation),
        ("protocol.op_policy_uri", &policy.op_policy_uri),
        ("protocol.op_tos_uri", &policy.op_tos_uri),
    ];
    let wrong =
        links.into_iter().filter(|(_, uri)| uri.as_deref().is_some_and(|it| !is_web_url(it)));
    wrong.map(|(key, _)| Invalid::new(key, "must be an http or https URL")).collect()
}

fn registration(policy: &RegistrationPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let offered =
        |grant: &String| grant == IMPLICIT || GRANT_TYPES.iter().any(|known| known.name() == grant);
    if !policy.grant_types.iter().all(offered) {
        let why = "must be among the grant types that there are";
        problems.push(Invalid::new("protocol.registration.grant_types", why));
    }
    let is_scope = |value: &String| {
        !value.contains(' ') && Scope::parse(value).is_ok_and(|scope| !scope.is_empty())
    };
    if !policy.scopes.iter().all(is_scope) {
        let why = "must be scope values (RFC 6749 §3.3)";
        problems.push(Invalid::new("protocol.registration.scopes", why));
    }
    let is_place = |text: &String| {
        let name = text.strip_prefix("*.").unwrap_or(text);
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.[:]".contains(&b))
            && !name.bytes().any(|b| b.is_ascii_uppercase())
    };
    if !policy.redirect_hosts.iter().all(is_place) {
        let why = "must be host names or schemes in small letters";
        problems.push(Invalid::new("protocol.registration.redirect_hosts", why));
    }
    for (index, issuer) in policy.statement_issuers.iter().enumerate() {
        let fits = match (&issuer.jwks, &issuer.jwks_uri) {
            (Some(set), None) => !set.keys.iter().any(Jwk::is_private),
            (None, Some(uri)) => uri.starts_with("https://") && is_web_url(uri),
            _ => false,
        };
        if !fits || issuer.issuer.is_empty() {
            let key = format!("protocol.registration.statement_issuers[{index}]");
            let why = "needs an issuer, and either jwks with public keys or an https jwks_uri";
            problems.push(Invalid::new(key, why));
        }
    }
    problems
}

fn resources(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    for (index, resource) in policy.resources.iter().enumerate() {
        let fits = Url::parse(&resource.resource).is_ok_and(|url| url.fragment().is_none());
        if !fits {
            let key = format!("protocol.resources[{index}].resource");
            let why = "must be an absolute URI without fragment (RFC 8707 §2)";
            problems.push(Invalid::new(key, why));
        }
    }
    problems
}

fn password(policy: &PasswordPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    if policy.min_length == 0 || policy.min_length > policy.max_length {
        problems.push(Invalid::new("password.min_length", "must be from 1 to max_length"));
    }
    if policy.max_length > LARGEST_MAX_LENGTH {
        problems.push(Invalid::new("password.max_length", "must be at most 256"));
    }
    if policy.min_score > 4 {
        problems.push(Invalid::new("password.min_score", "must be from 0 to 4"));
    }
    if policy.history > PasswordPolicy::LONGEST_HISTORY {
        problems.push(Invalid::new("password.history", "must be at most 30"));
    }
    if let Err(why) = policy.hash.check() {
        problems.push(Invalid::new("password.hash", format!("is impossible: {why}")));
    }
    problems
}

/// The code of a country, or the first digits of a region's numbers in a country that shares its code.
fn is_calling_code(code: &str) -> bool {
    (1..=7).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_digit())
        && !code.starts_with('0')
}

fn throttle(settings: &TenantSettings) -> Vec<Invalid> {
    let throttle = &settings.throttle;
    let mut problems = Vec::new();
    if !(16..64).contains(&throttle.site_prefix) {
        problems.push(Invalid::new("throttle.site_prefix", "must be from 16 to 63"));
    }
    for (key, most) in [
        ("throttle.texts_per_day", throttle.texts_per_day),
        ("throttle.new_texts_per_day", throttle.new_texts_per_day),
    ] {
        if most == 0 {
            let why = "must be above 0; without sms in factors.allowed nothing is sent";
            problems.push(Invalid::new(key, why));
        }
    }
    problems.extend(work::check(&throttle.proof_of_work));
    problems.extend(negative(&[
        ("throttle.first_wait", throttle.first_wait),
        ("throttle.longest_wait", throttle.longest_wait),
        ("throttle.stranger_wait", throttle.stranger_wait),
        ("throttle.address_window", throttle.address_window),
        ("throttle.mail_window", throttle.mail_window),
        ("throttle.text_window", throttle.text_window),
        ("throttle.forget_after", throttle.forget_after),
    ]));
    problems
}

fn branding(settings: &TenantSettings) -> Vec<Invalid> {
    let branding = &settings.branding;
    let mut problems = theme("branding", branding.accent.as_deref(), branding.corners.as_deref());
    for (key, link) in
        [("branding.policy_uri", &branding.policy_uri), ("branding.tos_uri", &branding.tos_uri)]
    {
        if link.as_deref().is_some_and(|link| !is_web_url(link)) {
            problems.push(Invalid::new(key, "must be an http or https URL"));
        }
    }
    problems
}

/// What is wrong with a look; keys begin with where it stands.
pub(super) fn theme(place: &str, accent: Option<&str>, corners: Option<&str>) -> Vec<Invalid> {
    let mut problems = Vec::new();
    if accent.is_some_and(|accent| !Theme::is_colour(accent)) {
        problems.push(Invalid::new(format!("{place}.accent"), "must be a colour as #rrggbb"));
    }
    if corners.is_some_and(|corners| Corners::parse(corners).is_none()) {
        let why = format!("must be one of {}", Corners::ALL.map(Corners::name).join(", "));
        problems.push(Invalid::new(format!("{place}.corners"), why));
    }
    problems
}

/// Security: pages make links of these, so no other scheme gets into one.
pub(super) fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(change: impl FnOnce(&mut TenantSettings)) -> Vec<String> {
        let mut settings = TenantSettings::default();
        change(&mut settings);
        check_settings(&settings).into_iter().map(|invalid| invalid.key).collect()
    }

    /// OIDC Discovery §3, RFC 8414 §2: what is named there can be opened.
    #[test]
    fn pages_for_developers_are_web_addresses() {
        let set = |uri: &str| {
            let uri = Some(uri.to_owned());
            keys(|settings| {
                let protocol = &mut settings.protocol;
                protocol.service_documentation.clone_from(&uri);
                protocol.op_policy_uri.clone_from(&uri);
                protocol.op_tos_uri = uri;
            })
        };
        assert!(set("https://op.example/developers").is_empty());
        let all = ["service_documentation", "op_policy_uri", "op_tos_uri"];
        for bad in ["", "/terms", "javascript:alert(1)"] {
            assert_eq!(set(bad), all.map(|name| format!("protocol.{name}")), "{bad}");
        }
    }

    #[test]
    fn the_defaults_make_sense() {
        assert!(keys(|_| ()).is_empty());
    }

    #[test]
    fn a_code_lives_at_most_ten_minutes() {
        let code = "protocol.lifetimes.authorization_code";
        let with =
            |seconds| keys(|s| s.protocol.lifetimes.authorization_code = Seconds::new(seconds));
        assert_eq!(with(601), [code]);
        assert_eq!(with(0), [code]);
        assert!(with(600).is_empty());
    }

    #[test]
    fn what_is_shown_or_signed_lives_for_a_while() {
        let call = "protocol.lifetimes.call_token";
        for odd in [0, 601] {
            assert_eq!(keys(|s| s.protocol.lifetimes.call_token = Seconds::new(odd)), [call]);
        }
        assert!(keys(|s| s.protocol.lifetimes.call_token = Seconds::new(600)).is_empty());
        let none = Seconds::new(0);
        let assertion = keys(|s| s.protocol.lifetimes.client_assertion = none);
        assert_eq!(assertion, ["protocol.lifetimes.client_assertion"]);
        let page = keys(|s| s.protocol.lifetimes.signed_out_page = none);
        assert_eq!(page, ["protocol.lifetimes.signed_out_page"]);
        assert_eq!(keys(|s| s.accounts.unlock_lifetime = none), ["accounts.unlock_lifetime"]);
        let brief = keys(|s| s.factors.companion_app_pause = Seconds::new(59));
        assert_eq!(brief, ["factors.companion_app_pause"]);
        let long = Seconds::new(86401);
        assert_eq!(keys(|s| s.accounts.unlock_lifetime = long), ["accounts.unlock_lifetime"]);
        let assertion = keys(|s| s.protocol.lifetimes.client_assertion = long);
        assert_eq!(assertion, ["protocol.lifetimes.client_assertion"]);
        let negative = keys(|s| s.accounts.device_handover.waits = Seconds::new(-1));
        assert_eq!(negative, ["accounts.device_handover.waits"]);
        assert_eq!(keys(|s| s.factors.proof_lifetime = none), ["factors.proof_lifetime"]);
    }

    #[test]
    fn each_problem_names_its_key() {
        let wait = "protocol.frontchannel_logout_wait";
        for seconds in [0, 61] {
            let wrong = Seconds::new(seconds);
            assert_eq!(keys(|s| s.protocol.frontchannel_logout_wait = wrong), [wait]);
        }
        assert_eq!(keys(|s| s.password.min_score = 5), ["password.min_score"]);
        assert_eq!(keys(|s| s.password.hash.memory_kib = 1), ["password.hash"]);
        assert_eq!(keys(|s| s.password.min_length = 200), ["password.min_length"]);
        assert_eq!(keys(|s| s.password.history = 31), ["password.history"]);
        let domain = || vec!["no domain".to_owned()];
        assert_eq!(
            keys(|s| s.accounts.domains_blocked = domain()),
            ["accounts.domains_blocked[0]"]
        );
        let version = || Some("1".to_owned());
        assert_eq!(keys(|s| s.terms.version = version()), ["terms.texts"]);
        let terms = |s: &mut TenantSettings| {
            (s.terms.version, s.terms.uri) = (version(), Some("javascript:alert(1)".to_owned()));
        };
        assert_eq!(keys(terms), ["terms.uri"]);
        assert_eq!(keys(|s| s.throttle.first_wait = Seconds::new(-1)), ["throttle.first_wait"]);
        let unknown = || vec!["gold".to_owned()];
        assert_eq!(keys(|s| s.protocol.acr_values = unknown()), ["protocol.acr_values"]);
        assert_eq!(keys(|s| s.branding.accent = Some("red".into())), ["branding.accent"]);
        assert_eq!(keys(|s| s.branding.corners = Some("oval".into())), ["branding.corners"]);
        let script = || Some("javascript:alert(1)".to_owned());
        assert_eq!(keys(|s| s.branding.tos_uri = script()), ["branding.tos_uri"]);
    }

    #[test]
    fn approvals_are_few_and_wait_for_a_while() {
        for odd in [0, 29, 901] {
            let wrong = keys(|s| s.factors.approval_lifetime = Seconds::new(odd));
            assert_eq!(wrong, ["factors.approval_lifetime"], "{odd}");
        }
        assert!(keys(|s| s.factors.approval_lifetime = Seconds::new(900)).is_empty());
        let within = keys(|s| s.factors.approval_within = Seconds::new(0));
        assert_eq!(within, ["factors.approval_within"]);
        assert_eq!(keys(|s| s.factors.approvals_open = 0), ["factors.approvals_open"]);
        assert_eq!(keys(|s| s.factors.approvals_hourly = 21), ["factors.approvals_hourly"]);
    }

    #[test]
    fn whoever_lost_everything_waits_long_enough() {
        for odd in [0, 3599, 30 * 86_400 + 1] {
            let wait = keys(|s| s.accounts.recovery.wait = Seconds::new(odd));
            assert_eq!(wait, ["accounts.recovery.wait"], "{odd}");
            let window = keys(|s| s.accounts.recovery.window = Seconds::new(odd));
            assert_eq!(window, ["accounts.recovery.window"], "{odd}");
        }
        assert!(keys(|s| s.accounts.recovery.pause = Seconds::new(0)).is_empty());
        let pause = keys(|s| s.accounts.recovery.pause = Seconds::new(-1));
        assert_eq!(pause, ["accounts.recovery.pause"]);
        for odd in [0, 21] {
            let monthly = keys(|s| s.accounts.recovery.monthly = odd);
            assert_eq!(monthly, ["accounts.recovery.monthly"], "{odd}");
        }
    }

    /// A tenant promises no class that nobody can reach in it.
    #[test]
    fn second_factors_and_classes_go_together() {
        let class = "protocol.acr_values";
        assert_eq!(keys(|s| s.protocol.acr_values.reverse()), [class], "worst first");
        assert_eq!(keys(|s| s.factors.allowed.clear()), [class]);
        assert_eq!(keys(|s| s.factors.allowed = vec![Proof::RecoveryCode]), [class]);
        let one_factor = |s: &mut TenantSettings| {
            s.factors.allowed.clear();
            s.protocol.acr_values.truncate(1);
        };
        assert!(keys(one_factor).is_empty());
        let always = |s: &mut TenantSettings| {
            one_factor(s);
            s.factors.second_factor = SecondFactor::Always;
        };
        assert_eq!(keys(always), ["factors.second_factor"]);
        let passkeys = |s: &mut TenantSettings| s.factors.allowed = vec![Proof::Passkey];
        assert!(keys(passkeys).is_empty());
        let always = |s: &mut TenantSettings| {
            passkeys(s);
            s.factors.second_factor = SecondFactor::Always;
        };
        assert_eq!(keys(always), ["factors.second_factor"], "nobody is made to have one");
        let password = |s: &mut TenantSettings| s.factors.allowed.push(Proof::Password);
        assert_eq!(keys(password), ["factors.allowed"]);
    }

    #[test]
    fn a_browser_is_remembered_for_days_or_not_at_all() {
        let with = |seconds| keys(|s| s.factors.remember_browsers = Seconds::new(seconds));
        for fits in [0, 86_400, 365 * 86_400] {
            assert!(with(fits).is_empty(), "{fits}");
        }
        for odd in [-1, 1, 86_399, 365 * 86_400 + 1] {
            assert_eq!(with(odd), ["factors.remember_browsers"], "{odd}");
        }
    }

    #[test]
    fn what_may_be_registered_must_exist() {
        let found = keys(|s| {
            let registration = &mut s.protocol.registration;
            registration.grant_types = vec!["password".into()];
            registration.scopes = vec!["a b".into()];
            registration.redirect_hosts = vec!["https://a.example".into()];
            registration.statement_issuers = vec![latchkey_oidc::registration::StatementIssuer {
                issuer: "https://vendor.example".into(),
                jwks: None,
                jwks_uri: Some("http://vendor.example/jwks".into()),
            }];
        });
        let named = ["grant_types", "scopes", "redirect_hosts", "statement_issuers[0]"];
        assert_eq!(found, named.map(|key| format!("protocol.registration.{key}")));
    }

    #[test]
    fn scopes_and_resources_are_checked_one_by_one() {
        let scope = |name: &str| latchkey_oidc::ScopeDefinition {
            name: name.to_owned(),
            description: None,
        };
        let found = keys(|s| s.protocol.scopes = vec![scope("a"), scope("b c"), scope("a")]);
        assert_eq!(found, ["protocol.scopes[1].name", "protocol.scopes[2].name"]);
        let resource = |uri: &str| latchkey_oidc::ResourceServer {
            resource: uri.to_owned(),
            scopes: Vec::new(),
        };
        let found = keys(|s| s.protocol.resources = vec![resource("https://a"), resource("b#c")]);
        assert_eq!(found, ["protocol.resources[1].resource"]);
    }
}
