//! Types: what a document is by the words of its file's name.

use linehaul_domain::document::TYPES;
use linehaul_domain::ids::normal;

use super::pieces::Pieces;
use super::{no_type, several};
use crate::cell::BadCell;

/// Words of names for our types, beside the types' own. A signature is what somebody says of it: `signed` in the name of a POD or a bill
/// of lading.
const WORDS: &[(&str, &str)] = &[
    ("PROOF OF DELIVERY", "pod"),
    ("DELIVERY RECEIPT", "pod"),
    ("SIGNED POD", "pod_signed"),
    ("BILL OF LADING", "bol"),
    ("SIGNED BOL", "bol_signed"),
    ("SIGNED BILL OF LADING", "bol_signed"),
    ("RATE CON", "rate_confirmation"),
    ("RATECON", "rate_confirmation"),
    ("RATE CONF", "rate_confirmation"),
    ("RATE CONFIRMATION", "rate_confirmation"),
    ("LUMPER", "lumper_receipt"),
    ("SCALE", "scale_ticket"),
    ("WEIGHT TICKET", "scale_ticket"),
    ("PERMIT", "permit_receipt"),
    ("ESCORT", "escort_receipt"),
    ("TOLL", "toll_receipt"),
    ("TOLLS", "toll_receipt"),
    ("TEMP LOG", "temperature_log"),
    ("INVOICE", "invoice_copy"),
];

/// Words of names that say that something is not so, or not yet.
const DOUBTS: &[&str] = &[
    "NOT",
    "NO",
    "NONE",
    "MISSING",
    "VOID",
    "VOIDED",
    "REFUSED",
    "REJECTED",
    "WRONG",
    "BLANK",
    "REQUEST",
    "REQUESTED",
    "UNSIGNED",
    "NEED",
    "NEEDS",
    "NEEDED",
    "AWAITING",
    "PENDING",
    "BE",
    "WITHOUT",
    "DRAFT",
    "SEE",
];

/// Words of names that leave a POD or a bill of lading what it is. Any other may say that it is not there yet, or not so: a list of
/// what says that would never be whole, and what is placed wrongly bills what should wait.
const PLAIN: &[&str] = &[
    "SIGNED",
    "CLEAN",
    "COPY",
    "COPIES",
    "SCAN",
    "SCANNED",
    "IMG",
    "IMAGE",
    "PIC",
    "PICTURE",
    "PHOTO",
    "FAX",
    "DOC",
    "DOCS",
    "DOCUMENT",
    "ORIGINAL",
    "ORIG",
    "PAGE",
    "PAGES",
    "PG",
    "PGS",
    "OF",
    "FRONT",
    "BACK",
    "SIDE",
    "STOP",
    "STOPS",
    "DROP",
    "DEL",
    "DELIVERY",
    "DELIVERED",
    "RECEIVER",
    "CONSIGNEE",
    "SHIPPER",
    "LOAD",
    "PRO",
    "ORDER",
    "REF",
    "NUMBER",
    "AND",
    "COMPLETE",
    "COMPLETED",
    "JAN",
    "JANUARY",
    "FEB",
    "FEBRUARY",
    "MAR",
    "MARCH",
    "APR",
    "APRIL",
    "MAY",
    "JUN",
    "JUNE",
    "JUL",
    "JULY",
    "AUG",
    "AUGUST",
    "SEP",
    "SEPT",
    "SEPTEMBER",
    "OCT",
    "OCTOBER",
    "NOV",
    "NOVEMBER",
    "DEC",
    "DECEMBER",
];

/// Types of which a name must say nothing that nobody knows.
const PROOFS: &[&str] = &["pod", "pod_signed", "bol", "bol_signed"];

/// What words say which type.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Longest first.
    all: Vec<(Vec<String>, &'static str)>,
}

/// The words of a phrase.
fn phrase(text: &str) -> Vec<String> {
    let pieces = Pieces::new(&format!("{}.x", normal(text)));
    pieces.all.into_iter().map(|piece| piece.text).collect()
}

