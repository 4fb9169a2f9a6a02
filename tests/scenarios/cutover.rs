//! A company that switches over: nothing of what was billed elsewhere is billed again, in whatever order day, list, late files and
//! people's words come, and what nobody knows is on a list with its money.
//!
//! Planted once and seen red: lines that are counted as fitting whatever they name; late facts that leave an approval standing; an
//! approval of what was billed elsewhere by its number, and, where the book and late facts let that pass too, its invoice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use linehaul_api::command::safety::{Loads, restore};
use linehaul_api::command::session::{Session, Signal};
use linehaul_api::wire::cutover::{CountedSum, CutOverReport};
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CONTRACT, TestWorkspace, approve, code, push, state, sync};

const LOADS: &str = "load_number,customer,mode,equipment,status,miles,currency,ref:pro,ref:bol,updated_at\n";
const STOPS: &str =
    "load_number,seq,type,name,city,zone,schedule,appointment,handling,arrived_at,departed_at,updated_at\n";
const DOCUMENTS: &str = "document_id,load_number,stop,type,file,signed_by,updated_at\n";

/// A load of two dollars a mile.
#[derive(Clone)]
struct Haul {
    number: String,
    miles: i64,
    delivered: String,
}

impl Haul {
    fn cents(&self) -> i64 {
        self.miles * 200
    }

    fn dollars(&self) -> String {
        money(self.cents())
    }
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// As a spreadsheet writes it: `$1,125.00`.
fn written(cents: i64) -> String {
    let (dollars, rest) = (cents / 100, cents % 100);
    match dollars >= 1_000 {
        true => format!("\"${},{:03}.{rest:02}\"", dollars / 1_000, dollars % 1_000),
        false => format!("${dollars}.{rest:02}"),
    }
}

/// Drops a file of loads, at a version.
fn drop_loads(workspace: &TestWorkspace, name: &str, hauls: &[Haul], version: usize) {
    let at = format!("2025-03-06T{:02}:{:02}:00Z", version / 60, version % 60);
    let (mut loads, mut stops, mut documents) = (LOADS.to_owned(), STOPS.to_owned(), DOCUMENTS.to_owned());
    for Haul { number, miles, delivered } in hauls {
        let tail = "America/Chicago,FCFS,,live";
        writeln!(loads, "{number},ACME,TL,53ft dry van,delivered,{miles},USD,P-{number},B-{number},{at}")
            .expect("text");
        writeln!(stops, "{number},1,pickup,S,Memphis TN,{tail},2024-11-30 08:00,2024-11-30 09:00,{at}").expect("text");
        writeln!(stops, "{number},2,delivery,R,Dallas TX,{tail},{delivered} 22:00,{delivered} 23:00,{at}")
            .expect("text");
        writeln!(documents, "D-{number},{number},2,pod_signed,,receiver,{at}").expect("text");
    }
    for (kind, text) in [("loads", loads), ("stops", stops), ("documents", documents)] {
        workspace.write(&format!("drop/{kind}-{name}.csv"), text);
    }
}

/// A company of these loads, of which nobody said yet what was billed before.
fn company(hauls: &[Haul]) -> TestWorkspace {
    let workspace = TestWorkspace::with_a_history();
    // Users of any account are the sample company's, which has no history.
    let account = format!("[{:?}]", linehaul_workbench::settings::actor::account());
    // They are one account's here, and who says that a load is billed here does not approve it.
    let small = CONFIG.replace("[business]\n", "[business]\nfour_eyes = false\n");
    workspace.write("linehaul.toml", small.replace("[\"*\"]", &account));
    for kind in ["loads", "stops", "documents"] {
        std::fs::remove_file(workspace.dir().join(format!("drop/{kind}.csv"))).expect("removed");
    }
    workspace.write("rules/customers/acme/2024-01-01.rhai", CONTRACT);
    drop_loads(&workspace, "first", hauls, 0);
    workspace
}

fn list(workspace: &TestWorkspace, text: &str) -> PathBuf {
    workspace.write("billed.csv", text);
    workspace.dir().join("billed.csv")
}

/// Ninety days before the first of March, ten from it on.
fn three_months() -> Vec<Haul> {
    let day = |n: i64| {
        let first = linehaul_domain::time::NaiveDate::from_ymd_opt(2024, 12, 1).expect("a day");
        (first + linehaul_domain::time::Duration::days(n.min(95))).to_string()
    };
    (0..100).map(|n| Haul { number: format!("H-{n:03}"), miles: 301 + n * 7, delivered: day(n) }).collect()
}

fn usd(sum: &CountedSum) -> (u64, String) {
    (sum.count, sum.totals.values().cloned().collect::<Vec<_>>().join(" "))
}

fn cents_of<'a>(hauls: impl IntoIterator<Item = &'a Haul>) -> i64 {
    hauls.into_iter().map(Haul::cents).sum()
}

