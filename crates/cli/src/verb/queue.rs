//! `linehaul queue`.

use std::collections::BTreeSet;

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::queue::{Queue as Page, Summary};
use linehaul_api::wire::queue::{Queue, QueueSummary, SortKey};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

#[derive(Args)]
struct How {
    /// Counts by state and held by reason instead of rows.
    #[arg(long)]
    summary: bool,
}

/// `linehaul queue`: rows, or counts.
pub fn verb() -> Verb {
    let arguments = |command| How::augment_args(Page::augment_args(command));
    Verb { path: "queue", after: "", arguments, acts: false, does: Does::Own(queue) }
}

fn queue(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let How { summary } = own(matches);
    if summary { shell.tell(&Summary {}, print_summary) } else { shell.tell(&own::<Page>(matches), print_rows) }
}

fn print_rows(queue: &Queue) {
    if queue.loads.is_empty() {
        out::line("No loads here. `linehaul sync` reads what dispatch delivered.");
        return;
    }
    let more: BTreeSet<SortKey> = queue.loads.iter().flat_map(|row| row.more.keys().copied()).collect();
    let titles: Vec<String> = more.iter().map(|key| key.0.name().replace('_', " ")).collect();
    let mut columns = vec![("load", '<'), ("customer", '<'), ("state", '<'), ("delivered", '<'), ("age", '>')];
    columns.extend(titles.iter().map(|title| (title.as_str(), '<')));
    columns.extend([("total", '>'), ("", '<'), ("expected", '>'), ("variance", '>'), ("holds", '<')]);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let rows: Vec<Vec<String>> = queue
        .loads
        .iter()
        .map(|row| {
            let holds = row.holds.iter().map(|h| match h.stop {
                Some(stop) => format!("{} stop {stop}", h.code),
                None => h.code.clone(),
            });
            let warnings = row.warnings.iter().map(|w| format!("({w})"));
            let difference = row.difference.iter().map(|d| match d.amount.strip_prefix('-') {
                _ if row.state == "billed_elsewhere" => d.words.clone(),
                Some(amount) => format!("billed too much: {amount}"),
                None if d.amount.bytes().all(|b| b == b'0' || b == b'.') => format!("changed since: {}", d.words),
                None => format!("earned more: {}", d.amount),
            });
            let stale = row.stale.then(|| "waits to be assessed".to_owned());
            let holds: Vec<String> =
                difference.chain(holds).chain(warnings).chain(stale).chain(row.owed.clone()).collect();
            let first = [
                row.load.clone(),
                text(&row.customer),
                row.state.clone(),
                text(&row.delivered),
                row.age_days.map(|d| format!("{d} d")).unwrap_or_default(),
            ];
            let told = more.iter().map(|key| row.more.get(key).cloned().unwrap_or_default());
            let last = [
                row.total.clone(),
                row.currency.clone(),
                text(&row.expected_total),
                text(&row.variance),
                holds.join(", "),
            ];
            first.into_iter().chain(told).chain(last).collect()
        })
        .collect();
    out::table(&columns, &rows);
    let shown = queue.loads.len() as u64;
    if shown < queue.total {
        out::line(&format!("{shown} of {}", out::count(queue.total as usize, "load")));
    } else {
        out::line(&out::count(shown as usize, "load"));
    }
}

fn print_summary(summary: &QueueSummary) {
    if let Some(behind) = &summary.behind {
        out::error(behind, false);
    }
    if summary.stale > 0 {
        out::line(&format!("{} to be assessed: `linehaul sync` goes on.", waits(summary.stale)));
    }
    if summary.of_no_load > 0 {
        let rows = out::count(usize::try_from(summary.of_no_load).unwrap_or(usize::MAX), "row");
        out::line(&format!("{rows} in quarantine of which nobody can tell the load: `linehaul quarantine list`."));
    }
    let rows: Vec<Vec<String>> = summary.states.iter().map(|(s, n)| vec![s.clone(), n.to_string()]).collect();
    out::table(&[("state", '<'), ("loads", '>')], &rows);
    if summary.held.is_empty() {
        return;
    }
    out::line("");
    out::line(&out::bold("Held, by reason (a load with two reasons counts in both)"));
    let rows: Vec<Vec<String>> = summary
        .held
        .iter()
        .map(|h| {
            let worth: Vec<String> = h.totals.iter().map(|(c, total)| format!("{total} {c}")).collect();
            vec![h.code.0.to_string(), h.loads.to_string(), h.owner.clone(), worth.join(", "), h.example.clone()]
        })
        .collect();
    let columns = [("reason", '<'), ("loads", '>'), ("who acts", '<'), ("worth so far", '>'), ("look at", '<')];
    out::table(&columns, &rows);
}

/// `1 load waits`, `1204 loads wait`.
pub fn waits(loads: u64) -> String {
    if loads == 1 { "1 load waits".to_owned() } else { format!("{loads} loads wait") }
}
