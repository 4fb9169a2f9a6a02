//! What the wire to Celerp can do, tried on the real one. docs/connectors/celerp.md tells what is seen here.

use linehaul_connectors::erp::RecordState;
use linehaul_connectors::erp::celerp::{
    Application, Client, Document, DocumentTax, Documents, Draft, DraftLine, Kind, Making, Place, Taxes, id_of,
};
use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use linehaul_tests::harness::Celerp;

/// An exact amount.
pub fn dec(text: &str) -> Decimal {
    linehaul_domain::canonical::exact(text).expect("an amount")
}

/// A day of March 2025.
pub fn day(of: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, of).expect("a date")
}

fn line(name: &str, item: &str, amount: &str) -> DraftLine {
    let description = format!("{name}, as agreed");
    DraftLine { name: name.to_owned(), item: item.to_owned(), description, amount: dec(amount) }
}

/// A draft of two lines to the contact of a code.
pub fn draft(erp: &mut Client, number: &str, code: &str) -> Draft {
    let names = erp.names().expect("names");
    Draft {
        kind: Kind::Invoice,
        printed: "PRINTED-1".to_owned(),
        number: number.to_owned(),
        original: None,
        contact: names.contact(code).expect("a contact").id.clone(),
        currency: Currency::USD,
        rate: None,
        issued: day(7),
        terms: Some("Net 30".to_owned()),
        mark: "LH-0123456789abcdef".to_owned(),
        loads: vec!["L-1".into(), "L-2".into()],
        lines: vec![line("LINEHAUL", "4000", "1850.00"), line("FSC", "4010", "281.52")],
        taxes: Taxes::ByName(Vec::new()),
        key: format!("{number}:1"),
    }
}

/// A document by the number that it was made with.
pub fn read(erp: &mut Client, number: &str) -> Document {
    let mut found = erp.by_ids(&[id_of(number)]).expect("an answer").read;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn made(number: &str) -> Result<Making, linehaul_connectors::erp::ErpError> {
    Ok(Making::Made(id_of(number)))
}

#[test]
fn a_draft_reads_back_as_it_was_made_and_keeps_our_number_and_mark_when_it_is_finalized() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let wanted = draft(&mut erp, "KEPT-1", "C-10010");
    assert_eq!(erp.make(&wanted), made("KEPT-1"));
    let there = read(&mut erp, "KEPT-1");
    assert_eq!((there.state, there.bears.as_str()), (RecordState::Draft, "KEPT-1"));
    assert_eq!(erp.finalize(&there.id), Ok(Ok(())));
    let posted = read(&mut erp, "KEPT-1");
    assert_eq!(posted.state, RecordState::Posted);
    assert!(posted.bears.starts_with("INV-"), "it has a number of its own: {}", posted.bears);
    // But for state, status and number nothing is other than it was.
    let before = Document { state: posted.state, status: posted.status.clone(), bears: posted.bears.clone(), ..there };
    assert_eq!(posted, before);
    assert_eq!((posted.number.as_str(), posted.mark.as_deref()), ("KEPT-1", Some("LH-0123456789abcdef")));
    assert_eq!((posted.loads.clone(), posted.key.as_deref()), (wanted.loads.clone(), Some("KEPT-1:1")));
    assert_eq!((&posted.contact, posted.currency, posted.issued), (&wanted.contact, Currency::USD, Some(day(7))));
    assert_eq!((posted.terms.as_str(), posted.due), ("Net 30", NaiveDate::from_ymd_opt(2025, 4, 6)));
    assert_eq!(
        (posted.net, posted.tax, posted.total, posted.open),
        (dec("2131.52"), dec("0"), dec("2131.52"), dec("2131.52"))
    );
    let lines: Vec<_> = posted.lines.iter().map(|l| (l.item.as_str(), l.quantity, l.price)).collect();
    assert_eq!(lines, [("4000", Some(dec("1")), Some(dec("1850"))), ("4010", Some(dec("1")), Some(dec("281.52")))]);
    // It is found by our number, by its beginning, in small letters, and by what it bears; its database says the same.
    for text in ["KEPT-1", "KEPT-", "kept-", posted.bears.as_str()] {
        let (found, next) = erp.containing(text, &Place::default()).expect("an answer");
        assert_eq!((found.read.as_slice(), next), (std::slice::from_ref(&posted), None), "{text}");
    }
    assert!(erp.dated(day(7), day(7)).expect("an answer").read.contains(&posted));
    assert!(!erp.dated(day(8), day(9)).expect("an answer").read.contains(&posted));
    let row = celerp.documents("KEPT-").remove(0);
    assert_eq!(row, ["doc:KEPT-1", "final", "true", "2131.52", "LH-0123456789abcdef"]);
    assert_eq!(erp.finalize(&posted.id), Ok(Ok(())), "again is fine");
    assert_eq!(read(&mut erp, "KEPT-1"), posted);
}

