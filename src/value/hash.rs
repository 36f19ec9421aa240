use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// SHA-256, in hexadecimal, of a value written as JSON with its fields in the order of the type.
///
/// # Errors
/// Where the value cannot be written as JSON, which is a fault of ours.
pub fn content_hash(value: &impl Serialize) -> anyhow::Result<String> {
    let bytes = serde_json::to_vec(value)?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}
