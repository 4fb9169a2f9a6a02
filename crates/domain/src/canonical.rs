//! The one versioned encoding of the nouns: for hashes, pins and stored bodies.
//!
//! Version 1 is JSON text in the declared order of fields, maps in order of key, decimals as text, instants as RFC 3339
//! in UTC, behind the prefix `1:`. It is readable in fifty years with no program of ours. Decimals are normalised where
//! they enter ([`exact`]), so that 1.50 and 1.5 are the same bytes.

use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::fault::{Fault, Outcome};
use crate::ids::Hash;

/// The version this build writes.
pub const VERSION: u8 = 1;

/// The canonical bytes of a noun.
pub fn encode<T: Serialize>(noun: &T) -> Vec<u8> {
    let mut bytes = b"1:".to_vec();
    // Serialising plain structs with text keys into memory has no way to fail.
    serde_json::to_writer(&mut bytes, noun).expect("a noun encodes");
    bytes
}

/// The noun of canonical bytes; LH-501 when they are of another version or damaged.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    let body = bytes.strip_prefix(b"1:").ok_or_else(|| damaged("it was written by a newer version"))?;
    serde_json::from_slice(body).map_err(|e| damaged(&e.to_string()))
}

/// SHA-256 of any bytes.
pub fn hash_bytes(bytes: &[u8]) -> Hash {
    Hash(format!("{:x}", Sha256::digest(bytes)))
}

/// SHA-256 of a noun's canonical bytes.
pub fn hash<T: Serialize>(noun: &T) -> Hash {
    hash_bytes(&encode(noun))
}

/// An exact decimal from plain text (`1250.00`, `-3`, no exponent, no grouping), normalised.
pub fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text.trim()).ok().map(|d| d.normalize())
}

/// The fields of a noun, flat: the path of each with its value as text, in the declared order.
pub fn fields<T: Serialize>(noun: &T) -> Vec<(String, String)> {
    fn flat(path: &str, value: &serde_json::Value, out: &mut Vec<(String, String)>) {
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value {
            serde_json::Value::Object(fields) => fields.iter().for_each(|(name, v)| flat(&below(name), v, out)),
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, v)| flat(&below(&(at + 1).to_string()), v, out));
            }
            serde_json::Value::String(text) => out.push((path.to_owned(), text.clone())),
            serde_json::Value::Null => {}
            other => out.push((path.to_owned(), other.to_string())),
        }
    }
    let mut out = Vec::new();
    flat("", &serde_json::to_value(noun).unwrap_or_default(), &mut out);
    out
}

fn damaged(why: &str) -> Fault {
    Fault::new(
        "LH-501",
        format!("a stored record cannot be read: {why}"),
        "Nothing is billed from a record that cannot be read.",
        "Delete cache.sqlite and run `linehaul rebuild`; if the book is concerned, restore the newest backup.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_amounts_are_equal_bytes() {
        assert_eq!(encode(&exact("1.50")), encode(&exact("1.5")));
        assert_eq!(exact("1e3"), None);
        assert_eq!(exact("1,000"), None);
    }

    #[test]
    fn another_version_is_refused() {
        assert_eq!(decode::<u8>(b"9:1").expect_err("refused").code, "LH-501");
        assert_eq!(decode::<u8>(&encode(&7u8)), Ok(7));
    }
}
