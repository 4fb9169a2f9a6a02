//! What of a load as JSON nothing looked at, `rate` lists.
//!
//! Planted once and seen red: a field of stops that nobody knows taken for read.

use linehaul_api::command::contracts;

use crate::workspace::CONTRACT;

#[test]
fn what_of_a_load_nothing_looked_at_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("2025-01-01.rhai");
    std::fs::write(&file, CONTRACT).expect("written");
    let rated = |load: &str| {
        let mut all = Vec::new();
        contracts::rate(std::slice::from_ref(&file), Some(folder.path()), &mut load.as_bytes(), &mut |result| {
            all.push(result.expect("rated"));
            true
        })
        .expect("rated");
        all.remove(0)
    };
    let load = r#"{"load_number": "T-1", "customer": "ACME", "miles": 500, "deadhead_miles": 12, "currency": "USD", "pallets": 3,
        "note": null, "references": {"pro": "4500"}, "items": [{"class": "70", "hazmat": true, "color": "red"}],
        "documents": ["pod_signed", {"type": "bol", "seal": "9"}],
        "stops": [
          {"seq": 1, "type": "pickup", "timezone": "America/Chicago", "arrived_at": "2025-03-01 08:00", "departed_at": "2025-03-01 09:00",
           "discharged_on": "2025-03-04", "name": "Shipper"},
          {"seq": 2, "type": "delivery", "timezone": "America/Chicago", "arrived_at": "2025-03-02 08:00", "departed_at": "2025-03-02 09:00",
           "appointment": "2025-03-02 08:00"}]}"#;
    let rated_load = rated(load);
    let mut not_read = rated_load.not_read.clone();
    not_read.sort();
    let mut expected = [
        "deadhead_miles",
        "documents[1].seal",
        "items[0].class",
        "items[0].color",
        "items[0].hazmat",
        "pallets",
        "references.pro",
        "stops[0].discharged_on",
        "stops[0].name",
    ];
    expected.sort_unstable();
    assert_eq!(not_read, expected, "{:?}", rated_load.holds);
    let asks = "when load.has_extra(\"pallets\") { hazmat flat 200.00; }\n need reference \"pro\";\n";
    std::fs::write(&file, format!("{CONTRACT}{asks}")).expect("written");
    let now = rated(load).not_read;
    let read_now: Vec<&str> = expected.into_iter().filter(|field| !now.iter().any(|left| left == field)).collect();
    assert_eq!(read_now, ["items[0].hazmat", "pallets", "references.pro"]);
}
