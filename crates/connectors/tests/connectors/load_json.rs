//! Loads as JSON: one, and many in a stream.

use linehaul_connectors::load_json::{MAX_LOAD_BYTES, read_load, read_loads, write_load};
use linehaul_domain::canonical::exact;
use linehaul_domain::document::Readability;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::stop::Schedule;
use proptest::prelude::*;

const WHOLE: &str = r#"{
  "load_number": "L-1", "order": "O-1", "mode": "TL", "equipment": "53ft dry van", "customer": "ACME",
  "miles": 612.50, "weight_lb": "43000", "driver_count": 2, "deadhead_miles": 90, "currency": "CAD",
  "expected_total": 2231.52, "booked": { "LINEHAUL": 1850.00 }, "legal_entity": "PSL-CA",
  "payors": [ { "customer": "ACME", "share_percent": 60 }, { "customer": "BETA", "share_percent": 40 } ],
  "stops": [
    { "seq": 2, "type": "delivery", "name": "B", "city": "Dallas TX", "timezone": "America/Chicago",
      "window_from": "2025-01-04T08:00", "window_to": "2025-01-04T12:00",
      "arrived_at": "2025-01-04T09:00:00-06:00", "departed_at": "2025-01-04T10:00:00-06:00" },
    { "seq": 1, "type": "pickup", "name": "A", "city": "Memphis TN", "timezone": "America/Chicago",
      "appointment": "2025-01-03T08:00:00-06:00" }
  ],
  "items": [ { "class": "70", "weight_lb": 500, "pieces": 3, "hazmat": true } ],
  "documents": [ "rate_confirmation", "pod_signed:2", { "type": "lumper_receipt", "stop": 2, "amount": 85.50, "readability": "empty" } ],
  "references": { "customer_po": "PO-1", "bol": null },
  "events": [ { "event": "accessorial_approved", "at": "2025-01-03T20:00:00Z", "charge": "DETENTION_LOADING", "amount": 150 } ],
  "pallets": 22.50, "note": "call ahead", "due": "2025-01-04", "rush": true, "permit_cost": "75.00",
  "extras": { "tarps": 1 }
}"#;

fn load(json: &str) -> Load {
    read_load(json).unwrap_or_else(|f| panic!("{}", f.what))
}

/// A load of two stops with some fields added.
fn with(fields: &str, first: &str, second: &str) -> String {
    format!(
        r#"{{"load_number":"L-1"{fields},"stops":[
        {{"seq":1,"type":"pickup","city":"Memphis TN","timezone":"America/Chicago"{first}}},
        {{"seq":2,"type":"delivery","city":"Montreal QC","timezone":"America/Toronto"{second}}}]}}"#
    )
}

#[test]
fn a_load_is_read_whole_and_exactly() {
    let load = load(WHOLE);
    assert_eq!((load.miles, load.weight_lb, load.driver_count), (exact("612.5"), exact("43000"), Some(2)));
    assert_eq!(load.expected_total.expect("a total").to_string(), "2231.52 CAD");
    assert_eq!(load.booked[0].amount.to_string(), "1850.00 CAD");
    assert_eq!((load.payors.len(), load.legal_entity.as_ref().map(|e| e.as_str())), (2, Some("PSL-CA")));
    assert_eq!(load.stops.iter().map(|s| s.seq).collect::<Vec<_>>(), [1, 2]);
    assert!(matches!(load.stops[0].schedule, Schedule::Appointment { .. }));
    assert!(matches!(load.stops[1].schedule, Schedule::Window { .. }));
    assert!(load.is_hazmat() && load.has_document("pod_signed", Some(2)));
    assert_eq!(load.documents[2].readability, Readability::Empty);
    assert_eq!(load.documents[2].amount.expect("an amount").to_string(), "85.50 CAD");
    assert_eq!((load.reference("customer_po"), load.reference("bol")), (Some("PO-1"), None));
    assert_eq!(load.events[0].amount.expect("an amount").to_string(), "150.00 CAD");
    let kinds: Vec<(&str, &str)> = load.extras.iter().map(|(n, e)| (n.as_str(), e.kind())).collect();
    let wanted = [
        ("due", "date"),
        ("note", "text"),
        ("pallets", "number"),
        ("permit_cost", "money"),
        ("rush", "flag"),
        ("tarps", "number"),
    ];
    assert_eq!(kinds, wanted);
    assert_eq!((load.extras["pallets"].number(), load.extras["permit_cost"].amount()), (exact("22.5"), exact("75")));
}

