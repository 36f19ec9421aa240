use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

/// 32 random bytes that only the one who was given them knows: a refresh token, a link to choose a password, a
/// personal link. The database keeps the [`hash`](Self::hash) only. Printing it for debugging shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new one, from the operating system.
    #[must_use]
    pub fn generate() -> Self {
        Self(random())
    }

    /// Reads what [`text`](Self::text) wrote; `None` for anything else.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(raw).ok()?;
        bytes.try_into().map(Self).ok()
    }

    /// As it is handed out: 43 characters that may stand in an address.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// SHA-256, which is what the database keeps. No salt and no slow hash: 256 random bits cannot be guessed.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Random bytes from the operating system.
#[expect(
    clippy::expect_used,
    reason = "without random numbers nothing secret can be made, and stopping is the only safe answer"
)]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives no random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let secret = Secret::generate();
        assert_eq!(secret.text().len(), 43);
        assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        let padded = format!("{}=", secret.text());
        for bad in [
            "",
            "abc",
            &padded,
            &secret.text()[1..],
            &format!("{}A", secret.text()),
            &format!(" {}", secret.text()),
        ] {
            assert_eq!(Secret::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_two_are_alike_and_none_is_printed() {
        let (one, other) = (Secret::generate(), Secret::generate());
        assert_ne!(one, other);
        assert_ne!(one.hash(), other.hash());
        assert_eq!(one.hash().len(), 32);
        assert!(!format!("{one:?}").contains(&one.text()));
    }
}
