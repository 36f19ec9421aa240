//! The signing keys: read from the settings or from a key file, refused where they could be guessed.
//!
//! The first key signs and seals; all of them verify and open. To rotate, put a new line first and keep the old ones
//! for three days, in which whatever they signed or sealed is over: access tokens last an hour at most, mail is tried
//! for two days, respondents' tokens last three days at most. Where there are several servers, every one must know a
//! new key before the first one signs with it: so it first goes behind the old one on all of them. From each key three
//! are derived (for tokens, for sealing, for keyed hashes), so that none of the three says anything about another.

mod file;
mod strength;

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::secret::random;
use crate::config::Settings;
use crate::db::Url;

/// Longest name of a key, in characters.
const LONGEST_KID: usize = 32;

/// What is derived from one signing key.
pub(super) struct Key {
    /// Its name, which tokens and sealed data carry.
    pub(super) kid: String,
    /// Signs tokens.
    pub(super) for_tokens: [u8; 32],
    /// Seals data.
    pub(super) for_sealing: [u8; 32],
    /// Makes keyed hashes.
    pub(super) for_hashes: [u8; 32],
}

/// All signing keys; there is at least one.
pub(super) struct Keys {
    first: Key,
    others: Vec<Key>,
}

/// A new key as a line for `auth.signing_keys` or a key file: its name, a colon, 32 random bytes in base64url.
#[must_use]
pub fn generate_line() -> String {
    loop {
        let name: String = random::<4>().iter().map(|byte| format!("{byte:02x}")).collect();
        let line = format!("k{name}:{}", URL_SAFE_NO_PAD.encode(random::<32>()));
        // About one in ten million happens to spell a word that would be refused.
        if parse_line(&line).is_ok() {
            return line;
        }
    }
}

/// The file that keys are read from; `None` where the settings list them, and on PostgreSQL where they name no file.
/// Beside an SQLite database it is `<database file>.keys`.
#[must_use]
pub fn key_file(settings: &Settings) -> Option<PathBuf> {
    match (&settings.auth.key_file, &settings.database.url) {
        _ if !settings.auth.signing_keys.is_empty() => None,
        (Some(path), _) => Some(path.clone()),
        (None, Url::Sqlite(database)) => {
            let mut path = database.as_os_str().to_owned();
            path.push(".keys");
            Some(PathBuf::from(path))
        }
        (None, Url::Postgres(_)) => None,
    }
}

impl Keys {
    /// Takes the keys that the settings name. A key file that is missing is made on SQLite only: on PostgreSQL two
    /// servers would make two, and neither could read what the other signs and seals.
    ///
    /// # Errors
    /// Says which setting or file is wrong, why, and what to do; never shows a key.
    pub(super) fn load(settings: &Settings) -> anyhow::Result<Self> {
        if !settings.auth.signing_keys.is_empty() {
            return Self::parse(settings.auth.signing_keys.iter().map(String::as_str))
                .context("the setting auth.signing_keys (TRESPOR_AUTH__SIGNING_KEYS) cannot be used");
        }
        match (key_file(settings), &settings.database.url) {
            (Some(path), Url::Sqlite(_)) => file::load_or_make(&path),
            (Some(path), Url::Postgres(_)) if file::is_missing(&path)? => bail!(
                "the key file {} is missing: make a key with `trespor generate-key`, and give every process on this \
                 PostgreSQL database a file with the same key in it",
                path.display()
            ),
            (Some(path), Url::Postgres(_)) => file::load(&path),
            (None, _) => bail!(
                "a server on PostgreSQL needs signing keys that all its processes share: set auth.signing_keys \
                 (TRESPOR_AUTH__SIGNING_KEYS) or auth.key_file (TRESPOR_AUTH__KEY_FILE). \
                 `trespor generate-key` prints a key"
            ),
        }
    }

