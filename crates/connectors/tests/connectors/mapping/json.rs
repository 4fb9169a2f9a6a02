//! Records of a JSON document, by paths.

use linehaul_domain::canonical::exact;
use linehaul_domain::chrono_tz::America;

use super::{faults, keys, load, read, stop};

const LOADS: &str = r#"
currency = "USD"
[zones]
states = true
[[file]]
names = ["*.json"]
records = "Items"
ignore = ["Stops[].Address.Street", "*Id"]
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "LoadNumber"
customer = "CustomerNumber"
status = { column = "Status", values = { Delivered = "delivered" } }
miles = "CustomerMileage.Distance.Value"
"booked:LINEHAUL" = "Linehaul.Amount"
"ref:customer_po" = { column = "References[Name=PO].Value", default = "" }
updated_at = "UpdatedAt"
[[file.makes]]
kind = "stop"
each = "Stops"
[file.makes.fields]
type = { column = "StopType", values = { Pickup = "pickup", Delivery = "delivery" } }
city = { columns = ["Address.City", "Address.State"] }
region = "Address.State"
arrived_at = "ArrivedAt"
departed_at = "DepartedAt"
"#;

const PAGE: &str = r#"{"Total": 1, "Items": [{"Id": "a", "LoadNumber": "1001", "CustomerNumber": "ACME", "Status": "Delivered",
 "CustomerMileage": {"Distance": {"Value": 612.30}}, "Linehaul": {"Amount": 1125.10, "Currency": 0},
 "References": [{"Name": "BOL", "Value": "B-1"}, {"Name": "PO", "Value": "P-9"}], "UpdatedAt": "2025-03-04T10:00:00Z",
 "Stops": [{"StopType": "Pickup", "Address": {"City": "Dallas", "State": "CO", "Street": "1 A"},
            "ArrivedAt": "2025-03-01T08:00:00-07:00", "DepartedAt": "2025-03-01T09:00:00-07:00"},
           {"StopType": "Delivery", "Address": {"City": "Green Bay", "State": "WI"}, "ArrivedAt": null, "DepartedAt": null}]}]}"#;

#[test]
fn a_record_makes_a_load_and_a_stop_of_each_element() {
    let (parsed, facts) = read(LOADS, "page-1.json", PAGE);
    assert_eq!(parsed.bad, []);
    assert_eq!(keys(&facts), ["load/1001", "stop/1001/1", "stop/1001/2"]);
    let load = load(&facts, "1001");
    assert_eq!((load.miles, load.booked[0].amount.to_string()), (exact("612.3"), "1125.10 USD".to_owned()));
    assert_eq!(load.reference("customer_po"), Some("P-9"));
    let pickup = stop(&facts, "1001", 1);
    assert_eq!((pickup.city.as_str(), pickup.zone), ("Dallas CO", America::Denver));
    assert_eq!(pickup.arrived.map(|at| at.to_rfc3339()).as_deref(), Some("2025-03-01T15:00:00+00:00"));
    assert!(
        facts.iter().all(|fact| fact.version.to_rfc3339() == "2025-03-04T10:00:00+00:00"),
        "stops are of the load's change"
    );
    assert_eq!(parsed.unread, ["Linehaul.Currency"], "what is read of a list by its names is read");
}

#[test]
fn what_is_wrong_with_a_record_is_told_by_its_path() {
    let page = PAGE.replace("\"Delivery\", \"Address\"", "\"Drop\", \"Address\"").replace("1125.10", "\"a lot\"");
    let (parsed, facts) = read(LOADS, "page-1.json", &page);
    assert_eq!(facts, []);
    assert_eq!(faults(&parsed), [("Linehaul.Amount".to_owned(), "LH-221"), ("StopType".to_owned(), "LH-227")]);
    let two = PAGE.replace("\"Name\": \"BOL\"", "\"Name\": \"PO\"");
    assert_eq!(faults(&read(LOADS, "page-1.json", &two).0), [("References[Name=PO].Value".to_owned(), "LH-227")]);
}

