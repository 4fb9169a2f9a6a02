//! What people do at a real Tryton, told by its feed.

use linehaul_connectors::erp::{Changed, Erp, Fate, Handle, Order, RecordState, Tryton as Connector};
use linehaul_tests::harness::Tryton;

use crate::invoices::four;

/// Ids of what changed since a cursor, and the next cursor.
fn told(erp: &mut Connector, since: &str) -> (Vec<Changed>, String) {
    let changes = erp.changes(Some(since)).expect("an answer").expect("a cursor of its own");
    assert!(!changes.more);
    (changes.changed, changes.cursor)
}

/// Nothing that was written so far is told any more: each question goes back by more than a transaction lasts.
fn long_ago(tryton: &Tryton) {
    for table in ["account_invoice", "account_invoice_line", "account_invoice_tax", "account_move_line"] {
        tryton.in_database(&format!(
            "UPDATE {table} SET write_date = '2025-01-01 00:00:00', create_date = '2025-01-01 00:00:00'"
        ));
    }
}

#[test]
fn what_people_do_at_tryton_is_told_and_nothing_else() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    assert_eq!(erp.changes(Some("612")), Ok(None), "that was never its cursor");
    let orders: Vec<Order> = four().into_iter().map(|invoice| Order::of(invoice, None)).collect();
    let made = erp.make(&orders).expect("an answer");
    let ids: Vec<String> = made.iter().filter_map(|(_, fate)| fate.handle()).map(|handle| handle.id.clone()).collect();
    let handles: Vec<Handle> = ids[..2].iter().map(Handle::of).collect();
    let posted = erp.post(&handles).expect("an answer");
    assert!(posted.iter().all(|(_, fate)| matches!(fate, Fate::Done { .. })), "{posted:?}");
    long_ago(&tryton);
    let begun = erp.changes(None).expect("an answer").expect("it has a feed").cursor;
    assert_eq!(begun, "2025-01-01T00:00:00.000000");
    assert_eq!(told(&mut erp, &begun).0.len(), 4, "of that very time");
    let line = tryton.as_a_person(
        "model.account.move.line.search",
        &format!(r#"[[["move.origin","=","account.invoice,{}"],["account.type.receivable","=",true]]]"#, ids[1]),
    );
    let line = line.trim().trim_matches(['[', ']']).to_owned();
    let due = r#"{"maturity_date":{"__class__":"date","year":2025,"month":9,"day":1}}"#;
    let deeds: [(usize, &str, String); 4] = [
        (0, "model.account.invoice.write", format!(r#"[[{}],{{"reference":"PO 778"}}]"#, ids[0])),
        // What is open changes with the lines of its move, and no invoice is written.
        (1, "model.account.move.line.write", format!("[[{line}],{due}]")),
        (2, "model.account.invoice.cancel", format!("[[{}]]", ids[2])),
        (3, "model.account.invoice.write", format!(r#"[[{}],{{"comment":"please pay soon"}}]"#, ids[3])),
    ];
    for (at, method, parameters) in deeds {
        long_ago(&tryton);
        let later = "2025-06-01T00:00:00.000000";
        assert_eq!(told(&mut erp, later), (vec![], later.to_owned()), "a cursor never goes back");
        tryton.as_a_person(method, &parameters);
        let (changed, _) = told(&mut erp, later);
        let changed: Vec<&str> = changed.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(changed, [ids[at].as_str()], "{method} {parameters}");
    }
    let states = erp.find(&[linehaul_connectors::erp::Key::from(&"PSL-A-000003-G1".into())]).expect("an answer");
    assert_eq!(states.records.first().map(|record| record.state), Some(RecordState::Cancelled), "{states:?}");
}

#[test]
fn more_than_a_page_is_told_in_order_of_id_and_the_cursor_moves_on_at_its_end() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let begun = erp.changes(None).expect("an answer").expect("it has a feed").cursor;
    let orders: Vec<Order> = four().into_iter().map(|invoice| Order::of(invoice, None)).collect();
    let made = erp.make(&orders).expect("an answer");
    let ids: Vec<i64> = made.iter().filter_map(|(_, f)| f.handle()).filter_map(|h| h.id.parse().ok()).collect();
    // In the middle of pages: what is behind the second record, up to a time that was reached before.
    let reached = "2031-01-01T00:00:00.000000";
    let (changed, next) = told(&mut erp, &format!("{begun} {reached} {}", ids[1]));
    let changed: Vec<&str> = changed.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(changed, [ids[2].to_string(), ids[3].to_string()]);
    assert_eq!(next, reached);
}
