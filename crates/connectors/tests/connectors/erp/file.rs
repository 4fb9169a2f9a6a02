//! The file ERP: what it refuses, and the import file it writes.

use linehaul_connectors::erp::{
    COLUMNS, Erp, ErpError, ErpParty, Fate, FileErp, Handle, ImportFile, Key, MAX_DESCRIPTION_CHARS, Order,
};
use linehaul_domain::Decimal;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::Currency;

use crate::erp::memory::Memory;
use crate::erp::{invoice, three};

fn erp() -> FileErp<Memory> {
    FileErp::new(Memory::default())
}

fn refusal(erp: &mut FileErp<Memory>, change: impl Fn(&mut Invoice)) -> (&'static str, String) {
    let mut bad = invoice("PSL-A-000009-G1");
    change(&mut bad);
    let orders = [bad, invoice("PSL-A-000010-G1")].map(|invoice| Order::of(invoice, None));
    let fates = erp.make(&orders).expect("an answer");
    assert!(fates[1].1.handle().is_some(), "a good invoice beside a bad one is taken");
    let Fate::No(no) = fates[0].1.clone() else { panic!("{fates:?}") };
    (no.code.as_str(), no.message)
}

/// The text of an import file of batch B-1.
fn file_of(invoices: &[(&str, Invoice)], book_seq: u64, book_head: &str) -> String {
    let invoices: Vec<(String, Invoice)> = invoices.iter().map(|(n, i)| ((*n).to_owned(), i.clone())).collect();
    let file = ImportFile { name: "B-1.csv", batch: &"B-1".into(), invoices: &invoices, book_seq, book_head };
    let bytes = erp().import_file(&file).expect("an answer").expect("it takes files");
    String::from_utf8(bytes).expect("text")
}

#[test]
fn it_refuses_what_a_real_one_would() {
    let mut erp = erp();
    let cent = Decimal::new(1, 2);
    assert!(refusal(&mut erp, |i| i.lines.clear()).1.contains("without lines"));
    assert!(refusal(&mut erp, |i| i.total += cent).1.contains("sum to"));
    assert!(refusal(&mut erp, |i| i.tax += cent).1.contains("tax lines"));
    assert!(refusal(&mut erp, |i| i.erp_party = "  ".to_owned()).1.contains("no party"));
    assert!(refusal(&mut erp, |i| i.number = "PSL-A-000000000000009-G1".into()).1.contains("21 characters"));
    assert!(refusal(&mut erp, |i| i.lines[0].description = "x".repeat(MAX_DESCRIPTION_CHARS + 1)).1.contains("longer"));
    let (code, message) = refusal(&mut erp, |i| {
        i.lines[0].amount += Decimal::new(1, 3);
        i.total += Decimal::new(1, 3);
    });
    assert!(code == "LH-640" && message.contains("2 decimals"), "{message}");
    assert!(refusal(&mut erp, |i| i.lines.iter_mut().for_each(|l| l.amount = Decimal::MAX)).1.contains("too large"));
}

#[test]
fn it_knows_its_parties_when_told() {
    let party =
        |code: &str, credit_hold, currency| ErpParty { code: code.into(), name: "x".into(), credit_hold, currency };
    let parties =
        vec![party("C-100", false, Some(Currency::USD)), party("C-200", true, None), party("C-300", false, None)];
    let mut erp = erp().with_parties(parties.clone());
    assert_eq!(erp.catalogue().map(|known| known.map(|c| c.parties)), Ok(Some(parties)));
    assert!(refusal(&mut erp, |i| i.erp_party = "C-999".to_owned()).1.contains("no party C-999"));
    assert!(refusal(&mut erp, |i| i.erp_party = "C-200".to_owned()).1.contains("credit"));
    assert_eq!(refusal(&mut erp, |i| i.currency = Currency::CAD).0, "LH-642");
}

