//! Secrets: the ERP's password, and those of sources, come from the operating system's keychain; where there is none (a server, a container) from
//! `secrets.toml` in the workspace, which only its owner may read, with a warning. It stands in no other file, no log and no
//! error text. Both places keep it for one account at one address: another address never gets it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linehaul_connectors::{ExposeSecret, SecretString, keychain};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_store::whole;
use serde::{Deserialize, Serialize};

/// The file's name in a workspace.
pub const FILE: &str = "secrets.toml";
/// The file while an earlier version wrote it: this, and so many random letters.
const PARTIAL: &str = ".secrets";
const RANDOM: usize = 6;
/// The secret of `[erp]`.
pub const ERP: &str = "erp";

/// How the name of a source's secret begins.
const OF_SOURCE: &str = "source ";

/// The name of a source's secret.
pub fn of_source(name: &str) -> String {
    format!("{OF_SOURCE}{name}")
}

/// Where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretStore {
    /// The operating system's keychain.
    Keychain,
    /// The file.
    File,
}

impl SecretStore {
    /// In words, with the warning where one is due.
    pub fn words(self) -> &'static str {
        match self {
            SecretStore::Keychain => "kept in the keychain",
            SecretStore::File => {
                "kept in secrets.toml, in the clear: whoever can read this account's files can read it (no keychain is at hand)"
            }
        }
    }
}

/// A secret of the file, with the account at its address that it is for.
#[derive(Clone)]
struct StoredSecret {
    account: Option<String>,
    secret: SecretString,
}

/// How a secret stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Bound {
        account: String,
        secret: String,
    },
    /// Of an earlier version, which did not say whose it is.
    Unbound(String),
}

fn fault(code: Code, what: String, next: &str) -> Fault {
    Fault::new(code, what, "What it is for was not reached: nothing was sent, nothing was read.", next)
}

/// There is nothing to keep a secret for.
pub fn unwanted(source: Option<&str>) -> Fault {
    let (what, next) = match source {
        Some(source) => (format!("the source `{source}` of this workspace wants no secret"), "Set its `access` first."),
        None => ("the ERP of this workspace wants no password".to_owned(), "Set [erp] in linehaul.toml first."),
    };
    Fault::new(Code::SecretUnkept, what, "No password was kept.", next)
}

fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Finds a secret: the keychain first, then the file. LH-110 when there is none for this account, LH-111 when the file does not
/// read, LH-112 when others may read it.
pub fn find(dir: &Path, name: &str, account: &str) -> Outcome<(SecretString, SecretStore)> {
    // Who only reads cannot remove it; whoever sets or forgets is told.
    let _ = sweep(dir);
    if let Some(secret) = keychain::get(account) {
        return Ok((secret, SecretStore::Keychain));
    }
    let missing = |why: String| {
        let what = format!("there is no password for {account}{why}");
        let verb = match name.strip_prefix(OF_SOURCE) {
            Some(source) => format!("secret set --source {source}"),
            None => "secret set".to_owned(),
        };
        let next = format!("Set it with `linehaul {verb}`: it is asked for, and kept in the keychain.");
        fault(Code::SecretMissing, what, &next)
    };
    match read(dir)?.remove(name) {
        Some(StoredSecret { account: Some(of), secret }) if of == account => Ok((secret, SecretStore::File)),
        Some(StoredSecret { account: Some(of), .. }) => Err(missing(format!(": the one in {FILE} is for {of}"))),
        Some(StoredSecret { account: None, .. }) => {
            Err(missing(format!(": the one in {FILE} does not say for which address it is")))
        }
        None => Err(missing(String::new())),
    }
}

/// Keeps a secret: in the keychain where there is one, else in the file.
pub fn set(dir: &Path, name: &str, account: &str, secret: &SecretString) -> Outcome<SecretStore> {
    if secret.expose_secret().is_empty() {
        return Err(fault(Code::SecretUnkept, "the password is empty".to_owned(), "Type it, or pipe it in."));
    }
    sweep(dir)?;
    let mut secrets = read(dir)?;
    let in_keychain = keychain::set(account, secret).is_ok()
        && keychain::get(account).is_some_and(|kept| kept.expose_secret() == secret.expose_secret());
    if in_keychain {
        if secrets.remove(name).is_some() {
            write(dir, &secrets)?;
        }
        return Ok(SecretStore::Keychain);
    }
    secrets.insert(name.to_owned(), StoredSecret { account: Some(account.to_owned()), secret: secret.clone() });
    write(dir, &secrets)?;
    Ok(SecretStore::File)
}

/// Forgets a secret wherever it is, for whatever address the file has it.
pub fn forget(dir: &Path, name: &str, account: &str) -> Outcome<()> {
    sweep(dir)?;
    if keychain::is_there() {
        keychain::forget(account).map_err(|why| {
            fault(
                Code::SecretUnremoved,
                format!("the keychain did not forget the password: {why}"),
                "Remove it there by hand.",
            )
        })?;
    }
    let mut secrets = read(dir)?;
    if secrets.remove(name).is_some() {
        write(dir, &secrets)?;
    }
    Ok(())
}

/// Removes what a killed [`set`] left beside the file, with a password in it; LH-114 when that fails.
fn sweep(dir: &Path) -> Outcome<()> {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(PARTIAL));
        let earlier = random.is_some_and(|r| r.len() == RANDOM && r.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !earlier && entry.path() != whole::part(&path(dir)) {
            continue;
        }
        match std::fs::remove_file(entry.path()) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                let what = format!("{} holds a password and cannot be removed: {e}", entry.path().display());
                return Err(fault(Code::SecretUnremoved, what, "Remove it by hand."));
            }
            _ => {}
        }
    }
    Ok(())
}

fn read(dir: &Path) -> Outcome<BTreeMap<String, StoredSecret>> {
    let path = path(dir);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    if let Some(mode) = others_may_read(&path) {
        return Err(fault(
            Code::SecretsOpen,
            format!("{} may be read by others (mode {mode:o})", path.display()),
            "Run `chmod 600` on it, and change the password at the ERP if others could have read it.",
        ));
    }
    let unreadable =
        |why: String| fault(Code::SecretsUnreadable, format!("{FILE} does not read: {why}"), "Set the password again.");
    let text = std::fs::read_to_string(&path).map_err(|e| unreadable(e.to_string()))?;
    // The parser's own words would quote the line, and with it the secret.
    let lines: BTreeMap<String, Line> =
        toml::from_str(&text).map_err(|_| unreadable("it is not TOML of accounts and their secrets".to_owned()))?;
    let kept = |line| match line {
        Line::Bound { account, secret } => StoredSecret { account: Some(account), secret: SecretString::from(secret) },
        Line::Unbound(secret) => StoredSecret { account: None, secret: SecretString::from(secret) },
    };
    Ok(lines.into_iter().map(|(name, line)| (name, kept(line))).collect())
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
fn write(dir: &Path, secrets: &BTreeMap<String, StoredSecret>) -> Outcome<()> {
    let failed = |e: std::io::Error| {
        fault(
            Code::SecretsUnwritable,
            format!("{FILE} cannot be written: {e}"),
            "Check the disk and your rights in the workspace.",
        )
    };
    // One that does not say whose it is can never be used again.
    let bound = secrets.iter().filter_map(|(name, kept)| {
        let secret = kept.secret.expose_secret().to_owned();
        Some((name.as_str(), Line::Bound { account: kept.account.clone()?, secret }))
    });
    let text = toml::to_string(&bound.collect::<BTreeMap<_, _>>()).unwrap_or_default();
    whole::write_for_owner(&path(dir), text.as_bytes()).map_err(failed)
}
