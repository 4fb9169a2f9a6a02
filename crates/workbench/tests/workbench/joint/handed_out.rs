//! Import files and what proves that one went out: a file that is there as it was made does, and nothing else does. What is not
//! there proves nothing, whether an importer took it, a cleaner removed it, or the folder is away.
//!
//! A book that was put back does not know what went out since: what goes out once waits for a person then.
//!
//! Planted once and seen red: what is open when a restored book goes on left as it is; what is posted later of what was sent
//! before left so; a retry that wants an ERP to find a name; the reason forgotten why something could not be made; a batch that
//! hands out another's file; what is not there taken for handed out; a file of another content taken for it; a person's word that
//! is taken though asking only has to wait.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use linehaul_domain::effect::{EffectState, Manner};
use linehaul_domain::fault::Code;
use linehaul_workbench::effects::go_on::{self, End, end};
use linehaul_workbench::effects::kind::{At, AttemptResult, AttemptStatus, Kind, Owed, Packet, Prepared, Why};
use linehaul_workbench::effects::told;
use linehaul_workbench::invoicing::push::{self, Scope, Signal};
use linehaul_workbench::invoicing::settle::Pushed;
use linehaul_workbench::machine::crash;

use crate::joint::company::Company;
use crate::joint::faults::{approved, copy_of, queued};
use crate::joint::office::{BILLER, Into, Office};

/// An office whose push died at this place, opened again.
pub fn died(base: &Company, place: &str) -> Office {
    let mut office = Office::new(copy_of(base), Into::File);
    crash::plan_for_test(place, 1);
    let came = catch_unwind(AssertUnwindSafe(|| push(&mut office)));
    crash::forget_for_test();
    assert!(came.is_err(), "it died at {place}");
    office.reopen();
    office
}

pub fn push(office: &mut Office) -> Pushed {
    office.push(&mut |_| Signal::Continue).expect("pushes")
}

pub fn folder(office: &Office) -> PathBuf {
    office.dir().join("erp/batches")
}

/// Where the open files stand, and how many lie in the folder.
fn stand(office: &mut Office) -> (Vec<EffectState>, usize) {
    let open = office.bench().book.effects_open().expect("reads");
    let mut states: Vec<EffectState> = open.iter().map(|row| row.state).collect();
    states.dedup();
    (states, fs::read_dir(folder(office)).map_or(0, |entries| entries.count()))
}

#[test]
fn only_the_file_itself_proves_that_it_went_out() {
    let base = queued();
    // The part is there and nothing else: it did not go out.
    let mut office = died(&base, "effect.after_begin");
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (1, (vec![], 1)));
    // The file is there as it was made: it went out.
    let mut office = died(&base, "effect.after_perform");
    let pushed = push(&mut office);
    assert_eq!((pushed.files.len(), pushed.owed.len(), stand(&mut office)), (0, 0, (vec![], 1)));
    let person = vec![EffectState::NeedsPerson];
    // The folder is away, as a share that is not mounted; the part was removed; the file was taken, or is another.
    let mut office = died(&base, "effect.after_begin");
    fs::rename(folder(&office), office.dir().join("erp/away")).expect("moved");
    let pushed = push(&mut office);
    let line = pushed.owed.first().expect("it is told").line();
    assert!(line.contains("LH-614") && line.contains("is not there"), "{line}");
    assert_eq!(stand(&mut office), (person.clone(), 0));
    fs::remove_dir_all(folder(&office)).expect("removed");
    fs::rename(office.dir().join("erp/away"), folder(&office)).expect("mounted again");
    let name = office.bench().book.effects_open().expect("reads")[0].packet.clone().expect("a packet");
    office.retry(&[name.as_str().into()]).expect("retried");
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (1, (vec![], 1)));
    let mut office = died(&base, "effect.after_begin");
    fs::read_dir(folder(&office))
        .expect("reads")
        .for_each(|e| fs::remove_file(e.expect("a file").path()).expect("removed"));
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (0, (person.clone(), 0)));
    let mut office = died(&base, "effect.after_perform");
    office.take_files();
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (0, (person.clone(), 0)));
    let mut office = died(&base, "effect.after_perform");
    let file = fs::read_dir(folder(&office)).expect("reads").next().expect("a file").expect("an entry").path();
    fs::write(&file, "something else").expect("written");
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (0, (person.clone(), 1)));
    // What cannot be read is not known either.
    let mut office = died(&base, "effect.after_begin");
    fs::remove_dir_all(folder(&office)).expect("removed");
    let folder = folder(&office);
    fs::create_dir(&folder).expect("made");
    let name = office.bench().book.effects_open().expect("reads")[0].packet.clone().expect("a packet");
    fs::create_dir(folder.join(name.as_str())).expect("made");
    assert_eq!((push(&mut office).files.len(), stand(&mut office)), (0, (person, 1)));
}

