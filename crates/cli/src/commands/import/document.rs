//! What a file may say, and whether it can be.
use super::files::File;
use super::organizations::Described;
use super::read::typed;
use crate::failure::Failure;
use latchkey_accounts::{Profile, normal_form};
use latchkey_base::Secret;
use latchkey_oidc::ClientMetadata;
use latchkey_server::config::nearest_name;
use latchkey_server::provision::{
    ClientInput, Password, PersonInput, Provision, ProvisionError, TenantInput, check_settings,
};
use latchkey_store::TenantSettings;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A tenant as a file describes it; what is absent stays as it is.
#[derive(Debug)]
pub struct Tenant {
    /// Its group.
    pub group: String,
    /// Its name.
    pub name: Option<String>,
    /// Another word for it.
    pub pretty_name: Option<String>,
    /// Whether it is switched off.
    pub disabled: Option<bool>,
    /// Its settings, the defaults filled in.
    pub settings: Option<TenantSettings>,
    /// Its clients.
    pub clients: Vec<Client>,
    /// Its people.
    pub people: Vec<Person>,
    /// Its organizations.
    pub organizations: Vec<Described>,
}

/// A client as a file describes it.
#[derive(Debug)]
pub struct Client {
    /// Its public name.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Option<Secret<String>>,
    /// Whether it is switched off.
    pub disabled: Option<bool>,
    /// Everything else.
    pub metadata: ClientMetadata,
}

impl Client {
    /// As provisioning takes it; `disabled` is what holds if the file does not say.
    pub fn input(&self, disabled: bool) -> ClientInput {
        ClientInput {
            client_id: Some(self.client_id.clone()),
            client_secret: self.client_secret.as_ref().map(|s| Secret::from(s.expose().as_str())),
            metadata: self.metadata.clone(),
            disabled: self.disabled.unwrap_or(disabled),
        }
    }
}

/// A person as a file describes them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What they sign in with; without one the address.
    pub username: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Whether it needs no proof.
    pub email_verified: Option<bool>,
    /// Whether nobody may sign in.
    pub suspended: Option<bool>,
    password: Option<Secret<String>>,
    password_hash: Option<String>,
    /// The password is for the first sign-in only. It means nothing for whoever has one.
    #[serde(default)]
    pub must_change_password: bool,
    /// The standard claims.
    pub profile: Option<Profile>,
}

impl Person {
    /// The name they are found by.
    pub fn name(&self) -> &str {
        self.username.as_deref().or(self.email.as_deref()).unwrap_or_default()
    }

    /// The password, if the file holds one.
    pub fn password(&self) -> Option<Password> {
        let typed = self.password.as_ref().map(|p| Secret::from(p.expose().as_str()));
        typed.map(Password::Plain).or_else(|| self.password_hash.clone().map(Password::Hash))
    }

    /// As provisioning takes a new one.
    pub fn input(&self, password: Option<Password>) -> PersonInput {
        PersonInput {
            account: latchkey_accounts::SignUp {
                username: self.username.clone(),
                email: self.email.clone(),
                profile: self.profile.clone().unwrap_or_default(),
            },
            email_verified: self.email_verified.unwrap_or(false),
            suspended: self.suspended.unwrap_or(false),
            password,
            must_change_password: self.must_change_password,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    group: String,
    name: Option<String>,
    pretty_name: Option<String>,
    disabled: Option<bool>,
    settings: Option<Value>,
    #[serde(default)]
    clients: Vec<Value>,
    #[serde(default)]
    people: Vec<Value>,
    #[serde(default)]
    organizations: Vec<Value>,
}

/// Checks all files and says everything that is wrong, each with its place.
///
/// # Errors
/// One line per problem.
pub fn check(files: Vec<File>, provision: &Provision) -> Result<Vec<Tenant>, Failure> {
    let mut reading = Reading { provision, problems: Vec::new(), groups: BTreeSet::new() };
    let mut tenants = Vec::new();
    for File { name, content } in files {
        let Value::Object(mut members) = content else {
            reading.problem(&name, "", "must be a table with `tenants`");
            continue;
        };
        let listed = members.remove("tenants");
        for key in members.keys() {
            reading.problem(&name, key, "is no key here; the only one is `tenants`");
        }
        match listed {
            Some(Value::Array(entries)) => {
                for (index, entry) in entries.iter().enumerate() {
                    tenants.extend(reading.tenant(&name, &format!("tenants[{index}]"), entry));
                }
            }
            _ => reading.problem(&name, "tenants", "must be a list of tables, [[tenants]] in TOML"),
        }
    }
    match reading.problems {
        none if none.is_empty() => Ok(tenants),
        problems => {
            Err(Failure::new(format!("nothing was imported.\n  {}", problems.join("\n  "))))
        }
    }
}

struct Reading<'a> {
    provision: &'a Provision,
    problems: Vec<String>,
    groups: BTreeSet<String>,
}

impl Reading<'_> {
    fn problem(&mut self, file: &str, place: &str, why: impl AsRef<str>) {
        let place = place.trim_end_matches('.');
        self.problems.push(format!("{file}: {place} {}", why.as_ref()));
    }

