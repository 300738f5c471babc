//! An authenticator app, as phones have them.
use totp_rs::{Algorithm, Builder, Secret};

/// What was typed or scanned into the app.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: String,
}

impl Authenticator {
    /// With the key that a page shows, blanks and all.
    pub fn typed(key: &str) -> Self {
        Self { key: key.split_whitespace().collect() }
    }

    /// The code that it shows at that second since 1970.
    pub fn code_at(&self, seconds: i64) -> String {
        let secret = Secret::try_from_base32(&self.key).expect("a key in base32");
        let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build();
        let seconds = u64::try_from(seconds).expect("after 1970");
        totp.expect("a secret that is long enough").generate(seconds).to_string()
    }
}