#[test]
fn a_removed_stray_never_frees_an_id_in_use() {
    let mut erp = erp();
    let one = [Order::of(invoice("PSL-A-000001-G1"), None)];
    let make = |erp: &mut FileErp<Memory>| erp.make(&one).expect("made").remove(0).1.handle().expect("taken").clone();
    let (first, second) = (make(&mut erp), make(&mut erp));
    erp.remove_draft(&first).expect("removed");
    let third = make(&mut erp);
    assert!(third != second && third != first, "{first:?} {second:?} {third:?}");
    assert_eq!(erp.find(&[Key::from(&one[0].invoice.number)]).expect("found").records.len(), 2);
}

#[test]
fn posting_what_is_not_there_is_refused_by_name() {
    let mut erp = erp();
    let (_, fate) = erp.post(&[Handle::of("R-none-1")]).expect("an answer").remove(0);
    assert!(matches!(&fate, Fate::No(no) if no.code == "LH-641"), "{fate:?}");
}

#[test]
fn a_ledger_that_fails_is_broken_never_unavailable() {
    let ledger = Memory { broken: true, ..Memory::default() };
    let mut erp = FileErp::new(ledger);
    // "Unavailable" would mean that it surely did not happen.
    let orders: Vec<Order> = three().into_iter().map(|invoice| Order::of(invoice, None)).collect();
    assert!(matches!(erp.make(&orders), Err(ErpError::Broken { .. })));
    let checks = erp.check();
    assert!(checks.iter().any(|check| check.name == "ledger" && !check.ok), "{checks:?}");
}

#[test]
fn the_import_file_has_a_row_a_line_and_its_control_totals() {
    let mut invoices = three();
    invoices[2].currency = Currency::CAD;
    let [one, two, three] = invoices.try_into().expect("three");
    let text = file_of(&[("F-000002", two), ("F-000001", one), ("F-000003", three)], 612, "abc123");
    let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
    assert_eq!(rows[0], COLUMNS);
    assert!(rows.iter().all(|row| row.len() >= COLUMNS.len()), "{text}");
    assert_eq!(rows.iter().filter(|r| r[0] == "line").count(), 9);
    assert!(rows[1].contains(&"PSL-A-000001-G1") && rows[1].contains(&"F-000001") && rows[1].contains(&"1850.00"));
    let control: Vec<&str> = text.lines().filter(|l| l.starts_with("control,B-1,B-1.csv")).collect();
    assert_eq!(control.len(), 2, "{text}");
    assert!(control[0].contains("CAD") && control[0].contains("1 invoices") && control[0].contains("2238.10"));
    assert!(control[1].contains("USD") && control[1].contains("2 invoices") && control[1].contains("4476.20"));
    let last = text.lines().last().expect("a last row");
    assert!(last.starts_with("book,B-1,B-1.csv") && last.contains(",612 abc123,"), "{last}");
}

#[test]
fn the_same_invoices_make_the_same_bytes_in_whatever_order() {
    let [one, two, _] = three().try_into().expect("three");
    let (one, two) = (("F-000001", one), ("F-000002", two));
    let file = file_of(&[one.clone(), two.clone()], 612, "abc");
    assert_eq!(file, file_of(&[two, one.clone()], 612, "abc"));
    assert_ne!(file, file_of(&[one], 612, "abc"));
}

#[test]
fn cells_that_begin_a_formula_are_neutralised_and_amounts_are_not() {
    let mut credit = invoice("PSL-A-000001-G1");
    for (line, text) in credit.lines.iter_mut().zip(["=HYPERLINK(\"x\")", "x;=1", "＝1+1"]) {
        line.description = text.to_owned();
        line.amount = -line.amount;
    }
    credit.payment_terms = Some("+1 month".to_owned());
    (credit.total, credit.tax) = (-credit.total, -credit.tax);
    let text = file_of(&[("F-000001", credit)], 7, "-abc");
    for wanted in ["'=HYPERLINK", "x;'=1", "'＝1+1", "'+1 month", ",7 -abc,", ",-1850.00,", ",-2238.10,"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("'-1850"));
}
