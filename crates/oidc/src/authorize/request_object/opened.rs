//! A request object out of its envelope: who has signed it, and what it asks for.
use super::policy::{may_leave_unsigned, may_sign, why_signed};
use super::{Form, MEDIA_TYPE, ObjectRequest, ObjectSource, agreement, parameters, wrong};
use crate::authorize::steps::{Column, Input};
use crate::authorize::{Checked, Refusal, run};
use crate::explain::{ObjectFinding as Finding, sent};
use crate::{Client, Context, ErrorCode, Param, Params};
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, DecryptError, DecryptionKeys, DecryptionPolicy, KEY_MANAGEMENT, decrypt,
};
use latchkey_jose::{
    Algorithm, Unverified, VerificationKeys, VerifyError, is_media_type, unsecured, verify,
};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A request object that is decrypted, but not yet believed.
pub struct OpenedObject<'r, 'a> {
    request: &'r ObjectRequest<'a>,
    token: String,
    proof: Proof,
}

/// Who vouches for the object.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Proof {
    /// The client, with one of its keys.
    Key { alg: Algorithm, kid: Option<String> },
    /// The client, with its secret.
    Secret(Algorithm),
    /// Nobody.
    Nothing,
}

impl<'r, 'a> OpenedObject<'r, 'a> {
    pub(super) fn new(request: &'r ObjectRequest<'a>, object: &str) -> Result<Self, Refusal> {
        let Input { client, cx, .. } = request.input;
        let client = client.ok_or_else(Refusal::incomplete)?;
        let object = object.trim_ascii();
        let token = match object.bytes().filter(|byte| *byte == b'.').count() {
            4 => Cow::Owned(decrypted(object, client, cx)?),
            _ => Cow::Borrowed(object),
        };
        let proof = proof(&token, client, cx)?;
        let is_plain = match request.source {
            ObjectSource::Reference(uri) => uri.is_plain_http(),
            ObjectSource::Value(_) => false,
        };
        if proof == Proof::Nothing && request.form == Form::Complete {
            // RFC 9101 §4: such an object is signed.
            let description = "a request object that says all there is must be signed";
            let why = "what says all there is, without a response_type beside it, must be";
            return Err(unsigned(description, client, why));
        }
        if proof == Proof::Nothing && is_plain {
            let description = "request_uri must be https for an object that is not signed";
            let refusal = Refusal::new(ErrorCode::InvalidRequestUri, description);
            return Err(refusal.because(Finding::PlainHttp));
        }
        Ok(Self { request, token: token.into_owned(), proof })
    }

    /// Whether the client's public keys are needed: then also the `kid` to look for, if the
    /// object names one.
    pub fn needs_keys(&self) -> Option<Option<&str>> {
        match &self.proof {
            Proof::Key { kid, .. } => Some(kid.as_deref()),
            Proof::Secret(_) | Proof::Nothing => None,
        }
    }

    /// Verifies the object, puts its parameters in the place of those beside it (OIDC Core
    /// §6.3.3) and runs the authorize column of [`STEPS`](crate::authorize::STEPS) over them.
    /// `keys` are the client's public keys, if [`OpenedObject::needs_keys`].
    ///
    /// # Errors
    /// `invalid_request_object`, or the first refusal of the steps.
    pub fn check(&self, keys: Option<&VerificationKeys>) -> Result<Checked, Refusal> {
        let params = self.assemble(keys).map_err(|refusal| self.request.refuse(refusal))?;
        let is_signed = self.proof != Proof::Nothing;
        let input = Input { params: &params, is_signed, ..self.request.input };
        let draft = run(Column::Authorize, &input)?;
        Checked::from_draft(&input, draft)
    }

    fn assemble(&self, keys: Option<&VerificationKeys>) -> Result<Params<'a>, Refusal> {
        let ObjectRequest { input, form, .. } = self.request;
        let claims = self.verify(keys)?;
        agreement::judge(&claims, input, *form)?;
        let mut params = match form {
            Form::Beside => input.params.clone(),
            Form::Complete => Params::default(),
        };
        params.remove(Param::Request);
        params.remove(Param::RequestUri);
        parameters::put(&mut params, claims).map_err(|param| {
            let description = "a parameter in the request object has a value that cannot be";
            wrong(description, Finding::Parameter(param.name().to_owned()))
        })?;
        if *form == Form::Beside {
            agreement::agree(input.params, &params)?;
        }
        Ok(params)
    }

    /// The claims, once whoever should have signed them has. Security: the header chooses among
    /// the algorithms that go with the kind of key at hand, and public keys and secrets are never
    /// in one set (RFC 8725 §2.1, §3.1).
    fn verify(&self, keys: Option<&VerificationKeys>) -> Result<Map<String, Value>, Refusal> {
        let description = "the client has no key to verify the request object with";
        let lacking = |finding| wrong(description, finding);
        let refused = |finding| wrong("the request object does not verify", finding);
        let failed = |error: VerifyError| {
            let why = error.to_string();
            refused(Finding::Signature(why.clone())).detailed(why)
        };
        match &self.proof {
            Proof::Nothing => unsecured::decode(&self.token).map_err(failed),
            Proof::Key { alg, kid } => {
                let keys = keys.ok_or_else(|| lacking(Finding::NoKeys))?;
                let verified = verify(&self.token, keys, &[*alg]).map_err(|error| match error {
                    VerifyError::UnknownKey => {
                        refused(Finding::unknown_key(kid.as_deref(), keys.names()))
                    }
                    other => failed(other),
                });
                verified.map(|verified| verified.claims)
            }
            Proof::Secret(alg) => {
                let secret = self.request.input.client.and_then(Client::mac_secret);
                let secret = secret.ok_or_else(|| lacking(Finding::NoSecret))?;
                let keys = VerificationKeys::from_secret(secret);
                verify(&self.token, &keys, &[*alg]).map(|it| it.claims).map_err(failed)
            }
        }
    }
}