    fn typed<T: serde::de::DeserializeOwned>(
        &mut self,
        file: &str,
        place: &str,
        value: &Value,
    ) -> Option<T> {
        match typed(value) {
            Ok(typed) => Some(typed),
            Err((within, why)) if within.is_empty() => {
                self.problem(file, place, format!("does not fit: {why}"));
                None
            }
            Err((within, why)) => {
                self.problem(file, &format!("{place}.{within}"), format!("does not fit: {why}"));
                None
            }
        }
    }

    /// Notes what provisioning would refuse.
    fn provisioned<T>(&mut self, file: &str, place: &str, result: Result<T, ProvisionError>) {
        match result {
            Ok(_) => {}
            Err(ProvisionError::Invalid(problems)) => {
                for invalid in problems {
                    self.problem(file, &format!("{place}.{}", invalid.key), invalid.why);
                }
            }
            Err(other) => self.problem(file, place, other.to_string()),
        }
    }

    fn tenant(&mut self, file: &str, place: &str, value: &Value) -> Option<Tenant> {
        let entry: Entry = self.typed(file, place, value)?;
        if !self.groups.insert(entry.group.clone()) {
            self.problem(file, &format!("{place}.group"), "is described twice");
        }
        let place_of_settings = format!("{place}.settings");
        let over = entry.settings.as_ref();
        let settings = over.and_then(|over| self.settings(file, &place_of_settings, over));
        let input = TenantInput {
            group: entry.group.clone(),
            pretty_name: entry.pretty_name.clone(),
            name: entry.name.clone(),
            settings: None,
            disabled: false,
        };
        self.provisioned(file, place, self.provision.check_tenant(&input));
        let clients = self.clients(file, place, &entry);
        let people = self.people(file, place, &entry.people);
        let organizations = self.organizations(file, place, &entry.organizations);
        Some(Tenant {
            group: entry.group,
            name: entry.name,
            pretty_name: entry.pretty_name,
            disabled: entry.disabled,
            settings,
            clients,
            people,
            organizations,
        })
    }

    fn settings(&mut self, file: &str, place: &str, over: &Value) -> Option<TenantSettings> {
        // Read alone first, so that the place of a problem is one in the file.
        let _: TenantSettings = self.typed(file, place, over)?;
        let mut whole = serde_json::to_value(self.provision.tenant_defaults()).unwrap_or_default();
        lay_over(&mut whole, over);
        let settings: TenantSettings = self.typed(file, place, &whole)?;
        for invalid in check_settings(&settings) {
            self.problem(file, &format!("{place}.{}", invalid.key), invalid.why);
        }
        Some(settings)
    }

    fn clients(&mut self, file: &str, place: &str, tenant: &Entry) -> Vec<Client> {
        let mut clients = Vec::new();
        let mut names = BTreeSet::new();
        for (index, value) in tenant.clients.iter().enumerate() {
            let place = format!("{place}.clients[{index}]");
            if let Some(client) = self.client(file, &place, (&tenant.group, value)) {
                if !names.insert(client.client_id.clone()) {
                    self.problem(file, &format!("{place}.client_id"), "is described twice");
                }
                clients.push(client);
            }
        }
        clients
    }

