//! Customers from the ERP: read beside what sources deliver, on a schedule of their own, kept like every delivery.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linehaul_connectors::erp::memory::{Clock as ErpClock, Fault, Faults, MemoryErp, Method, Rule, World, able};
use linehaul_connectors::erp::{MasterCustomer, Traits};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::hold::{HoldCode, WarningCode};
use linehaul_domain::party::Customer;
use linehaul_domain::time::{Duration as Span, Instant};
use linehaul_workbench::decisions::show::show;
use linehaul_workbench::intake::master::freshness;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::rebuild::check;
use linehaul_workbench::intake::sources::sources;
use linehaul_workbench::intake::sync::{Synced, sync, sync_with};
use linehaul_workbench::machine::clock::{Clock, Hands};
use linehaul_workbench::upkeep::doctor::doctor;
use linehaul_workbench::workspace::home::Workbench;

const SETTINGS: &str = r#"
[business]
name = "Master"
zone = "America/Chicago"
invoice_prefix = "MD"
desk = "A"
[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"
[erp]
kind = "tryton"
url = "http://127.0.0.1:1"
user = "linehaul"
database = "company"
"#;

const MASTER: &str = "[erp.master_data]\nread = \"daily\"\ncolumns = { \"identifier\" = \"contract\" }\n";

const LOADS: &str = "load_number,customer,status,updated_at\nL-1,ACME,delivered,2026-03-01T00:00:00Z\nL-2,BETA,delivered,2026-03-01T00:00:00Z\n";

/// A clock that stands where it is put.
#[derive(Debug)]
struct Stands(AtomicI64);

impl Hands for Stands {
    fn now(&self) -> Instant {
        let begun: Instant = "2026-03-02T08:00:00Z".parse().expect("an instant");
        begun + Span::minutes(self.0.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(60 * u64::try_from(self.0.load(Ordering::SeqCst)).expect("a time"))
    }

    fn sleep(&self, _: Duration) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Company {
    folder: tempfile::TempDir,
    world: World,
    hands: Arc<Stands>,
}

impl Company {
    fn new(master: &str) -> Company {
        let folder = tempfile::tempdir().expect("a folder");
        let company =
            Company { folder, world: World::new(ErpClock::new()), hands: Arc::new(Stands(AtomicI64::new(0))) };
        company.set(master);
        std::fs::create_dir_all(company.dir().join("drop")).expect("a folder");
        company.drops("loads-1.csv", LOADS);
        company
    }

    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn set(&self, master: &str) {
        std::fs::write(self.dir().join("linehaul.toml"), format!("{SETTINGS}{master}")).expect("written");
    }

    fn drops(&self, name: &str, text: &str) {
        std::fs::write(self.dir().join("drop").join(name), text).expect("written");
    }

    fn open(&self) -> Workbench {
        let mut bench = open(self.dir()).expect("opens");
        bench.clock = Clock::driven(self.hands.clone());
        bench
    }

    fn later(&self, hours: i64) {
        self.hands.0.fetch_add(60 * hours, Ordering::SeqCst);
    }

    fn sync(&self, bench: &mut Workbench, only: &[&str]) -> Synced {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let mut erp = MemoryErp::new(self.world.clone(), able());
        sync_with(bench, &only, &mut erp, &mut |_, _, _| true).expect("synced")
    }
}

fn customer(code: &str) -> MasterCustomer {
    MasterCustomer { code: code.to_owned(), name: format!("{code} Inc."), active: true, ..MasterCustomer::default() }
}

fn read(synced: &Synced) -> Vec<(&str, u64)> {
    synced.sources.iter().map(|source| (source.name.as_str(), source.read)).collect()
}

fn known(bench: &Workbench, id: &str) -> Customer {
    bench.cache.customer(&id.into()).expect("reads").expect("a customer")
}

/// Is its customer unknown, and is it warned that credit is stopped?
fn told_of(bench: &Workbench, load: &str) -> (bool, bool) {
    let Assessment { holds, warnings, .. } =
        bench.cache.assessment(&load.into()).expect("reads").expect("an assessment").assessment;
    let unknown = holds.iter().any(|hold| hold.code == HoldCode::CustomerUnknown);
    (unknown, warnings.iter().any(|warning| warning.code == WarningCode::CreditHold))
}

#[test]
fn a_customer_is_unknown_until_the_erp_told_of_it_and_is_made_again_without_it() {
    let company = Company::new(MASTER);
    let mut bench = company.open();
    assert_eq!(read(&company.sync(&mut bench, &[])), [("dispatch", 2), ("erp", 0)]);
    assert_eq!(told_of(&bench, "L-1"), (true, false));
    let fields = [("identifier".to_owned(), "acme-foods".to_owned())].into();
    company.world.enter(MasterCustomer { fields, ..customer("ACME") });
    company.world.enter(MasterCustomer { credit_hold: Some(true), ..customer("BETA") });
    company.later(24);
    assert_eq!(read(&company.sync(&mut bench, &[])), [("dispatch", 0), ("erp", 2)]);
    assert_eq!((told_of(&bench, "L-1"), told_of(&bench, "L-2")), ((false, false), (false, true)));
    assert_eq!(known(&bench, "ACME").contract.as_deref(), Some("acme-foods"));
    let folder = bench.config.contract_folder(&"ACME".into(), Some(&known(&bench, "ACME")));
    assert_eq!(folder, "acme-foods");
    assert_eq!(check(&mut bench).expect("checked").differing, Vec::<String>::new());
    // Credit is given again, and the same customer stays the same.
    company.world.enter(customer("BETA"));
    company.later(24);
    assert_eq!(read(&company.sync(&mut bench, &[]))[1], ("erp", 1));
    assert_eq!(told_of(&bench, "L-2"), (false, false));
    drop(bench);
    // A cache that is gone is made of the archive: no ERP is there to be asked.
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        let _ = std::fs::remove_file(company.dir().join(name));
    }
    let bench = company.open();
    assert_eq!(told_of(&bench, "L-1"), (false, false));
    assert_eq!(known(&bench, "ACME").name, "ACME Inc.");
}

#[test]
fn an_item_that_the_erp_has_not_holds_before_anything_is_sent() {
    let company =
        Company::new("[erp.items]\nLINEHAUL = \"4000\"\nFSC = \"Fuel\"\n[erp.master_data]\nread = \"daily\"\n");
    let house = "contract for \"HOUSE\", currency \"USD\", version by actual pickup, rounded half up per line;\n\nlinehaul flat 100.00;\n";
    std::fs::create_dir_all(company.dir().join("rules/house")).expect("a folder");
    std::fs::write(company.dir().join("rules/house/2024-01-01.rhai"), house).expect("written");
    let stop = |seq: u32, kind: &str| {
        format!("L-1,{seq},{kind},America/Chicago,2026-02-20 08:00,2026-02-20 09:00,2026-03-01T00:00:00Z\n")
    };
    let stops = [stop(1, "pickup"), stop(2, "delivery")].concat();
    company.drops("stops-1.csv", &format!("load_number,seq,type,zone,arrived_at,departed_at,updated_at\n{stops}"));
    company.world.enter(customer("ACME"));
    let held = |bench: &Workbench| -> Vec<String> {
        let found = bench.cache.assessment(&"L-1".into()).expect("reads").expect("an assessment").assessment;
        let unmapped = found.holds.into_iter().filter(|hold| hold.code == HoldCode::CodeUnmapped);
        unmapped.map(|hold| hold.message).collect()
    };
    let notes =
        |synced: &Synced| synced.sources.iter().find(|s| s.name == "erp").map(|s| s.notes.clone()).unwrap_or_default();
    let mut bench = company.open();
    // An ERP that keeps none says nothing of any.
    assert_eq!(notes(&company.sync(&mut bench, &[])), [""; 0]);
    assert_eq!(held(&bench), [""; 0]);
    company.world.keep_items(&[("4001", "Linehaul"), ("4010", "Fuel")]);
    company.later(24);
    let told = notes(&company.sync(&mut bench, &[]));
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("no item `4000` (did you mean `4001`, Linehaul?)"), "{told:?}");
    assert!(told[1].contains("no item `Fuel` (did you mean `4010`, Fuel?)"), "{told:?}");
    let message = "LINEHAUL is posted as the item `4000`, which the ERP has not (did you mean `4001`, Linehaul?)";
    assert_eq!(held(&bench), [message], "it is told before it is sent");
    assert_eq!(check(&mut bench).expect("checked").differing, Vec::<String>::new());
    let doctors = |bench: &mut Workbench| {
        let checks = doctor(bench).expect("an answer");
        checks.into_iter().find(|check| check.name == "items").map(|check| (check.ok, check.message))
    };
    assert!(doctors(&mut bench).is_some_and(|(ok, words)| !ok && words.contains("`4000` (did you mean")));
    drop(bench);
    // A cache that is made anew knows it from the archive.
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        let _ = std::fs::remove_file(company.dir().join(name));
    }
    let mut bench = company.open();
    assert_eq!(held(&bench), [message]);
    // Somebody makes it there; and later one is taken away, and comes back as it was.
    let listed =
        |bench: &Workbench| bench.archive.lines().expect("lists").iter().filter(|l| l.delivery.kind == "items").count();
    for (item, held_for, lists) in [("4000", 0, 2), ("4000", 0, 2), ("4009", 1, 3), ("4000", 0, 4)] {
        company.world.keep_items(&[(item, "Linehaul"), ("Fuel", "Fuel")]);
        company.later(24);
        company.sync(&mut bench, &[]);
        assert_eq!((held(&bench).len(), listed(&bench)), (held_for, lists), "{item}");
    }
    assert!(doctors(&mut bench).is_some_and(|(ok, _)| ok));
    // Another ERP's list says nothing of this one's items.
    company.world.keep_items(&[("4009", "Linehaul")]);
    company.later(24);
    company.sync(&mut bench, &[]);
    assert_eq!(held(&bench).len(), 1);
    drop(bench);
    let path = company.dir().join("linehaul.toml");
    let text = std::fs::read_to_string(&path).expect("settings");
    std::fs::write(&path, text.replace("127.0.0.1:1\"", "127.0.0.1:2\"")).expect("written");
    let mut bench = company.open();
    assert_eq!(doctors(&mut bench), None);
}

