//! The source that reads pages over HTTP, against a simulated dispatch system: what it promises as every source does, and what each
//! wrong answer comes to.
//!
//! Planted once and seen red: a link to another host followed; a redirect followed; no limit on a page; a page taken for whole that broke
//! off; the mark of what is known not sent; another content type read; the secret kept with a page that repeats it; a page that
//! changed since it was listed handed out; the times of events told as the stop's own; a weak mark sent; a mark of other settings sent; marks
//! believed for ever.

use linehaul_connectors::SecretString;
use linehaul_connectors::drop::ParsedFile;
use linehaul_connectors::mapping::{ColumnMap, Kind, ReadBy};
use linehaul_connectors::source::conformance::{World, check};
use linehaul_connectors::source::{Had, Listed, Listing, Source, With, fetch, kind};
use linehaul_domain::document::{Attestation, Readability};
use linehaul_domain::extra::Extra;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::lost::Column;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::thing::Thing;
use linehaul_domain::time::{Duration, Instant};

use super::{long_after, settings};
use crate::dispatch::{Dispatch, Marked, Pages, Wrong, load};

fn opened(dispatch: &Dispatch, more: &str, secret: Option<&str>) -> Box<dyn Source + Send> {
    opened_at(&dispatch.url(), more, secret)
}

