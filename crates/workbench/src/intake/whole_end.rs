//! Whole end: whether the last row of a file may be cut in its last cell. Nothing in the file says so: many programs never end their last
//! line. What the same source delivered before does.

use linehaul_domain::fault::Outcome;
use linehaul_store::{Archive, Delivery};

/// So many earlier files are looked at. Where all of them end without a line, this is how the source writes.
const LOOKED_AT: usize = 3;

/// Has a file no end of its last line, though files of its source have one, or nobody knows? It stands behind a line of the archive's
/// list.
pub(crate) fn is_doubted(archive: &Archive, (delivery, upto): (&Delivery, u64), bytes: &[u8]) -> Outcome<bool> {
    if is_ended(bytes) {
        return Ok(false);
    }
    let earlier = archive.last_of((&delivery.source, &delivery.kind), upto, LOOKED_AT)?;
    for hash in &earlier {
        // One that is spoilt says nothing.
        if *hash != delivery.hash && archive.get(hash).is_ok_and(|bytes| is_ended(&bytes)) {
            return Ok(true);
        }
    }
    Ok(earlier.iter().all(|hash| *hash == delivery.hash))
}

/// Does it end with an end of line, in whatever encoding?
fn is_ended(bytes: &[u8]) -> bool {
    let end = |byte: u8| matches!(byte, b'\n' | b'\r');
    match bytes {
        [.., 0, last] | [.., last, 0] => end(*last),
        [.., last] => end(*last),
        [] => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_ended;

    #[test]
    fn an_end_of_line_is_one_in_any_encoding() {
        for ended in [b"a\n".as_slice(), b"a\r\n", b"a\r", b"", b"a\0\n\0", b"\0a\0\n"] {
            assert!(is_ended(ended), "{ended:?}");
        }
        for open in [b"a".as_slice(), b"a\n ", b"a\0", b"\0a"] {
            assert!(!is_ended(open), "{open:?}");
        }
    }
}
