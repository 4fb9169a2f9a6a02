//! Rows of each kind, good ones and every way to be bad.

use linehaul_connectors::drop;
use linehaul_connectors::mapping::Kind;
use linehaul_domain::canonical::{exact, hash_bytes};
use linehaul_domain::chrono_tz::America;
use linehaul_domain::document::{Attestation, Document, Readability};
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::fact::FactBody;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::party::{InvoiceStyle, StatedCustomer};
use linehaul_domain::postal::Contact;
use linehaul_domain::stop::{Handling, Schedule, StopVisit};

use crate::drop::{mapped, read, read_with};

const AT: &str = "2025-03-01T00:00:00Z";

/// Columns with one cell each, as a file.
fn file(pairs: &[(&str, &str)]) -> String {
    let header: Vec<&str> = pairs.iter().map(|p| p.0).collect();
    let cells: Vec<String> = pairs.iter().map(|p| format!("\"{}\"", p.1.replace('"', "\"\""))).collect();
    format!("{}\n{}\n", header.join(","), cells.join(","))
}

/// A good row of a kind with some cells set otherwise.
fn with(kind: Kind, changes: &[(&str, &str)]) -> String {
    let mut pairs: Vec<(&str, &str)> = match kind {
        Kind::Loads => vec![("load_number", "L-1"), ("customer", "ACME"), ("status", "delivered")],
        Kind::Stops => vec![("load_number", "L-1"), ("seq", "1"), ("type", "pickup"), ("zone", "America/Chicago")],
        Kind::Events => vec![("load_number", "L-1"), ("event_id", "E-1"), ("event", "arrived"), ("at", AT)],
        Kind::Documents => vec![("load_number", "L-1"), ("document_id", "D-1"), ("type", "pod")],
        Kind::Customers => vec![("customer", "ACME"), ("name", "Acme Foods")],
        Kind::Mapped => vec![],
    };
    if kind != Kind::Events {
        pairs.push(("updated_at", AT));
    }
    for change in changes {
        match pairs.iter_mut().find(|p| p.0 == change.0) {
            Some(pair) => pair.1 = change.1,
            None => pairs.push(*change),
        }
    }
    file(&pairs)
}

/// The column and code of the one bad row.
fn bad(kind: Kind, changes: &[(&str, &str)]) -> (String, &'static str) {
    let parsed = read(kind, &with(kind, changes));
    assert_eq!((parsed.facts.len(), parsed.bad.len()), (0, 1), "{changes:?}");
    let row = &parsed.bad[0];
    assert_eq!(row.line, 2);
    (row.column.clone().unwrap_or_default(), row.code.as_str())
}

fn one(kind: Kind, changes: &[(&str, &str)]) -> FactBody {
    let parsed = read(kind, &with(kind, changes));
    assert_eq!(parsed.bad, [], "{changes:?}");
    parsed.facts[0].body.clone()
}

fn load(changes: &[(&str, &str)]) -> Load {
    let FactBody::Load(load) = one(Kind::Loads, changes) else { panic!("no load") };
    *load
}

fn stop(changes: &[(&str, &str)]) -> StopVisit {
    let FactBody::Stop { stop, .. } = one(Kind::Stops, changes) else { panic!("no stop") };
    *stop
}

