//! What a command says that it changes is what changes: the sample company's job is done command by command, and every
//! answer that is another one afterwards has to be one that the screens ask again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use linehaul_api::command::declare::{Access, By, Host};
use linehaul_api::command::registry::{Entry, Reply, find};
use linehaul_api::command::session::{Session, Signal, init_workspace};
use linehaul_api::error::Answer;
use serde_json::{Value, json};

use crate::types::windowed;

/// How the file that is picked is read.
const MAPPING: &str = "[[file]]\nnames = [\"orders*.csv\"]\n[[file.makes]]\nkind = \"load\"\n[file.makes.fields]\n\
    load_number = \"Order\"\ncustomer = \"Bill To\"\nstatus = \"Status\"\n";

/// A window without a page.
struct Window {
    dir: PathBuf,
    session: Session,
    /// A file that somebody picked.
    picked: PathBuf,
    /// What everything answered last.
    known: Known,
}

/// Answers, by command and arguments.
type Known = BTreeMap<(&'static str, String), String>;

impl Host for Window {
    fn folder(&self) -> Answer<PathBuf> {
        Ok(self.dir.clone())
    }

    fn session(&mut self, _: Access) -> Answer<&mut Session> {
        Ok(&mut self.session)
    }
}

impl Window {
    fn ask(&mut self, name: &str, arguments: Value, user: Option<&str>) -> Answer<Reply> {
        let asked = (find(name).expect("declared").read)(arguments).expect("arguments");
        let picked = self.picked.clone();
        asked.answer(self, &mut By { user, told: &mut |_| Signal::Continue, picked: Some(&picked) })
    }

    fn answer(&mut self, name: &str, arguments: Value) -> Value {
        let reply = self.ask(name, arguments, None).unwrap_or_else(|e| panic!("{name}: {}", e.message));
        serde_json::from_str(&reply.json(false).expect("JSON")).expect("JSON")
    }

    fn some(&mut self, state: &str, at_most: usize) -> Vec<(String, String)> {
        let rows = self.answer("queue", json!({ "ask": { "state": state, "limit": at_most } }))["loads"].clone();
        let text = |row: &Value, key: &str| row[key].as_str().expect("text").to_owned();
        rows.as_array().expect("rows").iter().map(|row| (text(row, "load"), text(row, "assessment"))).collect()
    }

    /// Everything that the page can ask and only reads.
    fn everything(&mut self) -> Known {
        let mut all = BTreeMap::new();
        for (entry, _) in windowed().filter(|(entry, _)| entry.access.only_reads()) {
            for arguments in self.asked(entry) {
                let key = (entry.name, arguments.to_string());
                let reply = self.ask(entry.name, arguments, None);
                all.insert(key, reply.map_or_else(|e| e.message, |reply| reply.json(false).expect("JSON")));
            }
        }
        all
    }

    /// The arguments with which a command is read here.
    fn asked(&mut self, entry: &Entry) -> Vec<Value> {
        let texts = |value: &Value, list: &str, key: &str| -> Vec<String> {
            value[list].as_array().expect("rows").iter().filter_map(|row| Some(row[key].as_str()?.to_owned())).collect()
        };
        let mut loads = texts(&self.answer("queue", json!({ "ask": {} })), "loads", "load");
        loads.sort();
        match entry.name {
            "cut_over_try" => vec![json!({ "day": "2025-03-01" })],
            "source_test" => vec![json!({ "name": "tried", "rows": 1, "text": MAPPING })],
            "summary" | "cut_over" | "batch_list" | "sources" | "quarantine" | "about" => vec![json!({})],
            "queue" => vec![json!({ "ask": {} }), json!({ "ask": { "state": "approved" } })],
            "activity" => vec![json!({ "limit": 1000 })],
            "show" => loads.iter().step_by(23).map(|load| json!({ "load": load })).collect(),
            "document" => loads.iter().take(1).map(|load| json!({ "load": load, "id": "none" })).collect(),
            "quarantine_show" => {
                let items = texts(&self.answer("quarantine", json!({})), "items", "id");
                items.iter().take(2).map(|item| json!({ "item": item })).collect()
            }
            "batch_show" => {
                let batches = texts(&self.answer("batch_list", json!({})), "batches", "batch");
                batches.iter().map(|batch| json!({ "batch": batch })).collect()
            }
            other => panic!("{other}: say here with which arguments it is read"),
        }
    }

    /// Asks, and compares what everything answered before and after.
    fn changes(&mut self, name: &'static str, arguments: Value, user: &str) -> usize {
        if let Err(why) = self.ask(name, arguments, Some(user)) {
            // It is asked all the same: what failed on its way may have changed something.
            assert!(matches!(name, "cancelled" | "owed" | "cut_over_keep" | "split"), "{name}: {}", why.message);
        }
        let after = self.everything();
        let before = std::mem::replace(&mut self.known, after.clone());
        let declared = find(name).expect("declared").changes;
        let other = before.iter().filter(|(key, answer)| after.get(*key) != Some(*answer)).map(|(key, _)| key);
        let other: BTreeSet<&str> = other.map(|(command, _)| *command).collect();
        for reading in &other {
            let reads = find(reading).expect("declared").reads;
            let asked_again = reads.iter().any(|tag| declared.contains(tag));
            assert!(
                asked_again,
                "`{name}` changed what `{reading}` answers; it says {declared:?}, that reads {reads:?}"
            );
        }
        other.len()
    }
}

#[test]
fn what_a_command_changes_is_asked_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    init_workspace(&dir, true).expect("the sample company");
    let picked = folder.path().join("orders.csv");
    std::fs::write(&picked, "Order,Bill To,Status\nO-1,ACME,delivered\n").expect("written");
    let mut window = Window { session: Session::open(&dir).expect("opens"), picked, dir, known: Known::new() };
    window.known = window.everything();
    let mut done = BTreeSet::new();
    let mut step = |window: &mut Window, name: &'static str, arguments: Value, user: &str| {
        done.insert(name);
        window.changes(name, arguments, user)
    };
    assert!(step(&mut window, "sync", json!({}), "biller") > 3);
    let set = json!({ "day": "2025-01-15", "reason": "a test" });
    assert!(step(&mut window, "cut_over_set", set, "approver") > 1);
    let early = window.some("billed_elsewhere", 2);
    let said = |load: &str| json!({ "load": load, "reason": "a test" });
    assert!(step(&mut window, "cut_over_bill", said(&early[0].0), "approver") > 1);
    assert!(step(&mut window, "cut_over_elsewhere", said(&early[0].0), "approver") > 1);
    step(&mut window, "cut_over_keep", json!({ "reason": "a test" }), "approver");
    step(&mut window, "source_guess", json!({ "name": "orders", "write": true, "text": MAPPING }), "biller");
    let items = window.answer("quarantine", json!({}))["items"].clone();
    let bad = |text: &str| {
        let all = items.as_array().expect("rows").iter();
        let found =
            all.filter(|item| item["content"].as_str().expect("text").contains(text)).map(|item| item["id"].clone());
        found.collect::<Vec<_>>()
    };
    let mended = json!({ "item": bad("38,120")[0], "values": ["weight_lb=38120"], "because": "a test" });
    assert!(step(&mut window, "quarantine_mend", mended, "biller") > 1);
    let cleared = json!({ "items": bad("Chicgo"), "because": "a test" });
    assert!(step(&mut window, "quarantine_clear", cleared.clone(), "biller") > 1);
    assert!(step(&mut window, "quarantine_reopen", cleared, "biller") > 1);
    assert_eq!(step(&mut window, "quarantine_replay", json!({}), "biller"), 0, "no mapping changed");
    let parts = json!({ "scan": "none.pdf", "parts": ["1=T-1"], "kind": "pod_signed", "because": "a test" });
    step(&mut window, "split", parts, "biller");
    let ready = window.some("ready", 30);
    let (first, second) = (&ready[0].0, &ready[1].0);
    let why = |load: &str| json!({ "load": load, "reason": "a test" });
    window.picked = folder.path().join("T-1 pod.pdf");
    std::fs::write(&window.picked, "%PDF-1.4\n%%EOF\n").expect("written");
    let mapped = json!({ "code": "LUMPER", "item": "4321", "instead_of": "4070", "because": "a test" });
    step(&mut window, "map", mapped, "admin");
    // What is picked is the shell's, and a trial of a mapping reads that.
    window.known = window.everything();
    for (name, arguments) in said_at_the_desk(first) {
        step(&mut window, name, arguments, "biller");
    }
    assert!(step(&mut window, "hold", why(first), "approver") > 1);
    assert!(step(&mut window, "release", why(first), "approver") > 1);
    let adjusted = json!({ "load": second, "code": "LINEHAUL", "amount": "5.00", "reason": "a test" });
    assert!(step(&mut window, "adjust", adjusted, "biller") > 1);
    assert!(step(&mut window, "approve", json!({ "seen": &ready[2..] }), "approver") > 1);
    assert!(step(&mut window, "withdraw", why(&ready[2].0), "approver") > 1);
    assert!(step(&mut window, "batch_create", json!({}), "biller") > 1);
    // An invoice that waits is voided with the approval that it bills.
    assert!(step(&mut window, "withdraw", why(&ready[3].0), "approver") > 1);
    assert!(step(&mut window, "push", json!({ "batch": null }), "biller") > 1);
    step(&mut window, "reconcile", json!({}), "biller");
    step(&mut window, "retry", json!({ "invoices": [], "reason": "a test" }), "biller");
    step(&mut window, "cancelled", json!({ "invoice": "none", "bill_again": true, "reason": "a test" }), "biller");
    step(&mut window, "owed", json!({ "names": ["none"], "went_out": true, "reason": "a test" }), "biller");
    assert_eq!(step(&mut window, "doctor", json!({}), "biller"), 0);
    let changing = windowed().filter(|(entry, _)| !entry.access.only_reads()).map(|(entry, _)| entry.name);
    let untried: Vec<&str> = changing.filter(|name| !done.contains(name)).collect();
    assert!(untried.is_empty(), "{untried:?}: try here what they change");
    must_be_logged(&window.dir);
}

