//! A TIFF: how many pages it has, and some of them as one of its own. Pictures are copied as they are packed: nothing of them is read.

use linehaul_domain::pages::Pages;

use crate::MAX_PAGES;
use crate::wrong::Uncut;

/// Bytes of a value, by its type from 1: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE.
const WIDTHS: &[usize] = &[1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const LONG: usize = 4;

/// Where the parts of a picture are, and how long each is: by strips, or by tiles.
const PARTS: &[(usize, usize)] = &[(273, 279), (324, 325)];
/// Directories below one: what a camera says, and smaller pictures.
const BELOW: &[usize] = &[330, 34665, 34853, 40965];
/// An old way to keep a JPEG, in places of its own.
const OLD_JPEG: std::ops::RangeInclusive<usize> = 512..=521;

/// Is it one, by its first bytes?
pub fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// How many directories it has.
pub fn pages(bytes: &[u8]) -> Result<u32, Uncut> {
    let places = Tiff::of(bytes).directories()?;
    u32::try_from(places.len()).map_err(|_| Uncut::TooMuch)
}

/// Those pages of it.
pub fn cut(bytes: &[u8], pages: &Pages) -> Result<Vec<u8>, Uncut> {
    let from = Tiff::of(bytes);
    let places = from.directories()?;
    let has = u32::try_from(places.len()).map_err(|_| Uncut::TooMuch)?;
    if pages.last() > has {
        return Err(Uncut::Lacks { has });
    }
    let mut to = Written { bytes: bytes[..4].to_vec(), little: from.little, most: bytes.len() };
    let mut link = to.bytes.len();
    to.number(0, 4);
    for number in pages.numbers() {
        let place = places.get(number as usize - 1).ok_or(Uncut::Damaged)?;
        link = page(&from, *place, &mut to, link)?;
    }
    Ok(to.bytes)
}

struct Tiff<'b> {
    bytes: &'b [u8],
    little: bool,
}

/// A value of a directory.
struct Entry {
    tag: usize,
    kind: usize,
    count: usize,
    /// Where its bytes are.
    at: usize,
    length: usize,
}

impl<'b> Tiff<'b> {
    fn of(bytes: &'b [u8]) -> Tiff<'b> {
        Tiff { bytes, little: bytes.starts_with(b"II") }
    }

    fn part(&self, at: usize, length: usize) -> Result<&'b [u8], Uncut> {
        at.checked_add(length).and_then(|end| self.bytes.get(at..end)).ok_or(Uncut::Damaged)
    }

    fn number(&self, at: usize, length: usize) -> Result<usize, Uncut> {
        let part = self.part(at, length)?;
        let add = |sum: usize, byte: &u8| (sum << 8) | usize::from(*byte);
        Ok(if self.little { part.iter().rev().fold(0, add) } else { part.iter().fold(0, add) })
    }

    fn directories(&self) -> Result<Vec<usize>, Uncut> {
        let (mut places, mut at) = (Vec::new(), self.number(4, 4)?);
        while at != 0 {
            // A chain that leads back into itself has no end.
            if places.len() == MAX_PAGES as usize {
                return Err(Uncut::TooMuch);
            }
            places.push(at);
            at = self.number(at + 2 + self.number(at, 2)? * 12, 4)?;
        }
        if places.is_empty() { Err(Uncut::Damaged) } else { Ok(places) }
    }

    fn entries(&self, directory: usize) -> Result<Vec<Entry>, Uncut> {
        let entry = |index: usize| {
            let from = directory + 2 + index * 12;
            let (tag, kind, count) = (self.number(from, 2)?, self.number(from + 2, 2)?, self.number(from + 4, 4)?);
            let width = kind.checked_sub(1).and_then(|kind| WIDTHS.get(kind)).ok_or(Uncut::Damaged)?;
            let length = count.checked_mul(*width).ok_or(Uncut::Damaged)?;
            let at = if length <= 4 { from + 8 } else { self.number(from + 8, 4)? };
            self.part(at, length)?;
            Ok(Entry { tag, kind, count, at, length })
        };
        (0..self.number(directory, 2)?).map(entry).collect()
    }

    /// The numbers of a value: places and lengths.
    fn numbers(&self, entry: &Entry) -> Result<Vec<usize>, Uncut> {
        let width = WIDTHS.get(entry.kind - 1).copied().unwrap_or(LONG);
        (0..entry.count).map(|index| self.number(entry.at + index * width, width)).collect()
    }
}

struct Written {
    bytes: Vec<u8>,
    little: bool,
    /// Parts that several pages share are told apart by nobody: more than the whole has is no part of it.
    most: usize,
}

impl Written {
    fn number(&mut self, number: usize, length: usize) {
        let bytes = (number as u64).to_be_bytes();
        let own = &bytes[bytes.len() - length..];
        match self.little {
            true => self.bytes.extend(own.iter().rev()),
            false => self.bytes.extend(own),
        }
    }

    /// Behind what there is, at an even place; answers where.
    fn put(&mut self, part: &[u8]) -> Result<usize, Uncut> {
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
        let at = self.bytes.len();
        self.bytes.extend(part);
        if self.bytes.len() > self.most + 64 * 1024 { Err(Uncut::TooMuch) } else { Ok(at) }
    }
}

/// Copies a page, linked from there; answers where the link to the page behind it is.
fn page(from: &Tiff<'_>, directory: usize, to: &mut Written, link: usize) -> Result<usize, Uncut> {
    let entries: Vec<Entry> = from.entries(directory)?.into_iter().filter(|e| !BELOW.contains(&e.tag)).collect();
    if entries.iter().any(|entry| OLD_JPEG.contains(&entry.tag)) {
        return Err(Uncut::NoPdf);
    }
    let of = |tag: usize| entries.iter().find(|entry| entry.tag == tag);
    // What stands in each entry's last four bytes: a value, or where it is.
    let mut told: Vec<(usize, usize, usize, Vec<u8>)> = Vec::new();
    for entry in &entries {
        let parts = PARTS.iter().find(|(places, _)| *places == entry.tag);
        let (kind, bytes) = match parts {
            None => (entry.kind, from.part(entry.at, entry.length)?.to_vec()),
            Some((_, lengths)) => {
                let lengths = from.numbers(of(*lengths).ok_or(Uncut::Damaged)?)?;
                let mut places = Written { bytes: Vec::new(), little: to.little, most: usize::MAX };
                for (index, place) in from.numbers(entry)?.into_iter().enumerate() {
                    let length = lengths.get(index).copied().ok_or(Uncut::Damaged)?;
                    places.number(to.put(from.part(place, length)?)?, 4);
                }
                (LONG, places.bytes)
            }
        };
        let mut value = bytes;
        if value.len() > 4 {
            let mut place = Written { bytes: Vec::new(), little: to.little, most: usize::MAX };
            place.number(to.put(&value)?, 4);
            value = place.bytes;
        }
        value.resize(4, 0);
        told.push((entry.tag, kind, entry.count, value));
    }
    let at = to.put(&[])?;
    let mut linked = Written { bytes: Vec::new(), little: to.little, most: usize::MAX };
    linked.number(at, 4);
    to.bytes[link..link + 4].copy_from_slice(&linked.bytes);
    to.number(told.len(), 2);
    for (tag, kind, count, value) in told {
        to.number(tag, 2);
        to.number(kind, 2);
        to.number(count, 4);
        to.bytes.extend(value);
    }
    let behind = to.bytes.len();
    to.number(0, 4);
    Ok(behind)
}
