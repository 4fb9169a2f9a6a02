//! Take: what was had for a table is kept in the archive, with where and when, and becomes rows of the table in `rules/tables`.

use std::path::Path;

use linehaul_connectors::figures::{Published, Told, Unfetched, shown};
use linehaul_connectors::table::read_table;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::Instant;
use linehaul_store::{Delivery, whole};

use crate::intake::follow::TABLE;
use crate::intake::port::follow_as_far_as_it_reads;
use crate::intake::table_told::Finding;
use crate::intake::tables::fetches::{Came, Fetched};
use crate::intake::tables::marked;
use crate::intake::tables::merge::{Merged, Said, merge};
use crate::intake::take::SourceReport;
use crate::machine::disk::{bytes_of, unwritable};
use crate::settings::config::TableSource;
use crate::settings::tables::Publication;
use crate::workspace::home::Workbench;

/// What is told of the second publication as a whole.
const SECOND: &str = "second publication";

/// What came of a table.
pub(crate) struct Taken {
    /// As a source's reading is told.
    pub report: SourceReport,
    /// What is amiss with its rows; as it was, where the table could not be fetched.
    pub findings: Option<Vec<Finding>>,
    /// For how many seconds it asked to be left alone.
    pub after_seconds: Option<u32>,
}

/// Takes what came, while the table is set as it was when it was asked for.
pub(crate) fn take(bench: &mut Workbench, came: Came) -> Taken {
    let Came { set, at, had } = came;
    let mut report = SourceReport { name: set.name.clone(), ..SourceReport::default() };
    let after = |one: &Fetched| one.as_ref().err().and_then(|why| why.after_seconds);
    let after_seconds = after(&had.0).max(had.1.as_ref().and_then(after));
    if !bench.config.tables.contains(&set) {
        let words = "its settings changed while it was asked; what came is left for the next sync";
        report.notes.push(format!("{} {}: {words}", Code::SourceChangedMeanwhile, set.name));
        report.left = true;
        return Taken { report, findings: None, after_seconds };
    }
    let findings = match taken(bench, &set, (at, had), &mut report) {
        Ok(findings) => Some(findings),
        Err(fault) => {
            report.error = Some(fault);
            None
        }
    };
    for finding in findings.iter().flatten() {
        report.notes.push(format!("{} {}", finding.code, finding.what));
    }
    Taken { report, findings, after_seconds }
}

fn away(set: &TableSource, why: Unfetched) -> Fault {
    let code = Code::TableAway;
    Fault::new(code, format!("table {}: {}", set.name, why.why), code.means(), code.ends())
}

fn unread(set: &TableSource, why: &str) -> Fault {
    let code = Code::TableFetchedUnread;
    Fault::new(code, format!("table {}: {why}", set.name), code.means(), code.ends())
}

fn taken(
    bench: &mut Workbench,
    set: &TableSource,
    (at, (first, second)): (Instant, (Fetched, Option<Fetched>)),
    report: &mut SourceReport,
) -> Outcome<Vec<Finding>> {
    let mut findings = Vec::new();
    let second = match second.zip(set.second.as_ref()) {
        None => None,
        Some((Err(why), _)) => {
            findings.push(Finding { of: SECOND.to_owned(), code: Code::TableAway, what: why.why });
            None
        }
        Some((Ok(told), publication)) => {
            let bytes = kept(bench, set, publication, (at, told))?;
            read(publication, &bytes)
                .map_err(|what| {
                    findings.push(Finding { of: SECOND.to_owned(), code: Code::TableFetchedUnread, what });
                })
                .ok()
        }
    };
    let told = first.map_err(|why| away(set, why))?;
    let bytes = kept(bench, set, &set.first, (at, told))?;
    let first = read(&set.first, &bytes).map_err(|why| unread(set, &why))?;
    let path = bench.dir.join("rules/tables").join(format!("{}.csv", set.name));
    let now = if path.exists() {
        Some(bytes_of(&path).map_err(|why| unread(set, &format!("rules/tables/{}.csv: {why}", set.name)))?)
    } else {
        None
    };
    match first {
        Published::Whole(text) => {
            let second = match second {
                Some(Published::Whole(second)) => Some(second),
                _ => None,
            };
            let compared = (set, path.as_path(), second.as_deref());
            let ours = now.as_deref().map(|now| was_fetched(bench, set, now)).transpose()?.unwrap_or_default();
            findings.extend(whole_table(compared, (now.as_deref(), ours), &text, report)?);
        }
        Published::Series(series, first) => {
            let second = match second {
                Some(Published::Series(own, second)) if own == series => Some(second),
                Some(_) => {
                    let what = format!("it has no figures of the kind {}", series.kind());
                    findings.push(Finding { of: SECOND.to_owned(), code: Code::TableFetchedUnread, what });
                    None
                }
                None => None,
            };
            let today = bench.clock.today(bench.config.business.zone);
            let read = first.len() as u64;
            let merged = merge(set, now.as_deref(), &Said { series, first, second }, today);
            let Merged { text, added, findings: of_rows } = merged.map_err(|why| {
                unread(set, &format!("rules/tables/{}.csv: {why}, so nothing is added to it", set.name))
            })?;
            if let Some(text) = text {
                write(&path, text.as_bytes())?;
            }
            (report.read, report.new, report.duplicate) = (read.max(added), added, read.max(added) - added);
            findings.extend(of_rows);
        }
    }
    Ok(findings)
}

