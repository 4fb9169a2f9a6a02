//! The HTTP door: one host, no redirect, no silent retry, and an honest word on every failure of whether the request can
//! have reached the other side.

use std::io::Read;
use std::time::Duration;

pub(crate) use reqwest::Method;
use reqwest::blocking::Client;
use reqwest::{Url, redirect, retry};

use crate::erp::ErpError;

/// Longest time to wait for a connection, seconds.
const CONNECT_SECONDS: u64 = 10;
/// Longest answer that is read, bytes.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// May asking twice do harm?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only reads: a lost answer is no more than that.
    Reads,
    /// It changes something: a lost answer leaves that open.
    Changes,
}

/// An answer that came whole.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, seconds.
    pub retry_after_seconds: Option<u32>,
    /// Body.
    pub body: Vec<u8>,
}

/// A door to one host.
pub(crate) struct Door {
    client: Client,
    base: Url,
}

/// Why an address is not taken, in words; `None` when it is.
pub fn wrong_address(address: &str) -> Option<String> {
    let Ok(url) = Url::parse(address) else { return Some(format!("`{address}` is no address (https://host:port)")) };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("the address bears a user or password; name the user beside it and keep the secret apart".into());
    }
    match (url.scheme(), is_loopback(&url)) {
        ("https", _) | ("http", true) => None,
        ("http", false) => Some("http is taken for this machine only: over a network the password needs https".into()),
        (other, _) => Some(format!("`{other}` is no way to reach it; https is")),
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl Door {
    /// A door to an address that [`wrong_address`] takes. An answer is waited for `answer_within_seconds`.
    pub fn new(address: &str, answer_within_seconds: u32) -> Result<Door, ErpError> {
        let broken = |why: String| ErpError::Broken { message: why };
        if let Some(why) = wrong_address(address) {
            return Err(broken(why));
        }
        let base = Url::parse(address).map_err(|e| broken(e.to_string()))?;
        // The one cryptography that is linked; installing it twice is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
            .timeout(Duration::from_secs(u64::from(answer_within_seconds)))
            .user_agent(concat!("linehaul/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|e| broken(e.without_url().to_string()))?;
        Ok(Door { client, base })
    }

    /// Posts JSON to a path below the address; `authorization` is a header's value and appears nowhere else.
    pub fn post(
        &self,
        path: &str,
        authorization: Option<&str>,
        body: Vec<u8>,
        effect: Effect,
    ) -> Result<Answer, ErpError> {
        self.send(Method::POST, path, authorization, Some(body), effect)
    }

    /// The same with any method, and without a body.
    pub fn send(
        &self,
        method: Method,
        path: &str,
        authorization: Option<&str>,
        body: Option<Vec<u8>>,
        effect: Effect,
    ) -> Result<Answer, ErpError> {
        let url = self.base.join(path).map_err(|e| ErpError::Broken { message: e.to_string() })?;
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let answer = request.send().map_err(|e| lost(&e, effect))?;
        let status = answer.status().as_u16();
        let header = answer.headers().get("retry-after").and_then(|v| v.to_str().ok());
        let retry_after_seconds = header.and_then(|v| v.trim().parse().ok());
        let mut body = Vec::new();
        // An answer shorter than it announced itself is an error of the reader.
        match answer.take(MAX_ANSWER_BYTES).read_to_end(&mut body) {
            Ok(_) => Ok(Answer { status, retry_after_seconds, body }),
            Err(e) => Err(unheard(format!("the answer broke off: {}", e.kind()), effect)),
        }
    }
}

/// A request without an answer: was it ever sent?
fn lost(error: &reqwest::Error, effect: Effect) -> ErpError {
    let mut words = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        words.push(inner.to_string());
        cause = inner.source();
    }
    let detail = words.last().cloned().unwrap_or_else(|| "no further word".to_owned());
    if error.is_connect() || error.is_builder() {
        return ErpError::Unavailable { message: format!("no connection ({detail})"), retry_after_seconds: None };
    }
    if error.is_timeout() {
        return unheard("no answer in time".to_owned(), effect);
    }
    unheard(format!("the connection broke ({detail})"), effect)
}

pub(crate) fn unheard(message: String, effect: Effect) -> ErpError {
    match effect {
        Effect::Reads => ErpError::Unavailable { message, retry_after_seconds: None },
        Effect::Changes => ErpError::Unknown { message },
    }
}

#[cfg(test)]
mod tests {
    use super::wrong_address;

    #[test]
    fn a_password_goes_over_no_open_network_and_stands_in_no_address() {
        for good in ["https://erp.example.com", "http://127.0.0.1:8000", "http://localhost:8000/"] {
            assert_eq!(wrong_address(good), None, "{good}");
        }
        for bad in ["http://erp.example.com", "https://ann:secret@erp.example.com", "ftp://x", "erp", ""] {
            assert!(wrong_address(bad).is_some(), "{bad}");
        }
    }
}
