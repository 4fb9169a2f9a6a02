//! What people do at the ERP, and what only a person can end: foreign drafts, strays, changed references, cancelled
//! invoices, amounts that arrive otherwise.

use linehaul_tests::harness::erp::{Erp, ErpRecord, Key, RecordState};
use linehaul_tests::harness::{Break, Company, InvoiceNumber, Proxy, Rule, Tryton};
use serde_json::Value;

use crate::{answer, audit, company, invoices, list, text};

/// A company with `count` invoices queued, none sent.
fn queued(url: &str, tryton: &Tryton, count: usize) -> (Company, Vec<String>) {
    let company = company(url, tryton, "answer_within_seconds = 20");
    queue_more(&company, count);
    let numbers = invoices(&company.dir()).into_keys().collect();
    (company, numbers)
}

/// Approves so many loads and queues their invoices.
fn queue_more(company: &Company, count: usize) {
    let dir = company.dir();
    let queue = answer(&dir, &["queue", "--state", "ready", "--customer", "ACME"]);
    let loads: Vec<&str> = list(&queue, "loads").iter().map(|l| text(l, "load")).take(count).collect();
    assert_eq!(loads.len(), count);
    let mut words = vec!["approve", "--as", "approver"];
    words.extend(loads);
    answer(&dir, &words);
    answer(&dir, &["batch", "create", "--as", "biller"]);
}

/// A draft that somebody else made under a number.
fn foreign_draft(tryton: &Tryton, number: &str) {
    let foreign = format!(
        r#"[[{{"type":"out","company":1,"journal":1,"party":2,"invoice_address":2,"account":39,"currency":1,"reference":"{number}"}}]]"#
    );
    tryton.as_a_person("model.account.invoice.create", &foreign);
}

fn push(company: &Company) -> Value {
    answer(&company.dir(), &["push", "--as", "biller"])
}

fn record(tryton: &Tryton, number: &str) -> ErpRecord {
    let mut found =
        tryton.connector().find(&[Key::from(&InvoiceNumber(number.to_owned()))]).expect("an answer").records;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn an_amount_that_arrives_otherwise_stops_that_invoice_before_it_is_posted() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (company, numbers) = queued(&proxy.url(), &tryton, 2);
    proxy.plan(&[Rule { method: "invoice.create", after: 0, times: 1, how: Break::Alter }]);
    let pushed = push(&company);
    assert_eq!((list(&pushed, "posted").len(), list(&pushed, "rejected").len()), (1, 1), "{pushed}");
    let bad = &list(&pushed, "rejected")[0];
    assert_eq!(text(bad, "code"), "LH-604");
    let (ours, message) = (text(bad, "total"), text(bad, "message"));
    assert!(message.contains(&format!("total {ours} here")) && message.contains("apart"), "{message}");
    assert_eq!(tryton.counts(&[InvoiceNumber(text(bad, "invoice").to_owned())]), (vec![], vec![]));
    proxy.plan(&[]);
    answer(&company.dir(), &["retry", &numbers[0], "--reason", "the line was mended", "--as", "biller"]);
    assert_eq!(list(&push(&company), "posted").len(), 1);
    assert_eq!(audit(&company.dir(), &tryton), 2);
}

#[test]
fn somebody_elses_draft_under_our_number_is_never_touched() {
    let tryton = Tryton::start();
    let (company, first) = queued(&tryton.url(), &tryton, 1);
    assert_eq!(list(&push(&company), "posted").len(), 1);
    queue_more(&company, 1);
    let numbers: Vec<String> = invoices(&company.dir()).into_keys().collect();
    let number = numbers.iter().find(|n| !first.contains(n)).expect("a second number");
    foreign_draft(&tryton, number);
    let pushed = push(&company);
    assert_eq!(text(&list(&pushed, "in_doubt")[0], "code"), "LH-603", "{pushed}");
    let stands = record(&tryton, number);
    assert_eq!((stands.state, stands.lines), (RecordState::Draft, 0));
    let dir = company.dir();
    let refused = answer(&dir, &["retry", number, "--reason", "tried", "--as", "biller"]);
    assert_eq!(text(&list(&refused, "refused")[0], "code"), "LH-609", "{refused}");
    tryton.as_a_person("model.account.invoice.delete", &format!("[[{}]]", stands.erp_id));
    let retried = answer(&dir, &["retry", number, "--reason", "it was removed", "--as", "biller"]);
    assert_eq!(list(&retried, "queued").len(), 1, "{retried}");
    assert_eq!(list(&push(&company), "posted").len(), 1);
    assert_eq!(audit(&dir, &tryton), 2);
}

