//! Decisions, invoices and effects, as the book keeps them, and books with a whole story in them.

use std::path::{Path, PathBuf};

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::effect::{EffectId, EffectStep, Manner, Plan, Subject};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, InvoiceNumber};
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine, InvoiceState, control_totals};
use linehaul_domain::money::{Currency, Money};
use linehaul_store::{Book, BookWrite, InvoiceRow, StateChange};

use super::cached::{assessment, load};
use super::{at, dec, decisions, entry, why};

/// A person's hold.
pub fn held(load: &str, reason: &str) -> Decision {
    Decision::Held { load: load.into(), reason: why(reason) }
}

/// A difference after posting.
pub fn differs(load: &str, invoice: &str) -> Decision {
    let (difference, amount) = ("10.00 more".into(), Some(Money::new(dec("10"), Currency::USD)));
    Decision::DifferenceAfterPosting { load: load.into(), invoice: invoice.into(), difference, amount }
}

/// A write that approves a load, with the bodies that it names.
pub fn approval(number: &str) -> BookWrite {
    let (assessment, load) = (assessment(number, "ACME"), load(number, "ACME", 3));
    let context = b"1:context".to_vec();
    let bodies = [canonical::encode(&assessment), canonical::encode(&load), context];
    let bodies: Vec<(Hash, Vec<u8>)> = bodies.into_iter().map(|b| (canonical::hash_bytes(&b), b)).collect();
    let decision = Decision::Approved {
        load: number.into(),
        pins: Box::new(assessment.pins.clone()),
        assessment: bodies[0].0.clone(),
        facts: bodies[1].0.clone(),
        context: bodies[2].0.clone(),
        total: Money::new(assessment.total, Currency::USD),
        note: Some("looks right".into()),
    };
    BookWrite { bodies, ..decisions([decision]) }
}

/// An invoice of these loads, 100 dollars each.
pub fn invoice(number: &str, batch: &str, loads: &[&str]) -> Invoice {
    let line = |load: &&str| InvoiceLine {
        erp_account: None,
        dimensions: Default::default(),
        load: (*load).into(),
        code: "LINEHAUL".into(),
        x12: "400".into(),
        erp_item: "4000".into(),
        description: "Linehaul, flat".into(),
        amount: dec("100"),
        taxed: None,
    };
    let day = at(0).date_naive();
    Invoice {
        number: number.into(),
        generation: 1,
        printed: None,
        kind: InvoiceKind::Original,
        original: None,
        settles: Vec::new(),
        batch: batch.into(),
        legal_entity: None,
        customer: "ACME".into(),
        bill_to: None,
        erp_party: "C-1".into(),
        currency: Currency::USD,
        invoice_date: day,
        accounting_date: day,
        payment_terms: Some("Net 30".into()),
        erp_terms: None,
        lines: loads.iter().map(line).collect(),
        tax: dec("0"),
        total: Decimal::from(loads.len()) * dec("100"),
        approvals: Vec::new(),
    }
}

/// The entry of the last approval of a load; 0 when it was never approved.
pub fn approval_of(book: &Book, load: &str) -> u64 {
    let decisions = book.decisions_on(&load.into()).expect("decisions");
    decisions.iter().rev().find(|e| e.entry.decision.kind() == "approved").map_or(0, |e| e.seq)
}

/// An invoice of these loads with the approvals behind it, as the book has them.
pub fn billed(book: &Book, number: &str, batch: &str, loads: &[&str]) -> Invoice {
    Invoice { approvals: loads.iter().map(|load| approval_of(book, load)).collect(), ..invoice(number, batch, loads) }
}

/// The entry that drafts an invoice.
pub fn drafted(invoice: &Invoice) -> Decision {
    Decision::InvoiceDrafted {
        invoice: invoice.number.clone(),
        batch: invoice.batch.clone(),
        body: canonical::hash(invoice),
        loads: invoice.loads(),
        total: Money::new(invoice.total, invoice.currency),
    }
}

