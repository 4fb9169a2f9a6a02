//! What our payment terms are called at the ERP stands in the settings. Another name between the approval and the push is other terms, unless
//! the ERP never had the first: then a slip was mended.
//!
//! Planted once and seen red: a name that the ERP never had held against the one that mends it.

use linehaul_domain::fault::Code;
use linehaul_workbench::invoicing::push::Signal;
use linehaul_workbench::invoicing::settle::Pushed;

use crate::joint::company::Company;
use crate::joint::freight::put_all;
use crate::joint::office::Office;

/// The settings name our terms so at an ERP that has names of its own.
fn name(office: &mut Office, theirs: &str) {
    office.company.write_settings();
    let text = std::fs::read_to_string(office.dir().join("linehaul.toml")).expect("settings");
    let kind = format!(
        "kind = \"celerp\"\nurl = \"http://127.0.0.1:1\"\nuser = \"linehaul@example.com\"\n\n[erp.terms]\n\"Net 30\" = \"{theirs}\"\n"
    );
    office.company.write("linehaul.toml", text.replace("kind = \"file\"\n", &kind).as_bytes());
    office.reopen();
}

fn approved_with(theirs: &str) -> Office {
    let mut company = Company::new();
    put_all(&mut company);
    let mut office = Office::usual(company);
    name(&mut office, theirs);
    office.sync().unwrap();
    assert!(!office.approve_all().unwrap().done.is_empty());
    office
}

fn send(office: &mut Office) -> Pushed {
    office.send(&mut |_| Signal::Continue).unwrap().1
}

#[test]
fn other_terms_than_were_approved_go_out_once_they_are_approved_or_put_back() {
    let mut office = approved_with("30 days");
    name(&mut office, "60 days");
    let pushed = send(&mut office);
    let why = |pushed: &Pushed| pushed.skipped.iter().map(|sent| sent.reason.clone().expect("why")).collect::<Vec<_>>();
    assert!(pushed.posted.is_empty() && !pushed.skipped.is_empty());
    for (code, words) in why(&pushed) {
        assert!(code == Code::CustomerChanged && words.contains("`30 days`") && words.contains("`60 days`"), "{words}");
    }
    name(&mut office, "30 days");
    let sent = send(&mut office);
    assert_eq!((sent.posted.len(), sent.skipped.len()), (pushed.skipped.len(), 0), "{:?}", why(&sent));
}

#[test]
fn a_name_that_the_erp_never_had_is_mended_without_another_approval() {
    let mut office = approved_with("30 dyas");
    name(&mut office, "30 days");
    let sent = send(&mut office);
    assert!(!sent.posted.is_empty() && sent.skipped.is_empty(), "{:?}", sent.skipped);
}