#[test]
fn a_load_is_read_whole() {
    let load = load(&[
        ("order", "O-7"),
        ("payors", "ACME:60;BETA:40"),
        ("miles", "612.50"),
        ("driver_count", "2"),
        ("item_class", "70"),
        ("hazmat", "yes"),
        ("currency", "CAD"),
        ("expected_total", "2231.52"),
        ("booked:LINEHAUL", "1850.00"),
        ("ref:customer_po", "PO-9"),
        ("ref:bol", ""),
        ("extra:permit_cost:money", "85.00"),
        ("extra:pallets:number", "22"),
        ("extra:broker", "Neil"),
        ("extra:due:date", "2025-03-04"),
        ("extra:rush:flag", "no"),
    ]);
    assert_eq!(
        (load.status, load.miles, load.is_team(), load.is_hazmat()),
        (LoadStatus::Delivered, exact("612.5"), true, true)
    );
    assert_eq!(load.payors.iter().map(|p| p.share_percent).collect::<Vec<_>>(), [Some(60.into()), Some(40.into())]);
    let weighed = self::load(&[("payors", "ACME:4000 lb; BETA : 7000.5lb")]).payors;
    let told: Vec<_> = weighed.iter().map(|p| (p.customer.as_str(), p.share_percent, p.weight_lb)).collect();
    assert_eq!(told, [("ACME", None, exact("4000")), ("BETA", None, exact("7000.5"))]);
    assert_eq!(load.expected_total.expect("a total").to_string(), "2231.52 CAD");
    assert_eq!(load.booked[0].amount.to_string(), "1850.00 CAD");
    assert_eq!((load.reference("customer_po"), load.reference("bol")), (Some("PO-9"), None));
    assert_eq!(load.extras["permit_cost"].show(), "85.00 CAD");
    assert_eq!((load.extras["pallets"].kind(), load.extras["broker"].kind()), ("number", "text"));
    assert_eq!((load.extras["due"].kind(), &load.extras["rush"]), ("date", &Extra::Flag(false)));
}

#[test]
fn equal_amounts_are_equal_facts() {
    let hash = |miles: &str| read(Kind::Loads, &with(Kind::Loads, &[("miles", miles)])).facts[0].hash();
    assert_eq!(hash("612.50"), hash("612.5"));
    assert_ne!(hash("612.5"), hash("612.51"));
}

#[test]
fn bad_cells_of_loads_are_named() {
    for (column, text, code) in [
        ("load_number", "", "LH-220"),
        ("load_number", "\u{200b}\u{200d}", "LH-220"),
        ("status", "", "LH-220"),
        ("updated_at", "", "LH-220"),
        ("miles", "five hundred", "LH-221"),
        ("miles", "1,250.00", "LH-221"),
        ("miles", "1e3", "LH-221"),
        ("miles", "-5", "LH-221"),
        ("weight_lb", "-1", "LH-221"),
        ("driver_count", "1.5", "LH-221"),
        ("currency", "usd", "LH-222"),
        ("expected_total", "10.00", "LH-222"),
        ("booked:LINEHAUL", "10.00", "LH-222"),
        ("updated_at", "2025-03-01 08:00", "LH-224"),
        ("updated_at", "yesterday", "LH-224"),
        ("extra:due:date", "03/04/2025", "LH-224"),
        ("hazmat", "maybe", "LH-226"),
        ("status", "deliverd", "LH-227"),
        ("payors", "ACME", "LH-228"),
        ("payors", "ACME:60;:40", "LH-228"),
        ("payors", "ACME:60 kg", "LH-221"),
        ("payors", "ACME:-60 lb", "LH-221"),
        ("load_number", "L\u{1b}[2J1", "LH-216"),
        ("load_number", "L-1\nL-2", "LH-216"),
        ("customer", "AC\tME", "LH-216"),
        ("ref:bol", "B\u{7f}1", "LH-216"),
        ("extra:broker", "Ne\u{9b}il", "LH-216"),
    ] {
        assert_eq!(bad(Kind::Loads, &[(column, text)]), (column.to_owned(), code), "{column} {text}");
    }
    let parsed = read(Kind::Loads, &with(Kind::Loads, &[("status", "deliverd")]));
    assert!(parsed.bad[0].message.contains("did you mean `delivered`"), "{}", parsed.bad[0].message);
}

