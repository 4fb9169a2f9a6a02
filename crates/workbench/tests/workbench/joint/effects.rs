//! What is owed beside the invoices, whatever breaks: over seeded schedules of runs, deaths at every step, waits, people who let
//! go on, and another ERP in between, judged by an auditor that reads the book's entries and what arrived outside. Then the
//! kinds that there are.
//!
//! Planted once and seen red: an attempt that begins behind what it does; what is done once and has no outcome begun again
//! without asking; a time to wait that the next run forgets; what waits for another done before it; another ERP not looked at;
//! a file owed at every ERP, whatever it takes; a note of a batch that is forgotten when it fails.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use linehaul_connectors::erp::Traits;
use linehaul_connectors::erp::memory::{self, Faults, MemoryErp, Method, Rule, able};
use linehaul_domain::canonical;
use linehaul_domain::decision::{Actor, Decision, Entry, NewEntry, Role};
use linehaul_domain::effect::{EffectId, EffectState, EffectStep, Manner, Plan, Subject};
use linehaul_domain::ids::{Hash, PacketName};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::reason::Reason;
use linehaul_domain::time::Instant;
use linehaul_store::{BookWrite, StateChange};
use linehaul_workbench::effects::kind::Kind;
use linehaul_workbench::effects::run::{MAX_ATTEMPTS, is_due, run};
use linehaul_workbench::effects::{go_on, told};
use linehaul_workbench::invoicing::push::{Scope, Signal, push, push_to};
use linehaul_workbench::invoicing::retry::retry_with;
use linehaul_workbench::invoicing::settle::Pushed;
use linehaul_workbench::machine::crash::{self, Crashed};

use crate::joint::company::Company;
use crate::joint::faults::{copy_of, queued};
use crate::joint::office::{BILLER, Office};
use crate::joint::scripted::{OUTSIDE, Outside, Random, Scripted};

const ONCE: Scripted = Scripted { name: "told", manner: Manner::Once, can_tell: true };
const BLIND: Scripted = Scripted { name: "blind", manner: Manner::Once, can_tell: false };
const AGAIN: Scripted = Scripted { name: "again", manner: Manner::MayRepeat, can_tell: false };
/// In another order than they wait for each other.
const KINDS: &[&dyn Kind] = &[&AGAIN, &BLIND, &ONCE];
const ERP: &str = "memory";

fn plan(office: &mut Office) {
    let rows = office.bench().book.invoices(Some(InvoiceState::Queued), None).expect("reads");
    for row in rows {
        let id = |of: &Scripted| {
            let subject = Subject::Invoice(row.number.clone());
            EffectId { of: of.name.into(), subject, generation: 1 }
        };
        let one = |of: &Scripted, waits_for| Plan {
            effect: id(of),
            manner: of.manner,
            erp: ERP.into(),
            batch: row.batch.clone(),
            waits_for: Some(waits_for),
        };
        let owes = vec![one(&ONCE, EffectId::posting(&row.number)), one(&AGAIN, id(&ONCE)), one(&BLIND, id(&AGAIN))];
        let (total, currency) = (row.body.total, row.body.currency);
        let (erp_id, erp_number) = ("1".to_owned(), "1".to_owned());
        let invoice = row.number.clone();
        let decision = Decision::Posted { invoice, erp_id, erp_number, total, currency, found: false, owes };
        let actor = Actor { account: "x".into(), name: "x".into(), role: Role::System };
        let entry = NewEntry { at: office.bench().clock.now(), actor, decision };
        let states = vec![StateChange {
            erp_id: Some("1".into()),
            erp_number: Some("1".into()),
            ..StateChange::of(row.at(), InvoiceState::Posted)
        }];
        office.bench().append(&BookWrite { entries: vec![entry], states, ..BookWrite::default() }).expect("posted");
    }
}

fn erp(office: &Office) -> MemoryErp {
    MemoryErp::new(office.company.world.clone(), able())
}

