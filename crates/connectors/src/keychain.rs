//! The operating system's keychain: the place for a password. It may be missing (a server, a container) or hang (no session
//! bus), so every call is given two seconds.

use std::sync::mpsc;
use std::time::Duration;

use keyring::Entry;
use secrecy::{ExposeSecret, SecretString};

/// The name under which this program keeps its secrets.
const SERVICE: &str = "linehaul";
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Is there a keychain to ask? On Linux it is reached over the session's bus.
pub fn is_there() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let named = |key: &str| std::env::var_os(key).filter(|v| !v.is_empty());
    let socket = || named("XDG_RUNTIME_DIR").map(|dir| std::path::PathBuf::from(dir).join("bus"));
    named("DBUS_SESSION_BUS_ADDRESS").is_some() || socket().is_some_and(|path| path.exists())
}

/// The secret of an account; `None` when the keychain has none, or none answers.
pub fn get(account: &str) -> Option<SecretString> {
    in_time(account, |entry| entry.get_password().map(SecretString::from)).ok()
}

/// Keeps a secret; words when that failed.
pub fn set(account: &str, secret: &SecretString) -> Result<(), String> {
    let secret = secret.clone();
    in_time(account, move |entry| entry.set_password(secret.expose_secret()))
}

/// Forgets a secret; one that is not there is forgotten already.
pub fn forget(account: &str) -> Result<(), String> {
    in_time(account, |entry| match entry.delete_credential() {
        Err(keyring::Error::NoEntry) => Ok(()),
        other => other,
    })
}

/// A call that hangs is left to itself: its thread ends with the program.
fn in_time<T: Send + 'static>(
    account: &str,
    call: impl FnOnce(Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, String> {
    if !is_there() {
        return Err("no keychain is at hand".to_owned());
    }
    let account = account.to_owned();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let result = Entry::new(SERVICE, &account).and_then(call);
        // Nobody may be listening any more.
        let _ = tell.send(result.map_err(|e| e.to_string()));
    });
    told.recv_timeout(ANSWER_WITHIN).unwrap_or_else(|_| Err("the keychain does not answer".to_owned()))
}
