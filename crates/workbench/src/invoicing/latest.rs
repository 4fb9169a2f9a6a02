//! Before anything is sent: is this book the latest, and are the numbers under its prefix its own? The ERP tells.

use linehaul_connectors::erp::{Erp, Found, Pages, RecordState};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::InvoiceNumber;

use crate::book::behind::{self, Behind};
use crate::invoicing::recover::prefix;
use crate::workspace::erp_words::fault_of;
use crate::workspace::home::Workbench;

/// Before the first invoice of a book is sent: nobody else's invoices may bear numbers of its prefix. LH-527 when some do.
pub(super) fn must_be_ours(bench: &Workbench, erp: &mut dyn Erp) -> Outcome<()> {
    if bench.book.last_of_kinds(&["sending", "book_continues"])?.is_some() {
        return Ok(());
    }
    let prefix = prefix(bench);
    let mut pages = Pages::under(&prefix, None);
    while let Some(found) = pages.next(erp).map_err(|why| fault_of(&why))? {
        let Some(first) = all_of(&found).next() else { continue };
        return Err(Fault::new(
            Code::NumbersTaken,
            format!("numbers that begin with {prefix} are used at the ERP already, e.g. {}", first.number),
            "Nothing was sent: this book has sent none, so they are another desk's, or a lost book's.",
            "Another desk: choose another `desk` in linehaul.toml. A lost or restored book: `linehaul recover` lists them and goes \
             on from there.",
        ));
    }
    Ok(())
}

/// Something that stands at the ERP, read or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    number: &'a InvoiceNumber,
    erp_id: &'a str,
    marked: bool,
    taken_back: bool,
}

fn all_of(found: &Found) -> impl Iterator<Item = Seen<'_>> {
    let records = found.records.iter().map(|r| Seen {
        number: &r.number,
        erp_id: &r.erp_id,
        marked: r.mark.is_some(),
        taken_back: r.state.is_taken_back(),
    });
    let unreadable = found.unreadable.iter().map(|u| Seen {
        number: &u.number,
        erp_id: &u.erp_id,
        marked: u.mark.is_some(),
        taken_back: u.state.is_some_and(RecordState::is_taken_back),
    });
    records.chain(unreadable)
}

/// What of it bears a mark: a book of ours made it.
pub(super) fn marked(found: &Found) -> impl Iterator<Item = Seen<'_>> {
    all_of(found).filter(|seen| seen.marked)
}

/// Before anything is sent: the ERP has nothing with a mark of ours that was made after the last record that this book knows,
/// and that this book never sent. A workspace that was put back as a whole bears no sign of it; the ERP does. Whatever the book
/// lacks came after all that it has, so what is older need not be asked for. LH-524 when there is something: from then on
/// nothing is decided before a person has looked.
pub(super) fn must_be_latest(bench: &mut Workbench, erp: &mut dyn Erp) -> Outcome<()> {
    // A person looked at everything below the number from which the book went on.
    let looked_at = match bench.book.last_of_kinds(&["book_continues"])?.map(|e| e.entry.decision) {
        Some(Decision::BookContinues { numbers_from, .. }) => numbers_from,
        _ => 0,
    };
    // What is posted stays there, as a draft may not.
    let known = match bench.book.last_of_kinds(&["posted"])?.map(|e| e.entry.decision) {
        Some(Decision::Posted { erp_id, .. }) => Some(erp_id),
        _ => None,
    };
    let mut pages = Pages::under(&prefix(bench), known.as_deref());
    while let Some(found) = pages.next(erp).map_err(|why| fault_of(&why))? {
        for seen in marked(&found).filter(|seen| !seen.taken_back) {
            let is_new = seen.number.sequence().is_none_or(|sequence| sequence >= looked_at);
            if is_new && bench.book.invoice(seen.number)?.is_none_or(|row| !row.ever_sent) {
                return Err(is_behind(bench, seen)?);
            }
        }
    }
    Ok(())
}

/// The ERP has this, and this book never sent it.
pub(super) fn is_behind(bench: &mut Workbench, seen: Seen<'_>) -> Outcome<Fault> {
    behind::seen_at_erp(&bench.dir, &bench.book.head()?)?;
    bench.behind = behind::compare(&bench.dir, &bench.book, &bench.cache)?;
    let seen = format!("record {} at the ERP bears the number {} and our mark", seen.erp_id, seen.number);
    let told = bench.behind.as_ref().map(Behind::fault);
    let told = told.unwrap_or_else(|| {
        Fault::new(Code::BookBehind, String::new(), "Nothing more was sent.", "`linehaul recover` lists what is there.")
    });
    Ok(Fault { what: format!("{seen}: {}", told.what), ..told })
}
