//! Which keys could be guessed. It cannot prove that a key is random; it catches those that people write by hand.

/// Shortest key, in bytes: as long as what HMAC-SHA256 puts out.
const SHORTEST: usize = 32;

/// Fewest different bytes. Of 32 random bytes about 30 differ; fewer than 16 happens to no one.
const FEWEST_DIFFERENT: usize = 16;

/// What keys that were copied from an example or typed by hand are made of.
const WORDS: [&str; 11] = [
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "passord",
    "example",
    "insecure",
    "default",
    "trespor",
    "signing",
];

/// Why this key can be guessed; `None` where nothing speaks against it.
pub(super) fn weakness(written: &str, bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() < SHORTEST {
        return Some("is too short: it needs at least 32 bytes");
    }
    let written = written.to_lowercase();
    if WORDS.iter().any(|word| written.contains(word)) || bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
    {
        return Some("is text that somebody wrote, not random bytes");
    }
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    if different.len() < FEWEST_DIFFERENT || repeats(bytes) || counts(bytes) {
        return Some("follows a pattern instead of being random");
    }
    None
}

/// Whether it is one block over and over.
fn repeats(bytes: &[u8]) -> bool {
    (1..=bytes.len() / 2)
        .any(|length| bytes.iter().skip(length).zip(bytes).all(|(later, earlier)| later == earlier))
}

/// Whether each byte is the one before plus the same step.
fn counts(bytes: &[u8]) -> bool {
    let mut steps = bytes.windows(2).map(|pair| match pair {
        [earlier, later] => later.wrapping_sub(*earlier),
        _ => 0,
    });
    let first = steps.next();
    steps.all(|step| Some(step) == first)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::auth::secret::random;

    #[test]
    fn refuses_what_can_be_guessed() {
        let block: [u8; 20] = random();
        let cases: Vec<(&str, Vec<u8>)> = vec![
            ("short", random::<31>().to_vec()),
            ("zeros", vec![0; 32]),
            ("one byte", vec![0xa5; 64]),
            ("counting", (0..32).collect()),
            ("counting down by threes", (0..40_u8).map(|n| 200_u8.wrapping_sub(n * 3)).collect()),
            ("a block twice", block.iter().chain(&block).copied().collect()),
            ("a passphrase", b"correct horse battery staple correct".to_vec()),
            ("hexadecimal text", b"0123456789abcdef0123456789abcdef".to_vec()),
        ];
        for (name, bytes) in cases {
            assert!(weakness(&URL_SAFE_NO_PAD.encode(&bytes), &bytes).is_some(), "{name}");
        }
        for written in [
            "changemechangemechangemechangemechangemechangeme",
            "this-is-a-very-Secret-key-please-replace-it-0123456789",
        ] {
            let bytes = URL_SAFE_NO_PAD
                .decode(&written[..written.len() / 4 * 4])
                .expect("it happens to be base64url");
            assert!(weakness(written, &bytes).is_some(), "{written}");
        }
    }

    #[test]
    fn takes_random_bytes() {
        for _ in 0..1_000 {
            let bytes = random::<32>();
            assert_eq!(weakness(&URL_SAFE_NO_PAD.encode(bytes), &bytes), None);
        }
    }
}
