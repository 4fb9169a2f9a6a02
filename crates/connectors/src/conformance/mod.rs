//! Conformance: what every ERP connector must do, tried on a real one, whatever its traits are. The pusher's promise (posted
//! exactly once with our total) rests on these and on nothing else.

mod suite;
mod made;
mod posted;
mod feed;
mod lists;

use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::conformance::suite::Suite;
use crate::erp::Erp;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which, as a short sentence.
    pub promise: &'static str,
    /// What happened instead.
    pub message: String,
}

/// A check: its promise, and what tries it.
type Check = (&'static str, fn(&mut Suite<'_>) -> Result<(), String>);

/// In this order: later checks build on records that earlier ones made.
const CHECKS: &[Check] = &[
    ("one invoice cannot be billed twice unseen", made::fit),
    ("what was never sent is not found", made::never_sent),
    ("what is made is found by its key and reads back as ours", made::reads_back),
    ("a line keeps its account and its dimensions, where it has a place for them", made::keeps_dimensions),
    ("asking twice changes nothing", made::asking_is_harmless),
    ("what begins with a prefix is listed, and what came after a record of it", made::prefixes_are_listed),
    ("a record is read by its id, and one that is gone is left out", made::handles_hold),
    ("what is sent twice does as the traits say", made::twice),
    ("one bad invoice is refused and named, or none is made", made::bad_ones_are_named),
    ("posting gives every record a number of its own", posted::numbers),
    ("posting again never makes another invoice", posted::again),
    ("a posted invoice is found by its key", posted::found),
    ("a posted invoice cannot be removed as a draft", posted::stays),
    ("a draft that is gone can be removed again", made::removing_again),
    ("a supplement is posted, and names its original", posted::supplement),
    ("a credit memo in full is posted, and names what it credits", posted::credit_in_full),
    ("a credit memo of one line is posted, and names what it credits", posted::credit_in_part),
    ("an import file has the same bytes again, or there is none", posted::files_are_content),
    ("a batch can be finished twice", posted::finishing_again),
    ("nothing that changed since a cursor is missed by the feed, where there is one", feed::nothing_is_missed),
    ("asking the feed twice is harmless, and what is no cursor is said", feed::asking_again),
    ("customers are told once each, and no more of them than it says, or none are", lists::customers),
    ("customers are asked for again behind a cursor, and what is no cursor is said", lists::customers_again),
    (
        "what is posted is listed with what is open of it, and nothing else of ours is, or there is no list",
        lists::receivables,
    ),
];

/// Tries every promise with at least three good invoices of one batch that the ERP has not seen; answers the breaches.
pub fn check(erp: &mut dyn Erp, invoices: &[Invoice]) -> Vec<Breach> {
    breaches(report(erp, invoices, &mut || ()))
}

/// The promises of a report that were not kept.
pub fn breaches(report: Vec<(&'static str, Result<(), String>)>) -> Vec<Breach> {
    let tried = report.into_iter();
    tried.filter_map(|(promise, result)| result.err().map(|message| Breach { promise, message })).collect()
}

/// The same, promise by promise. `pause` is called while the ERP works on what it has taken.
pub fn report(
    erp: &mut dyn Erp,
    invoices: &[Invoice],
    pause: &mut dyn FnMut(),
) -> Vec<(&'static str, Result<(), String>)> {
    let needs = "the suite is given at least three invoices of one batch with numbers of their own";
    let mut numbers: Vec<&InvoiceNumber> = invoices.iter().map(|i| &i.number).collect();
    numbers.sort();
    numbers.dedup();
    if numbers.len() < 3 || numbers.len() != invoices.len() || invoices.iter().any(|i| i.batch != invoices[0].batch) {
        return vec![(needs, Err(format!("it was given {}", invoices.len())))];
    }
    let mut suite = Suite::new(erp, invoices, pause);
    CHECKS.iter().map(|(promise, run)| (*promise, run(&mut suite))).collect()
}
