//! An invoice as Tryton keeps it: lines of quantity 1 at our rounded amount, our tax as its tax with our base and amount,
//! our number as the reference.
//!
//! The amount of a tax is ours, to the cent: Tryton would round a half to the even cent, the contract may say otherwise, and
//! the customer pays what the invoice says. What guards it is the rate: a tax of another rate than the line's is refused.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine};
use serde_json::{Value, json};

use crate::erp::tryton::names::{Names, Party, Tax, no};
use crate::erp::tryton::value::{date, decimal};
use crate::erp::{ErpLine, ErpTaxLine, Expected, Refusal};

/// What our words are called there.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Names of its taxes by our tax code: the one whose rate fits the line is taken.
    pub taxes: BTreeMap<String, Vec<String>>,
    /// Name of its payment term by ours; others are called the same there.
    pub terms: BTreeMap<String, String>,
    /// Items under which taxes without one of its own go as lines.
    pub tax_items: BTreeSet<String>,
    /// Dimensions of lines.
    pub dimensions: BTreeSet<String>,
}

impl Words {
    /// Does this line go as one of its taxes?
    pub fn goes_as_tax(&self, line: &InvoiceLine) -> bool {
        line.code.is_tax() && self.taxes.contains_key(line.code.as_str())
    }
}

/// The same for a supplement or credit memo: each line has a line of its original as its origin.
pub(super) fn linked_body(
    invoice: &Invoice,
    original: Option<i64>,
    words: &Words,
    names: &Names,
) -> Result<Value, Refusal> {
    let mut body = body(invoice, words, names)?;
    let lines = body.pointer_mut("/lines/0/1").and_then(Value::as_array_mut);
    if let (Some(original), Some(lines)) = (original, lines) {
        lines.iter_mut().for_each(|line| line["origin"] = json!(format!("{LINE},{original}")));
    }
    Ok(body)
}

/// The line that a record's lines name as their origin.
pub(super) fn origin(row: &Value) -> Option<i64> {
    let origin = row.get("lines.")?.as_array()?.iter().find_map(|line| line.get("origin")?.as_str())?;
    origin.strip_prefix(LINE)?.strip_prefix(',')?.parse().ok()
}

/// Its model of lines.
const LINE: &str = "account.invoice.line";

/// What `create` is given for an invoice; a refusal when it names what Tryton does not have.
pub(super) fn body(invoice: &Invoice, words: &Words, names: &Names) -> Result<Value, Refusal> {
    if invoice.lines.is_empty() {
        return Err(no(Code::InvoiceUnsound, "an invoice without lines is not sent".to_owned()));
    }
    let sum: Option<Decimal> = invoice.lines.iter().map(|l| l.amount).try_fold(Decimal::ZERO, Decimal::checked_add);
    if sum != Some(invoice.total) {
        return Err(no(Code::InvoiceUnsound, format!("the lines do not sum to the total {}", invoice.total)));
    }
    let party = names.party(&invoice.erp_party)?;
    let unknown = || no(Code::CurrencyRefused, format!("there is no active currency {}", invoice.currency));
    let currency = *names.currencies.get(&invoice.currency).ok_or_else(unknown)?;
    let several = invoice.loads().len() > 1;
    let mut lines = Vec::new();
    let mut taxes = Vec::new();
    for line in &invoice.lines {
        let load = if several { format!("{}: ", line.load) } else { String::new() };
        let description = format!("{load}{}", line.description);
        if words.goes_as_tax(line) {
            taxes.push(tax_body(invoice, line, &description, words, names)?);
        } else {
            let quantity = if invoice.kind == InvoiceKind::CreditMemo { -1 } else { 1 };
            lines.push(line_body(line, (&description, quantity), currency, party, names)?);
        }
    }
    let mut body = json!({
        "type": "out",
        "company": names.company,
        "journal": names.journal,
        "party": party.id,
        "invoice_address": party.address,
        "account": party.account,
        "currency": currency,
        "reference": invoice.number.as_str(),
        "description": described(invoice),
        "comment": format!("[{}]", invoice.mark()),
        "invoice_date": date(invoice.invoice_date),
        "payment_term": term(invoice, words, names)?,
        "lines": [["create", lines]],
        "taxes": [["create", taxes]],
    });
    if invoice.accounting_date != invoice.invoice_date {
        body["accounting_date"] = date(invoice.accounting_date);
    }
    Ok(body)
}

