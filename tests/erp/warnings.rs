//! Tryton's warnings: a group that is warned of is posted in two calls, whatever nobody named is never agreed to, and an
//! answer that is lost in between leaves the posting open.

use linehaul_connectors::erp::{
    Erp, ErpError, Fate, Handle, Key, Order, RecordState, Server, Tryton as Connector, TrytonSettings,
};
use linehaul_domain::invoice::Invoice;
use linehaul_tests::harness::{Break, Proxy, Rule, Tryton};

use crate::invoices::four;

/// So many invoices that were due long ago.
fn overdue(many: u32) -> Vec<Invoice> {
    let one = |n: u32| Invoice { number: format!("PSL-A-{n:06}-G1").as_str().into(), ..four()[0].clone() };
    (1..=many).map(one).collect()
}

/// A connector through a proxy that agrees to warnings of this name, and so many drafts of it.
fn drafts(tryton: &Tryton, proxy: &Proxy, agrees_to: &str, many: u32) -> (Connector, Vec<Handle>) {
    let server = Server { url: proxy.url(), ..tryton.settings().server };
    let settings = TrytonSettings { server, agrees_to: vec![agrees_to.to_owned()], ..tryton.settings() };
    let mut erp = Connector::new(settings).expect("a connector");
    let orders: Vec<Order> = overdue(many).into_iter().map(|invoice| Order::of(invoice, None)).collect();
    let made = erp.make(&orders).expect("an answer");
    let handles = made.iter().map(|(number, fate)| fate.handle().unwrap_or_else(|| panic!("{number}: {fate:?}")));
    let handles = handles.cloned().collect();
    proxy.plan(&[]);
    (erp, handles)
}

/// How many of them are in this state.
fn count(tryton: &Tryton, many: u32, state: RecordState) -> usize {
    let keys: Vec<Key> = overdue(many).iter().map(|invoice| Key::from(&invoice.number)).collect();
    let found = tryton.connector().find(&keys).expect("an answer").records;
    found.iter().filter(|record| record.state == state).count()
}

fn posted(fates: &[(String, Fate)]) -> usize {
    fates.iter().filter(|(_, fate)| fate.handle().is_some()).count()
}

#[test]
fn ten_that_are_warned_of_are_posted_in_two_calls() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (mut erp, handles) = drafts(&tryton, &proxy, "invoice_payment_term", 10);
    let fates = erp.post(&handles).expect("an answer");
    assert_eq!((posted(&fates), count(&tryton, 10, RecordState::Posted)), (10, 10), "{fates:?}");
    assert_eq!((proxy.calls("invoice.post"), proxy.calls("warning.skip")), (2, 10));
}

#[test]
fn a_warning_that_nobody_named_is_never_agreed_to() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (mut erp, handles) = drafts(&tryton, &proxy, "invoice_date_future", 3);
    let fates = erp.post(&handles).expect("an answer");
    for (id, fate) in &fates {
        let Fate::No(no) = fate else { panic!("{id}: {fate:?}") };
        assert_eq!(no.code.as_str(), "LH-643");
        assert!(no.message.contains("[warning `invoice_payment_term`]"), "{}", no.message);
    }
    assert_eq!((fates.len(), proxy.calls("warning.skip"), count(&tryton, 3, RecordState::Draft)), (3, 0, 3));
}

/// Somebody at its client put a tax on a line that the product does not bear: that is warned of under a name of its own.
#[test]
fn of_a_group_only_the_one_is_stopped_that_is_warned_of_for_another_reason() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (mut erp, handles) = drafts(&tryton, &proxy, "invoice_payment_term", 4);
    let asked = format!(r#"[[["invoice","=",{}]],0,1,null,["id"]]"#, handles[2].id);
    let line = tryton.as_a_person("model.account.invoice.line.search_read", &asked);
    let id: String = line.chars().filter(char::is_ascii_digit).collect();
    tryton.as_a_person("model.account.invoice.line.write", &format!(r#"[[{id}],{{"taxes":[["add",[1]]]}}]"#));
    let handles: Vec<Handle> = handles.iter().map(|handle| Handle::of(handle.id.clone())).collect();
    let fates = erp.post(&handles).expect("an answer");
    assert_eq!(posted(&fates), 3, "{fates:?}");
    let Fate::No(no) = &fates[2].1 else { panic!("{fates:?}") };
    assert!(no.code.as_str() == "LH-643" && no.message.contains("[warning `invoice_taxes`]"), "{no:?}");
    assert_eq!(proxy.calls("warning.skip"), 3);
}

#[test]
fn an_answer_that_is_lost_in_between_leaves_the_posting_open() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let (mut erp, handles) = drafts(&tryton, &proxy, "invoice_payment_term", 6);
    let lost = |method, after| [Rule { method, after, times: 1, how: Break::LoseAnswer }];
    proxy.plan(&lost("warning.skip", 3));
    let said = erp.post(&handles);
    assert!(matches!(said, Err(ErpError::Unknown { .. })), "{said:?}");
    assert_eq!((proxy.calls("invoice.post"), count(&tryton, 6, RecordState::Draft)), (1, 6));
    // Four were agreed to; of the other two is warned now.
    proxy.plan(&lost("invoice.post", 1));
    let said = erp.post(&handles);
    assert!(matches!(said, Err(ErpError::Unknown { .. })), "{said:?}");
    assert_eq!((proxy.calls("warning.skip"), count(&tryton, 6, RecordState::Posted)), (2, 6));
    proxy.plan(&[]);
    assert_eq!(posted(&erp.post(&handles).expect("an answer")), 6, "what stands there is told, not posted again");
}
