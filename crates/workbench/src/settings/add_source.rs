//! Add source: a `[[source]]` put into `linehaul.toml`, or a mapping into one that is there. What stands there stays as it is, remarks too;
//! what comes of it is read as settings before it is written.

use std::path::{Path, PathBuf};

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_store::whole;

use crate::settings::config::{self, FILE};

/// What is to be put into the settings.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The lines that are new.
    pub lines: String,
    /// The settings with them.
    text: String,
    /// As they are.
    before: String,
    /// The folder of a source that is new.
    folder: Option<PathBuf>,
}

/// LH-255.
fn not_added(what: &str, next: &str) -> Fault {
    Fault::new(Code::SourceMapped, what, "Nothing was written: neither the mapping nor the settings.", next)
}

/// What puts a mapping into a source's settings: one that is there gets it where it has none, else a source of files is made whose folder
/// has its name. LH-255 it has one, or the settings do not read with it.
pub fn planned(dir: &Path, source: &str, mapping: &str) -> Outcome<Addition> {
    let config = config::read(dir)?;
    let by_hand = format!("Write mapping = \"{mapping}\" into the [[source]] of {FILE} yourself.");
    let before = std::fs::read_to_string(dir.join(FILE))
        .map_err(|why| not_added(&format!("{FILE} cannot be read: {why}"), &by_hand))?;
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let known = config.sources.iter().find(|known| known.name == source);
    let (lines, text) = match known {
        Some(known) if known.mapping.is_some() => {
            let has = known.mapping.as_deref().unwrap_or_default();
            let next = "Name another source; or put the mapping into that one's place by hand, once you know that it reads what came before.";
            return Err(not_added(&format!("the source `{source}` has the mapping `{has}`"), next));
        }
        Some(_) => {
            let line = format!("mapping = {}", quoted(mapping));
            let at = behind_name(&before, source).ok_or_else(|| {
                not_added(&format!("the [[source]] of `{source}` is not found in {FILE} as it is written"), &by_hand)
            })?;
            (line.clone(), format!("{}{line}{end}{}", &before[..at], &before[at..]))
        }
        None => {
            let lines = [
                "[[source]]".to_owned(),
                format!("name = {}", quoted(source)),
                "kind = \"csv-drop\"".to_owned(),
                format!("folder = {}", quoted(source)),
                format!("mapping = {}", quoted(mapping)),
            ];
            let gap = if before.is_empty() || before.ends_with('\n') { "" } else { end };
            (lines.join("\n"), format!("{before}{gap}{end}{}{end}", lines.join(end)))
        }
    };
    let after = config::parse(&text, &dir.join(FILE))
        .map_err(|why| not_added(&format!("{FILE} would not read with it: {}", why.what), &by_hand))?;
    let is_there = |one: &config::Source| one.name == source && one.mapping.as_deref() == Some(mapping);
    let others = after.sources.len() == config.sources.len() + usize::from(known.is_none());
    if !others || !after.sources.iter().any(is_there) {
        return Err(not_added(&format!("{FILE} would not say it of the source `{source}`"), &by_hand));
    }
    let folder = known.is_none().then(|| dir.join(source));
    Ok(Addition { lines, text, before, folder })
}

/// Writes it, unless somebody changed the settings meanwhile. LH-255.
pub fn write(dir: &Path, addition: &Addition) -> Outcome<()> {
    let path = dir.join(FILE);
    let failed = |why: std::io::Error| {
        not_added(&format!("{FILE} cannot be written: {why}"), "Check the disk, and your rights there.")
    };
    if std::fs::read_to_string(&path).map_err(failed)? != addition.before {
        return Err(not_added(&format!("{FILE} was changed meanwhile"), "Try again."));
    }
    if let Some(folder) = &addition.folder {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    whole::exchange(&path, addition.text.as_bytes()).map_err(failed)
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The byte behind the line that names a source in its `[[source]]`.
fn behind_name(text: &str, source: &str) -> Option<usize> {
    let (mut inside, mut at) = (false, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let bare = line.trim();
        if bare.starts_with('[') {
            inside = bare.replace(' ', "").starts_with("[[source]]");
        } else if inside && is_name(bare, source) {
            return line.ends_with('\n').then_some(at);
        }
    }
    None
}

/// Is it `name = "SOURCE"`, with or without a remark behind it?
fn is_name(line: &str, source: &str) -> bool {
    let value = line.strip_prefix("name").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
    value.is_some_and(|value| {
        let read: Result<toml::Table, _> = format!("name ={value}").parse();
        read.is_ok_and(|table| table.get("name").and_then(toml::Value::as_str) == Some(source))
    })
}

#[cfg(test)]
mod tests {
    use super::behind_name;

    #[test]
    fn a_source_is_found_by_its_name_alone() {
        let text = "[business]\nname = \"tms\"\n# name = \"tms\"\n[[ source ]] # one\nkind = \"x\"\nname = 'tms' # ours\nfolder = \"d\"\n\
                    [source.columns.loads]\nname = \"other\"\n[[source]]\nname = \"other\"";
        let at = behind_name(text, "tms").expect("it is there");
        assert!(text[..at].ends_with("name = 'tms' # ours\n"), "{}", &text[..at]);
        assert_eq!((behind_name(text, "other"), behind_name(text, "none")), (None, None));
    }
}
