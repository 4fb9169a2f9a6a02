//! Trial: what a file would become by a mapping, before anything of it counts; and a mapping proposed from a file.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use linehaul_connectors::drop::trial::{Trial, try_out};
use linehaul_connectors::guess::{Guess, Home, guess};
use linehaul_connectors::mapping::Mapping;
use linehaul_connectors::plain::{MAX_FILE_BYTES, read_plain_file};
use linehaul_connectors::source::{self, Had, Listed};
use linehaul_domain::fault::{Code, Fault, Outcome};

use crate::settings::add_source;
use crate::settings::config::Source;
use crate::settings::mappings::{self, MappedBy};
use crate::workspace::home::Workbench;

/// What was tried, and what came of it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The mapping's name.
    pub mapping: String,
    /// The file's name.
    pub file: String,
    /// What it would become.
    pub trial: Trial,
}

/// Tries a source's mapping, or one by its own name, on a file, or on the last one of the source that it is for. So many rows are
/// kept to be shown. LH-244 the mapping does not read, LH-247 there is no such source, mapping or file.
pub fn trial(bench: &Workbench, name: &str, file: Option<&Path>, first: usize) -> Outcome<Tried> {
    let sources = &bench.config.sources;
    let named = sources.iter().find(|source| source.name == name && source.mapping.is_some());
    let by_mapping = || sources.iter().find(|source| source.mapping.as_deref() == Some(name));
    let source = named.or_else(by_mapping);
    let mapping = named.and_then(|source| source.mapping.clone()).unwrap_or_else(|| name.to_owned());
    if !mappings::is_name(&mapping) || source.is_none() && !mappings::path(&bench.dir, &mapping).is_file() {
        return Err(none(bench, name));
    }
    let Some(read) = MappedBy::load(&bench.dir, &mapping).mapping()? else { return Err(none(bench, name)) };
    let (file, bytes) = match (file, source) {
        (Some(path), _) => of_path(path)?,
        (None, Some(source)) => of_source(bench, source, &read)?,
        (None, None) => return Err(impossible("no source reads by that mapping yet", "Name a file to try it on.")),
    };
    let trial = on(bench, &read, &file, &bytes, first)?;
    Ok(Tried { mapping, file, trial })
}

/// Tries a mapping that stands nowhere yet on a file that a person picked. LH-244 it does not read, LH-247 the file cannot be tried.
pub fn trial_of_text(bench: &Workbench, name: &str, text: &str, file: &Path, first: usize) -> Outcome<Tried> {
    let (file, bytes) = of_path(file)?;
    let mapping = mappings::read(name, text)?;
    let trial = on(bench, &mapping, &file, &bytes, first)?;
    Ok(Tried { mapping: name.to_owned(), file, trial })
}

/// Tries a mapping on bytes.
pub(crate) fn on(bench: &Workbench, mapping: &Mapping, file: &str, bytes: &[u8], first: usize) -> Outcome<Trial> {
    try_out(mapping, file, bytes, bench.clock.now(), first)
        .map_err(|why| impossible(&format!("{file}: {}", why.message), "Mend the mapping or the file, and try again."))
}

/// LH-247.
pub(crate) fn impossible(what: &str, next: &str) -> Fault {
    Fault::new(Code::TrialImpossible, what, "Nothing was read into the workspace and nothing was written.", next)
}

fn none(bench: &Workbench, name: &str) -> Fault {
    let mapped = bench.config.sources.iter().filter(|source| source.mapping.is_some());
    let known: Vec<&str> = mapped.map(|source| source.name.as_str()).collect();
    let known = if known.is_empty() { "none has one".to_owned() } else { known.join(", ") };
    impossible(
        &format!("there is no source `{name}` with a mapping, and no mappings/{name}.toml; sources with one: {known}"),
        "Write `mapping = \"NAME\"` into the [[source]], and mappings/NAME.toml; `linehaul source guess FILE` proposes one.",
    )
}

/// A file that a person names.
pub(crate) fn of_path(path: &Path) -> Outcome<(String, Vec<u8>)> {
    let bytes = read_plain_file(path, MAX_FILE_BYTES);
    let bytes =
        bytes.map_err(|why| impossible(&format!("{} cannot be read: {why}", path.display()), "Check the file."))?;
    Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
}

