//! Proof: one file with which anybody can check an invoice: facts, contract text, tables, settings, derivation and the
//! book's entries. It is checked without a workspace, by rating the facts again.
//!
//! It shows that the invoice follows from what the file holds, and that nothing in the file was changed by itself. Whoever
//! writes new entries with new hashes is found by comparing each entry's hash with the book's, or with the head that went to
//! the ERP with the batch: an entry of which the hash is not compared proves nothing about who decided, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linehaul_domain::assessment::{ENGINE, readable_engine};
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::Money;
use serde::{Deserialize, Serialize};

use crate::contracts::approved::{ApprovedLibrary, Bodies};
use crate::contracts::library::Manifest;
use crate::machine::disk;
use crate::upkeep::reproduce::{again, entries_behind, row};
use crate::workspace::home::Workbench;

/// Longest proof that is read, in bytes: an invoice of a thousand loads with its tables has a tenth of it.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// The form that this build writes.
const FORM: u32 = 1;

/// A charge proof.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Version of this form.
    pub linehaul_proof: u32,
    /// The build that rated.
    pub engine: String,
    /// The invoice that is proven.
    pub invoice: Invoice,
    /// The book's entries about it and its loads, each with its hash and that of the entry before.
    pub entries: Vec<Entry>,
    /// Facts, assessments, settings, contracts and tables, by hash.
    pub bodies: BTreeMap<Hash, String>,
}

/// What checking a proof found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The invoice that it speaks of.
    pub invoice: InvoiceNumber,
    /// Its total.
    pub total: Money,
    /// Does it hold?
    pub ok: bool,
    /// Why not, or what was checked.
    pub reason: String,
    /// The entry that drafted the invoice, to be compared with the book: sequence and hash.
    pub drafted: Option<(u64, Hash)>,
    /// Every entry, to be compared with the book: sequence, kind, hash.
    pub entries: Vec<(u64, &'static str, Hash)>,
}

/// Writes the proof of an invoice. LH-438 when there is none of that number, LH-439 when a body is not text.
pub fn prove(bench: &Workbench, number: &InvoiceNumber) -> Outcome<Vec<u8>> {
    let invoice = row(bench, number)?.body;
    let entries = entries_behind(bench, &invoice)?;
    let mut bodies = BTreeMap::new();
    for hash in wanted(&bench.book, &invoice, &entries)? {
        let Some(bytes) = bench.book.body(&hash)? else { continue };
        let text = String::from_utf8(bytes).map_err(|_| {
            let what = format!("a table behind {number} is not UTF-8 text");
            Fault::new(
                Code::TableNoText,
                what,
                "No proof was written.",
                "Save the table as UTF-8 and approve the load again.",
            )
        })?;
        bodies.insert(hash, text);
    }
    let proof = Proof { linehaul_proof: FORM, engine: ENGINE.to_owned(), invoice, entries, bodies };
    Ok(canonical::encode(&proof))
}

/// The bodies that an invoice follows from.
fn wanted(bodies: &dyn Bodies, invoice: &Invoice, entries: &[Entry]) -> Outcome<BTreeSet<Hash>> {
    let mut wanted = BTreeSet::new();
    for entry in entries.iter().filter(|e| invoice.approvals.contains(&e.seq)) {
        let Decision::Approved { pins, assessment, facts, context, .. } = &entry.entry.decision else { continue };
        wanted.extend([assessment, facts, context, &pins.tables_hash].map(Clone::clone));
        wanted.extend([&pins.contract_hash, &pins.house_hash].into_iter().flatten().cloned());
        if let Some(bytes) = bodies.body(&pins.tables_hash)? {
            wanted.extend(canonical::decode::<Manifest>(&bytes)?.into_values());
        }
    }
    Ok(wanted)
}

/// Checks a proof in a file. LH-104 when it cannot be read or is longer than a proof can be, LH-437 when it is none.
pub fn verify_file(path: &Path) -> Outcome<Verified> {
    let bytes = disk::bytes_within(path, MOST_BYTES).map_err(|why| {
        Fault::new(
            Code::FileUnreadable,
            format!("{} is not read: {why}", path.display()),
            "Nothing was checked.",
            "Name a file that `linehaul proof INVOICE --out FILE` wrote.",
        )
    })?;
    verify(&bytes)
}

