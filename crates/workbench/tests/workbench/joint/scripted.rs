//! A kind of effect that does as a seed says: it fails, loses answers after or before doing it, dies in the middle, and may or
//! may not be able to tell afterwards. What really got outside is kept where the workbench does not look.

use std::cell::RefCell;

use linehaul_connectors::erp::Erp;
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectId, Manner, Subject};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, PacketName};
use linehaul_domain::invoice::Invoice;
use linehaul_store::EffectRow;
use linehaul_workbench::effects::kind::{At, AttemptResult, AttemptStatus, Kind, Owed, Packet, Prepared, Why};
use linehaul_workbench::workspace::home::Workbench;

/// SplitMix64: a small generator whose runs can be repeated.
#[derive(Debug, Clone, Copy)]
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }
}

/// The other side: what arrived there, and how it behaves from now on.
pub struct Outside {
    pub random: Random,
    /// Does nothing go wrong any more?
    pub calm: bool,
    /// Kind, packet and content of everything that arrived, in order.
    pub arrived: Vec<(&'static str, PacketName, Vec<u8>)>,
}

thread_local! {
    /// A kind is shared between threads; each test has its own other side.
    pub static OUTSIDE: RefCell<Outside> =
        const { RefCell::new(Outside { random: Random(0), calm: true, arrived: Vec::new() }) };
}

/// One kind: its name, manner, and whether it can tell what happened.
pub struct Scripted {
    pub name: &'static str,
    pub manner: Manner,
    pub can_tell: bool,
}

/// A number below this, 0 when nothing goes wrong any more.
fn chance(n: u64) -> u64 {
    OUTSIDE.with_borrow_mut(|outside| if outside.calm { 0 } else { outside.random.below(n) })
}

fn why(words: &str) -> Why {
    let retry_after_seconds = match chance(3) {
        1 => Some(0),
        2 => Some(7_200),
        _ => None,
    };
    Why { code: Code::ErpUnreachable, words: words.to_owned(), retry_after_seconds }
}

fn broken(what: &str) -> Fault {
    Fault::new(Code::ImportFileUnwritable, what, "Nothing went out.", "Try again.")
}

impl Scripted {
    fn arrive(&self, at: &At<'_>, packet: &Packet) {
        let body = packet.body.as_ref().expect("it has content");
        let bytes = at.bench.book.body(body).expect("reads").expect("kept before anything goes out");
        let last = at.bench.book.last_of_kinds(&["effect_begun"]).expect("reads").map(|entry| entry.entry.decision);
        let begun = matches!(last, Some(Decision::Effect { of, packet: of_which, .. })
            if of.as_str() == self.name && of_which == packet.name);
        assert!(begun, "{} arrives before the book says that it begins", packet.name);
        OUTSIDE.with_borrow_mut(|outside| outside.arrived.push((self.name, packet.name.clone(), bytes)));
    }

    pub fn arrivals(&self, packet: &PacketName) -> usize {
        let own = |(kind, name, _): &&(&str, PacketName, Vec<u8>)| *kind == self.name && name == packet;
        OUTSIDE.with_borrow(|outside| outside.arrived.iter().filter(own).count())
    }
}

impl Kind for Scripted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn in_words(&self) -> &'static str {
        self.name
    }

    fn manner(&self) -> Manner {
        self.manner
    }

    fn owed(&self, _: &Workbench, _: &dyn Erp, invoice: &Invoice) -> Outcome<Option<Owed>> {
        let subject = Subject::Invoice(invoice.number.clone());
        Ok(Some(Owed { effect: EffectId { of: self.name.into(), subject, generation: 1 }, waits_for: None }))
    }

    fn prepare(&self, at: &mut At<'_>, batch: &BatchId, due: &[EffectRow]) -> Outcome<Vec<Prepared>> {
        if chance(4) == 1 {
            return Err(broken("it could not be made"));
        }
        // Sometimes all together, sometimes each by itself, sometimes some are left for later.
        let size = if chance(2) == 0 { due.len() } else { 1 };
        let seq = at.bench.book.head()?.seq;
        let some = due.len() - usize::from(due.len() > 1 && chance(4) == 1);
        let one = |(n, rows): (usize, &[EffectRow])| {
            let name = PacketName(format!("{batch}-{}-{seq}-{n}", self.name));
            let effects: Vec<EffectId> = rows.iter().map(|row| row.id.clone()).collect();
            Prepared { content: Some(canonical::encode(&(seq, &effects))), name, effects }
        };
        Ok(due.get(..some).unwrap_or_default().chunks(size.max(1)).enumerate().map(one).collect())
    }

    fn stage(&self, _: &mut At<'_>, _: &Packet) -> Outcome<()> {
        if chance(8) == 1 { Err(broken("it could not be laid ready")) } else { Ok(()) }
    }

    fn perform(&self, at: &mut At<'_>, packet: &Packet) -> AttemptResult {
        match chance(5) {
            1 => AttemptResult::NotDone(why("busy")),
            2 => AttemptResult::Lost(why("no answer, and nothing arrived")),
            3 => {
                self.arrive(at, packet);
                AttemptResult::Lost(why("no answer, and it arrived"))
            }
            _ => {
                self.arrive(at, packet);
                AttemptResult::Done(None)
            }
        }
    }

    fn ask(&self, _: &mut At<'_>, packet: &Packet) -> AttemptStatus {
        if !self.can_tell {
            return AttemptStatus::NobodyKnows("it cannot tell".to_owned());
        }
        match (chance(3), self.arrivals(&packet.name)) {
            (1, _) => AttemptStatus::Later(why("it does not answer")),
            (_, 0) => AttemptStatus::NotDone,
            _ => AttemptStatus::Done,
        }
    }
}
