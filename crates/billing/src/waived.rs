//! Waived: lines that somebody took off the load at the desk. They are struck as soon as their phrase wrote them, so that what is a percent of
//! them is reckoned without them, and what they would need is not asked for.

use linehaul_domain::hold::Hold;
use linehaul_domain::money::Money;
use linehaul_domain::terms::Term;

use crate::term::is_freight;
use crate::worksheet::{Mark, Worksheet};

/// Strikes what is waived of what a phrase wrote since a mark. Freight and taxes are what they are.
pub fn take_off(sheet: &mut Worksheet<'_>, mark: &Mark, term: &Term) {
    let load = sheet.load;
    if load.desk.is_empty() || is_freight(&term.verb) {
        return;
    }
    let mut struck = Vec::new();
    for charge in sheet.charges.split_off(mark.charges()) {
        let amount = Money::new(charge.amount, sheet.currency);
        match load.waiver(&charge.code, charge.stop, Some(amount)).filter(|_| !charge.code.is_tax()) {
            Some(said) => struck.push((charge, said)),
            None => sheet.charges.push(charge),
        }
    }
    for (charge, said) in struck {
        let of = |hold: &Hold| hold.charge.as_ref() == Some(&charge.code) && hold.stop == charge.stop;
        strike(sheet, mark, &of);
        let words = format!("waived by {} (book {}): {}", said.by, said.seq, said.reason);
        sheet.near_miss(&charge.code, charge.stop, Some(charge.amount), || words.into());
    }
    not_computed(sheet, mark);
}

/// The same of lines that could not be computed.
fn not_computed(sheet: &mut Worksheet<'_>, mark: &Mark) {
    let load = sheet.load;
    let is_off = |hold: &Hold| {
        hold.charge.as_ref().is_some_and(|code| !code.is_tax() && load.waiver(code, hold.stop, None).is_some())
    };
    let off: Vec<_> = sheet.holds[mark.holds()..].iter().filter(|hold| is_off(hold)).cloned().collect();
    for hold in &off {
        strike(sheet, mark, &|other| other == hold);
        let Some(code) = &hold.charge else { continue };
        sheet.found(code, mark);
        let said = load.waiver(code, hold.stop, None);
        let words = said.map(|said| format!("waived by {} (book {}): {}", said.by, said.seq, said.reason));
        sheet.near_miss(code, hold.stop, None, || words.unwrap_or_default().into());
    }
}

fn strike(sheet: &mut Worksheet<'_>, mark: &Mark, of: &dyn Fn(&Hold) -> bool) {
    let since = sheet.holds.split_off(mark.holds());
    sheet.holds.extend(since.into_iter().filter(|hold| !of(hold)));
}
