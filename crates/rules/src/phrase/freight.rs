//! `linehaul`, `minimum`, `discount`.

use linehaul_domain::terms::{Classes, Linehaul, LinehaulBasis, Verb};

use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::options::Options;

/// `linehaul flat 1850.00` and the other bases.
pub fn linehaul(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let basis = basis(cursor)?;
    let mut minimum = None;
    options.rest_with(cursor, &["minimum"], |cursor| {
        if !cursor.take("minimum") {
            return Ok(false);
        }
        minimum = Some(cursor.amount("a minimum")?);
        Ok(true)
    })?;
    Ok(Verb::Linehaul(Linehaul { basis, minimum }))
}

fn basis(cursor: &mut Cursor<'_>) -> Step<LinehaulBasis> {
    if cursor.take("flat") {
        return Ok(LinehaulBasis::Flat(cursor.amount("an amount")?));
    }
    if cursor.take("as booked") {
        return Ok(LinehaulBasis::AsBooked);
    }
    if cursor.take("scale") {
        let table = cursor.table("scale")?;
        return Ok(LinehaulBasis::Scale { table, deficit_weight: deficit_weight(cursor)? });
    }
    if cursor.take("lanes") {
        let table = cursor.table("lanes")?;
        cursor.words(", by")?;
        return Ok(LinehaulBasis::Lanes { table, by: cursor.date()? });
    }
    if cursor.take("classes") {
        return classes(cursor);
    }
    if !cursor.at_number() {
        return cursor.expected(&[
            "flat",
            "as booked",
            "scale \"…\"",
            "lanes \"…\"",
            "classes \"…\"",
            "an amount per mile or per cwt",
        ]);
    }
    let rate = cursor.amount("a rate")?;
    cursor.words("per")?;
    if cursor.take("mile") {
        Ok(LinehaulBasis::PerMile(rate))
    } else if cursor.take("cwt") {
        Ok(LinehaulBasis::PerCwt(rate))
    } else {
        cursor.expected(&["mile", "cwt"])
    }
}

/// `, deficit weight charged` or `, no deficit weight`: one of them is said.
fn deficit_weight(cursor: &mut Cursor<'_>) -> Step<bool> {
    cursor.words(",")?;
    if cursor.take("deficit weight charged") {
        Ok(true)
    } else if cursor.take("no deficit weight") {
        Ok(false)
    } else {
        cursor.expected(&["deficit weight charged", "no deficit weight"])
    }
}

/// `classes "TABLE" [, zones "ZONES"], by actual pickup, deficit weight charged [, all freight as class "70"]`.
fn classes(cursor: &mut Cursor<'_>) -> Step<LinehaulBasis> {
    let table = cursor.table("classes")?;
    let zones = if cursor.take(", zones") { Some(cursor.table("zones")?) } else { None };
    cursor.words(", by")?;
    let by = cursor.date()?;
    let deficit_weight = deficit_weight(cursor)?;
    let all_as = if cursor.take(", all freight as class") { Some(cursor.text("a class")?.0) } else { None };
    Ok(LinehaulBasis::Classes(Classes { table, zones, by, deficit_weight, all_as }))
}

/// `minimum 125.00 net linehaul`, `minimum 700.00 invoice`.
pub fn minimum(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let amount = cursor.amount("a minimum")?;
    let whole = cursor.take("invoice");
    if !whole && !cursor.take("net linehaul") {
        return cursor.expected(&["net linehaul", "invoice"]);
    }
    options.rest(cursor)?;
    Ok(if whole { Verb::InvoiceMinimum { amount } } else { Verb::Minimum { amount } })
}

/// `discount 62 percent of gross linehaul`.
pub fn discount(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let percent = cursor.percent("a discount", 100)?;
    cursor.words("percent of gross linehaul")?;
    options.rest(cursor)?;
    Ok(Verb::Discount { percent })
}