/// A kind that can never be asked now.
struct Deaf;

impl Kind for Deaf {
    fn name(&self) -> &'static str {
        "import_file"
    }
    fn in_words(&self) -> &'static str {
        "file"
    }
    fn manner(&self) -> Manner {
        Manner::Once
    }
    fn owed(
        &self,
        _: &linehaul_workbench::workspace::home::Workbench,
        _: &dyn linehaul_connectors::erp::Erp,
        _: &linehaul_domain::invoice::Invoice,
    ) -> linehaul_domain::fault::Outcome<Option<Owed>> {
        Ok(None)
    }
    fn prepare(
        &self,
        _: &mut At<'_>,
        _: &linehaul_domain::ids::BatchId,
        _: &[linehaul_store::EffectRow],
    ) -> linehaul_domain::fault::Outcome<Vec<Prepared>> {
        Ok(Vec::new())
    }
    fn perform(&self, _: &mut At<'_>, _: &Packet) -> AttemptResult {
        AttemptResult::Done(None)
    }
    fn ask(&self, _: &mut At<'_>, _: &Packet) -> AttemptStatus {
        AttemptStatus::Later(Why {
            code: Code::ErpUnreachable,
            words: "it is away".to_owned(),
            retry_after_seconds: None,
        })
    }
}

#[test]
fn what_cannot_be_asked_now_does_not_go_on() {
    let mut office = died(&queued(), "effect.after_begin");
    fs::remove_dir_all(folder(&office)).expect("removed");
    push(&mut office);
    let name = office.bench().book.effects_open().expect("reads")[0].packet.clone().expect("a packet");
    let packet = go_on::named(office.bench(), name.as_str()).expect("reads").pop().expect("it waits");
    let erp = office.bench().erp().expect("the file ERP");
    let actor = linehaul_domain::decision::Actor {
        account: "x".into(),
        name: "x".into(),
        role: linehaul_domain::decision::Role::Biller,
    };
    let reason = linehaul_domain::reason::Reason::ours("looked");
    let refused = erp.with(|erp| go_on::go_on(office.bench(), Some(erp), &[&Deaf], &packet, (&actor, &reason)));
    assert_eq!(refused.expect_err("it waits").code, Code::EffectInDoubt);
    assert_eq!(stand(&mut office).0, vec![EffectState::NeedsPerson]);
}

fn keep(office: &mut Office) -> PathBuf {
    let copy = office.dir().join("copy.sqlite");
    office.bench().book.backup(&copy).expect("copied");
    copy
}

fn put_back(office: &mut Office, copy: &std::path::Path) {
    office.bench = None;
    for end in ["-wal", "-shm"] {
        // They are there or not.
        let _ = fs::remove_file(office.dir().join(format!("book.sqlite{end}")));
    }
    fs::copy(copy, office.dir().join("book.sqlite")).expect("put back");
    office.reopen();
}

/// The process dies here, somebody copies the book, everything is handed out, and the copy is put back.
fn restored(base: &Company, place: &str, nth: u32) -> Office {
    let mut office = Office::new(copy_of(base), Into::File);
    crash::plan_for_test(place, nth);
    let came = catch_unwind(AssertUnwindSafe(|| push(&mut office)));
    crash::forget_for_test();
    assert!(came.is_err(), "it died at {place}");
    office.reopen();
    let copy = keep(&mut office);
    let mut out = push(&mut office).files.len();
    let waits: Vec<String> =
        told::open(office.bench()).expect("reads").iter().map(|told| told.name().to_owned()).collect();
    if !waits.is_empty() {
        office.retry(&waits.iter().map(|name| name.as_str().into()).collect::<Vec<_>>()).expect("retried");
        out += push(&mut office).files.len();
    }
    assert!(out <= 1);
    put_back(&mut office, &copy);
    office
}

