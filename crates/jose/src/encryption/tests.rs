use super::*;
use crate::{Jwk, JwkSet, KeyError, MacKey, SigningKey, VerificationKeys, VerifyError};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

mod attacks;
mod examples;

const SECRET: &[u8] = b"a client secret that both sides hold";

/// One key pair per algorithm that has them; RSA takes its time.
static PAIRS: LazyLock<Vec<DecryptionKey>> = LazyLock::new(|| {
    let pairs = KEY_MANAGEMENT.iter().filter(|alg| !alg.is_symmetric());
    pairs.map(|alg| DecryptionKey::generate(*alg).unwrap()).collect()
});

static KEYS: LazyLock<DecryptionKeys> =
    LazyLock::new(|| DecryptionKeys::new(PAIRS.iter().map(copy).collect()));
static SHARED: LazyLock<DecryptionKeys> = LazyLock::new(|| DecryptionKeys::from_secret(SECRET));

fn copy(key: &DecryptionKey) -> DecryptionKey {
    DecryptionKey::from_pkcs8(key.alg(), key.to_pkcs8().unwrap().expose()).unwrap()
}

fn pair(alg: KeyManagement) -> &'static DecryptionKey {
    PAIRS.iter().find(|key| key.alg() == alg).unwrap()
}

fn encrypter(alg: KeyManagement, enc: ContentEncryption) -> Encrypter {
    if alg.is_symmetric() {
        return Encrypter::for_secret(SECRET, alg, enc).unwrap();
    }
    Encrypter::for_recipient(&pair(alg).public_jwk(), alg, enc).unwrap()
}

fn keys(alg: KeyManagement) -> &'static DecryptionKeys {
    if alg.is_symmetric() { &SHARED } else { &KEYS }
}

fn every_pair() -> impl Iterator<Item = (KeyManagement, ContentEncryption)> {
    KEY_MANAGEMENT.iter().flat_map(|alg| CONTENT_ENCRYPTION.iter().map(|enc| (*alg, *enc)))
}

fn header(token: &str) -> Value {
    let text = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// The token with one of its five parts replaced.
fn with_part(token: &str, index: usize, part: &[u8]) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[index] = URL_SAFE_NO_PAD.encode(part);
    parts.join(".")
}

fn part(token: &str, index: usize) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()
}

/// RFC 7516 §A.1, RFC 7518 §4.3, §5.3.
#[test]
fn the_printed_rsa_oaep_example_decrypts() {
    let [n, e, d, p, q, dp, dq, qi] =
        examples::RSA_OAEP_KEY.map(|text| URL_SAFE_NO_PAD.decode(text).unwrap());
    let public_key = aws_lc_rs::rsa::PublicKeyComponents { n, e };
    let parts = aws_lc_rs::rsa::KeyPairComponents { public_key, d, p, q, dP: dp, dQ: dq, qInv: qi };
    let rsa = aws_lc_rs::rsa::KeyPair::from_components(&parts).unwrap();
    let der: Pkcs8V1Der<'_> = rsa.as_der().unwrap();
    let key = DecryptionKey::from_pkcs8(KeyManagement::RsaOaep, der.as_ref()).unwrap();
    let keys = DecryptionKeys::new(vec![key]);
    let opened = decrypt(examples::RSA_OAEP, &keys, &DecryptionPolicy::ALL).unwrap();
    let text = "The true sign of intelligence is not knowledge but imagination.";
    assert_eq!(opened.payload, text.as_bytes());
    assert_eq!(opened.header.enc, ContentEncryption::A256Gcm);
}

/// RFC 7516 §A.3, RFC 7518 §4.4, §5.2.3.
#[test]
fn the_printed_key_wrap_example_decrypts() {
    let key = URL_SAFE_NO_PAD.decode(examples::A128KW_KEY).unwrap();
    let keys = DecryptionKeys::from_raw(&key);
    let opened = decrypt(examples::A128KW, &keys, &DecryptionPolicy::ALL).unwrap();
    assert_eq!(opened.payload, b"Live long and prosper.");
}

