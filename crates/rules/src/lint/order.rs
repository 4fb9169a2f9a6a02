//! Phrases are worked through from the top: what is reckoned from other lines stands below them.

use linehaul_domain::fault::Code;
use linehaul_domain::terms::{Base, Term, Verb};

use crate::lint::Remarks;

pub fn order(remarks: &mut Remarks<'_>) {
    let terms = remarks.terms();
    for (at, term) in terms.iter().enumerate() {
        let (before, behind) = (&terms[..at], &terms[at + 1..]);
        if let Some(message) = freight(remarks, term, before, behind).or_else(|| sums(term, behind)) {
            remarks.of(term, Code::ReckonedTooEarly, message);
        }
        if let Some(Base::NetLinehaulAnd(codes)) = term.verb.base() {
            for code in codes {
                let bills = |t: &Term| t.bills().contains(&code.as_str());
                if !before.iter().any(bills) {
                    let why = match behind.iter().find(|t| bills(t)) {
                        Some(later) => format!("`{}` stands below it, in line {}", later.says(), later.location.line),
                        None => "no phrase bills it".to_owned(),
                    };
                    remarks.of(
                        term,
                        Code::ReckonedTooEarly,
                        format!("{code} never counts in the base of `{}`: {why}", term.says()),
                    );
                }
            }
        }
    }
}

/// What is reckoned from linehaul, and stands before it is complete.
fn freight(remarks: &Remarks<'_>, term: &Term, before: &[Term], behind: &[Term]) -> Option<String> {
    let complete: fn(&Verb) -> bool = match (&term.verb, term.verb.base()) {
        (Verb::Discount { .. } | Verb::Minimum { .. }, _) | (_, Some(Base::GrossLinehaul)) => {
            |verb| matches!(verb, Verb::Linehaul(_))
        }
        (_, Some(Base::NetLinehaul | Base::NetLinehaulAnd(_))) => {
            |verb| matches!(verb, Verb::Linehaul(_) | Verb::Discount { .. } | Verb::Minimum { .. })
        }
        _ => return None,
    };
    if let Some(later) = behind.iter().find(|t| complete(&t.verb)) {
        let (own, other, line) = (term.says(), later.says(), later.location.line);
        return Some(format!("`{own}` is computed before `{other}` of line {line}, which it is reckoned from"));
    }
    let linehaul = before.iter().any(|t| matches!(t.verb, Verb::Linehaul(_)));
    let house = remarks.contract.terms().otherwise_house_tariff;
    (!linehaul && !house).then(|| format!("`{}` is reckoned from linehaul, and there is none", term.says()))
}

/// What is reckoned from the sum of all lines, and stands before some of them.
fn sums(term: &Term, behind: &[Term]) -> Option<String> {
    let tax = match &term.verb {
        Verb::InvoiceMinimum { .. } => false,
        Verb::CanadianTax(_) => true,
        _ => return None,
    };
    let counts = |t: &&Term| !t.bills().is_empty() && !matches!(t.verb, Verb::CanadianTax(_) | Verb::Tonu(_));
    let later = behind.iter().find(counts)?;
    let (own, other, line) = (term.says(), later.says(), later.location.line);
    Some(match tax {
        true => format!("`{own}` is computed before `{other}` of line {line}, which it therefore does not tax"),
        false => format!("`{own}` is computed before `{other}` of line {line}, which it therefore does not count"),
    })
}
