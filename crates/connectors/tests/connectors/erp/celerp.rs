//! What the connector to Celerp reads, counted row by row: a server on loopback that has as many documents as nobody makes in a
//! real one for a test, and what people leave half done there. What a real Celerp does is tried in tests/celerp.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::celerp::{Celerp, CelerpSettings};
use linehaul_connectors::erp::{Erp, Found, Key, Pages, RecordState, Server as ServerAt};
use linehaul_domain::ids::InvoiceNumber;
use serde_json::{Value, json};

#[derive(Default)]
struct State {
    /// In order of date.
    documents: Vec<Value>,
    /// Rows that were answered.
    rows: usize,
    /// Paths that were asked for.
    asked: Vec<String>,
    /// A document that somebody deletes as soon as a page has been read.
    deleted_next: Option<String>,
    /// Documents that somebody deletes as soon as a page of events has been read.
    deleted_with_events: Vec<String>,
}

struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    fn start(documents: Vec<Value>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State { documents, ..State::default() }));
        let shared = state.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|client| serve(client, &shared)));
        Server { url, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connector(&self) -> Celerp {
        let settings = CelerpSettings {
            server: ServerAt {
                url: self.url.clone(),
                user: "linehaul@example.com".to_owned(),
                password: SecretString::from("none".to_owned()),
                max_batch: 50,
                settle_seconds: 1,
                answer_within_seconds: 10,
            },
            signs_others_out: false,
            taxes: BTreeMap::new(),
            terms: BTreeMap::new(),
            rates: BTreeMap::new(),
        };
        Celerp::new(settings).expect("a connector")
    }

    /// What stands under a prefix, and how many rows were read for it.
    fn listed(&self, since: Option<&str>) -> (Vec<InvoiceNumber>, usize) {
        self.state().rows = 0;
        let mut erp = self.connector();
        let mut pages = Pages::under("PSL-A-", since);
        let mut numbers = Vec::new();
        while let Some(found) = pages.next(&mut erp).expect("a page") {
            assert_eq!(found.unreadable, []);
            numbers.extend(found.records.into_iter().map(|record| record.number));
        }
        (numbers, self.state().rows)
    }
}

/// A finalized invoice of ours, made as the nth.
fn document(nth: usize) -> Value {
    let number = format!("PSL-A-{nth:06}-G1");
    json!({
        "id": format!("doc:{number}"), "doc_type": "invoice", "ref": number, "ref_id": format!("INV-{nth}"),
        "status": "final", "finalized": true, "currency": "USD", "contact_id": "c1", "issue_date": "2025-03-07",
        "subtotal": 1, "tax": 0, "total": 1, "amount_outstanding": 1, "linehaul_mark": format!("LH-{nth:016x}"),
    })
}

fn documents(numbers: std::ops::Range<usize>) -> Vec<Value> {
    numbers.map(document).collect()
}

fn serve(mut client: TcpStream, state: &Mutex<State>) {
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
    let body = answer(&path, &mut state.lock().unwrap_or_else(PoisonError::into_inner)).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    // Whoever asked may have gone.
    let _ = client.write_all(format!("{head}\r\n{body}").as_bytes());
}

fn answer(path: &str, state: &mut State) -> Value {
    state.asked.push(path.to_owned());
    let (path, question) = path.split_once('?').unwrap_or((path, ""));
    let asked: BTreeMap<&str, String> = question
        .split('&')
        .filter_map(|one| one.split_once('='))
        .map(|(key, value)| (key, value.replace("%2C", ",").replace("%20", " ")))
        .collect();
    let rows: Vec<Value> = match path {
        "/auth/login" => return json!({"access_token": "t"}),
        "/companies/me" => return json!({"name": "Company", "settings": {"currency": "USD"}}),
        "/companies/me/taxes" | "/companies/me/payment-terms" => return json!([]),
        "/docs" => state.documents.iter().filter(|row| is_asked(row, &asked)).cloned().collect(),
        "/ledger" => {
            let nth = |row: &Value| InvoiceNumber::sequence(&row["ref"].as_str().unwrap_or_default().into());
            let made = |(at, row): (usize, &Value)| json!({"id": nth(row).unwrap_or(at as u64 + 1), "entity_id": row["id"], "data": row});
            let feed = state.documents.iter().enumerate().map(made).rev();
            feed.filter(|row| asked.get("entity_id").is_none_or(|id| row["entity_id"] == id.as_str())).collect()
        }
        _ => return json!({"items": []}),
    };
    let number = |key: &str, or: usize| asked.get(key).map_or(or, |n| n.parse().expect("a number"));
    let page: Vec<Value> = rows.into_iter().skip(number("offset", 0)).take(number("limit", 500)).collect();
    state.rows += page.len();
    if let Some(gone) = state.deleted_next.take_if(|_| path == "/docs") {
        state.documents.retain(|row| row["id"] != gone.as_str());
    }
    if path == "/ledger" {
        let gone = std::mem::take(&mut state.deleted_with_events);
        state.documents.retain(|row| !gone.iter().any(|id| row["id"] == id.as_str()));
    }
    json!({"items": page})
}

