//! Weekly: a book that nobody looks at as a whole is looked at by a sync, once a week.

use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::time::NaiveDate;

use crate::book::checked;
use crate::workspace::home::Workbench;

/// Days after which a sync checks the whole book again.
const CHECK_DAYS: i64 = 7;

/// Checks the whole book where that was not done for a while.
pub(crate) fn check_now_and_then(bench: &mut Workbench) -> Outcome<Option<String>> {
    const CHECKED: &str = "book checked";
    let today = bench.clock.today(bench.config.business.zone);
    let last = bench.cache.remembered(CHECKED)?.and_then(|text| text.parse().ok());
    if last.is_some_and(|last: NaiveDate| (today - last).num_days().abs() < CHECK_DAYS) {
        return Ok(None);
    }
    match checked::whole(&bench.book, &bench.dir) {
        Ok(()) => {
            bench.cache.remember(CHECKED, &today.to_string())?;
            Ok(None)
        }
        Err(fault) if fault.code == Code::BookBroken => Ok(Some(fault.what)),
        Err(fault) => Err(fault),
    }
}
