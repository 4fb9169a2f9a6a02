//! The one versioned encoding of the nouns: for hashes, pins and stored bodies.
//!
//! Version 1 is JSON text in the declared order of fields, maps in order of key, decimals as text, instants as RFC 3339
//! in UTC, behind the prefix `1:`. It is readable in fifty years with no program of ours. Decimals are normalised where
//! they enter ([`exact`]), so that 1.50 and 1.5 are the same bytes.

use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::fault::{Code, Fault, Outcome};
use crate::ids::Hash;

/// The version this build writes.
pub const VERSION: u8 = 1;

/// The canonical bytes of a noun.
pub fn encode<T: Serialize>(noun: &T) -> Vec<u8> {
    // Most nouns fit: growing by doubling from nothing would copy them some eight times over.
    let mut bytes = Vec::with_capacity(768);
    bytes.extend_from_slice(b"1:");
    // Serialising plain structs with text keys into memory has no way to fail.
    serde_json::to_writer(&mut bytes, noun).expect("a noun encodes");
    bytes
}

/// The noun of canonical bytes; LH-511 when they are of a newer version, LH-501 when they are damaged.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    let body = bytes.strip_prefix(b"1:").ok_or_else(|| match bytes {
        [b'2'..=b'9', b':', ..] => newer(),
        _ => damaged("it is not in the canonical encoding"),
    })?;
    serde_json::from_slice(body).map_err(|e| damaged(&e.to_string()))
}

/// SHA-256 of any bytes.
pub fn hash_bytes(bytes: &[u8]) -> Hash {
    hex(&digest(bytes))
}

/// The same as the 32 bytes that it is.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A digest as it is written.
pub fn hex(digest: &[u8]) -> Hash {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    Hash(digest.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect())
}

/// SHA-256 of a noun's canonical bytes.
pub fn hash<T: Serialize>(noun: &T) -> Hash {
    hash_bytes(&encode(noun))
}

/// Longest text of a number, in characters: twice the digits that a decimal has, and zeros before and behind.
const MAX_NUMBER: usize = 64;

/// An exact decimal from plain text (`1250.00`, `-3`, no exponent, no grouping), normalised.
pub fn exact(text: &str) -> Option<Decimal> {
    let text = text.trim();
    // The library takes underscores between digits, and looks at any number of zeros.
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+');
    if text.len() > MAX_NUMBER || !text.bytes().all(plain) {
        return None;
    }
    Decimal::from_str_exact(text).ok().map(|d| d.normalize())
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

fn newer() -> Fault {
    Fault::new(
        Code::FileNewer,
        "a stored record was written by a newer Linehaul, in an encoding that this one does not know",
        "Nothing is billed from it, and it was not touched.",
        "Use the newer version of Linehaul.",
    )
}

fn damaged(why: &str) -> Fault {
    Fault::new(
        Code::RecordUnreadable,
        format!("a stored record cannot be read: {why}"),
        "Nothing is billed from a record that cannot be read.",
        "Delete cache.sqlite and run `linehaul rebuild`; if the book is concerned, put a backup back with `linehaul restore FILE`.",
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
    fn a_number_is_digits_with_one_sign_and_one_point() {
        for good in
            ["0", " 1250.00 ", "-3", "+3", ".5", "79228162514264337593543950335", "0.0000000000000000000000000001"]
        {
            assert!(exact(good).is_some(), "{good}");
        }
        for bad in
            ["1_000", "_1", "1_", "1.0_0", "--1", "1.2.3", "1-", "", "-", ".", "1e3", "0x1", "\u{661}", "1 000", "$1"]
        {
            assert_eq!(exact(bad), None, "{bad}");
        }
        for long in ["1".repeat(50_000), "0".repeat(50_000), format!("1.{}", "0".repeat(50_000))] {
            assert_eq!(exact(&long), None);
        }
    }

    #[test]
    fn a_digest_is_written_in_hexadecimal_digits() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash_bytes(b"").as_str(), empty);
        assert_eq!(hex(&[0x00, 0x0f, 0xa5, 0xff]).as_str(), "000fa5ff");
    }

    #[test]
    fn another_version_is_refused() {
        assert_eq!(decode::<u8>(b"9:1").expect_err("refused").code, Code::FileNewer);
        assert_eq!(decode::<u8>(b"x:1").expect_err("refused").code, Code::RecordUnreadable);
        assert_eq!(decode::<u8>(&encode(&7u8)), Ok(7));
    }
}
