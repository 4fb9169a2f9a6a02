//! Doctor, of tables that are fetched: how each has been read, what is amiss with its rows, and whether it comes to its end.

use linehaul_domain::fault::Outcome;

use crate::intake::health::Kept;
use crate::intake::tables::ends;
use crate::machine::secret;
use crate::settings::config::TableSource;
use crate::workspace::home::Workbench;

/// A check for each table: name, whether it is well, in words.
pub(super) fn tables(bench: &Workbench) -> Outcome<Vec<(String, bool, String)>> {
    let kept = Kept::read(&bench.dir);
    let amiss = ends::amiss(bench, &kept)?;
    let one = |set: &TableSource| {
        let health = kept.of_table(&set.name).health;
        let mut wrong = Vec::new();
        if let Some(account) = set.first.account()
            && let Err(fault) = secret::find(&bench.dir, &secret::of_source(&set.name), &account)
        {
            wrong.push(format!("{fault}. {}", fault.next));
        }
        let of = format!("table {} ", set.name);
        wrong.extend(amiss.iter().filter(|(name, _)| name.starts_with(&of)).map(|(_, fault)| fault.to_string()));
        let read = health.read.map_or("never".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
        let words = format!("{}, {}; read well last {read}", set.first.shown(), set.every().words());
        let message = if wrong.is_empty() { words } else { format!("{words}; {}", wrong.join("; ")) };
        (format!("table {}", set.name), wrong.is_empty(), message)
    };
    Ok(bench.config.tables.iter().map(one).collect())
}