/// Checks a proof. LH-437 when the bytes are none.
pub fn verify(bytes: &[u8]) -> Outcome<Verified> {
    let proof: Proof = canonical::decode(bytes).map_err(|fault| {
        let why = fault.what.strip_prefix("a stored record cannot be read: ").unwrap_or(&fault.what);
        let what = format!("this is no charge proof: {why}");
        Fault::new(
            Code::NoProof,
            what,
            "Nothing was checked.",
            "Name a file that `linehaul proof INVOICE --out FILE` wrote.",
        )
    })?;
    let wrong = match canonical::encode(&proof) == bytes {
        true => broken(&proof)?,
        // Another spelling, a field that nobody reads, a name that stands twice: whoever looks at it would see other things.
        false => Some("it holds more than a proof, or is not spelt as one is written".to_owned()),
    };
    let drafted = proof.entries.iter().find(|e| drafts(e, &proof.invoice.number));
    let total = Money::new(proof.invoice.total, proof.invoice.currency);
    let checked = format!(
        "{} lines follow from {} approved loads, their contract and tables; {} entries hold together",
        proof.invoice.lines.len(),
        proof.invoice.approvals.len(),
        proof.entries.len()
    );
    Ok(Verified {
        invoice: proof.invoice.number.clone(),
        total,
        ok: wrong.is_none(),
        reason: wrong.unwrap_or(checked),
        drafted: drafted.map(|e| (e.seq, e.hash.clone())),
        entries: proof.entries.iter().map(|e| (e.seq, e.entry.decision.kind(), e.hash.clone())).collect(),
    })
}

fn drafts(entry: &Entry, number: &InvoiceNumber) -> bool {
    matches!(&entry.entry.decision, Decision::InvoiceDrafted { invoice, .. } if invoice == number)
}

fn broken(proof: &Proof) -> Outcome<Option<String>> {
    if proof.linehaul_proof != FORM || readable_engine(&proof.engine).is_err() {
        return Ok(Some(format!("it was written by {} in form {}", proof.engine, proof.linehaul_proof)));
    }
    let mut bodies = BTreeMap::new();
    for (hash, text) in &proof.bodies {
        if canonical::hash_bytes(text.as_bytes()) != *hash {
            return Ok(Some(format!("a body was changed: it is not of hash {}", short(hash))));
        }
        bodies.insert(hash.clone(), text.as_bytes().to_vec());
    }
    if wanted(&bodies, &proof.invoice, &proof.entries)?.iter().ne(bodies.keys()) {
        return Ok(Some("a body is missing, or one is there from which nothing follows".to_owned()));
    }
    if let Some(wrong) = broken_entries(proof) {
        return Ok(Some(wrong));
    }
    let differs = match again(&bodies, &mut ApprovedLibrary::default(), &proof.invoice, &proof.entries) {
        Ok(differs) => differs,
        Err(fault) => vec![fault.what],
    };
    Ok((!differs.is_empty()).then(|| differs.join("; ")))
}

/// What is wrong with the entries: each is whole, they stand in the book's order, speak of this invoice and its loads alone,
/// one of them drafted it, and none says another total.
fn broken_entries(proof: &Proof) -> Option<String> {
    let (invoice, entries) = (&proof.invoice, &proof.entries);
    if let Some(entry) = entries.iter().find(|e| !sound(e)) {
        return Some(format!("entry {} was changed: its hash is another", entry.seq));
    }
    let follows =
        |pair: &[Entry]| pair[1].seq > pair[0].seq && (pair[1].seq != pair[0].seq + 1 || pair[1].prev == pair[0].hash);
    if let Some(pair) = entries.windows(2).find(|pair| !follows(pair)) {
        return Some(format!("entry {} does not follow on entry {}", pair[1].seq, pair[0].seq));
    }
    let loads = invoice.loads();
    let concerns = |decision: &Decision| match decision {
        Decision::Batched { batch, .. } => *batch == invoice.batch,
        other => {
            other.load().is_some_and(|load| loads.contains(load))
                || other.invoice().is_some_and(|number| *number == invoice.number)
        }
    };
    if let Some(entry) = entries.iter().find(|e| !concerns(&e.entry.decision)) {
        return Some(format!("entry {} concerns neither the invoice nor its loads", entry.seq));
    }
    let mut drafted = entries.iter().filter(|e| drafts(e, &invoice.number));
    let (Some(draft), None) = (drafted.next(), drafted.next()) else {
        return Some("not exactly one entry drafted the invoice".to_owned());
    };
    let own = Money::new(invoice.total, invoice.currency);
    match &draft.entry.decision {
        Decision::InvoiceDrafted { body, total, batch, loads, .. }
            if *body == canonical::hash(invoice)
                && *total == own
                && *batch == invoice.batch
                && loads.iter().collect::<BTreeSet<_>>() == invoice.loads().iter().collect() => {}
        _ => return Some("no entry drafted an invoice of exactly this content".to_owned()),
    }
    entries.iter().find_map(|e| match &e.entry.decision {
        Decision::InvoiceVoided { invoice: number, .. } if *number == invoice.number => {
            Some(format!("entry {} voided the invoice", e.seq))
        }
        Decision::Posted { total, currency, .. } if Money::new(*total, *currency) != own => {
            Some(format!("entry {} says that another total was posted", e.seq))
        }
        _ => None,
    })
}

/// Is an entry of a version that this build reads, and its hash that of its content?
fn sound(entry: &Entry) -> bool {
    entry.entry.decision.entry_version().is_some_and(|known| entry.version <= known)
        && canonical::hash(&(entry.seq, entry.version, &entry.prev, &entry.entry)) == entry.hash
}

fn short(hash: &Hash) -> &str {
    hash.as_str().get(..12).unwrap_or_default()
}
