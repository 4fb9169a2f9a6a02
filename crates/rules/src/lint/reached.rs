//! Phrases that never apply, phrases that always apply together, documents that nothing asks for.

use linehaul_domain::fault::Code;
use linehaul_domain::terms::{DocumentScope, StopSelection, Term, Verb};

use crate::lint::Remarks;
use crate::lint::conditions::contradiction;

/// A condition that is plainly false, or that stands with its opposite.
pub fn unreachable(remarks: &mut Remarks<'_>) {
    for term in remarks.terms() {
        if let Some(why) = contradiction(&remarks.facts(term)) {
            remarks.of(term, Code::NeverApplies, format!("`{}` never applies: {why}", term.says()));
        }
    }
}

/// What two phrases must share to bill, or ask for, the same thing twice; nothing for phrases that may stand many times.
fn kind(verb: &Verb) -> Option<String> {
    Some(match verb {
        Verb::Linehaul(_) => "linehaul".to_owned(),
        Verb::Fuel(_) => "fuel".to_owned(),
        Verb::Discount { .. } => "discount".to_owned(),
        Verb::Minimum { .. } => "minimum".to_owned(),
        Verb::InvoiceMinimum { .. } => "minimum invoice".to_owned(),
        Verb::StopOff { .. } => "stop_off".to_owned(),
        Verb::Layover { .. } => "layover".to_owned(),
        Verb::Tonu(_) => "tonu".to_owned(),
        Verb::Redelivery { .. } => "redelivery".to_owned(),
        Verb::Chassis { .. } => "chassis".to_owned(),
        Verb::CanadianTax(_) => "canadian_tax".to_owned(),
        Verb::Claim { .. } => "claim".to_owned(),
        Verb::Prorate(_) => "prorate".to_owned(),
        Verb::Detention(_) => "detention".to_owned(),
        Verb::TrailerDetention(_) => "trailer_detention".to_owned(),
        Verb::Accessorial { kind, .. } => kind.word().to_owned(),
        Verb::AtCost { code, .. } => format!("at_cost {code}"),
        Verb::Priced(priced) => format!("accessorial {}", priced.code),
        Verb::Daily(daily) => format!("daily {}", daily.code),
        Verb::Charge { code, .. } => format!("charge {code}"),
        Verb::NeedDocument { kind, at, .. } => {
            let scope = match at {
                DocumentScope::Load => "the load",
                DocumentScope::EachDelivery => "each delivery",
                DocumentScope::EachPickup => "each pickup",
            };
            format!("need document \"{kind}\" for {scope}")
        }
        Verb::NeedReference { name, .. } => format!("need reference \"{name}\""),
        Verb::NeedStops { .. } | Verb::Ask { .. } | Verb::BorderFee { .. } => return None,
    })
}

fn stops(verb: &Verb) -> Option<StopSelection> {
    match verb {
        Verb::Detention(detention) => Some(detention.at),
        Verb::TrailerDetention(trailer) => Some(trailer.at),
        _ => None,
    }
}

/// May both speak of one stop? Phrases without stops always may.
fn overlap(a: &Verb, b: &Verb) -> bool {
    use StopSelection::{Deliveries, Pickups};
    !matches!((stops(a), stops(b)), (Some(Pickups), Some(Deliveries)) | (Some(Deliveries), Some(Pickups)))
}

/// Two phrases of one thing, of which one applies wherever the other does: both would bill.
pub fn twice(remarks: &mut Remarks<'_>) {
    let terms = remarks.terms();
    for (at, second) in terms.iter().enumerate() {
        let Some(own) = kind(&second.verb) else { continue };
        let same = |first: &&Term| {
            kind(&first.verb).as_ref() == Some(&own)
                && first.code == second.code
                && overlap(&first.verb, &second.verb)
                && (remarks.wider(first, second) || remarks.wider(second, first))
        };
        if let Some(first) = terms[..at].iter().find(same) {
            let line = first.location.line;
            let message = match first.bills().is_empty() && second.bills().is_empty() {
                true => format!("`{own}` is said in line {line} already"),
                false => format!("`{own}` stands in line {line} already, and both apply: it is billed twice"),
            };
            remarks.of(second, Code::SaidTwice, message);
        } else if let Some((code, line)) = code_of_another(remarks, &terms[..at], second) {
            let message = format!(
                "line {line} bills {code} as well, and both apply: it is billed twice, under one name on the invoice"
            );
            remarks.of(second, Code::SaidTwice, message);
        }
    }
}

/// A code that a phrase of another kind above bills too, wherever this one or that one applies. `OTHER` may stand often.
fn code_of_another<'c>(remarks: &Remarks<'c>, above: &'c [Term], term: &'c Term) -> Option<(&'c str, u32)> {
    let codes: Vec<&str> = term.bills().into_iter().filter(|code| *code != "OTHER").collect();
    let bills = |first: &&Term| {
        let shared = first.bills().into_iter().any(|code| codes.contains(&code));
        shared && kind(&first.verb) != kind(&term.verb) && (remarks.wider(first, term) || remarks.wider(term, first))
    };
    let first = above.iter().find(bills)?;
    let code = first.bills().into_iter().find(|code| codes.contains(code))?;
    Some((code, first.location.line))
}

/// A charge that depends on a document which nothing asks for: while it is not there, the charge is silently not billed.
pub fn documents(remarks: &mut Remarks<'_>) {
    let terms = remarks.terms();
    let asked =
        |wanted: &str| terms.iter().any(|t| matches!(&t.verb, Verb::NeedDocument { kind, .. } if kind == wanted));
    for term in terms.iter().filter(|t| !t.bills().is_empty()) {
        let read = term.when.iter().filter(|c| !c.negated).flat_map(|c| remarks.contract.documents_read(c.expression));
        for document in read {
            if !asked(&document) && !term.evidence.contains(&document) {
                let message = format!(
                    "`{}` is billed when \"{document}\" is on file, and nothing asks for it: while it is not there nobody \
                     is told. Say `need document \"{document}\"` under what makes it due, or make it due by a fact and say \
                     `needs \"{document}\"`",
                    term.says()
                );
                remarks.of(term, Code::DocumentUnasked, message);
            }
        }
    }
}
