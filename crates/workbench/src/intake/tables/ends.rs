//! Ends: when a table that is fetched comes to its end, told before a load needs the row that is not there.

use linehaul_billing::lookup::RATE_SPEAKS_DAYS;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::TableName;
use linehaul_domain::table::{Table, TableBody};
use linehaul_domain::time::{Duration, NaiveDate};

use crate::intake::health::{Failure, Kept, TableHealth};
use crate::settings::config::TableSource;
use crate::workspace::home::Workbench;

/// A price is out two days behind its Monday at the latest, though that is a holiday.
const OUT_AFTER_DAYS: i64 = 2;

/// What is told where a table could not be fetched.
pub(crate) const FETCH: &str = "fetch";

/// The first day of which a load would be held for want of a row. A table whose rows do not follow days has none.
pub fn holds_from(table: &Table) -> Option<NaiveDate> {
    let behind = |day: NaiveDate, days: i64| day.checked_add_signed(Duration::days(days));
    match &table.body {
        TableBody::Index { prices } => behind(*prices.keys().next_back()?, 7),
        TableBody::Holidays { days } => behind(*days.last()?, 1),
        TableBody::Dated { rows, valid_days: Some(days), .. } => behind(rows.last()?.0, i64::from(*days)),
        TableBody::Exchange { rates, valid_days } => {
            let newest = rates.iter().map(|rate| rate.effective).max()?;
            behind(newest, i64::from(valid_days.unwrap_or(RATE_SPEAKS_DAYS)))
        }
        _ => None,
    }
}

/// What is told of a table that ends, on a day: LH-266.
pub fn ends_soon(set: &TableSource, table: Option<&Table>, health: &TableHealth, today: NaiveDate) -> Option<Fault> {
    let from = holds_from(table?)?;
    let well = health.health.failed == 0 && health.health.read.is_some();
    let is_index = matches!(table?.body, TableBody::Index { .. });
    let days = match well && is_index {
        // One that is read well has its price when that is out, and nobody has it before.
        true => OUT_AFTER_DAYS,
        false => -i64::from(set.warn_days),
    };
    let tell = from.checked_add_signed(Duration::days(days))?;
    (today >= tell).then(|| {
        let why = match (&health.health.failure, health.health.read) {
            (Some(failure), _) => format!("it cannot be fetched: {}", failure.what),
            (None, None) => "it was not fetched yet".to_owned(),
            (None, Some(_)) => "nothing newer is published".to_owned(),
        };
        let words = if today >= from { "are held" } else { "will be held" };
        let what =
            format!("table {}: loads from {from} on that need it {words}, since it ends before; {why}", set.name);
        Fault::new(Code::TableEndsSoon, what, Code::TableEndsSoon.means(), Code::TableEndsSoon.ends())
    })
}

/// What is amiss with each table that is fetched, by what it is of.
pub fn amiss(bench: &Workbench, kept: &Kept) -> Outcome<Vec<(String, Fault)>> {
    let today = bench.clock.today(bench.config.business.zone);
    let mut all = Vec::new();
    for set in &bench.config.tables {
        let health = kept.of_table(&set.name);
        let of = |what: &str| format!("table {} {what}", set.name);
        all.extend(health.health.failure.iter().map(|failure| {
            let Failure { code, what, next, .. } = failure;
            (of(FETCH), Fault::new(*code, what.clone(), code.means(), next.clone()))
        }));
        all.extend(health.findings.iter().map(|finding| (of(&finding.of), finding.fault(&set.name))));
        let table = bench.library.tables.get(&TableName::from(set.name.as_str()));
        all.extend(ends_soon(set, table, &health, today).map(|fault| (of("ends"), fault)));
    }
    Ok(all)
}