#[test]
fn a_document_that_is_none_is_one_item() {
    for (page, code) in [
        ("{\"Items\": [", "LH-240"),
        ("{\"Items\": [{\"a\": 1, \"a\": 2}]}", "LH-240"),
        ("{\"Loads\": []}", "LH-213"),
        ("{\"Items\": 7}", "LH-213"),
        ("[]", "LH-213"),
    ] {
        let (parsed, _) = read(LOADS, "page-1.json", page);
        assert_eq!((parsed.bad.len(), parsed.bad[0].code.as_str()), (1, code), "{page}");
    }
    let deep = format!("{{\"Items\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(read(LOADS, "page-1.json", &deep).0.bad[0].code.as_str(), "LH-240");
}

#[test]
fn records_are_found_wherever_the_mapping_says() {
    let items = PAGE.split_once("\"Items\": ").expect("items").1.strip_suffix('}').expect("an end");
    let one = items.strip_prefix('[').and_then(|items| items.strip_suffix(']')).expect("one record");
    let two = format!("[{one}, {}]", one.replace("1001", "1002"));
    for (at, page, loads) in [
        ("records = \"A.B\"", format!("{{\"x\": 1.5, \"A\": {{\"y\": [1], \"B\": {two}, \"z\": null}}}}"), 2),
        ("records = \"A[1].B\"", format!("{{\"A\": [0, {{\"B\": {two}}}]}}"), 2),
        ("", two.clone(), 2),
        ("", one.to_owned(), 1),
        ("records = \"A.B\"", "{\"A\": {\"B\": []}}".to_owned(), 0),
    ] {
        let (parsed, facts) = read(&LOADS.replace("records = \"Items\"", at), "page.json", &page);
        assert_eq!((parsed.bad.as_slice(), facts.len(), parsed.rows_read), ([].as_slice(), loads * 3, loads), "{at}");
    }
    for (at, page) in [
        ("records = \"A.B\"", "{\"A\": {\"B\": {}}}"),
        ("records = \"A.B\"", "{\"A\": null}"),
        ("records = \"A.B\"", "{\"A\": [{\"B\": []}]}"),
        ("records = \"A[1]\"", "{\"A\": [1]}"),
        ("records = \"A\"", "{\"A\": 7.5}"),
        ("", "7.5"),
        ("", "\"text\""),
        ("", "null"),
    ] {
        let (parsed, _) = read(&LOADS.replace("records = \"Items\"", at), "page.json", page);
        assert_eq!((parsed.bad.len(), parsed.bad[0].code.as_str()), (1, "LH-213"), "{at} {page}");
    }
}

#[test]
fn a_path_that_no_record_has_is_told() {
    let mapping = LOADS.replace("\"CustomerMileage.Distance.Value\"", "\"CustomerMilage.Distance.Value\"");
    let (parsed, facts) = read(&mapping, "page-1.json", PAGE);
    assert_eq!(facts.len(), 3);
    let note = parsed.note.expect("a note");
    assert!(
        note.contains("no record has CustomerMilage.Distance.Value (did they mean it by `CustomerMileage"),
        "{note}"
    );
}

#[test]
fn a_text_that_stands_in_the_row_of_each_element_has_an_end() {
    let mapping = LOADS.replace("city = { columns = [\"Address.City\", \"Address.State\"] }", "name = \"$.Note\"");
    let stop = "{\"StopType\": \"Pickup\", \"Address\": {\"City\": \"Dallas\", \"State\": \"CO\"}}";
    let page = |stops: usize| {
        let stops = vec![stop; stops].join(",");
        let note = "n".repeat(60_000);
        PAGE.replace("\"Items\": [{", &format!("\"Items\": [{{\"Note\": \"{note}\", ")).replacen(
            "\"Stops\": [",
            &format!("\"Stops\": [{stops},"),
            1,
        )
    };
    let (parsed, _) = read(&mapping, "page-1.json", &page(10));
    assert_eq!(parsed.bad, [], "some are read");
    let (parsed, facts) = read(&mapping, "page-1.json", &page(400));
    assert_eq!((parsed.bad.len(), facts.len()), (1, 0));
    assert!(parsed.bad[0].message.contains("16 MiB"), "{}", parsed.bad[0].message);
}