/// How often each invoice stands in the files that are there and that were taken.
fn handed(office: &mut Office) -> Vec<usize> {
    office.take_files();
    let rows = office.bench().book.invoices(None, None).expect("reads");
    let count = |number: &str| {
        let names = |text: &&(String, String)| text.1.lines().any(|line| line.starts_with(&format!("line,{number},")));
        office.taken.iter().filter(names).count()
    };
    let mut counts: Vec<usize> = rows.iter().map(|row| count(row.number.as_str())).collect();
    counts.dedup();
    counts
}

#[test]
fn what_a_restored_book_does_not_know_to_be_out_waits_for_a_person() {
    let base = queued();
    let places = [
        ("effect.after_prepare", 1),
        ("effect.after_stage", 1),
        ("effect.after_begin", 1),
        ("push.after_post", 4),
        ("push.after_send", 1),
    ];
    for (place, nth) in places {
        for taken in [true, false] {
            let mut office = restored(&base, place, nth);
            if taken {
                office.take_files();
            }
            let listed = office.recover_list().expect("listed");
            assert!(
                listed.behind.is_some() && (taken || listed.owed.iter().any(|line| line.contains(".csv names"))),
                "{place}: {:?}",
                listed.owed
            );
            office.recover_confirm().expect("confirmed");
            let pushed = push(&mut office);
            assert_eq!(pushed.files, Vec::<PathBuf>::new(), "{place}: nothing goes out by itself");
            let pushed = push(&mut office);
            assert_eq!(handed(&mut office), [1], "{place}");
            let lines: Vec<String> = pushed.owed.iter().map(told::Told::line).collect();
            assert!(
                !lines.is_empty() && lines.iter().all(|line| line.contains("LH-616") && line.contains("--went-out")),
                "{place}: {lines:?}"
            );
            let left = linehaul_workbench::invoicing::retry::left(office.bench()).expect("reads");
            assert_eq!(left.len(), lines.len(), "{place}");
            assert!(office.bench().book.verify().expect("a report").ok);
            // A person saw that it went out; or that it did not, and then it does.
            let names: Vec<String> = pushed.owed.iter().map(|told| told.name().to_owned()).collect();
            if taken {
                end(office.bench(), &names, End::WentOut, BILLER, "it is in the importer").expect("said");
            } else {
                office.taken.clear();
                office.retry(&names.iter().map(|name| name.as_str().into()).collect::<Vec<_>>()).expect("retried");
                assert_eq!(push(&mut office).files.len(), 1, "{place}");
                assert_eq!(handed(&mut office), [1], "{place}");
            }
            assert_eq!(told::open(office.bench()).expect("reads"), [], "{place}");
            assert!(office.bench().book.verify().expect("a report").ok);
        }
    }
}