#[test]
fn free_text_may_have_lines_and_unread_columns_too() {
    let text = with(Kind::Loads, &[("extra:broker", "Neil\nDesk 4\tnorth"), ("remarks", "two\r\nlines")]);
    let parsed = read(Kind::Loads, &text);
    assert_eq!((parsed.facts.len(), parsed.bad.len()), (1, 0), "{:?}", parsed.bad);
    let named = with(Kind::Customers, &[("name", "Acme\nFoods")]);
    assert_eq!(read(Kind::Customers, &named).bad, []);
    assert_eq!(bad(Kind::Loads, &[("remarks", "a\u{7}bell")]), ("remarks".to_owned(), "LH-216"));
}

#[test]
fn a_stop_reads_local_times_in_its_zone() {
    let stop = stop(&[
        ("city", "Memphis TN"),
        ("schedule", "APPT"),
        ("appointment", "2025-01-03 08:00"),
        ("arrived_at", "2025-01-03 07:30:15"),
        ("departed_at", "2025-01-03T10:00:00-06:00"),
        ("handling", "drop"),
        ("cancelled", "no"),
    ]);
    assert_eq!((stop.region.as_deref(), stop.country.as_deref()), (Some("TN"), Some("US")));
    assert_eq!((stop.zone, stop.handling), (America::Chicago, Handling::Drop));
    let Schedule::Appointment { at } = stop.schedule else { panic!("no appointment") };
    assert_eq!(at.to_rfc3339(), "2025-01-03T14:00:00+00:00");
    assert_eq!(stop.arrived.map(|a| a.to_rfc3339()).as_deref(), Some("2025-01-03T13:30:15+00:00"));
    assert_eq!(stop.departed.map(|a| a.to_rfc3339()).as_deref(), Some("2025-01-03T16:00:00+00:00"));
}

#[test]
fn places_are_completed_but_not_overruled() {
    let place = |changes: &[(&str, &str)]| {
        let stop = stop(changes);
        (stop.region.unwrap_or_default(), stop.country.unwrap_or_default())
    };
    let own = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(place(&[("city", "Montreal QC")]), own("QC", "CA"));
    assert_eq!(place(&[("city", "Laredo TX"), ("country", "MX")]), own("TX", "MX"));
    assert_eq!(place(&[("city", "Monterrey"), ("region", "NL"), ("country", "MX")]), own("NL", "MX"));
    assert_eq!(place(&[("city", "Paris")]), own("", ""));
}

#[test]
fn departed_before_arrived_is_a_fact_like_any_other() {
    let stop = stop(&[("arrived_at", "2025-01-03 10:00"), ("departed_at", "2025-01-03 08:00")]);
    assert!(stop.departed < stop.arrived);
}

#[test]
fn schedules_need_their_times() {
    let (a, b) = ("2025-01-03 08:00", "2025-01-03 12:00");
    assert_eq!(stop(&[("schedule", "FCFS"), ("appointment", a)]).schedule, Schedule::FirstCome);
    assert!(matches!(stop(&[("window_from", a), ("window_to", b)]).schedule, Schedule::Window { .. }));
    assert!(matches!(stop(&[("appointment", a)]).schedule, Schedule::Appointment { .. }));
    let missing = |column: &str| (column.to_owned(), "LH-220");
    assert_eq!(bad(Kind::Stops, &[("schedule", "APPT")]), missing("appointment"));
    assert_eq!(bad(Kind::Stops, &[("schedule", "WINDOW"), ("window_from", a)]), missing("window_to"));
    assert_eq!(bad(Kind::Stops, &[("window_to", b)]), missing("window_from"));
    assert_eq!(bad(Kind::Stops, &[("window_from", a)]), missing("window_to"));
    assert_eq!(bad(Kind::Stops, &[("window_from", b), ("window_to", a)]), ("window_to".to_owned(), "LH-229"));
}

