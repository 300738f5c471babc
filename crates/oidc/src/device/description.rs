//! What a device says of itself: parameters of our own beside those of RFC 8628 §3.1.
use crate::explain::RequestFinding;
use crate::{Param, Params, TokenError, is_visible};
use serde::{Deserialize, Serialize};

/// Characters of each text.
const LONGEST: usize = 64;

/// What the person is shown, and later finds among their devices. Nobody vouches for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceDescription {
    /// `device_name`: what its owner calls it, "TV in the living room".
    pub name: Option<String>,
    /// `device_model`: maker and model.
    pub model: Option<String>,
    /// `device_software_version`: of its software.
    pub software_version: Option<String>,
}

impl DeviceDescription {
    /// Reads the three parameters.
    ///
    /// # Errors
    /// `invalid_request` for a text of more than 64 characters, or with one that has no shape of its own.
    pub fn read(params: &Params<'_>) -> Result<Self, TokenError> {
        Ok(Self {
            name: text(params, Param::DeviceName)?,
            model: text(params, Param::DeviceModel)?,
            software_version: text(params, Param::DeviceSoftwareVersion)?,
        })
    }

    /// What to call it, if it has said anything of itself.
    pub fn title(&self) -> Option<&str> {
        self.name.as_deref().or(self.model.as_deref())
    }

    /// Whether a device may be called so: by at most 64 characters that can be seen.
    pub fn is_name(text: &str) -> bool {
        text.chars().count() <= LONGEST && is_visible(text)
    }
}

fn text(params: &Params<'_>, param: Param) -> Result<Option<String>, TokenError> {
    let Some(text) = params.get(param).map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if !DeviceDescription::is_name(text) {
        let description = "a text about the device is too long or holds unseen characters";
        let expected = format!("at most {LONGEST} characters, all of which can be seen");
        return Err(TokenError::invalid_request(description)
            .detailed(param.name())
            .because(RequestFinding::parameter(param, Some(text), expected)));
    }
    Ok(Some(text.to_owned()))
}
