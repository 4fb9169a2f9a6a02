//! Where workspaces are when nobody says: the platform's folder for data.

use std::ffi::OsString;
use std::path::PathBuf;

use linehaul_domain::fault::{Code, Fault, Outcome};

/// The folder below which the workspace and the sample company are looked for; LH-116 when nothing says where it is.
pub fn data_folder() -> Outcome<PathBuf> {
    if cfg!(windows) {
        return named(None, std::env::var_os("LOCALAPPDATA"));
    }
    named(std::env::var_os("HOME"), std::env::var_os("XDG_DATA_HOME"))
}

/// A relative path is as good as none: it would mean another folder in each folder that somebody stands in.
fn named(home: Option<OsString>, data: Option<OsString>) -> Outcome<PathBuf> {
    let absolute = |value: Option<OsString>| value.map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute(data).or_else(|| absolute(home).map(|home| home.join(".local/share")));
    base.map(|base| base.join("linehaul")).ok_or_else(|| {
        Fault::new(
            Code::HomeUnknown,
            "nothing says where the workspace is: neither HOME nor XDG_DATA_HOME is set to an absolute path",
            "Nothing was read and nothing was billed.",
            "Name the workspace with --workspace DIR or LINEHAUL_WORKSPACE, or set HOME.",
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn said(home: Option<&str>, data: Option<&str>) -> Option<String> {
        let folder = named(home.map(OsString::from), data.map(OsString::from));
        folder.ok().map(|path| path.display().to_string())
    }

    #[test]
    fn the_folder_is_absolute_or_there_is_none() {
        assert_eq!(said(Some("/home/ann"), None).as_deref(), Some("/home/ann/.local/share/linehaul"));
        assert_eq!(said(Some("/home/ann"), Some("/data")).as_deref(), Some("/data/linehaul"));
        assert_eq!(said(Some("/home/ann"), Some("data")).as_deref(), Some("/home/ann/.local/share/linehaul"));
        assert_eq!(said(None, Some("/data")).as_deref(), Some("/data/linehaul"));
        assert_eq!((said(None, None), said(Some(""), Some("")), said(Some("home"), None)), (None, None, None));
    }
}
