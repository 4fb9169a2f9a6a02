//! A TCP proxy that breaks connections on purpose: it reads one HTTP request of a connection, looks which JSON-RPC method or
//! which path it calls, and loses, cuts, delays or holds the request or its answer as it was told.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::tryton::free_port;

/// What to do to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The request never arrives.
    LoseRequest,
    /// The request is carried out, its answer lost: "drop after commit".
    LoseAnswer,
    /// The answer breaks off in the middle.
    CutAnswer,
    /// The request arrives so many milliseconds later, when the sender may long have given up.
    DelayRequest(u64),
    /// The answer comes so many milliseconds later.
    DelayAnswer(u64),
    /// The first amount in the request arrives with another first digit.
    Alter,
    /// It is told that the request is there; the request goes on, or is lost, when the test says so.
    HoldRequest,
    /// It is told that the ERP has answered; the answer is lost.
    HoldAnswer,
}

/// The first `times` calls of a method whose name ends so are broken, after `after` of them went through.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `invoice.create`, `invoice.post`, …; where a request names no method, how its `POST /docs` ends.
    pub method: &'static str,
    /// Calls let through before.
    pub after: u32,
    /// Calls broken.
    pub times: u32,
    /// How.
    pub how: Break,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    seen: BTreeMap<String, u32>,
    broken: u32,
}

/// A running proxy. It ends with the test.
pub struct Proxy {
    port: u16,
    target: u16,
    state: Arc<Mutex<State>>,
    delayed: Arc<AtomicU32>,
    reached: Receiver<()>,
    going_on: Sender<bool>,
}

impl Proxy {
    /// Listens on loopback, before this port of loopback.
    pub fn before(target: u16) -> Proxy {
        let port = free_port();
        let state = Arc::new(Mutex::new(State::default()));
        let (reach, reached) = channel();
        let (going_on, go_on) = channel();
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        let go_on = Arc::new(Mutex::new(go_on));
        let delayed = Arc::new(AtomicU32::new(0));
        let (shared, on_the_way) = (state.clone(), delayed.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (state, reach, go_on) = (shared.clone(), reach.clone(), go_on.clone());
                let delayed = on_the_way.clone();
                // A broken connection is what this is for.
                std::thread::spawn(move || drop(serve(client, target, (&state, &delayed), &reach, &go_on)));
            }
        });
        Proxy { port, target, state, delayed, reached, going_on }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port behind it.
    pub fn target(&self) -> u16 {
        self.target
    }

    /// Breaks by these rules from now on; counts begin anew.
    pub fn plan(&self, rules: &[Rule]) {
        *self.state.lock().expect("a lock") = State { rules: rules.to_vec(), ..State::default() };
    }

    /// How many requests were broken since the plan.
    pub fn broken(&self) -> u32 {
        self.state.lock().expect("a lock").broken
    }

    /// Calls of methods that end so, since the plan.
    pub fn calls(&self, method: &str) -> u32 {
        let state = self.state.lock().expect("a lock");
        state.seen.iter().filter(|(name, _)| name.ends_with(method)).map(|(_, n)| n).sum()
    }

    /// Waits until every delayed request was carried out, however late.
    pub fn wait_until_all_arrived(&self) {
        while self.delayed.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until a held request or answer is there; `false` when none came in time.
    pub fn wait_until_held(&self, patience: Duration) -> bool {
        self.reached.recv_timeout(patience).is_ok()
    }

    /// Lets a held request go on, or loses it.
    pub fn let_go(&self, on: bool) {
        self.going_on.send(on).expect("the proxy runs");
    }
}

/// Which way a request goes.
fn decide(state: &Mutex<State>, request: &[u8], body_at: usize) -> Option<Break> {
    let (head, body) = (String::from_utf8_lossy(&request[..body_at]), String::from_utf8_lossy(&request[body_at..]));
    let path = head.split([' ', '?']).take(2).collect::<Vec<_>>().join(" ");
    let method = body.split("\"method\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(&path);
    let mut state = state.lock().expect("a lock");
    *state.seen.entry(method.to_owned()).or_default() += 1;
    let rule = state.rules.iter_mut().find(|r| method.ends_with(r.method) && (r.after > 0 || r.times > 0))?;
    if rule.after > 0 {
        rule.after -= 1;
        return None;
    }
    rule.times -= 1;
    let how = rule.how;
    state.broken += 1;
    Some(how)
}

fn serve(
    mut client: TcpStream,
    target: u16,
    (state, delayed): (&Mutex<State>, &AtomicU32),
    reach: &Sender<()>,
    go_on: &Mutex<Receiver<bool>>,
) -> std::io::Result<()> {
    let (mut request, body_at) = read_message(&mut client)?;
    let how = decide(state, &request, body_at);
    match how {
        Some(Break::LoseRequest) => return client.shutdown(Shutdown::Both),
        Some(Break::DelayRequest(ms)) => {
            delayed.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(ms));
            let arrived = pass_on(target, &request);
            delayed.fetch_sub(1, Ordering::SeqCst);
            return client.write_all(&arrived?);
        }
        Some(Break::Alter) => alter(&mut request),
        Some(Break::HoldRequest) => {
            let _ = reach.send(());
            let goes_on = go_on.lock().expect("a lock").recv_timeout(Duration::from_secs(60)).unwrap_or(false);
            if !goes_on {
                return client.shutdown(Shutdown::Both);
            }
        }
        _ => {}
    }
    let answer = pass_on(target, &request)?;
    match how {
        Some(Break::LoseAnswer) => client.shutdown(Shutdown::Both),
        Some(Break::HoldAnswer) => {
            let _ = reach.send(());
            let _ = go_on.lock().expect("a lock").recv_timeout(Duration::from_secs(60));
            client.shutdown(Shutdown::Both)
        }
        Some(Break::CutAnswer) => {
            client.write_all(&answer[..answer.len() - 6])?;
            client.shutdown(Shutdown::Both)
        }
        Some(Break::DelayAnswer(ms)) => {
            std::thread::sleep(Duration::from_millis(ms));
            client.write_all(&answer)
        }
        _ => client.write_all(&answer),
    }
}

/// What the server answers to a request.
fn pass_on(target: u16, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", target))?;
    server.write_all(request)?;
    Ok(read_message(&mut server)?.0)
}

fn alter(request: &mut [u8]) {
    let mark = b"\"decimal\":\"";
    if let Some(at) = request.windows(mark.len()).position(|w| w == mark) {
        let digit = &mut request[at + mark.len()];
        *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
    }
}

/// A whole HTTP message and where its body begins: to the announced length, else to the end.
fn read_message(stream: &mut TcpStream) -> std::io::Result<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    let mut buffer = [0u8; 16 * 1024];
    loop {
        let head_end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4);
        if let Some(body_at) = head_end {
            let head = String::from_utf8_lossy(&bytes[..body_at]).to_lowercase();
            let length = head.lines().find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            // A request that announces no body has none; an answer goes on to the end.
            let length = length.or_else(|| (!head.starts_with("http/")).then_some(0));
            if length.is_some_and(|n| bytes.len() >= body_at + n) {
                return Ok((bytes, body_at));
            }
        }
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, head_end.unwrap_or(0)));
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
}
