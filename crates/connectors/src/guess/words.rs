//! Words of usual systems: what their columns are called, and what stands in them.

/// Names that columns of a load have, in their plain form: small letters and digits, words by spaces.
pub const LOAD: &[(&str, &[&str])] = &[
    (
        "load_number",
        &[
            "load",
            "load no",
            "load num",
            "load number",
            "load id",
            "load nbr",
            "order",
            "order no",
            "order num",
            "order number",
            "order id",
            "pro",
            "pro no",
            "pro number",
            "shipment",
            "shipment id",
            "shipment number",
            "trip",
            "trip no",
            "dispatch no",
            "freight bill",
            "fb no",
        ],
    ),
    (
        "customer",
        &[
            "customer",
            "customer code",
            "customer id",
            "cust",
            "cust code",
            "cust id",
            "customer name",
            "bill to",
            "bill to code",
            "bill to id",
            "bill to name",
            "billto",
            "client",
            "shipper account",
            "broker",
            "broker name",
            "account",
        ],
    ),
    ("status", &["status", "load status", "order status", "shipment status", "stat", "state of load"]),
    (
        "miles",
        &[
            "miles",
            "mi",
            "loaded miles",
            "loaded mi",
            "billed miles",
            "bill miles",
            "bill distance",
            "billing miles",
            "distance",
            "mileage",
            "total miles",
            "pc miler",
            "practical miles",
        ],
    ),
    ("deadhead_miles", &["deadhead", "deadhead miles", "dh miles", "dh", "empty miles", "mt miles"]),
    ("weight_lb", &["weight", "weight lb", "weight lbs", "wt", "lbs", "pounds", "gross weight", "total weight"]),
    ("pieces", &["pieces", "pcs", "piece count", "qty", "pallets", "skids"]),
    ("equipment", &["equipment", "equipment type", "eq", "equip", "trailer type", "trl type", "truck type"]),
    ("mode", &["mode", "service", "service type", "load type"]),
    ("hazmat", &["hazmat", "haz", "haz mat", "hm", "hazardous"]),
    ("carrier", &["carrier", "carrier name", "carrier code"]),
    ("currency", &["currency", "curr", "ccy"]),
    (
        "booked:LINEHAUL",
        &[
            "line haul",
            "linehaul",
            "line haul charge",
            "linehaul charge",
            "freight charge",
            "freight charges",
            "freight",
            "base rate",
            "lh",
            "flat rate",
        ],
    ),
    ("booked:FSC", &["fuel", "fsc", "fuel surcharge", "fuel charge"]),
    (
        "expected_total",
        &[
            "total charge",
            "total charges",
            "total revenue",
            "total amount",
            "invoice total",
            "total rate",
            "customer total",
            "total due",
        ],
    ),
    (
        "ref:customer_po",
        &["po", "po no", "po number", "po num", "customer po", "purchase order", "consignee ref", "cust po"],
    ),
    ("ref:bol", &["bol", "bol no", "bol number", "b l", "bill of lading", "blnum"]),
    ("ref:pro", &["pro", "pro no", "pro number"]),
    (
        "updated_at",
        &[
            "updated",
            "updated at",
            "last update",
            "last updated",
            "last change",
            "last changed",
            "modified",
            "modified at",
            "last modified",
            "change date",
        ],
    ),
];

