//! What the book keeps of effects: each in one packet, on no way that its manner does not have, and no row believed where entries say
//! otherwise.

use std::collections::BTreeSet;

use linehaul_domain::decision::{Decision, KnownEntry};
use linehaul_domain::effect::{EffectState, EffectStep, Manner};
use linehaul_domain::fault::Outcome;
use linehaul_domain::invoice::InvoiceState::{Cancelled, Closed, Posted, Sending};
use linehaul_store::{Book, BookWrite, EffectRow};

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";
const TWO: &str = "PSL-A-000002-G1";

fn file(step: EffectStep) -> BookWrite {
    effect_step("import_file", "one.csv", "B-1", step)
}

fn begun(attempt: u32) -> EffectStep {
    EffectStep::Begun { attempt }
}

fn not_done() -> EffectStep {
    EffectStep::NotDone { code: "LH-611".into(), message: "the disk is full".into(), not_before: Some(at(9)) }
}

fn code(book: &mut Book, write: &BookWrite) -> &'static str {
    let (before, fault) = (book.head(), try_append(book, write).expect_err("refuses"));
    assert_eq!(book.head(), before);
    assert!(book.verify().expect("report").ok);
    fault.code.as_str()
}

fn two_posted(folder: &tempfile::TempDir) -> (Book, std::path::PathBuf) {
    let (mut book, path) = book(folder.path());
    approve(&mut book, &["L-1", "L-2"]);
    let invoices = [billed(&book, ONE, "B-1", &["L-1"]), billed(&book, TWO, "B-1", &["L-2"])];
    append(&mut book, &batch("B-1", &invoices, 3));
    walk(&mut book, ONE, &[Sending, Posted]);
    walk(&mut book, TWO, &[Sending, Posted]);
    (book, path)
}

fn of(book: &Book, invoice: &str) -> EffectRow {
    let rows = book.effects_of(&effect("import_file", invoice).subject).expect("reads");
    rows.into_iter().next().expect("an effect")
}

#[test]
fn what_is_posted_owes_what_its_entry_says() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    let row = of(&book, ONE);
    assert_eq!((row.state, row.erp.as_str(), row.attempt, row.packet), (EffectState::Planned, "file", 0, None));
    let posting = row.waits_for.expect("its posting");
    assert_eq!(book.is_effect_done(&posting), Ok(true));
    append(&mut book, &step(ONE, Posted, Cancelled));
    assert_eq!(book.is_effect_done(&posting), Ok(false), "nothing is imported that is cancelled");
    append(&mut book, &step(ONE, Cancelled, Posted));
    assert_eq!(book.is_effect_done(&posting), Ok(true), "it stands after all");
    append(&mut book, &step(ONE, Posted, Cancelled));
    append(&mut book, &step(ONE, Cancelled, Closed));
    assert_eq!(of(&book, ONE).state, EffectState::GivenUp);
    assert_eq!(code(&mut book, &prepared("one.csv", "B-1", &[ONE])), "LH-950");
    assert!(book.verify().expect("report").ok);
}

#[test]
fn an_effect_is_in_one_packet() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", "B-1", &[ONE]));
    assert_eq!(of(&book, ONE).packet, Some("one.csv".into()));
    assert_eq!(code(&mut book, &prepared("two.csv", "B-1", &[TWO, ONE])), "LH-522");
    assert_eq!(code(&mut book, &prepared("two.csv", "B-1", &[TWO, TWO])), "LH-522");
    assert_eq!(code(&mut book, &prepared("one.csv", "B-1", &[TWO])), "LH-950");
    assert_eq!(code(&mut book, &prepared("two.csv", "B-2", &[TWO])), "LH-950");
    assert_eq!(code(&mut book, &prepared("two.csv", "B-1", &[])), "LH-950");
    let unkept = BookWrite { bodies: Vec::new(), ..prepared("two.csv", "B-1", &[TWO]) };
    assert_eq!(code(&mut book, &unkept), "LH-950");
    append(&mut book, &prepared("two.csv", "B-1", &[TWO]));
    assert!(book.verify().expect("report").ok);
}

