//! A row as it came: so much of it as is shown, and what it is known by, which is all of it.

use linehaul_domain::canonical;
use linehaul_domain::ids::Hash;

/// Longest text of a bad row that is kept, in characters; the delivery in the archive has all of it.
pub const MAX_CONTENT_CHARS: usize = 2_000;

/// A row as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowText {
    /// Its text, at most [`MAX_CONTENT_CHARS`].
    pub shown: String,
    /// Hash of all its bytes: two rows that are shown alike may differ behind that.
    pub whole: Hash,
}

impl RowText {
    /// Of a row.
    pub fn of(text: &str) -> RowText {
        let shown = match text.char_indices().nth(MAX_CONTENT_CHARS) {
            Some((cut, _)) => format!("{} …", &text[..cut]),
            None => text.to_owned(),
        };
        RowText { shown, whole: canonical::hash_bytes(text.as_bytes()) }
    }

    /// Of a file that does not read, by how it begins.
    pub fn of_file(bytes: &[u8], shown: usize) -> RowText {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(shown)]).into_owned();
        RowText { shown, whole: canonical::hash_bytes(bytes) }
    }
}