#[test]
fn a_number_is_there_once_and_a_key_knows_its_body() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let first = draft(&mut erp, "ONCE-1", "C-10010");
    assert_eq!(erp.make(&first), made("ONCE-1"));
    assert_eq!(erp.make(&first), made("ONCE-1"), "the same key and body");
    let other_key = Draft { key: "ONCE-1:2".to_owned(), ..first.clone() };
    assert!(matches!(erp.make(&other_key), Ok(Making::Taken(_))));
    let other_body = Draft { mark: "LH-ffffffffffffffff".to_owned(), ..first.clone() };
    assert!(matches!(erp.make(&other_body), Ok(Making::Taken(_))));
    let other_number = Draft { number: "ONCE-2".to_owned(), ..first.clone() };
    assert!(matches!(erp.make(&other_number), Ok(Making::Taken(_))));
    assert_eq!(read(&mut erp, "ONCE-1").key.as_deref(), Some("ONCE-1:1"), "what stands there tells whose it is");
    // Finalizing frees nothing.
    assert_eq!(erp.finalize("doc:ONCE-1"), Ok(Ok(())));
    assert_eq!(erp.make(&first), made("ONCE-1"));
    assert!(matches!(erp.make(&other_key), Ok(Making::Taken(_))));
    // Deleting a draft frees number and key; making it void frees neither, and the key answers for what is void.
    let third = draft(&mut erp, "ONCE-3", "C-10010");
    assert_eq!(erp.make(&third), made("ONCE-3"));
    assert_eq!(erp.delete("doc:ONCE-3"), Ok(Ok(())));
    assert_eq!(erp.delete("doc:ONCE-3"), Ok(Ok(())), "again is fine");
    assert_eq!(
        erp.by_ids(&["doc:ONCE-3".to_owned(), String::new(), "doc:nobody".to_owned()]),
        Ok(Documents::default())
    );
    assert_eq!(erp.make(&Draft { mark: "LH-1111111111111111".to_owned(), ..third.clone() }), made("ONCE-3"));
    assert_eq!(erp.void("doc:ONCE-3", "wrong", "ONCE-3:void"), Ok(Ok(())));
    assert_eq!(erp.void("doc:ONCE-3", "wrong", "ONCE-3:void"), Ok(Ok(())), "the same key");
    assert_eq!(read(&mut erp, "ONCE-3").state, RecordState::Cancelled);
    assert!(matches!(erp.delete("doc:ONCE-3"), Ok(Err(_))));
    assert!(matches!(erp.finalize("doc:ONCE-3"), Ok(Err(_))));
    assert!(matches!(erp.make(&third), Ok(Making::Taken(_))), "its number stays taken");
    let again = Draft { mark: "LH-1111111111111111".to_owned(), ..third };
    assert_eq!(erp.make(&again), made("ONCE-3"), "and the key answers as if it were there");
    assert_eq!(celerp.documents("ONCE-").len(), 2);
}

