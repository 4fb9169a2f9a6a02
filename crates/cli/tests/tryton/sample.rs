//! The whole sample company, both currencies and taxes, equal on both sides; a second push makes nothing. All of it is overdue,
//! so Tryton warns of each: how many calls that costs is counted.

use linehaul_tests::harness::{Proxy, Tryton, tell};

use crate::{audit, company, whole};

/// Calls for each invoice, at most: logins, names, the asking before and after, and whatever the batches share. One call each
/// agrees to its warning.
const CALLS: u32 = 3;

#[test]
fn the_sample_company_is_posted_once_and_equal_on_both_sides() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let company = company(&proxy.url(), &tryton, "");
    let dir = company.dir();
    proxy.plan(&[]);
    let (taxed, dollars) = whole::bill(&dir, &|| Box::new(tryton.connector()), &|| audit(&dir, &tryton));
    let [posts, agreed, calls] = ["invoice.post", "warning.skip", ""].map(|method| proxy.calls(method));
    let invoices = u32::try_from(whole::INVOICES).expect("few");
    assert_eq!(agreed, invoices);
    assert!(posts * 4 <= invoices && calls <= CALLS * invoices, "{posts} calls to post, {calls} in all");
    tell(&format!(
        "the sample company in Tryton: {invoices} invoices, {taxed} with a tax, {dollars} in US dollars, equal in number, total, tax, currency and date; {posts} calls to post, {agreed} to agree, {calls} in all"
    ));
}
