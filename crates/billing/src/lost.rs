//! Lost: columns that the files of a load's source have not any more. Where rating or readiness looks at them the load is held, since
//! what they said is not known; else it is told.

use std::collections::BTreeMap;

use linehaul_domain::hold::{Hold, HoldCode, Warning, WarningCode};
use linehaul_domain::lost::LostOfLoad;

use crate::contract_terms::ContractTerms;
use crate::rate::Rating;
use crate::reads::Reads;

const NEXT: &str = "Have the column sent again, map it by the name that it has now, or name it in `ignore` of its source where \
                    nothing stands in it that is billed by.";

/// Tells of each column once, whatever number of stops it is missing of.
pub fn judge<A: ContractTerms>(reads: &Reads<'_, A>, judged: bool, rating: &mut Rating) {
    let mut columns: BTreeMap<_, Vec<&LostOfLoad>> = BTreeMap::new();
    for one in &reads.load.lost {
        columns.entry((&one.lost.source, &one.lost.column)).or_default().push(one);
    }
    for ((_, column), all) in columns {
        let Some(first) = all.first() else { continue };
        let message = words(first);
        if !reads.column(column) {
            rating.warnings.push(Warning { code: WarningCode::ColumnGone, message });
            continue;
        }
        if !judged {
            continue;
        }
        let hold = Hold::new(HoldCode::ColumnLost, format!("{message}, and billing looks at it"), "", NEXT);
        let stop = first.stop.filter(|_| all.len() == 1);
        rating.holds.push(match stop {
            Some(stop) => hold.at_stop(stop),
            None => hold,
        });
    }
    for unread in reads.load.unread.iter().filter(|_| judged) {
        let Some(name) = reads.named(unread) else { continue };
        let message = format!("nobody reads the column {unread}, and the contract or the posting asks for {name}");
        let typed = if name.starts_with("extra:") { " with its type" } else { "" };
        let next = format!("Map the column {unread} to `{name}`{typed}, or name it in `ignore` of its source.");
        rating.holds.push(Hold::new(HoldCode::ColumnLost, message, "", next));
    }
}

fn words(one: &LostOfLoad) -> String {
    let lost = &one.lost;
    let of = match lost.column.thing.name() {
        "load" => String::new(),
        thing => format!(" of each {thing}"),
    };
    let near = lost.near.as_ref().map(|near| format!("; it has a column {near}, which may be it")).unwrap_or_default();
    format!("{}{of} is not in what {} sends, since {}{near}", lost.column.theirs, lost.source, lost.since)
}
