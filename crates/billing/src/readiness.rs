//! Readiness: what the contract asks for before a load may be billed.

use linehaul_domain::Decimal;
use linehaul_domain::charge::Charge;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::Readability;
use linehaul_domain::event::EventKind;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::stop::{StopKind, StopVisit};
use linehaul_domain::terms::{DocumentScope, StopSelection, Term, Verb};

use crate::waiting::selected;
use crate::worksheet::Worksheet;

/// Stops, documents and references that the contract asks for. A truck that was not used owes neither stops nor papers of
/// delivery.
pub fn of_contract(sheet: &mut Worksheet<'_>, live: &[&Term]) {
    if sheet.load.status == LoadStatus::Tonu {
        return;
    }
    let needs = || live.iter().filter_map(|t| if let Verb::NeedStops { at } = t.verb { Some(at) } else { None });
    let wanted = |stop: &StopVisit| match needs().next() {
        None => selected(StopSelection::Every, stop),
        Some(_) => needs().any(|at| selected(at, stop)),
    };
    stops(sheet, &wanted);
    for term in live {
        match &term.verb {
            Verb::NeedDocument { kind, at, owner } => document(sheet, kind, *at, owner.as_deref()),
            Verb::NeedReference { name, like, owner } => reference(sheet, name, like.as_deref(), owner.as_deref()),
            _ => {}
        }
    }
}

fn stops(sheet: &mut Worksheet<'_>, wanted: &dyn Fn(&StopVisit) -> bool) {
    let load = sheet.load;
    if load.stops.is_empty() {
        let message = "no stop of the load is known";
        sheet.holds.push(Hold::new(HoldCode::StopsIncomplete, message, "", "Have dispatch send the stops."));
    }
    for stop in &load.stops {
        if stop.is_complete() || stop.cancelled || !wanted(stop) {
            continue;
        }
        let lacks = match (stop.arrived, stop.departed) {
            (None, None) => "arrival and departure",
            (None, _) => "arrival",
            _ => "departure",
        };
        let message = format!("{}: no {lacks}", stop.label());
        let hold = Hold::new(
            HoldCode::StopsIncomplete,
            message,
            "",
            format!("Have dispatch complete stop {0}, or set its times (`linehaul set … --stop {0}`).", stop.seq),
        );
        sheet.holds.push(hold.at_stop(stop.seq));
    }
}

fn document(sheet: &mut Worksheet<'_>, kind: &str, at: DocumentScope, owner: Option<&str>) {
    let wanted = match at {
        DocumentScope::Load => {
            if let Some(hold) = missing(sheet.load, kind, None) {
                push(sheet, hold, owner);
            }
            return;
        }
        DocumentScope::EachDelivery => StopKind::Delivery,
        DocumentScope::EachPickup => StopKind::Pickup,
    };
    let load = sheet.load;
    for stop in load.stops.iter().filter(|s| s.kind == wanted && !s.cancelled) {
        if let Some(hold) = missing(load, kind, Some(stop)) {
            push(sheet, hold, owner);
        }
    }
}

fn push(sheet: &mut Worksheet<'_>, mut hold: Hold, owner: Option<&str>) {
    hold.owner = owner.unwrap_or_default().to_owned();
    sheet.holds.push(hold);
}

