//! With the desk: a load with what was said of it at the desk, put beside what its sources say.
//!
//! It is a function of the folded load and of the statements, and so of facts and book, in whatever order the facts came:
//! where the sources still say what a correction took the place of, it stands; where they have come to say the same, it rests; where they
//! say a third thing, it stands, and the load has a conflict that asks.

use crate::conflict::{Conflict, Doubt, Rule, Stated};
use crate::desk::{Attached, Attested, CustomerApproved, Entered, Exception, Field, FieldSet, Says, Value};
use crate::document::{Attestation, Document, Readability};
use crate::event::{Event, EventKind};
use crate::fields::{key_of, put, value_of};
use crate::load::Load;
use crate::time::{Instant, minutes_between};

/// The load with the statements that stand, as [`crate::desk::standing`] has them.
pub fn with_desk(mut load: Load, standing: &[Entered]) -> Load {
    if standing.is_empty() {
        return load;
    }
    // What is seen on a document is compared with what stands, whichever was said first, and what was put on file may be attested.
    for entered in standing {
        match &entered.says {
            Says::Set(set) => correct(&mut load, entered, set),
            Says::Attached(attached) => attach(&mut load, entered, attached),
            Says::CustomerApproved(approved) => load.events.push(approval(entered, approved)),
            _ => {}
        }
    }
    for entered in standing {
        if let Says::Attested(attested) = &entered.says {
            attest(&mut load, entered, attested);
        }
    }
    load.documents.sort_by(|a, b| (&a.kind, a.stop, &a.id).cmp(&(&b.kind, b.stop, &b.id)));
    load.events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    load.desk = standing.to_vec();
    load
}

/// The id of what an entry made, where sources would have one of their own.
pub fn id_of(entry: u64) -> String {
    format!("desk-{entry}")
}

fn attach(load: &mut Load, entered: &Entered, attached: &Attached) {
    let Attached { kind, stop, file, hash, signed_by, amount, .. } = attached.clone();
    load.documents.push(Document {
        id: id_of(entered.seq),
        kind: if signed_by.is_some() { signed(&kind) } else { kind },
        stop,
        file: Some(file),
        hash: Some(hash),
        readability: Readability::Readable,
        signed: signed_by.map(Attestation::Person),
        looked: None,
        amount,
    });
}

/// What a paper is once its signature is attested.
fn signed(kind: &str) -> String {
    match kind {
        "pod" => "pod_signed",
        "bol" => "bol_signed",
        other => other,
    }
    .to_owned()
}

fn approval(entered: &Entered, approved: &CustomerApproved) -> Event {
    Event {
        id: id_of(entered.seq),
        kind: EventKind::AccessorialApproved,
        stop: None,
        at: approved.at,
        recorded: entered.at,
        charge: Some(approved.charge.clone()),
        amount: Some(approved.amount),
        quantity: None,
        by: Some(approved.name.clone()),
        note: Some(approved.channel.clone()),
    }
}

/// The paper on which in and out times stand.
const IN_AND_OUT: &str = "in_out_times_on_bol";

fn attest(load: &mut Load, entered: &Entered, attested: &Attested) {
    let looked_at = |one: &&mut Document| one.id == attested.document && one.hash == attested.hash;
    let Some(document) = load.documents.iter_mut().find(looked_at) else { return };
    document.kind = signed(&document.kind);
    document.signed = Some(Attestation::Person(attested.signed_by.clone()));
    let paper =
        Document { id: format!("{}/times", attested.document), kind: IN_AND_OUT.to_owned(), ..document.clone() };
    if attested.came.is_some() || attested.left.is_some() {
        load.documents.push(Document { stop: attested.stop, signed: None, amount: None, ..paper });
    }
    if let Some(stop) = attested.stop {
        for (column, at) in [("arrived_at", attested.came), ("departed_at", attested.left)] {
            if let Some(at) = at {
                on_paper(load, entered, &Field { stop: Some(stop), column: column.to_owned() }, at);
            }
        }
    }
    for kind in attested.exceptions.iter().filter_map(|exception| event_of(*exception)) {
        let stop = attested.stop.and_then(|seq| load.stop(seq));
        let at = attested.left.or(stop.and_then(|stop| stop.departed.or(stop.arrived))).unwrap_or(entered.at);
        load.events.push(Event {
            id: format!("{}-{}", id_of(entered.seq), kind.name()),
            kind,
            stop: attested.stop,
            at,
            recorded: entered.at,
            charge: None,
            amount: None,
            quantity: None,
            by: Some(entered.by.clone()),
            note: Some(format!("as {} shows", attested.document)),
        });
    }
}

/// What a contract may speak of.
fn event_of(exception: Exception) -> Option<EventKind> {
    match exception {
        Exception::Short => Some(EventKind::Short),
        Exception::Refused => Some(EventKind::Refused),
        Exception::Damaged | Exception::SealBroken => None,
    }
}

/// A time that stands on a paper is taken where nobody says another, and else asks, unless it is that to the minute.
fn on_paper(load: &mut Load, entered: &Entered, field: &Field, at: Instant) {
    let (key, thing) = key_of(load, field);
    match value_of(load, field) {
        Some(Value::Nothing) => {
            let Some(zone) = field.stop.and_then(|seq| load.stop(seq)).map(|stop| stop.zone) else { return };
            put(load, field, &Value::Time(at, zone));
        }
        Some(Value::Time(now, zone)) if minutes_between(now, at) != 0 => {
            let stated = |at, source: String| {
                let value = Value::Time(at, zone).words();
                Stated { value, source, version: None, came: None }
            };
            load.conflicts.push(Conflict {
                key,
                thing,
                field: field.column.clone(),
                stands: stated(now, "what was said".to_owned()),
                says: stated(at, format!("the paper (entry {})", entered.seq)),
                rule: Rule::Desk,
                doubt: Some(Doubt::OnPaper),
                answered: false,
            });
        }
        _ => {}
    }
}

fn correct(load: &mut Load, entered: &Entered, set: &FieldSet) {
    let FieldSet { field, value, replaced } = set;
    // A stop that is not there any more has no times.
    let Some(now) = value_of(load, field) else { return };
    let (key, thing) = key_of(load, field);
    // What sources said of it otherwise is settled by it, and a column that they lost is not missing.
    load.conflicts.retain(|conflict| conflict.key != key || conflict.field != field.column);
    load.lost
        .retain(|one| one.lost.column.thing != thing || one.lost.column.ours != field.column || one.stop != field.stop);
    if now.is_same(value) {
        return;
    }
    let day = load.done_on();
    put(load, field, value);
    remember(load, field, [&now, replaced]);
    load.formerly.done.extend(day);
    let day = load.done_on();
    load.formerly.done.retain(|done| Some(*done) != day);
    if !now.is_same(replaced) {
        let stated = |value: &Value, source: String| Stated { value: value.words(), source, version: None, came: None };
        load.conflicts.push(Conflict {
            key,
            thing,
            field: field.column.clone(),
            stands: stated(value, format!("the desk (entry {})", entered.seq)),
            says: stated(&now, "its sources".to_owned()),
            rule: Rule::Desk,
            doubt: Some(Doubt::SaidSince),
            answered: false,
        });
    }
}

/// A reference that is corrected makes another load of it for no cut-over.
fn remember(load: &mut Load, field: &Field, said: [&Value; 2]) {
    let Some(name) = field.column.strip_prefix("ref:") else { return };
    for value in said {
        if let Value::Text(text) = value
            && load.references.get(name) != Some(text)
        {
            load.formerly.references.insert((name.to_owned(), text.clone()));
        }
    }
}
