use super::*;
use latchkey_base::SeededEntropy;

const QUICK: HashParameters = HashParameters { memory_kib: 64, iterations: 1, parallelism: 1 };

fn secret(text: &str) -> Secret<String> {
    Secret::from(text)
}

fn hashed(password: &str) -> String {
    PasswordHasher::new(1).hash(&secret(password), &QUICK, &SeededEntropy::new(1)).unwrap()
}

fn verify(password: &str, kept: Option<&str>, current: &HashParameters) -> Verdict {
    PasswordHasher::new(1).verify(&secret(password), kept, current).unwrap()
}

/// RFC 9106 §3.1: a salt of sixteen octets, beside the parameters.
#[test]
fn a_hash_names_its_parameters_and_opens_with_its_password_only() {
    let kept = hashed("gravel umbrella");
    assert!(kept.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{kept}");
    assert_eq!(kept.split('$').nth(4).map(str::len), Some(22), "sixteen octets: {kept}");
    let right = verify("gravel umbrella", Some(&kept), &QUICK);
    assert_eq!(right, Verdict { matches: true, needs_upgrade: false });
    assert!(!verify("gravel umbrellb", Some(&kept), &QUICK).matches);
    assert!(!verify("", Some(&kept), &QUICK).matches);
}

#[test]
fn the_same_password_never_hashes_alike() {
    let (hasher, entropy) = (PasswordHasher::new(1), SeededEntropy::new(1));
    let one = hasher.hash(&secret("x"), &QUICK, &entropy).unwrap();
    let two = hasher.hash(&secret("x"), &QUICK, &entropy).unwrap();
    assert_ne!(one, two);
}

#[test]
fn other_parameters_ask_for_an_upgrade() {
    let kept = hashed("gravel umbrella");
    for current in [
        HashParameters { memory_kib: 128, ..QUICK },
        HashParameters { iterations: 2, ..QUICK },
        HashParameters { memory_kib: 32, ..QUICK },
    ] {
        let verdict = verify("gravel umbrella", Some(&kept), &current);
        assert_eq!(verdict, Verdict { matches: true, needs_upgrade: true }, "{current:?}");
    }
}

/// The reference implementation's command line: `argon2 somesalt -id -t 2 -m 16 -p 1 -l 24`
/// style hashes come from other systems and must be readable here.
#[test]
fn a_hash_of_another_program_is_readable_and_asks_for_an_upgrade() {
    let kept =
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA";
    let verdict = verify("password", Some(kept), &HashParameters::default());
    assert_eq!(verdict, Verdict { matches: true, needs_upgrade: true });
}

/// RFC 8265 §4.2.
#[test]
fn a_password_is_the_same_however_its_accents_are_typed() {
    let kept = hashed("caf\u{e9} ol\u{e9}");
    assert!(verify("cafe\u{301} ole\u{301}", Some(&kept), &QUICK).matches);
}

#[test]
fn nobody_never_matches() {
    assert!(!verify("", None, &QUICK).matches);
    assert!(!verify("gravel umbrella", None, &QUICK).matches);
}

/// Not the time, which a shared machine cannot measure, but its cause: the memory that is filled.
#[test]
fn nobody_costs_what_somebody_costs() {
    for kept in [None, Some(hashed("x"))] {
        let hasher = PasswordHasher::new(1);
        hasher.verify(&secret("x"), kept.as_deref(), &QUICK).unwrap();
        assert_eq!(hasher.pool.idle_sizes(), [QUICK.memory_kib as usize]);
    }
}

#[test]
fn hashes_that_are_none_are_refused() {
    let hash = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweA";
    assert_eq!(check_hash(hash), Ok(()));
    for bad in [
        "",
        "hunter2",
        "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$wWKIMhR9lyDFvRz9YTZweA",
    ] {
        assert_eq!(check_hash(bad), Err(HashError::Malformed), "{bad}");
    }
}

#[test]
fn a_hash_that_would_stop_the_server_is_refused() {
    let salted = "c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweA";
    for parameters in ["m=4194304,t=1,p=1", "m=64,t=65,p=1", "m=512,t=1,p=17"] {
        let hash = format!("$argon2id$v=19${parameters}${salted}");
        assert_eq!(check_hash(&hash), Err(HashError::Parameters), "{parameters}");
    }
    let too_little = HashParameters { memory_kib: 4, ..QUICK };
    let hasher = PasswordHasher::new(1);
    let refused = hasher.hash(&secret("x"), &too_little, &SeededEntropy::new(1));
    assert_eq!(refused, Err(HashError::Parameters));
}
