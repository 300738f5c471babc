//! What is fuzzed, and what must hold.

mod authorization;
mod claims;
mod confirmations;
mod cookies;
mod fetched;
mod forms;
mod headers;
mod languages;
mod metadata;
mod names;
mod passkeys;
mod provider;
mod request_objects;
mod tokens;

use std::hash::{DefaultHasher, Hasher as _};

/// Takes one input; gives a mark of what became of it, or says which promise was broken.
pub type Check = Box<dyn Fn(&[u8]) -> Result<u64, String>>;

/// One parser, or several in a row.
pub struct Target {
    /// Its name, and that of its folder in the corpus.
    pub name: &'static str,
    /// What it is.
    pub purpose: &'static str,
    /// Sets up keys and clients, and gives the check.
    pub make: fn() -> Check,
    /// Inputs that no file can hold because they depend on keys made now.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub static TARGETS: &[Target] = &[
    Target { name: "form", purpose: "request parameters", make: forms::parameters, seeds: none },
    Target { name: "scope", purpose: "the scope parameter", make: forms::scope, seeds: none },
    Target {
        name: "basic",
        purpose: "credentials in the Authorization header",
        make: forms::credentials,
        seeds: none,
    },
    Target {
        name: "bearer",
        purpose: "access tokens in headers and forms",
        make: forms::bearer,
        seeds: none,
    },
    Target {
        name: "device",
        purpose: "what devices say of themselves",
        make: forms::device,
        seeds: none,
    },
    Target {
        name: "user_code",
        purpose: "codes of devices, as people type them",
        make: forms::user_code,
        seeds: none,
    },
    Target {
        name: "page_form",
        purpose: "the forms of our pages",
        make: forms::page_form,
        seeds: none,
    },
    Target { name: "claims", purpose: "the claims parameter", make: claims::request, seeds: none },
    Target {
        name: "authorize",
        purpose: "whole authorization requests",
        make: authorization::requests,
        seeds: none,
    },
    Target {
        name: "redirect_uri",
        purpose: "redirect URIs of native apps",
        make: authorization::loopback,
        seeds: none,
    },
    Target {
        name: "id_token_hint",
        purpose: "ID tokens that come back",
        make: authorization::hints,
        seeds: provider::tokens,
    },
    Target {
        name: "request_object",
        purpose: "request objects, signed and encrypted",
        make: request_objects::tokens,
        seeds: provider::request_objects,
    },
    Target {
        name: "request_claims",
        purpose: "what is inside request objects",
        make: request_objects::claims,
        seeds: none,
    },
    Target { name: "jwt", purpose: "signed tokens", make: tokens::jwt, seeds: provider::tokens },
    Target {
        name: "jwe",
        purpose: "encrypted tokens",
        make: tokens::jwe,
        seeds: provider::encrypted,
    },
    Target { name: "jwks", purpose: "keys of clients", make: tokens::jwks, seeds: none },
    Target {
        name: "client_metadata",
        purpose: "what clients register of themselves",
        make: metadata::registration,
        seeds: none,
    },
    Target {
        name: "confirmation",
        purpose: "what apps ask people to confirm",
        make: confirmations::request,
        seeds: none,
    },
    Target { name: "cookies", purpose: "the Cookie header", make: cookies::header, seeds: none },
    Target {
        name: "known_browsers",
        purpose: "the cookie of known accounts",
        make: cookies::known_browsers,
        seeds: cookies::known,
    },
    Target {
        name: "account_mark",
        purpose: "the cookie of the account pages",
        make: cookies::account_mark,
        seeds: cookies::marks,
    },
    Target {
        name: "remembered_browsers",
        purpose: "the cookie of remembered browsers",
        make: cookies::remembered,
        seeds: none,
    },
    Target {
        name: "told_apps",
        purpose: "what the page after a sign-out is told",
        make: cookies::told_apps,
        seeds: cookies::told_queries,
    },
    Target {
        name: "passkey_made",
        purpose: "answers of devices that make passkeys",
        make: passkeys::made,
        seeds: passkeys::made_one,
    },
    Target {
        name: "passkey_signed",
        purpose: "answers of devices that sign",
        make: passkeys::signed,
        seeds: passkeys::signed_one,
    },
    Target { name: "prefer", purpose: "the Prefer header", make: headers::prefer, seeds: none },
    Target {
        name: "cache_control",
        purpose: "how long answers of others stay as they are",
        make: fetched::cache_control,
        seeds: none,
    },
    Target {
        name: "sector",
        purpose: "sector identifier documents",
        make: fetched::sector,
        seeds: none,
    },
    Target {
        name: "breached",
        purpose: "lists of leaked passwords",
        make: fetched::breached,
        seeds: fetched::breached_lines,
    },
    Target {
        name: "logout_problem",
        purpose: "what apps answer to logout tokens",
        make: fetched::logout_problem_line,
        seeds: none,
    },
    Target { name: "logo", purpose: "logos of clients", make: fetched::logo, seeds: none },
    Target {
        name: "forwarded",
        purpose: "what proxies and clients say about addresses",
        make: headers::forwarded,
        seeds: none,
    },
    Target {
        name: "identifier",
        purpose: "user names and e-mail addresses",
        make: names::identifiers,
        seeds: none,
    },
    Target {
        name: "profile",
        purpose: "what people say of themselves",
        make: names::profile,
        seeds: none,
    },
    Target {
        name: "recovery_code",
        purpose: "recovery codes, as people type them",
        make: names::recovery_codes,
        seeds: none,
    },
    Target {
        name: "accept_language",
        purpose: "the Accept-Language header",
        make: languages::negotiation,
        seeds: none,
    },
];

fn none() -> Vec<Vec<u8>> {
    Vec::new()
}

/// A mark of an outcome. Not the values themselves, or every input would be new.
pub fn mark(outcome: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    outcome.hash(&mut hasher);
    hasher.finish()
}

/// A size as one of few steps.
pub fn step(size: usize) -> u32 {
    usize::BITS - size.leading_zeros()
}
