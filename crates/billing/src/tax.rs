//! Canadian sales taxes on freight: by place of supply, each tax on the same base, zero-rated freight as a 0.00 line.
//!
//! Source: CRA memorandum 28-2 (freight transportation services); Revenu Québec, domestic inbound services.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::table::{TableBody, TaxRate};
use linehaul_domain::terms::{CanadianTax, Term};
use linehaul_domain::time::NaiveDate;

use crate::lookup::{Lack, NoRow, table};
use crate::worksheet::{Due, Line, Worksheet};

/// Writes the tax lines on everything rated so far.
pub fn canadian(sheet: &mut Worksheet<'_>, term: &Term, tax: &CanadianTax) {
    // Holds are on the worksheet already.
    let _ = lines(sheet, term, tax);
}

fn lines(sheet: &mut Worksheet<'_>, term: &Term, tax: &CanadianTax) -> Due<()> {
    let code = ChargeCode::of("TAX_GST");
    let base: Decimal = sheet.charges.iter().filter(|c| !c.code.is_tax()).map(|c| c.amount).sum();
    // A tax on part of the charges would be wrong: while a line is missing there is none, and the load is held anyway.
    if sheet.charges.is_empty() || sheet.line_lost {
        return Ok(());
    }
    let load = sheet.load;
    let country = |s: Option<&StopVisit>| s.and_then(|s| s.country.clone());
    let from = sheet.need(country(load.first_pickup()), "the country of the first pickup", &code)?;
    let to = match load.last_delivery() {
        Some(stop) => sheet.need(country(Some(stop)), "the country of the last delivery", &code)?,
        None => from.clone(),
    };
    if from != "CA" && to != "CA" {
        return Ok(());
    }
    if from != "CA" || to != "CA" {
        zero(sheet, term, tax, base, &from, &to);
        return Ok(());
    }
    let date = match sheet.load.last_delivery() {
        Some(_) => sheet.date(&tax.by, &code)?,
        None => sheet.date(&linehaul_domain::terms::DateBasis::ActualPickup, &code)?,
    };
    let place = load.last_delivery().or(load.first_pickup()).and_then(|s| s.region.clone());
    let region = sheet.need(place, "the province of the last delivery", &code)?;
    let origin = load.first_pickup().and_then(|s| s.region.clone());
    let rates = rates(sheet, tax, &region, date);
    for rate in sheet.row(rates, &code)? {
        // QST is charged within Quebec only; freight from another province into Quebec bears GST alone.
        if rate.tax == "QST" && origin.as_deref() != Some(region.as_str()) {
            continue;
        }
        let amount = sheet.times(base, rate.percent, &code)? / Decimal::ONE_HUNDRED;
        let mut trail = sheet.trail();
        trail.note(|| Step::Fact { name: "place of supply".into(), value: format!("{region} on {date}").into() });
        trail.note(|| {
            let row = format!("{region} {} from {}", rate.tax, rate.effective);
            Step::Row { table: tax.rates.0.clone(), row: row.into(), column: "percent".into(), value: rate.percent }
        });
        trail.note(|| Step::Percent { percent: rate.percent, base, of: "all charges before tax".into(), amount });
        let code = ChargeCode(format!("TAX_{}", rate.tax).into());
        write(sheet, term, Line { code, stop: None, quantity: base, unit: "%", rate: rate.percent, amount, trail });
    }
    Ok(())
}

/// Writes a tax line, and notes how many lines it is of: an adjustment of one of them moves it.
fn write(sheet: &mut Worksheet<'_>, term: &Term, line: Line) {
    let (lines, of) = (sheet.charges.len(), sheet.charges.iter().filter(|c| !c.code.is_tax()).count());
    sheet.write(term, line);
    if sheet.charges.len() > lines {
        sheet.taxed.push(of);
    }
}

fn rates(sheet: &Worksheet<'_>, tax: &CanadianTax, region: &str, date: NaiveDate) -> Result<Vec<TaxRate>, NoRow> {
    let table = table(sheet.tables, &tax.rates)?;
    let TableBody::Taxes { rates } = &table.body else {
        let message = format!("table {} has no tax rates", tax.rates);
        return Err(NoRow { lacks: Lack::Sense, message });
    };
    let mut found: Vec<TaxRate> = Vec::new();
    for name in ["GST", "HST", "QST"] {
        let fitting = rates.iter().filter(|r| r.region == region && r.tax == name && r.effective <= date);
        found.extend(fitting.max_by_key(|r| r.effective).filter(|r| !r.percent.is_zero()).cloned());
    }
    if found.is_empty() {
        let message = format!("{} has no rate for {region} on {date}", tax.rates);
        return Err(NoRow { lacks: Lack::Row, message });
    }
    Ok(found)
}

fn zero(sheet: &mut Worksheet<'_>, term: &Term, tax: &CanadianTax, base: Decimal, from: &str, to: &str) {
    let code = ChargeCode::of("TAX_GST_ZERO");
    let evidence = &tax.zero_evidence;
    let mut trail = sheet.trail();
    trail
        .note(|| Step::Note { text: format!("freight from {from} to {to} is zero-rated; evidence {evidence}").into() });
    trail.note(|| Step::Percent {
        percent: Decimal::ZERO,
        base,
        of: "all charges before tax".into(),
        amount: Decimal::ZERO,
    });
    let (quantity, rate) = (base, Decimal::ZERO);
    write(
        sheet,
        term,
        Line { code: code.clone(), stop: None, quantity, unit: "%", rate, amount: Decimal::ZERO, trail },
    );
    if !sheet.load.has_document(evidence, None) {
        let message = format!("zero-rating needs {evidence}, which is not on file");
        let next = format!("Get the {evidence}; without it the freight is taxable.");
        sheet
            .holds
            .push(Hold::new(HoldCode::TaxEvidenceMissing, message, "", next).of_document(evidence).of_charge(&code));
    }
}
