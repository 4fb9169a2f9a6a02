//! Billed list: what is invoiced already, as another system or a spreadsheet lists it. Its columns are found by the names that they
//! usually bear. What is not clear is told, all of it at once, and nothing of such a list is taken: a line that is read wrongly
//! would bill a load twice, or never.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::cutover::{BilledLine, BilledList, Named, Names};
use linehaul_domain::money::Currency;
use linehaul_domain::near::nearest;

use crate::cell::{self, shown};
use crate::delimited::{self, DelimitedText};
use crate::money_sign::Sign;
use crate::workbook;

/// Longest list that is read, in bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Most faults that are told of one list.
const TOLD: usize = 20;

/// Our columns, each with the headers that it usually has, the plainest first: where a file has several, the plainest is meant. A
/// header is compared by its letters and digits.
const COLUMNS: &[(&str, &[&[&str]])] = &[
    (
        "load",
        &[
            &["load", "loadnumber", "loadno", "loadnum", "loadid"],
            &[
                "shipment",
                "shipmentid",
                "shipmentnumber",
                "trip",
                "tripnumber",
                "tripno",
                "order",
                "ordernumber",
                "orderno",
            ],
        ],
    ),
    ("pro", &[&["pro", "pronumber", "prono", "pronum", "probill", "freightbill", "freightbillnumber"]]),
    ("bol", &[&["bol", "bolnumber", "bolno", "bolnum", "billoflading", "billofladingnumber"]]),
    ("reference", &[&["reference", "ref", "refnumber", "refno", "referencenumber"]]),
    ("mentions", &[&["mentions"]]),
    (
        "invoice",
        &[
            &["invoice", "invoicenumber", "invoiceno", "invoicenum", "invoiceid", "inv", "invno", "invnumber"],
            &["documentnumber", "docnumber", "num"],
        ],
    ),
    (
        "amount",
        &[
            &["amount", "invoiceamount", "invoicetotal", "amountbilled", "billedamount", "billed", "totalbilled"],
            &["total", "totalamount", "grandtotal"],
        ],
    ),
    ("currency", &[&["currency", "currencycode", "cur", "curr"]]),
];

/// By which columns a line names loads.
const NAMING: &[(&str, Names)] = &[
    ("load", Names::Load),
    ("pro", Names::Pro),
    ("bol", Names::Bol),
    ("reference", Names::Any),
    ("mentions", Names::Mentioned),
];

/// Reads a list, of a workbook the first sheet that has rows; in words all that is not clear in it, the first faults of many.
pub fn read(bytes: &[u8]) -> Result<BilledList, Vec<String>> {
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose();
    let sheet = sheet.map_err(|why| vec![why.message])?;
    let text = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text)).map_err(|why| vec![why.message])?;
    read_rows(&text, &|line| sheet.as_ref().and_then(|sheet| sheet.wrong(line)).map(|(_, why)| why.message))
}

