//! Holds of what must be there: stops, documents, references, evidence.

use linehaul_domain::document::Readability;
use linehaul_domain::stop::StopKind;

use super::{dec, paper, stop, world};

#[test]
fn stops_incomplete() {
    let mut it = world("");
    it.load.stops[0].departed = None;
    it.fires("STOPS_INCOMPLETE");
    assert_eq!(it.assess().holds[0].stop, Some(1));
    it.terms.push_str("need stops deliveries;");
    it.is_ready();
}

#[test]
fn freight_that_was_left_before_it_was_fetched() {
    let mut it = world("");
    let pickup = it.load.stops[0].arrived.expect("a time");
    it.load.stops[1].departed = Some(pickup);
    it.load.stops[1].arrived = Some(pickup);
    it.is_ready();
    let before = pickup - linehaul_domain::time::Duration::minutes(1);
    it.load.stops[1].departed = Some(before);
    it.load.stops[1].arrived = Some(before);
    it.fires("INPUT_MISSING");
    assert_eq!(it.assess().holds[0].stop, Some(2));
}

#[test]
fn pod_missing_by_stop() {
    let mut it = world("");
    it.load.stops.push(stop(3, StopKind::Delivery, "Waco TX", "2025-02-26T17:00:00Z", "2025-02-26T18:00:00Z"));
    it.fires("POD_MISSING");
    assert_eq!(it.assess().holds[0].stop, Some(3));
    it.load.documents.push(paper("pod_signed", Some(3)));
    it.is_ready();
}

#[test]
fn pod_unsigned() {
    let mut it = world("");
    it.load.documents[0].kind = "pod".to_owned();
    it.fires("POD_UNSIGNED");
    it.load.documents.push(paper("pod_signed", None));
    it.is_ready();
}

#[test]
fn document_missing_for_the_load_and_as_evidence() {
    let mut it = world("need document \"scale_ticket\";");
    it.fires("DOCUMENT_MISSING");
    it.load.documents.push(paper("scale_ticket", None));
    it.is_ready();
    let mut it = world("tarp flat 100.00, needs \"tarp_ordered_on_rate_con\";");
    it.fires("DOCUMENT_MISSING");
    assert_eq!(it.assess().holds[0].charge, Some("TARP".into()));
    it.load.documents.push(paper("tarp_ordered_on_rate_con", None));
    it.is_ready();
}

#[test]
fn document_unreadable() {
    for state in [Readability::Empty, Readability::Encrypted, Readability::Mistyped] {
        let mut it = world("");
        it.load.documents[0].readability = state;
        it.fires("DOCUMENT_UNREADABLE");
    }
    let mut it = world("");
    it.load.documents[0].readability = Readability::Absent;
    it.fires("POD_MISSING");
}

#[test]
fn reference_missing_and_malformed() {
    let mut it = world("need reference \"customer_po\" like \"45##\";");
    it.load.references.insert("customer_po".to_owned(), " ".to_owned());
    it.fires("REFERENCE_MISSING");
    it.load.references.insert("customer_po".to_owned(), "451".to_owned());
    it.fires("REFERENCE_MALFORMED");
    it.load.references.insert("customer_po".to_owned(), "4512".to_owned());
    it.is_ready();
}

#[test]
fn tax_evidence_missing() {
    let mut it = world("canadian_tax rates \"taxes\", by actual delivery, zero rated with \"customs_release\";");
    it.load.stops[0].country = Some("CA".to_owned());
    it.fires("TAX_EVIDENCE_MISSING");
    it.load.documents.push(paper("customs_release", None));
    it.is_ready();
    assert_eq!(it.assess().charges.last().expect("a line").amount, dec("0"), "zero-rated is a 0.00 line");
    it.load.stops[1].country = Some("CA".to_owned());
    it.load.stops[1].region = Some("ON".to_owned());
    assert_eq!(it.assess().charges.last().expect("a line").amount, dec("130"));
}
