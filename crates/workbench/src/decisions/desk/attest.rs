//! Attest: what somebody saw on a document: who signed it, what is noted on it, when the truck came and left.

use linehaul_domain::desk::{Attested, Exception, Says};
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::{Instant, Tz};

use crate::decisions::desk::set::time_of;
use crate::decisions::desk::{Looked, Saying, state};
use crate::decisions::review::Decided;
use crate::workspace::home::Workbench;

/// What was seen.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The document, by its id or its file; the only POD of the load without it.
    pub document: Option<&'a str>,
    /// Who signed it.
    pub signed_by: &'a str,
    /// What is noted on it.
    pub exceptions: &'a [Exception],
    /// When the truck came, as it stands there.
    pub came: Option<&'a str>,
    /// When it left, as it stands there.
    pub left: Option<&'a str>,
}

/// What may be signed at a stop.
const SIGNED: &[&str] = &["pod", "pod_signed", "bol", "bol_signed"];

/// Says what was seen on a document. LH-466 where it is not clear which, or it does not open; LH-462 and LH-463 for its times.
pub fn attest(bench: &mut Workbench, saying: Saying<'_>, seen: Seen<'_>) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let document = document_of(looked, seen.document)?;
        let signed_by = seen.signed_by.trim();
        if signed_by.is_empty() || signed_by.chars().any(char::is_control) {
            return Err(unclear(
                "nobody is named who signed it".to_owned(),
                "Say `--signed-by` with the name on it.".to_owned(),
            ));
        }
        let stop = document.stop.or_else(|| only_delivery(looked));
        let zone =
            stop.and_then(|seq| looked.load.stop(seq)).map_or(looked.bench.config.business.zone, |stop| stop.zone);
        let time = |what: &str, text: Option<&str>| text.map(|text| time_of(what, text, Some(zone))).transpose();
        let (came, left) = (time("--in", seen.came)?, time("--out", seen.left)?);
        in_order((came, left), stop, zone)?;
        let mut exceptions = seen.exceptions.to_vec();
        exceptions.sort();
        exceptions.dedup();
        let attested = Attested {
            document: document.id.clone(),
            hash: document.hash.clone(),
            stop,
            signed_by: signed_by.to_owned(),
            exceptions,
            came,
            left,
            zone,
        };
        let says = Says::Attested(attested);
        already(looked, &says)?;
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        Ok(vec![says])
    })
}

/// LH-464 where the same was said and stands.
pub(crate) fn already(looked: &Looked<'_>, says: &Says) -> Outcome<()> {
    match looked.load_state.desk.iter().find(|said| said.says == *says) {
        None => Ok(()),
        Some(said) => Err(Fault::new(
            Code::SaidAlready,
            format!("{}: {} said so in entry {}: {}", looked.load.number, said.by, said.seq, says.words()),
            "Nothing was decided.",
            "Nothing needs doing.",
        )),
    }
}

fn only_delivery(looked: &Looked<'_>) -> Option<u32> {
    let mut deliveries = looked.load.deliveries();
    match (deliveries.next(), deliveries.next()) {
        (Some(only), None) => Some(only.seq),
        _ => None,
    }
}

fn in_order((came, left): (Option<Instant>, Option<Instant>), stop: Option<u32>, zone: Tz) -> Outcome<()> {
    if (came.is_some() || left.is_some()) && stop.is_none() {
        let next = "Attest the document of one stop; have it filed there first (`linehaul attach … --stop N`).";
        return Err(unclear("its times are of no certain stop".to_owned(), next.to_owned()));
    }
    match came.zip(left) {
        Some((came, left)) if left < came => Err(unclear(
            format!("it would have left before it came ({zone})"),
            "Say `--in` and `--out` as they stand there, with their days.".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// The document that is meant: by its id or file, else the only one that is signed at a stop.
fn document_of<'l>(looked: &'l Looked<'_>, named: Option<&str>) -> Outcome<&'l Document> {
    let may = |document: &&Document| SIGNED.contains(&document.kind.as_str());
    let of_name =
        |document: &&Document| named.is_none_or(|name| document.id == name || document.file.as_deref() == Some(name));
    let all = || looked.load.documents.iter().filter(may).filter(of_name);
    // Where nothing is named it is the one that nobody attested yet.
    let unsigned: Vec<&Document> = all().filter(|one| named.is_none() && one.kind == "pod").collect();
    let found: Vec<&Document> = if unsigned.len() == 1 { unsigned } else { all().collect() };
    let number = &looked.load.number;
    let list = || {
        let all: Vec<String> =
            looked.load.documents.iter().filter(may).map(|one| format!("{} ({})", one.id, one.kind)).collect();
        match all.is_empty() {
            true => format!("Put it on file first: `linehaul attach {number} FILE --type pod`."),
            false => format!("Name one of {} with `--document`.", all.join(", ")),
        }
    };
    match found.as_slice() {
        [one] if one.readability == Readability::Readable => Ok(one),
        [one] => Err(unclear(
            format!("{} of {number} does not open, so nobody can have seen it", one.id),
            format!("Get a readable one: `linehaul attach {number} FILE --type pod`."),
        )),
        [] => Err(unclear(format!("{number} has no such POD or bill of lading on file"), list())),
        _ => Err(unclear(format!("{number} has several PODs and bills of lading"), list())),
    }
}

fn unclear(what: String, next: String) -> Fault {
    Fault::new(Code::DocumentUnclear, what, "Nothing was decided.", next)
}
