//! Loads: the numbers of known loads in a name. A number is looked for as a whole: never inside of another number or of a word
//! that says nothing of documents, nor in what is a date, a page or a copy.

use linehaul_domain::fault::Outcome;

use super::pieces::Pieces;
use super::types::Words;
use super::{Found, Known, Rest, no_load, several};

/// Most pieces of a load's number.
const MAX_PIECES: usize = 6;

/// Words before the number of a page.
const PAGE: &[&str] = &["P", "PG", "PAGE"];

/// Digits of the number of a page, of a copy, of a stop.
const FEW: usize = 3;

/// A load's number in a name: from a piece to the one behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: usize,
    to: usize,
}

/// The loads of a name, and which of its pieces are left.
pub fn found(pieces: &Pieces, words: &Words, known: Known<'_>) -> Outcome<Found> {
    let (marks, stop) = marks(pieces);
    let mut chosen: Vec<Span> = Vec::new();
    for length in (1..=MAX_PIECES.min(pieces.all.len())).rev() {
        for from in 0..=pieces.all.len() - length {
            let span = Span { from, to: from + length };
            let free = chosen.iter().all(|other| span.to <= other.from || other.to <= span.from);
            if !free || !may_be(pieces, words, &marks, span) {
                continue;
            }
            match is_load(pieces, span, known)? {
                Is::No => {}
                Is::One => chosen.push(span),
                Is::Two(why) => return Ok(Err(why)),
            }
        }
    }
    chosen.sort_by_key(|span| span.from);
    if chosen.is_empty() {
        let why = "no number of a load that is known stands in its name; rename it, like `10421 POD.pdf`, or have the load delivered";
        return Ok(Err(no_load(why)));
    }
    if let Some(why) = apart(pieces, &chosen).or_else(|| awaited(pieces, &marks, &chosen)) {
        return Ok(Err(why));
    }
    if let Some(why) = shortened(pieces, &marks, &chosen, known)? {
        return Ok(Err(why));
    }
    let mut free = vec![true; pieces.all.len()];
    let taken = chosen.iter().chain(&marks).flat_map(|span| span.from..span.to);
    taken.for_each(|at| free[at] = false);
    let mut loads: Vec<String> = Vec::new();
    for span in &chosen {
        let load = numbered(pieces, *span, known)?.unwrap_or_default();
        if !loads.contains(&load) {
            loads.push(load);
        }
    }
    Ok(Ok((loads, Rest::Words { free, stop })))
}

/// What is a date, a page, a copy or a stop, and which stop.
fn marks(pieces: &Pieces) -> (Vec<Span>, Option<u32>) {
    let (mut marks, mut stop) = (Vec::new(), None);
    let mut at = 0;
    while at < pieces.all.len() {
        let mark = |length: usize| Span { from: at, to: at + length };
        let found = if let Some(length) = date(pieces, at) {
            Some(mark(length))
        } else if pieces.is(at, PAGE) && !pieces.before(at + 1).contains('(') && pieces.number(at + 1, FEW).is_some() {
            let of = pieces.is(at + 2, &["OF"]) && pieces.number(at + 3, FEW).is_some();
            Some(mark(if of { 4 } else { 2 }))
        } else if pieces.number(at, FEW).is_some() && pieces.is(at + 1, &["OF"]) && pieces.number(at + 2, FEW).is_some()
        {
            Some(mark(3))
        } else if pieces.is(at, &["STOP"]) && pieces.number(at + 1, FEW).is_some() {
            stop = pieces.number(at + 1, FEW);
            Some(mark(2))
        } else if pieces.before(at).ends_with('(') && pieces.before(at + 1).starts_with(')') {
            pieces.number(at, FEW).map(|_| mark(1))
        } else {
            None
        };
        at = found.map_or(at + 1, |span| span.to);
        marks.extend(found);
    }
    (marks, stop)
}

/// How many pieces from here on are a date: `2025-03-04`, `3.4.2025`, `20250304`.
fn date(pieces: &Pieces, at: usize) -> Option<usize> {
    let digits = |at: usize, lengths: std::ops::RangeInclusive<usize>| {
        pieces.all.get(at).is_some_and(|piece| piece.digits && lengths.contains(&piece.text.len()))
    };
    let year = |at: usize| digits(at, 4..=4) && pieces.all[at].text.starts_with("20");
    let parted = |at: usize| matches!(pieces.before(at), "-" | "." | "_" | " ");
    let number = |at: usize, most: u32| pieces.number(at, 2).is_some_and(|number| (1..=most).contains(&number));
    let three = parted(at + 1) && parted(at + 2) && pieces.before(at + 1) == pieces.before(at + 2);
    let year_first = three && year(at) && number(at + 1, 12) && number(at + 2, 31);
    let year_last = three && number(at, 31) && number(at + 1, 31) && (year(at + 2) || digits(at + 2, 2..=2));
    if year_first || year_last {
        return Some(3);
    }
    let whole = pieces.all.get(at).filter(|piece| piece.digits && piece.text.len() == 8)?;
    let part = |from: usize, to: usize| whole.text[from..to].parse::<u32>().unwrap_or_default();
    let is = whole.text.starts_with("20") && (1..=12).contains(&part(4, 6)) && (1..=31).contains(&part(6, 8));
    is.then_some(1)
}

