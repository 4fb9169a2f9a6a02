//! Elsewhere: what was sent to another ERP than the one that is configured now. Only that one can tell what became of it: another
//! is neither asked about it nor given it. It stays as it is until its ERP is configured again, or a person who looked there says
//! that nothing came of it.

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::invoicing::settle::{Pushed, change, left};
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// Where it is, and what to do, in words.
fn words(row: &InvoiceRow, here: &ErpPlace) -> String {
    let (number, there) = (&row.number, row.erp.as_ref().map_or("", ErpPlace::as_str));
    format!(
        "{number} was sent to the ERP `{there}`, and `{here}` is configured, which is neither asked about it nor given it. Configure \
         that ERP again and push; or look there, and where nothing of it is, no draft either, `linehaul retry {number} --nothing-came`"
    )
}

/// LH-618 of an invoice that was sent elsewhere.
pub fn fault(row: &InvoiceRow, here: &ErpPlace) -> Fault {
    let next = Code::SentElsewhere.ends();
    Fault::new(Code::SentElsewhere, words(row, here), "It was left as it is, and nothing was sent.", next)
}

/// Tells what a push left as it is, and keeps the reason where it is in doubt.
pub(crate) fn tell(bench: &mut Workbench, rows: &[InvoiceRow], here: &ErpPlace, pushed: &mut Pushed) -> Outcome<()> {
    let mut write = BookWrite::default();
    for row in rows {
        let told = left(row, Code::SentElsewhere, &words(row, here));
        let reason = Some(format!("{}: {}", Code::SentElsewhere, words(row, here)));
        match row.state {
            InvoiceState::Queued => pushed.skipped.push(told),
            _ => pushed.in_doubt.push(told),
        }
        if row.state == InvoiceState::InDoubt && row.reason != reason {
            let next_attempt_at = row.next_attempt_at;
            write.states.push(StateChange { reason, next_attempt_at, ..change(row, InvoiceState::InDoubt) });
        }
    }
    if write.states.is_empty() { Ok(()) } else { bench.append(&write) }
}

/// Why an invoice cannot be sent to this ERP, where the one that it corrects is at another.
pub(crate) fn original(bench: &Workbench, invoice: &Invoice, here: &ErpPlace) -> Outcome<Option<String>> {
    let Some(number) = &invoice.original else { return Ok(None) };
    let original = bench.book.invoice(number)?.filter(|row| !row.belongs_to(here));
    Ok(original.map(|row| {
        let there = row.erp.as_ref().map_or("", ErpPlace::as_str);
        format!("it corrects {number}, which is at the ERP `{there}`, and `{here}` is configured")
    }))
}

/// What is open and was sent to another ERP than the one that is configured, a line each.
pub fn open(bench: &Workbench) -> Outcome<Vec<String>> {
    use InvoiceState::{InDoubt, NeedsPerson, Queued, Rejected, Sending, Voiding};
    let mut lines = Vec::new();
    let mut here = None;
    for state in [Sending, InDoubt, Voiding, Queued, NeedsPerson, Rejected] {
        for row in bench.book.invoices(Some(state), None)?.iter().filter(|row| row.erp.is_some()) {
            let here = match &mut here {
                Some(here) => &*here,
                none => &*none.insert(bench.erp_place()),
            };
            if !row.belongs_to(here) {
                lines.push(format!("{}: {}", Code::SentElsewhere, words(row, here)));
            }
        }
    }
    Ok(lines)
}

/// A person looked at the ERP that these were sent to, and nothing of them is there, no draft either: what was taken back is void,
/// everything else goes out with the next push, to the ERP that is configured. LH-415 no reason, LH-434 no such invoice, LH-435 its
/// ERP is the configured one, which is asked, or it is at no ERP.
pub fn nothing_came(
    bench: &mut Workbench,
    numbers: &[InvoiceNumber],
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Vec<InvoiceNumber>> {
    use InvoiceState::{InDoubt, NeedsPerson, Queued, Rejected, Sending, Voided, Voiding};
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Push))?;
    let refuse = |code, what: String, next: &str| Err(Fault::new(code, what, "Nothing was decided.", next));
    let reason = Reason::ours("nothing of it came").since(&Reason::given(reason)?);
    bench.may_decide()?;
    let (here, now) = (bench.erp_place(), bench.clock.now());
    let mut write = BookWrite::default();
    for number in numbers {
        let Some(row) = bench.book.invoice(number)? else {
            return refuse(Code::InvoiceUnknown, format!("there is no invoice {number}"), "Look it up in its batch.");
        };
        bench.book.verify_invoice(number)?;
        if row.belongs_to(&here) {
            let what = format!("{number} was sent to no other ERP than `{here}`, which is configured");
            return refuse(
                Code::NotRetried,
                what,
                "The ERP itself is asked: `linehaul push`, or `linehaul retry` without this.",
            );
        }
        let (invoice, words) = (number.clone(), Some(reason.to_string()));
        let (decision, to) = match row.state {
            Voiding => (Decision::InvoiceVoided { invoice, reason: reason.clone() }, Voided),
            Sending | InDoubt | NeedsPerson | Queued | Rejected => {
                (Decision::Requeued { invoice, nothing_there: true }, Queued)
            }
            other => {
                let what = format!("{number} is {}", other.name().replace('_', " "));
                return refuse(
                    Code::NotRetried,
                    what,
                    "Only what was sent and is not settled can have come to nothing.",
                );
            }
        };
        write.entries.push(NewEntry { at: now, actor: actor.clone(), decision });
        let attempt = row.attempt.min(1);
        write.states.push(StateChange { attempt, reason: words, nothing_there: to == Queued, ..change(&row, to) });
    }
    bench.append(&write)?;
    Ok(numbers.to_vec())
}