fn opened_at(url: &str, more: &str, secret: Option<&str>) -> Box<dyn Source + Send> {
    let access = if secret.is_some() { "bearer" } else { "none" };
    let text = format!(r#"{{"url": "{url}", "access": "{access}", "answer_within_seconds": 1{more}}}"#);
    let open = kind("http").expect("a kind").open;
    let with = With { secret: secret.map(SecretString::from), mapping: None };
    open(std::path::Path::new("."), &settings(&text), with).expect("opens")
}

const AT: &str = "2025-03-01T00:00:00Z";

fn one(number: &str) -> Vec<String> {
    vec![load(number, AT)]
}

#[test]
fn pages_over_http_keep_what_the_port_promises() {
    for (pages, more) in [(Pages::Links, ""), (Pages::Cursors, CURSORS)] {
        let dispatch = Dispatch::start(pages);
        dispatch.let_in("Bearer canary-token");
        ["L-1", "L-2", "L-3"].iter().for_each(|number| dispatch.page(&one(number)));
        let source = opened(&dispatch, more, Some("canary-token"));
        let mut later = || dispatch.page(&one("L-4"));
        let mut shut = |shut: bool| {
            dispatch.down(shut);
            true
        };
        let now = long_after();
        let broken = check(&mut World { filled: source.as_ref(), later: &mut later, shut: &mut shut, now });
        assert_eq!(broken, [], "{pages:?}");
    }
}

fn listing(source: &dyn Source, cursor: Option<&str>) -> Listing {
    match source.list(cursor, long_after()).expect("lists") {
        Listed::Items(listing) => listing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_did_not_change_is_not_sent_again_and_what_grew_is() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&one("L-1"));
    let source = opened(&dispatch, "", None);
    let item = listing(source.as_ref(), None).items.remove(0);
    assert_eq!(dispatch.asked().len(), 1);
    assert!(matches!(fetch(source.as_ref(), &item), Ok(Had::Bytes(_))), "what was listed is at hand");
    assert_eq!(dispatch.asked().len(), 1, "a page is asked for once");
    let again = opened(&dispatch, "", None);
    assert_eq!(listing(again.as_ref(), item.cursor.as_deref()), Listing::default());
    assert_eq!(dispatch.unchanged(), 1, "its server was told what is known");
    dispatch.rewrite(0, &[load("L-1", AT), load("L-2", AT)]);
    let grown = listing(again.as_ref(), item.cursor.as_deref()).items.remove(0);
    assert_eq!(grown.name, item.name);
    assert_ne!(grown.cursor, item.cursor);
    let late = fetch(again.as_ref(), &item).expect("an answer");
    assert_eq!(late, Had::Unavailable("it changed since it was listed".to_owned()));
}

/// Lists behind a cursor at an hour; answers how many pages there are to read, and the cursor behind what was listed.
fn at_hour(source: &dyn Source, cursor: Option<String>, hour: i64) -> (usize, Option<String>) {
    match source.list(cursor.as_deref(), long_after() + Duration::hours(hour)).expect("lists") {
        Listed::Items(Listing { mut items, cursor: end, .. }) => {
            let read = items.len();
            (read, items.pop().and_then(|item| item.cursor).or(end).or(cursor))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_marks_its_pages_wrongly_loses_nothing() {
    let changed = "Mon, 03 Mar 2025 08:00:00 GMT";
    let dated = |told| Marked::Dated(changed, told);
    for (how, unchanged) in [
        (Marked::Rightly, 1),
        (Marked::Weakly, 0),
        (Marked::EachTime, 0),
        (dated("Mon, 03 Mar 2025 09:00:00 GMT"), 1),
        (dated("Mon, 03 Mar 2025 08:00:30 GMT"), 0),
    ] {
        let dispatch = Dispatch::start(Pages::Links);
        dispatch.page(&one("L-1"));
        dispatch.marks(how);
        let source = opened(&dispatch, "", None);
        let (read, cursor) = at_hour(source.as_ref(), None, 0);
        assert_eq!((read, dispatch.unchanged()), (1, 0), "{how:?}");
        let (read, cursor) = at_hour(source.as_ref(), cursor, 1);
        assert_eq!((read, dispatch.unchanged()), (0, unchanged), "{how:?}: nothing is new");
        // Once it marks what it has by what it is, what changed is there.
        dispatch.rewrite(0, &[load("L-1", AT), load("L-2", AT)]);
        dispatch.marks(if matches!(how, Marked::Dated(..)) { Marked::Rightly } else { how });
        assert_eq!(at_hour(source.as_ref(), cursor, 2).0, 1, "{how:?}: what changed is read");
    }
}

#[test]
fn a_server_that_says_for_ever_that_nothing_changed_is_not_believed_for_longer_than_a_day() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&one("L-1"));
    dispatch.marks(Marked::Alike);
    let source = opened(&dispatch, "", None);
    let (_, cursor) = at_hour(source.as_ref(), None, 0);
    // All of it is asked for once a day, and then it is believed again.
    let (read, cursor) = at_hour(source.as_ref(), cursor, 25);
    assert_eq!((read, dispatch.unchanged()), (0, 0));
    dispatch.rewrite(0, &[load("L-1", AT), load("L-2", AT)]);
    let (read, cursor) = at_hour(source.as_ref(), cursor, 26);
    assert_eq!((read, dispatch.unchanged()), (0, 1), "it lies");
    assert_eq!(at_hour(source.as_ref(), cursor.clone(), 49).0, 1, "and is asked for all of it");
    assert_eq!(at_hour(source.as_ref(), cursor.clone(), -3).0, 1, "so it is by a clock that was set back");
    // By other settings nothing that was marked counts.
    let other = opened(&dispatch, r#", "next": "more""#, None);
    assert_eq!(at_hour(other.as_ref(), cursor, 27).0, 1);
}

const CURSORS: &str = r#", "cursor_parameter": "after""#;

#[test]
fn a_cursor_takes_the_place_of_the_one_in_the_address() {
    let dispatch = Dispatch::start(Pages::Cursors);
    ["L-1", "L-2"].iter().for_each(|number| dispatch.page(&one(number)));
    let source = opened_at(&format!("{}?after=c-0", dispatch.url()), CURSORS, None);
    let first = listing(source.as_ref(), None).items.remove(0);
    let second = listing(source.as_ref(), first.cursor.as_deref());
    assert_eq!((second.items.len(), second.notes.as_slice()), (1, [].as_slice()));
    let asked = ["GET /api/loads?after=c-0 HTTP/1.1", "GET /api/loads?after=c-1 HTTP/1.1"];
    assert_eq!(dispatch.asked(), asked);
}

#[test]
fn a_page_that_comes_again_under_another_cursor_is_told() {
    let dispatch = Dispatch::start(Pages::Cursors);
    let source = opened(&dispatch, r#", "cursor_parameter": "afterr""#, None);
    let body = format!(r#"{{"loads": [{}], "next": "c-1"}}"#, load("L-1", AT));
    (0..2).for_each(|_| dispatch.wrong(Wrong::Body("application/json", body.clone())));
    let first = listing(source.as_ref(), None);
    assert_eq!(first.notes, [] as [&str; 0]);
    let second = listing(source.as_ref(), first.items[0].cursor.as_deref());
    assert!(second.notes.len() == 1 && second.notes[0].contains("does not go by `afterr`"), "{:?}", second.notes);
}

#[test]
fn nothing_behind_the_question_mark_of_an_address_is_told() {
    let dispatch = Dispatch::start(Pages::Cursors);
    let url = format!("{}?after=canary-text", dispatch.url());
    let source = opened_at(&url, CURSORS, None);
    dispatch.wrong(Wrong::Status(500, ""));
    let busy = format!("{:?}", source.list(None, long_after()));
    dispatch.wrong(Wrong::Status(400, ""));
    let unfit = format!("{:?}", source.list(None, long_after()));
    dispatch.wrong(Wrong::Body("application/json", r#"{"loads": [], "next": null}"#.to_owned()));
    let well = format!("{:?}", source.health());
    let http = kind("http").expect("a kind");
    let set = settings(&format!(r#"{{"url": "{url}", "access": "bearer"}}"#));
    for told in [busy, unfit, well, (http.address)(&set), (http.account)(&set).expect("an account")] {
        assert!(told.contains("/api/loads") && !told.contains("canary"), "{told}");
    }
}

#[test]
fn each_wrong_answer_is_told_for_what_it_is() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&one("L-1"));
    let source = opened(&dispatch, "", Some("canary-token"));
    let page = |loads: &str, next: &str| format!(r#"{{"loads": {loads}, "next": {next}}}"#);
    let body = |text: String| Wrong::Body("application/json", text);
    let values = format!(r#"[{{"trace": [{}0]}}]"#, "0,".repeat(2_000_000));
    let fails: [(Wrong, Code); 20] = [
        (body(page(&values, "null")), Code::SourceAnswerUnfit),
        (Wrong::Status(401, ""), Code::SourceAccessRefused),
        (Wrong::Status(403, ""), Code::SourceAccessRefused),
        (Wrong::Status(404, ""), Code::SourceAnswerUnfit),
        (Wrong::Status(400, ""), Code::SourceAnswerUnfit),
        (Wrong::Status(204, ""), Code::SourceAnswerUnfit),
        (Wrong::Status(304, ""), Code::SourceLedAway),
        (Wrong::Status(302, "Location: http://127.0.0.1:9/\r\n"), Code::SourceLedAway),
        (Wrong::Status(308, "Location: /api/loads?after=c-0\r\n"), Code::SourceLedAway),
        (Wrong::Endless, Code::SourceAnswerUnfit),
        (Wrong::Body("text/html", page("[]", "null")), Code::SourceAnswerUnfit),
        (Wrong::Body("application/json", "{\"loads\": [".to_owned()), Code::SourceAnswerUnfit),
        (body("[]".to_owned()), Code::SourceAnswerUnfit),
        (body(r#"{"loads": {}}"#.to_owned()), Code::SourceAnswerUnfit),
        (body(page("[]", "{}")), Code::SourceAnswerUnfit),
        (body(page("[]", r#""http://127.0.0.1:9/loads""#)), Code::SourceLedAway),
        (body(page("[]", r#""https://127.0.0.1/loads""#)), Code::SourceLedAway),
        (body(page("[]", r#""//evil.example.com/loads""#)), Code::SourceLedAway),
        (body(page("[]", r#""http://ann:pw@127.0.0.1/loads""#)), Code::SourceLedAway),
        (Wrong::Echo, Code::SourceAnswerUnfit),
    ];
    for (wrong, code) in fails {
        dispatch.wrong(wrong.clone());
        let fault = source.list(None, long_after()).expect_err("refused");
        let wrong: String = format!("{wrong:?}").chars().take(200).collect();
        assert_eq!(fault.code, code, "{wrong}: {fault}");
        assert!(!fault.means.is_empty() && !format!("{fault:?}").contains("canary"), "{fault:?}");
    }
    let busy = [
        (Wrong::Status(429, "Retry-After: 7\r\n"), Code::SourceBusy, Some(7)),
        (Wrong::Status(503, "Retry-After: 9\r\n"), Code::SourceBusy, Some(9)),
        (Wrong::Status(503, "Retry-After: 4294967296\r\n"), Code::SourceBusy, Some(u32::MAX)),
        (Wrong::Status(500, ""), Code::SourceBusy, None),
        (Wrong::Half, Code::SourceUnreachable, None),
        (Wrong::Silence, Code::SourceUnreachable, None),
    ];
    for (wrong, code, after) in busy {
        dispatch.wrong(wrong.clone());
        match source.list(None, long_after()).expect("an answer") {
            Listed::NotNow { fault, after_seconds } => {
                assert_eq!((fault.code, after_seconds), (code, after), "{wrong:?}");
                // Until somebody has taken that down it is not asked again.
                let asked = dispatch.asked().len();
                source.list(None, long_after()).map(drop).unwrap_or_default();
                assert_eq!(dispatch.asked().len() == asked, after.is_some(), "{wrong:?}");
                assert_eq!((source.puts_off(), source.puts_off()), (after, None), "{wrong:?}");
            }
            other => panic!("{wrong:?}: {other:?}"),
        }
    }
    assert_eq!(listing(source.as_ref(), None).items.len(), 1, "and it reads again");
    assert!(dispatch.asked().iter().all(|line| line.starts_with("GET /api/loads ")), "{:?}", dispatch.asked());
}

#[test]
fn pages_that_lead_in_a_circle_are_left() {
    let dispatch = Dispatch::start(Pages::Links);
    let source = opened(&dispatch, "", None);
    let page = |next: &str| {
        let body = format!(r#"{{"loads": [{}], "next": "{next}"}}"#, load(next, AT));
        Wrong::Body("application/json", body)
    };
    ["/a", "/b", "/a", "/b"].iter().for_each(|next| dispatch.wrong(page(next)));
    let (mut cursor, mut fault) = (None, None);
    for _ in 0..4 {
        match source.list(cursor.as_deref(), long_after()) {
            Ok(Listed::Items(listing)) => cursor = listing.items[0].cursor.clone(),
            Ok(other) => panic!("{other:?}"),
            Err(why) => fault = Some(why),
        }
    }
    let fault = fault.expect("refused");
    assert!(fault.code == Code::SourceAnswerUnfit && fault.what.contains("circle"), "{fault}");
}

fn read(page: &str, map: &[(&str, &str)]) -> (Vec<Fact>, ParsedFile) {
    let (source, mut facts) = (SourceName::from("tms"), Vec::new());
    let map = map.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect();
    let map = ReadBy::Columns(ColumnMap::new(map));
    let received: Instant = "2025-03-05T00:00:00Z".parse().expect("an instant");
    let of = (&source, Kind::Loads, "loads-000001.json", received);
    let open = |name: &str| (name == "pod.pdf").then(|| b"%PDF-1.4 and so on %%EOF".to_vec());
    let parsed =
        (kind("http").expect("a kind").read)(of, page.as_bytes(), &map, &open, &mut |part| facts.extend(part.facts));
    assert_eq!(parsed.rows_read, facts.len() + parsed.quarantined(), "nothing is left out");
    (facts, parsed)
}

fn page_of(loads: &[String]) -> String {
    format!(r#"{{"loads": [{}]}}"#, loads.join(","))
}

#[test]
fn a_load_is_read_as_the_facts_it_states() {
    let pod = r#"{"id": "L-1-POD", "type": "pod_signed", "file": "pod.pdf"}"#;
    let load = load("L-1", AT).replace(r#"{"id": "L-1-POD", "type": "pod_signed"}"#, pod);
    let (facts, parsed) = read(&page_of(&[load]), &[]);
    assert_eq!((facts.len(), parsed.bad.as_slice()), (5, [].as_slice()));
    let mut keys: Vec<String> = facts.iter().map(Fact::key).collect();
    keys.sort();
    assert_eq!(keys, ["document/L-1/L-1-POD", "event/L-1/L-1-D", "load/L-1", "stop/L-1/1", "stop/L-1/2"]);
    for fact in &facts {
        match &fact.body {
            FactBody::Load(load) => assert!(load.stops.is_empty() && load.events.is_empty() && load.extras.is_empty()),
            FactBody::Stop { stop, .. } => {
                assert_eq!(stop.departed.is_some(), stop.seq == 1, "what only an event tells is no word of the stop");
            }
            FactBody::Event { event, .. } => assert_eq!(fact.version, event.recorded),
            FactBody::Document { document, .. } => {
                assert_eq!(document.signed, Some(Attestation::Source("tms".to_owned())));
                assert!(document.hash.is_some() && document.readability != Readability::Absent, "{document:?}");
            }
            FactBody::Customer(_) => panic!("there is none"),
        }
    }
    let theirs = page_of(&[self::load("L-1", AT).replace("\"load_number\"", "\"shipment\"")]);
    assert_eq!(read(&theirs, &[("Shipment", "load_number")]).0.len(), 5, "under their names too");
}

#[test]
fn a_page_tells_which_fields_its_loads_have_and_which_only_some_have() {
    let more = load("L-2", AT).replacen('{', "{\"driver_count\": 2, \"extras\": {\"pallets\": 3}, ", 1);
    let page = page_of(&[load("L-1", AT), more]);
    let map = ReadBy::Columns(ColumnMap::default());
    let of = (&SourceName::from("tms"), Kind::Loads, "loads-000001.json", Instant::UNIX_EPOCH);
    let mut headers = Vec::new();
    (kind("http").expect("a kind").read)(of, page.as_bytes(), &map, &|_| None, &mut |part| headers.extend(part.header));
    let [header] = headers.as_slice() else { panic!("{headers:?}") };
    let is = |thing, ours: &str| {
        let column = Column { thing, ours: ours.to_owned(), theirs: ours.to_owned() };
        (header.columns.contains(&column), header.sometimes.contains(&column))
    };
    assert_eq!(is(Thing::Load, "customer"), (true, false));
    assert_eq!(is(Thing::Load, "driver_count"), (true, true));
    assert_eq!(is(Thing::Load, "extra:pallets"), (true, true));
    assert_eq!((is(Thing::Stop, "type"), is(Thing::Stop, "arrived_at")), ((true, false), (true, true)));
    assert_eq!(is(Thing::Load, "hazmat"), (false, false));
}

/// The load that a page states in full, with more fields beside its own.
fn with(more: &str, map: &[(&str, &str)]) -> Result<Box<Load>, (Option<String>, Code, String)> {
    let (facts, mut parsed) = read(&page_of(&[load("L-1", AT).replacen('{', &format!("{{{more}, "), 1)]), map);
    if let Some(bad) = parsed.bad.pop() {
        return Err((bad.column, bad.code, bad.message));
    }
    let load = facts.into_iter().find_map(|fact| match fact.body {
        FactBody::Load(load) => Some(load),
        _ => None,
    });
    Ok(load.expect("a load"))
}

#[test]
fn a_cost_is_in_the_currency_of_its_load_or_in_its_own() {
    let cost = |more: &str| with(more, &[]).expect("reads").extras.remove("lumper_cost");
    let money = |amount: &str, currency| Some(Extra::Money(Money::new(amount.parse().unwrap(), currency)));
    assert_eq!(cost(r#""lumper_cost": 150.00"#), money("150.00", Currency::USD));
    assert_eq!(cost(r#""lumper_cost": "150.00""#), money("150.00", Currency::USD));
    assert_eq!(cost(r#""extras": {"lumper_cost": 150.00}"#), money("150.00", Currency::USD));
    assert_eq!(cost(r#""lumper_cost": {"amount": 150.00, "currency": "CAD"}"#), money("150.00", Currency::CAD));
    assert_eq!(cost(r#""lumper_cost": null"#), None);
    let nested = |text: &str| Some(Extra::Nested(text.to_owned()));
    assert_eq!(cost(r#""lumper_cost": [{"amount": 150.0}]"#), nested(r#"[{"amount":150.0}]"#), "nothing is dropped");
    assert_eq!(cost(r#""lumper_cost": {"paid": 1}"#), nested(r#"{"paid":1}"#));
    let long = cost(&format!(r#""lumper_cost": [{}0]"#, "0, ".repeat(1000)));
    assert!(matches!(&long, Some(Extra::Nested(text)) if text.chars().count() == 201), "{long:?}");
    let bad = with(r#""lumper_cost": {"amount": 150.00, "currency": "C"}"#, &[]).expect_err("no currency");
    assert_eq!((bad.0.as_deref(), bad.1), (Some("lumper_cost"), Code::LoadUnreadable));
    for more in [r#""lumper_cost": 150"#, r#""extras": {"lumper_cost": "150"}"#, r#""booked:FSC": 1"#] {
        let none = load("L-1", AT).replace(r#""currency": "USD","#, "").replace(r#""expected_total": 1234.50,"#, "");
        let (_, parsed) = read(&page_of(&[none.replacen('{', &format!("{{{more}, "), 1)]), &[]);
        let told: Vec<_> = parsed.bad.iter().map(|bad| (bad.column.as_deref(), bad.code)).collect();
        assert_eq!(told, [(Some("currency"), Code::CurrencyWrong)], "{more}");
    }
}

#[test]
fn a_field_is_mapped_to_a_reference_an_extra_or_a_booked_charge() {
    let map =
        [("pro_number", "ref:pro"), ("dock", "extra:terminal"), ("paid", "extra:wash:money"), ("fuel", "booked:FSC")];
    let more = r#""pro_number": 77001, "dock": "CHI", "paid": "12.50", "fuel": 30.25, "references": {"po": "1"}"#;
    let load = with(more, &map).expect("reads");
    assert_eq!((load.reference("pro"), load.reference("po")), (Some("77001"), Some("1")));
    let usd = |amount: &str| Money::new(amount.parse().unwrap(), Currency::USD);
    let extras: Vec<_> = load.extras.iter().map(|(name, extra)| (name.as_str(), extra.clone())).collect();
    let paid = Extra::Money(usd("12.50"));
    assert_eq!(extras, [("terminal", Extra::Text("CHI".to_owned())), ("wash", paid)]);
    assert_eq!(load.booked.iter().map(|b| (b.code.as_str(), b.amount)).collect::<Vec<_>>(), [("FSC", usd("30.25"))]);
    assert_eq!(with(r#""pro_number": null"#, &map).expect("reads").reference("pro"), None);
    let bad = [
        (r#""pro_number": [1]"#, "ref:pro", "neither text"),
        (r#""pro_number": 1, "references": {"pro": "2"}"#, "ref:pro", "twice"),
        (r#""fuel": "much""#, "booked:FSC", "not a plain decimal"),
        (r#""extra:wash:mony": 1"#, "extra:wash:mony", "`mony`"),
    ];
    for (more, field, why) in bad {
        let (column, code, message) = with(more, &map).expect_err(more);
        assert_eq!((column.as_deref(), code), (Some(field), Code::LoadUnreadable), "{message}");
        assert!(message.contains(why), "{message}");
    }
}

#[test]
fn a_load_that_does_not_read_waits_and_the_others_are_taken() {
    let good = load("L-1", AT);
    let bad = [
        (good.replace(r#""status": "delivered","#, ""), "status", Code::CellEmpty),
        (good.replace(r#""currency": "USD","#, ""), "currency", Code::CurrencyWrong),
        (good.replace(r#""event_id": "L-1-D", "#, ""), "events[0].event_id", Code::CellEmpty),
        (good.replace(r#""id": "L-1-POD", "#, ""), "documents[0].id", Code::CellEmpty),
        (load("L-1", "yesterday"), "updated_at", Code::TimeWrong),
        (load("L-1", "2026-03-01T00:00:00Z"), "updated_at", Code::VersionAhead),
        (good.replace("512.5", "\"some\""), "miles", Code::LoadUnreadable),
        (good.replace("\"arrived_at\"", "\"arived_at\""), "stops[0].arived_at", Code::LoadUnreadable),
        ("7".to_owned(), "loads", Code::LoadUnreadable),
    ];
    for (load, field, code) in bad {
        let (facts, parsed) = read(&page_of(&[load.clone(), self::load("L-2", AT)]), &[]);
        let told: Vec<_> = parsed.bad.iter().map(|bad| (bad.line, bad.column.as_deref(), bad.code)).collect();
        assert_eq!(
            (told.as_slice(), facts.len()),
            ([(1, Some(field), code)].as_slice(), 5),
            "{load}: {:?}",
            parsed.bad
        );
    }
    let twice = page_of(&[good.replace("\"miles\": 512.5", "\"miles\": 512.5, \"miles\": 9000")]);
    for page in [twice.as_str(), "", "[]", "{\"loads\": [", "{}"] {
        let (facts, parsed) = read(page, &[]);
        assert_eq!((facts.len(), parsed.rows_read, parsed.bad[0].code), (0, 1, Code::LoadUnreadable), "{page}");
    }
}

#[test]
fn a_deleted_load_needs_no_more_than_its_number_and_when() {
    let of = |record: &str| {
        let (facts, parsed) = read(&page_of(&[record.to_owned()]), &[]);
        let status = facts.into_iter().find_map(|fact| match &fact.body {
            FactBody::Load(load) => Some((load.status, fact.says("status"), fact.says("customer"), load.extras.len())),
            _ => None,
        });
        (status, parsed.bad.len())
    };
    let record = |deleted: &str| format!(r#"{{"load_number": "L-1", "updated_at": "{AT}", "deleted": {deleted}}}"#);
    for deleted in ["true", "\"yes\""] {
        assert_eq!(of(&record(deleted)), (Some((LoadStatus::Cancelled, true, false, 0)), 0), "{deleted}");
    }
    for deleted in ["false", "null", "7", "\"perhaps\""] {
        assert_eq!(of(&record(deleted)), (None, 1), "{deleted}");
    }
    let back = load("L-1", AT).replacen('{', r#"{"deleted": false, "#, 1);
    assert_eq!(
        of(&back).0.map(|(status, _, customer, extras)| (status, customer, extras)),
        Some((LoadStatus::Delivered, true, 0))
    );
}
