//! Reading a configuration: no more of a file than a configuration has, and none of its words ignored.

use std::io::Read;
use std::path::Path;

use linehaul_domain::fault::{Code, Fault, Outcome};

use crate::settings::config::check::check;
use crate::settings::config::{Config, FILE};
use crate::settings::master_data::source_of;

/// A larger file is not read.
const MOST_BYTES: u64 = 1024 * 1024;

/// Reads and checks a workspace's configuration; LH-101 when there is none, LH-102 when it does not read, LH-103 when a
/// value makes no sense.
pub fn read(dir: &Path) -> Outcome<Config> {
    let path = dir.join(FILE);
    let text = text_of(&path).map_err(|e| {
        Fault::new(
            Code::WorkspaceMissing,
            format!("{} is not a workspace: {FILE} cannot be read ({e})", dir.display()),
            "Nothing was read and nothing was billed.",
            "Go into the folder of a workspace, name it with --workspace DIR or LINEHAUL_WORKSPACE, or make one with `linehaul init DIR`.",
        )
    })?;
    let mut config = parse(&text, &path)?;
    config.read_mappings(dir);
    config.of_erp = Some(source_of(config.erp.master_data.as_ref()));
    Ok(config)
}

/// Reads and checks the text of a configuration that stands, or is to stand, there; what stands beside it is not read. LH-102, LH-103.
pub fn parse(text: &str, path: &Path) -> Outcome<Config> {
    let unreadable = |why: &str| {
        Fault::new(
            Code::ConfigUnreadable,
            format!("{} does not read: {why}", path.display()),
            "Nothing was read and nothing was billed.",
            "Mend the line named above; docs/configuration.md has every key with its default.",
        )
    };
    if text.len() as u64 > MOST_BYTES {
        return Err(unreadable("it has more than 1 MiB, and a configuration has a few lines"));
    }
    let config: Config = toml::from_str(text).map_err(|e| unreadable(e.to_string().trim()))?;
    check(&config)?;
    Ok(config)
}

/// The text, up to a byte more than is taken. A pipe or a device under the name would be waited for without end.
fn text_of(path: &Path) -> std::io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let mut text = String::new();
    std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    Ok(text)
}