#[test]
fn what_is_done_once_goes_its_way_and_is_not_done_again() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    assert_eq!(code(&mut book, &file(begun(1))), "LH-950");
    append(&mut book, &prepared("one.csv", "B-1", &[ONE]));
    assert_eq!(code(&mut book, &file(begun(2))), "LH-950", "attempts are counted");
    assert_eq!(code(&mut book, &file(EffectStep::Done)), "LH-950");
    append(&mut book, &file(begun(1)));
    assert_eq!(code(&mut book, &file(begun(2))), "LH-522", "it has no outcome");
    append(&mut book, &file(not_done()));
    let row = of(&book, ONE);
    assert_eq!((row.state, row.not_before, row.code), (EffectState::Prepared, Some(at(9)), Some("LH-611".into())));
    append(&mut book, &file(begun(2)));
    append(&mut book, &file(EffectStep::Done));
    let again = EffectStep::GoesOn { reason: why("again"), effects: Vec::new() };
    for step in [begun(3), EffectStep::Done, not_done(), again] {
        assert!(["LH-522", "LH-950"].contains(&code(&mut book, &file(step))));
    }
    let row = of(&book, ONE);
    assert_eq!((row.state, row.attempt, row.code, row.not_before), (EffectState::Done, 2, None, None));
    assert_eq!(book.verify_effects(), Ok(()));
}

#[test]
fn what_may_repeat_begins_again_where_it_has_no_outcome() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    let rows = book.effects_open().expect("reads");
    let note = rows.into_iter().find(|row| row.manner == Manner::MayRepeat).expect("a note");
    let step = |step| effect_step("batch_note", "n", "B-1", step);
    append(&mut book, &step(EffectStep::Prepared { effects: vec![note.id], body: None }));
    append(&mut book, &step(begun(1)));
    append(&mut book, &step(begun(2)));
    let doubt = EffectStep::InDoubt { code: "LH-613".into(), message: "lost".into(), not_before: None };
    assert_eq!(code(&mut book, &step(doubt)), "LH-950", "nothing is in doubt that may repeat");
    append(&mut book, &step(EffectStep::Done));
    assert!(book.verify().expect("report").ok);
}

#[test]
fn the_table_of_moves_is_that_of_the_manners() {
    let folder = tempfile::tempdir().expect("folder");
    let (_, path) = book(folder.path());
    let connection = raw(&path);
    for manner in Manner::ALL {
        let sql = "SELECT from_state || ' ' || to_state FROM moves WHERE machine = ?1";
        let mut statement = connection.prepare(sql).expect("reads");
        let rows = statement.query_map([manner.name()], |row| row.get::<_, String>(0)).expect("reads");
        let table: BTreeSet<String> = rows.collect::<rusqlite::Result<_>>().expect("reads");
        let moves = manner.moves().iter().flat_map(|(from, to)| to.iter().map(|to| (from.name(), to.name())));
        assert_eq!(table, moves.map(|(from, to)| format!("{from} {to}")).collect());
    }
}

#[test]
fn the_table_itself_refuses_a_second_packet_and_a_changed_one() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", "B-1", &[ONE]));
    append(&mut book, &file(begun(1)));
    append(&mut book, &file(EffectStep::Done));
    let connection = raw(&path);
    for sql in [
        "UPDATE effects SET packet = 'two.csv' WHERE packet IS NOT NULL",
        "UPDATE effects SET body = 'x' WHERE packet IS NOT NULL",
        "UPDATE effects SET state = 'prepared' WHERE state = 'done'",
        "UPDATE effects SET words = 'x' WHERE state = 'done'",
        "UPDATE effects SET packet = 'one.csv', prepared = 1 WHERE packet IS NULL AND kind = 'import_file'",
        "UPDATE effects SET state = 'done' WHERE packet IS NULL",
        "UPDATE effects SET erp = 'tryton' WHERE packet IS NULL",
        "UPDATE effects SET manner = 'may_repeat' WHERE packet IS NULL AND kind = 'import_file'",
        "UPDATE effects SET generation = 2 WHERE packet IS NULL",
        "INSERT OR REPLACE INTO effects SELECT kind, about, subject, generation, manner, erp, batch, waits_for, 'planned', 0,
           NULL, NULL, NULL, NULL, NULL, planned, NULL, updated FROM effects WHERE packet IS NOT NULL",
        "DELETE FROM effects",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    assert!(book.verify().expect("report").ok);
}