/// `Load 1001`, or `3 loads: 1001, 1002, 1003`, behind the number that customers see where that is not the reference; both are
/// printed. The mark stands in the comment instead: what is described here is seen in every
/// list, written over by people, and copied into the accounts.
fn described(invoice: &Invoice) -> String {
    let loads: Vec<String> = invoice.loads().into_iter().map(|l| l.0).collect();
    let loads = match loads.as_slice() {
        [one] => format!("Load {one}"),
        many => format!("{} loads: {}", many.len(), many.join(", ")),
    };
    match &invoice.printed {
        Some(printed) => format!("{printed}{PRINTED}{loads}"),
        None => loads,
    }
}

/// Between the printed number and the loads. No printed number has a space.
const PRINTED: &str = " - ";

/// The printed number and the loads of a description as [`described`] makes it.
pub(super) fn described_in(description: &str) -> (Option<String>, Vec<LoadNumber>) {
    if let Some((printed, loads)) = description.split_once(PRINTED).filter(|(printed, _)| !printed.contains(' ')) {
        let loads = loads_in(loads);
        return (Some(printed.to_owned()).filter(|_| !loads.is_empty()), loads);
    }
    (None, loads_in(description))
}

/// The loads of a description as [`described`] makes it; none of one that somebody wrote.
fn loads_in(description: &str) -> Vec<LoadNumber> {
    if let Some(one) = description.strip_prefix("Load ") {
        return vec![one.into()];
    }
    let Some((count, list)) = description.split_once(" loads: ") else { return Vec::new() };
    let loads: Vec<LoadNumber> = list.split(", ").map(LoadNumber::from).collect();
    if count.parse() == Ok(loads.len()) { loads } else { Vec::new() }
}

fn term(invoice: &Invoice, words: &Words, names: &Names) -> Result<Option<i64>, Refusal> {
    invoice.terms_there(&words.terms).map(|theirs| names.term(theirs)).transpose()
}

fn line_body(
    line: &InvoiceLine,
    (description, quantity): (&str, i64),
    currency: i64,
    party: &Party,
    names: &Names,
) -> Result<Value, Refusal> {
    let item = names.item(&line.erp_item)?;
    let account = line.erp_account.as_deref().map(|code| names.account(code)).transpose()?;
    let entry = |(name, value): (&String, &String)| {
        names.dimension(name, value).map(|there| json!({"root": there.root, "account": there.account}))
    };
    let entries = line.dimensions.iter().map(entry).collect::<Result<Vec<_>, Refusal>>()?;
    let mut body = json!({
        "type": "line",
        "product": item.id,
        "unit": item.unit,
        "account": account.unwrap_or(item.account),
        "quantity": quantity,
        "unit_price": decimal(line.amount * Decimal::from(quantity)),
        "description": description,
        "company": names.company,
        "currency": currency,
        "invoice_type": "out",
        "party": party.id,
    });
    if !entries.is_empty() {
        body["analytic_accounts"] = json!([["create", entries]]);
    }
    Ok(body)
}

fn tax_body(
    invoice: &Invoice,
    line: &InvoiceLine,
    description: &str,
    words: &Words,
    names: &Names,
) -> Result<Value, Refusal> {
    let tax = tax_of(invoice, line, words, names)?;
    let base = line.taxed.as_ref().map_or(Decimal::ZERO, |t| t.base);
    let account =
        tax.account.ok_or_else(|| no(Code::TaxRefused, format!("the tax for {} has no account there", line.code)))?;
    Ok(json!({
        "manual": true,
        "tax": tax.id,
        "account": account,
        "base": decimal(base),
        "amount": decimal(line.amount),
        "description": description,
    }))
}