/// The hold for a document that is not there, does not open, or bears no attested signature.
fn missing(load: &Load, kind: &str, stop: Option<&StopVisit>) -> Option<Hold> {
    let seq = stop.map(|s| s.seq);
    // A signed paper is also the paper.
    let signed = match kind {
        "pod" => Some("pod_signed"),
        "bol" => Some("bol_signed"),
        _ => None,
    };
    if load.has_document(kind, seq) || signed.is_some_and(|signed| load.has_document(signed, seq)) {
        return None;
    }
    let place = stop.map(|s| format!(" for {}", s.label())).unwrap_or_default();
    let is_pod = kind == "pod_signed" || kind == "pod";
    let with = |hold: Hold| match seq {
        Some(seq) => hold.at_stop(seq),
        None => hold,
    };
    let unsigned = (kind == "pod_signed" && !load.has_document("pod", seq)).then(|| load.documents_of("pod", seq));
    if let Some(bad) = load.documents_of(kind, seq).next().or(unsigned.and_then(|mut pods| pods.next())) {
        let why = bad.readability.wrong().or(Readability::Absent.wrong()).unwrap_or_default();
        let name = bad.file.as_deref().unwrap_or(kind);
        let message = format!("{name}{place} {why}");
        let code = match bad.readability {
            Readability::Absent if is_pod => HoldCode::PodMissing,
            Readability::Absent => HoldCode::DocumentMissing,
            Readability::Empty
            | Readability::Encrypted
            | Readability::Mistyped
            | Readability::Cut
            | Readability::Readable => HoldCode::DocumentUnreadable,
        };
        let hold = Hold::new(code, message, "", format!("Get a readable {kind}.")).of_document(kind);
        return Some(with(hold));
    }
    let hold = if kind == "pod_signed" && load.has_document("pod", seq) {
        let next = "Look at it and attest the signature (`linehaul attest`), or get a signed one.";
        Hold::new(HoldCode::PodUnsigned, format!("the POD{place} has no attested signature"), "", next)
    } else if is_pod {
        Hold::new(
            HoldCode::PodMissing,
            format!("no POD{place}"),
            "",
            "Ask the driver for the POD, and attach it (`linehaul attach`).",
        )
    } else {
        let message = format!("no {kind}{place}");
        Hold::new(HoldCode::DocumentMissing, message, "", format!("Get the {kind}."))
    };
    Some(with(hold.of_document(kind)))
}

fn reference(sheet: &mut Worksheet<'_>, name: &str, like: Option<&str>, owner: Option<&str>) {
    let hold = match (sheet.load.reference(name), like) {
        (None, _) => Hold::new(
            HoldCode::ReferenceMissing,
            format!("no {name}"),
            "",
            format!("Ask the customer for the {name}, and set it (`linehaul set`)."),
        ),
        (Some(value), Some(like)) if !matches(value, like) => Hold::new(
            HoldCode::ReferenceMalformed,
            format!("{name} `{value}` is not like {like}"),
            "",
            format!("Ask the customer for the right {name}, and set it (`linehaul set`)."),
        ),
        _ => return,
    };
    push(sheet, hold.of_reference(name), owner);
}

/// Does a text fit a pattern of `#` (a digit), `@` (a letter), `*` (anything), else itself? Costs at most text times
/// pattern, whatever they say.
pub fn matches(text: &str, pattern: &str) -> bool {
    let text = text.trim();
    if text.is_ascii() && pattern.is_ascii() && !pattern.contains('*') {
        let fits = |(sign, c): (u8, u8)| match sign {
            b'#' => c.is_ascii_digit(),
            b'@' => c.is_ascii_alphabetic(),
            own => own == c,
        };
        return text.len() == pattern.len() && pattern.bytes().zip(text.bytes()).all(fits);
    }
    let text: Vec<char> = text.chars().collect();
    let one = |sign: char, c: char| match sign {
        '#' => c.is_ascii_digit(),
        '@' => c.is_alphabetic(),
        own => own == c,
    };
    // `reached[n]`: the pattern read so far fits the first n characters.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for sign in pattern.chars() {
        if sign == '*' {
            let first = reached.iter().position(|r| *r).unwrap_or(reached.len());
            reached[first..].fill(true);
        } else {
            for n in (1..=text.len()).rev() {
                reached[n] = reached[n - 1] && one(sign, text[n - 1]);
            }
            reached[0] = false;
        }
    }
    reached[text.len()]
}

