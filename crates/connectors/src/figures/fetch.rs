//! Where figures stand: an address, which is asked once, or a file.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use crate::figures::MOST_BYTES;
use crate::http::{HttpHost, NoAnswer, Request, shown_address, wrong_address};
use crate::marks::Marks;
use crate::plain::read_plain_file;

/// An answer that is not there after so many seconds is lost.
const WITHIN_SECONDS: u32 = 30;

/// Where a text stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// An address, or a file below the workspace's folder or anywhere.
    pub from: String,
    /// The parameter of the address that takes a secret, and the secret.
    pub secret: Option<(String, SecretString)>,
}

/// Why a text could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfetched {
    /// In words, without anything of the address that may be secret.
    pub why: String,
    /// For how many seconds it asked to be left alone.
    pub after_seconds: Option<u32>,
}

/// Is it an address? Else it is a file.
pub fn is_address(from: &str) -> bool {
    from.contains("://")
}

/// A place as it is told.
pub fn shown(from: &str) -> &str {
    if is_address(from) { shown_address(from) } else { from }
}

/// Why nothing can be asked of a place, in words.
pub fn wrong(from: &str) -> Option<String> {
    match from {
        "" => Some("say an address or a file".to_owned()),
        address if is_address(address) => wrong_address(address),
        _ => None,
    }
}

/// What asking for a text comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// This is there; by its marks it can be asked whether it is still so.
    Text(Vec<u8>, Marks),
    /// It is as it was when it was marked so.
    Unchanged,
}

/// Asks for a text, once; `unless` it is still as it was when it was marked so. A file has no marks.
pub fn fetch(dir: &Path, place: &Place, unless: Option<&Marks>) -> Result<Told, Unfetched> {
    let told = |why: String, after_seconds| Unfetched { why: format!("{}: {why}", shown(&place.from)), after_seconds };
    if !is_address(&place.from) {
        let path = dir.join(&place.from);
        let read = read_plain_file(&path, MOST_BYTES).map_err(|why| told(why.to_string(), None))?;
        return Ok(Told::Text(read, Marks::default()));
    }
    let host = HttpHost::new(&place.from, WITHIN_SECONDS).map_err(|why| told(why, None))?;
    let own = host.own("", &place.from).ok_or_else(|| told("it is no address".to_owned(), None))?;
    let path = match &place.secret {
        Some((parameter, secret)) => host.with_parameter(&own, parameter, secret.expose_secret()),
        None => Some(own),
    };
    let path = path.ok_or_else(|| told("it is no address".to_owned(), None))?;
    let unless = unless.filter(|marks| !marks.is_empty());
    match host.send(Request { path: &path, unless, most_bytes: MOST_BYTES, ..Request::default() }) {
        Ok(answer) if answer.status == 200 => {
            // A mark that repeats the secret is not kept.
            let repeats = |mark: &String| without(mark.clone().into_bytes(), place) != mark.as_bytes();
            let marks = if answer.marks.etag.iter().any(repeats) { Marks::default() } else { answer.marks };
            Ok(Told::Text(without(answer.body, place), marks))
        }
        Ok(answer) if answer.status == 304 && unless.is_some() => Ok(Told::Unchanged),
        Ok(answer) => {
            let what = match answer.status {
                300..=399 => "it leads elsewhere, and is not followed",
                401 | 403 => "it does not let in",
                404 | 410 => "there is nothing there",
                429 => "it was asked too often",
                500..=599 => "its server failed",
                _ => "it does not answer as asked",
            };
            Err(told(format!("{what} (status {})", answer.status), answer.retry_after_seconds))
        }
        Err(NoAnswer::Unsent(why) | NoAnswer::Lost(why)) => Err(told(why, None)),
        Err(NoAnswer::Elsewhere) => Err(told("it is at another host".to_owned(), None)),
        Err(NoAnswer::TooLong(most)) => Err(told(format!("it is longer than {most} bytes"), None)),
        Err(NoAnswer::PutOff(seconds)) => Err(told("it asked to be left alone".to_owned(), Some(seconds))),
    }
}

/// A text without the secret that it repeats: it is kept for good.
fn without(body: Vec<u8>, place: &Place) -> Vec<u8> {
    let Some((_, secret)) = &place.secret else { return body };
    let secret = secret.expose_secret();
    let repeats = |body: &[u8]| !secret.is_empty() && body.windows(secret.len()).any(|part| part == secret.as_bytes());
    if !repeats(&body) {
        return body;
    }
    String::from_utf8_lossy(&body).replace(secret, "***").into_bytes()
}