/// A change of state with nothing else.
pub fn change(invoice: &str, from: InvoiceState, to: InvoiceState) -> StateChange {
    StateChange::of((&invoice.into(), from, 0), to)
}

/// A write that drafts invoices, closes their batch and queues them.
pub fn batch(id: &str, invoices: &[Invoice], next_sequence: u64) -> BookWrite {
    let mut write = decisions(invoices.iter().map(drafted));
    write.entries.push(entry(Decision::Batched {
        batch: id.into(),
        invoices: invoices.iter().map(|i| i.number.clone()).collect(),
        totals: control_totals(invoices),
        next: Some(next_sequence),
    }));
    write.invoices = invoices.iter().cloned().map(InvoiceRow::draft).collect();
    let queue = |i: &Invoice| change(i.number.as_str(), InvoiceState::Draft, InvoiceState::Queued);
    write.states = invoices.iter().map(queue).collect();
    write.sequence = Some(next_sequence);
    write
}

/// A write of one decision on an invoice with its change of state.
pub fn moved(decision: Decision, change: StateChange) -> BookWrite {
    BookWrite { states: vec![change], ..decisions([decision]) }
}

/// A write that begins an attempt.
pub fn sending(number: &str, from: InvoiceState, attempt: u32) -> BookWrite {
    let state = StateChange { attempt, next_attempt_at: Some(at(5)), ..change(number, from, InvoiceState::Sending) };
    moved(Decision::Sending { invoice: number.into(), attempt, erp: Some("file, ledger one".into()) }, state)
}

/// A write that says that the ERP has it.
pub fn posted(number: &str, from: InvoiceState, attempt: u32) -> BookWrite {
    let (erp_id, erp_number) = (format!("E-{number}"), format!("F-{number}"));
    let decision = Decision::Posted {
        invoice: number.into(),
        erp_id: erp_id.clone(),
        erp_number: erp_number.clone(),
        total: dec("100"),
        currency: Currency::USD,
        found: false,
        owes: Vec::new(),
    };
    let state = StateChange {
        attempt,
        erp_id: Some(erp_id),
        erp_number: Some(erp_number),
        ..change(number, from, InvoiceState::Posted)
    };
    moved(decision, state)
}

/// A write that takes an invoice one step on, with the decision that says so.
pub fn step(number: &str, from: InvoiceState, to: InvoiceState) -> BookWrite {
    use InvoiceState::*;
    let (invoice, text): (InvoiceNumber, String) = (number.into(), "so it is".into());
    let decision = match to {
        Sending => return sending(number, from, 1),
        Posted if from == Cancelled => Decision::StandsAtErp { invoice },
        Posted => return posted(number, from, 0),
        Rejected => Decision::Rejected { invoice, code: "LH-604".into(), message: text },
        InDoubt => Decision::InDoubt { invoice, message: text },
        NeedsPerson => Decision::NeedsPerson { invoice, message: text, why: None },
        Voiding => Decision::InvoiceVoiding { invoice, reason: why(&text) },
        Voided => Decision::InvoiceVoided { invoice, reason: why(&text) },
        Cancelled => Decision::CancelledAtErp { invoice, message: text },
        Replaced => Decision::BillAgain { invoice, reason: why(&text) },
        Closed => Decision::InvoiceClosed { invoice, reason: why(&text) },
        // Nothing says that an invoice is a draft again.
        Draft | Queued => Decision::Requeued { invoice, nothing_there: false },
    };
    moved(decision, change(number, from, to))
}

/// The effect of a kind on an invoice.
pub fn effect(kind: &str, invoice: &str) -> EffectId {
    EffectId { of: kind.into(), subject: Subject::Invoice(invoice.into()), generation: 1 }
}