/// RFC 7516 §4.1, §5.1, §5.2: what was encrypted comes back, and the header says how it was done.
#[test]
fn what_we_encrypt_decrypts_under_every_pair_of_algorithms() {
    for (alg, enc) in every_pair() {
        let token = encrypter(alg, enc).encrypt_jwt("e30.e30.").unwrap();
        let policy = DecryptionPolicy { algs: &[alg], encs: &[enc] };
        let opened = decrypt(&token, keys(alg), &policy).unwrap();
        assert_eq!(opened.nested().unwrap(), "e30.e30.");
        let kid = (!alg.is_symmetric()).then(|| pair(alg).kid().to_owned());
        let cty = Some("JWT".to_owned());
        assert_eq!(opened.header, EncryptionHeader { alg, enc, kid, typ: None, cty });
    }
}

/// RFC 7519 §5.3: a claim may stand in the header too; otherwise none does.
#[test]
fn the_issuer_is_repeated_where_that_is_wished_for() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let iss = "https://op.example";
    let token = encrypter(alg, enc).encrypt_jwt_of(iss, "e30.e30.").unwrap();
    assert_eq!(
        (header(&token)["iss"].as_str(), header(&token)["cty"].as_str()),
        (Some(iss), Some("JWT"))
    );
    let opened = decrypt(&token, keys(alg), &DecryptionPolicy::ALL).unwrap();
    assert_eq!(opened.nested().unwrap(), "e30.e30.");
    let token = encrypter(alg, enc).encrypt_jwt("e30.e30.").unwrap();
    assert_eq!(header(&token).get("iss"), None);
}

/// RFC 7518 §6.2.1.1, RFC 8037 §3.2: recipients may have keys on other curves than ours.
#[test]
fn recipients_on_other_curves_are_served() {
    use aws_lc_rs::signature as ecdsa;
    let (alg, enc) = (KeyManagement::EcdhEsA256Kw, ContentEncryption::A256CbcHs512);
    for (curve, crv) in [
        (&ecdsa::ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
        (&ecdsa::ECDSA_P521_SHA512_FIXED_SIGNING, "P-521"),
    ] {
        let key = ecdsa::EcdsaKeyPair::generate(curve).unwrap().to_pkcs8v1().unwrap();
        let key = DecryptionKey::from_pkcs8(alg, key.as_ref()).unwrap();
        assert_eq!(key.public_jwk().other["crv"], crv);
        let token = Encrypter::for_recipient(&key.public_jwk(), alg, enc).unwrap();
        let token = token.encrypt(b"x", None).unwrap();
        assert_eq!(header(&token)["epk"]["crv"], crv);
        let opened = decrypt(&token, &DecryptionKeys::new(vec![key]), &DecryptionPolicy::ALL);
        assert_eq!(opened.unwrap().payload, b"x");
    }
    let x = URL_SAFE_NO_PAD.encode([9; 32]);
    let okp: Jwk = serde_json::from_value(json!({"kty": "OKP", "crv": "X25519", "x": x})).unwrap();
    let token = Encrypter::for_recipient(&okp, alg, enc).unwrap().encrypt(b"x", None).unwrap();
    assert_eq!(header(&token)["epk"]["kty"], "OKP");
    assert!(header(&token)["epk"].get("y").is_none());
}

/// RFC 7518 §4.6.1, §4.6.1.2, §4.6.1.3: both sides put the parties into the key.
#[test]
fn the_parties_of_a_sender_are_taken_into_the_key() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let recipient = ecdh_es::Public::from_jwk(&pair(alg).public_jwk()).unwrap();
    let sender = ecdh_es::Private::ephemeral(&recipient).unwrap();
    let key = sender.agree(&recipient, (alg, enc), (b"Alice", b"Bob")).unwrap();
    let token = |apu: &str| {
        let epk = sender.public_jwk().unwrap();
        let header = json!({"alg": alg, "enc": enc, "apu": apu, "apv": "Qm9i", "epk": epk});
        let aad = URL_SAFE_NO_PAD.encode(header.to_string());
        let envelope =
            content::Envelope { enc, key: key.expose(), iv: &[1; 12], aad: aad.as_bytes() };
        let sealed = envelope.seal(b"x").unwrap();
        let parts = [&[1; 12][..], &sealed.ciphertext, &sealed.tag];
        let [iv, ciphertext, tag] = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{aad}..{iv}.{ciphertext}.{tag}")
    };
    let opened = decrypt(&token("QWxpY2U"), &KEYS, &DecryptionPolicy::ALL).unwrap();
    assert_eq!(opened.payload, b"x");
    let other = decrypt(&token("RXZl"), &KEYS, &DecryptionPolicy::ALL);
    assert_eq!(other, Err(DecryptError::Undecipherable));
    let broken = decrypt(&token("="), &KEYS, &DecryptionPolicy::ALL);
    assert_eq!(broken, Err(DecryptError::Malformed));
}

