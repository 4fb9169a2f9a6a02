//! Lint: what reads, but somebody should look at.

use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;

use crate::contract::Contract;
use crate::problem::{Problem, Severity};

/// Remarks on a contract that reads.
pub fn lint(contract: &Contract, tables: &Tables) -> Vec<Problem> {
    let terms = contract.terms();
    let has = |wanted: fn(&Verb) -> bool| terms.terms.iter().any(|t| wanted(&t.verb));
    let mut remarks = Vec::new();
    let mut remark = |message: &str| {
        remarks.push(Problem {
            file: terms.file.clone(),
            line: 1,
            column: 1,
            code: "LH-320",
            message: message.to_owned(),
            severity: Severity::Warning,
        });
    };
    let linehaul = has(|v| matches!(v, Verb::Linehaul(_)));
    if !linehaul && !terms.otherwise_house_tariff && !has(|v| matches!(v, Verb::Tonu(_) | Verb::Detention(_))) {
        remark("no linehaul, and the house tariff is not allowed to fill in");
    }
    if linehaul && !has(|v| matches!(v, Verb::Fuel(_))) {
        remark("nothing is said of fuel: say `fuel included` if it is in the rate");
    }
    if linehaul && !has(|v| matches!(v, Verb::NeedDocument { .. })) {
        remark("no document is needed before billing: a POD is usual");
    }
    if tables.is_empty() {
        remark("there are no tables");
    }
    remarks
}