/// A book from before any invoice was made, put back after all were posted and their file was made but not handed out, was lying
/// there, or was taken: what it adopts is owed, and a person ends it either way.
#[test]
fn what_a_restored_book_adopts_is_owed_its_file() {
    let base = approved();
    for (place, lies) in [("effect.after_begin", false), ("", true), ("", false)] {
        let mut office = Office::new(copy_of(&base), Into::File);
        let copy = keep(&mut office);
        crash::plan_for_test(place, 1);
        let came = catch_unwind(AssertUnwindSafe(|| office.send(&mut |_| Signal::Continue).expect("sent")));
        crash::forget_for_test();
        assert_eq!(came.is_err(), !place.is_empty());
        let taken = place.is_empty() && !lies;
        if taken {
            office.take_files();
        }
        put_back(&mut office, &copy);
        office.recover_list().expect("listed");
        let confirmed = office.recover_confirm().expect("confirmed");
        assert_eq!(confirmed.billed.len(), 7);
        let pushed = push(&mut office);
        assert_eq!(pushed.files, Vec::<PathBuf>::new(), "nothing goes out by itself");
        assert!(office.bench().book.verify().expect("a report").ok);
        let owed: Vec<usize> = pushed.owed.iter().map(|told| told.invoices.len()).collect();
        assert_eq!(owed.iter().sum::<usize>(), if lies { 0 } else { 4 }, "{:?}", pushed.owed);
        let names: Vec<String> = pushed.owed.iter().map(|told| told.name().to_owned()).collect();
        if taken {
            end(office.bench(), &names, End::WentOut, BILLER, "it is in the importer").expect("said");
        } else if !lies {
            office.retry(&names.iter().map(|name| name.as_str().into()).collect::<Vec<_>>()).expect("retried");
            let files = push(&mut office).files;
            let text = fs::read_to_string(files.first().expect("a file")).expect("reads");
            assert_eq!(files.len(), 1);
            for record in office.records() {
                assert!(text.contains(&format!("line,{},", record.number)), "{} is in it", record.number);
            }
        }
        assert_eq!(told::open(office.bench()).expect("reads"), []);
        assert!(office.bench().book.verify().expect("a report").ok);
    }
}

#[test]
fn a_person_ends_what_cannot_be_done_whatever_is_configured() {
    let mut office = died(&queued(), "effect.after_prepare");
    let name = told::open(office.bench()).expect("reads")[0].name().to_owned();
    // Now Tryton is configured, and nobody has its password.
    let path = office.dir().join("linehaul.toml");
    let text = fs::read_to_string(&path).expect("settings");
    let tryton = "kind = \"tryton\"\nurl = \"http://127.0.0.1:9\"\ndatabase = \"x\"\nuser = \"u\"";
    fs::write(&path, text.replace("kind = \"file\"", tryton)).expect("written");
    office.reopen();
    let refused = office.retry(&[name.as_str().into()]).expect("it is found").refused;
    assert!(
        refused.len() == 1
            && refused[0].fault.code == Code::OtherErp
            && refused[0].fault.next.contains("linehaul owed")
    );
    let fault = |outcome: linehaul_domain::fault::Outcome<Vec<String>>| outcome.expect_err("refused").code;
    assert_eq!(fault(end(office.bench(), &["x.csv".into()], End::GivenUp, BILLER, "so")), Code::NothingOwed);
    assert_eq!(fault(end(office.bench(), std::slice::from_ref(&name), End::GivenUp, BILLER, " ")), Code::ReasonMissing);
    let ended = end(office.bench(), std::slice::from_ref(&name), End::GivenUp, BILLER, "it was imported by hand")
        .expect("said");
    assert_eq!(ended, [name]);
    assert_eq!(told::open(office.bench()).expect("reads"), []);
    let last = office.bench().book.last_of_kinds(&["effect_given_up"]).expect("reads").expect("an entry").entry;
    assert_eq!(last.actor.name, "biller");
    assert!(office.bench().book.verify().expect("a report").ok);
}

#[test]
fn a_push_of_a_batch_leaves_what_others_owe_and_tells_what_it_could_not_make() {
    // The first batch owes a file, which a push of the second does not hand out.
    let mut office = died(&queued(), "effect.after_prepare");
    let first = office.bench().book.batches().expect("reads")[0].clone();
    let scope = Scope { batch: Some("B-none".into()), ..Scope::default() };
    let pushed = push::push(office.bench(), &scope, BILLER, &mut |_| Signal::Continue).expect("pushed");
    assert_eq!((pushed.files.len(), pushed.owed.len()), (0, 0));
    let scope = Scope { batch: Some(first), ..Scope::default() };
    assert_eq!(push::push(office.bench(), &scope, BILLER, &mut |_| Signal::Continue).expect("pushed").files.len(), 1);
    // What could not be made is told with its reason.
    let mut office = Office::usual(copy_of(&queued()));
    fs::create_dir_all(office.dir().join("erp")).expect("made");
    fs::write(folder(&office), "not a folder").expect("written");
    let line = push(&mut office).owed.iter().map(told::Told::line).collect::<String>();
    assert!(line.contains("LH-611"), "{line}");
}
