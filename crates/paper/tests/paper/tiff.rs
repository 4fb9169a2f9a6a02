//! A TIFF cut into pages.

use linehaul_domain::pages::Pages;
use linehaul_paper::{Uncut, cut, pages};

fn of(text: &str) -> Pages {
    Pages::of_text(text).expect("pages")
}

/// A page a text, in two strips; what it says of itself is longer than fits its entry.
fn scan(little: bool, texts: &[&str]) -> Vec<u8> {
    let number = |number: usize, length: usize| -> Vec<u8> {
        let bytes = (number as u64).to_be_bytes()[8 - length..].to_vec();
        if little { bytes.into_iter().rev().collect() } else { bytes }
    };
    let mut bytes = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    let mut link = bytes.len();
    bytes.extend(number(0, 4));
    for text in texts {
        let strips = bytes.len();
        bytes.extend(text.as_bytes());
        let (half, rest) = (text.len() / 2, text.len() - text.len() / 2);
        let (places, lengths) = (bytes.len(), bytes.len() + 8);
        [strips, strips + half, half, rest].iter().for_each(|one| bytes.extend(number(*one, 4)));
        let named = bytes.len();
        bytes.extend(b"a scanner\0");
        let at = bytes.len();
        bytes.splice(link..link + 4, number(at, 4));
        bytes.extend(number(5, 2));
        for (tag, kind, count, value) in
            [(256, 3, 1, 0), (273, 4, 2, places), (279, 4, 2, lengths), (305, 2, 10, named), (34665, 4, 1, 8)]
        {
            bytes.extend([number(tag, 2), number(kind, 2), number(count, 4), number(value, 4)].concat());
        }
        link = bytes.len();
        bytes.extend(number(0, 4));
    }
    bytes
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn pages_are_a_tiff_of_their_own() {
    for little in [true, false] {
        let whole = scan(little, &["first", "second", "third"]);
        assert_eq!(pages(&whole), Ok(3));
        let part = cut(&whole, &of("1,3")).expect("cut");
        assert_eq!(pages(&part), Ok(2));
        // Its strips stand at even places, each by itself.
        assert_eq!(["fi", "rst", "th", "ird", "a scanner"].map(|text| has(&part, text)), [true; 5]);
        assert!(!has(&part, "sec") && !has(&part, "ond"));
        // What is cut out of a part is what is cut out of the whole: every place in it is right.
        assert_eq!(cut(&part, &of("2")), cut(&whole, &of("3")));
        assert_eq!(cut(&part, &of("1-2")).as_ref(), Ok(&part));
        assert_eq!(cut(&whole, &of("4")), Err(Uncut::Lacks { has: 3 }));
    }
}

#[test]
fn what_cannot_be_cut_says_why() {
    let directory = |next: u32| [&[0, 0][..], &next.to_le_bytes()].concat();
    let circle = [&b"II*\0"[..], &8_u32.to_le_bytes(), &directory(8)].concat();
    assert_eq!((pages(&circle), cut(&circle, &of("1"))), (Err(Uncut::TooMuch), Err(Uncut::TooMuch)));
    assert_eq!(pages(b"MM\0*\0\0\0\0"), Err(Uncut::Damaged));
    assert_eq!(pages(b"MM\0*"), Err(Uncut::Damaged));
    let whole = scan(true, &["first"]);
    let old = whole.iter().rposition(|byte| *byte == 0x87).expect("its last entry");
    let mut odd = whole.clone();
    // In place of what a camera says: where an old JPEG is.
    odd.splice(old - 1..=old, [0x01, 0x02]);
    assert_eq!(cut(&odd, &of("1")), Err(Uncut::NoPdf));
    // One part, told many times over, is more than the whole.
    let many = scan(true, &[&"x".repeat(200_000)]);
    let mut shared = many.clone();
    let at = shared.len() - 4;
    let first = u32::from_le_bytes([many[4], many[5], many[6], many[7]]);
    let copy = many[first as usize..].to_vec();
    shared.splice(at.., (u32::try_from(at + 4).expect("small")).to_le_bytes());
    shared.extend(copy);
    assert_eq!((pages(&shared), cut(&shared, &of("1-2"))), (Ok(2), Err(Uncut::TooMuch)));
}

#[test]
fn no_bytes_whatever_stop_the_program() {
    let whole = scan(true, &["first", "second"]);
    for at in 0..whole.len() {
        drop(cut(&whole[..at], &of("1")));
        for value in [0, 1, 0x7f, 0xff] {
            let mut odd = whole.clone();
            odd[at] = value;
            drop(cut(&odd, &of("1-2")));
        }
    }
}
