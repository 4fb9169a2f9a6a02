//! What is Celerp's own in how it keeps the ERP contract; the suite that every ERP keeps runs on it in tests/erp.

use linehaul_connectors::erp::celerp::{CelerpSettings, id_of};
use linehaul_connectors::erp::{Celerp as Connector, Erp, Fate, Handle, Key, Order, Pages, RecordState, Server, Under};
use linehaul_domain::fault::Code;
use linehaul_domain::invoice::{Invoice, Taxed};
use linehaul_tests::harness::{Break, Celerp, Proxy, Rule};

use crate::invoices::{dec, four};

/// The four invoices under numbers of their own: the server is shared.
fn under(prefix: &str) -> Vec<Invoice> {
    let named =
        |(at, invoice): (usize, Invoice)| Invoice { number: format!("{prefix}-{at}").as_str().into(), ..invoice };
    four().into_iter().enumerate().map(named).collect()
}

fn orders(invoices: &[Invoice]) -> Vec<Order> {
    invoices.iter().map(|invoice| Order::of(invoice.clone(), None)).collect()
}

fn keys(invoices: &[Invoice]) -> Vec<Key> {
    invoices.iter().map(|invoice| Key::of(invoice, None)).collect()
}

#[test]
fn a_restored_book_that_knows_no_handle_finds_what_is_posted() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let invoices = under("RESTORED");
    let made = erp.make(&orders(&invoices)).expect("an answer");
    let handles: Vec<Handle> = made.iter().filter_map(|(_, fate)| fate.handle().cloned()).collect();
    assert_eq!(handles.len(), 4, "{made:?}");
    erp.post(&handles).expect("an answer");
    // Somebody renumbered one of them.
    let path = format!("/docs/{}/renumber", handles[0].id);
    assert_eq!(celerp.as_a_person("POST", &path, r#"{"ref_id":"PO-9"}"#).0, 200);
    let mut other = celerp.connector();
    let found = other.find(&keys(&invoices)).expect("an answer").records;
    assert_eq!(found.len(), 4, "{found:?}");
    for invoice in &invoices {
        let record = found.iter().find(|r| r.number == invoice.number).expect("a record");
        assert_eq!((record.state, record.mark.as_ref()), (RecordState::Posted, Some(&invoice.mark())));
        assert_eq!((record.total, record.tax, record.open), (invoice.total, invoice.tax, Some(invoice.total)));
    }
    let mut listed = |since: Option<&str>| -> Vec<_> {
        let page = other.under(&Under { prefix: "RESTORED-", since, from: None }).expect("an answer");
        let mut numbers: Vec<_> = page.found.records.into_iter().map(|r| r.number).collect();
        numbers.sort();
        numbers
    };
    let numbers: Vec<_> = invoices.iter().map(|i| i.number.clone()).collect();
    assert_eq!(listed(None), numbers);
    // Its feed has what was made after one, however it was renumbered since.
    for (at, handle) in handles.iter().enumerate() {
        assert_eq!(listed(Some(&handle.id)), numbers[at + 1..]);
    }
    assert_eq!(listed(Some("doc:RESTORED-NONE")), numbers);
    // Sent again under another key, as by a book that has forgotten, it is there.
    let forgotten = Order::of(invoices[0].clone(), Some("something that has gone"));
    let again = other.make(&[forgotten, Order::of(invoices[1].clone(), None)]).expect("an answer");
    for ((_, fate), handle) in again.iter().zip(&handles) {
        assert_eq!(*fate, Fate::There(handle.clone()), "a draft it is no more");
    }
    assert_eq!(celerp.documents("RESTORED-").len(), 4);
}

#[test]
fn what_a_key_answers_for_is_read_and_not_believed() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let invoice = under("VOIDED").remove(0);
    let id = id_of(invoice.number.as_str());
    let order = Order::of(invoice.clone(), None);
    assert!(matches!(erp.make(std::slice::from_ref(&order)).expect("an answer")[0].1, Fate::Done { .. }));
    assert_eq!(celerp.as_a_person("POST", &format!("/docs/{id}/void"), "{}").0, 200);
    let again = erp.make(std::slice::from_ref(&order)).expect("an answer");
    assert_eq!(again[0].1, Fate::There(Handle::of(id.clone())), "it is there, and void");
    assert_eq!(erp.find(&keys(&[invoice])).expect("an answer").records[0].state, RecordState::Cancelled);
    assert!(erp.remove_draft(&Handle::of(id)).is_err());
}