/// Loads of posted invoices with their lines' sum, in cents.
fn posted(session: &Session) -> BTreeMap<String, i64> {
    let ask = QueueAsk { state: Some("posted".into()), limit: Some(1_000), ..QueueAsk::default() };
    let mut all = BTreeMap::new();
    for batch in session.batch_list().expect("batches").batches {
        for invoice in batch.invoices.iter().filter(|invoice| invoice.state == "posted") {
            let total: i64 = invoice.total.replace('.', "").parse().expect("cents");
            let [load] = invoice.loads.as_slice() else { panic!("one load each") };
            assert!(all.insert(load.clone(), total).is_none(), "{load} is billed twice");
        }
    }
    let queue: BTreeSet<String> = session.queue(&ask).expect("a queue").loads.into_iter().map(|row| row.load).collect();
    assert_eq!(queue, all.keys().cloned().collect());
    all
}

fn in_state(session: &Session, state: &str) -> BTreeSet<String> {
    let ask = QueueAsk { state: Some(state.into()), limit: Some(1_000), ..QueueAsk::default() };
    session.queue(&ask).expect("a queue").loads.into_iter().map(|row| row.load).collect()
}

fn as_json(report: &CutOverReport) -> String {
    serde_json::to_string_pretty(&CutOverReport { set: None, ..report.clone() }).expect("JSON")
}

