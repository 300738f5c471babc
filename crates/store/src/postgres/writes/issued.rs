//! What an answer issues, as further columns of the statement that earns it.
use crate::postgres::arrays::Column;
use crate::rows::json;
use diesel::QueryResult;
use latchkey_base::Timestamp;
use latchkey_oidc::{AccessToken, Issued, NewRefreshToken};

/// Names of the columns.
pub(super) const ISSUED: &str = "access, access_client, scope, audience, issued_at, access_expires, \
     refresh, started, refresh_expires";

/// Records the tokens of the rows in `won`, which also has `tenant`, `ord`, the authorization as
/// `id` and as `kept` until when that is kept; answers with these three.
pub(super) const RECORD: &str = ", access AS (INSERT INTO access_tokens (tenant_id, hash, \
       client_key, authorization_id, scope, audience, issued_at, expires_at) \
       SELECT tenant, access, access_client, id, scope, audience, issued_at, access_expires \
       FROM won WHERE access IS NOT NULL), \
     refresh AS (INSERT INTO refresh_tokens (tenant_id, hash, authorization_id, \
       family_started_at, expires_at) \
       SELECT tenant, refresh, id, started, refresh_expires \
       FROM won WHERE refresh IS NOT NULL) \
     SELECT ord, id, kept FROM won";

/// The columns.
pub(super) fn columns<'a>(
    issued: impl Iterator<Item = &'a Issued> + Clone,
) -> QueryResult<Vec<Column<'a>>> {
    let access = || issued.clone().map(|issued| issued.access.as_deref());
    let refresh = || issued.clone().map(|issued| issued.refresh.as_ref());
    let audience = |token: Option<&AccessToken>| match token {
        Some(token) => json(&token.audience),
        None => Ok(String::new()),
    };
    let millis = |time: Option<Timestamp>| time.map_or(0, Timestamp::millis);
    let word = |token: &AccessToken| token.scope.to_string();
    let client = |token: &'a AccessToken| token.client.as_bytes().as_slice();
    let ends = |new: &NewRefreshToken| new.token.expires_at;
    Ok(vec![
        Column::MaybeBytes(access().map(|token| Some(token?.hash.as_bytes().as_slice())).collect()),
        Column::Bytes(access().map(|token| token.map(client).unwrap_or_default()).collect()),
        Column::Words(access().map(|token| token.map(word).unwrap_or_default()).collect()),
        Column::Words(access().map(audience).collect::<QueryResult<_>>()?),
        Column::Int(access().map(|token| millis(token.map(|token| token.issued_at))).collect()),
        Column::Int(access().map(|token| millis(token.map(|token| token.expires_at))).collect()),
        Column::MaybeBytes(
            refresh().map(|new| Some(new?.token.hash.as_bytes().as_slice())).collect(),
        ),
        Column::Int(
            refresh().map(|new| millis(new.map(|new| new.token.family_started_at))).collect(),
        ),
        Column::Int(refresh().map(|new| millis(new.map(ends))).collect()),
    ])
}
