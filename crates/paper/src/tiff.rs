//! How many pages a TIFF has: the length of its chain of directories. Nothing of its pictures is read.

use crate::MAX_PAGES;
use crate::wrong::Uncut;

/// Is it one, by its first bytes?
pub fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// How many directories it has.
pub fn pages(bytes: &[u8]) -> Result<u32, Uncut> {
    let little = bytes.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let part = bytes.get(at..at.checked_add(length)?)?;
        let add = |sum: usize, byte: &u8| (sum << 8) | usize::from(*byte);
        Some(if little { part.iter().rev().fold(0, add) } else { part.iter().fold(0, add) })
    };
    let (mut pages, mut at) = (0, number(4, 4).ok_or(Uncut::Damaged)?);
    while at != 0 {
        // A chain that leads back into itself has no end.
        if pages == MAX_PAGES {
            return Err(Uncut::TooMuch);
        }
        pages += 1;
        let behind = number(at, 2).map(|entries| at + 2 + entries * 12);
        at = behind.and_then(|behind| number(behind, 4)).ok_or(Uncut::Damaged)?;
    }
    if pages == 0 { Err(Uncut::Damaged) } else { Ok(pages) }
}
