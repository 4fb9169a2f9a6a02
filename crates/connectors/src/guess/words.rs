//! Words of usual systems: what the columns of their lists of customers are called, and names in their plain form.

/// In a list of customers.
pub const CUSTOMER: &[(&str, &[&str])] = &[
    (
        "customer",
        &[
            "code",
            "customer code",
            "customer id",
            "customer no",
            "customer number",
            "cust code",
            "cust id",
            "cust no",
            "cust",
            "account no",
            "account number",
            "account",
            "bill to code",
            "bill to id",
            "id",
            "customer",
            "client",
        ],
    ),
    (
        "name",
        &[
            "name",
            "customer name",
            "company",
            "company name",
            "bill to name",
            "account name",
            "client name",
            "legal name",
            "customer",
            "client",
        ],
    ),
    ("erp_code", &["erp code", "accounting code", "quickbooks name", "ar code", "gl code", "debtor"]),
    ("address_1", &["address", "address 1", "address line 1", "addr", "addr 1", "street", "street address", "line 1"]),
    ("address_2", &["address 2", "address line 2", "addr 2", "suite", "line 2"]),
    ("city", &["city"]),
    ("region", &["st", "state", "prov", "province", "region"]),
    ("postal_code", &["zip", "zip code", "postal code", "postcode", "postal"]),
    ("country", &["country", "ctry"]),
    ("currency", &["currency", "curr", "ccy"]),
    ("payment_terms", &["terms", "payment terms", "pay terms", "credit terms"]),
    ("credit_hold", &["credit hold", "on hold", "hold", "credit stop"]),
];

/// What a list of customers has beside names, and no export of loads has: one of these tells it.
pub const OF_CUSTOMERS: &[&str] = &["address_1", "payment_terms", "credit_hold", "erp_code", "name"];

/// A name in its plain form.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut before = ' ';
    for c in text.chars() {
        // `LoadedMiles` are two words.
        if c.is_uppercase() && before.is_lowercase() && !plain.is_empty() {
            plain.push(' ');
        }
        if c == '#' {
            plain.push_str(" no ");
        } else if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
        before = c;
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words at the end of a name that say that it is a number: `Load Nbr` is called as `Load` is.
const NUMBERED: &[&str] = &["no", "num", "nbr", "nr", "number", "id"];

/// Words at the beginning of a name that say nothing more of it.
const LEADING: &[&str] = &["actual", "act", "the"];

/// Words at the end of the name of a time.
const TIMED: &[&str] = &["date time", "datetime", "date", "day", "time", "dt", "tm", "dttm", "ts", "timestamp"];

/// A name as it is, and without what says nothing more of it: those that are wanted are compared with all of them.
pub fn forms(plain: &str, is_time: bool) -> Vec<String> {
    let without = |text: &str, ends: &[&str]| {
        let cut = ends.iter().find_map(|end| text.strip_suffix(end)?.strip_suffix(' '));
        cut.filter(|rest| !rest.is_empty()).map(str::to_owned)
    };
    let mut forms = vec![plain.to_owned()];
    forms.extend(without(plain, NUMBERED).filter(|_| !is_time));
    if is_time {
        forms.extend(without(plain, TIMED));
    }
    for at in 0..forms.len() {
        let bare = forms[at].split(' ').filter(|word| !LEADING.contains(word)).collect::<Vec<_>>().join(" ");
        if !bare.is_empty() && !forms.contains(&bare) {
            forms.push(bare);
        }
    }
    forms
}