/// How the object is signed, if the client may sign like that. Security: asked before any key is
/// fetched for it.
fn proof(token: &str, client: &Client, cx: &Context<'_>) -> Result<Proof, Refusal> {
    let said = Unverified::decode(token);
    let said = said.ok_or_else(|| wrong("the request object is not a JWT", Finding::Malformed))?;
    if let Some(typ) = said.typ().filter(|typ| !is_ours(typ)) {
        // Security: a token that says it is something else is not made into one (RFC 8725 §3.11).
        let finding = Finding::Kind(sent(typ));
        return Err(wrong("typ of the request object is another one", finding));
    }
    let metadata = &client.metadata;
    if unsecured::is_unsecured(token) {
        return match may_leave_unsigned(metadata, cx.policy) {
            true => Ok(Proof::Nothing),
            false => {
                let why = why_signed(metadata, cx.policy);
                Err(unsigned("the request object must be signed", client, why))
            }
        };
    }
    let alg = said.alg().filter(|alg| may_sign(metadata, *alg)).ok_or_else(|| {
        let registered = metadata.request_object_signing_alg.map(|alg| alg.name().to_owned());
        let finding = Finding::Algorithm { sent: sent(said.alg_name()), registered };
        wrong("alg of the request object is not the one that was registered", finding)
    })?;
    Ok(match alg.is_symmetric() {
        true => Proof::Secret(alg),
        false => Proof::Key { alg, kid: said.kid().map(str::to_owned) },
    })
}

fn unsigned(description: &'static str, client: &Client, why: &str) -> Refusal {
    let registered = client.metadata.request_object_signing_alg.map(|alg| alg.name().to_owned());
    wrong(description, Finding::Unsigned { registered, why: why.to_owned() })
}

fn is_ours(typ: &str) -> bool {
    is_media_type(typ, "JWT") || is_media_type(typ, MEDIA_TYPE)
}

/// The signed object inside an encrypted one (OIDC Core §6.3.1, RFC 9101 §6.1), by what the
/// client registered, or by anything that is offered if it registered nothing.
fn decrypted(object: &str, client: &Client, cx: &Context<'_>) -> Result<String, Refusal> {
    if !cx.policy.request_object_encryption {
        let finding = Finding::NotOffered("request_object_encryption".to_owned());
        return Err(wrong("encrypted request objects are not taken", finding));
    }
    let metadata = &client.metadata;
    let alg = metadata.request_object_encryption_alg.map(|alg| [alg]);
    let enc = metadata.request_object_enc().map(|enc| [enc]);
    let policy = DecryptionPolicy {
        algs: alg.as_ref().map_or(KEY_MANAGEMENT, |alg| alg.as_slice()),
        encs: enc.as_ref().map_or(CONTENT_ENCRYPTION, |enc| enc.as_slice()),
    };
    let failed = |why: &str| {
        let description = "the request object does not decrypt, or is not signed inside";
        wrong(description, Finding::Decryption(why.to_owned())).detailed(why)
    };
    // Key pairs and secrets are never in one set: which of them, the header's `alg` says.
    let by_pair = decrypt(object, cx.keys.decryption_keys(), &policy);
    let opened = by_pair.or_else(|problem| match (problem, client.mac_secret()) {
        (DecryptError::UnknownKey, Some(secret)) => {
            decrypt(object, &DecryptionKeys::from_secret(secret), &policy)
        }
        _ => Err(problem),
    });
    let opened = opened.map_err(|error| failed(&error.to_string()))?;
    // RFC 7519 §5.2: a nested JWT says so. Some libraries leave that out, and what is inside is
    // held to be a signed JWT in any case; one that says it is something else is not made into one.
    let said = [opened.header.typ.as_deref(), opened.header.cty.as_deref()];
    if !said.into_iter().flatten().all(is_ours) {
        return Err(failed("its typ or cty is not that of a nested request object"));
    }
    String::from_utf8(opened.payload).map_err(|_| failed("its content is no text"))
}
