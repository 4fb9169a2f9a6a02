//! What is owed and not done, for people: what it is, of what, and what is in its way.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::effect::{EffectState, Manner};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{BatchId, ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_store::EffectRow;

use crate::effects::kind::Packet;
use crate::effects::registry::{KINDS, in_words};
use crate::workspace::home::Workbench;

/// Something that is owed and not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its kind, for people.
    pub kind: String,
    /// Its batch.
    pub batch: BatchId,
    /// What it goes out in, once that is made.
    pub packet: Option<String>,
    /// The invoices that it is about; none where it is about the batch.
    pub invoices: Vec<InvoiceNumber>,
    /// Where it stands.
    pub state: EffectState,
    /// `LH-nnn` of what is in its way.
    pub code: Option<String>,
    /// Where it stands and what is to do, in words.
    pub words: String,
}

impl Told {
    /// The name by which a person speaks of it: its own, else that of its invoice or batch.
    pub fn name(&self) -> &str {
        match (&self.packet, self.invoices.as_slice()) {
            (Some(packet), _) => packet,
            (None, [one]) => one.as_str(),
            (None, _) => self.batch.as_str(),
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        let name = self.packet.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let code = self.code.as_ref().map(|code| format!("{code}: ")).unwrap_or_default();
        let of = match self.invoices.as_slice() {
            [] => format!("of batch {}", self.batch),
            [one] => format!("of {one}"),
            many => format!("of {} invoices of batch {}", many.len(), self.batch),
        };
        format!("{code}{}{name} {of} {}", self.kind, self.words)
    }
}

/// Everything that is owed and not done, with the configured ERP.
pub fn open(bench: &Workbench) -> Outcome<Vec<Told>> {
    configured(bench, bench.book.effects_open()?)
}

/// The same of a batch.
pub fn of_batch(bench: &Workbench, batch: &BatchId) -> Outcome<Vec<Told>> {
    let rows = bench.book.effects_open()?;
    configured(bench, rows.into_iter().filter(|row| row.batch == *batch).collect())
}

/// These, with the configured ERP, which is not looked up where nothing is owed.
fn configured(bench: &Workbench, rows: Vec<EffectRow>) -> Outcome<Vec<Told>> {
    if rows.is_empty() { Ok(Vec::new()) } else { of(bench, rows, &bench.erp_place()) }
}

/// These, with this ERP: what goes out together is told together.
pub fn of(bench: &Workbench, rows: Vec<EffectRow>, erp: &ErpPlace) -> Outcome<Vec<Told>> {
    let mut together: BTreeMap<_, Vec<EffectRow>> = BTreeMap::new();
    for row in rows {
        let waits = row.packet.is_none() && !ready(bench, &row)?;
        let alone = waits.then(|| row.id.clone());
        let key = (row.batch.clone(), row.id.of.clone(), row.packet.clone(), row.erp.clone(), row.state, alone);
        together.entry(key).or_default().push(row);
    }
    together
        .into_values()
        .filter_map(|rows| rows.first().cloned().map(|first| (first, rows)))
        .map(|(first, rows)| {
            let invoices = rows.iter().filter_map(|row| row.id.subject.invoice().cloned()).collect();
            let packet = first.packet.as_ref().map(|name| name.0.clone());
            let (kind, batch) = (in_words(first.id.of.as_str()).to_owned(), first.batch.clone());
            let told = Told { kind, batch, packet, invoices, state: first.state, code: None, words: String::new() };
            let (code, words) = in_the_way(bench, &first, erp, told.name())?;
            Ok(Told { code, words, ..told })
        })
        .collect()
}

/// Is what it waits for done?
pub(crate) fn ready(bench: &Workbench, row: &EffectRow) -> Outcome<bool> {
    row.waits_for.as_ref().map_or(Ok(true), |id| bench.book.is_effect_done(id))
}

/// Those that go out together: what is prepared, by its packet.
pub(crate) fn packets(rows: Vec<EffectRow>) -> Vec<Packet> {
    let mut packets: BTreeMap<_, Packet> = BTreeMap::new();
    for row in rows {
        let Some(name) = row.packet.clone() else { continue };
        let key = (row.prepared, row.id.of.clone(), name.clone());
        let (batch, body) = (row.batch.clone(), row.body.clone());
        packets.entry(key).or_insert_with(|| Packet { name, batch, body, effects: Vec::new() }).effects.push(row);
    }
    packets.into_values().collect()
}

fn in_the_way(bench: &Workbench, row: &EffectRow, erp: &ErpPlace, name: &str) -> Outcome<(Option<String>, String)> {
    if row.erp != *erp && row.state != EffectState::NeedsPerson {
        let words = format!(
            "waits: it belongs to the ERP `{}`, and `{erp}` is configured; it goes nowhere else. Configure that ERP again, or \
             `linehaul owed {name}` says that it went out, or gives it up",
            row.erp
        );
        return Ok((Some(Code::OtherErp.to_string()), words));
    }
    let why = row.words.clone().unwrap_or_default();
    let until =
        row.not_before.map(|at| format!(", not before {}", at.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
    let words = match row.state {
        EffectState::Planned if !ready(bench, row)? => {
            let of = row.waits_for.as_ref().map(|id| format!("{} of {}", in_words(id.of.as_str()), id.subject.name()));
            format!("waits for the {}", of.unwrap_or_default())
        }
        EffectState::Planned => "is owed; the next `linehaul push` sees to it".to_owned(),
        EffectState::Prepared if row.code.is_some() => format!("did not go out ({why}); a push tries again{until}"),
        EffectState::Prepared => "is made and not out; the next `linehaul push` goes on".to_owned(),
        EffectState::Begun if row.manner == Manner::Once => {
            "was begun and has no outcome; the next `linehaul push` asks whether it went out".to_owned()
        }
        EffectState::Begun => "was begun and has no outcome; the next `linehaul push` does it again".to_owned(),
        EffectState::InDoubt => format!("may be out or not ({why}); a push asks again{until}"),
        EffectState::NeedsPerson => {
            format!(
                "waits for a person: {why}. See whether it went out: `linehaul retry {name}` says that it did not, `linehaul owed \
                 {name} --went-out` that it did, and `--given-up` ends it"
            )
        }
        EffectState::Done | EffectState::GivenUp => "is done".to_owned(),
    };
    Ok((row.code.clone(), words))
}

/// What goes out once and is open while a book that was put back is looked at: each line, and what speaks for its being out
/// already. It waits for a person once the book goes on.
pub fn may_be_out(bench: &Workbench) -> Outcome<Vec<String>> {
    let (mut rows, mut numbers) = (bench.book.effects_open()?, BTreeSet::new());
    rows.retain(|row| row.manner == Manner::Once);
    for state in [InvoiceState::Sending, InvoiceState::InDoubt] {
        numbers.extend(bench.book.invoices(Some(state), None)?.into_iter().map(|row| row.number));
    }
    numbers.extend(rows.iter().filter_map(|row| row.id.subject.invoice().cloned()));
    let mut lines: Vec<String> = configured(bench, rows)?.iter().map(Told::line).collect();
    for trace in KINDS.iter().flat_map(|kind| kind.traces(bench, &numbers)) {
        let named: Vec<&str> = trace.invoices.iter().map(InvoiceNumber::as_str).collect();
        lines.push(format!("{} names {}", trace.place, named.join(", ")));
    }
    Ok(lines)
}