    /// Reads keys in the order given.
    pub(super) fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> anyhow::Result<Self> {
        let mut keys: Vec<Key> = Vec::new();
        for (index, line) in lines.into_iter().enumerate() {
            let number = index + 1;
            let key = match parse_line(line) {
                Ok(key) => key,
                Err(why) => bail!("key {number} {why}; `trespor generate-key` prints a good one"),
            };
            if let Some(earlier) = keys.iter().position(|known| known.kid == key.kid) {
                bail!("keys {} and {number} have the same name: give each its own", earlier + 1);
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let Some(first) = keys.next() else {
            bail!("there is no key in it; `trespor generate-key` prints one")
        };
        Ok(Self { first, others: keys.collect() })
    }

    /// The key that signs and seals.
    pub(super) fn signing(&self) -> &Key {
        &self.first
    }

    /// The key listed last: hashes made with it outlive a new key in front of it.
    pub(super) fn oldest(&self) -> &Key {
        self.others.last().unwrap_or(&self.first)
    }

    /// The key of this name.
    pub(super) fn named(&self, kid: &str) -> Option<&Key> {
        std::iter::once(&self.first).chain(&self.others).find(|key| key.kid == kid)
    }
}

/// Reads `name:base64url`; otherwise what is wrong with it, without showing it.
fn parse_line(line: &str) -> Result<Key, &'static str> {
    let Some((kid, written)) = line.trim().split_once(':') else {
        return Err("is not of the form name:key");
    };
    let named = !kid.is_empty() && kid.len() <= LONGEST_KID;
    if !named || !kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        return Err("needs a name of 1 to 32 letters a-z, digits, hyphens and underscores before the colon");
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(written.trim_end_matches('='))
        .map_err(|_| "is not written in base64url after the colon")?;
    if let Some(why) = strength::weakness(written, &bytes) {
        return Err(why);
    }
    Ok(Key {
        kid: kid.to_owned(),
        for_tokens: derive(&bytes, "trespor tokens"),
        for_sealing: derive(&bytes, "trespor sealing"),
        for_hashes: derive(&bytes, "trespor keyed hashes"),
    })
}

/// HMAC-SHA256 of a label.
fn derive(material: &[u8], label: &str) -> [u8; 32] {
    mac(material, &[label.as_bytes()])
}

/// HMAC-SHA256 of parts, each with its length before it, so that no two lists of parts look alike.
#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of any length; the error exists for other constructions"
)]
pub(super) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
        format!("{:#}", Keys::parse(lines).err().expect("it should be refused"))
    }

    #[test]
    fn takes_the_lines_that_it_makes() {
        let (new, old) = (generate_line(), generate_line());
        let keys = Keys::parse([new.as_str(), old.as_str()]).expect("good keys");
        assert!(new.starts_with(&keys.signing().kid));
        assert!(old.starts_with(&keys.oldest().kid));
        assert!(keys.named(&keys.oldest().kid).is_some());
        assert!(keys.named("other").is_none());
        assert_ne!(keys.signing().for_tokens, keys.oldest().for_tokens);
        let key = keys.signing();
        assert!(key.for_tokens != key.for_sealing && key.for_sealing != key.for_hashes);
    }

    #[test]
    fn says_which_key_is_wrong_without_showing_it() {
        let good = generate_line();
        let material = good.split_once(':').expect("a colon").1;
        let cases = [
            ("nocolon".to_owned(), "key 2 is not of the form"),
            (format!(":{material}"), "key 2 needs a name"),
            (format!("a b:{material}"), "key 2 needs a name"),
            ("a:not base64!".to_owned(), "key 2 is not written in base64url"),
            ("a:c2hvcnQ".to_owned(), "key 2 is too short"),
            (good.clone(), "keys 1 and 2 have the same name"),
        ];
        for (bad, expected) in cases {
            let said = refusal([good.as_str(), bad.as_str()]);
            assert!(said.contains(expected), "{bad}: {said}");
            assert!(!said.contains(material), "{said}");
        }
        assert!(refusal([]).contains("no key"));
    }

    #[test]
    fn a_missing_key_file_is_made_on_sqlite_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::default();
        settings.database.url = Url::Sqlite(folder.path().join("trespor.db"));
        let beside = folder.path().join("trespor.db.keys");
        assert_eq!(key_file(&settings), Some(beside.clone()));
        let made = Keys::load(&settings).expect("made");
        settings.database.url = Url::Postgres("postgres://localhost/trespor".to_owned());
        settings.auth.key_file = Some(beside);
        let found = Keys::load(&settings).expect("it is there now");
        assert_eq!(found.signing().kid, made.signing().kid);

        let absent = folder.path().join("absent");
        settings.auth.key_file = Some(absent.clone());
        let said = format!("{:#}", Keys::load(&settings).err().expect("refused"));
        assert!(said.contains("is missing") && said.contains("trespor generate-key"), "{said}");
        assert!(!absent.exists());
    }

    #[test]
    fn a_mac_tells_its_parts_apart() {
        assert_ne!(mac(b"key", &[b"ab", b"c"]), mac(b"key", &[b"a", b"bc"]));
        assert_ne!(mac(b"key", &[b"a"]), mac(b"other", &[b"a"]));
    }
}
