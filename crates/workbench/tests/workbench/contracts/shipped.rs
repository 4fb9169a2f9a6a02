//! Tables that a new company has without the network, and contracts that read them.
//!
//! Planted once and seen red: a table that is not shipped.

use linehaul_domain::ids::TableName;
use linehaul_domain::table::TableBody;
use linehaul_domain::time::{Duration, NaiveDate};
use linehaul_workbench::contracts::library::ContractLibrary;
use linehaul_workbench::upkeep::answers::Answers;
use linehaul_workbench::upkeep::init::init;

fn library(folder: &std::path::Path) -> ContractLibrary {
    let library = ContractLibrary::read(&folder.join("rules"), &Default::default()).expect("reads");
    assert!(library.broken_tables.is_empty(), "{:?}", library.broken_tables);
    library
}

#[test]
fn a_new_company_has_the_published_tables_with_their_sources() {
    let folder = tempfile::tempdir().expect("a folder");
    init(folder.path(), &Answers::default().company().expect("a company")).expect("made");
    let library = library(folder.path());
    let names: Vec<&str> = library.tables.keys().map(TableName::as_str).collect();
    let shipped =
        ["ca_taxes", "eia_us", "mme", "panam_19003", "rrts", "rrts_printed", "rrts_published", "tgs", "us_holidays"];
    assert_eq!(names, shipped);
    for table in library.tables.values() {
        let free = table.licence == "facts only" || table.licence.starts_with("public domain");
        assert!(free && !table.source.is_empty(), "{}: {} ({})", table.name, table.source, table.licence);
    }
}

#[test]
fn the_history_of_diesel_is_whole_and_prices_a_load() {
    let folder = tempfile::tempdir().expect("a folder");
    init(folder.path(), &Answers::default().company().expect("a company")).expect("made");
    let house = folder.path().join("rules/house/2021-01-01.rhai");
    let fuel = "fuel per mile from bands \"tgs\" column \"usd_per_mile\", index \"eia_us\", monday price from tuesday, by actual pickup";
    let head = "contract for \"HOUSE\", currency \"USD\", version by actual pickup, rounded half up per line";
    std::fs::write(house, format!("{head};\nlinehaul 2.60 per mile;\n{fuel};\n")).expect("written");
    let library = library(folder.path());
    assert!(library.house.broken.is_empty() && library.house.good.len() == 1, "a contract that names them reads");
    let TableBody::Index { prices } = &library.tables[&TableName::from("eia_us")].body else { panic!("no index") };
    let (first, last) = (prices.keys().next().expect("a week"), prices.keys().next_back().expect("a week"));
    assert_eq!(first.to_string(), "2020-12-07");
    let weeks = std::iter::successors(Some(*first), |week: &NaiveDate| Some(*week + Duration::weeks(1)));
    let lacking: Vec<NaiveDate> =
        weeks.take_while(|week| week <= last).filter(|week| !prices.contains_key(week)).collect();
    assert_eq!(lacking, []);
    // The week in which a carrier printed another price by mistake.
    assert_eq!(prices[&NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day")].to_string(), "3.635");
}
