//! What the tests of the store build with: small nouns, a book with a whole story in it, raw access to its file.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, ENGINE, Pins};
use linehaul_domain::canonical;
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::decision::{Actor, Decision, Entry, NewEntry, Role};
use linehaul_domain::effect::{EffectId, EffectStep, Manner, Plan, Subject};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine, InvoiceState, control_totals};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::{Customer, InvoiceStyle};
use linehaul_domain::state::LoadState;
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use linehaul_store::{
    Added, AssessmentResult, Book, BookWrite, Cache, Delivery, Encoded, InvoiceRow, PricedBy, QueueFilter, ReadingRow,
    StateChange, StoredAssessment,
};
use rusqlite::Connection;

/// Minutes after a fixed morning.
pub fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_741_337_600 + minute * 60, 123_456_789).expect("instant")
}

/// An exact decimal.
pub fn dec(text: &str) -> Decimal {
    canonical::exact(text).expect("decimal")
}

/// An entry of a biller.
pub fn entry(decision: Decision) -> NewEntry {
    let actor = Actor { account: "desk".into(), name: "biller".into(), role: Role::Biller };
    NewEntry { at: at(0), actor, decision }
}

/// A write of these decisions and nothing else.
pub fn decisions(decisions: impl IntoIterator<Item = Decision>) -> BookWrite {
    BookWrite { entries: decisions.into_iter().map(entry).collect(), ..BookWrite::default() }
}

/// A person's hold.
pub fn held(load: &str, reason: &str) -> Decision {
    Decision::Held { load: load.into(), reason: reason.into() }
}

/// A difference after posting.
pub fn differs(load: &str, invoice: &str) -> Decision {
    let (difference, amount) = ("10.00 more".into(), Some(Money::new(dec("10"), Currency::USD)));
    Decision::DifferenceAfterPosting { load: load.into(), invoice: invoice.into(), difference, amount }
}

/// A load that was delivered on a day of March.
pub fn load(number: &str, customer: &str, day: u32) -> Load {
    let day = linehaul_domain::time::NaiveDate::from_ymd_opt(2025, 3, day).expect("day");
    let left = linehaul_domain::time::start_of_day(day, Chicago) + linehaul_domain::time::Duration::hours(9);
    let mut load = Load::new(number.into());
    load.customer = Some(customer.into());
    load.status = LoadStatus::Delivered;
    load.expected_total = Some(Money::new(dec("95"), Currency::USD));
    load.stops = vec![stop(1, Some(left))];
    load
}

/// A delivery that the truck left then.
pub fn stop(seq: u32, departed: Option<Instant>) -> StopVisit {
    StopVisit {
        seq,
        kind: StopKind::Delivery,
        name: "Consignee".into(),
        city: "Memphis TN".into(),
        region: None,
        country: None,
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: departed,
        notified: None,
        departed,
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    }
}

/// An assessment of a load of 100 dollars.
pub fn assessment(number: &str, customer: &str) -> Assessment {
    let none = canonical::hash_bytes(b"");
    Assessment {
        load: number.into(),
        bill_to: Some(customer.into()),
        status: LoadStatus::Delivered,
        currency: Currency::USD,
        charges: Vec::new(),
        total: dec("100"),
        holds: Vec::new(),
        warnings: Vec::new(),
        near_misses: Vec::new(),
        shares: Vec::new(),
        pins: Pins {
            load_revision: none.clone(),
            contract: None,
            contract_file: None,
            contract_hash: None,
            house_file: None,
            house_hash: None,
            tables_hash: none.clone(),
            customer_hash: none.clone(),
            settings_hash: none,
            engine: ENGINE.into(),
            tzdb: linehaul_domain::time::TZDB.into(),
        },
    }
}

/// A stored assessment in a state.
pub fn stored(number: &str, customer: &str, state: &str, day: u32) -> StoredAssessment {
    stored_of(&load(number, customer, day), state)
}

/// A stored assessment of a load, priced by the contracts of its customer.
pub fn stored_of(load: &Load, state: &str) -> StoredAssessment {
    let customer = load.customer.as_ref().map_or("", |c| c.as_str());
    let state = LoadState::of(state).expect("a state");
    let priced_by = PricedBy { folder: customer.to_lowercase(), house: false, open: !BILLED.contains(&state) };
    StoredAssessment::new(load, assessment(load.number.as_str(), customer), state, priced_by)
}

/// States in which a load is priced by what its approval saw.
const BILLED: &[LoadState] = &[LoadState::Approved, LoadState::Queued, LoadState::Posted];

/// Keeps assessments as the workbench does: each with its load.
pub fn keep(cache: &mut Cache, rows: &[StoredAssessment]) {
    let kept = |row: &StoredAssessment| {
        let customer = row.customer.as_ref().map_or("", |c| c.as_str());
        AssessmentResult::Assessed(Box::new(Encoded::of(&load(row.assessment.load.as_str(), customer, 1), row)))
    };
    cache.keep(&rows.iter().map(kept).collect::<Vec<_>>()).expect("keeps");
}