    fn client(
        &mut self,
        file: &str,
        place: &str,
        (group, value): (&str, &Value),
    ) -> Option<Client> {
        #[derive(Deserialize)]
        struct Own {
            client_id: String,
            client_secret: Option<Secret<String>>,
            disabled: Option<bool>,
            auth_group: Option<String>,
        }
        let own: Own = self.typed(file, place, value)?;
        let mut members: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
        for name in ["client_id", "client_secret", "disabled", "auth_group"] {
            members.remove(name);
        }
        let metadata: ClientMetadata = self.typed(file, place, &Value::Object(members))?;
        for name in metadata.other.keys().filter(|name| !name.contains('#')) {
            if let Some(known) = nearest_name(name, KNOWN_METADATA.iter().copied()) {
                let why = format!("is no client metadata; did you mean {known}?");
                self.problem(file, &format!("{place}.{name}"), why);
            }
        }
        let Own { client_id, client_secret, disabled, auth_group } = own;
        if auth_group.is_some_and(|said| said != group) {
            self.problem(file, &format!("{place}.auth_group"), "must be the group of the tenant");
        }
        let client = Client { client_id, client_secret, disabled, metadata };
        self.provisioned(file, place, self.provision.check_client(&client.input(false)));
        Some(client)
    }

    fn people(&mut self, file: &str, place: &str, values: &[Value]) -> Vec<Person> {
        let mut people = Vec::new();
        let mut names = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let place = format!("{place}.people[{index}]");
            let Some(person) = self.typed::<Person>(file, &place, value) else { continue };
            let own: BTreeSet<String> = [&person.username, &person.email]
                .into_iter()
                .flatten()
                .map(|name| normal_form(name))
                .collect();
            if own.iter().any(|name| names.contains(name)) {
                self.problem(file, &place, "has the user name or address of somebody above");
            }
            names.extend(own);
            if person.password.is_some() && person.password_hash.is_some() {
                self.problem(file, &place, "has both password and password_hash");
            }
            let hash = person.password_hash.clone().map(Password::Hash);
            let checked =
                self.provision.prepare_person(person.input(hash), self.provision.tenant_defaults());
            self.provisioned(file, &place, checked);
            people.push(person);
        }
        people
    }

    fn organizations(&mut self, file: &str, place: &str, values: &[Value]) -> Vec<Described> {
        let mut organizations = Vec::new();
        let mut aliases = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let place = format!("{place}.organizations[{index}]");
            let Some(described) = self.typed::<Described>(file, &place, value) else { continue };
            if !aliases.insert(described.alias.clone()) {
                self.problem(file, &format!("{place}.alias"), "is described twice");
            }
            let checked = self.provision.check_organization(&described.input());
            self.provisioned(file, &place, checked);
            let mut names = BTreeSet::new();
            for (index, member) in described.members.iter().enumerate() {
                if !names.insert(normal_form(&member.person)) {
                    self.problem(
                        file,
                        &format!("{place}.members[{index}].person"),
                        "is listed twice",
                    );
                }
            }
            organizations.push(described);
        }
        organizations
    }
}

/// `over` laid over `base`, table by table; lists are replaced as a whole.
fn lay_over(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// Members that a misspelt one may be meant for (RFC 7591 §2, OIDC Registration §2).
static KNOWN_METADATA: &[&str] = &[
    "redirect_uris",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "grant_types",
    "response_types",
    "application_type",
    "subject_type",
    "sector_identifier_uri",
    "client_name",
    "client_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "contacts",
    "scope",
    "jwks",
    "jwks_uri",
    "id_token_signed_response_alg",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "request_uris",
    "request_object_signing_alg",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "require_signed_request_object",
    "default_max_age",
    "require_auth_time",
    "default_acr_values",
    "post_logout_redirect_uris",
    "client_skip_consent",
    "client_optional_skip_logout_prompt",
    "client_require_second_factor",
    "client_refused_factors",
    "client_terms_version",
    "client_theme",
    "client_device_challenge",
    "client_challenge_callbacks",
    "client_account_security",
    "client_label",
    "register_url",
    "associated_product",
    "initialized_org_context",
    "introspection_endpoint_auth_method",
    "revocation_endpoint_auth_method",
    "auth_group",
    "client_only_passwordless",
    "client_federation_options",
    "client_allow_org_federation",
    "client_allow_org_self_identify",
    "client_skip_to_federated",
    "dynamic_scope",
    "client_id",
    "client_secret",
    "disabled",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
    "initiate_login_uri",
];