/// What the ERP would take and should not is refused before it is sent.
#[test]
fn what_celerp_has_no_name_for_is_said_before_sending() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let four = under("LACKING");
    let change = |number: &str, of: usize, how: &dyn Fn(&mut Invoice)| {
        let mut invoice = Invoice { number: number.into(), ..four[of].clone() };
        how(&mut invoice);
        invoice
    };
    let set_tax = |amount: &'static str, percent: &'static str| {
        move |i: &mut Invoice| {
            let more = dec(amount) - i.lines[1].amount;
            (i.total, i.tax) = (i.total + more, i.tax + more);
            i.lines[1].amount = dec(amount);
            i.lines[1].taxed = Some(Taxed { base: dec("100.10"), percent: dec(percent) });
        }
    };
    let all = [
        change("B", 0, &|i| i.erp_party = "C-404".to_owned()),
        change("C", 1, &set_tax("6.01", "6")),
        change("D", 1, &set_tax("5.02", "5")),
        change("E", 0, &|i| i.payment_terms = Some("Net 31".to_owned())),
        change("F", 0, &|i| i.currency = "MXN".parse().expect("a currency")),
        change("G", 0, &|i| i.lines.clear()),
        change("H", 0, &|i| i.total += dec("0.01")),
        change("I", 0, &|i| i.accounting_date = i.invoice_date + linehaul_domain::time::Duration::days(1)),
        four[1].clone(),
    ];
    let lacking = erp.lacking(&all).expect("an answer");
    let codes: Vec<(&str, Code)> = lacking.iter().map(|(n, no)| (n.as_str(), no.code)).collect();
    let (tax, unsound) = (Code::TaxRefused, Code::InvoiceUnsound);
    let expected = [Code::PartyRefused, tax, tax, Code::TermsRefused, Code::CurrencyRefused, unsound, unsound];
    let expected = expected.into_iter().chain([Code::ErpRulesRefuse]);
    assert_eq!(codes, ["B", "C", "D", "E", "F", "G", "H", "I"].into_iter().zip(expected).collect::<Vec<_>>());
    assert_eq!(celerp.documents("LACKING-").len(), 0);
}

/// Half a cent to the even neighbour is not Celerp's way: then the taxes go as one sum, and stand to the cent.
#[test]
fn a_tax_that_it_would_reckon_otherwise_stands_as_ours() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let mut invoice = under("EVEN").remove(1);
    invoice.lines[1].amount = dec("5.00");
    (invoice.tax, invoice.total) = (dec("14.98"), dec("115.08"));
    let made = erp.make(&orders(&[invoice.clone()])).expect("an answer");
    let posted = erp.post(&[made[0].1.handle().expect("a record").clone()]).expect("an answer");
    let Fate::Done { record: Some(record), .. } = &posted[0].1 else { panic!("{posted:?}") };
    assert_eq!((record.total, record.tax, record.taxes.clone()), (dec("115.08"), dec("14.98"), None));
    assert_eq!(erp.expected(&invoice).taxes, None);
}

#[test]
fn after_a_lost_answer_the_rest_is_not_tried() {
    let celerp = Celerp::shared();
    let proxy = Proxy::before(celerp.port());
    let usual = celerp.settings();
    let server = Server { url: proxy.url(), answer_within_seconds: 5, ..usual.server };
    let settings = CelerpSettings { server, ..celerp.settings() };
    let mut erp = Connector::new(settings).expect("a connector");
    let invoices = under("CUT");
    erp.find(&keys(&invoices)).expect("it is signed in");
    proxy.plan(&[Rule { method: "POST /docs", after: 1, times: 1, how: Break::LoseAnswer }]);
    let made = erp.make(&orders(&invoices)).expect("an answer");
    let fates: Vec<&Fate> = made.iter().map(|(_, fate)| fate).collect();
    assert!(
        matches!(fates[..], [Fate::Done { .. }, Fate::Unknown(_), Fate::NotTried(_), Fate::NotTried(_)]),
        "{fates:?}"
    );
    assert_eq!(celerp.documents("CUT-").len(), 2, "the second was made");
    let again = erp.make(&orders(&invoices)).expect("an answer");
    assert!(again.iter().all(|(_, fate)| matches!(fate, Fate::Done { .. })), "{again:?}");
    let handles: Vec<Handle> = again.iter().filter_map(|(_, fate)| fate.handle().cloned()).collect();
    proxy.plan(&[Rule { method: "/finalize", after: 2, times: 1, how: Break::LoseRequest }]);
    let posted = erp.post(&handles).expect("an answer");
    let fates: Vec<&Fate> = posted.iter().map(|(_, fate)| fate).collect();
    assert!(
        matches!(fates[..], [Fate::Done { .. }, Fate::Done { .. }, Fate::Unknown(_), Fate::NotTried(_)]),
        "{fates:?}"
    );
    let drafts = celerp.documents("CUT-").iter().filter(|d| d[2] == "false").count();
    assert_eq!(drafts, 2);
}

