//! What is asked beside sending: the lists, the doctor's questions, and the note on a finished batch.

use linehaul_domain::money::Currency;
use serde_json::{Value, json};

use crate::erp::http::Effect;
use crate::erp::tryton::{Tryton, names};
use crate::erp::{Catalogue, ErpError, ErpItem, ErpParty, ErpTax, Finding, FinishedBatch};

fn text(row: &Value, pointer: &str) -> String {
    row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Every party with a code, every product with a code, and the lists.
pub(super) fn catalogue(erp: &mut Tryton) -> Result<Catalogue, ErpError> {
    let context = erp.names()?.context();
    let coded = json!([["code", "!=", null]]);
    let parties = names::rows(&mut erp.rpc, "party.party", coded.clone(), json!(["code", "name"]), &context)?;
    let items = names::rows(&mut erp.rpc, "product.product", coded, json!(["code", "name"]), &context)?;
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
        items: items.iter().map(|row| ErpItem { code: text(row, "/code"), name: text(row, "/name") }).collect(),
    })
}

/// Puts a note on the first invoice of a finished batch, once.
pub(super) fn note(erp: &mut Tryton, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
    let Some(record) = finished.erp_ids.first() else { return Ok(()) };
    let resource = format!("account.invoice,{record}");
    let message = finished.words();
    let context = erp.names()?.context();
    let domain = json!([["resource", "=", resource], ["message", "=", message]]);
    if !names::rows(&mut erp.rpc, "ir.note", domain, json!(["id"]), &context)?.is_empty() {
        return Ok(());
    }
    let parameters = json!([[{"resource": resource, "message": message}], context]);
    match erp.rpc.call("model.ir.note.create", parameters, Effect::Changes)? {
        Ok(_) => Ok(()),
        Err(no) => Err(ErpError::NotAllowed { message: no.refusal.message }),
    }
}

/// Server, login, company, rights and lists, in that order: what fails first explains the rest.
pub(super) fn check(erp: &mut Tryton) -> Vec<Finding> {
    let mut findings = Vec::new();
    match erp.rpc.version() {
        Ok(version) => {
            let known = version.starts_with("8.");
            let words = if known { "answers" } else { "answers; this connector was made for 8.0" };
            findings.push(Finding::new("server", known, format!("Tryton {version} {words}")));
        }
        Err(why) => {
            findings.push(Finding::new(
                "server",
                false,
                format!("{}; is it running, and is `url` right?", words(&why)),
            ));
            return findings;
        }
    }
    if let Err(why) = erp.rpc.login() {
        let words =
            format!("{}; check `user` and `database`, and set the password: `linehaul secret set`", words(&why));
        findings.push(Finding::new("login", false, words));
        return findings;
    }
    match erp.names() {
        Ok(names) => {
            let count = |n: usize, word: &str| format!("{n} {word}");
            let lists = [
                count(names.taxes.len(), "taxes"),
                count(names.terms.len(), "payment terms"),
                count(names.currencies.len(), "currencies"),
            ];
            findings.push(Finding::new("login", true, format!("logged in to {}", names.company_name)));
            findings.push(Finding::new("lists", true, lists.join(", ")));
        }
        Err(why) => {
            findings.push(Finding::new("login", false, words(&why)));
            return findings;
        }
    }
    findings.push(rights(erp));
    findings
}

/// The rights that docs/connectors/tryton.md asks for.
fn rights(erp: &mut Tryton) -> Finding {
    const WANTED: &[(&str, &[&str])] = &[
        ("account.invoice", &["read", "write", "create", "delete"]),
        ("party.party", &["read"]),
        ("product.product", &["read"]),
        ("account.tax", &["read"]),
        ("account.invoice.payment_term", &["read"]),
    ];
    let models: Vec<&str> = WANTED.iter().map(|(model, _)| *model).collect();
    let access = match erp.rpc.read("model.ir.model.access.get_access", json!([models, {}])) {
        Ok(access) => access,
        Err(why) => return Finding::new("rights", false, words(&why)),
    };
    let has = |model: &str, right: &str| match access.get(model).and_then(|m| m.get(right)) {
        Some(Value::Bool(yes)) => *yes,
        Some(number) => number.as_i64() != Some(0),
        None => false,
    };
    let lacking: Vec<String> = WANTED
        .iter()
        .flat_map(|(model, rights)| rights.iter().map(move |right| (*model, *right)))
        .filter(|(model, right)| !has(model, right))
        .map(|(model, right)| format!("{right} {model}"))
        .collect();
    match lacking.as_slice() {
        [] => Finding::new("rights", true, "the user may read, make, post and remove invoices"),
        some => Finding::new(
            "rights",
            false,
            format!("the user may not {}; add it to the group Accounting", some.join(", ")),
        ),
    }
}

fn words(why: &ErpError) -> String {
    why.message().to_owned()
}
