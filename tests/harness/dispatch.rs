//! A dispatch system that hands out loads as JSON over HTTP, on loopback. It is simulated, since no real one runs here: written from
//! what the documentation of the `http` source says and from HTTP itself, and sharing nothing with the connector. It answers wrongly
//! where a test says so.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How it says where a page's next one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// By a link, which the last page lacks.
    Links,
    /// By a cursor, always: behind the last page comes an empty one.
    Cursors,
}

/// How it marks its pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Marked {
    /// By what they are.
    #[default]
    Rightly,
    /// The same, and it promises the meaning alone.
    Weakly,
    /// Anew each time.
    EachTime,
    /// All alike, whatever they are: it lies.
    Alike,
    /// By when they changed, told at that time.
    Dated(&'static str, &'static str),
}

/// An answer out of order.
#[derive(Debug, Clone)]
pub enum Wrong {
    /// This status, with these headers.
    Status(u16, &'static str),
    /// A page of which the half is sent.
    Half,
    /// A page that never ends.
    Endless,
    /// Nothing, until the asker gives up.
    Silence,
    /// This, as that content type.
    Body(&'static str, String),
    /// What was asked, word for word, in the page and in its headers.
    Echo,
}

#[derive(Debug, Default)]
struct State {
    pages: Vec<String>,
    wrong: VecDeque<Wrong>,
    down: bool,
    lets_in: Option<String>,
    asked: Vec<String>,
    unchanged: u32,
    marked: Marked,
}

/// A running dispatch system. It ends with the test.
#[derive(Debug)]
pub struct Dispatch {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Dispatch {
    /// Starts one on a free port.
    pub fn start(pages: Pages) -> Dispatch {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || serve(client, pages, &state));
            }
        });
        Dispatch { port, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where its pages begin.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/api/loads", self.port)
    }

    /// Adds a page of these loads, each a JSON object.
    pub fn page(&self, loads: &[String]) {
        self.state().pages.push(loads.join(","));
    }

    /// Writes a page over.
    pub fn rewrite(&self, page: usize, loads: &[String]) {
        self.state().pages[page] = loads.join(",");
    }

    /// Lets in who brings this header's value alone.
    pub fn let_in(&self, authorization: &str) {
        self.state().lets_in = Some(authorization.to_owned());
    }

    /// The next request is answered so, and those behind it by what is given next.
    pub fn wrong(&self, how: Wrong) {
        self.state().wrong.push_back(how);
    }

    /// From now on it marks its pages so.
    pub fn marks(&self, how: Marked) {
        self.state().marked = how;
    }

    /// Is it down for maintenance?
    pub fn down(&self, down: bool) {
        self.state().down = down;
    }

    /// The first lines of all that it was asked.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// How often it could answer that nothing changed.
    pub fn unchanged(&self) -> u32 {
        self.state().unchanged
    }
}

/// A load of that number, last changed at that time.
pub fn load(number: &str, updated_at: &str) -> String {
    format!(
        r#"{{"load_number": "{number}", "customer": "ACME", "status": "delivered", "updated_at": "{updated_at}",
        "currency": "USD", "miles": 512.5, "expected_total": 1234.50, "stops": [
        {{"seq": 1, "type": "pickup", "city": "Memphis TN", "timezone": "America/Chicago", "arrived_at": "2025-02-28 08:00", "departed_at": "2025-02-28 09:00"}},
        {{"seq": 2, "type": "delivery", "city": "Dallas TX", "timezone": "America/Chicago"}}],
        "events": [{{"event_id": "{number}-D", "event": "departed", "stop": 2, "at": "2025-02-28T20:00:00-06:00"}}],
        "documents": [{{"id": "{number}-POD", "type": "pod_signed"}}]}}"#
    )
}

/// The head of a request; its connection is closed behind the answer.
fn head_of(client: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0u8; 1]);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > 64 * 1024 || client.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let named = |line: &'h str| line.split_once(':').filter(|(key, _)| key.eq_ignore_ascii_case(name));
    head.lines().find_map(named).map(|(_, value)| value.trim())
}

fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} So\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";

