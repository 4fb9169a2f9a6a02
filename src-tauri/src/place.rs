//! Which workspace a start opens.

use std::path::PathBuf;

use crate::memory::Memory;

/// The key under which the last workspace is remembered.
pub const WORKSPACE: &str = "workspace";

fn data() -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let base = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).unwrap_or_else(|| home.join(".local/share"));
    base.join("linehaul")
}

/// Where the sample company is made: beside a named workspace's, else in the platform's data folder.
pub fn sample() -> PathBuf {
    std::env::var_os("LINEHAUL_SAMPLE").map(PathBuf::from).unwrap_or_else(|| data().join("sample"))
}

/// What this start opens: the workspace named by `--workspace` or `LINEHAUL_WORKSPACE`, else the one that was open last.
pub fn first(memory: &Memory) -> Option<PathBuf> {
    let mut words = std::env::args_os().skip_while(|word| word != "--workspace").skip(1);
    let named = words.next().or_else(|| std::env::var_os("LINEHAUL_WORKSPACE")).map(PathBuf::from);
    let last = || memory.all().get(WORKSPACE)?.as_str().map(PathBuf::from);
    named.or_else(|| last().filter(|dir| dir.join("linehaul.toml").exists()))
}
