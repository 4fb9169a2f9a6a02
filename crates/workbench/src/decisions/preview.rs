//! Preview: what a mended row would change of what stands, and whether that is more than what was wrong with it. A row whose cells
//! were shifted reads once it is mended somehow, and says something of every column.

use std::collections::BTreeSet;

use linehaul_connectors::drop::trial::try_out;
use linehaul_connectors::mapping::{ReadBy, field_of};
use linehaul_domain::canonical;
use linehaul_domain::changes::{self, Change};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::thing::Thing;
use linehaul_store::{Delivery, QuarantineItem};

use crate::intake::mended::Opened;
use crate::workspace::home::Workbench;

/// What a row would change.
pub(crate) struct Preview {
    /// Field by field, things in the order in which the row states them.
    pub changes: Vec<Change>,
    /// Does it change more than what was wrong with it?
    pub more: bool,
    /// What stands for having seen this.
    pub seen: Hash,
}

/// Of a row that reads as it is now.
pub(crate) fn of(
    bench: &Workbench,
    (item, delivery): (&QuarantineItem, &Delivery),
    opened: &Opened,
    facts: &[Fact],
) -> Outcome<Preview> {
    let mut all = Vec::new();
    let mut more = false;
    // What is wrong with the row as a whole may have put any cell into another column.
    let torn = item.faults.iter().any(|fault| fault.column.is_none());
    for fact in facts {
        let known = match (&fact.body, fact.load()) {
            (FactBody::Customer(stated), _) => bench.cache.facts_of_customer(&stated.customer.id)?,
            (_, Some(load)) => bench.cache.facts_of_load(load)?,
            (_, None) => Vec::new(),
        };
        let stands = known.iter().any(|known| known.key() == fact.key());
        let faulty = faulty(item, (delivery, opened), fact.body.thing());
        let own = changes::changes(&known, fact);
        more |= torn && !own.is_empty();
        more |= stands && own.iter().any(|change| !faulty.contains(&change.field));
        all.extend(own);
    }
    let seen = canonical::hash(&(&item.id, &delivery.kind, &opened.bytes, &all));
    Ok(Preview { changes: all, more, seen })
}

impl Preview {
    /// May the row be taken, by what was seen of it? LH-448 where it would change something else by now.
    pub fn may_take(&self, seen: Option<&Hash>) -> Outcome<bool> {
        match seen {
            None => Ok(!self.more),
            Some(seen) if *seen == self.seen => Ok(true),
            Some(_) => Err(Fault::new(
                Code::RowNotAsSeen,
                "the row is not as it was looked at, or what stands of it is not",
                "Nothing was decided; the row waits as before.",
                "Mend it once more without --seen, and look at what it would change.",
            )),
        }
    }
}

/// The fields of a thing that the columns say with which something was wrong.
fn faulty(item: &QuarantineItem, (delivery, opened): (&Delivery, &Opened), thing: Thing) -> BTreeSet<String> {
    let columns: BTreeSet<&str> = item.faults.iter().filter_map(|fault| fault.column.as_deref()).collect();
    let ours: BTreeSet<String> = match &opened.read_as.by {
        ReadBy::Columns(map) => columns.iter().map(|column| map.column(column)).collect(),
        ReadBy::Mapping(mapping) => {
            let tried = try_out(mapping, &opened.of.file, &opened.bytes, delivery.received, 1);
            let rows = tried.map(|tried| tried.rows).unwrap_or_default();
            let cells = rows.into_iter().flat_map(|row| row.made).flat_map(|(_, cells)| cells);
            cells.filter(|cell| columns.contains(cell.theirs.as_str())).map(|cell| cell.ours).collect()
        }
    };
    ours.iter().map(|column| field_of(thing, column).to_owned()).collect()
}
