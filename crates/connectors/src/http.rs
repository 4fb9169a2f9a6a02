//! HTTP, for every connector that speaks it: one host, no redirect, no silent retry, a bound on time and length, and an honest word
//! on every failure of whether the request can have reached the other side.
//!
//! No request leaves for another host than the one whose address was given, whatever a server says: the secret is for that one.
//! None leaves behind an answer that put us off, before whoever keeps the pace has taken down until when: one call of a connector may
//! make several requests, and swallow what one of them came to.

use std::cell::Cell;
use std::error::Error as _;
use std::io::Read;
use std::time::Duration;

use linehaul_domain::chrono::DateTime;
pub(crate) use reqwest::Method;
use reqwest::blocking::{Client, Response};
use reqwest::header::HeaderMap;
use reqwest::{Url, redirect, retry};

use crate::marks::Marks;

/// Longest time to wait for a connection, seconds.
const CONNECT_SECONDS: u64 = 10;

/// What is asked of a host.
#[derive(Default)]
pub(crate) struct Request<'a> {
    /// `GET` unless said.
    pub method: Method,
    /// Below the host's address, or an address at the same host.
    pub path: &'a str,
    /// A header's value, which appears nowhere else.
    pub authorization: Option<&'a str>,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// The marks of what is known already: the host need not send that again.
    pub unless: Option<&'a Marks>,
    /// No more of the answer is read.
    pub most_bytes: u64,
}

/// An answer that came whole.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, in seconds from the answer on.
    pub retry_after_seconds: Option<u32>,
    /// `Content-Type`, without its parameters, in small letters.
    pub content_type: String,
    /// By what it can be asked whether it is still so.
    pub marks: Marks,
    /// Body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The request was never sent: there was nobody to send it to.
    Unsent(String),
    /// It was never sent, since it leads to another host.
    Elsewhere,
    /// It may have arrived.
    Lost(String),
    /// It arrived; the answer is longer than was asked for.
    TooLong(u64),
    /// It was never sent, since an answer before it asked to be left alone for so many seconds.
    PutOff(u32),
}

/// A host that is reached over HTTP.
pub(crate) struct HttpHost {
    client: Client,
    base: Url,
    within: Duration,
    put_off: Cell<Option<u32>>,
}

/// Why an address is not taken, in words; `None` when it is.
pub fn wrong_address(address: &str) -> Option<String> {
    let Ok(url) = Url::parse(address) else {
        return Some(format!("`{}` is no address (https://host:port)", shown_address(address)));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("the address bears a user or password; name the user beside it and keep the secret apart".into());
    }
    match (url.scheme(), is_loopback(&url)) {
        ("https", _) | ("http", true) => None,
        ("http", false) => Some("http is taken for this machine only: over a network the password needs https".into()),
        (other, _) => Some(format!("`{other}` is no way to reach it; https is")),
    }
}

