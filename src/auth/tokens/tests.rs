use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::auth::keys::generate_line;

const ISSUER: &str = "https://trespor.example";

fn keys() -> Keys {
    Keys::parse([generate_line().as_str()]).expect("a key")
}

fn account() -> Verified {
    Verified::Account { account_id: AccountId::new(), session_id: SessionId::new() }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 999_999_000).expect("a time")
}

fn good_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::now_v7(), "sid": Uuid::now_v7(), "purpose": "access",
        "iat": now().timestamp(), "exp": now().timestamp() + 60, "jti": Uuid::now_v7(),
    })
}

fn signed(keys: &Keys, header: &Header, claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(&keys.signing().for_tokens))
        .expect("signed")
}

fn header(keys: &Keys) -> Header {
    Header { kid: Some(keys.signing().kid.clone()), ..Header::new(Algorithm::HS256) }
}

#[test]
fn says_whom_it_was_made_for_until_it_ends() {
    let keys = keys();
    let respondent =
        Verified::Respondent { invitation_id: InvitationId::new(), link_id: InvitationLinkId::new() };
    for whom in [account(), respondent] {
        let issued = issue(&keys, ISSUER, whom, now(), TimeDelta::minutes(10)).expect("issued");
        let end = issued.expires_at;
        assert_eq!(verify(&keys, ISSUER, &issued.token, now()), Some((whom, end)));
        assert!(verify(&keys, ISSUER, &issued.token, end - TimeDelta::microseconds(1)).is_some());
        assert_eq!(verify(&keys, ISSUER, &issued.token, end), None);
        assert!(!format!("{issued:?}").contains(&issued.token));
    }
}

#[test]
fn a_rotated_key_verifies_until_it_is_taken_away() {
    let (old, new) = (generate_line(), generate_line());
    let before = Keys::parse([old.as_str()]).expect("a key");
    let rotated = Keys::parse([new.as_str(), old.as_str()]).expect("two keys");
    let after = Keys::parse([new.as_str()]).expect("a key");
    let issued = issue(&before, ISSUER, account(), now(), TimeDelta::minutes(10)).expect("issued");
    assert!(verify(&rotated, ISSUER, &issued.token, now()).is_some());
    assert!(verify(&after, ISSUER, &issued.token, now()).is_none());
    let issued = issue(&rotated, ISSUER, account(), now(), TimeDelta::minutes(10)).expect("issued");
    assert!(verify(&after, ISSUER, &issued.token, now()).is_some(), "the first key signs");
}

#[test]
fn refuses_other_keys_under_a_name_of_ours() {
    let (ours, theirs) = (keys(), keys());
    let forged = signed(&theirs, &header(&ours), &good_claims());
    assert_eq!(verify(&ours, ISSUER, &forged, now()), None, "wrong key");
    let unknown = signed(&theirs, &header(&theirs), &good_claims());
    assert_eq!(verify(&ours, ISSUER, &unknown, now()), None, "unknown kid");
    let nameless = signed(&ours, &Header::new(Algorithm::HS256), &good_claims());
    assert_eq!(verify(&ours, ISSUER, &nameless, now()), None, "no kid");
    assert!(verify(&ours, ISSUER, &signed(&ours, &header(&ours), &good_claims()), now()).is_some());
}

#[test]
fn refuses_other_algorithms() {
    let keys = keys();
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = signed(&keys, &Header { alg: algorithm, ..header(&keys) }, &good_claims());
        assert_eq!(verify(&keys, ISSUER, &token, now()), None, "{algorithm:?}");
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for algorithm in ["none", "None", "NONE", "HS256"] {
        let head = json!({ "alg": algorithm, "typ": "JWT", "kid": keys.signing().kid });
        let unsigned = format!("{}.{}.", part(&head), part(&good_claims()));
        assert_eq!(verify(&keys, ISSUER, &unsigned, now()), None, "{algorithm}, unsigned");
    }
}

#[test]
fn refuses_claims_that_are_missing_or_not_ours() {
    let keys = keys();
    let changes = [
        ("iss", json!("https://elsewhere.example")),
        ("iss", json!(["https://elsewhere.example"])),
        ("aud", json!("another-api")),
        ("aud", json!([])),
        ("aud", json!([AUDIENCE])),
        ("purpose", json!("reset")),
        ("purpose", json!("Access")),
        ("sub", json!("kari")),
        ("sub", json!(1)),
        ("exp", json!(now().timestamp() - 1)),
        ("exp", json!("tomorrow")),
        ("exp", json!(-1)),
        ("exp", json!(u64::MAX)),
    ];
    for (claim, value) in changes {
        let mut claims = good_claims();
        claims[claim] = value.clone();
        assert_eq!(
            verify(&keys, ISSUER, &signed(&keys, &header(&keys), &claims), now()),
            None,
            "{claim} = {value}"
        );
    }
    for claim in ["iss", "aud", "sub", "sid", "purpose", "iat", "exp", "jti"] {
        let mut claims = good_claims();
        claims.as_object_mut().expect("an object").remove(claim);
        assert_eq!(
            verify(&keys, ISSUER, &signed(&keys, &header(&keys), &claims), now()),
            None,
            "without {claim}"
        );
        claims[claim] = Value::Null;
        assert_eq!(
            verify(&keys, ISSUER, &signed(&keys, &header(&keys), &claims), now()),
            None,
            "{claim} = null"
        );
    }
}

proptest! {
    #[test]
    fn nothing_made_up_is_believed(token in "\\PC{0,200}|[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}") {
        prop_assert_eq!(verify(&keys(), ISSUER, &token, now()), None);
    }

    #[test]
    fn one_changed_character_spoils_it(at in 0_usize..10_000) {
        let keys = keys();
        let token = issue(&keys, ISSUER, account(), now(), TimeDelta::minutes(10)).expect("issued").token;
        let at = at % token.len();
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        prop_assert_eq!(verify(&keys, ISSUER, &changed, now()), None);
    }
}