#[test]
fn of_three_months_of_history_a_third_was_billed_elsewhere() {
    let hauls = three_months();
    let workspace = company(&hauls);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(code(session.approve(&[], true, Some("approver"), None, &mut |_, _| true)), "LH-428");
    assert_eq!(session.cutover().expect("a report").set.map(|set| set.seq), None);

    // A third of the history by load, PRO or BOL, one load of the time after, two lines that nobody knows, one amount off by a dime.
    let listed: Vec<&Haul> = hauls.iter().take(90).step_by(3).chain(&hauls[95..96]).collect();
    let mut text = "Load #,PRO,Bill of Lading,Invoice No.,Customer,Invoice Total\n".to_owned();
    for (at, haul) in listed.iter().enumerate() {
        let number = haul.number.to_lowercase();
        let named = [format!("{number},,"), format!(",p-{number},"), format!(",,B\u{2011}{number}")];
        let cents = if at == 4 { haul.cents() - 10 } else { haul.cents() };
        writeln!(text, "{},OLD-{at},Acme,{}", named[at % 3], written(cents)).expect("text");
    }
    text.push_str("Z-1,,,OLD-98,Acme,\"$1,125.00\"\n,,,OLD-99,Acme,$0.05\n");
    let file = list(&workspace, &text);
    let tried = session.cutover_try("2025-03-01", Some(&file)).expect("a look");
    assert_eq!(session.cutover().expect("a report").set.map(|set| set.seq), None, "a dry run sets nothing");
    let report = session.cutover_set("2025-03-01", Some(&file), Some("approver")).expect("set");
    assert_eq!(as_json(&tried), as_json(&report));
    assert_eq!(as_json(&session.cutover().expect("a report")), as_json(&report));

    let asked: Vec<&Haul> =
        hauls.iter().take(90).enumerate().filter(|(at, _)| at % 3 != 0).map(|(_, haul)| haul).collect();
    let ours: Vec<&Haul> = hauls[90..].iter().filter(|haul| haul.number != "H-095").collect();
    let elsewhere = cents_of(listed.iter().copied()) - 10;
    assert_eq!(usd(&report.listed), (33, money(elsewhere + 112_505)));
    assert_eq!(usd(&report.matched), (31, money(elsewhere)));
    assert_eq!(usd(&report.unmatched), (2, "1125.05".into()), "line by line: {:?}", report.unmatched_lines);
    assert_eq!(usd(&report.elsewhere), (31, money(elsewhere)));
    assert_eq!(usd(&report.differing), (1, "0.10".into()));
    assert_eq!(usd(&report.asked), (60, money(cents_of(asked.iter().copied()))));
    assert_eq!(usd(&report.here), (9, money(cents_of(ours.iter().copied()))));
    assert_eq!(
        (report.after.as_slice(), report.not_read.as_slice()),
        (["H-095".to_owned()].as_slice(), ["Customer".to_owned()].as_slice())
    );

    // Day one: everything that is ready is approved and sent.
    approve(&mut session, &[]);
    push(&mut session);
    let billed: BTreeMap<String, i64> = ours.iter().map(|haul| (haul.number.clone(), haul.cents())).collect();
    assert_eq!(posted(&session), billed);
    assert_eq!(
        session.summary().expect("counts").held.iter().map(|held| (held.code.0.code(), held.loads)).collect::<Vec<_>>(),
        [("CUTOVER_ASKS", 60)]
    );

    // People go through the list: two thirds were never invoiced.
    for (at, haul) in asked.iter().enumerate() {
        let done = match at % 3 {
            0 => session.cutover_elsewhere(&haul.number, ("OLD-7", &format!("${}", haul.dollars())), Some("biller")),
            _ => session.cutover_bill(&haul.number, Some("biller"), "never invoiced"),
        };
        assert!(done.as_ref().is_ok_and(|done| done.refused.is_empty()), "{done:?}");
    }
    approve(&mut session, &[]);
    push(&mut session);
    let left: Vec<&Haul> = asked.iter().enumerate().filter(|(at, _)| at % 3 != 0).map(|(_, haul)| *haul).collect();
    let billed: BTreeMap<String, i64> =
        ours.iter().chain(&left).map(|haul| (haul.number.clone(), haul.cents())).collect();
    assert_eq!(posted(&session), billed);
    let report = session.cutover().expect("a report");
    let others = cents_of(&hauls) - billed.values().sum::<i64>();
    assert_eq!(usd(&report.elsewhere), (51, money(others - 10)), "together they are all loads, but for the dime");
    assert_eq!((report.asked.count, report.here.count, report.open), (0, 0, false));
    assert_eq!(in_state(&session, "billed_elsewhere").len() + billed.len(), hauls.len());
    assert_eq!(session.radar(None, &mut |_, _| true).expect("a look").items.len(), 0);

    // From now on the cut-over stays, and the stored is what would be rebuilt.
    assert_eq!(code(session.cutover_set("2025-01-01", None, Some("approver"))), "LH-407");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
    assert!(session.audit().expect("a report").ok);
    drop(session);
    assert_eq!(as_json(&workspace.open().cutover().expect("a report")), as_json(&report));
}

