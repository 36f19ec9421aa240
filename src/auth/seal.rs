//! Sealing: what is stored but must not be readable in the database, such as mail with personal links in it.
//!
//! XChaCha20-Poly1305. In front stands which key was used, so that what was sealed before a rotation still opens
//! afterwards. What it belongs to (`bound_to`) is authenticated as well: moved to another row, it does not open.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | form, always 1 |
//! | 1 | length of the key's name |
//! | n | the key's name |
//! | 24 | nonce, random |
//! | rest | ciphertext and tag |

use anyhow::{Context as _, anyhow};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

use super::keys::Keys;
use super::secret::random;

const FORM: u8 = 1;
const NONCE: usize = 24;

/// Why what is sealed could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotOpen {
    /// Its key is not listed here, or another version of Trespor sealed it. Another process may be able to open it, as
    /// may this one once it is given the key.
    #[error("its key is not among the signing keys")]
    NotHere,
    /// It was changed, cut short, or belongs to something else. Nobody can open it.
    #[error("it was changed, or belongs to something else")]
    Spoiled,
}

/// Seals, so that only those who have the key can read it, and only as belonging to `bound_to`.
pub(super) fn seal(keys: &Keys, plain: &[u8], bound_to: &[u8]) -> anyhow::Result<Vec<u8>> {
    let key = keys.signing();
    let mut sealed = vec![FORM, u8::try_from(key.kid.len()).context("the name of the key is too long")?];
    sealed.extend_from_slice(key.kid.as_bytes());
    let nonce: [u8; NONCE] = random();
    let aad = [&sealed, bound_to].concat();
    let cipher = XChaCha20Poly1305::new(&key.for_sealing.into());
    let ciphertext = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
        .map_err(|_| anyhow!("it could not be sealed"))?;
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`seal`] made for the same `bound_to`.
pub(super) fn open(keys: &Keys, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    use CannotOpen::{NotHere, Spoiled};
    let (&[form, length], rest) = sealed.split_first_chunk().ok_or(Spoiled)?;
    if form != FORM {
        return Err(NotHere);
    }
    let (kid, rest) = rest.split_at_checked(usize::from(length)).ok_or(Spoiled)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(Spoiled)?;
    let key = std::str::from_utf8(kid).ok().and_then(|kid| keys.named(kid)).ok_or(NotHere)?;
    let header = sealed.get(..2 + kid.len()).ok_or(Spoiled)?;
    let aad = [header, bound_to].concat();
    let cipher = XChaCha20Poly1305::new(&key.for_sealing.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &aad }).map_err(|_| Spoiled)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::auth::keys::generate_line;

    fn keys() -> Keys {
        Keys::parse([generate_line().as_str()]).expect("a key")
    }

    #[test]
    fn opens_where_it_belongs_and_nowhere_else() {
        let keys = keys();
        let sealed = seal(&keys, b"a personal link", b"mail 1").expect("sealed");
        assert_eq!(open(&keys, &sealed, b"mail 1").expect("opened"), b"a personal link");
        assert_eq!(open(&keys, &sealed, b"mail 2"), Err(CannotOpen::Spoiled));
        assert!(!sealed.windows(8).any(|part| part == b"personal"));
        assert_ne!(
            sealed,
            seal(&keys, b"a personal link", b"mail 1").expect("sealed"),
            "never twice the same"
        );
    }

    #[test]
    fn outlives_a_rotation_but_not_its_key() {
        let (old, new) = (generate_line(), generate_line());
        let before = Keys::parse([old.as_str()]).expect("a key");
        let rotated = Keys::parse([new.as_str(), old.as_str()]).expect("two keys");
        let after = Keys::parse([new.as_str()]).expect("a key");
        let sealed = seal(&before, b"x", b"").expect("sealed");
        assert!(open(&rotated, &sealed, b"").is_ok());
        assert_eq!(open(&after, &sealed, b""), Err(CannotOpen::NotHere));
    }

    #[test]
    fn whatever_is_changed_or_cut_does_not_open() {
        let keys = keys();
        let sealed = seal(&keys, b"a personal link", b"mail 1").expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&keys, &changed, b"mail 1").is_err(), "byte {at}");
            assert_eq!(open(&keys, &sealed[..at], b"mail 1"), Err(CannotOpen::Spoiled), "cut to {at}");
        }
    }

    proptest! {
        #[test]
        fn gives_back_what_was_sealed(plain in proptest::collection::vec(any::<u8>(), 0..2_000), bound in ".{0,40}") {
            let keys = keys();
            let sealed = seal(&keys, &plain, bound.as_bytes()).expect("sealed");
            prop_assert_eq!(open(&keys, &sealed, bound.as_bytes()).expect("opened"), plain);
        }

        #[test]
        fn never_panics_on_noise(noise in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(open(&keys(), &noise, b"").is_err());
        }
    }
}