/// May a load's number stand there? It has a digit, ends where a word or number does, and is no part of a mark.
fn may_be(pieces: &Pieces, words: &Words, marks: &[Span], span: Span) -> bool {
    let within = &pieces.all[span.from..span.to];
    let apart = |mark: &Span| mark.to <= span.from || span.to <= mark.from;
    // `P-12` is a page, unless it is a load; `(2)` is a copy.
    let holds = |mark: &Span| mark.to - mark.from > 1 && span.from <= mark.from && mark.to <= span.to;
    let begins = !pieces.is_glued(span.from) || words.begins_behind(pieces, span.from);
    let page_behind = pieces.is(span.to, PAGE) && marks.iter().any(|mark| mark.from == span.to);
    let ends = !pieces.is_glued(span.to) || page_behind || words.ends_before(pieces, span.to);
    within.iter().any(|piece| piece.digits) && begins && ends && marks.iter().all(|mark| apart(mark) || holds(mark))
}

enum Is {
    No,
    One,
    Two(crate::cell::BadCell),
}

/// Is that a load? One that is, but for its underscores and blanks, is of two where a part of it is one as it stands.
fn is_load(pieces: &Pieces, span: Span, known: Known<'_>) -> Outcome<Is> {
    if known(&pieces.text(span.from, span.to, None))? {
        return Ok(Is::One);
    }
    let Some(load) = numbered(pieces, span, known)? else { return Ok(Is::No) };
    for from in span.from..span.to {
        for to in (from + 1..=span.to).filter(|to| to - from < span.to - span.from) {
            let part = pieces.text(from, to, None);
            if part.contains(|c: char| c.is_ascii_digit()) && known(&part)? {
                return Ok(Is::Two(several(format!(
                    "it may be of the load {load} or of the load {part}; write the number as the load has it"
                ))));
            }
        }
    }
    Ok(Is::One)
}

/// The number of the load that stands there: as it does, or with a dash or a blank for each underscore and blank.
fn numbered(pieces: &Pieces, span: Span, known: Known<'_>) -> Outcome<Option<String>> {
    for joint in [None, Some('-'), Some(' ')] {
        let text = pieces.text(span.from, span.to, joint);
        if known(&text)? {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// LH-250 where two loads stand in a name without a sign between them that says that it is of both.
fn apart(pieces: &Pieces, chosen: &[Span]) -> Option<crate::cell::BadCell> {
    let shown = |span: &Span| pieces.text(span.from, span.to, None);
    let pair =
        chosen.windows(2).find(|pair| shown(&pair[0]) != shown(&pair[1]) && !pieces.joins(pair[0].to, pair[1].from))?;
    let (a, b) = (shown(&pair[0]), shown(&pair[1]));
    Some(several(format!(
        "it may be of the load {a} or of the load {b}; where it is of both, join them: `{a}-{b}`, else leave one out of its name"
    )))
}

/// LH-250 where the end of another load's number stands behind a load, as in `PS-24085-24096`, and LH-249 where that is joined with it
/// and no load that is known.
fn shortened(
    pieces: &Pieces,
    marks: &[Span],
    chosen: &[Span],
    known: Known<'_>,
) -> Outcome<Option<crate::cell::BadCell>> {
    for span in chosen.iter().filter(|span| span.to - span.from > 1) {
        let last = &pieces.all[span.to - 1];
        for (at, joined) in
            [(span.to, pieces.joins(span.to, span.to)), (span.to + 1, pieces.joins(span.to, span.to + 1))]
        {
            let taken = chosen.iter().chain(marks).any(|other| other.from <= at && at < other.to);
            let Some(end) = pieces.all.get(at).filter(|end| !taken && end.digits && last.digits) else { continue };
            if end.text.len() != last.text.len() || end.text == last.text {
                continue;
            }
            let whole = numbered(pieces, *span, known)?.unwrap_or_default();
            let other = format!("{}{}", whole.strip_suffix(&last.text).unwrap_or_default(), end.text);
            if known(&other)? {
                return Ok(Some(several(format!(
                    "it may be of the load {whole} alone or of the load {other} as well; where it is of both, write both in full: \
                     `{whole}-{other}`, else leave `{}` out of its name",
                    end.text
                ))));
            }
            // A short number is that of a page or a copy as well.
            if joined && end.text.len() > FEW {
                return Ok(Some(no_load(&format!(
                    "its name may say the load {other} as well as {whole}, and that one is not known; it waits for it, or leave `{}` \
                     out of its name",
                    end.text
                ))));
            }
        }
    }
    Ok(None)
}

/// LH-249 where the name joins a load with a number of the same form that is not known: it waits for that one too.
fn awaited(pieces: &Pieces, marks: &[Span], chosen: &[Span]) -> Option<crate::cell::BadCell> {
    let form = |from: usize, to: usize| -> Option<Vec<(bool, usize)>> {
        let all = pieces.all.get(from..to)?;
        Some(all.iter().map(|piece| (piece.digits, piece.text.len())).collect())
    };
    let taken = |span: Span| chosen.iter().chain(marks).any(|other| span.from < other.to && other.from < span.to);
    for span in chosen {
        let length = span.to - span.from;
        let behind = |gap: usize| Some(Span { from: span.to + gap, to: span.to + gap + length });
        let before = |gap: usize| {
            let to = span.from.checked_sub(gap)?;
            Some(Span { from: to.checked_sub(length)?, to })
        };
        for gap in [0, 1] {
            for (other, joined) in [
                (behind(gap), pieces.joins(span.to, span.to + gap)),
                (before(gap), span.from.checked_sub(gap).is_some_and(|to| pieces.joins(to, span.from))),
            ] {
                let Some(other) = other.filter(|other| joined && !taken(*other)) else { continue };
                if form(other.from, other.to).is_some_and(|form_of| Some(form_of) == form(span.from, span.to)) {
                    let number = pieces.text(other.from, other.to, None);
                    let why =
                        format!("its name says the load {number} as well, which is not known; it waits for that one");
                    return Some(no_load(&why));
                }
            }
        }
    }
    None
}
