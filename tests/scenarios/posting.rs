//! How an invoice is posted: by rules of account determination, with dimensions, under the number that customers see; frozen when
//! it is drafted, in the import file, found by its printed number, made again to the byte, and checked with the chain.

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CUSTOMERS, LOADS, TestWorkspace, approve, code, in_database, push, state, sync};

const POSTING: &str = r#"
business_line = "load.division"
[[erp.posting]]
business_line = "brokerage"
code = "LINEHAUL"
item = "4200"
[[erp.posting]]
business_line = "brokerage"
customer_group = "retail"
account = "42-R"
[erp.dimensions]
department = "load.terminal"
class = { field = "load.ref.class", optional = true }
"#;

const PRO: &str = "\n[printed_number.\"*\"]\ntemplate = \"{pro}\"\n";

/// A row of a load with a division, a terminal and a PRO.
fn load(text: &str, division: &str, terminal: &str, pro: &str) -> String {
    let text = text.replace("updated_at\n", "extra:division:text,extra:terminal:text,ref:pro,updated_at\n");
    text.replace(",2025-03-03", &format!(",{division},{terminal},{pro},2025-03-03"))
}

fn company(more: &str) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", format!("{CONFIG}{POSTING}{more}"));
    let customers = CUSTOMERS.replace("invoice_style", "customer_group,invoice_style");
    workspace.write("drop/customers.csv", customers.replace("USD,per_load", "USD,retail,per_load"));
    workspace.write("drop/loads.csv", load(LOADS, "brokerage", "CHI", "77001"));
    workspace
}

fn another(workspace: &TestWorkspace, number: &str, terminal: &str, pro: &str) {
    workspace.another(number, |text| match text.starts_with("load_number,customer") {
        true => load(text, "asset", terminal, pro),
        false => text.to_owned(),
    });
}

fn found(session: &Session, text: &str) -> Vec<String> {
    let ask = QueueAsk { search: Some(text.to_owned()), ..QueueAsk::default() };
    session.queue(&ask).expect("a page").loads.into_iter().map(|line| line.load).collect()
}

#[test]
fn a_line_is_posted_by_rule_with_its_dimensions_and_printed_number() {
    let workspace = company(PRO);
    another(&workspace, "T-2", "", "77002");
    let mut session = workspace.open();
    sync(&mut session);
    let held = session.show("T-2").expect("shown");
    assert_eq!((held.state.as_str(), held.holds[0].code.as_str()), ("held", "DIMENSION_MISSING"));
    assert_eq!(held.holds[0].message, "no department: load.terminal is empty");
    approve(&mut session, &["T-1"]);
    let pushed = push(&mut session);
    assert_eq!((pushed.posted.len(), state(&session, "T-1").as_str()), (1, "posted"));
    let invoice = session.batch_list().expect("batches").batches[0].invoices[0].clone();
    let line = &invoice.sent[0];
    assert_eq!(
        (line.item.as_str(), line.account.as_deref(), invoice.printed.as_str()),
        ("4200", Some("42-R"), "77001")
    );
    assert_eq!(line.dimensions, [("department".to_owned(), "CHI".to_owned())].into());
    let file = std::fs::read_to_string(&pushed.files[0]).expect("an import file");
    let row = file.lines().nth(1).expect("a line");
    assert!(row.ends_with(",77001,42-R,department=CHI"), "{row}");
    assert_eq!(session.show("T-1").expect("shown").invoices[0].printed, "77001");
    assert_eq!((found(&session, "7700"), found(&session, "9")), (vec!["T-1".to_owned()], vec![]));
    let again = session.reproduce(&[], None, &mut |_, _| true).expect("made again");
    assert_eq!((again.invoices, again.drifted.len()), (1, 0));
    assert!(session.audit().expect("an audit").ok);
}