/// One run; does it die at this place?
fn runs(office: &mut Office, dies: Option<(&str, u32)>) {
    let mut erp = erp(office);
    if let Some((place, nth)) = dies {
        crash::plan_for_test(place, nth);
    }
    let came = catch_unwind(AssertUnwindSafe(|| run(office.bench(), &mut erp, KINDS, None).expect("runs")));
    crash::forget_for_test();
    match came {
        Ok(went) => {
            let open = office.bench().book.effects_open().expect("reads").len();
            assert_eq!(went.left.is_empty(), open == 0, "what is left is told");
            assert!(went.left.iter().all(|told| !told.words.is_empty()));
        }
        Err(payload) if payload.is::<Crashed>() => office.reopen(),
        Err(payload) => resume_unwind(payload),
    }
}

/// A person looks at what waits for one, and lets go on what did not arrive.
fn person(office: &mut Office) {
    let actor = Actor { account: "x".into(), name: "x".into(), role: Role::Biller };
    let mut erp = erp(office);
    let names: Vec<PacketName> =
        office.bench().book.effects_open().expect("reads").into_iter().filter_map(|row| row.packet).collect();
    for name in names {
        let packets = go_on::named(office.bench(), name.as_str()).expect("reads");
        for packet in packets.into_iter().filter(|packet| go_on::why_not(packet).is_none()) {
            let once =
                [ONCE, BLIND].into_iter().find(|kind| packet.effects.iter().any(|row| row.id.of.as_str() == kind.name));
            let arrived = once.is_some_and(|kind| kind.arrivals(&packet.name) > 0);
            if !arrived {
                go_on::go_on(office.bench(), Some(&mut erp), KINDS, &packet, (&actor, &Reason::ours("looked")))
                    .expect("goes on");
            }
        }
    }
}

const PLACES: &[&str] =
    &["effect.after_prepare", "effect.after_stage", "effect.after_begin", "effect.after_perform", "book.after_append"];

/// A schedule of this seed, to its end; the events, for whoever has to look at it.
fn schedule(base: &Company, seed: u64) {
    let mut office = Office::usual(copy_of(base));
    let mut random = Random(seed);
    OUTSIDE.set(Outside { random: Random(seed ^ 0xA5A5), calm: false, arrived: Vec::new() });
    plan(&mut office);
    for _ in 0..12 {
        match random.below(10) {
            0..=3 => runs(&mut office, None),
            4..=6 => {
                let place = PLACES[random.below(PLACES.len() as u64) as usize];
                let nth = 1 + random.below(4) as u32;
                runs(&mut office, Some((place, nth)));
            }
            7 => office.company.hands.advance(Duration::from_secs(60 * (1 + random.below(300)))),
            8 => person(&mut office),
            _ => {
                // Another ERP is configured for a while: nothing of this one's goes there.
                let (before, arrived) = (office.bench().book.head(), OUTSIDE.with_borrow(|o| o.arrived.len()));
                let other = office.bench().erp().expect("the file ERP");
                let place = office.bench().erp_place();
                other.with(|erp| run(office.bench(), erp, KINDS, None)).expect("runs");
                assert!(!is_due(office.bench(), &place, None).expect("reads"));
                assert_eq!((office.bench().book.head(), OUTSIDE.with_borrow(|o| o.arrived.len())), (before, arrived));
            }
        }
        audit(&mut office);
    }
    OUTSIDE.with_borrow_mut(|outside| outside.calm = true);
    for _ in 0..16 {
        office.company.hands.advance(Duration::from_secs(7_300));
        person(&mut office);
        runs(&mut office, None);
    }
    audit(&mut office);
    for row in office.bench().book.effects_open().expect("reads") {
        let stuck = row.state == EffectState::NeedsPerson && row.id.of.as_str() == BLIND.name;
        assert!(stuck && BLIND.arrivals(&row.packet.clone().expect("a packet")) == 1, "left open: {row:?}");
    }
    assert!(office.bench().book.verify().expect("a report").ok);
}