/// The same write, where what is posted owes an import file, once, and its batch a note, which may repeat.
pub fn owing(book: &Book, write: &BookWrite) -> BookWrite {
    let mut write = write.clone();
    for new in &mut write.entries {
        if let Decision::Posted { invoice, owes, .. } = &mut new.decision {
            let batch = book.invoice(invoice).expect("reads").expect("an invoice").batch;
            let subject = Subject::Batch(batch.clone());
            let noted = book.effects_of(&subject).expect("reads").len();
            let note = EffectId { of: "batch_note".into(), subject, generation: noted as u32 + 1 };
            let file = effect("import_file", invoice.as_str());
            let plan = |effect, manner, waits_for| Plan {
                effect,
                manner,
                erp: "file".into(),
                batch: batch.clone(),
                waits_for,
            };
            owes.push(plan(file, Manner::Once, Some(EffectId::posting(invoice))));
            owes.push(plan(note, Manner::MayRepeat, None));
        }
    }
    write
}

/// A step of what goes out together.
pub fn effect_step(kind: &str, packet: &str, batch: &str, step: EffectStep) -> BookWrite {
    decisions([Decision::Effect { of: kind.into(), packet: packet.into(), batch: batch.into(), step }])
}

/// The step that puts the files of these invoices into one, with its content.
pub fn prepared(packet: &str, batch: &str, invoices: &[&str]) -> BookWrite {
    let content = format!("content of {packet}").into_bytes();
    let body = canonical::hash_bytes(&content);
    let effects = invoices.iter().map(|invoice| effect("import_file", invoice)).collect();
    let step = EffectStep::Prepared { effects, body: Some(body.clone()) };
    BookWrite { bodies: vec![(body, content)], ..effect_step("import_file", packet, batch, step) }
}

/// Takes a queued invoice along these states.
pub fn walk(book: &mut Book, number: &str, states: &[InvoiceState]) {
    let mut from = InvoiceState::Queued;
    for to in states {
        let write = owing(book, &step(number, from, *to));
        append(book, &write);
        from = *to;
    }
}

/// Every state, with the way from the queue to it.
pub fn ways() -> Vec<(InvoiceState, Vec<InvoiceState>)> {
    use InvoiceState::*;
    vec![
        (Queued, vec![]),
        (Sending, vec![Sending]),
        (Posted, vec![Sending, Posted]),
        (Rejected, vec![Rejected]),
        (InDoubt, vec![Sending, InDoubt]),
        (NeedsPerson, vec![NeedsPerson]),
        (Voiding, vec![Voiding]),
        (Voided, vec![Voided]),
        (Cancelled, vec![Posted, Cancelled]),
        (Replaced, vec![Posted, Cancelled, Replaced]),
        (Closed, vec![Posted, Cancelled, Closed]),
    ]
}

/// An open book in a folder, with that folder's path of it.
pub fn book(folder: &Path) -> (Book, PathBuf) {
    let path = folder.join("book.sqlite");
    (Book::open(&path, &folder.join("backups")).expect("a book"), path)
}

/// A write that saw of each load concerned what the book has of it now.
pub fn seen(book: &Book, write: &BookWrite) -> BookWrite {
    let mut write = write.clone();
    for new in &write.entries {
        let drafted = match &new.decision {
            Decision::InvoiceDrafted { loads, .. } => loads.as_slice(),
            _ => &[],
        };
        for load in new.decision.load().into_iter().chain(drafted) {
            write.expects.insert(load.clone(), book.version_of(load).expect("a version"));
        }
    }
    write
}

/// Appends what saw the book as it is.
pub fn append(book: &mut Book, write: &BookWrite) -> Vec<Entry> {
    try_append(book, write).expect("appends")
}

/// The same, where it may be refused.
pub fn try_append(book: &mut Book, write: &BookWrite) -> Outcome<Vec<Entry>> {
    book.append(&seen(book, write))
}

/// Approves loads, each in a write of its own.
pub fn approve(book: &mut Book, loads: &[&str]) {
    loads.iter().for_each(|load| drop(append(book, &approval(load))));
}

/// Approves loads, and bills them by one invoice in a batch of its own, queued.
pub fn bill(book: &mut Book, number: &str, batch_id: &str, loads: &[&str], next_sequence: u64) {
    approve(book, loads);
    let invoice = billed(book, number, batch_id, loads);
    append(book, &batch(batch_id, &[invoice], next_sequence));
}