#[test]
fn a_late_file_of_the_time_before_bills_nothing() {
    let haul = |number: &str, delivered: &str| Haul { number: number.into(), miles: 500, delivered: delivered.into() };
    let workspace = company(&[haul("A-1", "2025-02-28"), haul("A-2", "2025-03-01")]);
    let mut session = workspace.open();
    sync(&mut session);
    session.cutover_set("2025-03-01", None, Some("approver")).expect("set");
    assert_eq!((state(&session, "A-1"), state(&session, "A-2")), ("billed_elsewhere".into(), "ready".into()));
    drop_loads(&workspace, "late", &[haul("A-3", "2025-01-15")], 1);
    sync(&mut session);
    assert_eq!(state(&session, "A-3"), "billed_elsewhere");
    for load in ["A-1", "A-3"] {
        let refused = &approve(&mut session, &[load]).refused;
        assert_eq!(refused.iter().map(|line| line.code.as_str()).collect::<Vec<_>>(), ["LH-429"], "{load}");
        assert!(session.show(load).expect("shown").elsewhere.expect("told").contains("before the cut-over"));
    }
    // Until a person says otherwise.
    session.cutover_bill("a-3", Some("biller"), "it was forgotten").expect("an answer");
    assert_eq!(state(&session, "A-3"), "ready");
    assert_eq!(session.cutover_bill("A-3", Some("biller"), "again").expect("an answer").refused[0].code, "LH-417");

    // What is approved and turns out to be of the time before is approved no longer, and its invoice is void.
    approve(&mut session, &["A-2"]);
    session.batch_create(Some("biller")).expect("a batch");
    drop_loads(&workspace, "later", &[haul("A-2", "2025-02-27")], 2);
    let synced = sync(&mut session);
    assert_eq!(synced.lapsed.len(), 1);
    assert_eq!(state(&session, "A-2"), "billed_elsewhere");
    push(&mut session);
    assert_eq!(posted(&session), BTreeMap::new());

    // A word on a load that is approved takes the approval back.
    approve(&mut session, &["A-3"]);
    session.cutover_elsewhere("A-3", ("", "USD 900.00"), Some("biller")).expect("an answer");
    let shown = session.show("A-3").expect("shown");
    assert_eq!((shown.state.as_str(), shown.difference.map(|d| d.amount)), ("billed_elsewhere", Some("100.00".into())));
    assert_eq!(session.queue(&QueueAsk { differing: true, ..QueueAsk::default() }).expect("a queue").total, 0);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

/// Whoever says of a load that it is billed here after all does not approve it; of several words the one that stands counts.
#[test]
fn who_says_that_a_load_is_billed_here_does_not_approve_it() {
    let workspace = TestWorkspace::with_a_history();
    let mut session = workspace.open();
    sync(&mut session);
    session.cutover_set("2025-03-07", None, Some("approver")).expect("set");
    assert_eq!(state(&session, "T-1"), "billed_elsewhere");
    session.cutover_bill("T-1", Some("approver"), "it was forgotten").expect("an answer");
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused.iter().map(|line| line.code.as_str()).collect::<Vec<_>>(), ["LH-404"]);
    session.cutover_elsewhere("T-1", ("OLD-1", ""), Some("biller")).expect("an answer");
    session.cutover_bill("T-1", Some("biller"), "it was another one").expect("an answer");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
}

