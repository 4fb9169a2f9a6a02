//! Listed: what a recovery showed of the ERP, beside the book. Confirming is of that, and of nothing that came since.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use linehaul_connectors::erp::{ErpRecord, Unreadable};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::money::fixed;
use linehaul_store::whole;

use crate::machine::disk::bytes_of;

/// Differences that a refusal tells.
const TOLD: usize = 5;

/// What stands at the ERP, a line each with everything that a person goes by. What this book has against it is left out: that is
/// looked at again when it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    lines: BTreeSet<String>,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("marks").join("listed.json")
}

fn line(record: &ErpRecord) -> String {
    let total = fixed(record.total, record.currency);
    let loads: Vec<&str> = record.loads.iter().map(|load| load.as_str()).collect();
    let loads = if loads.is_empty() { "loads that it does not tell".to_owned() } else { loads.join(", ") };
    let (number, id, state) = (&record.number, &record.erp_id, record.state.in_words());
    let mark = record.mark.as_deref().map(|mark| format!(", mark {mark}")).unwrap_or_default();
    format!("{number} ({id}) is {state}: {total} {} of {} for {loads}{mark}", record.currency, record.party)
}

impl Listed {
    /// A list of these.
    pub fn of<'a>(records: impl Iterator<Item = &'a ErpRecord>, unreadable: &[Unreadable]) -> Listed {
        let unreadable = unreadable.iter().map(|one| {
            let state = one.state.map_or("in no state that is told", |state| state.in_words());
            format!("{}; it is {state}", one.words())
        });
        Listed { lines: records.map(line).chain(unreadable).collect() }
    }

    /// What says whether it is the same.
    pub fn seen(&self) -> Hash {
        canonical::hash(&self.lines)
    }

    /// Keeps it as the one that was shown last. Where it cannot be written, what was shown before is no word for it.
    pub fn keep(&self, dir: &Path) {
        let (path, bytes) = (path(dir), canonical::encode(&self.lines));
        let folder = path.parent().unwrap_or(&path);
        if std::fs::create_dir_all(folder).and_then(|()| whole::exchange(&path, &bytes)).is_err() {
            Listed::forget(dir);
        }
    }

    /// It was confirmed.
    pub fn forget(dir: &Path) {
        drop(std::fs::remove_file(path(dir)));
    }

    fn kept(dir: &Path) -> Option<Listed> {
        let bytes = bytes_of(&path(dir)).ok()?;
        canonical::decode(&bytes).ok().map(|lines| Listed { lines })
    }

    /// This is what stands there now: is it what was looked at, by its digest, or else by what was shown last? LH-656 with the
    /// difference where it is not, and where nothing was shown.
    pub fn must_be_as_seen(&self, dir: &Path, seen: Option<&Hash>) -> Outcome<()> {
        let shown = Listed::kept(dir);
        let Some(looked_at) = seen.cloned().or_else(|| shown.as_ref().map(Listed::seen)) else {
            return Err(Fault::new(
                Code::ListChanged,
                "what stands at the ERP was not listed before, or the list could not be kept",
                "Nothing was decided or removed: what nobody looked at is confirmed by nobody.",
                "Run `linehaul recover`, look at the list, then confirm it; where the workspace's folder `marks` cannot be written, \
                 with `--seen` and what the list says of itself.",
            ));
        };
        if looked_at == self.seen() {
            return Ok(());
        }
        let difference = match shown.filter(|shown| shown.seen() == looked_at) {
            Some(shown) => self.since(&shown),
            None => format!("{looked_at} was looked at, and it is {} now", self.seen()),
        };
        Err(Fault::new(
            Code::ListChanged,
            format!("what stands at the ERP is not as it was listed: {difference}"),
            "Nothing was decided or removed.",
            "Run `linehaul recover` again, look at the list, then confirm that.",
        ))
    }

    fn since(&self, shown: &Listed) -> String {
        let came = self.lines.difference(&shown.lines).map(|line| format!("now {line}"));
        let gone = shown.lines.difference(&self.lines).map(|line| format!("no more {line}"));
        let all: Vec<String> = came.chain(gone).collect();
        let more = if all.len() > TOLD { format!("; and {} more", all.len() - TOLD) } else { String::new() };
        format!("{}{more}", all.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("; "))
    }
}
