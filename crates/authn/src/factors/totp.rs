//! Codes of an authenticator app (TOTP, RFC 6238).
//!
//! That a code is good only once is the caller's: it keeps the step that matched last and takes
//! only later ones (RFC 6238 §5.2).
use super::{Factor, Kind, Proof};
use latchkey_base::{Entropy, Secret, Timestamp, western_digit};
use totp_rs::{Algorithm, Builder, Totp};

/// RFC 8176 §2: `otp`.
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Totp,
    name: "totp",
    amr: &["otp"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: true,
    is_fallback: false,
    is_expected: true,
};

/// Octets of a secret: as long as the hash (RFC 4226 §4, R6).
const SECRET_LENGTH: usize = 20;
/// Digits of a code.
const DIGITS: u8 = 6;
/// Seconds of a step (RFC 6238 §5.2).
const STEP: u64 = 30;
/// Steps by which the clock of a phone may be off, either way (RFC 6238 §5.2).
const DRIFT: u16 = 1;
/// Characters of the key between two blanks.
const GROUP: usize = 4;

/// What an authenticator app and we have in common.
pub struct TotpSecret(Secret<Vec<u8>>);

impl TotpSecret {
    /// A new one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut octets = vec![0u8; SECRET_LENGTH];
        entropy.fill(&mut octets);
        Self(Secret::new(octets))
    }

    /// One that was kept.
    pub fn from_octets(octets: Vec<u8>) -> Self {
        Self(Secret::new(octets))
    }

    /// To be sealed and kept.
    pub fn octets(&self) -> &[u8] {
        self.0.expose()
    }

    /// The key in base32, in groups, for people who type it.
    pub fn key(&self) -> Secret<String> {
        let text = base32(self.octets());
        let groups: Vec<&str> =
            (0..text.len()).step_by(GROUP).filter_map(|at| text.get(at..at + GROUP)).collect();
        Secret::new(groups.join(" "))
    }

    /// What the QR code says: the key and whose it is, as authenticator apps read it.
    pub fn uri(&self, issuer: &str, account: &str) -> Secret<String> {
        let (issuer, account) = (escaped(issuer), escaped(account));
        let key = base32(self.octets());
        Secret::new(format!("otpauth://totp/{issuer}:{account}?secret={key}&issuer={issuer}"))
    }

    /// The step whose code was typed, if it is that of now or of a neighbour.
    pub fn matching_step(&self, typed: &str, now: Timestamp) -> Option<i64> {
        let (code, now) = (digits(typed)?, u64::try_from(now.seconds()).ok()?);
        let step = self.totp()?.check(&code, now)?;
        i64::try_from(step).ok()
    }

    /// The code of that moment, as the app shows it.
    pub fn code_at(&self, at: Timestamp) -> Option<String> {
        let at = u64::try_from(at.seconds()).ok()?;
        Some(self.totp()?.generate(at).to_string())
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(DRIFT)
            .with_step_duration(STEP)
            .with_secret(self.octets().to_vec())
            .build()
            .ok()
    }
}

/// The six digits of what was typed: blanks and dashes do not count, and the digits of Arabic and
/// Persian keyboards are digits.
fn digits(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(8);
    for c in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let digit = western_digit(c);
        if code.len() == usize::from(DIGITS) || !digit.is_ascii_digit() {
            return None;
        }
        code.push(digit);
    }
    (code.len() == usize::from(DIGITS)).then_some(code)
}

/// RFC 4648 §6, without padding: a secret is a multiple of five octets.
fn base32(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(octets.len() * 8 / 5 + 1);
    for chunk in octets.chunks(5) {
        let bits = chunk.iter().fold(0u64, |bits, octet| bits << 8 | u64::from(*octet));
        let bits = bits << (8 * (5 - chunk.len()));
        let characters = (chunk.len() * 8).div_ceil(5);
        for at in 0..characters {
            let five = usize::try_from(bits >> (35 - 5 * at) & 31).unwrap_or_default();
            text.push(char::from(ALPHABET[five]));
        }
    }
    text
}

/// Percent-encoded but for what is unreserved (RFC 3986 §2.3).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            escaped.push(char::from(octet));
        } else {
            escaped.push_str(&format!("%{octet:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> TotpSecret {
        TotpSecret::from_octets(b"12345678901234567890".to_vec())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn the_published_codes_match_at_their_steps() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(published().matching_step(code, at(seconds)), Some(seconds / 30));
            assert_eq!(published().code_at(at(seconds)).as_deref(), Some(code));
        }
    }

    /// RFC 6238 §5.2: one step either way, and the step that matched is told.
    #[test]
    fn a_clock_may_be_off_by_one_step() {
        let code = published().code_at(at(900)).unwrap();
        for (seconds, step) in
            [(839, None), (870, Some(30)), (900, Some(30)), (959, Some(30)), (960, None)]
        {
            assert_eq!(published().matching_step(&code, at(seconds)), step, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let step = Some(1);
        for typed in ["287082", " 287 082 ", "287-082", "٢٨٧٠٨٢", "۲۸۷۰۸۲"] {
            assert_eq!(published().matching_step(typed, at(59)), step, "{typed}");
        }
        for typed in ["", "28708", "2870820", "28708x", "²87082", "287082\u{0}"] {
            assert_eq!(published().matching_step(typed, at(59)), None, "{typed}");
        }
    }

    /// RFC 4648 §6, §10; a new key has the length that RFC 4226 §4 recommends.
    #[test]
    fn the_key_is_written_in_base32() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        let key = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
        assert_eq!(published().key().expose(), key);
        let new = TotpSecret::generate(&latchkey_base::SeededEntropy::new(1));
        assert_eq!(new.octets().len(), 20, "160 bits");
    }

    /// RFC 3986 §2.3: what is not unreserved is escaped.
    #[test]
    fn the_uri_names_both_sides_and_nothing_in_them_breaks_it() {
        let uri = published().uri("Acme & Co", "ada@x.example");
        let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let expected = format!(
            "otpauth://totp/Acme%20%26%20Co:ada%40x.example?secret={key}&issuer=Acme%20%26%20Co"
        );
        assert_eq!(*uri.expose(), expected);
    }
}