/// Evidence and approval of the lines that a term wrote.
pub fn of_charges(sheet: &mut Worksheet<'_>, term: &Term, from: usize) {
    if term.evidence.is_empty() && term.approval_above.is_none() {
        return;
    }
    for at in from..sheet.charges.len() {
        let Some(charge) = sheet.charges.get(at).filter(|c| !c.amount.is_zero() && !c.code.is_tax()) else { continue };
        let above = term.approval_above.filter(|limit| charge.amount > *limit);
        if term.evidence.is_empty() && above.is_none() {
            continue;
        }
        let lacks = term.evidence.iter().filter_map(|kind| {
            let hold = without_evidence(sheet.load, kind, &charge.code, charge.stop)?;
            Some(hold.of_document(kind).of_charge(&charge.code))
        });
        let above = above.and_then(|limit| without_approval(sheet, charge, limit));
        let stop = charge.stop;
        for hold in lacks.chain(above).collect::<Vec<_>>() {
            push_at(sheet, hold, stop);
        }
    }
}

fn without_approval(sheet: &Worksheet<'_>, charge: &Charge, limit: Decimal) -> Option<Hold> {
    let Charge { code, amount, .. } = charge;
    if approved(sheet.load, code, *amount, sheet.currency) {
        return None;
    }
    let message = format!("{code} is {amount}, above {limit}, and no approval is on file");
    let hold = Hold::new(
        HoldCode::ApprovalNeeded,
        message,
        "",
        "Get the customer's approval and say so (`linehaul approved-by-customer`), or waive the charge (`linehaul waive`).",
    );
    Some(hold.of_charge(code))
}

fn push_at(sheet: &mut Worksheet<'_>, mut hold: Hold, stop: Option<u32>) {
    hold.stop = stop;
    if !sheet.holds.contains(&hold) {
        sheet.holds.push(hold);
    }
}

/// The hold of a line whose evidence is not on file: neither of the load as a whole nor of the line's stop.
fn without_evidence(load: &Load, kind: &str, code: &ChargeCode, stop: Option<u32>) -> Option<Hold> {
    let of_kind = || load.documents.iter().filter(|d| d.kind == kind);
    let here = || of_kind().filter(|d| d.stop.is_none() || stop.is_none() || d.stop == stop);
    if here().any(|d| d.readability == Readability::Readable) {
        return None;
    }
    let next = format!("Get the {kind} (`linehaul attach`), or waive the charge (`linehaul waive`).");
    if here().any(|d| d.readability != Readability::Absent) {
        let message = format!("{code} needs {kind}, which does not open");
        return Some(Hold::new(HoldCode::DocumentUnreadable, message, "", next));
    }
    let elsewhere = of_kind().filter(|d| d.readability == Readability::Readable).find_map(|d| d.stop);
    let (Some(elsewhere), Some(stop)) = (elsewhere, stop) else {
        let message = format!("{code} needs {kind}, which is not on file");
        return Some(Hold::new(HoldCode::DocumentMissing, message, "", next));
    };
    let message = format!("{code} at stop {stop} needs {kind}, which is on file for stop {elsewhere} only");
    let next = format!(
        "Get the {kind} of stop {stop}, have it filed there (`linehaul attach`), or waive the charge (`linehaul waive`)."
    );
    Some(Hold::new(HoldCode::DocumentMissing, message, "", next))
}

/// Is an approval on file: the latest word on the charge, up to at least this amount, or the approval as a document? A
/// withdrawn approval outweighs the document.
fn approved(load: &Load, code: &ChargeCode, amount: Decimal, currency: Currency) -> bool {
    let word = load.events.iter().rev().find(|e| {
        e.charge.as_ref() == Some(code)
            && matches!(e.kind, EventKind::AccessorialApproved | EventKind::ApprovalWithdrawn)
    });
    let covers = |upto: Money| upto.currency == currency && upto.amount >= amount;
    match word {
        Some(e) if e.kind == EventKind::ApprovalWithdrawn => false,
        Some(e) if e.amount.is_none_or(covers) => true,
        _ => load.has_document("accessorial_approval", None),
    }
}