/// Dispatch corrects a PRO that the list has, and a day of delivery of the time before: both loads may have been billed by what was said
/// before, and are nobody's to approve until a person has said.
#[test]
fn what_a_correction_takes_out_of_the_time_before_is_asked() {
    let haul = |number: &str, delivered: &str| Haul { number: number.into(), miles: 500, delivered: delivered.into() };
    let workspace = company(&[haul("A-1", "2025-02-27"), haul("A-2", "2025-02-28"), haul("A-3", "2025-03-02")]);
    let mut session = workspace.open();
    sync(&mut session);
    let file = list(&workspace, "Pro Number,Amount\nP-A-1,1000.00\nP-A-2,1000.00\nP-A-3,1000.00\n");
    session.cutover_set("2025-02-28", Some(&file), Some("approver")).expect("set");
    let states = |session: &Session| ["A-1", "A-2", "A-3"].map(|load| state(session, load));
    assert_eq!(states(&session), ["billed_elsewhere"; 3]);
    // The day of one, the PRO of another.
    workspace.write(
        "drop/loads-pro.csv",
        format!("{LOADS}A-3,ACME,TL,53ft dry van,delivered,500,USD,P-77,B-A-3,2025-03-06T02:00:00Z\n"),
    );
    drop_loads(&workspace, "corrected", &[haul("A-1", "2025-02-28")], 2);
    sync(&mut session);
    let asked = session.show("A-3").expect("shown");
    assert!(asked.holds.iter().any(|hold| hold.code == "CUTOVER_ASKS" && hold.message.contains("P-A-3")), "{asked:?}");
    assert_eq!(states(&session), ["billed_elsewhere", "billed_elsewhere", "held"], "the list names the first two");
    assert!(approve(&mut session, &[]).approved.is_empty());
    // Without the list, the corrected day is asked.
    session.cutover_set("2025-02-28", None, Some("approver")).expect("set");
    let asked = session.show("A-1").expect("shown");
    assert!(
        asked.holds.iter().any(|hold| hold.code == "CUTOVER_ASKS" && hold.message.contains("2025-02-27")),
        "{asked:?}"
    );
    assert_eq!(states(&session), ["held", "ready", "ready"]);
    session.cutover_elsewhere("A-1", ("OLD-9", ""), Some("biller")).expect("said");
    assert_eq!(states(&session), ["billed_elsewhere", "ready", "ready"]);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn what_a_list_names_wrongly_is_told_before_anything_is_decided() {
    let workspace = company(&three_months()[..3]);
    let mut session = workspace.open();
    sync(&mut session);
    for (text, told) in
        [("Invoice,Amount\nA,5\n", "no column names a load"), ("Load,Amount\nH-000,\"1.125,00\"\n", "line 2")]
    {
        let file = list(&workspace, text);
        let error = session.cutover_set("2025-03-01", Some(&file), Some("approver")).expect_err("refused");
        assert!(error.code.as_str() == "LH-408" && error.message.contains(told), "{}", error.message);
    }
    assert_eq!(code(session.cutover_set("March", None, Some("approver"))), "LH-121");
    assert_eq!(code(session.cutover_set("2025-03-01", None, Some("biller"))), "LH-403");
    assert_eq!(
        code(session.cutover_set("2025-03-01", Some(&workspace.dir().join("none.csv")), Some("approver"))),
        "LH-104"
    );
    assert_eq!(code(session.cutover_bill("H-000", Some("biller"), "why not")), "done");
    assert_eq!(session.cutover_bill("H-000", Some("biller"), "why not").expect("an answer").refused[0].code, "LH-428");
    // A PRO that two loads have is told with both, and neither is billed.
    drop_loads(&workspace, "twin", &[Haul { number: "H-900".into(), miles: 10, delivered: "2025-03-02".into() }], 1);
    workspace.write(
        "drop/loads-twin-2.csv",
        format!("{LOADS}H-900,ACME,TL,van,delivered,10,USD,P-H-001,,2025-03-06T02:00:00Z\n"),
    );
    sync(&mut session);
    let file = list(&workspace, "Pro Number,Amount\np-h-001,616.00\n");
    let report = session.cutover_set("2025-03-01", Some(&file), Some("approver")).expect("set");
    assert_eq!(report.several.iter().map(|line| line.loads.join(" ")).collect::<Vec<_>>(), ["H-001 H-900"]);
    assert_eq!(
        (state(&session, "H-001"), state(&session, "H-900")),
        ("billed_elsewhere".into(), "billed_elsewhere".into())
    );
    // A second list that was meant to be added takes the place of the first: what that frees is told, before and when it is set.
    let second = list(&workspace, "Pro Number,Amount\np-h-002,616.00\n");
    let tried = session.cutover_try("2024-12-01", Some(&second)).expect("a look");
    let set = session.cutover_set("2024-12-01", Some(&second), Some("approver")).expect("set");
    let freed = |report: &CutOverReport| report.no_longer.iter().map(|load| load.load.clone()).collect::<Vec<_>>();
    assert_eq!((freed(&tried), freed(&set)), (freed(&set), vec!["H-001".into(), "H-900".into(), "H-000".into()]));
}

/// Numbers in an order that looks like chance, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("small") % most
    }
}

/// What was said and sent, kept apart from the product.
#[derive(Default)]
struct Known {
    days: BTreeMap<String, String>,
    cut: Option<(String, BTreeSet<String>)>,
    words: BTreeMap<String, bool>,
}

impl Known {
    /// May this load be billed here?
    fn is_ours(&self, load: &str) -> bool {
        let Some((day, listed)) = &self.cut else { return false };
        match self.words.get(load) {
            Some(here) => *here,
            None => !listed.contains(load) && self.days[load].as_str() >= day.as_str(),
        }
    }
}