/// What entries say of one packet.
#[derive(Default)]
struct Seen {
    effects: Vec<EffectId>,
    body: Option<Hash>,
    begun: u32,
    since_person: u32,
    done: bool,
    not_before: Option<Instant>,
    lost: bool,
}

/// Reads the entries, and what arrived; shares nothing with what it judges.
fn audit(office: &mut Office) {
    let entries: Vec<Entry> = office.bench().book.entries_after(0).expect("reads");
    let mut packets: BTreeMap<(String, PacketName), Seen> = BTreeMap::new();
    let mut in_packet: BTreeMap<EffectId, PacketName> = BTreeMap::new();
    let mut done: Vec<EffectId> = Vec::new();
    let mut waits: BTreeMap<EffectId, EffectId> = BTreeMap::new();
    for Entry { seq, entry, .. } in &entries {
        if let Decision::Posted { owes, invoice, .. } = &entry.decision {
            done.push(EffectId::posting(invoice));
            waits.extend(owes.iter().filter_map(|p| Some((p.effect.clone(), p.waits_for.clone()?))));
        }
        let Decision::Effect { of, packet, step, .. } = &entry.decision else { continue };
        let seen = packets.entry((of.to_string(), packet.clone())).or_default();
        assert!(!seen.done, "entry {seq}: {packet} is done already");
        match step {
            EffectStep::Prepared { effects, body } => {
                for id in effects {
                    let other = in_packet.insert(id.clone(), packet.clone());
                    assert_eq!(other, None, "entry {seq}: {id:?} is in another");
                    assert!(done.contains(&waits[id]), "entry {seq}: {id:?} waits for {:?}", waits[id]);
                }
                (seen.effects, seen.body) = (effects.clone(), body.clone());
            }
            EffectStep::Begun { attempt } => {
                let once = of.as_str() != AGAIN.name;
                assert!(!(once && seen.lost), "entry {seq}: {packet} begins again without an outcome");
                assert!(seen.not_before.is_none_or(|at| entry.at >= at), "entry {seq}: {packet} does not wait");
                (seen.begun, seen.since_person, seen.lost) = (seen.begun + 1, seen.since_person + 1, true);
                assert_eq!(*attempt, seen.since_person, "entry {seq}");
                assert!(*attempt <= MAX_ATTEMPTS, "entry {seq}: {packet} is tried too often");
            }
            EffectStep::Done => {
                seen.done = true;
                done.extend(seen.effects.iter().cloned());
            }
            EffectStep::NotDone { not_before, .. } => (seen.lost, seen.not_before) = (false, *not_before),
            EffectStep::InDoubt { not_before, .. } => seen.not_before = *not_before,
            EffectStep::NeedsPerson { .. } => seen.not_before = None,
            EffectStep::WentOut { .. } | EffectStep::GivenUp { .. } => unreachable!("nobody said so"),
            EffectStep::GoesOn { .. } => (seen.lost, seen.not_before, seen.since_person) = (false, None, 0),
        }
    }
    arrived_as_told(&packets);
}

fn arrived_as_told(packets: &BTreeMap<(String, PacketName), Seen>) {
    let mut count: BTreeMap<(String, PacketName), u32> = BTreeMap::new();
    OUTSIDE.with_borrow(|outside| {
        for (kind, packet, bytes) in &outside.arrived {
            let key = ((*kind).to_owned(), packet.clone());
            let said = packets.get(&key).unwrap_or_else(|| panic!("{packet} arrived, and no entry has it"));
            assert_eq!(said.body, Some(canonical::hash_bytes(bytes)), "{packet} arrived otherwise");
            *count.entry(key).or_default() += 1;
        }
    });
    for (key, seen) in packets {
        let arrived = count.get(key).copied().unwrap_or(0);
        assert!(arrived <= seen.begun, "{key:?} arrived {arrived} times in {} attempts", seen.begun);
        assert!(key.0 == AGAIN.name || arrived <= 1, "{key:?} arrived {arrived} times");
        assert!(!seen.done || arrived > 0, "{key:?} is done and never arrived");
    }
}