#[test]
fn the_erp_owns_what_it_is_given_and_the_file_the_rest_and_both_are_shown() {
    let company = Company::new("[erp.master_data]\nowns = [\"name\", \"erp_code\", \"currency\"]\n");
    company.drops(
        "customers-1.csv",
        "customer,name,erp_code,currency,customer_group,updated_at\nACME,Acme by dispatch,OTHER,CAD,retail,2026-03-02T07:00:00Z\n",
    );
    company.world.enter(MasterCustomer { currency: Some("USD".to_owned()), ..customer("ACME") });
    let mut bench = company.open();
    company.sync(&mut bench, &[]);
    let stands = |bench: &Workbench| {
        let Customer { name, erp_code, group, currency, .. } = known(bench, "ACME");
        (name, erp_code.unwrap_or_default(), group.unwrap_or_default(), currency.map(|c| c.to_string()))
    };
    let of_erp = ("ACME Inc.".to_owned(), "ACME".to_owned(), "retail".to_owned(), Some("USD".to_owned()));
    assert_eq!(stands(&bench), of_erp);
    let told = |bench: &Workbench| -> Vec<String> {
        let disputed = show(bench, "L-1").expect("shown").disputed;
        disputed.into_iter().map(|d| format!("{} {} {} {}", d.field, d.stands, d.source, d.says)).collect()
    };
    let others =
        ["name ACME Inc. dispatch Acme by dispatch", "erp_code ACME dispatch OTHER", "currency USD dispatch CAD"];
    assert_eq!(told(&bench), others);
    // A later file changes nothing of what the ERP owns.
    company.drops("customers-2.csv", "customer,name,currency\nACME,Acme again,CAD\n");
    company.sync(&mut bench, &[]);
    assert_eq!(stands(&bench), of_erp);
    drop(bench);
    company.set("[erp.master_data]\nowns = [\"erp_code\"]\n");
    let mut bench = company.open();
    company.sync(&mut bench, &["dispatch"]);
    let (name, code, ..) = stands(&bench);
    assert_eq!((name.as_str(), code.as_str()), ("Acme again", "ACME"), "the file has the last word on the name");
    assert!(told(&bench).iter().any(|line| line.starts_with("name Acme again erp ACME Inc.")), "{:?}", told(&bench));
    drop(bench);
    // Where none come from it any more, what it told stays, and is owned by nobody.
    company.set("");
    let mut bench = company.open();
    assert_eq!(read(&sync(&mut bench, &[], &mut |_, _, _| true).expect("synced")), [("dispatch", 0)]);
    let (name, code, ..) = stands(&bench);
    assert_eq!((name.as_str(), code.as_str()), ("Acme again", "ACME"));
    assert_eq!(sync(&mut bench, &["erp".to_owned()], &mut |_, _, _| true).expect_err("no").code.as_str(), "LH-105");
}