#[test]
fn bad_cells_of_stops_are_named() {
    for (column, text, code) in [
        ("zone", "America/Chicgo", "LH-223"),
        ("zone", "CST6", "LH-223"),
        ("arrived_at", "2025-03-09 02:30", "LH-225"),
        ("arrived_at", "2025-11-02 01:30", "LH-225"),
        ("arrived_at", "2025-02-30 08:00", "LH-224"),
        ("seq", "0", "LH-221"),
        ("seq", "first", "LH-221"),
        ("type", "dropoff", "LH-227"),
        ("handling", "hook", "LH-227"),
        ("schedule", "someday", "LH-227"),
    ] {
        assert_eq!(bad(Kind::Stops, &[(column, text)]), (column.to_owned(), code), "{column} {text}");
    }
    // The hour that happens twice is told by its offset.
    assert!(stop(&[("arrived_at", "2025-11-02T01:30:00-05:00")]).arrived.is_some());
}

#[test]
fn events_are_versioned_by_when_they_were_recorded() {
    let parsed = read(Kind::Events, &with(Kind::Events, &[("recorded_at", "2025-03-02T00:00:00Z"), ("stop", "2")]));
    let fact = &parsed.facts[0];
    assert_eq!(
        (fact.version.to_rfc3339().as_str(), fact.key().as_str()),
        ("2025-03-02T00:00:00+00:00", "event/L-1/E-1")
    );
    let parsed = read(Kind::Events, &with(Kind::Events, &[]));
    assert_eq!(parsed.facts[0].version.to_rfc3339(), "2025-03-01T00:00:00+00:00");
    for (kind, name) in EventKind::ALL {
        let FactBody::Event { event, .. } = one(Kind::Events, &[("event", name)]) else { panic!("no event") };
        assert_eq!(event.kind, *kind);
    }
    assert_eq!(bad(Kind::Events, &[("event", "X3")]), ("event".to_owned(), "LH-227"));
    assert_eq!(bad(Kind::Events, &[("at", "2025-03-01 08:00")]), ("at".to_owned(), "LH-224"));
    assert_eq!(bad(Kind::Events, &[("charge", "DETENTION"), ("amount", "5")]), ("amount".to_owned(), "LH-222"));
}

#[test]
fn a_customer_is_read() {
    let registered = ("tax_registrations", "us_ein: 12-3456789; ca_gst:123456789RT0001");
    let changes = [("erp_code", "C-1"), ("credit_hold", "yes"), ("currency", "CAD"), ("invoice_style", "summary")];
    let changes = [&changes[..], &[("contract", "acme-foods"), registered]].concat();
    let FactBody::Customer(stated) = one(Kind::Customers, &changes) else { panic!("no customer") };
    let StatedCustomer { customer, contacts, tax_registrations } = *stated;
    assert_eq!(customer.contract.as_deref(), Some("acme-foods"));
    let numbers: Vec<(&str, &str)> = tax_registrations.iter().map(|r| (r.kind.as_str(), r.number.as_str())).collect();
    assert_eq!(numbers, [("us_ein", "12-3456789"), ("ca_gst", "123456789RT0001")]);
    for out in ["../house", "a/b", ".hidden", "c:\\x"] {
        assert_eq!(bad(Kind::Customers, &[("contract", out)]), ("contract".to_owned(), "LH-227"));
    }
    assert_eq!(bad(Kind::Customers, &[("tax_registrations", "12-3")]), ("tax_registrations".to_owned(), "LH-227"));
    assert_eq!((customer.credit_hold, customer.invoice_style), (true, InvoiceStyle::Summary));
    assert_eq!((customer.address, contacts), (None, vec![]));
    assert_eq!(bad(Kind::Customers, &[("invoice_style", "weekly")]), ("invoice_style".to_owned(), "LH-227"));
    assert_eq!(bad(Kind::Customers, &[("name", "")]), ("name".to_owned(), "LH-220"));
}

