//! Places: what a region says of itself.

/// The country of a state or province code.
pub fn country_of(region: &str) -> Option<&'static str> {
    const CANADA: &[&str] = &["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT", "PQ"];
    const STATES: &str = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM \
                          NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC";
    if CANADA.contains(&region) {
        return Some("CA");
    }
    STATES.split_whitespace().any(|s| s == region).then_some("US")
}