/// RFC 7517 §4: named, for encryption, nothing private; and it survives the database.
#[test]
fn a_published_key_has_its_name_use_and_algorithm_and_nothing_private() {
    for key in PAIRS.iter() {
        let public = key.public_jwk();
        assert_eq!(public.kid.as_deref(), Some(key.kid()));
        assert_eq!(public.use_.as_deref(), Some("enc"));
        assert_eq!(public.alg.as_deref(), Some(key.alg().name()));
        assert_eq!(public.thumbprint(), public.kid);
        assert!(!public.is_private());
        assert_eq!(copy(key).public_jwk(), public);
        let set = JwkSet { keys: vec![public] };
        assert!(VerificationKeys::from_jwk_set(&set).is_empty(), "it checks no signatures");
    }
    assert_eq!(
        KEYS.algorithms(),
        KEY_MANAGEMENT.iter().copied().filter(|alg| !alg.is_symmetric()).collect::<Vec<_>>()
    );
}

#[test]
fn keys_for_another_algorithm_are_refused() {
    let der = |alg| pair(alg).to_pkcs8().unwrap();
    let read = |alg, der: &Secret<Vec<u8>>| DecryptionKey::from_pkcs8(alg, der.expose()).err();
    let (rsa, ec) = (der(KeyManagement::RsaOaep), der(KeyManagement::EcdhEs));
    assert_eq!(read(KeyManagement::EcdhEs, &rsa), Some(KeyError::Malformed));
    assert_eq!(read(KeyManagement::RsaOaep256, &ec), Some(KeyError::Malformed));
    assert_eq!(read(KeyManagement::Dir, &ec), Some(KeyError::WrongAlgorithm));
    for alg in [KeyManagement::Dir, KeyManagement::A128Kw, KeyManagement::A256Kw] {
        assert_eq!(DecryptionKey::generate(alg).err(), Some(KeyError::WrongAlgorithm));
        let jwk = pair(KeyManagement::EcdhEs).public_jwk();
        let refused = Encrypter::for_recipient(&jwk, alg, ContentEncryption::A128Gcm).err();
        assert_eq!(refused, Some(KeyError::WrongAlgorithm));
    }
    let secret =
        Encrypter::for_secret(SECRET, KeyManagement::EcdhEs, ContentEncryption::A128Gcm).err();
    assert_eq!(secret, Some(KeyError::WrongAlgorithm));
}

/// OIDC Core §10.2, RFC 7517 §4.2 to §4.4: the recipient says which key is for what.
#[test]
fn the_key_of_a_set_is_chosen_by_what_it_is_for() {
    let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128Gcm);
    let named = |kid: &str, change: &dyn Fn(&mut Jwk)| {
        let mut jwk = pair(alg).public_jwk();
        (jwk.kid, jwk.alg, jwk.use_) = (Some(kid.to_owned()), None, None);
        change(&mut jwk);
        jwk
    };
    let chosen = |keys: Vec<Jwk>| {
        let encrypter = Encrypter::for_key_set(&JwkSet { keys }, alg, enc)?;
        Ok(header(&encrypter.encrypt(b"x", None).unwrap())["kid"].as_str().unwrap().to_owned())
    };
    let plain = named("plain", &|_| {});
    let for_use = named("use", &|jwk| jwk.use_ = Some("enc".to_owned()));
    let for_alg = named("alg", &|jwk| jwk.alg = Some("RSA-OAEP".to_owned()));
    let signing = named("sig", &|jwk| jwk.use_ = Some("sig".to_owned()));
    let rs256 = named("rs256", &|jwk| jwk.alg = Some("RS256".to_owned()));
    let verifies = named("ops", &|jwk| {
        jwk.other.insert("key_ops".to_owned(), json!(["verify"]));
    });
    let wraps = named("wraps", &|jwk| {
        jwk.other.insert("key_ops".to_owned(), json!(["wrapKey"]));
    });
    let ec = pair(KeyManagement::EcdhEs).public_jwk();
    let list = [&signing, &plain, &for_use, &for_alg].map(Clone::clone).to_vec();
    assert_eq!(chosen(list), Ok("alg".to_owned()));
    assert_eq!(chosen(vec![plain.clone(), for_use]), Ok("use".to_owned()));
    assert_eq!(chosen(vec![ec.clone(), plain]), Ok("plain".to_owned()));
    assert_eq!(chosen(vec![wraps]), Ok("wraps".to_owned()));
    assert_eq!(chosen(vec![signing, rs256, verifies, ec]), Err(KeyError::WrongAlgorithm));
    let weak = named("weak", &|jwk| {
        jwk.other.insert("n".to_owned(), URL_SAFE_NO_PAD.encode([0xff; 128]).into());
    });
    assert_eq!(chosen(vec![weak]), Err(KeyError::Weak));
    let secret = json!({"kty": "oct", "k": "AAAA", "kid": "oct"});
    assert!(chosen(vec![serde_json::from_value(secret).unwrap()]).is_err());
}