/// An address as it is told. What stands behind its question mark may be anything, and a key among it.
pub(crate) fn shown_address(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The ways in which an address has a text: in a form and in a path, by browsers' and by others' habits.
pub fn in_addresses(text: &str) -> Vec<String> {
    let Ok(mut url) = Url::parse("https://host/") else { return Vec::new() };
    url.query_pairs_mut().append_key_only(text);
    let form = url.query().unwrap_or_default().to_owned();
    // In a form a plus that was meant is written out already.
    let spaced = form.replace('+', "%20");
    let plain = spaced.replace("%7E", "~").replace('*', "%2A");
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().push(text);
    }
    let path = url.path().trim_start_matches('/').to_owned();
    vec![form, spaced, plain, path]
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl HttpHost {
    /// The host of an address that [`wrong_address`] takes. An answer is waited for `answer_within_seconds`.
    pub fn new(address: &str, answer_within_seconds: u32) -> Result<HttpHost, String> {
        if let Some(why) = wrong_address(address) {
            return Err(why);
        }
        let mut base = Url::parse(address).map_err(|e| e.to_string())?;
        base.set_query(None);
        base.set_fragment(None);
        // What is asked is below the address: without the slash its last part would be replaced.
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        // The one cryptography that is linked; installing it twice is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let within = Duration::from_secs(u64::from(answer_within_seconds));
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
            .timeout(within)
            .user_agent(concat!("linehaul/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|e| e.without_url().to_string())?;
        Ok(HttpHost { client, base, within, put_off: Cell::new(None) })
    }

    /// A link as it stands behind one of this host's pages; `None` when it leads to another host, or is no link.
    pub fn own(&self, at: &str, link: &str) -> Option<String> {
        let url = self.base.join(at).ok()?.join(link).ok()?;
        (url.origin() == self.base.origin() && url.username().is_empty() && url.password().is_none()).then(|| {
            let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{}{query}", url.path())
        })
    }

    /// An address of this host with one value for a parameter, whatever it had there before; `None` where it is no address.
    pub fn with_parameter(&self, at: &str, name: &str, value: &str) -> Option<String> {
        let mut url = self.base.join(at).ok()?;
        let has_its_name = |piece: &str| {
            let mut alone = self.base.clone();
            alone.set_query(Some(piece));
            alone.query_pairs().any(|(own, _)| own == name)
        };
        let others =
            url.query().unwrap_or_default().split('&').filter(|piece| !piece.is_empty() && !has_its_name(piece));
        let others = others.collect::<Vec<_>>().join("&");
        // The others stay as they are written.
        url.set_query((!others.is_empty()).then_some(others.as_str()));
        url.query_pairs_mut().append_pair(name, value);
        Some(format!("{}?{}", url.path(), url.query().unwrap_or_default()))
    }

    /// For how many seconds an answer asked to be left alone, since this was asked last. Until it is, nothing more is sent.
    pub fn puts_off(&self) -> Option<u32> {
        self.put_off.take()
    }

    /// Asks, once.
    pub fn send(&self, asked: Request<'_>) -> Result<Answer, NoAnswer> {
        if let Some(seconds) = self.put_off.get() {
            return Err(NoAnswer::PutOff(seconds));
        }
        let url = self.base.join(asked.path).map_err(|e| NoAnswer::Unsent(e.to_string()))?;
        if url.origin() != self.base.origin() {
            return Err(NoAnswer::Elsewhere);
        }
        // The client's own limit is for each read; this one ends with the answer, however slowly that comes.
        let mut request = self.client.request(asked.method, url).timeout(self.within);
        if let Some(body) = asked.body {
            request = request.header("content-type", "application/json").body(body);
        }
        if let Some(value) = asked.authorization {
            request = request.header("authorization", value);
        }
        if let Some((name, mark)) = asked.unless.and_then(Marks::header) {
            request = request.header(name, mark);
        }
        let answer = request.send().map_err(|e| lost(&e))?;
        let mut told = told(&answer);
        // Whatever becomes of the body. What is answered as it was asked puts nobody off.
        if !matches!(told.status, 200..=299 | 304) {
            self.put_off.set(told.retry_after_seconds.filter(|seconds| *seconds > 0));
        }
        // An answer shorter than it announced itself is an error of the reader.
        match answer.take(asked.most_bytes.saturating_add(1)).read_to_end(&mut told.body) {
            Ok(_) if told.body.len() as u64 > asked.most_bytes => Err(NoAnswer::TooLong(asked.most_bytes)),
            Ok(_) => Ok(told),
            Err(e) => Err(NoAnswer::Lost(format!("the answer broke off: {}", e.kind()))),
        }
    }
}

/// What stands before an answer's body.
fn told(answer: &Response) -> Answer {
    let headers = answer.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(|text| text.trim().to_owned());
    let content_type = text("content-type").unwrap_or_default();
    Answer {
        status: answer.status().as_u16(),
        retry_after_seconds: retry_after(headers),
        content_type: content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        marks: Marks::of(text("etag"), text("last-modified"), text("date").as_deref()),
        body: Vec::new(),
    }
}

/// Seconds, or a date, which is reckoned from the one that the server gives as now: its clock may differ from ours. More of them
/// than we count are as many as we count.
fn retry_after(headers: &HeaderMap) -> Option<u32> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    let after = text("retry-after")?;
    if !after.is_empty() && after.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(after.parse().unwrap_or(u32::MAX));
    }
    let date = |text| DateTime::parse_from_rfc2822(text).ok();
    let seconds = (date(after)? - date(text("date")?)?).num_seconds();
    Some(u32::try_from(seconds.max(0)).unwrap_or(u32::MAX))
}

/// A request without an answer: was it ever sent?
fn lost(error: &reqwest::Error) -> NoAnswer {
    let mut words = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = error.source();
    while let Some(inner) = cause {
        words.push(inner.to_string());
        cause = inner.source();
    }
    let detail = words.last().cloned().unwrap_or_else(|| "no further word".to_owned());
    if error.is_connect() || error.is_builder() {
        return NoAnswer::Unsent(format!("no connection ({detail})"));
    }
    if error.is_timeout() {
        return NoAnswer::Lost("no answer in time".to_owned());
    }
    NoAnswer::Lost(format!("the connection broke ({detail})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_over_no_open_network_and_stands_in_no_address() {
        for good in ["https://erp.example.com", "http://127.0.0.1:8000", "http://localhost:8000/"] {
            assert_eq!(wrong_address(good), None, "{good}");
        }
        for bad in ["http://erp.example.com", "https://ann:secret@erp.example.com", "ftp://x", "erp", "", "erp?secret"]
        {
            assert!(
                wrong_address(bad).is_some_and(|why| !why.contains("secret@") && !why.contains("?secret")),
                "{bad}"
            );
        }
    }

    #[test]
    fn nothing_is_sent_to_another_host() {
        let host = HttpHost::new("https://tms.example.com/api/loads", 1).unwrap();
        for link in ["https://other.example.com/", "//other.example.com/x", "http://tms.example.com/api/loads"] {
            let no = host.send(Request { path: link, ..Request::default() }).unwrap_err();
            assert_eq!((no, host.own("/api/loads", link)), (NoAnswer::Elsewhere, None), "{link}");
        }
        let own = [("?after=3", "/api/loads?after=3"), ("/x", "/x"), ("https://tms.example.com/y?z=1#a", "/y?z=1")];
        own.into_iter().for_each(|(link, at)| assert_eq!(host.own("/api/loads?a=1", link).as_deref(), Some(at)));
        assert_eq!(host.own("/", "https://ann:secret@tms.example.com/"), None);
    }

    #[test]
    fn what_is_asked_is_below_the_whole_address() {
        let asked = |address: &str| {
            let host = HttpHost::new(address, 1).unwrap();
            host.base.join("firm/rpc/").unwrap().to_string()
        };
        assert_eq!(asked("https://erp.example.com"), "https://erp.example.com/firm/rpc/");
        for below in ["https://erp.example.com/erp/tryton", "https://erp.example.com/erp/tryton/?x=1#y"] {
            assert_eq!(asked(below), "https://erp.example.com/erp/tryton/firm/rpc/", "{below}");
        }
    }

    #[test]
    fn a_parameter_stands_once_in_an_address() {
        let host = HttpHost::new("https://tms.example.com/api/loads", 1).unwrap();
        let with = |at: &str, value: &str| host.with_parameter(at, "after", value).unwrap();
        assert_eq!(with("/loads", "a/b=&"), "/loads?after=a%2Fb%3D%26");
        assert_eq!(with("/loads?size=5", "7"), "/loads?size=5&after=7");
        assert_eq!(with("/loads?after=0", "c1"), "/loads?after=c1");
        assert_eq!(with("/loads?af%74er=0&x=a%20b&after=1&&after&afters=2", "c1"), "/loads?x=a%20b&afters=2&after=c1");
    }

    #[test]
    fn a_text_is_known_in_each_way_that_an_address_has_it() {
        let known = in_addresses("p@ss w~rd/*+");
        for way in ["p%40ss+w%7Erd%2F*%2B", "p%40ss%20w~rd%2F%2A%2B", "p@ss%20w~rd%2F*+"] {
            assert!(known.iter().any(|own| own == way), "{way}: {known:?}");
        }
    }

    #[test]
    fn how_long_to_wait_is_told_in_seconds_or_by_a_date() {
        let headers = |all: &[(&'static str, &'static str)]| {
            all.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        assert_eq!(retry_after(&headers(&[("retry-after", " 7 ")])), Some(7));
        let (now, then) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:07 GMT");
        assert_eq!(retry_after(&headers(&[("date", now), ("retry-after", then)])), Some(30));
        assert_eq!(retry_after(&headers(&[("date", then), ("retry-after", now)])), Some(0));
        assert_eq!(retry_after(&headers(&[("retry-after", then)])), None, "from when on, nobody says");
        for none in ["soon", "", "-1", "1.5"] {
            assert_eq!(retry_after(&headers(&[("retry-after", none)])), None, "{none}");
        }
        for long in ["4294967296", "99999999999999999999999999"] {
            assert_eq!(retry_after(&headers(&[("retry-after", long)])), Some(u32::MAX), "{long}");
        }
        let far = [("date", now), ("retry-after", "Thu, 06 Nov 2194 08:49:37 GMT")];
        assert_eq!(retry_after(&headers(&far)), Some(u32::MAX));
    }
}
