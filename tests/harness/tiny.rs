//! A tiny company: its settings and its only contract.

/// The tiny company's settings.
pub const CONFIG: &str = r#"
[business]
name = "Tiny"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "TNY"
desk = "A"
variance_hold_above = "25.00"
[[user]]
name = "biller"
accounts = ["*"]
roles = ["biller"]
[[user]]
name = "approver"
accounts = ["*"]
roles = ["approver"]
[[user]]
name = "owner"
accounts = ["*"]
roles = ["biller", "approver"]
[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"
[erp]
kind = "file"
items = { LINEHAUL = "4000", DETENTION_LOADING = "4020", DETENTION_UNLOADING = "4020", ADJUSTMENT = "4090" }
"#;

/// Its only contract.
pub const CONTRACT: &str = r#"contract for "ACME", currency "USD", version by actual pickup, rounded half up per line;
linehaul 2.00 per mile;
fuel included;
detention at every stop, clock from arrival, lateness has no effect, free 120 minutes, 60.00 per hour in started 15 minute steps;
need document "pod_signed", at each delivery;
"#;