/// A filter of the queue.
pub fn filter(state: Option<&str>, customer: Option<&str>, limit: Option<u64>, offset: u64) -> QueueFilter {
    let customer = customer.map(Into::into);
    let state = state.map(|state| LoadState::of(state).expect("a state"));
    QueueFilter { state, customer, limit, offset, ..QueueFilter::default() }
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
    moved(Decision::Sending { invoice: number.into(), attempt }, state)
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
        Voiding => Decision::InvoiceVoiding { invoice, reason: text },
        Voided => Decision::InvoiceVoided { invoice, reason: text },
        Cancelled => Decision::CancelledAtErp { invoice, message: text },
        Replaced => Decision::BillAgain { invoice, reason: text },
        Closed => Decision::InvoiceClosed { invoice, reason: text },
        // Nothing says that an invoice is a draft again.
        Draft | Queued => Decision::Requeued { invoice },
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
    let void = Decision::InvoiceVoided { invoice: "PSL-A-000003-G1".into(), reason: "changed".into() };
    append(book, &moved(void, change("PSL-A-000003-G1", Queued, Voided)));
    append(book, &decisions([Decision::BackedUp { file: "x".into(), reason: "nightly".into() }]));
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
    let withdrawn = Decision::ApprovalWithdrawn { load: "L-6".into(), approval: 1, reason: "too early".into() };
    append(book, &decisions([withdrawn]));
}

/// A customer's fact.
pub fn customer_fact(id: &str, name: &str, version: i64) -> Fact {
    let customer = Customer {
        id: id.into(),
        name: name.into(),
        erp_code: Some("C-1".into()),
        credit_hold: false,
        currency: Some(Currency::USD),
        payment_terms: None,
        legal_entity: None,
        group: None,
        invoice_style: InvoiceStyle::PerLoad,
        address: None,
    };
    let body = FactBody::Customer { customer: Box::new(customer), contacts: Vec::new() };
    Fact { source: "dispatch".into(), version: at(version), body }
}

/// A load's own fact, with its miles.
pub fn load_fact(number: &str, miles: u32, version: i64) -> Fact {
    let mut load = Load::new(number.into());
    load.miles = Some(miles.into());
    Fact { source: "dispatch".into(), version: at(version), body: FactBody::Load(Box::new(load)) }
}

/// A stop's fact.
pub fn stop_fact(number: &str, seq: u32, version: i64) -> Fact {
    let body = FactBody::Stop { load: number.into(), stop: Box::new(stop(seq, Some(at(version)))) };
    Fact { source: "dispatch".into(), version: at(version), body }
}

/// Takes facts in as one reading of a file.
pub fn take(cache: &mut Cache, facts: &[Fact]) -> Added {
    try_take(cache, facts).expect("takes in")
}

/// The same, where it may fail.
pub fn try_take(cache: &mut Cache, facts: &[Fact]) -> Outcome<Added> {
    let delivery = delivery("facts.csv", "loads", &canonical::encode(&facts.to_vec()), 1);
    let reading = ReadingRow { delivery, rows: facts.len() as u64, quarantined: 0 };
    cache.take_reading(&reading, facts, &[], &[])
}

/// A delivery of a file.
pub fn delivery(file: &str, kind: &str, bytes: &[u8], minute: i64) -> Delivery {
    Delivery {
        source: "dispatch".into(),
        file: file.into(),
        kind: kind.into(),
        received: at(minute),
        hash: canonical::hash_bytes(bytes),
        cursor: None,
        scope: None,
        reader: None,
        columns: None,
    }
}

/// A raw connection to a file, as somebody with a SQLite shell would have.
pub fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("opens");
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;").expect("pragmas");
    connection
}

/// What a query for a number answers.
pub fn number_of(path: &Path, sql: &str) -> i64 {
    raw(path).query_row(sql, [], |row| row.get(0)).expect("a number")
}

/// Does something to a file with its triggers out of the way, and puts them back.
pub fn without_guards<T>(connection: &Connection, work: impl FnOnce(&Connection) -> T) -> T {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
    let triggers: BTreeMap<String, String> = connection
        .prepare(sql)
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("triggers");
    connection.execute_batch("BEGIN").expect("begins");
    for name in triggers.keys() {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("drops");
    }
    let result = work(connection);
    for sql in triggers.values() {
        connection.execute_batch(sql).expect("puts back");
    }
    connection.execute_batch("COMMIT").expect("commits");
    result
}

/// Names of things, from text.
pub fn loads(numbers: &[&str]) -> Vec<LoadNumber> {
    numbers.iter().map(|n| LoadNumber::from(*n)).collect()
}

/// An invoice's number.
pub fn number(text: &str) -> InvoiceNumber {
    text.into()
}

/// A batch's name.
pub fn batch_id(text: &str) -> BatchId {
    text.into()
}
