//! What the doctor asks of Tryton.

use serde_json::{Value, json};

use crate::erp::tryton::Tryton;
use crate::erp::{ErpError, Finding};

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
    match why {
        ErpError::Unknown { message }
        | ErpError::Unavailable { message, .. }
        | ErpError::NotAllowed { message }
        | ErpError::Broken { message } => message.clone(),
    }
}