fn read(publication: &Publication, bytes: &[u8]) -> Result<Published, String> {
    let told = |why: String| format!("{}: {why}", shown(&publication.from));
    let layout = publication.layout().ok_or_else(|| told(format!("no layout `{}`", publication.layout)))?;
    (layout.read)(bytes, &publication.wanted()).map_err(told)
}

/// Is a text one that the first publication handed out at any time?
fn was_fetched(bench: &Workbench, set: &TableSource, text: &[u8]) -> Outcome<bool> {
    let source = SourceName(format!("table {}", set.name));
    let lines = bench.archive.of_file((&source, shown(&set.first.from), TABLE))?;
    let hash = canonical::hash_bytes(text);
    Ok(lines.iter().any(|line| line.delivery.hash == hash))
}

/// The text that was told, in the archive: what is as it was is what stands there. LH-260 where that is gone since it was asked.
fn kept(bench: &mut Workbench, set: &TableSource, of: &Publication, (at, told): (Instant, Told)) -> Outcome<Vec<u8>> {
    match told {
        Told::Text(bytes, marks) => {
            archive(bench, set, of, (at, &bytes))?;
            marked::remember(bench, (set, of), (marks, &bytes, at))?;
            Ok(bytes)
        }
        Told::Unchanged => {
            let known = marked::known(bench, set, of, at)?;
            let lost = || Unfetched {
                why: format!("{}: what it had is not in the archive any more", shown(&of.from)),
                after_seconds: None,
            };
            bench.archive.get(&known.ok_or_else(|| away(set, lost()))?.hash)
        }
    }
}

/// Keeps a text with where and when.
fn archive(
    bench: &mut Workbench,
    set: &TableSource,
    publication: &Publication,
    (at, bytes): (Instant, &[u8]),
) -> Outcome<()> {
    let (source, file) = (SourceName(format!("table {}", set.name)), shown(&publication.from).to_owned());
    let hash = canonical::hash_bytes(bytes);
    let line = Delivery {
        source,
        file,
        kind: TABLE.to_owned(),
        received: at,
        hash,
        cursor: None,
        scope: None,
        reader: Some(publication.layout.clone()),
        columns: None,
    };
    bench.archive.put(&line, bytes)?;
    follow_as_far_as_it_reads(bench)
}

/// A table that stands as a whole takes the place of the one on the disk, unless somebody edited that: then it is told.
fn whole_table(
    (set, path, second): (&TableSource, &Path, Option<&[u8]>),
    (now, was_fetched): (Option<&[u8]>, bool),
    text: &[u8],
    report: &mut SourceReport,
) -> Outcome<Vec<Finding>> {
    let rows = |text: &[u8]| text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
    let body = |text: &[u8]| read_table(&set.name, text).map(|table| table.body).ok();
    report.read = rows(text);
    report.duplicate = report.read;
    let of = |code, what: String| vec![Finding { of: "table".to_owned(), code, what }];
    if let Some(other) = second.filter(|other| body(other) != body(text)) {
        let differ = || {
            let lines = |text: &[u8]| String::from_utf8_lossy(text).lines().map(str::to_owned).collect::<Vec<_>>();
            let (one, other) = (lines(text), lines(other));
            let at = one.iter().zip(&other).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
            let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "nothing".to_owned());
            (at + 1, line(&one), line(&other))
        };
        let (first, publication) = (set.first.shown(), set.second.as_ref().map(Publication::shown).unwrap_or_default());
        let (line, one, other) = differ();
        let what = format!("line {line}: {first} says `{one}`, {publication} says `{other}`; nothing of it is taken");
        return Ok(of(Code::TableSourcesDiffer, what));
    }
    if let (Some(publication), None, true) = (&set.second, second, now != Some(text)) {
        let what =
            format!("{} cannot be read, and nothing of {} is taken uncompared", publication.shown(), set.first.shown());
        return Ok(of(Code::TableSourceLacks, what));
    }
    match now {
        Some(now) if now == text => Ok(Vec::new()),
        // What stands there is what was fetched once, or it says the same.
        Some(now) if was_fetched || body(now) == body(text) => {
            write(path, text)?;
            (report.changed, report.duplicate) = (report.read, 0);
            if body(now) == body(text) {
                return Ok(Vec::new());
            }
            let what = "it is published otherwise now, and the file in rules/tables says so; where it was published by a contract, that is a \
                        draft until it is published again";
            Ok(of(Code::TableFigureRevised, what.to_owned()))
        }
        Some(_) => {
            let what = format!(
                "{} says otherwise than rules/tables/{}.csv, which was edited here and stays; remove that file to take what is published",
                set.first.shown(),
                set.name
            );
            Ok(of(Code::TableFigureRevised, what))
        }
        None => {
            write(path, text)?;
            (report.new, report.duplicate) = (report.read, 0);
            Ok(Vec::new())
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| whole::write_bytes(path, bytes)).map_err(|why| unwritable(path, &why))
}
