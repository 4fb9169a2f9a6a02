//! Secrets: the ERP's password comes from the operating system's keychain; where there is none (a server, a container) from
//! `secrets.toml` in the workspace, which only its owner may read, with a warning. It stands in no other file, no log and no
//! error text.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use linehaul_connectors::{ExposeSecret, SecretString, keychain};
use linehaul_domain::fault::{Fault, Outcome};

/// The file's name in a workspace.
pub const FILE: &str = "secrets.toml";
/// The secret of `[erp]`.
pub const ERP: &str = "erp";

/// Where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The operating system's keychain.
    Keychain,
    /// The file.
    File,
}

impl Place {
    /// In words, with the warning where one is due.
    pub fn words(self) -> &'static str {
        match self {
            Place::Keychain => "kept in the keychain",
            Place::File => {
                "kept in secrets.toml, in the clear: whoever can read this account's files can read it (no keychain is at hand)"
            }
        }
    }
}

fn fault(code: &'static str, what: String, next: &str) -> Fault {
    Fault::new(code, what, "The ERP was not reached; nothing was sent.", next)
}

fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Finds a secret: the keychain first, then the file. LH-110 when there is none, LH-111 when the file does not read, LH-112
/// when others may read it.
pub fn find(dir: &Path, name: &str, account: &str) -> Outcome<(SecretString, Place)> {
    if let Some(secret) = keychain::get(account) {
        return Ok((secret, Place::Keychain));
    }
    let mut secrets = read(dir)?;
    let secret = secrets.remove(name).ok_or_else(|| {
        let what = format!("there is no password for {account}");
        fault("LH-110", what, "Set it with `linehaul secret set`: it is asked for, and kept in the keychain.")
    })?;
    Ok((secret, Place::File))
}

/// Keeps a secret: in the keychain where there is one, else in the file.
pub fn set(dir: &Path, name: &str, account: &str, secret: &SecretString) -> Outcome<Place> {
    if secret.expose_secret().is_empty() {
        return Err(fault("LH-113", "the password is empty".to_owned(), "Type it, or pipe it in."));
    }
    let mut secrets = read(dir)?;
    let in_keychain = keychain::set(account, secret).is_ok()
        && keychain::get(account).is_some_and(|kept| kept.expose_secret() == secret.expose_secret());
    if in_keychain {
        if secrets.remove(name).is_some() {
            write(dir, &secrets)?;
        }
        return Ok(Place::Keychain);
    }
    secrets.insert(name.to_owned(), secret.clone());
    write(dir, &secrets)?;
    Ok(Place::File)
}

/// Forgets a secret wherever it is.
pub fn forget(dir: &Path, name: &str, account: &str) -> Outcome<()> {
    if keychain::is_there() {
        keychain::forget(account).map_err(|why| {
            fault("LH-114", format!("the keychain did not forget the password: {why}"), "Remove it there by hand.")
        })?;
    }
    let mut secrets = read(dir)?;
    if secrets.remove(name).is_some() {
        write(dir, &secrets)?;
    }
    Ok(())
}

fn read(dir: &Path) -> Outcome<BTreeMap<String, SecretString>> {
    let path = path(dir);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    if let Some(mode) = others_may_read(&path) {
        return Err(fault(
            "LH-112",
            format!("{} may be read by others (mode {mode:o})", path.display()),
            "Run `chmod 600` on it, and change the password at the ERP if others could have read it.",
        ));
    }
    let unreadable = |why: String| fault("LH-111", format!("{FILE} does not read: {why}"), "Set the password again.");
    let text = std::fs::read_to_string(&path).map_err(|e| unreadable(e.to_string()))?;
    // The parser's own words would quote the line, and with it the secret.
    let plain: BTreeMap<String, String> =
        toml::from_str(&text).map_err(|_| unreadable("it is not TOML of names and texts".to_owned()))?;
    Ok(plain.into_iter().map(|(name, secret)| (name, SecretString::from(secret))).collect())
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map(|m| m.permissions().mode() & 0o777).unwrap_or(0o777);
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> Option<u32> {
    None
}

/// Written beside its place with the owner's rights alone, then renamed: at no time can others read it.
fn write(dir: &Path, secrets: &BTreeMap<String, SecretString>) -> Outcome<()> {
    let failed = |e: std::io::Error| {
        fault("LH-111", format!("{FILE} cannot be written: {e}"), "Check the disk and your rights in the workspace.")
    };
    let plain: BTreeMap<&str, &str> = secrets.iter().map(|(n, s)| (n.as_str(), s.expose_secret())).collect();
    let text = toml::to_string(&plain).unwrap_or_default();
    let mut file = tempfile::Builder::new().prefix(".secrets").tempfile_in(dir).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path(dir)).map_err(|e| failed(e.error))?;
    Ok(())
}
