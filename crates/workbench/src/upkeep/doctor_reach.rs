//! Rules of posting and templates of numbers that reach nobody: a mistyped entity or group is no error of the settings, and what
//! it was for is posted and printed otherwise.

use std::collections::BTreeSet;

use linehaul_domain::fault::Outcome;
use linehaul_domain::near::nearest;

use crate::workspace::home::Workbench;
use crate::workspace::items;

/// Whether each of them names an entity, a group and a charge that there are, in words. Before the first delivery nobody can tell.
pub(super) fn reached(bench: &Workbench) -> Outcome<(bool, String)> {
    let posting = bench.config.erp.posting();
    let customers = bench.cache.customers()?;
    let entities: BTreeSet<&str> = customers.iter().filter_map(|c| Some(c.legal_entity.as_ref()?.as_str())).collect();
    let groups: BTreeSet<&str> = customers.iter().filter_map(|c| c.group.as_deref()).collect();
    let meant = |word: &str, known: &BTreeSet<&str>| {
        let near = nearest(word, known.iter().copied());
        near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
    };
    let mut told = Vec::new();
    for rule in posting.rules.iter().filter(|_| !customers.is_empty()) {
        let conditions = [
            ("entity", rule.entity.as_ref().map(|entity| entity.as_str()), &entities),
            ("group", rule.customer_group.as_deref(), &groups),
        ];
        for (what, value, known) in conditions {
            if let Some(value) = value.filter(|value| !known.contains(value)) {
                let words = rule.words();
                told.push(format!(
                    "[[erp.posting]]: {words}: no customer has the {what} `{value}`{}",
                    meant(value, known)
                ));
            }
        }
    }
    for entity in bench.config.printed_numbers.keys().filter(|entity| *entity != "*" && !customers.is_empty()) {
        if !entities.contains(entity.as_str()) {
            told.push(format!("[printed_number.{entity}]: no customer has that entity{}", meant(entity, &entities)));
        }
    }
    if told.is_empty() {
        let words = "each rule of posting and template of a number is for customers that there are";
        return Ok((true, words.to_owned()));
    }
    Ok((false, told.join("; ")))
}

/// Whether every item that the settings name is among those that the ERP told last; `None` where it told of none.
pub(super) fn items(bench: &Workbench) -> Outcome<Option<(bool, String)>> {
    if bench.config.erp.master_data.is_none() {
        return Ok(None);
    }
    let Some(known) = items::known(&bench.archive, &bench.cache, &bench.erp_place())? else { return Ok(None) };
    let told = format!("the ERP told {} items at {}", known.items.len(), known.at.format("%Y-%m-%d %H:%M UTC"));
    let absent = items::absent(&bench.config, &known.items);
    let named: Vec<String> = absent.iter().map(|(item, meant)| format!("`{item}`{meant}")).collect();
    Ok(Some(match named.as_slice() {
        [] => (true, format!("{told}; every one that the settings name is among them")),
        some => (
            false,
            format!("{told}; not among them: {}. Loads that would be posted as these are held", some.join(", ")),
        ),
    }))
}
