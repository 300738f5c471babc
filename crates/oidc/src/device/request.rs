//! The device authorization endpoint (RFC 8628 §3.1, §3.2).
use super::{DeviceCode, DeviceDescription, DeviceState, INTERVAL, UserCode};
use crate::authorize::{AuthorizationRequest, Refusal, check_for_device};
use crate::token::single;
use crate::{Client, Context, Param, Params, TokenError, Write};
use latchkey_base::{CodeDigest, CodeKey, Secret, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a device asked for, as it waits in its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceRequest {
    /// The checked request that a person will be asked about.
    pub request: AuthorizationRequest,
    /// What the device says of itself.
    pub device: DeviceDescription,
    /// The network address that it asked from.
    pub address: String,
}

/// A device code to be recorded.
#[derive(Clone, Debug)]
pub struct NewDeviceCode {
    /// The code, pending.
    pub code: Arc<DeviceCode>,
    /// How its user code is kept.
    pub user_code: CodeDigest,
    /// What is asked for.
    pub request: Arc<DeviceRequest>,
    /// Now.
    pub at: Timestamp,
}

/// What a device is told, once it is recorded.
pub struct Issuance {
    /// To be committed before the answer leaves. [`crate::Outcome::Lost`] if another device has
    /// the same user code: then ask [`issue`] again.
    pub write: Write,
    device_code: Secret<String>,
    user_code: UserCode,
    lifetime: i64,
}

/// Parameters that the endpoint knows, but for `resource`, which may repeat.
static PARAMS: &[Param] = &[
    Param::ClientId,
    Param::Scope,
    Param::MaxAge,
    Param::AcrValues,
    Param::Claims,
    Param::ClaimsLocales,
    Param::UiLocales,
    Param::LoginHint,
    Param::IdTokenHint,
    Param::Audience,
    Param::Request,
    Param::RequestUri,
    Param::Registration,
    Param::DeviceName,
    Param::DeviceModel,
    Param::DeviceSoftwareVersion,
];

/// Checks what an authenticated client asks for a device of its kind. `address` is where the
/// request came from.
///
/// # Errors
/// As the steps of the column `device` say, in the words of RFC 6749 §5.2 (RFC 8628 §3.2).
pub fn check(
    params: &Params<'_>,
    client: &Client,
    address: String,
    cx: &Context<'_>,
) -> Result<DeviceRequest, TokenError> {
    single(params, PARAMS)?;
    let device = DeviceDescription::read(params)?;
    let request = check_for_device(params, client, cx).map_err(refused)?;
    Ok(DeviceRequest { request, device, address })
}

fn refused(refusal: Refusal) -> TokenError {
    let Refusal { code, description, detail, finding, .. } = refusal;
    let error = TokenError::new(code, description).detailed(detail);
    match finding {
        Some(finding) => error.because(*finding),
        None => error,
    }
}

/// Makes the two codes. `key` is the one that short codes are kept under.
pub fn issue(request: &Arc<DeviceRequest>, key: &CodeKey, cx: &Context<'_>) -> Issuance {
    let device_code = cx.entropy.dated_token("lkd_", cx.now);
    let user_code = UserCode::new(cx.entropy);
    let lifetime = cx.policy.lifetimes.device_code;
    let code = DeviceCode {
        hash: TokenHash::of(device_code.expose()),
        client: request.request.client,
        expires_at: cx.now + lifetime,
        state: DeviceState::Pending,
    };
    let new = NewDeviceCode {
        code: Arc::new(code),
        user_code: user_code.digest(key),
        request: Arc::clone(request),
        at: cx.now,
    };
    let lifetime = lifetime.get();
    Issuance { write: Write::BeginDevice(new), device_code, user_code, lifetime }
}

impl Issuance {
    /// The answer (RFC 8628 §3.2). `verification_uri_qr` is a member of our own: the address of a
    /// picture of the code that cameras read, for devices that cannot draw one (RFC 8628 §3.3.1).
    pub fn json(&self, cx: &Context<'_>) -> Value {
        let (code, page) = (self.user_code.to_string(), &cx.endpoints.device);
        json!({
            "device_code": self.device_code.expose(),
            "user_code": code,
            "verification_uri": page,
            "verification_uri_complete": format!("{page}?user_code={code}"),
            "verification_uri_qr": format!("{page}/qr/{code}"),
            "expires_in": self.lifetime,
            "interval": INTERVAL.get(),
        })
    }
}
