//! What the machine says where nobody does: the platform's folder for data, and its time zone.

use std::path::{Path, PathBuf};

use directories::BaseDirs;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Tz;

/// The folder below which the workspace and the sample company are looked for; LH-116 when nothing says where it is.
pub fn data_folder() -> Outcome<PathBuf> {
    named(BaseDirs::new().as_ref().map(BaseDirs::data_local_dir))
}

/// The zone in which this machine's clock is shown, where the system tells it as others do: a link into the zones of IANA.
pub fn zone() -> Option<Tz> {
    let link = std::fs::read_link("/etc/localtime").ok()?;
    let text = link.to_string_lossy().into_owned();
    let (_, name) = text.split_once("zoneinfo/")?;
    name.parse().ok().filter(|zone: &Tz| zone.name().contains('/') && !zone.name().starts_with("Etc/"))
}

/// A relative path is as good as none: it would mean another folder in each folder that somebody stands in.
fn named(data: Option<&Path>) -> Outcome<PathBuf> {
    data.filter(|data| data.is_absolute()).map(|data| data.join("linehaul")).ok_or_else(|| {
        Fault::new(
            Code::HomeUnknown,
            "nothing says where the workspace is: this account has no home, and neither HOME nor XDG_DATA_HOME is set to an absolute path",
            "Nothing was read and nothing was billed.",
            "Name the workspace with --workspace DIR or LINEHAUL_WORKSPACE, or set HOME.",
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_absolute_or_there_is_none() {
        let said = |data: Option<&str>| named(data.map(Path::new)).ok().map(|path| path.display().to_string());
        assert_eq!(said(Some("/data")).as_deref(), Some("/data/linehaul"));
        assert_eq!((said(None), said(Some("")), said(Some("./.local/share"))), (None, None, None));
    }
}