#[test]
fn taxes_are_reckoned_there_and_another_currency_needs_a_rate() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let tax = |name: &str, percent: &str, amount: &str| DocumentTax {
        name: name.to_owned(),
        percent: dec(percent),
        amount: dec(amount),
    };
    let canadian = |erp: &mut Client, number: &str, rate: Option<&str>, gst: &str| Draft {
        currency: Currency::CAD,
        rate: rate.map(dec),
        lines: vec![line("LINEHAUL", "4000", "100.10")],
        taxes: Taxes::ByName(vec![tax("GST 5%", "5", gst), tax("QST 9.975%", "9.975", "9.98")]),
        ..draft(erp, number, "C-10050")
    };
    let good = canadian(&mut erp, "TAX-1", Some("0.6944"), "5.01");
    assert_eq!(erp.make(&good), made("TAX-1"));
    let there = read(&mut erp, "TAX-1");
    assert_eq!((Taxes::ByName(there.taxes), there.rate), (good.taxes.clone(), Some(dec("0.6944"))));
    assert_eq!((there.net, there.tax, there.total), (dec("100.10"), dec("14.99"), dec("115.09")));
    assert_eq!(erp.finalize("doc:TAX-1"), Ok(Ok(())));
    // A half to the even cent is not theirs: what is sent is reckoned anew, and reading tells.
    let even = canadian(&mut erp, "TAX-2", Some("0.6944"), "5.00");
    assert_eq!(erp.make(&even), made("TAX-2"));
    assert_eq!(read(&mut erp, "TAX-2").total, dec("115.09"));
    // A sum without a name stands as it is sent.
    let one_sum = Taxes::AsOne(dec("15.00"));
    let flat = Draft { taxes: one_sum, ..canadian(&mut erp, "TAX-5", Some("0.6944"), "5.01") };
    assert_eq!(erp.make(&flat), made("TAX-5"));
    assert_eq!(erp.finalize("doc:TAX-5"), Ok(Ok(())));
    let there = read(&mut erp, "TAX-5");
    assert_eq!((there.tax, there.total, there.taxes), (dec("15"), dec("115.10"), vec![]));
    // The rate is missed when it is finalized, not when it is made.
    let rateless = canadian(&mut erp, "TAX-3", None, "5.01");
    assert_eq!(erp.make(&rateless), made("TAX-3"));
    let refused = erp.finalize("doc:TAX-3").expect("an answer").expect_err("a no");
    assert!(refused.message.contains("exchange rate to USD"), "{refused:?}");
    let zero = Draft { rate: Some(dec("0")), number: "TAX-4".to_owned(), key: "TAX-4".to_owned(), ..rateless };
    assert!(matches!(erp.make(&zero), Ok(Making::Refused(no)) if no.code == Code::CurrencyRefused));
    // Nothing that was not sent as ours is there.
    assert_eq!(celerp.documents("TAX-").len(), 4);
}

#[test]
fn what_it_would_change_without_a_word_is_not_sent() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let good = draft(&mut erp, "SENT-1", "C-10010");
    let of = |amount: &str| Draft { lines: vec![line("LINEHAUL", "4000", amount)], ..good.clone() };
    // A negative total becomes nothing, a sixteenth digit another one, a slash in a number is never read again.
    let bad = [of("-100"), of("90071992547409.93"), Draft { number: "SENT/1".to_owned(), ..good.clone() }];
    for draft in bad {
        let refused = erp.make(&draft);
        assert!(matches!(&refused, Ok(Making::Refused(no)) if no.code == Code::InvoiceUnsound), "{refused:?}");
    }
    let most = of("9999999999999.99");
    assert_eq!(erp.make(&most), made("SENT-1"));
    assert_eq!(read(&mut erp, "SENT-1").total, dec("9999999999999.99"));
    // These it takes as they come, so the names are looked up before: see names.rs.
    let nobody =
        Draft { number: "SENT-2".into(), key: "SENT-2".into(), contact: "contact:nobody".into(), ..good.clone() };
    assert_eq!(erp.make(&nobody), made("SENT-2"));
    let terms = Draft { number: "SENT-3".into(), key: "SENT-3".into(), terms: Some("Net 31".into()), ..good.clone() };
    assert_eq!(erp.make(&terms), made("SENT-3"));
    assert_eq!(read(&mut erp, "SENT-3").due, None);
    let locked = Draft {
        number: "SENT-4".into(),
        key: "SENT-4".into(),
        issued: day(7) - linehaul_domain::time::Duration::days(365),
        ..good
    };
    let refused = erp.make(&locked);
    assert!(
        matches!(&refused, Ok(Making::Refused(no)) if no.message.contains("locked up to 2024-11-30")),
        "{refused:?}"
    );
}

