//! AES-CBC with HMAC (RFC 7518 §5.2): encrypted first, then authenticated.
use super::{ContentEncryption, Envelope, Sealed};
use aws_lc_rs::cipher::{
    AES_128, AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

/// The two halves of a content key: authentication in front, encryption behind
/// (RFC 7518 §5.2.2.1, step 1).
struct Halves<'a> {
    authentication: hmac::Key,
    encryption: &'a [u8],
    tag_length: usize,
}

impl<'a> Halves<'a> {
    fn of(enc: ContentEncryption, key: &'a [u8]) -> Option<Self> {
        if key.len() != enc.key_length() {
            return None;
        }
        let (authentication, encryption) = key.split_at(key.len() / 2);
        let hash = match enc {
            ContentEncryption::A128CbcHs256 => hmac::HMAC_SHA256,
            ContentEncryption::A256CbcHs512 => hmac::HMAC_SHA512,
            ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => return None,
        };
        let authentication = hmac::Key::new(hash, authentication);
        Some(Self { authentication, encryption, tag_length: enc.tag_length() })
    }

    /// The left half of the MAC over everything, with the length of `aad` in bits at the end
    /// (RFC 7518 §5.2.2.1, steps 4 to 6).
    fn tag(&self, aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Vec<u8>> {
        let bits = u64::try_from(aad.len()).ok()?.checked_mul(8)?;
        let mut context = hmac::Context::with_key(&self.authentication);
        for part in [aad, iv, ciphertext, &bits.to_be_bytes()] {
            context.update(part);
        }
        context.sign().as_ref().get(..self.tag_length).map(<[u8]>::to_vec)
    }

    fn cipher(&self) -> Option<UnboundCipherKey> {
        let algorithm = if self.encryption.len() == 16 { &AES_128 } else { &AES_256 };
        UnboundCipherKey::new(algorithm, self.encryption).ok()
    }
}

pub(super) fn seal(with: Envelope<'_>, plaintext: &[u8]) -> Option<Sealed> {
    let halves = Halves::of(with.enc, with.key)?;
    let context = EncryptionContext::Iv128(FixedLength::try_from(with.iv).ok()?);
    let mut ciphertext = plaintext.to_vec();
    let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(halves.cipher()?).ok()?;
    cipher.less_safe_encrypt(&mut ciphertext, context).ok()?;
    let tag = halves.tag(with.aad, with.iv, &ciphertext)?;
    Some(Sealed { ciphertext, tag })
}

pub(super) fn open(with: Envelope<'_>, sealed: &Sealed) -> Option<Vec<u8>> {
    let halves = Halves::of(with.enc, with.key)?;
    // Security: nothing is decrypted, and no padding looked at, before the tag is found right,
    // in a time that does not depend on where it is wrong (RFC 7518 §5.2.2.2).
    let right = halves.tag(with.aad, with.iv, &sealed.ciphertext)?;
    verify_slices_are_equal(&right, &sealed.tag).ok()?;
    let context = DecryptionContext::Iv128(FixedLength::try_from(with.iv).ok()?);
    let mut plaintext = sealed.ciphertext.clone();
    let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(halves.cipher()?).ok()?;
    let length = cipher.decrypt(&mut plaintext, context).ok()?.len();
    plaintext.truncate(length);
    Some(plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
        digits.chunks(2).map(|digits| pair(digits).unwrap()).collect()
    }

    /// Kerckhoffs's second principle, in English: the text that RFC 7518 appendix B encrypts.
    const P: &str = "\
        41 20 63 69 70 68 65 72 20 73 79 73 74 65 6d 20 6d 75 73 74 20 6e 6f 74 20 62 65 20 72 65 \
        71 75 69 72 65 64 20 74 6f 20 62 65 20 73 65 63 72 65 74 2c 20 61 6e 64 20 69 74 20 6d 75 \
        73 74 20 62 65 20 61 62 6c 65 20 74 6f 20 66 61 6c 6c 20 69 6e 74 6f 20 74 68 65 20 68 61 \
        6e 64 73 20 6f 66 20 74 68 65 20 65 6e 65 6d 79 20 77 69 74 68 6f 75 74 20 69 6e 63 6f 6e \
        76 65 6e 69 65 6e 63 65";
    const IV: &str = "1a f3 8c 2d c2 b9 6f fd d8 66 94 09 23 41 bc 04";
    const A: &str = "\
        54 68 65 20 73 65 63 6f 6e 64 20 70 72 69 6e 63 69 70 6c 65 20 6f 66 20 41 75 67 75 73 74 \
        65 20 4b 65 72 63 6b 68 6f 66 66 73";

    fn comes_out(enc: ContentEncryption, ciphertext: &str, tag: &str) {
        let key: Vec<u8> = (0..).take(enc.key_length()).collect();
        let with = Envelope { enc, key: &key, iv: &hex(IV), aad: &hex(A) };
        let sealed = seal(with, &hex(P)).unwrap();
        assert_eq!(sealed.ciphertext, hex(ciphertext), "{enc}");
        assert_eq!(sealed.tag, hex(tag), "{enc}");
        assert_eq!(open(with, &sealed).unwrap(), hex(P));
    }

    /// RFC 7518 §5.2.2.1, §5.2.3, as §B.1 prints it.
    #[test]
    fn the_printed_case_with_sha_256_comes_out() {
        comes_out(ContentEncryption::A128CbcHs256, B1_E, B1_T);
    }

    /// RFC 7518 §5.2.2.1, §5.2.5, as §B.3 prints it.
    #[test]
    fn the_printed_case_with_sha_512_comes_out() {
        comes_out(ContentEncryption::A256CbcHs512, B3_E, B3_T);
    }

    #[test]
    fn keys_of_other_lengths_are_refused() {
        for enc in [ContentEncryption::A128CbcHs256, ContentEncryption::A256CbcHs512] {
            let fails =
                |key: &[u8], iv: &[u8]| seal(Envelope { enc, key, iv, aad: b"" }, b"").is_none();
            for length in [0, 16, enc.key_length() - 1, enc.key_length() + 1] {
                assert!(fails(&vec![0; length], &hex(IV)));
            }
            assert!(fails(&vec![0; enc.key_length()], &[0; 12]));
        }
    }

    const B1_E: &str = "\
        c8 0e df a3 2d df 39 d5 ef 00 c0 b4 68 83 42 79 a2 e4 6a 1b 80 49 f7 92 f7 6b fe 54 b9 \
        03 a9 c9 a9 4a c9 b4 7a d2 65 5c 5f 10 f9 ae f7 14 27 e2 fc 6f 9b 3f 39 9a 22 14 89 f1 \
        63 62 c7 03 23 36 09 d4 5a c6 98 64 e3 32 1c f8 29 35 ac 40 96 c8 6e 13 33 14 c5 40 19 \
        e8 ca 79 80 df a4 b9 cf 1b 38 4c 48 6f 3a 54 c5 10 78 15 8e e5 d7 9d e5 9f bd 34 d8 48 \
        b3 d6 95 50 a6 76 46 34 44 27 ad e5 4b 88 51 ff b5 98 f7 f8 00 74 b9 47 3c 82 e2 db";
    const B1_T: &str = "\
        65 2c 3f a3 6b 0a 7c 5b 32 19 fa b3 a3 0b c1 c4";
    const B3_E: &str = "\
        4a ff aa ad b7 8c 31 c5 da 4b 1b 59 0d 10 ff bd 3d d8 d5 d3 02 42 35 26 91 2d a0 37 ec \
        bc c7 bd 82 2c 30 1d d6 7c 37 3b cc b5 84 ad 3e 92 79 c2 e6 d1 2a 13 74 b7 7f 07 75 53 \
        df 82 94 10 44 6b 36 eb d9 70 66 29 6a e6 42 7e a7 5c 2e 08 46 a1 1a 09 cc f5 37 0d c8 \
        0b fe cb ad 28 c7 3f 09 b3 a3 b7 5e 66 2a 25 94 41 0a e4 96 b2 e2 e6 60 9e 31 e6 e0 2c \
        c8 37 f0 53 d2 1f 37 ff 4f 51 95 0b be 26 38 d0 9d d7 a4 93 09 30 80 6d 07 03 b1 f6";
    const B3_T: &str = "\
        4d d3 b4 c0 88 a7 f4 5c 21 68 39 64 5b 20 12 bf 2e 62 69 a8 c5 6a 81 6d bc 1b 26 77 61 \
        95 5b c5";
}
