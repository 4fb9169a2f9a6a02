//! The mark of an invoice: what tells it from another of the same number, for ever the same.

use linehaul_domain::canonical;
use linehaul_domain::invoice::{Invoice, mark_in};

/// An invoice as an earlier build stored it, byte for byte.
const KEPT: &str = r#"1:{"number":"PSL-A-000001-G1","generation":1,"batch":"B-20250307-1","legal_entity":null,"customer":"ACME","erp_party":"C-100","currency":"USD","invoice_date":"2025-03-07","accounting_date":"2025-03-07","payment_terms":"Net 30","lines":[{"load":"PS-24065","code":"TONU","x12":"400","erp_item":"4000","description":"Truck ordered, not used","amount":"150"}],"tax":"0","total":"150","approvals":[7]}"#;

fn stored() -> Invoice {
    canonical::decode(KEPT.as_bytes()).expect("it reads")
}

#[test]
fn the_mark_of_a_kept_invoice_never_changes() {
    assert_eq!(canonical::encode(&stored()), KEPT.as_bytes(), "what is stored encodes as it was");
    assert_eq!(stored().mark(), "LH-61dc23866d913f75");
}

#[test]
fn a_twin_of_another_load_bears_another_mark() {
    let mut twin = stored();
    twin.lines[0].load = "PS-24130".into();
    let mut numbered = stored();
    numbered.number = "PSL-A-000002-G1".into();
    let marks = [stored().mark(), twin.mark(), numbered.mark()];
    assert!(marks[0] != marks[1] && marks[0] != marks[2] && marks[1] != marks[2], "{marks:?}");
}

#[test]
fn a_mark_is_found_in_what_people_wrote_around_it() {
    let mark = stored().mark();
    for text in [mark.clone(), format!("[{mark}]"), format!("LH-601 see PO 778 {mark}, thanks"), format!("é{mark}.")] {
        assert_eq!(mark_in(&text), Some(mark.clone()), "{text}");
    }
    for text in ["", "LH-", "LH-601", "LH-0123456789abcde", "LH-0123456789ABCDEF", "LH-0123456789abcdef0", "LH-é"] {
        assert_eq!(mark_in(text), None, "{text}");
    }
}
