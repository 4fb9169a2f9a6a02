//! Since: what is known of a customer now against what the approvals behind an invoice saw of it. Nothing goes out that is made out to, or asks
//! for terms, as nobody means it any more; and nothing is made out otherwise than somebody approved.
//!
//! A name of the ERP's that it never had is no other terms: who mends it changes nothing that was approved.

use linehaul_connectors::erp::{Erp, ErpError, Refusal};
use linehaul_domain::assessment::ApprovedContext;
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::party::BillTo;

use crate::workspace::home::Workbench;

/// Which of these would go out otherwise than their approvals saw, or than their customers are now. The ERP is asked for its names where
/// those of ours for them changed, and not otherwise.
pub(super) fn changed(
    bench: &Workbench,
    erp: &mut dyn Erp,
    bodies: &[Invoice],
) -> Outcome<Result<Vec<(InvoiceNumber, Refusal)>, ErpError>> {
    let mut refused = Vec::new();
    let mut theirs: Option<Vec<String>> = None;
    // What supplements or corrects an invoice is made out as that one.
    for body in bodies.iter().filter(|body| body.kind.is_original()) {
        let mut words = match of_customer(bench, body) {
            // Who edits one customer in the cache keeps no invoice of another from being sent.
            Err(fault) if fault.code == Code::FactChanged => {
                let message = format!("{} {}", fault.what, fault.next);
                refused.push((body.number.clone(), Refusal { code: fault.code, message }));
                continue;
            }
            other => other?,
        };
        if let Some((approved, now)) = of_terms(bench, body)? {
            if theirs.is_none() {
                match erp.catalogue() {
                    Ok(catalogue) => theirs = Some(catalogue.map(|catalogue| catalogue.terms).unwrap_or_default()),
                    Err(why) => return Ok(Err(why)),
                }
            }
            if theirs.as_deref().is_some_and(|there| may_be_meant(&approved, there)) {
                words.push(format!("its payment terms were to go as `{approved}`, and would as `{now}` now"));
            }
        }
        if !words.is_empty() {
            let message = format!("{}. {WAYS}", words.join("; "));
            refused.push((body.number.clone(), Refusal { code: Code::CustomerChanged, message }));
        }
    }
    Ok(Ok(refused))
}

const WAYS: &str = "Put that back, or `linehaul withdraw` its loads and approve them as it is now";

/// What is other of its customer now than it was approved with, in words. A customer that nothing tells of any more is as it was told last.
fn of_customer(bench: &Workbench, body: &Invoice) -> Outcome<Vec<String>> {
    let Some(now) = bench.cache.customer_as_delivered(&body.customer)? else { return Ok(Vec::new()) };
    let mut words = Vec::new();
    let none = "none";
    let code = now.erp_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    if code != Some(body.erp_party.trim()) {
        words.push(format!("its party at the ERP was {}, and is {} now", body.erp_party, code.unwrap_or(none)));
    }
    let billed_as = now.billed_as();
    if let Some(approved) = body.bill_to.as_ref().filter(|approved| **approved != billed_as) {
        words.push(format!("it is made out to {}, and would be to {} now", in_a_line(approved), in_a_line(&billed_as)));
    }
    if body.payment_terms != now.payment_terms {
        let (approved, now) = (body.payment_terms.as_deref(), now.payment_terms.as_deref());
        words.push(format!("its payment terms were {}, and are {} now", approved.unwrap_or(none), now.unwrap_or(none)));
    }
    Ok(words)
}

fn in_a_line(billed: &BillTo) -> String {
    billed.lines().join(", ")
}

/// The ERP's name for its terms as it was approved, and as the settings have it now, where these differ. An approval of before that was kept
/// has none.
fn of_terms(bench: &Workbench, body: &Invoice) -> Outcome<Option<(String, String)>> {
    let Some(now) = body.payment_terms.as_deref().and_then(|ours| bench.config.erp.terms_there(ours)) else {
        return Ok(None);
    };
    // Loads that were approved with other names are on other invoices: one approval speaks for all of them.
    let Some(seq) = body.approvals.first() else { return Ok(None) };
    let Some(entry) = bench.book.entry(*seq)? else { return Ok(None) };
    let Decision::Approved { context, .. } = &entry.entry.decision else { return Ok(None) };
    let Some(bytes) = bench.book.body(context)? else { return Ok(None) };
    let saw: ApprovedContext = canonical::decode(&bytes)?;
    Ok(saw.erp_terms.filter(|approved| *approved != now).map(|approved| (approved, now)))
}

/// Can the approved name have been meant? One that the ERP does not have cannot; where it keeps no list nobody knows.
fn may_be_meant(approved: &str, there: &[String]) -> bool {
    there.is_empty() || there.iter().any(|name| name == approved)
}

#[cfg(test)]
mod tests {
    use super::may_be_meant;

    #[test]
    fn a_name_that_the_erp_never_had_is_mended_and_any_other_is_asked_about() {
        let there = ["30 days".to_owned(), "60 days".to_owned()];
        assert!(may_be_meant("30 days", &there), "other terms than were approved");
        assert!(!may_be_meant("Net 30", &there), "it could never have gone out");
        assert!(may_be_meant("Net 30", &[]), "nobody can tell");
    }
}