#[test]
fn an_address_is_whole_or_none_and_its_country_one_of_the_world() {
    let whole = [("address_1", "12 Mill Rd"), ("city", "Springfield"), ("region", "IL"), ("postal_code", "62701")];
    let with = |changes: &[(&'static str, &'static str)]| {
        let told = whole.iter().filter(|(column, _)| !changes.iter().any(|(changed, _)| changed == column));
        told.chain(changes).copied().collect::<Vec<_>>()
    };
    let lines = |changes: &[(&'static str, &'static str)]| {
        let FactBody::Customer(stated) = one(Kind::Customers, &with(changes)) else { panic!("no customer") };
        stated.customer.billed_as().lines()
    };
    // The country is that of the state, unless it is told.
    assert_eq!(lines(&[]), ["Acme Foods", "12 Mill Rd", "Springfield IL 62701", "US"]);
    let more = [("address_3", "Dock 4"), ("region", ""), ("country", "MX")];
    assert_eq!(lines(&more), ["Acme Foods", "12 Mill Rd", "Dock 4", "Springfield 62701", "MX"]);
    let refused = |changes: &[(&'static str, &'static str)]| bad(Kind::Customers, &with(changes));
    for country in ["USA", "us", "UK", "XX", "United States"] {
        assert_eq!(refused(&[("country", country)]), ("country".to_owned(), "LH-218"), "{country}");
    }
    assert_eq!(refused(&[("region", "")]), ("country".to_owned(), "LH-220"));
    assert_eq!(refused(&[("address_1", "")]), ("address_1".to_owned(), "LH-220"));
    assert_eq!(refused(&[("city", "")]), ("city".to_owned(), "LH-220"));
    let alone = bad(Kind::Customers, &[("postal_code", "62701")]);
    assert_eq!(alone, ("address_1".to_owned(), "LH-220"));
}

#[test]
fn contacts_have_a_role_and_an_e_mail_address() {
    let read = |text: &'static str| {
        let FactBody::Customer(stated) = one(Kind::Customers, &[("contacts", text)]) else { panic!("none") };
        let shown = |c: Contact| format!("{} {:?} {}", c.role.word(), c.name, c.email);
        stated.contacts.into_iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(read(""), [""; 0]);
    assert_eq!(
        read("billing: Ann Lee <ap@acme.example>;claims:claims@acme.example; Other : <x@acme.example>"),
        ["billing Some(\"Ann Lee\") ap@acme.example", "claims None claims@acme.example", "other None x@acme.example"]
    );
    let refused = |text: &'static str| bad(Kind::Customers, &[("contacts", text)]);
    for text in [
        "ap@acme.example",
        "billing: Ann Lee",
        "billing: ap@acme",
        "billing: Ann ap@acme.example>",
        "billing:",
        "billing: ap@acme.example; ",
        "billing: ap@acme.example, claims: claims@acme.example",
    ] {
        assert_eq!(refused(text), ("contacts".to_owned(), "LH-219"), "{text}");
    }
    assert_eq!(refused("invoices: ap@acme.example"), ("contacts".to_owned(), "LH-227"));
}

fn document(changes: &[(&str, &str)], bytes: Option<&[u8]>) -> Document {
    let parsed = read_with(Kind::Documents, &with(Kind::Documents, changes), &|_| bytes.map(<[u8]>::to_vec));
    let FactBody::Document { document, .. } = parsed.facts[0].body.clone() else { panic!("no document") };
    document
}

#[test]
fn a_document_is_what_its_file_shows() {
    let pdf = b"%PDF-1.7 %%EOF";
    let named = [("file", "pod.pdf")];
    let good = document(&named, Some(pdf));
    assert_eq!((good.readability, good.hash), (Readability::Readable, Some(hash_bytes(pdf))));
    assert_eq!(document(&named, None).readability, Readability::Absent);
    assert_eq!(document(&named, Some(b"")).readability, Readability::Empty);
    assert_eq!(document(&named, Some(b"GIF89a")).readability, Readability::Mistyped);
    let mention = document(&[], None);
    assert_eq!((mention.readability, mention.hash, mention.signed), (Readability::Readable, None, None));
}