#[test]
fn a_credit_note_settles_its_invoice_and_keeps_our_number() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    for number in ["CREDIT-1", "CREDIT-2"] {
        let invoice = draft(&mut erp, number, "C-10010");
        assert_eq!(erp.make(&invoice), made(number));
    }
    let note = Draft {
        kind: Kind::CreditNote,
        original: Some("doc:CREDIT-1".to_owned()),
        lines: vec![line("LINEHAUL", "4000", "2131.52")],
        terms: None,
        ..draft(&mut erp, "CREDIT-1-C", "C-10010")
    };
    let refused = erp.make(&note);
    assert!(matches!(&refused, Ok(Making::Refused(no)) if no.message.contains("still a draft")), "{refused:?}");
    assert_eq!(erp.finalize("doc:CREDIT-1"), Ok(Ok(())));
    assert_eq!(erp.finalize("doc:CREDIT-2"), Ok(Ok(())));
    assert_eq!(erp.make(&note), made("CREDIT-1-C"));
    assert_eq!(erp.finalize("doc:CREDIT-1-C"), Ok(Ok(())));
    let credit = read(&mut erp, "CREDIT-1-C");
    assert_eq!(
        (credit.bears.as_str(), credit.kind, credit.original.clone()),
        ("CREDIT-1-C", note.kind, note.original.clone())
    );
    assert_eq!((credit.open, credit.credited), (dec("0"), dec("2131.52")));
    let invoice = read(&mut erp, "CREDIT-1");
    assert_eq!((invoice.open, invoice.credited, invoice.paid), (dec("0"), dec("2131.52"), dec("0")));
    assert_eq!((invoice.status.as_str(), invoice.state), ("paid", RecordState::Posted), "settled, not paid by anybody");
    let refused = erp.void("doc:CREDIT-1", "wrong", "CREDIT-1:void").expect("an answer").expect_err("a no");
    assert!(refused.message.contains("Void those credit notes first"), "{refused:?}");
    // A note on no invoice settles what it is applied to.
    let free = Draft {
        kind: Kind::CreditNote,
        lines: vec![line("LINEHAUL", "4000", "31.52")],
        terms: None,
        ..draft(&mut erp, "CREDIT-2-C", "C-10010")
    };
    assert_eq!(erp.make(&free), made("CREDIT-2-C"));
    assert_eq!(erp.finalize("doc:CREDIT-2-C"), Ok(Ok(())));
    let part = |key: &str| Application {
        to: "doc:CREDIT-2".to_owned(),
        amount: dec("31.52"),
        day: day(9),
        key: key.to_owned(),
    };
    assert_eq!(erp.apply("doc:CREDIT-2-C", &part("CREDIT-2:a")), Ok(Ok(())));
    assert_eq!(erp.apply("doc:CREDIT-2-C", &part("CREDIT-2:a")), Ok(Ok(())), "the same key");
    assert!(matches!(erp.apply("doc:CREDIT-2-C", &part("CREDIT-2:b")), Ok(Err(_))));
    let invoice = read(&mut erp, "CREDIT-2");
    assert_eq!((invoice.open, invoice.status.as_str()), (dec("2100"), "partial"));
    let paid: Vec<_> = invoice.payments.iter().map(|p| (p.amount, p.day, p.method.as_deref())).collect();
    assert_eq!(paid, [(dec("31.52"), Some(day(9)), Some("credit_note"))]);
}
