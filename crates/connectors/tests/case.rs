//! Golden cases.

use linehaul_connectors::case::read_case;

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
    assert_eq!((case.expected.lines(), case.load.as_str()), (wanted.map(str::to_owned).to_vec(), "golden.load.json"));
}

#[test]
fn a_misspelt_field_is_named_not_passed_over() {
    for (find, put) in [("title", "titel"), ("ready", "raedy"), ("x12", "x21"), ("stop =", "stops ="), ("load =", "#")]
    {
        let fault = read_case(&CASE.replacen(find, put, 1)).expect_err(put);
        assert_eq!(fault.code, "LH-341");
    }
}
