//! Rows: an export of one row a load.

use linehaul_domain::canonical::exact;
use linehaul_domain::chrono_tz::America;
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::load::LoadStatus;
use linehaul_domain::said::Thing;
use linehaul_domain::stop::Schedule;

use super::{RECEIVED, faults, keys, load, read, stop};

/// A mapping of one row a load.
const ORDERS: &str = r#"
currency = "USD"
dates = ["M/D/YYYY h:mm A", "M/D/YYYY"]

[zones]
states = true
regions = { TN = "America/Chicago", "Knoxville TN" = "America/New_York" }
names = { CST = "America/Chicago" }

[[file]]
names = ["orders*.csv"]
ignore = ["Driver", "Sales*"]
optional = ["Lumper"]

[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "Order #"
customer = { column = "Bill To", values = { "Acme Foods" = "ACME", "*" = "*" } }
status = { column = "Status", values = { Completed = "delivered", Open = "booked" } }
equipment = { column = "Eq", default = "53ft dry van" }
miles = "Miles"
weight_lb = { column = "Weight", match = "^([0-9,.]+)" }
hazmat = "Haz"
expected_total = "Total"
"ref:customer_po" = { column = "Refs", split = "/", part = 1 }
"ref:bol" = { column = "Refs", split = "/", part = 2, default = "" }
"extra:lumper:money" = "Lumper"
"extra:due:date" = "Due"

[[file.makes]]
kind = "stop"
[file.makes.fields]
seq = { value = "1" }
type = { value = "pickup" }
city = { columns = ["O City", "O St"] }
region = "O St"
appointment = { columns = ["PU Date", "PU Time"] }
arrived_at = "PU In"
departed_at = "PU Out"

[[file.makes]]
kind = "stop"
[file.makes.fields]
seq = { value = "2" }
type = { value = "delivery" }
city = { columns = ["D City", "D St"] }
region = "D St"
arrived_at = "Del In"
departed_at = "Del Out"

[[file.makes]]
kind = "event"
when = { column = "Status", is = ["Completed"] }
[file.makes.fields]
event = { value = "delivered" }
stop = { value = "2" }
at = "Del Out"

[[file.makes]]
kind = "document"
when = { column = "POD", is = ["Y", "x"] }
[file.makes.fields]
type = { value = "pod_signed" }
stop = { value = "2" }
"#;

const HEADER: &str = "Order #,Bill To,Status,Eq,Miles,Weight,Haz,Total,Refs,Due,O City,O St,PU Date,PU Time,PU In,PU Out,\
                      D City,D St,Del In,Del Out,POD,Driver\n";
const GOOD: &str = "10421,Acme Foods,Completed,,\"1,012\",\"39,220 lbs\",X,\"$2,125.00\",4500012345 / BOL-7,4/3/2025,\
                    Green Bay,WI,3/4/2025,2:30 PM,3/4/2025 2:15 PM,3/4/2025 3:40 PM,\
                    Knoxville,TN,3/6/2025 8:00 AM,3/6/2025 10:30 AM,Y,Joe\n";

fn orders(rows: &str) -> (linehaul_connectors::drop::ParsedFile, Vec<Fact>) {
    read(ORDERS, "Orders-march.csv", &format!("{HEADER}{rows}"))
}

#[test]
fn a_row_makes_a_load_two_stops_an_event_and_a_document() {
    let (parsed, facts) = orders(GOOD);
    assert_eq!((parsed.bad.as_slice(), parsed.note, parsed.unread), ([].as_slice(), None, Vec::new()));
    let made = [
        "load/10421",
        "stop/10421/1",
        "stop/10421/2",
        "event/10421/10421/2/delivered",
        "document/10421/10421/2/pod_signed",
    ];
    assert_eq!(keys(&facts), made);
    let load = load(&facts, "10421");
    assert_eq!((load.customer.as_ref().map(|c| c.as_str()), load.status), (Some("ACME"), LoadStatus::Delivered));
    assert_eq!((load.miles, load.weight_lb, load.is_hazmat()), (exact("1012"), exact("39220"), true));
    assert_eq!(
        (load.equipment.as_str(), load.expected_total.expect("a total").to_string()),
        ("53ft dry van", "2125.00 USD".into())
    );
    assert_eq!((load.reference("customer_po"), load.reference("bol")), (Some("4500012345"), Some("BOL-7")));
    assert_eq!(load.extras["due"], Extra::Date("2025-04-03".parse().expect("a date")));
    let (pickup, delivery) = (stop(&facts, "10421", 1), stop(&facts, "10421", 2));
    assert_eq!((pickup.city.as_str(), pickup.zone), ("Green Bay WI", America::Chicago));
    assert_eq!((delivery.city.as_str(), delivery.zone), ("Knoxville TN", America::New_York));
    let Schedule::Appointment { at } = pickup.schedule else { panic!("no appointment") };
    assert_eq!(at.to_rfc3339(), "2025-03-04T20:30:00+00:00");
    assert_eq!(delivery.departed.map(|at| at.to_rfc3339()).as_deref(), Some("2025-03-06T15:30:00+00:00"));
    let FactBody::Event { event, .. } = &facts[3].body else { panic!("no event") };
    assert_eq!(
        (event.kind, event.stop, event.at.to_rfc3339().as_str()),
        (EventKind::Delivered, Some(2), "2025-03-06T15:30:00+00:00"),
        "one cell is one instant: that of the stop's place"
    );
    assert!(facts.iter().all(|fact| fact.version == super::received()), "it says no last change: {RECEIVED}");
}

#[test]
fn a_row_is_taken_whole_or_not_at_all_and_everything_wrong_is_told() {
    let bad = GOOD.replace("10421,", "10422,").replace("Completed", "Complete").replace("39,220 lbs", "heavy");
    let bad = bad.replace("3/6/2025 8:00 AM", "6.3.2025 8:00").replace("2:30 PM", "25:30");
    let (parsed, facts) = orders(&format!("{bad}{GOOD}"));
    assert!(keys(&facts).iter().all(|key| !key.contains("10422")), "{:?}", keys(&facts));
    let told = faults(&parsed);
    let wanted = [("Status", "LH-227"), ("Weight", "LH-227"), ("PU Date + PU Time", "LH-224"), ("Del In", "LH-224")];
    assert_eq!(told, wanted.map(|(column, code)| (column.to_owned(), code)));
    let first = &parsed.bad[0];
    assert_eq!((first.line, first.rows, first.column.as_deref()), (2, 1, Some("Status")));
    assert!(first.message.contains("`completed`") && first.message.contains("`open`"), "{}", first.message);
    assert!(first.content.starts_with("10422,"), "{}", first.content);
}

#[test]
fn what_our_own_files_refuse_is_told_in_their_words() {
    let (parsed, _) = orders(&GOOD.replace("Acme Foods", "").replace("\"1,012\"", "-5"));
    assert_eq!(faults(&parsed), [("Bill To".to_owned(), "LH-220"), ("Miles".to_owned(), "LH-221")]);
    assert!(parsed.bad[0].message.contains("Bill To is empty"), "{}", parsed.bad[0].message);
    let (parsed, _) = orders(&GOOD.replace("3/4/2025 2:15 PM", "3/9/2025 2:30 AM"));
    assert_eq!(faults(&parsed), [("PU In".to_owned(), "LH-225")]);
}

#[test]
fn numbers_are_read_as_they_are_stated() {
    for (text, wanted) in [("($50.00)", "-50.00 USD"), ("$1125", "1125.00 USD"), ("1,125.5", "1125.50 USD")] {
        let (parsed, facts) = orders(&GOOD.replace("$2,125.00", text));
        assert_eq!(parsed.bad, [], "{text}");
        assert_eq!(load(&facts, "10421").expected_total.expect("a total").to_string(), wanted, "{text}");
    }
    let (parsed, _) = orders(&GOOD.replace("$2,125.00", "2.125,00"));
    assert_eq!(faults(&parsed), [("Total".to_owned(), "LH-221")]);
    let comma = ORDERS.replace("currency = \"USD\"", "currency = \"CAD\"\nnumbers = \"1.125,00\"");
    let row = GOOD.replace("$2,125.00", "2.125,50").replace("1,012", "1.012").replace("39,220", "39.220");
    let (parsed, facts) = read(&comma, "orders.csv", &format!("{HEADER}{row}"));
    assert_eq!(parsed.bad, []);
    assert_eq!(load(&facts, "10421").expected_total.expect("a total").to_string(), "2125.50 CAD");
}

#[test]
fn a_state_with_two_zones_and_an_abbreviation_have_to_be_stated() {
    let (parsed, _) = orders(&GOOD.replace("Green Bay,WI", "El Paso,TX"));
    assert_eq!(faults(&parsed), [("O City + O St + O St".to_owned(), "LH-223")]);
    assert!(parsed.bad[0].message.contains("TX has more than one zone"), "{}", parsed.bad[0].message);
    let unstated = ORDERS.replace("names = { CST = \"America/Chicago\" }", "");
    let unstated = unstated.replace("at = \"Del Out\"\n", "at = \"Del Out\"\nzone = { value = \"CST\" }\n");
    let (parsed, _) = read(&unstated, "orders.csv", &format!("{HEADER}{GOOD}"));
    let message = &parsed.bad[0].message;
    assert!(message.contains("America/Chicago") && !message.contains("CET"), "{message}");
}

#[test]
fn columns_must_be_there_and_new_ones_are_told() {
    let text = format!("{HEADER}{GOOD}");
    let (parsed, _) = read(ORDERS, "orders.csv", &text.replace("Haz,", "Hazm,"));
    assert_eq!((parsed.bad.len(), parsed.bad[0].code.as_str()), (1, "LH-213"));
    // What its rows speak of is known all the same.
    let whose: Vec<_> = parsed.bad[0].about.iter().map(|about| (about.thing, about.whose.as_str())).collect();
    assert_eq!(whose[0], (Thing::Load, "10421"));
    assert!(whose.iter().all(|(_, load)| *load == "10421"), "{whose:?}");
    assert!(parsed.bad[0].message.contains("Haz (did they mean it by `Hazm`?)"), "{}", parsed.bad[0].message);
    let (parsed, facts) = read(ORDERS, "orders.csv", &text.replace("POD,Driver", "POD,Detention"));
    assert_eq!((parsed.unread, facts.len()), (vec!["Detention".to_owned()], 5));
    let lumper = text.replace("POD,Driver", "POD,Lumper").replace("Y,Joe", "Y,$85.00");
    let (parsed, facts) = read(ORDERS, "orders.csv", &lumper);
    assert_eq!(parsed.bad, []);
    assert_eq!(load(&facts, "10421").extras["lumper"].show(), "85.00 USD");
    let (parsed, _) = read(ORDERS, "orders.csv", &text.replace("Haz,Total", "Haz,Haz"));
    assert!(parsed.bad[0].message.contains("Haz is there twice"), "{}", parsed.bad[0].message);
}

#[test]
fn a_column_that_is_not_there_says_nothing_and_an_empty_one_that_there_is_nothing() {
    let speaks = |text: &str| {
        let (parsed, facts) = read(ORDERS, "orders.csv", text);
        assert_eq!(parsed.bad, []);
        serde_json::to_string(&facts[0].said).expect("JSON").contains("extra:lumper")
    };
    let text = format!("{HEADER}{GOOD}");
    assert!(!speaks(&text));
    assert!(speaks(&text.replace("POD,Driver", "POD,Lumper").replace("Y,Joe", "Y,")));
}

#[test]
fn rows_that_make_nothing_or_one_thing_twice_are_told() {
    let only_pods = ORDERS.split("[[file.makes]]").collect::<Vec<_>>();
    let mapping = [only_pods[0], only_pods[only_pods.len() - 1]].join("[[file.makes]]");
    let mapping = mapping.replace("[file.makes.fields]", "[file.makes.fields]\nload_number = \"Order #\"");
    let (parsed, facts) = read(&mapping, "orders.csv", &format!("{HEADER}{GOOD}{}", GOOD.replace(",Y,", ",,")));
    assert_eq!((facts.len(), parsed.bad[0].code.as_str()), (1, "LH-245"));
    let left_out = mapping.replace("ignore =", "when = \"POD\"\nignore =");
    let (parsed, facts) = read(&left_out, "orders.csv", &format!("{HEADER}{GOOD}{}", GOOD.replace(",Y,", ",,")));
    assert_eq!((facts.len(), parsed.bad.len(), parsed.rows_read), (1, 0, 1));
    assert!(parsed.note.expect("a note").contains("1 left out"));
    let twice = ORDERS.replace("seq = { value = \"2\" }", "seq = { value = \"1\" }");
    let (parsed, facts) = read(&twice, "orders.csv", &format!("{HEADER}{GOOD}"));
    assert_eq!((facts.len(), parsed.bad[0].code.as_str()), (0, "LH-246"));
}

fn event_at(mapping: &str) -> String {
    let (parsed, facts) = read(mapping, "orders.csv", &format!("{HEADER}{GOOD}"));
    assert_eq!(parsed.bad, []);
    let at = |fact: &Fact| match &fact.body {
        FactBody::Event { event, .. } => Some(event.at.to_rfc3339()),
        _ => None,
    };
    facts.iter().find_map(at).expect("an event")
}

#[test]
fn an_event_at_a_stop_is_in_the_zone_of_that_stop() {
    let default = ORDERS.replace("states = true", "states = true\ndefault = \"America/Los_Angeles\"");
    assert_eq!(event_at(&default), "2025-03-06T15:30:00+00:00", "in Knoxville");
    // Whichever stands first in the mapping.
    let (head, event) = default.split_once("[[file.makes]]\nkind = \"event\"").expect("an event");
    let (event, document) = event.split_once("[[file.makes]]").expect("a document");
    let (load, stops) = head.split_once("[[file.makes]]\nkind = \"stop\"").expect("stops");
    let (load, stops) = (load, format!("[[file.makes]]\nkind = \"stop\"{stops}"));
    let first = format!("{load}[[file.makes]]\nkind = \"event\"{event}{stops}[[file.makes]]{document}");
    assert_eq!(event_at(&first), "2025-03-06T15:30:00+00:00");
    let of_first = default.replace("stop = { value = \"2\" }\nat", "stop = { value = \"1\" }\nat");
    assert_eq!(event_at(&of_first), "2025-03-06T16:30:00+00:00", "in Green Bay");
    let of_none = default.replace("stop = { value = \"2\" }\nat", "at");
    assert_eq!(event_at(&of_none), "2025-03-06T18:30:00+00:00", "nothing says where it was");
    let said = default.replace("at = \"Del Out\"\n", "at = \"Del Out\"\nzone = { value = \"CST\" }\n");
    assert_eq!(event_at(&said), "2025-03-06T16:30:00+00:00", "what the mapping says of it stands");
    let (parsed, _) = orders(&GOOD.replace("Knoxville,TN", "El Paso,TX"));
    assert_eq!(faults(&parsed), [("D City + D St + D St".to_owned(), "LH-223")], "and it is told once");
}

#[test]
fn a_row_is_changed_at_one_time_wherever_its_stops_are() {
    let changed = ORDERS
        .replace("states = true", "states = true\ndefault = \"America/Chicago\"")
        .replace("load_number =", "updated_at = \"Driver\"\nload_number =")
        .replace("ignore = [\"Driver\", \"Sales*\"]", "");
    let row = GOOD.replace("Joe", "3/4/2025 6:00 PM");
    let (parsed, facts) = read(&changed, "orders.csv", &format!("{HEADER}{row}"));
    assert_eq!((parsed.bad.as_slice(), facts.len()), ([].as_slice(), 5));
    assert!(facts.iter().all(|fact| fact.version.to_rfc3339() == "2025-03-05T00:00:00+00:00"), "{facts:?}");
}

const LUMPERS: &str = r#"
currency = "USD"
[zones]
default = "America/Chicago"
[[file]]
names = ["*.csv"]
optional = ["Id", "Changed"]
[[file.makes]]
kind = "event"
[file.makes.fields]
load_number = "Load"
event = { value = "accessorial_approved" }
stop = { value = "1" }
charge = "Charge"
amount = "Amount"
at = "At"
event_id = "Id"
recorded_at = "Changed"
"#;

#[test]
fn two_rows_of_one_made_key_are_told_and_neither_is_lost() {
    let (one, two) = ("L-1,LUMPER,100.00,2025-03-04 08:00", "L-1,LUMPER,50.00,2025-03-04 08:00");
    let lumpers = |columns: &str, rows: &[String]| {
        read(LUMPERS, "x.csv", &format!("Load,Charge,Amount,At{columns}\n{}\n", rows.join("\n")))
    };
    let of = |first: &str, second: &str| [format!("{one}{first}"), format!("{two}{second}")];
    let (parsed, facts) = lumpers("", &of("", ""));
    assert_eq!((facts.len(), parsed.bad.len()), (1, 1), "{:?}", parsed.bad);
    let bad = &parsed.bad[0];
    assert_eq!((bad.line, bad.code.as_str()), (3, "LH-246"));
    assert!(bad.message.contains("as line 2 does") && bad.message.contains("as event_id"), "{}", bad.message);
    let (parsed, facts) = lumpers("", &[one.to_owned(), one.to_owned(), two.to_owned(), two.to_owned()]);
    assert_eq!((facts.len(), parsed.bad.len()), (2, 2), "what is said again alike is one thing");
    let (parsed, facts) = lumpers(",Id", &of(",a", ",b"));
    assert_eq!((facts.len(), parsed.bad.len()), (2, 0), "each has its own");
    let (parsed, facts) = lumpers(",Id", &of(",a", ",a"));
    assert_eq!((facts.len(), parsed.bad.len()), (2, 0), "their own key is their own word");
    let (parsed, facts) = lumpers(",Id", &of(",", ","));
    assert_eq!((facts.len(), parsed.bad.len()), (1, 1), "an empty one is none");
    let (first, second) = (",2025-03-04 09:00", ",2025-03-04 10:00");
    let (parsed, facts) = lumpers(",Changed", &of(first, second));
    assert_eq!((facts.len(), parsed.bad.len()), (2, 0), "the later word stands");
    let mut rows = of(first, second).to_vec();
    rows.push(format!("{}{second}", two.replace("50.00", "75.00")));
    let (parsed, facts) = lumpers(",Changed", &rows);
    assert_eq!((facts.len(), parsed.bad[0].line), (2, 4), "of one time there is none");
}

#[test]
fn a_sign_that_contradicts_the_currency_is_told() {
    for text in ["€1,125.00", "£1,125.00", "CA$1,125.00", "(€50.00)"] {
        let (parsed, facts) = orders(&GOOD.replace("$2,125.00", text));
        assert_eq!((facts.len(), faults(&parsed)), (0, vec![("Total".to_owned(), "LH-222")]), "{text}");
        assert!(parsed.bad[0].message.contains("and its currency is USD"), "{}", parsed.bad[0].message);
    }
    for (currency, text) in [("EUR", "€2,125.00"), ("CAD", "$2,125.00"), ("MXN", "$2,125.00"), ("USD", "US$2,125.00")]
    {
        let mapping = ORDERS.replace("currency = \"USD\"", &format!("currency = \"{currency}\""));
        let row = GOOD.replace("$2,125.00", text);
        let (parsed, facts) = read(&mapping, "orders.csv", &format!("{HEADER}{row}"));
        assert_eq!(parsed.bad, [], "{text}");
        assert_eq!(load(&facts, "10421").expected_total.expect("a total").to_string(), format!("2125.00 {currency}"));
    }
}

#[test]
fn a_day_is_all_of_its_cell_and_that_of_its_zone() {
    let due = |mapping: &str, text: &str| {
        let (parsed, facts) = read(mapping, "orders.csv", &format!("{HEADER}{}", GOOD.replace("4/3/2025", text)));
        match parsed.bad.is_empty() {
            true => Ok(load(&facts, "10421").extras["due"].show()),
            false => Err(faults(&parsed)),
        }
    };
    let default = ORDERS.replace("states = true", "states = true\ndefault = \"America/Chicago\"");
    let wrong = || Err(vec![("Due".to_owned(), "LH-224")]);
    for text in ["2025-03-05xyz", "2025-03-05T", "2025-03-05 25:00"] {
        assert_eq!(due(&default, text), wrong(), "{text}");
    }
    for text in
        ["2025-03-05", "2025-03-05 23:30", "2025-03-05T08:00:00", "2025-03-06T03:00:00Z", "2025-03-05T20:00:00-06:00"]
    {
        assert_eq!(due(&default, text).as_deref(), Ok("2025-03-05"), "{text}");
    }
    assert_eq!(due(ORDERS, "2025-03-06T03:00:00Z"), wrong(), "no zone says which day that is");
    let formed = |mapping: &str| mapping.replace("\"M/D/YYYY\"]", "\"M/D/YYYY\", \"M/D/YYYY H:mm Z\"]");
    assert_eq!(due(&formed(&default), "3/6/2025 3:00 +0000").as_deref(), Ok("2025-03-05"));
    assert_eq!(due(&formed(ORDERS), "3/6/2025 3:00 +0000"), wrong());
}

#[test]
fn a_broken_row_costs_itself_alone() {
    let (parsed, facts) = orders(&format!("10420,\"Acme\n{GOOD}short,row\n"));
    assert_eq!((facts.len(), parsed.bad.len()), (5, 2), "{:?}", parsed.bad);
    let (parsed, _) = orders(&GOOD.replace("Joe", "J\u{1b}oe").replace("10421", "104\u{1b}21"));
    assert_eq!(faults(&parsed)[0], ("Order #".to_owned(), "LH-216"));
}

#[test]
fn a_bad_row_speaks_of_what_it_would_make() {
    let (parsed, _) = orders(&GOOD.replace("Completed", "Compleat").replace(",Y,", ",N,"));
    let of = |about: &linehaul_connectors::drop::About| (about.whose.clone(), about.part.clone());
    let (number, part) = ("10421".to_owned(), |part: &str| Some(part.to_owned()));
    let made = [(number.clone(), None), (number.clone(), part("1")), (number, part("2"))];
    assert_eq!(parsed.bad[0].about.iter().map(of).collect::<Vec<_>>(), made);
    assert_eq!(parsed.header.len(), 22);
    // What tells documents apart does not read: it is one of the load's.
    let (parsed, _) = orders(&GOOD.replace("10421", ""));
    assert_eq!(parsed.bad[0].about, [], "no load is named");
}

/// A thousand parted by a comma that nothing quotes shifts the cells behind it, and those may read all the same.
#[test]
fn a_row_with_a_field_too_many_speaks_of_its_load_though_its_cells_read() {
    let (parsed, facts) = orders(&format!("{},more\n", GOOD.trim_end()));
    assert_eq!((facts.len(), parsed.bad.len()), (0, 1), "{:?}", parsed.bad);
    let whose: Vec<&str> = parsed.bad[0].about.iter().map(|about| about.whose.as_str()).collect();
    assert!(!whose.is_empty() && whose.iter().all(|whose| *whose == "10421"), "{whose:?}");
}