/// What is said of a load, and one thing that nobody said.
fn said_at_the_desk(load: &str) -> Vec<(&'static str, Value)> {
    let said = |more: Value| {
        let mut said = json!({ "load": load, "because": "a test" });
        said.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        said
    };
    let approved =
        json!({ "charge": "LINEHAUL", "name": "Pat", "channel": "mail", "date": "2025-03-01", "amount": "9.00" });
    vec![
        ("set", said(json!({ "field": "customer_po", "value": "PO-7" }))),
        ("take_back", said(json!({ "entry": 1 }))),
        ("attach", said(json!({ "kind": "pod" }))),
        ("attest", said(json!({ "signed_by": "J. Doe" }))),
        ("waive", said(json!({ "charge": "FSC" }))),
        ("accept", said(json!({ "hold": "VARIANCE" }))),
        ("approved_by_customer", said(approved)),
        ("answer", said(json!({ "question": "who", "answer": "we" }))),
        ("dismiss", said(json!({ "kind": "test" }))),
        ("reopen", said(json!({}))),
    ]
}

/// Whatever was decided or read in is in the log by its words; what was only looked at, where that could not be done.
fn must_be_logged(dir: &Path) {
    let log = std::fs::read_to_string(dir.join("log/linehaul.jsonl")).expect("a log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |verb: &str| lines.iter().filter(|line| line["span"]["verb"] == verb).collect::<Vec<_>>();
    // Nobody in particular reads sources.
    let (nobody, approver, biller) = (Value::Null, json!("approver"), json!("biller"));
    for (verb, who) in [
        ("sync", &nobody),
        ("hold", &approver),
        ("release", &approver),
        ("adjust", &biller),
        ("approve", &approver),
        ("batch create", &biller),
        ("push", &biller),
        ("reconcile", &biller),
        ("retry", &biller),
    ] {
        let all = of(verb);
        let ends = [all.first(), all.last()].map(|line| line.map(|line| line["message"].clone()));
        assert_eq!(ends, [Some(json!("began")), Some(json!("ended"))], "{verb}");
        assert!(all.iter().all(|line| line["span"]["who"] == *who), "{verb}: {all:?}");
    }
    assert!(of("cancelled").iter().any(|line| line["message"] == "refused"));
    assert!(of("document").iter().all(|line| line["message"] == "refused") && !of("document").is_empty());
    assert!(["queue", "summary", "show", "batch list", "about"].iter().all(|verb| of(verb).is_empty()));
}
