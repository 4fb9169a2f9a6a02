//! Mappings: texts in the workspace by which sources' files are read, `mappings/NAME.toml`. One that does not read stops its own
//! source, and nothing else: what was read by it stays as it was read.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linehaul_connectors::mapping::Mapping;
use linehaul_domain::fault::{Code, Fault, Outcome};

/// The folder in a workspace.
pub const FOLDER: &str = "mappings";
/// A longer text is not read.
const MOST_BYTES: u64 = 1024 * 1024;

/// By what mapping a source's files are read.
#[derive(Debug, Clone, Default)]
pub enum MappedBy {
    /// None: they are ours.
    #[default]
    Nothing,
    /// This one.
    Mapping {
        /// As it stands in its file.
        text: String,
        /// What it says.
        mapping: Arc<Mapping>,
    },
    /// One that does not read.
    Broken {
        /// As it stands in its file, as far as there is one.
        text: String,
        /// Why.
        fault: Fault,
    },
}

impl MappedBy {
    /// The mapping of a name in a workspace.
    pub fn load(dir: &Path, name: &str) -> MappedBy {
        let path = path(dir, name);
        let text = match text_of(&path) {
            Ok(text) => text,
            Err(why) => {
                let fault = unreadable(name, &format!("it cannot be read: {why}"));
                return MappedBy::Broken { text: String::new(), fault };
            }
        };
        match read(name, &text) {
            Ok(mapping) => MappedBy::Mapping { text, mapping: Arc::new(mapping) },
            Err(fault) => MappedBy::Broken { text, fault },
        }
    }

    /// The mapping; LH-244 where it does not read.
    pub fn mapping(&self) -> Outcome<Option<Arc<Mapping>>> {
        match self {
            MappedBy::Nothing => Ok(None),
            MappedBy::Mapping { mapping, .. } => Ok(Some(Arc::clone(mapping))),
            MappedBy::Broken { fault, .. } => Err(fault.clone()),
        }
    }

    /// Its text; empty where there is none.
    pub fn text(&self) -> &str {
        match self {
            MappedBy::Nothing => "",
            MappedBy::Mapping { text, .. } | MappedBy::Broken { text, .. } => text,
        }
    }

    /// Does it not read?
    pub fn is_broken(&self) -> bool {
        matches!(self, MappedBy::Broken { .. })
    }
}

/// Where the mapping of a name is.
pub fn path(dir: &Path, name: &str) -> PathBuf {
    dir.join(FOLDER).join(format!("{name}.toml"))
}

/// Can a mapping have that name?
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// Reads a text; LH-244 with everything that is wrong with it.
pub fn read(name: &str, text: &str) -> Outcome<Mapping> {
    Mapping::read(text).map_err(|wrong| unreadable(name, &wrong.join("; ")))
}

fn unreadable(name: &str, why: &str) -> Fault {
    Fault::new(
        Code::MappingUnreadable,
        format!("{FOLDER}/{name}.toml does not read: {why}"),
        "Nothing new is read of its source; what was read stays as it was read.",
        format!("Mend it; docs/connectors/mappings.md has every word, and `linehaul source test {name}` tries it."),
    )
}

/// The text. A pipe or a device under the name would be waited for without end.
fn text_of(path: &Path) -> std::io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let mut text = String::new();
    std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    match text.len() as u64 > MOST_BYTES {
        true => Err(std::io::Error::other("it has more than 1 MiB, and a mapping has some lines")),
        false => Ok(text),
    }
}