#[test]
fn numbers_never_pass_through_binary_floats() {
    let load = load(r#"{"load_number": 77, "rate": 0.1000000000000000055511151231257827, "big": 9007199254740993.25}"#);
    assert_eq!(load.number.as_str(), "77");
    assert_eq!(load.extras["big"].show(), "9007199254740993.25");
    assert_eq!(load.extras["rate"].kind(), "text", "more digits than a decimal holds are kept as they came");
}

#[test]
fn the_status_is_told_or_follows_from_the_stops() {
    let left = r#","arrived_at":"2025-01-04T09:00:00Z","departed_at":"2025-01-04T10:00:00Z""#;
    assert_eq!(load(&with(r#","status":"TONU""#, "", "")).status, LoadStatus::Tonu);
    assert_eq!(load(&with("", "", left)).status, LoadStatus::Delivered);
    assert_eq!(load(&with("", left, "")).status, LoadStatus::InTransit);
    assert_eq!(load(r#"{"load_number":"L"}"#).status, LoadStatus::InTransit);
    let told = |status: &str, event: &str| {
        load(&with(&format!(r#"{status},"events":[{{"event":"{event}","at":"2025-01-03T20:00:00Z"}}]"#), "", "")).status
    };
    assert_eq!(told("", "cancelled"), LoadStatus::Cancelled, "events tell where no status is stated");
    assert_eq!(told(r#","status":"booked""#, "truck_not_used"), LoadStatus::Tonu);
    assert_eq!(told(r#","status":"cancelled""#, "truck_not_used"), LoadStatus::Tonu, "the event says more");
    assert_eq!(told(r#","status":"cancelled""#, "delivered"), LoadStatus::Cancelled);
    assert_eq!(told(r#","status":"delivered""#, "truck_not_used"), LoadStatus::Delivered);
    assert!(load(&with("", r#","status":"cancelled_on_arrival""#, "")).stops[0].cancelled);
}

#[test]
fn a_stops_own_country_stands_then_the_loads_then_the_regions() {
    let countries =
        |json: &str| load(json).stops.into_iter().map(|s| s.country.unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(countries(&with("", "", "")), ["US", "CA"]);
    let fields = r#","origin_country":"MX","destination_country":"US""#;
    assert_eq!(countries(&with(fields, "", "")), ["MX", "US"]);
    assert_eq!(countries(&with(fields, r#","country":"US""#, "")), ["US", "US"]);
    assert_eq!(load(&with(fields, "", "")).extras["origin_country"], Extra::Text("MX".to_owned()));
}

#[test]
fn a_whole_case_is_taken_for_the_load_in_it() {
    assert_eq!(load(r#"{"title": "x", "load": {"load_number": "L-9"}}"#).number.as_str(), "L-9");
}

#[test]
fn what_does_not_read_is_named() {
    for (json, field) in [
        ("{", "JSON"),
        ("[]", "object"),
        ("{}", "load_number"),
        (r#"{"load_number":"L","miles":"far"}"#, "miles"),
        (r#"{"load_number":"L","miles":-1}"#, "miles"),
        (r#"{"load_number":"L","currency":"dollars"}"#, "currency"),
        (r#"{"load_number":"L","status":"lost"}"#, "status"),
        (r#"{"load_number":"L","stops":{}}"#, "stops"),
        (r#"{"load_number":"L","stops":[7]}"#, "stops[0]"),
        (r#"{"load_number":"L","stops":[{"seq":1,"type":"pickup"}]}"#, "stops[0].timezone"),
        (r#"{"load_number":"L","stops":[{"seq":1,"type":"pickup","timezone":"Mars/One"}]}"#, "stops[0].timezone"),
        (r#"{"load_number":"L","stops":[{"type":"pickup","timezone":"UTC"}]}"#, "stops[0].seq"),
        (
            r#"{"load_number":"L","stops":[{"seq":1,"type":"pickup","timezone":"UTC","arrived_at":"noon"}]}"#,
            "stops[0].arrived_at",
        ),
        (r#"{"load_number":"L","documents":["pods"]}"#, "documents[0].type"),
        (r#"{"load_number":"L","documents":["pod:x"]}"#, "documents[0].stop"),
        (r#"{"load_number":"L","events":[{"event":"arrived"}]}"#, "events[0].at"),
        (r#"{"load_number":"L","references":["PO"]}"#, "references"),
        (r#"{"load_number":"L","booked":{"LINEHAUL":"much"}}"#, "booked"),
        (r#"{"load_number":"L","payors":[{"customer":"A"}]}"#, "payors[0].share_percent"),
        (r#"{"load_number":"L","items":["box"]}"#, "items[0]"),
    ] {
        let fault = read_load(json).expect_err(json);
        assert!(fault.code == "LH-240" && fault.what.contains(field), "{json}: {}", fault.what);
    }
}

fn stream(text: impl AsRef<[u8]>) -> Vec<Result<String, &'static str>> {
    let mut input = text.as_ref();
    read_loads(&mut input).map(|l| l.map(|l| l.number.0).map_err(|f| f.code.as_str())).collect()
}

fn good(names: &[&str]) -> Vec<Result<String, &'static str>> {
    names.iter().map(|n| Ok((*n).to_owned())).collect()
}

#[test]
fn a_stream_is_lines_or_documents() {
    let lines = "{\"load_number\":\"A\"}\n\n{\"load_number\":\"B\"}\r\n{\"load_number\":\"C\"}";
    assert_eq!(stream(lines), good(&["A", "B", "C"]));
    assert_eq!(stream(WHOLE), good(&["L-1"]));
    assert_eq!(stream(format!("{WHOLE}\n{WHOLE}\n{{\"load_number\":\"C\"}}\n")), good(&["L-1", "L-1", "C"]));
    assert_eq!(stream(""), good(&[]));
}

#[test]
fn a_bad_line_costs_itself_only() {
    let (a, b) = (Ok("A".to_owned()), Ok("B".to_owned()));
    let first = "{\"load_number\":\"A\"}\n";
    let last = "{\"load_number\":\"B\"}\n";
    for bad in ["{bad}\n", "null\n", "{\"load_number\":\"X\",\n", "{\"load_number\":\n"] {
        assert_eq!(stream(format!("{first}{bad}{last}")), [a.clone(), Err("LH-240"), b.clone()], "{bad}");
    }
    assert_eq!(stream(format!("{first}{{\"load_number\":\"cut")), [a.clone(), Err("LH-240")]);
    let mut bytes = first.as_bytes().to_vec();
    bytes.extend(b"{\"load_number\":\"\xff\"}\n");
    bytes.extend(last.as_bytes());
    assert_eq!(stream(bytes), [a.clone(), Err("LH-240"), b.clone()]);
    let long = format!("{first}{{\"load_number\":\"{}\"}}\n{last}", "x".repeat(3 * MAX_LOAD_BYTES));
    assert_eq!(stream(long), [a, Err("LH-240"), b]);
}

#[test]
fn a_fault_names_the_line_on_which_its_load_begins() {
    let text = format!("{{\"load_number\":\"A\"}}\n{WHOLE}\n{{bad}}\n\n{{\"load_number\":[]}}\n");
    let mut input = text.as_bytes();
    let told: Vec<String> = read_loads(&mut input).filter_map(|l| l.err().map(|f| f.what)).collect();
    let bad = WHOLE.lines().count() + 2;
    let begins = [format!("line {bad}: "), format!("line {}: ", bad + 2)];
    assert!(told.len() == 2 && told.iter().zip(&begins).all(|(told, begin)| told.starts_with(begin)), "{told:?}");
}

#[test]
fn a_stream_is_bounded() {
    let endless = "x".repeat(MAX_LOAD_BYTES + 10);
    assert_eq!(stream(format!("{{\"load_number\":\"{endless}")), [Err("LH-240")]);
    let mut many = "{\"load_number\":\"A\",\"list\":[\n".to_owned();
    (0..MAX_LOAD_BYTES / 4).for_each(|_| many.push_str("{},\n"));
    many.push_str("]}\n{\"load_number\":\"B\"}\n");
    assert_eq!(stream(many), [Err("LH-240"), Ok("B".to_owned())]);
}

proptest! {
    #[test]
    fn whatever_comes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[{}\\[\\]\",:a0\n]{0,80}") {
        let _ = read_load(&String::from_utf8_lossy(&bytes));
        stream(&bytes);
        stream(&text);
    }
}

#[test]
fn every_worked_load_is_written_as_it_was_read() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/examples");
    let whole = read_load(WHOLE).expect("a load");
    assert_eq!(read_load(&write_load(&whole)).expect("a load"), whole);
    let mut seen = 0;
    for case in std::fs::read_dir(examples).expect("examples").flatten() {
        for file in std::fs::read_dir(case.path().join("cases")).expect("cases").flatten().map(|e| e.path()) {
            if file.to_string_lossy().ends_with(".load.json") {
                let load = read_load(&std::fs::read_to_string(&file).expect("read")).expect("a load");
                let again = read_load(&write_load(&load)).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                assert_eq!(again, load, "{}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// Every field that is read, each once.
const EVERY_FIELD: &str = r#"{
  "load_number": "L-1", "order": "O-1", "mode": "TL", "equipment": "van", "customer": "ACME", "bill_to": "ACME",
  "miles": 612, "weight_lb": 43000, "driver_count": 2, "deadhead_miles": 90, "currency": "CAD", "status": "delivered",
  "expected_total": 10, "booked": { "LINEHAUL": 10 }, "legal_entity": "PSL-CA", "carrier": "C-1",
  "origin_country": "US", "destination_country": "CA", "references": {}, "extras": {},
  "payors": [ { "customer": "ACME", "share_percent": 100, "weight_lb": 43000 } ],
  "stops": [ { "seq": 1, "type": "pickup", "name": "A", "city": "Memphis", "region": "TN", "country": "US",
    "timezone": "America/Chicago", "zone": "America/Chicago", "handling": "live", "status": "done",
    "appointment": "2025-01-03T08:00", "window_from": "2025-01-03T08:00", "window_to": "2025-01-03T09:00",
    "arrived_at": "2025-01-03T08:00", "notified_at": "2025-01-03T08:00", "departed_at": "2025-01-03T18:00",
    "told_to_return_at": "2025-01-03T09:00", "returned_at": "2025-01-03T10:00",
    "closures": [ { "from": "2025-01-03T12:00", "to": "2025-01-03T13:00" } ] } ],
  "items": [ { "class": "70", "weight_lb": 500, "pieces": 3, "hazmat": true } ],
  "documents": [ { "id": "1", "type": "pod_signed", "stop": 1, "file": "pod.pdf", "readability": "readable", "amount": 1 } ],
  "events": [ { "event_id": "1", "event": "accessorial_approved", "stop": 1, "at": "2025-01-03T20:00:00Z",
    "recorded_at": "2025-01-03T20:00:00Z", "charge": "DETENTION", "amount": 150, "note": "by mail" } ]
}"#;

#[test]
fn a_field_that_looks_misspelt_is_named_and_never_passed_over() {
    load(EVERY_FIELD);
    let places = EVERY_FIELD.match_indices("\": ").filter(|(at, _)| !EVERY_FIELD[..*at].ends_with("LINEHAUL"));
    let mut seen = 0;
    for (at, _) in places {
        let name = EVERY_FIELD[..at].rsplit('"').next().expect("a name");
        let mut slip = EVERY_FIELD.to_owned();
        slip.insert(at, 'x');
        let fault = read_load(&slip).expect_err(name);
        assert!(
            fault.what.contains(&format!("{name}x: ")) && fault.what.contains(&format!("`{name}`")),
            "{}",
            fault.what
        );
        seen += 1;
    }
    assert!(seen > 50, "{seen} fields");
}

#[test]
fn an_extra_beside_the_field_it_resembles_is_an_extra() {
    let json = with(r#","miles":600,"mile":"x","extras":{"modes":"y"}"#, "", "");
    assert_eq!(load(&json).extras.keys().map(|k| k.as_str()).collect::<Vec<_>>(), ["mile", "modes"]);
}

#[test]
fn half_a_window_is_no_first_come() {
    for (half, other) in [("window_from", "window_to"), ("window_to", "window_from")] {
        let json = with("", &format!(r#","{half}":"2025-01-03T08:00""#), "");
        let what = read_load(&json).expect_err("half a window").what;
        assert!(what.contains(other) && what.contains("missing"), "{what}");
    }
}

#[test]
fn a_payor_states_its_share_or_the_weight_of_its_freight() {
    let json = r#"{"load_number":"L","payors":[{"customer":"A","weight_lb":4000},{"customer":"B","share_percent":40,"weight_lb":7000.5}]}"#;
    let read = load(json);
    let told: Vec<_> = read.payors.iter().map(|p| (p.share_percent, p.weight_lb.map(|lb| lb.to_string()))).collect();
    assert_eq!(told, [(None, Some("4000".to_owned())), (Some(40.into()), Some("7000.5".to_owned()))]);
    assert_eq!(load(&write_load(&read)).payors, read.payors);
    for (payor, place) in [
        (r#"{"customer":"A"}"#, "payors[0].share_percent"),
        (r#"{"weight_lb":1}"#, "payors[0].customer"),
        (r#"{"customer":"A","weight_lb":-1}"#, "payors[0].weight_lb"),
    ] {
        let fault = read_load(&format!(r#"{{"load_number":"L","payors":[{payor}]}}"#)).expect_err("refused");
        assert!(fault.what.contains(place), "{}", fault.what);
    }
}

fn refused(json: &str) -> String {
    let fault = read_load(json).expect_err(json);
    assert_eq!(fault.code, "LH-240", "{json}");
    fault.what
}

#[test]
fn a_field_given_twice_is_refused_wherever_it_stands() {
    for (json, name) in [
        (with(r#","miles":612,"miles":500"#, "", ""), "miles"),
        (with(r#","miles":612,"mil\u0065s":500"#, "", ""), "miles"),
        (with(r#","references":{"po":"1","po":"2"}"#, "", ""), "po"),
        (with("", r#","arrived_at":null,"arrived_at":"2025-01-03T08:00:00Z""#, ""), "arrived_at"),
        (with(r#","unread":[[{"a":1,"b":{},"a":1}]]"#, "", ""), "a"),
    ] {
        assert!(refused(&json).contains(&format!("`{name}` is there twice")), "{}", refused(&json));
    }
    load(&with(r#","references":{"po":"1"},"extras":{"po":"1"}"#, "", ""));
    // In a stream it costs its own line only.
    let twice = r#"{"load_number":"L-1","stops":[],"miles":1,"miles":2}"#;
    let lines = format!("{twice}\n{}\n", r#"{"load_number":"L-2","stops":[]}"#);
    let read: Vec<bool> = read_loads(&mut lines.as_bytes()).map(|l| l.is_ok()).collect();
    assert_eq!(read, [false, true]);
}

#[test]
fn two_stops_of_one_number_are_refused() {
    let json = with("", "", "").replace(r#""seq":2"#, r#""seq":1"#);
    assert!(refused(&json).contains("stops[1].seq: 1 is the number of another stop"), "{}", refused(&json));
}

#[test]
fn numbers_are_plain_and_of_bounded_length() {
    for miles in ["\"1_000\"", "\"1e3\"", "1e3", &"9".repeat(50_000), &format!("0.{}", "1".repeat(50_000))] {
        let why = refused(&with(&format!(r#","miles":{miles}"#), "", ""));
        assert!(why.starts_with("miles") && why.len() < 300, "{}", why.len());
    }
    let why = refused(&with(&format!(r#","pallets":{}"#, "9".repeat(50_000)), "", ""));
    assert!(why.starts_with("pallets") && why.len() < 300, "{why}");
    assert!(refused(&with(r#","currency":"BTC""#, "", "")).starts_with("currency"));
}

#[test]
fn control_characters_are_refused() {
    for (json, field) in [
        (with("", "", "").replace("L-1", "L-\\u0000"), "load_number"),
        (with("", "", "").replace("L-1", "L-\\n1"), "load_number"),
        (with(r#","customer":"A\u001b[2JCME""#, "", ""), "customer"),
        (with("", r#","name":"a\u009bb""#, ""), "stops"),
        (with(r#","references":{"p\u0007o":"1"}"#, "", ""), "references"),
        (with(r#","unread":"\u007f""#, "", ""), "unread"),
    ] {
        assert!(refused(&json).starts_with(&format!("{field}: ")), "{}", refused(&json));
    }
    load(&with(r#","note":"two\nlines\tand more""#, "", ""));
}