/// Of a stop, behind what says which one it is.
pub const STOP: &[(&str, &[&str])] = &[
    ("city", &["city", "city name", "city st", "city state", "location"]),
    ("region", &["st", "state", "prov", "province", "region", "state prov", "st prov"]),
    ("country", &["country", "ctry"]),
    ("name", &["name", "company", "location name", "facility", "company name", ""]),
    ("zone", &["tz", "zone", "timezone", "time zone"]),
    (
        "appointment",
        &[
            "appt",
            "appointment",
            "appt time",
            "appointment time",
            "sched",
            "scheduled",
            "appt date time",
            "date",
            "appt date",
        ],
    ),
    ("window_from", &["early", "sched early", "sched arrive early", "window start", "earliest", "from", "open"]),
    ("window_to", &["late", "sched late", "sched arrive late", "window end", "latest", "to", "close"]),
    (
        "arrived_at",
        &["arrived", "arrival", "actual arrival", "arrive", "in", "time in", "check in", "arr", "actual arrive"],
    ),
    (
        "departed_at",
        &[
            "departed",
            "departure",
            "actual departure",
            "depart",
            "out",
            "time out",
            "check out",
            "dep",
            "left",
            "actual depart",
        ],
    ),
];

/// A clock time beside a day of its own.
pub const TIMES: &[&str] = &["time", "appt time"];

/// What says in a column's name which stop it is of.
pub const PICKUP: &[&str] =
    &["pickup", "pick up", "pick", "pu", "p u", "orig", "origin", "ship", "shipper", "from", "o", "loading", "shp"];
/// The same of the delivery.
pub const DELIVERY: &[&str] = &[
    "delivery",
    "deliver",
    "del",
    "dest",
    "destination",
    "cons",
    "consignee",
    "receiver",
    "to",
    "d",
    "drop",
    "unloading",
    "dlv",
    "so",
];

/// In an export of one row a stop.
pub const STOP_ROW: &[(&str, &[&str])] = &[
    (
        "load_number",
        &[
            "load",
            "load no",
            "load number",
            "load id",
            "order",
            "order no",
            "order number",
            "order id",
            "pro",
            "pro number",
            "shipment id",
        ],
    ),
    (
        "seq",
        &[
            "seq",
            "sequence",
            "stop no",
            "stop number",
            "stop",
            "stop seq",
            "stop sequence",
            "movement seq",
            "movement sequence",
            "no",
        ],
    ),
    ("type", &["type", "stop type", "kind", "activity", "reason", "stop reason"]),
];

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

/// Their words for ours, by column.
pub const VALUES: &[(&str, &str, &[&str])] = &[
    (
        "status",
        "delivered",
        &[
            "delivered",
            "del",
            "d",
            "completed",
            "complete",
            "done",
            "released",
            "invoiced",
            "billed",
            "paid",
            "closed",
            "dlv",
            "empty",
        ],
    ),
    (
        "status",
        "in_transit",
        &[
            "in transit",
            "intransit",
            "rolling",
            "en route",
            "enroute",
            "loaded",
            "p",
            "in progress",
            "picked up",
            "dispatched",
            "active",
            "at pickup",
            "at delivery",
        ],
    ),
    (
        "status",
        "booked",
        &[
            "booked",
            "open",
            "available",
            "a",
            "planned",
            "covered",
            "assigned",
            "scheduled",
            "new",
            "pending",
            "tendered",
        ],
    ),
    ("status", "tonu", &["tonu", "truck ordered not used", "dry run"]),
    ("status", "cancelled", &["cancelled", "canceled", "void", "v", "voided", "cancel", "c", "deleted"]),
    ("type", "pickup", &["pickup", "pick up", "pick", "pu", "p", "load", "loading", "shipper", "cl", "ld", "origin"]),
    (
        "type",
        "delivery",
        &[
            "delivery",
            "deliver",
            "del",
            "drop",
            "so",
            "d",
            "unload",
            "unloading",
            "consignee",
            "cu",
            "ul",
            "destination",
            "dl",
        ],
    ),
    ("type", "waypoint", &["waypoint", "va", "via", "fuel stop", "scale", "border"]),
    ("type", "empty_return", &["empty return", "return empty", "er"]),
];

/// A name in its plain form.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut before = ' ';
    for c in text.chars() {
        // `LoadedMiles` are two words.
        if c.is_uppercase() && before.is_lowercase() && !plain.is_empty() {
            plain.push(' ');
        }
        if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
        before = c;
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
