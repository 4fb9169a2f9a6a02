//! The catalogue: every party and product with a code, and the lists.

use linehaul_domain::money::Currency;
use serde_json::{Value, json};

use crate::erp::tryton::{Tryton, names};
use crate::erp::{Catalogue, ErpError, ErpItem, ErpParty, ErpTax};

fn text(row: &Value, pointer: &str) -> String {
    row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Every active product with a code: by this a line names it.
pub(super) fn items(erp: &mut Tryton) -> Result<Vec<ErpItem>, ErpError> {
    let context = erp.names()?.context();
    let coded = json!([["code", "!=", null]]);
    let rows = names::rows(&mut erp.rpc, "product.product", coded, json!(["code", "name"]), &context)?;
    Ok(rows.iter().map(|row| ErpItem { code: text(row, "/code"), name: text(row, "/name") }).collect())
}

/// Every party with a code, every product with a code, and the lists.
pub(super) fn catalogue(erp: &mut Tryton) -> Result<Catalogue, ErpError> {
    let context = erp.names()?.context();
    let coded = json!([["code", "!=", null]]);
    let parties = names::rows(&mut erp.rpc, "party.party", coded, json!(["code", "name"]), &context)?;
    let items = items(erp)?;
    let names = erp.names()?;
    let taxes = names.taxes.iter().flat_map(|(name, taxes)| taxes.iter().map(move |tax| (name, tax)));
    let taxes = taxes.map(|(name, tax)| ErpTax { name: name.clone(), percent: tax.percent });
    Ok(Catalogue {
        taxes: taxes.collect(),
        terms: names.terms.keys().cloned().collect(),
        currencies: names.currencies.keys().copied().collect::<Vec<Currency>>(),
        parties: parties
            .iter()
            .map(|row| ErpParty {
                code: text(row, "/code"),
                name: text(row, "/name"),
                credit_hold: false,
                currency: None,
            })
            .collect(),
        items,
    })
}