/// A book with something of everything in it.
pub fn story(book: &mut Book) {
    use InvoiceState::*;
    append(book, &decisions([Decision::Opened { workspace: "Sample".into() }, held("L-9", "ask Joe")]));
    approve(book, &["L-1", "L-2", "L-3", "L-4", "L-5"]);
    let text = b"contract for \"ACME\"".to_vec();
    append(book, &BookWrite { bodies: vec![(canonical::hash_bytes(&text), text)], ..decisions([held("L-5", "x")]) });
    let invoices = [
        billed(book, "PSL-A-000001-G1", "B-1", &["L-1", "L-2"]),
        billed(book, "PSL-A-000002-G1", "B-1", &["L-3"]),
        billed(book, "PSL-A-000003-G1", "B-1", &["L-4"]),
    ];
    let mut first = batch("B-1", &invoices, 4);
    first.bodies = invoices.iter().map(|i| (canonical::hash(i), canonical::encode(i))).collect();
    append(book, &first);
    let last = billed(book, "PSL-A-000004-G1", "B-2", &["L-5"]);
    append(book, &batch("B-2", &[last], 5));
    append(book, &sending("PSL-A-000001-G1", Queued, 1));
    let write = owing(book, &posted("PSL-A-000001-G1", Sending, 1));
    append(book, &write);
    append(book, &sending("PSL-A-000002-G1", Queued, 1));
    let doubt = Decision::InDoubt { invoice: "PSL-A-000002-G1".into(), message: "timeout".into() };
    let state = StateChange {
        attempt: 1,
        reason: Some("LH-602: timeout".into()),
        next_attempt_at: Some(at(9)),
        ..change("PSL-A-000002-G1", Sending, InDoubt)
    };
    append(book, &moved(doubt, state));
    let void = Decision::InvoiceVoided { invoice: "PSL-A-000003-G1".into(), reason: why("changed") };
    append(book, &moved(void, change("PSL-A-000003-G1", Queued, Voided)));
    append(book, &decisions([Decision::BackedUp { file: "x".into(), reason: why("nightly") }]));
}

/// The same, and what came after posting: differences, two of them settled, import files, a withdrawn approval, an invoice
/// that was billed again.
pub fn long_story(book: &mut Book) {
    use InvoiceState::*;
    story(book);
    walk(book, "PSL-A-000004-G1", &[Posted, Cancelled, Replaced]);
    bill(book, "PSL-A-000004-G2", "B-3", &["L-5"], 6);
    walk(book, "PSL-A-000004-G2", &[Posted]);
    for (number, load) in [("PSL-A-000006-G1", "L-1"), ("PSL-A-000007-G1", "L-5")] {
        let original = book.billed(&load.into()).expect("reads").remove(0).1;
        let settles = vec![append(book, &decisions([differs(load, original.as_str())]))[0].seq];
        let next = book.next_sequence().expect("a sequence") + 1;
        let of = |load| Invoice { kind: InvoiceKind::Supplement, settles, ..invoice(number, "B-4", &[load]) };
        append(book, &batch("B-4", &[of(load)], next));
    }
    walk(book, "PSL-A-000006-G1", &[Posted]);
    for (file, invoice) in [("one.csv", "PSL-A-000001-G1"), ("two.csv", "PSL-A-000004-G2")] {
        let batch = book.invoice(&invoice.into()).expect("reads").expect("an invoice").batch;
        append(book, &prepared(file, batch.as_str(), &[invoice]));
    }
    append(book, &effect_step("import_file", "one.csv", "B-1", EffectStep::Begun { attempt: 1 }));
    append(book, &effect_step("import_file", "one.csv", "B-1", EffectStep::Done));
    approve(book, &["L-6", "L-7", "L-8"]);
    let withdrawn = Decision::ApprovalWithdrawn { load: "L-6".into(), approval: 1, reason: why("too early") };
    append(book, &decisions([withdrawn]));
}
