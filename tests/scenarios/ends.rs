//! Holds that ended nowhere at the desk: a charge without an item is mapped by whoever has the settings in their care, and nothing that stands there
//! is written over unseen.

use linehaul_api::command::decide::Adjust;
use linehaul_api::command::map::Map;
use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::desk::{held, is_rebuilt, refused, set, shown};
use crate::workspace::{CONFIG, TestWorkspace, approve, push, state, sync};

const ADMIN: &str = "[[user]] # who keeps the settings\nname = \"admin\"\naccounts = [\"*\"]\nroles = [\"admin\"]\n";

/// The tiny company that posts freight as nothing yet.
fn unmapped() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("LINEHAUL = \"4000\", ", "") + ADMIN);
    let mut session = workspace.open();
    sync(&mut session);
    (workspace, session)
}

fn map(item: &str) -> Map {
    let because = "as accounting said".to_owned();
    Map { code: "LINEHAUL".to_owned(), item: item.to_owned(), instead_of: None, because }
}

fn refusal(session: &mut Session, said: &Map, user: &str) -> String {
    session.try_said_by(said, user).expect_err("refused").code.to_string()
}

fn settings(workspace: &TestWorkspace) -> String {
    std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("settings")
}

#[test]
fn a_charge_gets_its_item_and_the_load_that_it_held_is_billed() {
    let (workspace, mut session) = unmapped();
    assert_eq!(held(&session), ["CODE_UNMAPPED"]);
    let way = &shown(&session).ways[0];
    assert_eq!(
        (way.hold.as_str(), way.command.as_str(), way.roles.as_slice()),
        ("CODE_UNMAPPED", "map", &["admin".to_owned()][..])
    );
    let before = settings(&workspace);
    assert_eq!(refusal(&mut session, &map("4000"), "biller"), "LH-403");
    assert_eq!(settings(&workspace), before);
    let done = session.said_by(&map("4000"), "admin");
    assert_eq!(done.notes, ["erp.items.LINEHAUL is `4000`", "1 load was assessed by it"]);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    // The text has it, and every other line of it as it was.
    let after = settings(&workspace);
    assert!(after.contains("LINEHAUL = \"4000\"") && after.ends_with(ADMIN), "{after}");
    let others =
        |text: &str| text.lines().filter(|line| !line.starts_with("items")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(others(&after), others(&before));
    let newest = session.activity(1).expect("told").entries.remove(0);
    assert_eq!((newest.kind.as_str(), newest.actor.as_str(), newest.role.as_str()), ("setting_set", "admin", "admin"));
    assert_eq!(newest.text, "erp.items.LINEHAUL is `4000`: as accounting said");
    is_rebuilt(&mut session);
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    assert_eq!(push(&mut session).posted.len(), 1);
    drop(session);
    assert_eq!(state(&workspace.open(), "T-1"), "posted");
}

#[test]
fn an_item_that_stands_there_is_replaced_only_by_whoever_saw_it() {
    let (workspace, mut session) = unmapped();
    // Somebody writes it into the text while the desk still sees none.
    let by_hand = settings(&workspace).replace("items = { ", "items = { LINEHAUL = \"4111\", ");
    workspace.write("linehaul.toml", &by_hand);
    assert_eq!(refusal(&mut session, &map("4000"), "admin"), "LH-457");
    let instead_of = |item: &str| Map { instead_of: Some(item.to_owned()), ..map("4000") };
    assert_eq!(refusal(&mut session, &instead_of("4999"), "admin"), "LH-457");
    let known = Map { instead_of: Some("4111".to_owned()), ..map("4111") };
    assert_eq!(refusal(&mut session, &known, "admin"), "LH-456");
    assert_eq!(settings(&workspace), by_hand);
    let done = session.said_by(&instead_of("4111"), "admin");
    assert_eq!(done.notes[0], "erp.items.LINEHAUL is `4000`, in place of `4111`");
    assert_eq!(settings(&workspace), by_hand.replace("4111", "4000"));
    assert_eq!(held(&session), Vec::<String>::new());
}

#[test]
fn what_cannot_be_right_in_the_settings_is_not_written() {
    let (workspace, mut session) = unmapped();
    let before = settings(&workspace);
    for (code, item) in [("linehaul", "4000"), ("", "4000"), ("LINE HAUL", "4000"), ("LINEHAUL", " ")] {
        let said = Map { code: code.to_owned(), ..map(item) };
        assert_eq!(refusal(&mut session, &said, "admin"), "LH-456", "{code} {item}");
    }
    let no_reason = Map { because: " ".to_owned(), ..map("4000") };
    assert_eq!(refusal(&mut session, &no_reason, "admin"), "LH-415");
    assert_eq!((settings(&workspace), held(&session)), (before, vec!["CODE_UNMAPPED".to_owned()]));
}

#[test]
fn a_charge_is_adjusted_as_it_was_looked_at_or_not_at_all() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let seen = shown(&session).assessment;
    let [load, code, amount, reason] = ["T-1", "LINEHAUL", "-10.00", "agreed"].map(str::to_owned);
    let adjust = Adjust { load, code, amount, seen: Some(seen), reason };
    session.said_by(&set("T-1", "miles", "510"), "biller");
    let (code, words) = refused(&session.said_by(&adjust, "biller"));
    assert!(code == "LH-423" && words.contains("1020.00"), "{words}");
    assert_eq!(shown(&session).total, "1020.00");
    let again = Adjust { seen: Some(shown(&session).assessment), ..adjust };
    assert_eq!(session.said_by(&again, "biller").refused.len(), 0);
    assert_eq!(shown(&session).total, "1010.00");
}