#[test]
fn what_people_do_is_told_by_the_ledger_of_events() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let invoices = under("FEED");
    let made = erp.make(&orders(&invoices)).expect("an answer");
    let handles: Vec<Handle> = made.iter().filter_map(|(_, fate)| fate.handle().cloned()).collect();
    erp.post(&handles).expect("an answer");
    assert_eq!(erp.changes(Some("2025-01-01T00:00:00")), Ok(None), "that was never its cursor");
    assert_eq!(erp.changes(Some("99999999")), Ok(None), "and that event it never had");
    let pay = r#"{"amount":1.5,"payment_date":"2025-03-20","bank_account":"1111","method":"check","reference":"1"}"#;
    let deeds = [
        (0, "payment", pay),
        (1, "void", r#"{"reason":"wrong","idempotency_key":"FEED-1:void"}"#),
        (2, "renumber", r#"{"ref_id":"PO-10"}"#),
        (3, "revert-to-draft", "{}"),
    ];
    for (at, deed, body) in deeds {
        let cursor = erp.changes(None).expect("an answer").expect("it has a feed").cursor;
        assert_eq!(celerp.as_a_person("POST", &format!("/docs/{}/{deed}", handles[at].id), body).0, 200, "{deed}");
        let changes = erp.changes(Some(&cursor)).expect("an answer").expect("a cursor of its own");
        let told = changes.changed.iter().find(|one| one.id == handles[at].id);
        assert_eq!(told.and_then(|one| one.number.as_ref()), Some(&invoices[at].number), "{deed}");
        assert!(changes.cursor.parse::<u64>().ok() > cursor.parse().ok(), "{deed}");
    }
}

/// What people leave half done: a draft without a sum that names our number, and one that bears it.
#[test]
fn what_cannot_be_read_hides_nothing_but_itself() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let invoices = under("HALF");
    erp.make(&orders(&invoices)).expect("an answer");
    for (id, number) in [("HALF-X1", "disputes HALF-0"), ("HALF-X2", "HALF-1")] {
        celerp.in_database(&format!(
            r#"INSERT INTO projections (entity_id, company_id, entity_type, state, version, updated_at)
             SELECT 'doc:X-{id}', company_id, entity_type, (state::jsonb || '{{"ref": null, "ref_id": "{number}", "doc_number": "{number}",
                       "subtotal": null, "linehaul_mark": null}}')::json, version, updated_at
             FROM projections WHERE entity_id = 'doc:HALF-0'"#
        ));
    }
    let found = erp.find(&keys(&invoices)).expect("an answer");
    assert_eq!(found.records.len(), 4, "{found:?}");
    let told: Vec<_> = found.unreadable.iter().map(|one| (one.erp_id.as_str(), &one.number)).collect();
    assert_eq!(told, [("doc:X-HALF-X2", &invoices[1].number)]);
}

/// As many as a company has after some years, put where it keeps them.
#[test]
fn pages_of_a_long_list_leave_nothing_out() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let first = under("LONG").remove(0);
    erp.make(&orders(std::slice::from_ref(&first))).expect("an answer");
    celerp.in_database(
        "INSERT INTO projections (entity_id, company_id, entity_type, state, version, updated_at)
         SELECT 'doc:LONG-' || n, company_id, entity_type,
                (state::jsonb || jsonb_build_object('ref', 'LONG-' || n, 'ref_id', 'LONG-' || n))::json, version, updated_at
         FROM projections, generate_series(1, 1199) AS n WHERE entity_id = 'doc:LONG-0'",
    );
    let mut pages = Pages::under("LONG-", None);
    let mut numbers = Vec::new();
    while let Some(found) = pages.next(&mut erp).expect("a page") {
        numbers.extend(found.records.into_iter().map(|record| record.number));
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 1_200);
}
