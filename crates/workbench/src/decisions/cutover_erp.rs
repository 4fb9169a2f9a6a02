//! What was billed elsewhere as the ERP lists it: its invoices and credit notes, whoever made them, but for those of this book. The list
//! becomes the text of a file like one that a person hands in, and is kept in the book as such a file is.

use std::cell::RefCell;

use linehaul_connectors::erp::{Erp, ErpError, Receivable, all_receivables, list_of};
use linehaul_domain::fault::{Code, Fault, Outcome};

use crate::decisions::cutover::Listed;
use crate::workspace::erp_words::words_of;
use crate::workspace::home::Workbench;
use crate::workspace::paced::Held;
use crate::workspace::progress::Signal;
use crate::workspace::reach::Reach;

/// Told (what, done, all); answers whether to go on.
type OnProgress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// Reads the list of the ERP of the configuration. LH-408 something in it is not clear, LH-654 it lists nothing, LH-655 it could not
/// be read.
pub fn list_at_erp(bench: &Workbench, on_progress: OnProgress<'_>) -> Outcome<Listed> {
    list_at(bench, &mut Reach::Configured, on_progress)
}

/// The same of an ERP that is handed in.
pub fn list_with(bench: &Workbench, erp: &mut dyn Erp, on_progress: OnProgress<'_>) -> Outcome<Listed> {
    list_at(bench, &mut Reach::Given(erp), on_progress)
}

fn list_at(bench: &Workbench, reach: &mut Reach<'_>, on_progress: OnProgress<'_>) -> Outcome<Listed> {
    let told = RefCell::new(on_progress);
    let tell = |read: usize| (told.borrow_mut())("reading what the ERP billed", read, 0);
    let watch = || if tell(0) { Signal::Continue } else { Signal::Stop };
    let all = |erp: &mut dyn Erp| all_receivables(erp, &mut { tell });
    let items = match reach {
        Reach::Configured => bench.visit(Some(&watch))?.with(all),
        Reach::Given(erp) => all(&mut bench.paced(Held::Lent(&mut **erp), Some(&watch))),
    };
    let items =
        items.map_err(|why| unread(&why))?.ok_or_else(|| nothing("it lists nothing of what customers were billed"))?;
    // What this book billed is billed here, and no load of it is another's.
    let prefix = bench.config.number_prefix();
    let ours = |item: &Receivable| item.made_as.starts_with(&prefix);
    if items.iter().all(ours) {
        return Err(nothing("nothing stands there that was not billed by this book"));
    }
    let (list, bytes) = list_of(&items, ours).map_err(|faults| {
        Fault::new(
            Code::BilledListUnclear,
            format!("the ERP's list: {}", faults.join("; ")),
            "Nothing was decided: a line that is read wrongly would bill a load twice, or never.",
            "Mend at the ERP what is named, or hand in a list as a file.",
        )
    })?;
    Ok(Listed::of(list, bytes))
}

fn unread(why: &ErpError) -> Fault {
    let (_, words) = words_of(why);
    Fault::new(
        Code::ReceivablesUnread,
        format!("what the ERP billed could not be read: {words}"),
        "Nothing was decided.",
        "Run `linehaul doctor`, then say it again; or hand in a list as a file.",
    )
}

fn nothing(why: &str) -> Fault {
    Fault::new(
        Code::ErpListsNothing,
        format!("the ERP has no list of what was billed elsewhere: {why}"),
        "Nothing was decided.",
        "Hand in a list as a file: `linehaul cutover DATE --billed FILE`; or name the day alone.",
    )
}
