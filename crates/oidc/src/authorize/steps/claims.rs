//! Claims asked for one by one, and in which languages.
use super::{ASKED, Draft, Input, Step};
use crate::authorize::Refusal;
use crate::explain::RequestFinding;
use crate::scopes::{OPENID, covers};
use crate::{ClaimsRequest, Param};

pub(super) const STEP: Step =
    Step { name: "claims", clause: "OIDC Core §5.2, §5.5", columns: ASKED, check };

fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let text = input.params.get(Param::Claims);
    let most = input.cx.policy.most_claims;
    let claims = text.map(|text| ClaimsRequest::parse(text, most)).transpose().map_err(|problem| {
        Refusal::invalid_request("claims is not a JSON object of claim requests")
            .because(RequestFinding::parameter(Param::Claims, text, problem.to_string()))
    });
    let mut claims = claims?.unwrap_or_default();
    // Security: a client that is limited to some scope does not get around that one by one.
    if let Some(allowed) = draft.client()?.metadata.allowed_scope() {
        claims.retain(|name| covers(&allowed, name));
    }
    claims.locales = locales(input.params.get(Param::ClaimsLocales).unwrap_or_default());
    if draft.scope.contains(OPENID) {
        draft.claims = claims;
        let response_type = draft.response_type()?;
        if !response_type.code && !response_type.access_token {
            // There will be no access token to ask for them with (OIDC Core §5.5).
            draft.claims.userinfo.clear();
        }
    }
    Ok(())
}

/// Languages that are told apart; whoever wishes for more gets these.
const MOST_LOCALES: usize = 10;

/// The tags, best first. What is no language tag is nobody's language: no reason for an error.
fn locales(text: &str) -> Vec<String> {
    let is_tag = |tag: &&str| {
        (1..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.split(' ').filter(is_tag).take(MOST_LOCALES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Core §5.2: no error for what is not supported.
    #[test]
    fn locales_are_a_list_of_tags() {
        assert_eq!(locales("fr-CA fr  en"), ["fr-CA", "fr", "en"]);
        assert!(locales("").is_empty() && locales("<b> \u{fc} a_b").is_empty());
        assert_eq!(locales(&"de ".repeat(50)).len(), MOST_LOCALES);
    }
}