#[test]
fn two_loads_of_one_pro_are_never_printed_alike() {
    let workspace = company(PRO);
    another(&workspace, "T-2", "DAL", "77001");
    let mut session = workspace.open();
    sync(&mut session);
    session.release("T-1", Some("biller"), "two loads of one order").expect("released");
    session.release("T-2", Some("biller"), "two loads of one order").expect("released");
    approve(&mut session, &["T-1", "T-2"]);
    let pushed = push(&mut session);
    assert_eq!((pushed.posted.len(), pushed.refused.len()), (1, 1));
    assert_eq!(pushed.refused[0].code, "LH-443");
    drop(session);
    // Once the second has a suffix to be told apart by, the same approval is billed.
    workspace.write("linehaul.toml", format!("{CONFIG}{POSTING}{PRO}twin = \"-{{n}}\"\n"));
    let mut session = workspace.open();
    let pushed = push(&mut session);
    assert_eq!((pushed.posted.len(), pushed.refused.len()), (1, 0));
    assert_eq!(session.show("T-2").expect("shown").invoices[0].printed, "77001-2");
    let again = session.reproduce(&[], None, &mut |_, _| true).expect("made again");
    assert_eq!((again.invoices, again.drifted.len()), (2, 0));
}

#[test]
fn a_load_without_the_number_that_its_template_wants_is_refused_by_name() {
    let workspace = company(PRO);
    another(&workspace, "T-2", "DAL", "");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1", "T-2"]);
    let pushed = push(&mut session);
    assert_eq!((pushed.posted.len(), pushed.refused[0].code.as_str()), (1, "LH-444"));
}

#[test]
fn what_is_printed_is_checked_with_the_chain() {
    let workspace = company(PRO);
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    drop(session);
    let free = ["DROP TRIGGER printed_is_not_edited", "UPDATE printed SET number = '88' WHERE number = '77001'"];
    in_database(&workspace.dir().join("book.sqlite"), &free);
    assert!(!workspace.open().audit().is_ok_and(|audit| audit.ok));
}

#[test]
fn a_rule_or_a_template_that_no_customer_reaches_is_told() {
    let said = |more: &str, synced: bool| {
        let workspace = company(more);
        let mut desk = workspace.open();
        if synced {
            sync(&mut desk);
        }
        let check = desk.doctor().expect("looked at").checks.into_iter().find(|check| check.name == "posting");
        check.map(|check| (check.ok, check.message)).expect("a check")
    };
    let (ok, words) = said(PRO, true);
    assert!(ok, "{words}");
    let (ok, words) = said("\n[printed_number.TNY-US]\ntemplate = \"{pro}\"\n", true);
    assert!(!ok && words.contains("[printed_number.TNY-US]: no customer has that entity"), "{words}");
    let rule = "\n[[erp.posting]]\ncustomer_group = \"retial\"\nentity = \"TNY-US\"\naccount = \"9\"\n";
    let (ok, words) = said(rule, true);
    let wanted = ["no customer has the entity `TNY-US`", "no customer has the group `retial` (did you mean `retail`?)"];
    assert!(!ok && wanted.iter().all(|part| words.contains(part)), "{words}");
    assert!(said(rule, false).0, "before anything is delivered nobody can tell");
}

#[test]
fn settings_that_cannot_be_told_apart_are_refused_when_they_are_read() {
    let refused = |more: &str| {
        let workspace = company(more);
        code(Session::open(&workspace.dir()))
    };
    assert_eq!(refused(PRO), "done");
    for more in [
        "\n[printed_number.\"*\"]\ntemplate = \"INV\"\n",
        "\n[printed_number.\"*\"]\ntemplate = \"{bol}\"\n",
        "\n[[erp.posting]]\ncode = \"LINEHAUL\"\nitem = \"1\"\n",
        "\n[[erp.posting]]\ncustomer_group = \"retail\"\nbusiness_line = \"brokerage\"\naccount = \"2\"\n",
    ] {
        assert_eq!(refused(more), "LH-103", "{more}");
    }
}
