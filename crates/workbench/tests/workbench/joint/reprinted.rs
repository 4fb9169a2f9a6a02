//! What is billed again after it was cancelled is printed as what it bills again, whichever of several loads of one number it is.

use linehaul_domain::ids::InvoiceNumber;
use linehaul_workbench::decisions::cancelled::{self, Fate};

use crate::joint::company::Company;
use crate::joint::freight::put_all;
use crate::joint::office::{BILLER, Office, load};

/// Posts everything; each invoice is printed as `INV`, told apart by a suffix.
fn posted() -> Office {
    let mut company = Company::new();
    put_all(&mut company);
    let settings = std::fs::read_to_string(company.dir().join("linehaul.toml")).unwrap();
    let printed = "\n[printed_number.\"*\"]\ntemplate = \"INV\"\ntwin = \"-{n}\"\n";
    company.write("linehaul.toml", format!("{settings}{printed}").as_bytes());
    let mut office = Office::usual(company);
    office.sync().unwrap();
    office.approve_all().unwrap();
    office.settle().unwrap();
    office
}

fn of_number(office: &mut Office, printed: &str) -> Option<InvoiceNumber> {
    office.bench().book.printed_by(None, printed).unwrap()
}

#[test]
fn a_rebill_bears_the_number_of_what_it_bills_again() {
    let mut office = posted();
    for (before, after) in [("INV-3", "INV-3-R1"), ("INV-3-R1", "INV-3-R2"), ("INV", "INV-R1"), ("INV-2", "INV-2-R1")] {
        let first = of_number(&mut office, before).expect(before);
        let loads = office.bench().book.loads_of_invoice(&first).unwrap();
        let record = office.records().into_iter().find(|record| record.number == first).expect("a record");
        assert!(office.company.world.cancel(&record.erp_id));
        office.settle().unwrap();
        cancelled::settle(office.bench(), &first, Fate::BillAgain, BILLER, "agreed").unwrap();
        assert_eq!(office.approve_all().unwrap().done, loads);
        office.settle().unwrap();
        let again = of_number(&mut office, after).unwrap_or_else(|| panic!("{before} is billed again as {after}"));
        assert_eq!(office.bench().book.loads_of_invoice(&again).unwrap(), loads);
        assert_eq!(of_number(&mut office, before), Some(first), "a number that somebody saw is not free again");
    }
    assert!(!office.bench().book.binding_invoices(&load("L-1")).unwrap().is_empty());
}