impl Words {
    /// Ours, and before them those of the settings; else what is wrong with these.
    pub fn new(own: &[(&str, &'static str)]) -> Result<Words, String> {
        let ours = TYPES.iter().map(|kind| (*kind, *kind)).chain(WORDS.iter().copied());
        let mut all: Vec<(Vec<String>, &'static str)> = Vec::new();
        for (text, kind) in own.iter().copied().chain(ours) {
            let words = phrase(text);
            if words.is_empty() {
                return Err(format!("documents: words: `{text}` is no word"));
            }
            if all.iter().all(|(known, _)| *known != words) {
                all.push((words, kind));
            }
        }
        all.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Ok(Words { all })
    }

    /// The type that a whole text says.
    pub fn whole(&self, text: &str) -> Option<&'static str> {
        let words = phrase(text);
        self.all.iter().find(|(known, _)| *known == words).map(|(_, kind)| *kind)
    }

    /// A regular expression of all of them, longest first.
    pub fn pattern(&self) -> String {
        let one = |(words, _): &(Vec<String>, &'static str)| {
            words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("[ _-]?")
        };
        self.all.iter().map(one).collect::<Vec<_>>().join("|")
    }

    /// The types that the free pieces of a name say, each once; LH-250 where two stand in it and no sign says that it is both.
    pub fn kinds(&self, pieces: &Pieces, free: &[bool]) -> Result<Vec<&'static str>, BadCell> {
        let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
        let mut at = 0;
        while at < pieces.all.len() {
            let fits = |(words, _): &&(Vec<String>, &'static str)| {
                let here = |place: usize| free.get(at + place) == Some(&true);
                words.iter().enumerate().all(|(place, word)| here(place) && pieces.all[at + place].text == *word)
            };
            match self.all.iter().find(fits) {
                Some((words, kind)) => {
                    found.push((at, at + words.len(), kind));
                    at += words.len();
                }
                None => at += 1,
            }
        }
        // A name that says of a document that it is not there, or not so, says no type.
        if let Some(doubt) = pieces.all.iter().zip(free).find(|(piece, free)| **free && DOUBTS.contains(&&*piece.text))
        {
            return Err(no_type(&format!("its name says `{}`", doubt.0.text)));
        }
        let is_said = |at: &usize| found.iter().any(|(from, to, _)| (*from..*to).contains(at));
        let is_plain = |at: &usize| {
            let piece = &pieces.all[*at];
            piece.digits || piece.text.chars().count() == 1 || PLAIN.contains(&&*piece.text)
        };
        let odd = (0..pieces.all.len()).find(|at| free[*at] && !is_said(at) && !is_plain(at));
        if let Some(odd) = odd.filter(|_| found.iter().any(|(_, _, kind)| PROOFS.contains(kind))) {
            let why = format!(
                "its name says `{}`, which may mean that it is not there yet; rename it, or say by `names` how your names are made",
                pieces.all[odd].text
            );
            return Err(no_type(&why));
        }
        let signed = (0..pieces.all.len()).any(|at| free[at] && pieces.is(at, &["SIGNED"]));
        let kind = |kind: &'static str| match kind {
            "pod" if signed => "pod_signed",
            "bol" if signed => "bol_signed",
            other => other,
        };
        for pair in found.windows(2) {
            let ((_, a_to, a), (b_from, _, b)) = (pair[0], pair[1]);
            if a != b && !pieces.joins(a_to, b_from) {
                let why = format!(
                    "it may be a {a} or a {b}; where it is both, join them: `BOL+POD`, else leave one out of its name"
                );
                return Err(several(why));
            }
        }
        let mut kinds = Vec::new();
        for kind in found.iter().map(|(_, _, found)| kind(found)) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok(kinds)
    }

    /// Is what is glued to a number before it a word of a document, alone: `POD10421`?
    pub fn begins_behind(&self, pieces: &Pieces, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is_word(pieces, before) && !pieces.is_glued(before))
    }

    /// The same behind it: `10421POD`.
    pub fn ends_before(&self, pieces: &Pieces, at: usize) -> bool {
        self.is_word(pieces, at) && !pieces.is_glued(at + 1)
    }

    fn is_word(&self, pieces: &Pieces, at: usize) -> bool {
        let Some(piece) = pieces.all.get(at).filter(|piece| !piece.digits) else { return false };
        self.all.iter().any(|(words, _)| matches!(words.as_slice(), [word] if *word == piece.text))
    }
}
