//! Printed numbers: made when an invoice is drafted, of the template of its legal entity. The book's key keeps each of them one
//! invoice's; here is said by which suffix a second one is told apart, or why it is refused.

use std::collections::BTreeSet;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LegalEntityId};
use linehaul_domain::invoice::Invoice;
use linehaul_domain::load::Load;
use linehaul_domain::printed::{NumberTemplate, Parts, Suffix};

use crate::workspace::home::Workbench;

/// Suffixes that are tried.
const MOST: u32 = 999;

/// Printed numbers of a batch that is not in the book yet, by legal entity.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeSet<(Option<LegalEntityId>, String)>);

impl Given {
    /// An invoice bears its number.
    pub fn take(&mut self, invoice: &Invoice) {
        self.0.insert((invoice.legal_entity.clone(), invoice.printed_number().to_owned()));
    }

    fn has(&self, entity: Option<&LegalEntityId>, number: &str) -> bool {
        self.0.contains(&(entity.cloned(), number.to_owned()))
    }
}

/// The printed number of an invoice of these loads; `None` where it is our own. LH-444 where it cannot be made, LH-443 where it is
/// another's and no suffix tells the two apart.
pub(super) fn number(
    bench: &Workbench,
    given: &Given,
    entity: Option<&LegalEntityId>,
    own: &InvoiceNumber,
    loads: &[&Load],
) -> Outcome<Option<String>> {
    let (Some(template), Some(first)) = (bench.config.number_template(entity), loads.first()) else { return Ok(None) };
    let base = template.fill(&parts(own, first, loads.len())).map_err(|why| unmade(own, &why))?;
    let (of, suffix, from) = match borne(bench, entity, template, &base, loads)? {
        Some(before) => (before, Suffix::Rebill, 1),
        None if !is_taken(bench, given, entity, &base)? => return Ok(Some(base)),
        None => (base, Suffix::Twin, 2),
    };
    match suffixed(bench, given, entity, template, (&of, suffix, from))? {
        Some(free) => Ok(Some(free)),
        None => Err(taken(own, &of, bench.book.printed_by(entity, &of)?.as_ref())),
    }
}

fn is_taken(bench: &Workbench, given: &Given, entity: Option<&LegalEntityId>, number: &str) -> Outcome<bool> {
    Ok(given.has(entity, number) || bench.book.printed_by(entity, number)?.is_some())
}

/// The number that an invoice of one of these loads bore before: the plain one, or the one by which another load's was told apart.
fn borne(
    bench: &Workbench,
    entity: Option<&LegalEntityId>,
    template: &NumberTemplate,
    base: &str,
    loads: &[&Load],
) -> Outcome<Option<String>> {
    let is_theirs = |number: &str| -> Outcome<bool> {
        let Some(holder) = bench.book.printed_by(entity, number)? else { return Ok(false) };
        let billed = bench.book.loads_of_invoice(&holder)?;
        Ok(loads.iter().any(|load| billed.contains(&load.number)))
    };
    if is_theirs(base)? {
        return Ok(Some(base.to_owned()));
    }
    let mut billed_again = false;
    for load in loads {
        billed_again |= bench.book.replaced_of(&load.number)?.is_some();
    }
    for n in (2..=MOST).filter(|_| billed_again) {
        let Some(Ok(twin)) = template.suffixed(base, Suffix::Twin, n) else { break };
        if is_theirs(&twin)? {
            return Ok(Some(twin));
        }
    }
    Ok(None)
}

/// The first number with a suffix that nobody bears.
fn suffixed(
    bench: &Workbench,
    given: &Given,
    entity: Option<&LegalEntityId>,
    template: &NumberTemplate,
    (base, suffix, from): (&str, Suffix, u32),
) -> Outcome<Option<String>> {
    for n in from..=MOST {
        let Some(made) = template.suffixed(base, suffix, n) else { return Ok(None) };
        let number = made.map_err(|why| unmade(&InvoiceNumber(base.to_owned()), &why))?;
        if !is_taken(bench, given, entity, &number)? {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn parts<'a>(own: &'a InvoiceNumber, first: &'a Load, loads: usize) -> Parts<'a> {
    // The part before the generation; what is made of another's text is 0 and shown as such.
    let seq = own.as_str().rsplit('-').nth(1).and_then(|digits| digits.parse().ok()).unwrap_or_default();
    let load = first.stated_number.as_deref().unwrap_or(first.number.as_str());
    Parts { number: own.as_str(), seq, load, pro: first.reference("pro"), more: loads.saturating_sub(1) }
}

fn unmade(own: &InvoiceNumber, why: &str) -> Fault {
    Fault::new(
        Code::PrintedNumberUnmade,
        format!("no printed number can be made for {own}: {why}"),
        "It was not invoiced.",
        "Have dispatch mend the load, hold it and approve it again, or choose another template in [printed_number].",
    )
}

fn taken(own: &InvoiceNumber, base: &str, holder: Option<&InvoiceNumber>) -> Fault {
    let holder = holder.map_or_else(|| "another invoice of this batch".to_owned(), ToString::to_string);
    Fault::new(
        Code::PrintedNumberTaken,
        format!("{own} would be printed as {base}, as {holder} is"),
        "It was not invoiced.",
        "Have dispatch mend the PRO, or say in [printed_number] how the second is told apart (`twin`), then push again.",
    )
}
