//! An ERP that answers without end: what is set as the time for an answer is the time for all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::{Erp, Server, Tryton, TrytonSettings, Under};

/// A byte each third of a second, for a while.
fn drip(mut stream: TcpStream) {
    let mut asked = [0u8; 4_096];
    let _ = stream.read(&mut asked);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
    for _ in 0..24 {
        std::thread::sleep(Duration::from_millis(300));
        // Whoever asked has gone: that is what is tried here.
        if stream.write_all(b"x").and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

#[test]
fn an_answer_that_drips_ends_with_the_time_for_it() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| drop(std::thread::spawn(|| drip(stream))))
    });
    let settings = TrytonSettings {
        server: Server {
            url,
            user: "linehaul".to_owned(),
            password: SecretString::from("none".to_owned()),
            max_batch: 1,
            settle_seconds: 1,
            answer_within_seconds: 1,
        },
        database: "db".to_owned(),
        company: None,
        journal: None,
        taxes: BTreeMap::new(),
        terms: BTreeMap::new(),
        tax_items: BTreeSet::new(),
        dimensions: BTreeSet::new(),
        agrees_to: Vec::new(),
    };
    let mut erp = Tryton::new(settings).expect("a connector");
    let begun = Instant::now();
    assert!(erp.under(&Under { prefix: "TNY-A-", since: None, from: None }).is_err());
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}