fn is_asked(row: &Value, asked: &BTreeMap<&str, String>) -> bool {
    if let Some(ids) = asked.get("ids") {
        return ids.split(',').any(|id| row["id"] == id);
    }
    let texts = asked.get("q").map_or("", String::as_str).to_lowercase();
    let has = |key: &str, text: &str| row[key].as_str().is_some_and(|said| said.to_lowercase().contains(text));
    texts.split(',').any(|text| has("ref", text) || has("ref_id", text))
}

#[test]
fn what_came_after_a_known_record_is_asked_for_and_not_the_history() {
    let server = Server::start(documents(1..3_001));
    let (numbers, rows) = server.listed(Some("doc:PSL-A-002997-G1"));
    assert_eq!(numbers.len(), 3, "{numbers:?}");
    // A page of the feed, whatever is in it, and the three.
    assert!(rows <= 510, "{rows} rows");
    assert_eq!(server.listed(Some("doc:PSL-A-003000-G1")).0, []);
    // Beyond what a page holds.
    assert_eq!(server.listed(Some("doc:PSL-A-001800-G1")).0.len(), 1_200);
    // Of a record that it does not have nothing is known.
    assert_eq!(server.listed(Some("R-1")).0.len(), 3_000);
}

#[test]
fn a_recovery_reads_each_page_once() {
    let server = Server::start(documents(1..1_201));
    let (numbers, rows) = server.listed(None);
    assert_eq!(numbers.into_iter().collect::<BTreeSet<_>>().len(), 1_200);
    // The last row of a page is the first of the next.
    assert_eq!(rows, 1_202, "rows of 1,200 documents");
}

#[test]
fn a_list_that_shifts_between_two_pages_leaves_nothing_out() {
    let server = Server::start(documents(1..1_201));
    server.state().deleted_next = Some("doc:PSL-A-000007-G1".to_owned());
    let (numbers, _) = server.listed(None);
    let told: BTreeSet<u64> = numbers.iter().filter_map(InvoiceNumber::sequence).collect();
    assert_eq!((numbers.len(), told.len()), (1_200, 1_200), "each once, the one that has gone too");
}

/// Fields over those of a document.
fn with(document: Value, fields: Value) -> Value {
    let (Value::Object(mut all), Value::Object(more)) = (document, fields) else { panic!("no objects") };
    all.extend(more);
    Value::Object(all)
}

#[test]
fn what_cannot_be_read_stands_in_the_way_of_its_own_number_alone() {
    let mut there = documents(1..4);
    let foreign = |id: &str, number: &str| {
        json!({"id": id, "ref_id": number, "ref": null, "status": "draft", "finalized": false, "linehaul_mark": null,
            "subtotal": null})
    };
    // A clerk's draft that names ours in its text, one that bears it; ours in a currency that nobody knows, and as text.
    there.push(with(document(1), foreign("doc:X1", "disputes PSL-A-000001-G1")));
    there.push(with(document(2), foreign("doc:X2", "PSL-A-000002-G1")));
    there[2] = with(document(3), json!({"currency": "XQQ"}));
    there.push(with(document(4), json!({"total": "1"})));
    let server = Server::start(there);
    let mut erp = server.connector();
    let numbers: Vec<InvoiceNumber> = (1..6).map(|n| InvoiceNumber(format!("PSL-A-{n:06}-G1"))).collect();
    let keys: Vec<Key> = numbers.iter().map(Key::from).collect();
    let found = erp.find(&keys).expect("an answer");
    assert_eq!(found.records.iter().map(|r| &r.number).collect::<Vec<_>>(), [&numbers[0], &numbers[1]]);
    let mut unreadable: Vec<_> =
        found.unreadable.iter().map(|u| (u.erp_id.as_str(), &u.number, u.state, u.mark.is_some())).collect();
    unreadable.sort_by_key(|one| one.0);
    let expected = [
        ("doc:PSL-A-000003-G1", &numbers[2], Some(RecordState::Posted), true),
        ("doc:PSL-A-000004-G1", &numbers[3], Some(RecordState::Posted), true),
        ("doc:X2", &numbers[1], Some(RecordState::Draft), false),
    ];
    assert_eq!(unreadable, expected);
    assert!(found.unreadable.iter().all(|one| !one.why.is_empty()));
    // Alone it is in nobody's way.
    let first = erp.find(&keys[..1]).expect("an answer");
    assert_eq!((first.records.len(), first.unreadable.len()), (1, 0));
    assert_eq!(keys[0].among(&found), Found { records: first.records, unreadable: Vec::new() });
}