#[test]
fn an_erp_that_is_not_there_keeps_no_other_source_waiting_and_staleness_is_told() {
    let company = Company::new(MASTER);
    company.world.enter(customer("ACME"));
    let mut bench = company.open();
    let fresh = |bench: &Workbench| freshness(bench).expect("reads").expect("set");
    assert!(fresh(&bench).old && fresh(&bench).due, "never read is old");
    company.sync(&mut bench, &[]);
    assert!(!fresh(&bench).old && !fresh(&bench).due);
    // The same day nobody asks again, unless somebody names it.
    company.later(2);
    assert_eq!(read(&company.sync(&mut bench, &[])), [("dispatch", 0)]);
    assert_eq!(read(&company.sync(&mut bench, &["erp"])), [("erp", 0)]);
    let read_at = fresh(&bench).last;
    company.later(50);
    company.drops("loads-2.csv", &LOADS.replace("L-", "M-"));
    let down = Rule { method: Method::Catalogue, after: 0, times: 9, fault: Fault::LostBefore };
    company.world.plan(Faults::script(&[down]));
    let synced = company.sync(&mut bench, &[]);
    assert_eq!(read(&synced), [("dispatch", 2), ("erp", 0)]);
    assert!(synced.assessed.loads >= 2, "{synced:?}");
    let erp = &synced.sources[1];
    assert_eq!(erp.error.as_ref().map(|fault| fault.code.as_str()), Some("LH-238"));
    assert!(erp.notes.iter().any(|note| note.contains("may be others by now")), "{:?}", erp.notes);
    assert!(fresh(&bench).old && fresh(&bench).last == read_at);
    assert_eq!(known(&bench, "ACME").name, "ACME Inc.", "what was known counts");
    let checks = doctor(&mut bench).expect("looked");
    let check = checks.iter().find(|check| check.name == "source erp").expect("a check");
    assert!(!check.ok && check.message.contains("were read last at 2026-03-02 10:00 UTC"), "{check:?}");
    let told = sources(&bench).expect("told");
    assert_eq!((told[1].name.as_str(), told[1].last), ("erp", read_at));
    // One that asks to be left alone is left alone, in the next run too.
    let busy = Fault::TurnedAway { retry_after_seconds: Some(3_600) };
    company.world.plan(Faults::script(&[Rule { method: Method::Catalogue, after: 0, times: 1, fault: busy }]));
    company.sync(&mut bench, &["erp"]);
    let asked = company.world.requests().len();
    let fault = company.sync(&mut bench, &["erp"]).sources.remove(0).error.expect("not now");
    assert!(fault.what.contains("left alone") && company.world.requests().len() == asked, "{fault}");
    company.later(2);
    assert!(company.sync(&mut bench, &["erp"]).sources.remove(0).error.is_none());
    assert!(!fresh(&bench).old);
}

#[test]
fn somebody_who_stops_is_heard_and_what_was_not_read_is_due() {
    let company = Company::new(MASTER);
    company.world.enter(customer("ACME"));
    let mut bench = company.open();
    let mut erp = MemoryErp::new(company.world.clone(), able());
    let stop = &mut |what: &str, _: usize, _: usize| !what.contains("asking the ERP");
    sync_with(&mut bench, &[], &mut erp, stop).expect("synced");
    assert!(freshness(&bench).expect("reads").expect("set").due);
    // An ERP that tells nothing of customers is not taken for one that has none.
    let mut silent = MemoryErp::new(company.world.clone(), Traits { customers: &[], ..able() });
    let synced = sync_with(&mut bench, &[], &mut silent, &mut |_, _, _| true).expect("synced");
    assert!(synced.sources[1].error.as_ref().is_some_and(|fault| fault.what.contains("tells nothing")));
}