#[test]
fn no_order_of_words_and_files_bills_what_was_billed_elsewhere() {
    let mut happened: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..6 {
        let mut dice = Dice(seed);
        let hauls: Vec<Haul> = (0..8)
            .map(|n| Haul { number: format!("R-{n}"), miles: 100 + n, delivered: format!("2025-02-{:02}", 10 + n * 2) })
            .collect();
        let names: Vec<String> = hauls.iter().map(|haul| haul.number.clone()).collect();
        let workspace = company(&hauls);
        let mut session = workspace.open();
        let mut known = Known::default();
        known.days.extend(hauls.iter().map(|haul| (haul.number.clone(), haul.delivered.clone())));
        sync(&mut session);
        let mut before = BTreeMap::new();
        for step in 1..=24 {
            let load = format!("R-{}", dice.below(hauls.len()));
            match dice.below(9) {
                0 | 1 => {
                    let day = format!("2025-02-{:02}", 8 + dice.below(20));
                    let listed: BTreeSet<String> =
                        (0..dice.below(4)).map(|_| format!("R-{}", dice.below(hauls.len()))).collect();
                    let rows: String = listed.iter().map(|load| format!("{load},5.00\n")).collect();
                    let file = (!listed.is_empty()).then(|| list(&workspace, &format!("Load,Amount\n{rows}")));
                    match code(session.cutover_set(&day, file.as_deref(), Some("approver"))).as_str() {
                        "done" => known.cut = Some((day, listed)),
                        refused => assert_eq!(refused, "LH-407"),
                    }
                }
                2 => {
                    let delivered = format!("2025-02-{:02}", 8 + dice.below(20));
                    let haul = Haul { number: load.clone(), miles: 100, delivered: delivered.clone() };
                    drop_loads(&workspace, &format!("s{step}"), &[haul], step);
                    known.days.insert(load, delivered);
                    sync(&mut session);
                }
                3 => {
                    let done = session.cutover_bill(&load, Some("biller"), "so").expect("an answer").done;
                    known.words.extend(done.into_iter().map(|load| (load, true)));
                }
                4 => {
                    let done = session.cutover_elsewhere(&load, ("N", ""), Some("biller")).expect("an answer").done;
                    known.words.extend(done.into_iter().map(|load| (load, false)));
                }
                // All that is ready, or each by its number, whatever it is.
                at @ (5 | 6) => match session.approve(
                    &names[..names.len() * (at - 5)],
                    at == 5,
                    Some("approver"),
                    None,
                    &mut |_, _| true,
                ) {
                    Ok(approved) => *happened.entry("approved").or_default() += approved.approved.len() as u32,
                    Err(error) => assert!(known.cut.is_none() && error.code.as_str() == "LH-428", "{}", error.message),
                },
                _ => drop(push(&mut session)),
            }
            let now = posted(&session);
            for load in now.keys().filter(|load| !before.contains_key(*load)) {
                assert!(known.is_ours(load), "seed {seed}, step {step}: {load} is posted, and was billed elsewhere");
                *happened.entry("posted").or_default() += 1;
            }
            before = now;
            for load in in_state(&session, "ready") {
                assert!(known.cut.is_none() || known.is_ours(&load), "seed {seed}, step {step}: {load} is ready");
            }
        }
        *happened.entry("elsewhere").or_default() += in_state(&session, "billed_elsewhere").len() as u32;
        assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0], "seed {seed}");
    }
    for what in ["approved", "posted", "elsewhere"] {
        assert!(happened.get(what).is_some_and(|times| *times > 5), "{what} hardly happens: {happened:?}");
    }
}