#[test]
fn a_signature_is_attested_by_the_source_or_not_at_all() {
    let signed = document(&[("signed_by", "J. Doe")], None);
    assert_eq!((signed.kind.as_str(), signed.signed), ("pod_signed", Some(Attestation::Source("J. Doe".to_owned()))));
    let stated = document(&[("type", "pod_signed")], None);
    assert_eq!(stated.signed, Some(Attestation::Source("dispatch".to_owned())));
    assert_eq!(document(&[], None).kind, "pod");
    assert_eq!(bad(Kind::Documents, &[("type", "pods")]), ("type".to_owned(), "LH-227"));
}

#[test]
fn their_headers_are_mapped_trimmed_and_whatever_their_case() {
    let text = " LOAD # ;Cust;Status;Changed;Fax\nL-1;ACME;Booked;2025-03-01T00:00:00Z;7\n";
    let map = mapped(&[("Load #", "load_number"), ("cust", "customer"), ("Changed ", "updated_at")]);
    let parsed = drop::read(&"dispatch".into(), Kind::Loads, "loads.csv", text.as_bytes(), &map, &|_| None);
    assert_eq!((parsed.facts.len(), parsed.bad.len()), (1, 0), "{:?}", parsed.bad);
    assert!(parsed.note.expect("a note").contains("fax"));
}

#[test]
fn a_file_without_its_columns_is_one_item_that_names_them() {
    let refused = |text: &str| {
        let parsed = read(Kind::Loads, text);
        assert_eq!((parsed.facts.len(), parsed.bad.len(), parsed.bad[0].line), (0, 1, 1));
        assert_eq!(parsed.bad[0].code, "LH-213", "{text}");
        parsed.bad[0].message.clone()
    };
    let message = refused("load_numbr,customer\nL-1,ACME\n");
    assert!(
        message.contains("load_number (did you mean it by `load_numbr`?)") && message.contains("status"),
        "{message}"
    );
    assert!(refused("load_number,customer,status,status,updated_at\n").contains("status is there twice"));
    let message = refused("load_number,customer,status,updated_at,extra:due:dat\n");
    assert!(message.contains("did you mean `date`"), "{message}");
    assert!(refused("load_number,customer,status,updated_at,ref:\n").contains("names nothing"));
}

#[test]
fn one_bad_row_stops_nothing() {
    let rows = ["L-1,ACME,booked", "L-2,ACME", "L-3,ACME,unknown", "L-4,\"ACME,booked", "L-5,ACME,tonu"];
    let mut text = "load_number,customer,status,updated_at\n".to_owned();
    rows.iter().for_each(|row| text.push_str(&format!("{row},{AT}\n")));
    let parsed = read(Kind::Loads, &text);
    let good: Vec<String> = parsed.facts.iter().map(linehaul_domain::fact::Fact::key).collect();
    assert_eq!(good, ["load/L-1", "load/L-5"]);
    let bad: Vec<(u32, &str)> = parsed.bad.iter().map(|b| (b.line, b.content.as_str())).collect();
    assert_eq!(
        bad,
        [
            (3, &*format!("L-2,ACME,{AT}")),
            (4, &*format!("L-3,ACME,unknown,{AT}")),
            (5, &*format!("L-4,\"ACME,booked,{AT}"))
        ]
    );
}

#[test]
fn a_quantity_of_next_to_nothing_is_a_slip() {
    let text = |miles: &str| {
        format!("load_number,customer,status,miles,updated_at\nL-1,ACME,booked,{miles},2025-03-01T00:00:00Z\n")
    };
    for good in ["0", "0.000", "0.001", "500"] {
        assert_eq!(read(Kind::Loads, &text(good)).facts.len(), 1, "{good}");
    }
    for bad in ["0.0000000000000000000000000001", "0.0009"] {
        assert_eq!(read(Kind::Loads, &text(bad)).bad[0].code.as_str(), "LH-221", "{bad}");
    }
}
