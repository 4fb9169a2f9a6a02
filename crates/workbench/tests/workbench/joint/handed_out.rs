//! Import files and what proves that one went out: a file that is there as it was made does, and nothing else does. What is not
//! there proves nothing, whether an importer took it, a cleaner removed it, or the folder is away.
//!
//! Planted once and seen red: what is not there taken for handed out; a file of another content taken for it; a person's word that
//! is taken though asking only has to wait.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use linehaul_domain::effect::{EffectState, Manner};
use linehaul_domain::fault::Code;
use linehaul_workbench::effects::go_on;
use linehaul_workbench::effects::kind::{Asked, At, Came, Kind, Owed, Packet, Prepared, Why};
use linehaul_workbench::invoicing::push::Wish;
use linehaul_workbench::invoicing::settle::Pushed;
use linehaul_workbench::machine::crash;

use crate::joint::company::Company;
use crate::joint::faults::{copy_of, queued};
use crate::joint::office::{Into, Office};

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
    office.push(&mut |_| Wish::GoOn).expect("pushes")
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
    fn perform(&self, _: &mut At<'_>, _: &Packet) -> Came {
        Came::Done(None)
    }
    fn ask(&self, _: &mut At<'_>, _: &Packet) -> Asked {
        Asked::Later(Why { code: Code::ErpUnreachable, words: "it is away".to_owned(), retry_after_seconds: None })
    }
}

#[test]
fn what_cannot_be_asked_now_does_not_go_on() {
    let mut office = died(&queued(), "effect.after_begin");
    fs::remove_dir_all(folder(&office)).expect("removed");
    push(&mut office);
    let name = office.bench().book.effects_open().expect("reads")[0].packet.clone().expect("a packet");
    let packet = go_on::named(office.bench(), name.as_str()).expect("reads").pop().expect("it waits");
    let mut erp = office.bench().erp().expect("the file ERP");
    let actor = linehaul_domain::decision::Actor {
        account: "x".into(),
        name: "x".into(),
        role: linehaul_domain::decision::Role::Biller,
    };
    let refused = go_on::go_on(office.bench(), erp.as_mut(), &[&Deaf], &packet, (&actor, "looked"));
    assert_eq!(refused.expect_err("it waits").code, Code::EffectInDoubt);
    assert_eq!(stand(&mut office).0, vec![EffectState::NeedsPerson]);
}