/// The same of rows; `wrong` says what is wrong with one that its text does not show.
fn read_rows(text: &DelimitedText<'_>, wrong: &dyn Fn(u32) -> Option<String>) -> Result<BilledList, Vec<String>> {
    let found = columns(&text.header)?;
    let at = |ours: &str| found.iter().find(|(name, _)| *name == ours).map(|(_, at)| *at);
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    for row in text.wary_rows() {
        let row = match row {
            Ok(row) => row,
            Err(broken) => {
                faults.push(format!("line {}: {}", broken.line, broken.why.message));
                continue;
            }
        };
        let cell =
            |ours| at(ours).and_then(|at| row.cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let mut fault = |what: String| faults.push(format!("line {}: {what}", row.line));
        wrong(row.line).into_iter().for_each(&mut fault);
        let (amount, said, sign) = match cell("amount").map(signed) {
            None => (None, None, None),
            Some(Ok((amount, currency, sign))) => (Some(amount), currency, sign),
            Some(Err(why)) => {
                fault(why);
                (None, None, None)
            }
        };
        let currency = match cell("currency").map(|text| cell::currency(&text.to_uppercase())) {
            None => said,
            Some(Ok(currency)) if said.is_none_or(|said| said == currency) => Some(currency),
            Some(Ok(currency)) => {
                fault(format!("its amount is in another currency than its column says, {currency}"));
                None
            }
            Some(Err(why)) => {
                fault(why.message);
                None
            }
        };
        if let (Some(sign), Some(currency)) = (sign.filter(|sign| sign.currency().is_none()), currency)
            && !sign.fits(currency)
        {
            fault(sign.contradicts(cell("amount").unwrap_or_default(), currency));
        }
        if let Some(amount) = amount
            && amount.normalize().scale() > currency.map_or(2, |currency| currency.places())
        {
            fault(format!("`{amount}` is finer than its currency"));
        }
        let named =
            NAMING.iter().flat_map(|(ours, names)| cell(ours).into_iter().flat_map(|text| numbers(text, *names)));
        lines.push(BilledLine {
            line: row.line,
            named: named.collect(),
            invoice: cell("invoice").map(str::to_owned),
            amount,
            currency,
        });
    }
    if lines.is_empty() && faults.is_empty() {
        faults.push("it has a header and no line".to_owned());
    }
    if !faults.is_empty() {
        return Err(first_of(faults));
    }
    let header = |at: usize| text.header.get(at).cloned().unwrap_or_default();
    let not_read = (0..text.header.len()).filter(|at| found.iter().all(|(_, read)| read != at));
    Ok(BilledList {
        columns: found.iter().map(|(ours, at)| ((*ours).to_owned(), header(*at))).collect::<BTreeMap<_, _>>(),
        not_read: not_read.map(header).filter(|header| !header.trim().is_empty()).collect(),
        lines,
    })
}

fn first_of(mut faults: Vec<String>) -> Vec<String> {
    let more = faults.len().saturating_sub(TOLD);
    faults.truncate(TOLD);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    faults
}

/// A cell may name several loads that one invoice billed.
fn numbers(cell: &str, names: Names) -> impl Iterator<Item = Named> {
    let numbers = cell.split([';', ',', '|', '\n']).map(str::trim).filter(|number| !number.is_empty());
    numbers.map(move |number| Named { names, number: number.to_owned() })
}

/// The letters and digits of a header; `#` is a number.
fn plain(header: &str) -> String {
    let spoken = header.replace('#', "number");
    spoken.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Which of our columns stands where.
fn columns(header: &[String]) -> Result<Vec<(&'static str, usize)>, Vec<String>> {
    let headers: Vec<String> = header.iter().map(|header| plain(header)).collect();
    let quoted = |at: &[usize]| {
        let names = at.iter().filter_map(|at| header.get(*at)).map(|name| format!("`{}`", shown(name)));
        names.collect::<Vec<_>>().join(" and ")
    };
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (ours, usual) in COLUMNS {
        let of = |names: &&[&str]| -> Vec<usize> {
            headers
                .iter()
                .enumerate()
                .filter(|(_, header)| names.contains(&header.as_str()))
                .map(|(at, _)| at)
                .collect()
        };
        match usual.iter().map(of).find(|at| !at.is_empty()).as_deref() {
            None => {}
            Some([at]) => found.push((*ours, *at)),
            Some(several) => {
                faults.push(format!("which of the columns {} is the {ours} is not clear", quoted(several)))
            }
        }
    }
    if !NAMING.iter().any(|(ours, _)| found.iter().any(|(name, _)| name == ours)) && faults.is_empty() {
        let known: Vec<&str> = COLUMNS.iter().take(NAMING.len()).flat_map(|(_, usual)| usual.concat()).collect();
        let near = headers
            .iter()
            .zip(header)
            .find_map(|(plain, header)| Some((header, nearest(plain, known.iter().copied())?)));
        let hint = near.map(|(header, name)| format!("; is `{}` the {name}?", shown(header))).unwrap_or_default();
        faults.push(format!(
            "no column names a load (`load`, `pro`, `bol` or `reference`): it has {}{hint}",
            header.iter().map(|name| format!("`{}`", shown(name))).collect::<Vec<_>>().join(", ")
        ));
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// An amount as people write it: `$1,125.00`, `USD 1125`, `(50.00)`; with its currency where that is said. `$` alone is no currency:
/// several have it.
pub fn amount(text: &str) -> Result<(Decimal, Option<Currency>), String> {
    signed(text).map(|(amount, currency, _)| (amount, currency))
}

/// The same where its currency is known unless it says another one: a sign that is not that currency's contradicts it.
pub fn amount_in(text: &str, known: Currency) -> Result<(Decimal, Currency), String> {
    let (amount, currency, sign) = signed(text)?;
    let currency = currency.unwrap_or(known);
    match sign.filter(|sign| !sign.fits(currency)) {
        Some(sign) => Err(sign.contradicts(text, currency)),
        None => Ok((amount, currency)),
    }
}

fn signed(text: &str) -> Result<(Decimal, Option<Currency>, Option<Sign>), String> {
    let unclear = || format!("`{}` is no amount that is clear (1125.00, $1,125.00, USD 1,125.00)", shown(text));
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, negative) = (inner.trim(), true);
    }
    let (mut currency, mut sign) = (None, None);
    // Sign, symbol and code come in any order before the digits; a code or a sign may stand behind them.
    loop {
        let before = rest;
        if let Some(inner) =
            rest.strip_prefix('-').or_else(|| rest.strip_prefix('\u{2212}')).or_else(|| rest.strip_suffix('-'))
        {
            if negative {
                return Err(unclear());
            }
            (rest, negative) = (inner.trim(), true);
        }
        if let Some((found, inner)) = Sign::before(rest) {
            (rest, sign) = (inner.trim(), Some(found));
            currency = said(currency, found.currency()).ok_or_else(unclear)?;
        }
        let code = |code: &str| code.to_uppercase().parse::<Currency>().ok();
        if let Some((of, inner)) = rest.split_at_checked(3).and_then(|(of, inner)| Some((code(of)?, inner))) {
            rest = inner.trim();
            currency = said(currency, Some(of)).ok_or_else(unclear)?;
        }
        let behind = rest.len().checked_sub(3).and_then(|at| rest.split_at_checked(at));
        if let Some((of, inner)) = behind.and_then(|(inner, of)| Some((code(of)?, inner))) {
            rest = inner.trim();
            currency = said(currency, Some(of)).ok_or_else(unclear)?;
        }
        if rest == before {
            break;
        }
    }
    if sign.zip(currency).is_some_and(|(sign, currency): (Sign, Currency)| !sign.fits(currency)) {
        return Err(unclear());
    }
    let digits = ungrouped(rest).ok_or_else(unclear)?;
    let amount = canonical::exact(&digits).ok_or_else(unclear)?;
    Ok((if negative { -amount } else { amount }, currency, sign))
}

/// Two words for one currency are one.
fn said(before: Option<Currency>, now: Option<Currency>) -> Option<Option<Currency>> {
    match (before, now) {
        (Some(before), Some(now)) if before != now => None,
        (before, now) => Some(now.or(before)),
    }
}

/// Digits without the commas between thousands; none where commas part anything else.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let only_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = match groups.as_slice() {
        [one] => only_digits(one) || one.is_empty() && part.is_some(),
        [first, rest @ ..] => {
            only_digits(first) && first.len() <= 3 && rest.iter().all(|group| only_digits(group) && group.len() == 3)
        }
        [] => false,
    };
    if !grouped || part.is_some_and(|part| !only_digits(part)) {
        return None;
    }
    let whole = if whole.is_empty() { "0".to_owned() } else { groups.concat() };
    Some(part.map_or_else(|| whole.clone(), |part| format!("{whole}.{part}")))
}
