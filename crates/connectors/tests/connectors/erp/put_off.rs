//! What an ERP asks for with `Retry-After` is heard whatever became of the answer that said it: to a question, to a change, or to what
//! a connector asks on the way and swallows. Behind it nothing is sent before whoever keeps the pace has taken that down.
//!
//! Planted once and seen red: only a 429 to a question is heard; what was swallowed is forgotten; a call goes on behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::celerp::{Celerp, CelerpSettings};
use linehaul_connectors::erp::{Erp, ErpError, Fate, Handle, Key, Server, Tryton, TrytonSettings};

/// What answers a path, and how: status, further headers, body.
type Answers = fn(&str) -> (u16, &'static str, &'static str);

struct Busy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Busy {
    fn start(answers: Answers) -> Busy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let shared = asked.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|client| serve(client, answers, &shared)));
        Busy { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn server(&self) -> Server {
        Server {
            url: self.url.clone(),
            user: "linehaul@example.com".to_owned(),
            password: SecretString::from("none".to_owned()),
            max_batch: 50,
            settle_seconds: 1,
            answer_within_seconds: 10,
        }
    }

    fn celerp(&self) -> Celerp {
        let (server, rates) = (self.server(), BTreeMap::new());
        let (taxes, terms) = (BTreeMap::new(), BTreeMap::new());
        Celerp::new(CelerpSettings { server, signs_others_out: true, taxes, terms, rates }).expect("a connector")
    }

    fn tryton(&self) -> Tryton {
        let settings = TrytonSettings {
            server: self.server(),
            database: "db".to_owned(),
            company: None,
            journal: None,
            taxes: BTreeMap::new(),
            terms: BTreeMap::new(),
            tax_items: BTreeSet::new(),
            dimensions: BTreeSet::new(),
            agrees_to: Vec::new(),
        };
        Tryton::new(settings).expect("a connector")
    }
}

fn serve(mut client: TcpStream, answers: Answers, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().expect("a stream"));
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(said) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().expect("a length");
        }
    }
    reader.read_exact(&mut vec![0; length]).expect("a body");
    let (status, more, body) = answers(&path);
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    let head = format!("HTTP/1.1 {status} Said\r\n{more}content-length: {}\r\nconnection: close\r\n", body.len());
    // Whoever asked may have gone.
    let _ = client.write_all(format!("{head}\r\n{body}").as_bytes());
}

const LATER: &str = "Retry-After: 600\r\n";

fn keys() -> [Key; 1] {
    [Key::from(&"PSL-A-000001-G1".into())]
}

#[test]
fn it_is_heard_from_any_answer_and_nothing_is_sent_behind_it() {
    let statuses: [Answers; 5] = [
        |_| (503, LATER, "busy"),
        |_| (429, LATER, "busy"),
        |_| (403, LATER, "busy"),
        |_| (502, LATER, "<html>"),
        |_| (302, LATER, ""),
    ];
    for answers in statuses {
        let busy = Busy::start(answers);
        let mut erps: [Box<dyn Erp>; 2] = [Box::new(busy.celerp()), Box::new(busy.tryton())];
        for erp in &mut erps {
            let (before, status) = (busy.asked().len(), answers("").0);
            erp.find(&keys()).expect_err("no answer");
            assert!(erp.check().iter().any(|finding| !finding.ok), "{status}");
            erp.leave();
            let again = erp.find(&keys()).expect_err("not asked");
            assert!(matches!(again, ErpError::Unavailable { retry_after_seconds: Some(600), .. }), "{again:?}");
            assert_eq!(busy.asked().len() - before, 1, "{status}, {}: {:?}", erp.name(), busy.asked());
            assert_eq!((erp.puts_off(), erp.puts_off()), (Some(600), None), "{status}, {}", erp.name());
            erp.find(&keys()).expect_err("no answer");
            assert_eq!(busy.asked().len() - before, 2, "{status}: then it is asked again");
        }
    }
}

/// The first is finalized, the second is put off: what was done is not read back in that moment.
#[test]
fn what_puts_a_change_off_is_heard_though_the_change_stays_open() {
    let busy = Busy::start(|path| match path {
        "/auth/login" => (200, "", r#"{"access_token": "t"}"#),
        path if path.contains("000001") => (200, "", r#"{"id": "doc:PSL-A-000001-G1"}"#),
        _ => (503, LATER, "busy"),
    });
    let mut erp = busy.celerp();
    let handles = ["doc:PSL-A-000001-G1", "doc:PSL-A-000002-G1", "doc:PSL-A-000003-G1"].map(Handle::of);
    let fates = erp.post(&handles).expect("by item");
    assert!(matches!(fates[1].1, Fate::Unknown(_)) && matches!(fates[2].1, Fate::NotTried(_)), "{fates:?}");
    let last = busy.asked().pop().unwrap_or_default();
    assert!(last.contains("000002") && last.ends_with("/finalize"), "{:?}", busy.asked());
    assert_eq!(erp.puts_off(), Some(600));
}

/// A 304 or a 2xx is an answer, whatever it bears.
#[test]
fn an_answer_to_what_was_asked_puts_nobody_off() {
    let busy = Busy::start(|path| match path {
        "/auth/login" => (200, LATER, r#"{"access_token": "t"}"#),
        _ => (200, LATER, r#"{"items": []}"#),
    });
    let mut erp = busy.celerp();
    erp.find(&keys()).map(drop).unwrap_or_default();
    assert!(busy.asked().len() > 1 && erp.puts_off().is_none(), "{:?}", busy.asked());
}