#[test]
fn whatever_breaks_each_effect_is_done_as_its_kind_says_or_waits_for_a_person() {
    let base = queued();
    let setting =
        |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (first, count) = (setting("LINEHAUL_SEED", 1), setting("LINEHAUL_SEEDS", 24));
    for seed in first..first + count {
        let held = catch_unwind(AssertUnwindSafe(|| schedule(&base, seed)));
        assert!(held.is_ok(), "it was seed {seed}: LINEHAUL_SEED={seed} LINEHAUL_SEEDS=1 does it again");
    }
}

fn pushes(office: &mut Office, traits: Traits) -> Pushed {
    let mut erp = MemoryErp::new(office.company.world.clone(), traits);
    push_to(office.bench(), &mut erp, &Scope::default(), BILLER, &mut |_| Signal::Continue).expect("pushes")
}

fn fails(office: &Office, times: u32) {
    let fault = memory::Fault::NotReady { retry_after_seconds: None };
    office.company.world.plan(Faults::script(&[Rule { method: Method::FinishBatch, after: 0, times, fault }]));
}

fn notes(office: &Office) -> usize {
    office.company.world.notes().len()
}

#[test]
fn a_note_of_a_batch_that_failed_is_told_until_it_is_done() {
    let mut office = Office::usual(copy_of(&queued()));
    fails(&office, 2);
    let pushed = pushes(&mut office, able());
    assert_eq!((pushed.posted.len(), notes(&office)), (4, 0));
    let line = pushed.owed.first().expect("it is told").line();
    assert!(line.contains("LH-601") && line.contains("note of the batch"), "{line}");
    office.reopen();
    assert_eq!(told::open(office.bench()).expect("reads").len(), 1, "it stands in the book");
    assert_eq!((pushes(&mut office, able()).owed.len(), notes(&office)), (1, 0), "it waits for its time");
    office.company.hands.advance(Duration::from_secs(61));
    assert_eq!((pushes(&mut office, able()).owed.len(), notes(&office)), (1, 0), "and fails again");
    let name = office.bench().book.effects_open().expect("reads").remove(0).packet.expect("a name");
    let mut erp = erp(&office);
    let retried = retry_with(office.bench(), &mut erp, &[name.as_str().into()], BILLER, "it is up");
    assert_eq!(retried.expect("retried").effects, [name.0]);
    assert_eq!((pushes(&mut office, able()).owed.len(), notes(&office)), (0, 1));
    assert_eq!((pushes(&mut office, able()).owed.len(), notes(&office)), (0, 1), "once is enough");
}

#[test]
fn what_was_posted_at_one_erp_goes_to_no_other() {
    let mut office = Office::usual(copy_of(&queued()));
    fails(&office, 1);
    assert_eq!(pushes(&mut office, able()).posted.len(), 4);
    office.company.hands.advance(Duration::from_secs(90));
    // Now the embedded ERP is configured, which is imported from files.
    let pushed = push(office.bench(), &Scope::default(), BILLER, &mut |_| Signal::Continue).expect("pushes");
    assert_eq!((pushed.files.len(), notes(&office)), (0, 0));
    let waits: Vec<String> = pushed.owed.iter().map(told::Told::line).collect();
    assert!(waits.len() == 1 && waits[0].contains("LH-615") && waits[0].contains("`memory`"), "{waits:?}");
    let folder = std::fs::read_dir(office.dir().join("erp/batches"));
    assert_eq!(folder.map_or(0, |entries| entries.count()), 0);
    assert_eq!((pushes(&mut office, able()).owed.len(), notes(&office)), (0, 1), "it is configured again");
}