/// The rate of a tax line: a line that was adjusted by hand takes that of the reckoned line beside it.
fn percent_of(invoice: &Invoice, line: &InvoiceLine) -> Option<Decimal> {
    let beside = || invoice.lines.iter().find(|l| l.code == line.code && l.taxed.is_some());
    line.taxed.as_ref().or_else(|| beside()?.taxed.as_ref()).map(|t| t.percent.normalize())
}

/// Names of its taxes to which a line's code is mapped.
fn mapped<'a>(line: &InvoiceLine, words: &'a Words) -> &'a [String] {
    words.taxes.get(line.code.as_str()).map_or(&[][..], Vec::as_slice)
}

/// The mapped tax whose rate is the line's, where our amount is what that rate gives, to the last place.
fn tax_of<'a>(invoice: &Invoice, line: &InvoiceLine, words: &Words, names: &'a Names) -> Result<&'a Tax, Refusal> {
    let mapped = mapped(line, words);
    let wrong = |message: String| no(Code::TaxRefused, message);
    if let Some(name) = mapped.iter().find(|name| !names.taxes.contains_key(*name)) {
        return Err(wrong(format!("there is no tax `{name}` for sales, to which {} is mapped", line.code)));
    }
    let Some(percent) = percent_of(invoice, line) else {
        return Err(wrong(format!("{} was put on by hand, and nothing tells its rate", line.code)));
    };
    let day = invoice.accounting_date;
    let has =
        |name: &String, fits: &dyn Fn(&Tax) -> bool| names.taxes.get(name).is_some_and(|all| all.iter().any(fits));
    let of_rate = mapped.iter().find(|name| has(name, &|t| t.percent == percent));
    let in_force = mapped.iter().find(|name| has(name, &|t| t.percent == percent && t.is_in_force(day)));
    let rates = || mapped.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let not_there = || wrong(format!("{} is {percent} %, {} there is not", line.code, rates()));
    let tax = names.tax(in_force.or(of_rate).ok_or_else(not_there)?, day)?;
    if tax.percent != percent {
        return Err(not_there());
    }
    if let Some(taxed) = &line.taxed {
        let exact = taxed.base.checked_mul(percent).map(|p| p / Decimal::ONE_HUNDRED);
        let step = Decimal::new(1, invoice.currency.places());
        if exact.is_none_or(|exact| (exact - line.amount).abs() >= step) {
            let words = format!("{} of {} is not {percent} % of {}", line.code, line.amount, taxed.base);
            return Err(wrong(words));
        }
    }
    Ok(tax)
}

/// What a record of this invoice looks like. Any tax of the right rate to which the code is mapped will do: a posted invoice
/// keeps the tax that it was posted with when another takes its place in the mapping.
pub(super) fn expected(invoice: &Invoice, words: &Words, names: Option<&Names>) -> Expected {
    let (as_tax, lines): (Vec<_>, Vec<_>) = invoice.lines.iter().partition(|l| words.goes_as_tax(l));
    let tax = |line: &&InvoiceLine| {
        let (names, percent) = (names?, percent_of(invoice, line)?);
        let of_rate = |name: &&String| names.taxes.get(*name)?.iter().any(|t| t.percent == percent).then_some(());
        let fitting: Vec<String> = mapped(line, words).iter().filter(|n| of_rate(n).is_some()).cloned().collect();
        let base = line.taxed.as_ref().map_or(Decimal::ZERO, |t| t.base);
        (!fitting.is_empty()).then_some(ErpTaxLine { names: fitting, base, amount: line.amount })
    };
    Expected {
        lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        items: Some(lines.iter().map(|line| expected_line(line, words)).collect()),
        terms: Some(invoice.terms_there(&words.terms).cloned().unwrap_or_default()),
        taxes: as_tax.iter().map(tax).collect(),
        printed: Some(invoice.printed_number().to_owned()),
    }
}

/// Dimensions that the settings name no more are not read, and so not compared.
fn expected_line(line: &InvoiceLine, words: &Words) -> ErpLine {
    let mut expected = ErpLine::of(line);
    expected.dimensions.retain(|name, _| words.dimensions.contains(name));
    expected
}