fn serve(mut client: TcpStream, pages: Pages, state: &Mutex<State>) {
    let Some(head) = head_of(&mut client) else { return };
    let (told, wrong) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(head.lines().next().unwrap_or_default().to_owned());
        let wrong = state.wrong.pop_front();
        let told = if wrong.is_some() { Vec::new() } else { right(&mut state, pages, &head) };
        (told, wrong)
    };
    // The asker may have gone: that is what some tests are about.
    let _ = match wrong {
        None => client.write_all(&told),
        Some(wrong) => say_wrongly(&mut client, &wrong, &head),
    };
}

fn right(state: &mut State, pages: Pages, head: &str) -> Vec<u8> {
    if state.down {
        return answer(503, "", "down for maintenance");
    }
    if state.lets_in.as_deref().is_some_and(|known| header(head, "authorization") != Some(known)) {
        return answer(401, "WWW-Authenticate: Bearer\r\n", "who are you?");
    }
    let path = head.split_whitespace().nth(1).unwrap_or_default();
    let from = match path.split_once('?') {
        None if path == "/api/loads" => Some(0),
        Some(("/api/loads", query)) => query.strip_prefix("after=c-").and_then(|at| at.parse::<usize>().ok()),
        _ => None,
    };
    let last = state.pages.len().saturating_sub(usize::from(pages == Pages::Links));
    let Some(at) = from.filter(|at| *at <= last) else { return answer(404, "", "no such page") };
    let loads = state.pages.get(at).cloned().unwrap_or_default();
    let next = match pages {
        Pages::Links if at + 1 < state.pages.len() => format!("\"/api/loads?after=c-{}\"", at + 1),
        Pages::Links => "null".to_owned(),
        Pages::Cursors => format!("\"c-{}\"", (at + 1).min(state.pages.len())),
    };
    let body = format!("{{\"loads\": [{loads}], \"next\": {next}}}");
    let of_page = format!("\"{}-{at}-{}\"", body.len(), body.bytes().map(u64::from).sum::<u64>());
    let (asked_by, mark, headers) = match state.marked {
        Marked::Rightly => ("if-none-match", of_page.clone(), format!("ETag: {of_page}\r\n")),
        Marked::Weakly => ("if-none-match", format!("W/{of_page}"), format!("ETag: W/{of_page}\r\n")),
        Marked::EachTime => {
            let mark = format!("\"{}\"", state.asked.len());
            ("if-none-match", mark.clone(), format!("ETag: {mark}\r\n"))
        }
        Marked::Alike => ("if-none-match", "\"same\"".to_owned(), "ETag: \"same\"\r\n".to_owned()),
        Marked::Dated(changed, told) => {
            let headers = format!("Last-Modified: {changed}\r\nDate: {told}\r\n");
            ("if-modified-since", changed.to_owned(), headers)
        }
    };
    if header(head, asked_by) == Some(mark.as_str()) {
        state.unchanged += 1;
        return answer(304, &headers, "");
    }
    answer(200, &format!("{JSON}{headers}"), &body)
}

fn say_wrongly(client: &mut TcpStream, wrong: &Wrong, head: &str) -> std::io::Result<()> {
    match wrong {
        Wrong::Status(status, headers) => client.write_all(&answer(*status, headers, "no")),
        Wrong::Half => {
            let whole = answer(200, JSON, r#"{"loads": [], "next": null}"#);
            client.write_all(&whole[..whole.len() - 9])
        }
        Wrong::Endless => {
            client.write_all(format!("HTTP/1.1 200 So\r\nConnection: close\r\n{JSON}\r\n{{\"loads\": [").as_bytes())?;
            loop {
                client.write_all(&[b' '; 64 * 1024])?;
            }
        }
        Wrong::Silence => {
            // Until the asker closes.
            client.set_read_timeout(Some(Duration::from_secs(30)))?;
            client.read(&mut [0u8; 1]).map(drop)
        }
        Wrong::Body(kind, text) => client.write_all(&answer(200, &format!("Content-Type: {kind}\r\n"), text)),
        Wrong::Echo => {
            let said = header(head, "authorization").unwrap_or_default();
            let body = format!("{{\"loads\": [{}], \"next\": \"/{said}\"}}", load(said, "2025-03-01T00:00:00Z"));
            client.write_all(&answer(200, &format!("{JSON}ETag: \"{said}\"\r\nX-Asked: {said}\r\n"), &body))
        }
    }
}
