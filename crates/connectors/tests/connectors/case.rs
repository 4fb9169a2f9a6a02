//! Golden cases.

use linehaul_connectors::case::{begun, read_case, with_expected};

const CASE: &str = r#"
title = "Detention"
source = ["a tariff"]
load = "golden.load.json"
[expected]
currency = "USD"
total = "2231.52"
ready = false
charges = [ { code = "LINEHAUL", x12 = "400", amount = "1850.00" } ]
holds = [ { code = "POD_MISSING", stop = 4 } ]
warnings = [ "INDEX_CONFLICT" ]
"#;

#[test]
fn a_case_is_lines_to_compare() {
    let case = read_case(CASE).expect("read");
    let wanted = [
        "LINEHAUL 400 1850.00",
        "total 2231.52 USD",
        "hold POD_MISSING stop 4",
        "warning INDEX_CONFLICT",
        "ready false",
    ];
    let lines = case.expected.expect("stated").lines();
    assert_eq!((lines, case.load.as_str()), (wanted.map(str::to_owned).to_vec(), "golden.load.json"));
}

#[test]
fn a_misspelt_field_is_named_not_passed_over() {
    for (find, put) in [("title", "titel"), ("ready", "raedy"), ("x12", "x21"), ("stop =", "stops ="), ("load =", "#")]
    {
        let fault = read_case(&CASE.replacen(find, put, 1)).expect_err(put);
        assert_eq!(fault.code, "LH-341");
    }
    let told = |find: &str, put: &str| read_case(&CASE.replacen(find, put, 1)).expect_err(put).what;
    assert_eq!(told("load =", "#"), "the golden case does not read: line 1: `load` is missing");
    let unknown = told("ready", "raedy");
    assert!(unknown.contains("line 8: there is no `raedy`; there are `currency`, `total`, `ready`"), "{unknown}");
}

#[test]
fn a_case_that_is_only_begun_is_written_to_its_end() {
    let case = begun("A \"long\" wait", "wait.load.json");
    assert!(read_case(&case).expect("read").expected.is_none());
    let expected = read_case(CASE).expect("read").expected.expect("stated");
    let written = with_expected(&case, &expected).expect("written");
    let read = read_case(&written).expect("read");
    assert_eq!(read.title, "A \"long\" wait");
    assert_eq!(read.expected.expect("stated").lines(), expected.lines());
}

#[test]
fn a_line_may_be_stated_without_its_x12_code() {
    let case = read_case(&CASE.replace(", x12 = \"400\"", "")).expect("read");
    assert_eq!(case.expected.expect("stated").lines()[0], "LINEHAUL 1850.00");
}