#[test]
fn what_the_entries_sent_is_not_sent_again_whatever_the_rows_say() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", "B-1", &[ONE]));
    append(&mut book, &file(begun(1)));
    append(&mut book, &file(EffectStep::Done));
    assert_eq!(book.verify_effects(), Ok(()));
    let edit = |sql: &str| without_guards(&raw(&path), |c| c.execute_batch(sql).expect("edited"));
    let refused = |result: Outcome<()>| result.expect_err("refused").code.as_str();

    edit("UPDATE effects SET state = 'prepared', attempt = 0 WHERE packet = 'one.csv'");
    assert_eq!(refused(book.verify_effects()), "LH-520");
    assert_eq!(refused(try_append(&mut book, &file(begun(1))).map(drop)), "LH-522");

    edit("UPDATE effects SET state = 'planned', packet = NULL, body = NULL, prepared = NULL WHERE packet = 'one.csv'");
    assert_eq!(refused(book.verify_effects()), "LH-520");
    assert_eq!(refused(try_append(&mut book, &prepared("two.csv", "B-1", &[ONE])).map(drop)), "LH-522");
    assert!(!book.verify().expect("report").ok);
}

#[test]
fn an_effect_that_two_entries_put_into_a_packet_is_found() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", "B-1", &[ONE]));
    let edit = |sql: &str| without_guards(&raw(&path), |c| c.execute_batch(sql).expect("edited"));
    // A hand that knows of the other locks opens them, and puts everything back afterwards.
    edit(
        "UPDATE entries SET kind = 'x' WHERE kind = 'effect_prepared';
         UPDATE effects SET state = 'planned', packet = NULL, body = NULL, prepared = NULL WHERE packet = 'one.csv'",
    );
    append(&mut book, &prepared("two.csv", "B-1", &[ONE]));
    edit("UPDATE entries SET kind = 'effect_prepared' WHERE kind = 'x'");
    let report = book.verify().expect("a report");
    assert!(!report.ok && report.why.is_some_and(|why| why.contains("one.csv and two.csv")));
}

fn continues(book: &Book) -> BookWrite {
    let head = book.head().expect("a head");
    let next = book.next_sequence().expect("reads");
    let known = Some(KnownEntry { seq: head.seq, hash: head.hash });
    let decision = Decision::BookContinues { known, numbers_from: next, reason: why("put back") };
    BookWrite { sequence: Some(next), ..decisions([decision]) }
}

fn holds(book: &Book) {
    let report = book.verify().expect("report");
    assert!(report.ok, "{report:?}");
    assert_eq!(book.verify_effects(), Ok(()));
}