#[test]
fn a_book_that_sent_nothing_sends_nothing_where_its_numbers_are_used() {
    let tryton = Tryton::start();
    let (company, numbers) = queued(&tryton.url(), &tryton, 1);
    foreign_draft(&tryton, &numbers[0]);
    let refused = push(&company);
    assert_eq!(text(&refused["error"], "code"), "LH-527", "{refused}");
    let stands = record(&tryton, &numbers[0]);
    assert_eq!((stands.state, stands.lines), (RecordState::Draft, 0));
    assert_eq!(invoices(&company.dir())[&numbers[0]].0, "queued");
}

#[test]
fn reconcile_says_what_people_did_and_leaves_what_this_book_did_not_make() {
    let tryton = Tryton::start();
    let (company, numbers) = queued(&tryton.url(), &tryton, 3);
    let dir = company.dir();
    assert_eq!(list(&push(&company), "posted").len(), 3);
    let [first, second, third] = numbers.as_slice() else { panic!("three") };
    // Somebody copies an invoice. No attempt of ours lost its answer, so that it is no late commit: it is theirs.
    let copied = tryton.as_a_person("model.account.invoice.copy", &format!("[[{}]]", record(&tryton, first).erp_id));
    let copy = copied.trim().trim_matches(['[', ']']).to_owned();
    let date = r#"{"__class__":"date","year":2025,"month":3,"day":7}"#;
    let write = format!(r#"[[{copy}],{{"reference":"{first}","invoice_date":{date}}}]"#);
    tryton.as_a_person("model.account.invoice.write", &write);
    let changed = format!(r#"[[{}],{{"reference":"something else"}}]"#, record(&tryton, second).erp_id);
    tryton.as_a_person("model.account.invoice.write", &changed);
    let reconciled = answer(&dir, &["reconcile", "--as", "biller"]);
    assert_eq!(reconciled["matched"], 1, "{reconciled}");
    assert!(list(&reconciled, "strays_removed").is_empty(), "{reconciled}");
    let said = |invoice: &String| {
        let all = list(&reconciled, "mismatched").iter();
        let of = all.filter(|m| text(m, "invoice") == invoice).map(|m| m["differences"].to_string());
        of.collect::<String>()
    };
    assert!(said(first).contains(&format!("draft {copy} bears its number")), "{reconciled}");
    assert!(said(second).contains("`something else`"), "{reconciled}");
    let (_, drafts) = tryton.counts(&[InvoiceNumber(first.clone())]);
    assert_eq!(drafts.len(), 1, "it still stands: {drafts:?}");
    assert_eq!(record(&tryton, third).state, RecordState::Posted);
}

#[test]
fn a_number_that_was_cancelled_there_is_given_up_and_the_load_gets_a_new_one() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (company, numbers) = queued(&proxy.url(), &tryton, 1);
    let (dir, number) = (company.dir(), &numbers[0]);
    // The posting is lost for this run; a person at the ERP cancels the draft.
    proxy.plan(&[Rule { method: "invoice.post", after: 0, times: 100, how: Break::LoseRequest }]);
    assert_eq!(list(&push(&company), "in_doubt").len(), 1);
    tryton.as_a_person("model.account.invoice.cancel", &format!("[[{}]]", record(&tryton, number).erp_id));
    proxy.plan(&[]);
    let pushed = push(&company);
    assert!(text(&list(&pushed, "in_doubt")[0], "message").contains("cancelled at the ERP"), "{pushed}");
    let retried = answer(&dir, &["retry", number, "--reason", "finance cancelled it", "--as", "biller"]);
    assert_eq!(list(&retried, "rejected").len(), 1, "{retried}");
    let load = list(&list(&answer(&dir, &["batch", "list"]), "batches")[0], "invoices")[0]["loads"][0].clone();
    let load = load.as_str().expect("a load");
    answer(&dir, &["hold", load, "--reason", "billed anew", "--as", "biller"]);
    answer(&dir, &["release", load, "--reason", "billed anew", "--as", "biller"]);
    let approved = answer(&dir, &["approve", load, "--as", "approver"]);
    assert_eq!(list(&approved, "approved").len(), 1, "{approved}");
    let pushed = push(&company);
    let posted = list(&pushed, "posted");
    assert_eq!(posted.len(), 1, "{pushed}");
    assert_ne!(text(&posted[0], "invoice"), number);
    assert_eq!(record(&tryton, text(&posted[0], "invoice")).state, RecordState::Posted);
}
