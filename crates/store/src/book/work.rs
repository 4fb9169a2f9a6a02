//! What the book's answers cost does not grow with the book.
//!
//! Planted once and seen red: `waiting` that looks at every approval; `effects_open` at every effect; `decisions_on` that looks at every `bill_again`;
//! `version_of` without its index; a batch's closing read for each of its invoices; `verify_after` from the beginning.

use linehaul_domain::invoice::InvoiceState::{Cancelled, Posted, Replaced};

use super::*;
use crate::counters::{self, Work};
use crate::support;

/// A book with a summary of some loads, many invoices of one batch, and some that were billed again.
fn grown(folder: &Path, size: usize) -> Book {
    let (mut book, _) = support::book(folder);
    let names: Vec<String> = (0..size).map(|n| format!("L-{n:05}")).collect();
    let mut write = BookWrite::default();
    for name in &names {
        let one = support::approval(name);
        write.entries.extend(one.entries);
        write.bodies.extend(one.bodies);
    }
    support::append(&mut book, &write);
    let (summary, single) = names.split_at(size / 4);
    let mut invoices =
        vec![support::billed(&book, "S-1", "B-1", &summary.iter().map(String::as_str).collect::<Vec<_>>())];
    for (n, name) in single.iter().enumerate().skip(3) {
        invoices.push(support::billed(&book, &format!("N-{n:05}"), "B-1", &[name]));
    }
    support::append(&mut book, &support::batch("B-1", &invoices, 9));
    for invoice in invoices.iter().skip(1).take(size / 10) {
        support::walk(&mut book, invoice.number.as_str(), &[Posted, Cancelled, Replaced]);
    }
    // Posted, and in a file, but for one.
    let posted: Vec<&str> = invoices.iter().rev().take(size / 10).map(|i| i.number.as_str()).collect();
    for number in posted.iter().chain(&["S-1"]) {
        support::walk(&mut book, number, &[Posted]);
    }
    append_files(&mut book, &posted);
    book
}

/// The files of these are handed out, and their batches' notes told.
fn append_files(book: &mut Book, posted: &[&str]) {
    use linehaul_domain::effect::{EffectState, EffectStep};
    support::append(book, &support::prepared("one.csv", "B-1", posted));
    let notes: Vec<_> = book.effects_open().expect("reads");
    let notes = notes.into_iter().filter(|row| row.id.of.as_str() == "batch_note" && row.state == EffectState::Planned);
    let effects = notes.map(|row| row.id).collect();
    support::append(
        book,
        &support::effect_step("batch_note", "n", "B-1", EffectStep::Prepared { effects, body: None }),
    );
    for (kind, packet) in [("import_file", "one.csv"), ("batch_note", "n")] {
        support::append(book, &support::effect_step(kind, packet, "B-1", EffectStep::Begun { attempt: 1 }));
        support::append(book, &support::effect_step(kind, packet, "B-1", EffectStep::Done));
    }
}

/// The same work on a book and on one of twice its size: the second does no more than `more` times the work.
fn twice<T>(work: &dyn Fn(&Book) -> T, name: &str, more: f64) -> (Work, Work) {
    let run = |size: usize| {
        let folder = tempfile::tempdir().expect("folder");
        let book = grown(folder.path(), size);
        let (_, once) = counters::of(&book.connection, || work(&book));
        once
    };
    let (one, two) = (run(120), run(240));
    let allowed = one.steps() as f64 * more + 60.0;
    assert!((two.steps() as f64) < allowed, "{name}: {} steps, then {}: {two:#?}", one.steps(), two.steps());
    (one, two)
}

type Question<'a> = (&'a str, &'a dyn Fn(&Book));

#[test]
fn a_question_about_one_load_costs_the_same_in_a_larger_book() {
    let load: LoadNumber = "L-00100".into();
    let number: InvoiceNumber = "N-00040".into();
    let questions: &[Question<'_>] = &[
        ("waiting", &|b| assert_eq!(b.waiting().expect("lists").len(), 3)),
        ("version_of", &|b| assert!(b.version_of(&load).expect("reads") > 0)),
        ("decisions_on", &|b| assert_eq!(b.decisions_on(&load).expect("lists").len(), 1)),
        ("binding_invoices", &|b| assert_eq!(b.binding_invoices(&load).expect("lists").len(), 1)),
        ("billed", &|b| assert_eq!(b.billed(&load).expect("lists").len(), 1)),
        ("replaced_of", &|b| assert_eq!(b.replaced_of(&load), Ok(None))),
        ("entries_of_load", &|b| assert!(b.entries_of_load(&load).expect("lists").len() > 1)),
        ("verify_invoice", &|b| assert_eq!(b.verify_invoice(&number), Ok(()))),
        ("verify_entry", &|b| assert_eq!(b.verify_entry(60), Ok(()))),
        ("next_sequence", &|b| assert_eq!(b.next_sequence(), Ok(9))),
        ("effects_open", &|b| assert_eq!(b.effects_open().expect("reads").len(), 1)),
        ("effects_of", &|b| assert_eq!(b.effects_of(&Subject::Invoice(number.clone())), Ok(Vec::new()))),
        ("is_settled", &|b| assert_eq!(b.is_settled(7), Ok(false))),
    ];
    for (name, question) in questions {
        let (_, larger) = twice(question, name, 1.05);
        assert_eq!(larger.sorting(), [""; 0], "{name}");
        assert!(larger.scanned() <= 1, "{name}: {larger:#?}");
    }
}

#[test]
fn what_was_appended_is_checked_at_the_cost_of_what_was_appended() {
    let check = |book: &Book| {
        let head = book.head().expect("head").seq;
        let entry = book.entry(head - 5).expect("reads").expect("an entry");
        book.verify_after(&Head { seq: entry.seq, hash: entry.hash })
    };
    twice(&|book| assert!(check(book).is_ok()), "verify_after", 1.05);
}

#[test]
fn a_check_of_everything_costs_twice_as_much_for_twice_as_much() {
    let (one, two) = twice(&|book| assert!(book.verify().expect("report").ok), "verify", 2.3);
    assert!(two.read < one.read * 23 / 10, "{} bytes of entries, then {}", one.read, two.read);
    let all = |book: &Book| {
        let rows = book.invoices(None, None).expect("lists");
        rows.iter().try_for_each(|row| book.verify_invoice(&row.number)).expect("holds");
    };
    let (one, two) = twice(&all, "verify_invoice of all", 2.3);
    assert!(two.read < one.read * 23 / 10, "{} bytes of entries, then {}", one.read, two.read);
}