#[test]
fn what_goes_out_once_waits_for_a_person_when_a_book_that_was_put_back_goes_on() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    let numbers: Vec<String> = (1..=6).map(|n| format!("PSL-A-00000{n}-G1")).collect();
    let loads: Vec<String> = (1..=6).map(|n| format!("L-{n}")).collect();
    approve(&mut book, &loads.iter().map(String::as_str).collect::<Vec<_>>());
    let one = |book: &Book, n: usize| billed(book, &numbers[n], "B-1", &[loads[n].as_str()]);
    let invoices: Vec<_> = (0..6).map(|n| one(&book, n)).collect();
    append(&mut book, &batch("B-1", &invoices, 7));
    let [planned, made, begun_one, done, sent, queued] = [0, 1, 2, 3, 4, 5].map(|n: usize| numbers[n].as_str());
    [planned, made, begun_one, done].into_iter().for_each(|number| walk(&mut book, number, &[Sending, Posted]));
    walk(&mut book, sent, &[Sending]);
    let file = |packet: &str, step| effect_step("import_file", packet, "B-1", step);
    for (packet, number) in [("made.csv", made), ("begun.csv", begun_one), ("done.csv", done)] {
        append(&mut book, &prepared(packet, "B-1", &[number]));
    }
    ["begun.csv", "done.csv"].into_iter().for_each(|packet| drop(append(&mut book, &file(packet, begun(1)))));
    append(&mut book, &file("done.csv", EffectStep::Done));
    let write = continues(&book);
    append(&mut book, &write);
    holds(&book);
    let stands = |book: &Book, number| (of(book, number).state, of(book, number).code);
    let person = (EffectState::NeedsPerson, Some("LH-616".to_owned()));
    [planned, made, begun_one].into_iter().for_each(|number| assert_eq!(stands(&book, number), person));
    assert_eq!(stands(&book, done).0, EffectState::Done);
    let notes = |book: &Book| {
        book.effects_open()
            .expect("reads")
            .into_iter()
            .filter(|row| row.manner == Manner::MayRepeat)
            .map(|row| row.state)
    };
    assert!(notes(&book).all(|state| state == EffectState::Planned), "what may repeat goes on");

    // What is posted now of what was sent before may be out as well; what is sent from now on is not.
    let write = owing(&book, &posted(sent, Sending, 1));
    append(&mut book, &write);
    assert_eq!(stands(&book, sent), person);
    walk(&mut book, queued, &[Sending, Posted]);
    assert_eq!(stands(&book, queued).0, EffectState::Planned);
    holds(&book);
    assert_eq!(code(&mut book, &prepared("more.csv", "B-1", &[sent])), "LH-950", "a person first");
    assert_eq!(code(&mut book, &file("made.csv", begun(1))), "LH-950");

    // A person lets go on what is in a packet and what is in none, says that it went out, and gives up.
    let named = |number: &str| vec![effect("import_file", number)];
    let reason = || why("looked");
    append(&mut book, &file("B-1", EffectStep::GoesOn { reason: reason(), effects: named(planned) }));
    append(&mut book, &file("made.csv", EffectStep::GoesOn { reason: reason(), effects: Vec::new() }));
    append(&mut book, &file("begun.csv", EffectStep::WentOut { reason: reason(), effects: Vec::new() }));
    append(&mut book, &file("B-1", EffectStep::GivenUp { reason: reason(), effects: named(sent) }));
    holds(&book);
    let states = [planned, made, begun_one, sent].map(|number| of(&book, number).state);
    assert_eq!(states.map(EffectState::name), ["planned", "prepared", "done", "given_up"]);
    append(&mut book, &file("made.csv", begun(1)));
    assert_eq!(code(&mut book, &file("begun.csv", begun(2))), "LH-522");
    append(&mut book, &prepared("more.csv", "B-1", &[planned]));
    let gone_on = EffectStep::GoesOn { reason: reason(), effects: named(planned) };
    assert_eq!(code(&mut book, &file("B-1", gone_on)), "LH-522", "by its packet from now on");
    // What nobody has made did not go out; what is owed can be given up.
    let out = EffectStep::WentOut { reason: reason(), effects: named(queued) };
    assert_eq!(code(&mut book, &file("B-1", out)), "LH-950");
    append(&mut book, &file("B-1", EffectStep::GivenUp { reason: reason(), effects: named(queued) }));
    holds(&book);
    // A row that a hand let go on is not believed.
    without_guards(&raw(&path), |c| {
        c.execute_batch("UPDATE effects SET state = 'prepared', code = NULL, words = NULL WHERE packet = 'begun.csv'")
            .expect("edited");
    });
    assert_eq!(book.verify_effects().expect_err("refused").code, "LH-520");
    assert!(!book.verify().expect("report").ok);
}
