//! Waived: what was taken off loads at the desk, and stands: money that was earned and given away, told apart from what was overlooked.

use linehaul_domain::decision::Decision;
use linehaul_domain::desk::{Says, Waived};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::time::{NaiveDate, local_date};

use crate::book::load_state;
use crate::workspace::home::Workbench;

/// A charge that was waived.
#[derive(Debug, Clone)]
pub struct GivenAway {
    /// The load.
    pub load: LoadNumber,
    /// The charge, with what it came to.
    pub waived: Waived,
    /// The entry of the book.
    pub entry: u64,
    /// Who waived it.
    pub by: String,
    /// The local day, in the business's zone.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Every charge that is waived, or was from a day on, in the book's order. What was taken back is not among them.
pub fn given_away(bench: &Workbench, since: Option<NaiveDate>) -> Outcome<Vec<GivenAway>> {
    let mut all = Vec::new();
    for entry in bench.book.entries_of_kinds(&["waived"])? {
        let Decision::Stated(statement) = &entry.entry.decision else { continue };
        let Says::Waived(waived) = &statement.says else { continue };
        let on = local_date(entry.entry.at, bench.config.business.zone);
        if since.is_some_and(|since| on < since) {
            continue;
        }
        let load_state = load_state::of_load(&bench.book, &statement.load)?;
        if load_state.desk.iter().any(|said| said.seq == entry.seq) {
            all.push(GivenAway {
                load: statement.load.clone(),
                waived: waived.clone(),
                entry: entry.seq,
                by: entry.entry.actor.name.clone(),
                on,
                reason: statement.reason.to_string(),
            });
        }
    }
    Ok(all)
}
