//! Which workspace a start opens.

use std::path::PathBuf;

use linehaul_api::command::session::data_folder;
use linehaul_api::error::Answer;

use crate::memory::Memory;

/// The key under which the last workspace is remembered.
pub const WORKSPACE: &str = "workspace";

/// Where the sample company is made: beside a named workspace's, else in the platform's data folder; LH-116 when nothing says
/// where that is.
pub fn sample() -> Answer<PathBuf> {
    let named = std::env::var_os("LINEHAUL_SAMPLE").map(PathBuf::from);
    named.map_or_else(|| Ok(data_folder()?.join("sample")), Ok)
}

/// What this start opens: the workspace named by `--workspace` or `LINEHAUL_WORKSPACE`, else the one that was open last.
pub fn first(memory: &Memory) -> Option<PathBuf> {
    let mut words = std::env::args_os().skip_while(|word| word != "--workspace").skip(1);
    let named = words.next().or_else(|| std::env::var_os("LINEHAUL_WORKSPACE")).map(PathBuf::from);
    let last = || memory.all().get(WORKSPACE)?.as_str().map(PathBuf::from);
    named.or_else(|| last().filter(|dir| dir.join("linehaul.toml").exists()))
}