#[test]
fn without_a_name_every_key_of_the_algorithm_is_tried_up_to_a_limit() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let mut jwk = pair(alg).public_jwk();
    jwk.kid = None;
    let token = Encrypter::for_recipient(&jwk, alg, enc).unwrap().encrypt(b"x", None).unwrap();
    let others = |count: usize| {
        let other = || DecryptionKey::generate(alg).unwrap();
        let mut pairs: Vec<_> = (0..count).map(|_| other()).collect();
        pairs.push(copy(pair(alg)));
        decrypt(&token, &DecryptionKeys::new(pairs), &DecryptionPolicy::ALL).is_ok()
    };
    assert!(others(0) && others(3));
    assert!(!others(4));
}

/// RFC 7519 §5.2.
#[test]
fn content_that_does_not_say_it_is_a_jwt_is_not_nested() {
    let (alg, enc) = (KeyManagement::Dir, ContentEncryption::A256Gcm);
    let opened = |payload: &[u8], cty| {
        let token = encrypter(alg, enc).encrypt(payload, cty).unwrap();
        decrypt(&token, &SHARED, &DecryptionPolicy::ALL).unwrap()
    };
    assert_eq!(opened(b"{}", None).nested(), Err(DecryptError::NotNested));
    assert_eq!(opened(b"{}", Some("json")).nested(), Err(DecryptError::NotNested));
    assert_eq!(opened(&[0xff], Some("JWT")).nested(), Err(DecryptError::NotNested));
    assert_eq!(opened(b"a.b.c", Some("jwt")).nested(), Ok("a.b.c"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_payload_comes_back_under_any_pair(
        pair in prop::sample::select(every_pair().collect::<Vec<_>>()),
        payload in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let token = encrypter(pair.0, pair.1).encrypt(&payload, None).unwrap();
        let opened = decrypt(&token, keys(pair.0), &DecryptionPolicy::ALL).unwrap();
        prop_assert_eq!(opened.payload, payload);
    }

    /// RFC 7516 §5.2: whatever is changed, nothing comes out.
    #[test]
    fn any_changed_octet_is_noticed(
        pair in prop::sample::select(every_pair().collect::<Vec<_>>()),
        at in any::<prop::sample::Index>(),
        bit in 0..8u8,
    ) {
        let token = encrypter(pair.0, pair.1).encrypt(b"the content", Some("JWT")).unwrap();
        let lengths: Vec<usize> = (0..5).map(|index| part(&token, index).len()).collect();
        let mut place = at.index(lengths.iter().sum());
        let index = lengths.iter().position(|length| {
            let here = place < *length;
            if !here { place -= length; }
            here
        });
        let mut octets = part(&token, index.unwrap());
        octets[place] ^= 1 << bit;
        let changed = with_part(&token, index.unwrap(), &octets);
        prop_assert!(decrypt(&changed, keys(pair.0), &DecryptionPolicy::ALL).is_err());
    }

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,200}") {
        prop_assert!(decrypt(&text, &KEYS, &DecryptionPolicy::ALL).is_err());
    }

    #[test]
    fn no_octets_in_the_five_parts_bring_it_down(
        alg in prop::sample::select(KEY_MANAGEMENT),
        enc in prop::sample::select(CONTENT_ENCRYPTION),
        parts in prop::array::uniform4(prop::collection::vec(any::<u8>(), 0..40)),
    ) {
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "enc": enc}).to_string());
        let [a, b, c, d] = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
        let token = format!("{header}.{a}.{b}.{c}.{d}");
        prop_assert!(decrypt(&token, keys(alg), &DecryptionPolicy::ALL).is_err());
    }
}
