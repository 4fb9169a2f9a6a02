//! A record as it stands in Tryton, read back.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::mark_in;
use serde_json::{Value, json};

use crate::erp::tryton::invoice::{Words, described_in, origin};
use crate::erp::tryton::names::{called, same_name};
use crate::erp::tryton::value::{read_date, read_decimal};
use crate::erp::{ErpError, ErpLine, ErpRecord, ErpTaxLine, RecordState, Unreadable};

/// A line as it stands there.
fn posted_line(line: &Value, words: &Words) -> Option<ErpLine> {
    let code = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let none = Vec::new();
    let entries = line.get("analytic_accounts.").and_then(Value::as_array).unwrap_or(&none);
    let value = |entry: &Value| {
        let axis = entry.pointer("/root./name").and_then(Value::as_str)?;
        let name = words.dimensions.iter().find(|name| same_name(axis, name))?;
        Some((name.clone(), called(entry.get("account.")?).to_owned()))
    };
    Some(ErpLine {
        item: code(line.pointer("/product./code")).unwrap_or_default(),
        amount: line.get("amount").and_then(read_decimal)?,
        account: code(line.pointer("/account./code")),
        dimensions: entries.iter().filter_map(value).collect(),
    })
}

const ANALYTIC: [&str; 3] = [
    "lines.analytic_accounts.root.name",
    "lines.analytic_accounts.account.code",
    "lines.analytic_accounts.account.name",
];

/// The fields of a record that are read back.
pub(super) fn fields(words: &Words) -> Value {
    let mut fields = vec![
        "reference",
        "number",
        "state",
        "total_amount",
        "tax_amount",
        "amount_to_pay",
        "currency.code",
        "invoice_date",
        "accounting_date",
        "party.code",
        "description",
        "comment",
        "payment_term.name",
        "taxes.tax.name",
        "taxes.base",
        "taxes.amount",
        "lines",
        "lines.amount",
        "lines.product.code",
        "lines.origin",
        "lines.account.code",
        "_timestamp",
    ];
    // Without the module analytic_invoice there is no such field.
    if !words.dimensions.is_empty() {
        fields.extend(ANALYTIC);
    }
    json!(fields)
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn state_of(row: &Value) -> Result<RecordState, String> {
    match row.get("state").and_then(Value::as_str) {
        Some("draft" | "validated") => Ok(RecordState::Draft),
        Some("posted" | "paid") => Ok(RecordState::Posted),
        Some("cancelled") => Ok(RecordState::Cancelled),
        other => Err(format!("it is in the state {other:?}, which nobody here knows")),
    }
}

fn mark_of(row: &Value) -> Option<String> {
    text(row.get("comment")).and_then(|comment| mark_in(&comment))
}

/// A row of a search: a record, or what says that there is one and cannot be read. One that has no id is no answer at all.
pub(super) fn row(
    row: &Value,
    words: &Words,
    originals: &BTreeMap<i64, InvoiceNumber>,
) -> Result<Result<ErpRecord, Unreadable>, ErpError> {
    let no_id = || ErpError::Broken { message: "a record has no id".to_owned() };
    let id = row.get("id").and_then(Value::as_i64).ok_or_else(no_id)?;
    let unreadable = |why| Unreadable {
        number: InvoiceNumber(text(row.get("reference")).unwrap_or_default()),
        erp_id: id.to_string(),
        mark: mark_of(row),
        state: state_of(row).ok(),
        why,
    };
    Ok(record(id, row, words, originals).map_err(unreadable))
}

/// Words where it lacks what every invoice has.
fn record(id: i64, row: &Value, words: &Words, originals: &BTreeMap<i64, InvoiceNumber>) -> Result<ErpRecord, String> {
    let lacks = |what: &str| format!("it has no {what}");
    let amount = |key: &str| row.get(key).and_then(read_decimal).ok_or_else(|| lacks(key));
    let currency =
        text(row.pointer("/currency./code")).and_then(|c| c.parse().ok()).ok_or_else(|| lacks("currency"))?;
    let state = state_of(row)?;
    let none = Vec::new();
    let detail = row.get("lines.").and_then(Value::as_array).unwrap_or(&none);
    let items: Vec<ErpLine> = detail.iter().filter_map(|line| posted_line(line, words)).collect();
    let as_lines: Decimal =
        items.iter().filter(|line| words.tax_items.contains(&line.item)).map(|line| line.amount).sum();
    let lines = row.get("lines").and_then(Value::as_array).map_or(0, Vec::len);
    let taxes = row.get("taxes.").and_then(Value::as_array).unwrap_or(&none).iter().map(|tax| {
        let amount = |key: &str| tax.get(key).and_then(read_decimal);
        let name = text(tax.pointer("/tax./name")).unwrap_or_else(|| "a tax without a name".to_owned());
        let (base, amount) = amount("base").zip(amount("amount")).ok_or_else(|| lacks("amount of a tax"))?;
        Ok(ErpTaxLine { names: vec![name], base, amount })
    });
    let invoice_date = row.get("invoice_date").and_then(read_date);
    let description = text(row.get("description")).unwrap_or_default();
    let (printed, loads) = described_in(&description);
    let reference = text(row.get("reference")).unwrap_or_default();
    Ok(ErpRecord {
        number: InvoiceNumber(reference.clone()),
        // Without a number of its own before the loads, it is ours; of what somebody wrote it is not told.
        printed: printed.or_else(|| (!loads.is_empty()).then_some(reference)),
        erp_id: id.to_string(),
        version: text(row.get("_timestamp")),
        erp_number: text(row.get("number")),
        state,
        mark: mark_of(row),
        loads,
        party: text(row.pointer("/party./code")).unwrap_or_default(),
        total: amount("total_amount")?,
        tax: amount("tax_amount")? + as_lines,
        open: (state == RecordState::Posted).then(|| amount("amount_to_pay")).transpose()?,
        currency,
        invoice_date,
        // Left empty it is the invoice's date.
        accounting_date: row.get("accounting_date").and_then(read_date).or(invoice_date),
        terms: Some(text(row.pointer("/payment_term./name")).unwrap_or_default()),
        lines: u32::try_from(lines).unwrap_or(u32::MAX),
        items: Some(items),
        original: origin(row).and_then(|line| originals.get(&line).cloned()),
        taxes: Some(taxes.collect::<Result<_, String>>()?),
        altered: None,
    })
}
