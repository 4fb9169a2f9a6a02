use linehaul_store::{Cache, Delivery, Part, Position, ReadingEnd, ReadingRow, Statement, Step};

use crate::support::*;

#[test]
fn a_content_is_seen_per_source_and_file() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let reading = |file: &str, bytes: &[u8], minute, rows| ReadingRow {
        delivery: delivery(file, "loads", bytes, minute),
        rows,
        quarantined: 0,
    };
    let later = reading("b.csv", b"one", 2, 1);
    for row in [&later, &reading("a.csv", b"one", 1, 1), &reading("a.csv", b"one", 5, 3)] {
        cache.take_reading(row, &[], &[], &[]).expect("keeps");
    }
    let hash = &later.delivery.hash;
    assert_eq!(cache.seen(&"dispatch".into(), "a.csv", hash), Ok(true));
    assert_eq!(cache.seen(&"dispatch".into(), "c.csv", hash), Ok(false));
    assert_eq!(cache.seen(&"other".into(), "a.csv", hash), Ok(false));
    assert_eq!(cache.readings(), Ok(vec![later, reading("a.csv", b"one", 5, 3)]));
}

#[test]
fn a_document_file_is_found_by_who_names_it() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let named = |cache: &mut Cache, file: &str, bytes: &[u8], documents: &[&str]| {
        let delivery = delivery(file, "documents", bytes, 1);
        let reading = ReadingRow { delivery: delivery.clone(), rows: 1, quarantined: 0 };
        let documents: Vec<String> = documents.iter().map(|d| (*d).to_owned()).collect();
        cache.take_reading(&reading, &[], &[], &documents).expect("keeps");
        (file.to_owned(), delivery.hash)
    };
    let first = named(&mut cache, "a.csv", b"one", &["pod-1.pdf", "pod-2.pdf", "pod-1.pdf"]);
    let second = named(&mut cache, "b.csv", b"two", &["pod-2.pdf"]);
    assert_eq!(named(&mut cache, "b.csv", b"two", &["pod-2.pdf"]), second, "read again");
    let of = |source: &str, document: &str| cache.mentioning(&source.into(), document).expect("lists");
    assert_eq!(of("dispatch", "pod-2.pdf"), [first.clone(), second]);
    assert_eq!(of("dispatch", "pod-1.pdf"), [first]);
    assert_eq!((of("dispatch", "pod-3.pdf"), of("other", "pod-1.pdf")), (vec![], vec![]));
}

#[test]
fn nothing_of_a_reading_counts_before_its_end_came() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let facts = |fact| Part::Facts(vec![Statement::of(&fact)]);
    let begun = || vec![facts(load_fact("L-1", 600, 1)), facts(stop_fact("L-1", 1, 2))];
    assert_eq!(cache.take_parts(&mut begun().into_iter()).expect_err("no end").code, "LH-950");
    assert_eq!(cache.facts_of_load(&"L-1".into()), Ok(vec![]));
    assert_eq!(cache.stale_count(), Ok(0));
    let reading = ReadingRow { delivery: delivery("a.csv", "loads", b"one", 1), rows: 2, quarantined: 0 };
    let step = Step { from: Position::nothing(), to: Position::nothing() };
    let end = ReadingEnd {
        reading: reading.clone(),
        quarantined: None,
        documents: vec!["pod.pdf".to_owned()],
        not_had: vec![],
        listing: None,
        place: None,
        step,
    };
    let whole = begun().into_iter().chain([Part::End(Box::new(end))]);
    assert_eq!(cache.take_parts(&mut whole.into_iter()).map(|added| added.new), Ok(2));
    assert_eq!((cache.stale_count(), cache.readings()), (Ok(1), Ok(vec![reading])));
    assert_eq!(cache.mentioning(&"dispatch".into(), "pod.pdf").map(|all| all.len()), Ok(1));
}

#[test]
fn the_newest_readings_of_a_source_are_told_and_every_source_once() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    assert_eq!(cache.sources(), Ok(vec![]));
    for (source, minute) in [("west", 3), ("dispatch", 1), ("west", 1), ("west", 2), ("dispatch", 7)] {
        let file = format!("{source}-{minute}.csv");
        let delivery = Delivery { source: source.into(), ..delivery(&file, "loads", b"one", minute) };
        cache.take_reading(&ReadingRow { delivery, rows: 1, quarantined: 0 }, &[], &[], &[]).expect("keeps");
    }
    assert_eq!(cache.sources(), Ok(vec!["dispatch".into(), "west".into()]));
    let newest = cache.newest_readings(&"west".into(), 2).expect("lists");
    let files: Vec<_> = newest.iter().map(|reading| reading.delivery.file.as_str()).collect();
    assert_eq!(files, ["west-3.csv", "west-2.csv"]);
}