#[test]
fn whoever_is_through_signs_out_and_nothing_is_sent_when_it_is_dropped() {
    let server = Server::start(documents(1..2));
    let signed_out = |server: &Server| server.state().asked.iter().filter(|path| *path == "/auth/logout").count();
    let mut erp = server.connector();
    erp.find(&[Key::from(&"PSL-A-000001-G1".into())]).expect("an answer");
    drop(erp);
    assert_eq!(signed_out(&server), 0, "a connector that is dropped talks to nobody");
    let mut erp = server.connector();
    erp.leave();
    assert_eq!(signed_out(&server), 0, "it was not signed in");
    for times in 1..3 {
        erp.find(&[Key::from(&"PSL-A-000001-G1".into())]).expect("an answer");
        erp.leave();
        erp.leave();
        assert_eq!(signed_out(&server), times);
    }
}

/// What its feed tells since an event, in how many answers, and where it stands then.
fn told(server: &Server, since: &str) -> (BTreeSet<u64>, usize, String) {
    let (mut erp, mut all, mut at) = (server.connector(), BTreeSet::new(), since.to_owned());
    for answers in 1..100 {
        let before = server.state().asked.iter().filter(|path| path.starts_with("/ledger")).count();
        let page = erp.changes(Some(&at)).expect("an answer").expect("a cursor of its own");
        let asked = server.state().asked.iter().filter(|path| path.starts_with("/ledger")).count() - before;
        assert_eq!(asked, 1, "a page at a time");
        all.extend(page.changed.iter().filter_map(|one| one.number.as_ref()?.sequence()));
        at = page.cursor;
        if !page.more {
            return (all, answers, at);
        }
    }
    panic!("it comes to no end: {at}");
}

/// Drafts that were deleted take their events along, and what stood below them moves up past the next page.
#[test]
fn a_feed_that_shifts_between_two_pages_leaves_nothing_out() {
    let all: BTreeSet<u64> = (101..1_001).collect();
    for gone in [0..0, 990..996, 801..802, 700..950] {
        let server = Server::start(documents(1..1_001));
        let gone: BTreeSet<u64> = gone.collect();
        server.state().deleted_with_events = gone.iter().map(|nth| format!("doc:PSL-A-{nth:06}-G1")).collect();
        let (numbers, answers, end) = told(&server, "600");
        let missed: Vec<&u64> = all.iter().filter(|nth| !numbers.contains(nth) && !gone.contains(nth)).collect();
        assert_eq!(missed, Vec::<&u64>::new(), "{gone:?}");
        assert!((5..12).contains(&answers) && end == "1000", "{answers} answers, then {end}");
    }
}

/// Told again with the same stamp it did not change; with another event it has another.
#[test]
fn what_is_told_again_says_whether_it_changed() {
    let server = Server::start(documents(1..101));
    let stamps = |server: &Server| {
        let changes = server.connector().changes(Some("100")).expect("an answer").expect("a feed");
        changes.changed.into_iter().map(|one| (one.id, one.stamp.expect("a stamp"))).collect::<BTreeMap<_, _>>()
    };
    let before = stamps(&server);
    assert_eq!((before.len(), &stamps(&server)), (100, &before));
    let again = with(document(101), json!({"id": "doc:PSL-A-000007-G1"}));
    server.state().documents.push(again);
    let after = stamps(&server);
    let other: Vec<&String> =
        after.iter().filter(|(id, stamp)| before.get(*id) != Some(stamp)).map(|(id, _)| id).collect();
    assert_eq!(other, ["doc:PSL-A-000007-G1"]);
}
