//! What people at a real Tryton do to our records, and what of it is seen.

use linehaul_connectors::erp::{
    Erp, ErpError, ErpRecord, Fate, Handle, Key, Order, RecordState, Tryton as Connector, Under,
};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_tests::harness::Tryton;

use crate::invoices::four;

/// Drafts of the four invoices, in their order.
fn drafts(erp: &mut Connector) -> Vec<String> {
    let orders = four().into_iter().map(|invoice| Order::of(invoice, None)).collect::<Vec<_>>();
    let made = erp.make(&orders).expect("an answer");
    let id = |(number, fate): &(InvoiceNumber, _)| match fate {
        Fate::Done { handle, .. } => handle.id.clone(),
        other => panic!("{number}: {other:?}"),
    };
    made.iter().map(id).collect()
}

fn write(tryton: &Tryton, model: &str, id: &str, values: &str) {
    tryton.as_a_person(&format!("model.{model}.write"), &format!("[[{id}],{values}]"));
}

fn read(erp: &mut Connector, id: &str) -> ErpRecord {
    let mut read = erp.find(&[by_id(id)]).expect("an answer").records;
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0)
}

fn by_id(id: &str) -> Key {
    Key { handle: Some(id.to_owned()), ..Key::from(&"NOBODY".into()) }
}

fn by_number(invoices: &[Invoice]) -> Vec<Key> {
    invoices.iter().map(|i| Key::from(&i.number)).collect()
}