/// A backup is made, then a person says of an approved load that it was billed elsewhere, and the backup is put back: nothing is
/// approved, batched or sent before somebody says that the cut-over stands.
#[test]
fn a_book_that_was_put_back_asks_for_the_cut_over_again() {
    let workspace = company(&three_months());
    let mut session = workspace.open();
    sync(&mut session);
    session.cutover_set("2025-03-01", None, Some("approver")).expect("set");
    assert_eq!(code(session.cutover_keep(Some("approver"), "it stands")), "LH-417", "nobody asks");
    approve(&mut session, &["H-090"]);
    let backup = workspace.dir().join("night.bak");
    session.backup(&backup).expect("a backup");
    let said = |session: &mut Session| {
        let done = session.cutover_elsewhere("H-090", ("OLD-1", ""), Some("biller"));
        assert!(done.as_ref().is_ok_and(|done| done.refused.is_empty()), "{done:?}");
    };
    said(&mut session);
    drop(session);
    restore(&workspace.dir(), &backup).expect("put back");

    let mut session = workspace.open();
    session.recover_confirm(&Loads::new(), Some("biller"), "the disk died").expect("recovered");
    assert_eq!(state(&session, "H-090"), "approved");
    assert!(session.cutover().expect("a look").asked_again);
    assert_eq!(code(session.approve(&["H-091".to_owned()], false, Some("approver"), None, &mut |_, _| true)), "LH-447");
    assert_eq!(code(session.batch_create(Some("biller"))), "LH-447");
    assert_eq!(code(session.push(None, Some("biller"), &mut |_| Signal::Continue)), "LH-447");
    // A person says again what was said, and then that the cut-over stands.
    said(&mut session);
    let kept = session.cutover_keep(Some("approver"), "nothing else was said since").expect("kept");
    assert!(!kept.asked_again);
    approve(&mut session, &["H-091"]);
    push(&mut session);
    assert_eq!(posted(&session).into_keys().collect::<Vec<_>>(), ["H-091"]);
    assert!(session.audit().expect("a report").ok);
}

/// The disk dies with everything on it, and a backup is put back on a new one: the embedded ERP came back with the book, so that
/// neither knows what was posted since. A person says the last number and what was billed, and no number is given out twice.
#[test]
fn a_new_disk_gives_out_no_number_twice_and_asks_for_the_cut_over() {
    let workspace = company(&three_months());
    let mut session = workspace.open();
    sync(&mut session);
    session.cutover_set("2025-03-01", None, Some("approver")).expect("set");
    approve(&mut session, &["H-090"]);
    push(&mut session);
    let backup = workspace.dir().join("night.bak");
    session.backup(&backup).expect("a backup");
    approve(&mut session, &["H-091"]);
    let lost = push(&mut session).posted.remove(0).invoice;
    assert!(lost.contains("000002"), "{lost}");
    drop(session);

    let fresh = workspace.dir().join("new-disk");
    restore(&fresh, &backup).expect("put back");
    // The drop lies where it lay.
    std::os::unix::fs::symlink(workspace.dir().join("drop"), fresh.join("drop")).expect("a link");
    let mut session = Session::open(&fresh).expect("opens");
    assert_eq!(code(session.recover_confirm(&Loads::new(), Some("biller"), "the disk died")), "LH-530");
    let recovered =
        session.recover_from(&Loads::new(), Some(2), Some("biller"), "accounting has 2").expect("recovered");
    assert_eq!(recovered.numbers_from, 3);
    sync(&mut session);
    assert_eq!(code(session.approve(&["H-092".to_owned()], false, Some("approver"), None, &mut |_, _| true)), "LH-447");
    let done = session.cutover_elsewhere("H-091", (&lost, ""), Some("biller")).expect("said");
    assert!(done.refused.is_empty(), "{done:?}");
    session.cutover_keep(Some("approver"), "accounting has nothing else").expect("kept");
    // What was ready may have gone out since as well: of each somebody says that it did not.
    assert_eq!(approve(&mut session, &[]).approved, [""; 0]);
    session.cutover_bill("H-092", Some("biller"), "accounting does not have it").expect("said");
    assert_eq!(approve(&mut session, &[]).approved, ["H-092"]);
    let posted = push(&mut session).posted;
    assert!(posted.len() == 1 && posted[0].invoice != lost && posted[0].loads == ["H-092"], "{posted:?}");
    assert!(session.audit().expect("a report").ok);
}
