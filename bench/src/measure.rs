//! What the limit does for each request, and what the provider's rates are held against.
use crate::limit::Work;

/// A request of the limit: it computes one thing and makes so many rows durable.
#[derive(Clone, Copy)]
pub struct Measure {
    /// In tables.
    pub name: &'static str,
    /// Where the limit answers it.
    pub path: &'static str,
    /// What is computed.
    pub work: Work,
    /// How many rows are durable before the answer leaves.
    pub rows: usize,
}

/// One ES256 signature and one durable row: what issuing a token should cost.
pub const ES256_ROW: Measure = measure("limit: ES256 + row", "/es256/1", Work::Es256, 1);
/// The same with RS256.
pub const RS256_ROW: Measure = measure("limit: RS256 + row", "/rs256/1", Work::Rs256, 1);
/// An ES256 signature alone: an access token that is a JWT leaves no row.
pub const ES256: Measure = measure("limit: ES256", "/es256/0", Work::Es256, 0);
/// An RS256 signature alone.
pub const RS256: Measure = measure("limit: RS256", "/rs256/0", Work::Rs256, 0);
/// An ID token from the authorization endpoint: the authorization, and its code or access token.
pub const ES256_2_ROWS: Measure = measure("limit: ES256 + 2 rows", "/es256/2", Work::Es256, 2);
/// A code or refresh token that is spent: it, the access token and the next refresh token.
pub const ES256_3_ROWS: Measure = measure("limit: ES256 + 3 rows", "/es256/3", Work::Es256, 3);
/// The same with an ID token that is encrypted with RSA-OAEP-256 and A128GCM.
pub const JWE_3_ROWS: Measure = measure("limit: ES256 + JWE + 3 rows", "/jwe/3", Work::Jwe, 3);
/// An ES256 signature that is checked: the assertion, and a token.
pub const CHECK_2_ROWS: Measure =
    measure("limit: ES256 checked + 2 rows", "/check/2", Work::Check, 2);
/// A token that nobody signs.
pub const ROW: Measure = measure("limit: row", "/row/1", Work::Nothing, 1);
/// An authorization and its code; a client and the tenant's revision.
pub const ROWS_2: Measure = measure("limit: 2 rows", "/row/2", Work::Nothing, 2);
/// A small JSON document.
pub const JSON: Measure = measure("limit: JSON", "/json", Work::Document, 0);

/// A password that is hashed at the cost that tenants have by default.
pub const HASH: Measure = measure("limit: argon2id", "/hash/0", Work::Hash, 0);
/// A signature of a passkey that is checked, and the session with its authorization and code.
pub const CHECK_3_ROWS: Measure =
    measure("limit: ES256 checked + 3 rows", "/check/3", Work::Check, 3);

/// All of them, in the order of measuring.
pub const ALL: [Measure; 13] = [
    ES256_ROW,
    RS256_ROW,
    ES256,
    RS256,
    ES256_2_ROWS,
    ES256_3_ROWS,
    JWE_3_ROWS,
    CHECK_2_ROWS,
    ROW,
    ROWS_2,
    JSON,
    HASH,
    CHECK_3_ROWS,
];

const fn measure(name: &'static str, path: &'static str, work: Work, rows: usize) -> Measure {
    Measure { name, path, work, rows }
}

/// Rates of the limit, in the order of [`ALL`].
pub type Limits = [f64; ALL.len()];

/// What a rate is held against: what these requests, one after the other, would reach.
pub type Like = &'static [Measure];

/// The rate of the limit at doing `like`; 0 if that was not measured.
pub fn rate_of(like: Like, limits: &Limits) -> f64 {
    let lasting = like.iter().map(|wanted| {
        let index = ALL.iter().position(|held| held.path == wanted.path);
        index.map_or(f64::INFINITY, |index| 1.0 / limits[index])
    });
    1.0 / lasting.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_one_after_the_other_take_as_long_as_both() {
        let mut limits = Limits::default();
        (limits[0], limits[9]) = (300.0, 600.0);
        assert!((rate_of(&[ES256_ROW], &limits) - 300.0).abs() < 1e-6);
        assert!((rate_of(&[ROWS_2, ES256_ROW], &limits) - 200.0).abs() < 1e-6);
    }

    #[test]
    fn names_say_how_many_rows_there_are() {
        for measure in ALL {
            let rows = match measure.name.rsplit_once(" + ").map(|(_, last)| last) {
                Some("row") => 1,
                Some(last) => last.trim_end_matches(" rows").parse().unwrap(),
                None if measure.name == ROW.name => 1,
                None if measure.name == ROWS_2.name => 2,
                None => 0,
            };
            assert_eq!(measure.rows, rows, "{}", measure.name);
            let last = measure.path.rsplit_once('/').unwrap().1;
            assert!(last == "json" || last == rows.to_string(), "{}", measure.path);
            let twins = ALL.iter().filter(|other| other.path == measure.path);
            assert_eq!(twins.count(), 1, "{}", measure.path);
        }
    }
}