/// The last file of a source that the mapping is for.
fn of_source(bench: &Workbench, source: &Source, mapping: &Arc<Mapping>) -> Outcome<(String, Vec<u8>)> {
    let port = bench.source(source)?;
    let listing = match port.list(None, bench.clock.real_now())? {
        Listed::Items(listing) => listing,
        Listed::Expired | Listed::NotNow { .. } => {
            return Err(impossible("the source cannot say now what it has", "Name a file to try it on."));
        }
    };
    let fits = |item: &&source::Item| mapping.file(&item.name).is_some();
    let Some(item) = listing.items.iter().rfind(fits) else {
        let what = format!("the source `{}` has no file that the mapping is for ({})", source.name, names(mapping));
        return Err(impossible(&what, "Deliver one, or name a file to try it on."));
    };
    match source::fetch(port.as_ref(), item)? {
        Had::Bytes(bytes) => Ok((item.name.clone(), bytes)),
        Had::Gone => Err(impossible(&format!("{} is gone", item.name), "Try again.")),
        Had::Refused(why) | Had::Unavailable(why) => {
            Err(impossible(&format!("{} cannot be had: {why}", item.name), "Try again, or name another file."))
        }
    }
}

fn names(mapping: &Mapping) -> String {
    mapping.shown().collect::<Vec<_>>().join("; ")
}

/// A mapping that is proposed.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What the file does not tell, as questions.
    pub asks: Vec<String>,
    /// What the file would become by it as it is; else why it does not read yet.
    pub trial: Result<Tried, Fault>,
    /// Is it written into the workspace?
    pub written: bool,
    /// What was put into the settings.
    pub added: Option<String>,
}

/// What is wanted of a proposal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Under this name; made of the file's where none is said.
    pub name: Option<&'a str>,
    /// This text in place of what would be proposed.
    pub text: Option<&'a str>,
    /// Is it to be written?
    pub write: bool,
    /// The source into whose settings it is to be put; it is written then.
    pub add: Option<&'a str>,
}

/// Proposes a mapping for files like this one, and writes it where that is wanted, and into the settings of a source. LH-244 a text that was mended does not read and is not
/// written, LH-247 nothing can be proposed, LH-248 one of that name is there, LH-255 the
/// source has a mapping.
pub fn propose(bench: &mut Workbench, file: &Path, wanted: Wanted<'_>, first: usize) -> Outcome<Proposed> {
    let (file, bytes) = of_path(file)?;
    let name = wanted.name.map_or_else(|| name_of(&file), str::to_owned);
    if !mappings::is_name(&name) {
        return Err(impossible(
            &format!("`{name}` is no name of a mapping"),
            "Name it by letters, digits, `-` and `_`.",
        ));
    }
    let business = &bench.config.business;
    let home = Home { currency: business.currency, zone: Some(business.zone) };
    let proposed = || {
        guess(&file, &bytes, home).map_err(|why| {
            impossible(&format!("{file}: {}", why.message), "Name a file of rows with a header: CSV or XLSX.")
        })
    };
    let Guess { text, asks } = match wanted.text {
        Some(text) => Guess { text: text.to_owned(), asks: Vec::new() },
        None => proposed()?,
    };
    let trial = mappings::read(&name, &text).and_then(|mapping| {
        let trial = on(bench, &mapping, &file, &bytes, first)?;
        Ok(Tried { mapping: name.clone(), file, trial })
    });
    let addition = wanted.add.map(|source| add_source::planned(&bench.dir, source, &name)).transpose()?;
    if wanted.write || addition.is_some() {
        // Who mended it sees that it does not read before it stands anywhere; a proposal says so itself, with questions.
        if let (true, Err(why)) = (wanted.text.is_some() || addition.is_some(), &trial) {
            return Err(why.clone());
        }
        write_new(bench, &name, &text)?;
    }
    if let Some(addition) = &addition {
        if let Err(why) = add_source::write(&bench.dir, addition) {
            // What was written just now is of no source.
            let _ = std::fs::remove_file(mappings::path(&bench.dir, &name));
            return Err(why);
        }
        bench.read_settings()?;
    }
    let written = wanted.write || addition.is_some();
    Ok(Proposed { name, text, asks, trial, written, added: addition.map(|addition| addition.lines) })
}

/// A mapping's name of a file's.
fn name_of(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let letters = stem.split(|c: char| !c.is_ascii_alphabetic()).filter(|part| !part.is_empty());
    let name = letters.collect::<Vec<_>>().join("-");
    if name.is_empty() { "mapping".to_owned() } else { name.chars().take(64).collect() }
}

fn write_new(bench: &Workbench, name: &str, text: &str) -> Outcome<()> {
    let path = mappings::path(&bench.dir, name);
    let failed = |why: std::io::Error| match why.kind() {
        std::io::ErrorKind::AlreadyExists => Fault::new(
            Code::MappingTaken,
            format!("mappings/{name}.toml is there already"),
            "Nothing was written.",
            "Name another with --name, or remove the one that stands there.",
        ),
        _ => impossible(
            &format!("{} cannot be written: {why}", path.display()),
            "Check the disk, and your rights there.",
        ),
    };
    std::fs::create_dir_all(path.parent().unwrap_or(&bench.dir)).map_err(failed)?;
    let mut file = std::fs::File::create_new(&path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}