#[test]
fn a_record_is_held_by_its_id_whatever_its_reference_and_bears_its_mark_to_the_end() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let (four, ids) = (four(), drafts(&mut erp));
    // A draft and a posted one get another reference; so does the description, where people write what they like.
    assert!(erp.post(&[Handle::of(&ids[0])]).expect("an answer")[0].1.handle().is_some());
    for id in &ids[..2] {
        write(&tryton, "account.invoice", id, r#"{"reference":"PO 778","description":"for PO 778"}"#);
    }
    assert_eq!(erp.find(&by_number(&four)).map(|found| found.records.len()), Ok(2));
    for (at, state) in [(0, RecordState::Posted), (1, RecordState::Draft)] {
        let record = read(&mut erp, &ids[at]);
        assert_eq!((record.number.as_str(), record.state), ("PO 778", state));
        assert_eq!((record.mark, record.loads), (Some(four[at].mark()), vec![]));
    }
    // People write around the mark, and copy it with the record: the copy has no reference.
    let mark = four[2].mark();
    write(&tryton, "account.invoice", &ids[2], &format!(r#"{{"comment":"please pay soon\n[{mark}] thanks"}}"#));
    assert_eq!(read(&mut erp, &ids[2]).mark, Some(mark));
    let copied = tryton.as_a_person("model.account.invoice.copy", &format!("[[{}]]", ids[2]));
    let copy = read(&mut erp, copied.trim().trim_matches(['[', ']']));
    assert_eq!((copy.number.as_str(), copy.state), ("", RecordState::Draft));
    // What is gone is left out, and what is no record of Tryton.
    erp.remove_draft(&Handle::of(&ids[3])).expect("removed");
    let wanted = [&ids[3], &ids[2], "999999", "R-1"].map(by_id);
    let left: Vec<String> = erp.find(&wanted).expect("an answer").records.into_iter().map(|r| r.erp_id).collect();
    assert_eq!(left, [ids[2].clone()]);
}

#[test]
fn terms_accounting_date_and_the_tax_of_a_tax_line_are_told() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let (four, ids) = (four(), drafts(&mut erp));
    let expected = erp.expected(&four[1]);
    let before = read(&mut erp, &ids[1]);
    assert_eq!((before.terms.clone(), before.taxes.clone()), (expected.terms.clone(), expected.taxes.clone()));
    assert_eq!(before.accounting_date, Some(four[1].invoice_date));
    write(&tryton, "account.invoice", &ids[1], r#"{"payment_term":6}"#);
    assert_eq!(read(&mut erp, &ids[1]).terms.as_deref(), Some("End of Month"));
    write(&tryton, "account.invoice", &ids[1], r#"{"payment_term":null}"#);
    assert_eq!(read(&mut erp, &ids[1]).terms.as_deref(), Some(""));
    let later = r#"{"accounting_date":{"__class__":"date","year":2025,"month":4,"day":15}}"#;
    write(&tryton, "account.invoice", &ids[1], later);
    assert_eq!(read(&mut erp, &ids[1]).accounting_date.map(|d| d.to_string()).as_deref(), Some("2025-04-15"));
    let found = tryton.as_a_person("model.account.invoice.tax.search", &format!(r#"[[["invoice","=",{}]]]"#, ids[1]));
    let line = found.trim().trim_matches(['[', ']']).split(',').next().expect("a tax line").to_owned();
    write(&tryton, "account.invoice.tax", &line, r#"{"tax":2}"#);
    let after = read(&mut erp, &ids[1]);
    assert_eq!((after.total, after.tax), (before.total, before.tax), "no sum shows it");
    assert!(after.taxes.expect("taxes").iter().any(|t| t.names == ["GST zero-rated"]));
    assert!(!expected.taxes.expect("taxes").iter().any(|t| t.names.contains(&"GST zero-rated".to_owned())));
}

#[test]
fn what_somebody_changed_since_it_was_compared_is_not_posted_and_not_removed() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let ids = drafts(&mut erp);
    let read = read(&mut erp, &ids[0]);
    assert!(read.version.is_some(), "{read:?}");
    // Its time stamps have whole seconds on some databases.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    write(&tryton, "account.invoice", &ids[0], r#"{"description":"for PO 778"}"#);
    let posted = erp.post(&[read.handle()]);
    assert!(matches!(posted, Err(ErpError::Unavailable { .. })), "{posted:?}");
    let there = self::read(&mut erp, &ids[0]);
    assert_eq!(there.state, RecordState::Draft);
    assert!(erp.post(&[there.handle()]).expect("an answer")[0].1.handle().is_some());
}

#[test]
fn what_stands_under_a_prefix_is_listed_whatever_its_state() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let ids = drafts(&mut erp);
    erp.post(&[Handle::of(&ids[0])]).expect("an answer");
    tryton.as_a_person("model.account.invoice.cancel", &format!("[[{}]]", ids[1]));
    let copied = tryton.as_a_person("model.account.invoice.copy", &format!("[[{}]]", ids[2]));
    let copy = copied.trim().trim_matches(['[', ']']).to_owned();
    write(&tryton, "account.invoice", &copy, r#"{"reference":"psl-a-000002-g1"}"#);
    let mut told = |prefix: &str, since: Option<&str>| -> Vec<String> {
        let page = erp.under(&Under { prefix, since, from: None }).expect("an answer");
        page.found.records.into_iter().map(|r| r.number.to_string()).collect()
    };
    let all: Vec<String> = (1..=4).map(|n| format!("PSL-A-00000{n}-G1")).collect();
    assert_eq!(told("PSL-A-", None), all, "a number in small letters is another");
    assert_eq!(told("PSL-A-", Some(&ids[1])), all[2..]);
    assert_eq!(told("PSL-A-", Some(&ids[3])), [""; 0]);
    assert_eq!(told("PSL-A-", Some(&copy)), all, "no record under this prefix");
    assert_eq!(told("PSL-A-", Some("doc:of another")), all);
    assert_eq!(told("psl-a-", None), ["psl-a-000002-g1"]);
    for pattern in ["PSL_A_", "%", "PSL-B-", "\\"] {
        assert_eq!(told(pattern, None), [""; 0], "{pattern} is no pattern");
    }
}

#[test]
fn two_of_one_name_are_refused_and_what_is_for_purchases_or_out_of_force_does_not_count() {
    let codes = |statement: &[&str]| -> Vec<(String, &'static str, String)> {
        let tryton = Tryton::start();
        statement.iter().for_each(|s| tryton.in_database(s));
        let lacking = tryton.connector().lacking(&four()).expect("an answer");
        lacking.into_iter().map(|(n, no)| (n.to_string(), no.code.as_str(), no.message)).collect()
    };
    let twin = "UPDATE account_tax SET name = 'GST 5%', rate = CAST('0.05' AS BLOB) WHERE name = 'HST 14%'";
    let group = "INSERT INTO account_tax_group (id, code, kind, name) VALUES (1, 'P', 'purchase', 'Purchases')";
    let bought = "UPDATE account_tax SET \"group\" = 1 WHERE id = 4";
    let over = "UPDATE account_tax SET end_date = '2024-12-31' WHERE id = 1";
    let told = codes(&[twin]);
    assert!(told.len() == 1 && told[0].1 == "LH-646" && told[0].2.contains("two taxes"), "{told:?}");
    assert_eq!(codes(&[twin, group, bought]), [], "a tax on purchases is another's");
    assert_eq!(codes(&[twin, over]), [], "of two, one is in force");
    let told = codes(&[over]);
    assert!(told.len() == 1 && told[0].2.contains("not in force on 2025-03-07"), "{told:?}");
    // Names of terms are translated, from English too.
    let term = "name = 'account.invoice.payment_term,name' AND res_id = 5";
    let told = codes(&[&format!("UPDATE ir_translation SET src = 'Net 30 days', value = 'Net 30 days' WHERE {term}")]);
    assert!(told.len() == 4 && told[0].1 == "LH-647" && told[0].2.contains("two payment terms"), "{told:?}");
}
