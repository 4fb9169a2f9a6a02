//! What `[erp]` says of a Tryton.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::fault::Outcome;
use secrecy::SecretString;
use serde::Deserialize;

use crate::erp::kind::{self, Asking, ErpKind, Items, Mapped, OneOrMore, Opening, Settings};
use crate::erp::tryton::{MAX_BATCH, Tryton, TrytonSettings, place};
use crate::erp::{Erp, ErpError};

/// The kind.
pub const KIND: ErpKind = ErpKind {
    name: "tryton",
    words: &[
        "url",
        "database",
        "user",
        "company",
        "journal",
        "taxes",
        "terms",
        "agree_to_warnings",
        "batch_size",
        "settle_seconds",
        "answer_within_seconds",
    ],
    accounts: true,
    dimensions: true,
    wrong,
    address: |settings| read(settings).ok().map(|table| table.url),
    place: |settings| {
        let of = |table: Table| place(&table.url, &table.database, table.company.as_deref(), &table.user);
        read(settings).ok().map(of)
    },
    account: |settings| read(settings).ok().map(|table| kind::account(&table.user, &table.url, &table.database)),
    mapped: |settings| {
        let of = |table: Table| Mapped { taxes: kind::names(table.taxes), terms: table.terms };
        read(settings).map(of).unwrap_or_default()
    },
    open,
};

/// Its settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Table {
    /// `https://host:port`; http for this machine only.
    url: String,
    database: String,
    user: String,
    /// By name; by default the user's own.
    company: Option<String>,
    /// Of revenue, by code; by default the first.
    journal: Option<String>,
    /// Its taxes by our tax code; of several the one whose rate fits is taken. A code that is not here goes as a line.
    taxes: BTreeMap<String, OneOrMore>,
    /// Its payment terms by ours, where the names differ.
    terms: BTreeMap<String, String>,
    /// Warnings that are agreed to, by name, e.g. `invoice_payment_term` (a due date in the past).
    agree_to_warnings: Vec<String>,
    batch_size: u32,
    settle_seconds: u32,
    answer_within_seconds: u32,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            url: String::new(),
            database: String::new(),
            user: String::new(),
            company: None,
            journal: None,
            taxes: BTreeMap::new(),
            terms: BTreeMap::new(),
            agree_to_warnings: Vec::new(),
            batch_size: kind::BATCH_SIZE,
            settle_seconds: kind::SETTLE_SECONDS,
            answer_within_seconds: kind::ANSWER_WITHIN_SECONDS,
        }
    }
}

fn read(settings: &Settings) -> Result<Table, String> {
    kind::read(settings)
}

fn wrong(settings: &Settings, items: &Items) -> Option<String> {
    let table = match read(settings) {
        Ok(table) => table,
        Err(why) => return Some(why),
    };
    let Table { url, database, user, .. } = &table;
    if let Some(why) = kind::lacking("tryton", &[("url", url), ("database", database), ("user", user)]) {
        return Some(why);
    }
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let asking = Asking {
        url,
        user,
        batch_size: table.batch_size,
        most: MAX_BATCH,
        settle_seconds: table.settle_seconds,
        answer_within_seconds: table.answer_within_seconds,
    };
    if let Some(why) = kind::wrong_asking(asking) {
        return Some(why);
    }
    if !plain(database) {
        return Some(format!("database: `{database}` has letters that no database's name has"));
    }
    let taxes = kind::names(table.taxes);
    if let Some(why) = kind::wrong_taxes(&taxes) {
        return Some(why);
    }
    let of_others = |item: &String| items.iter().any(|(code, all)| all.contains(item) && !kind::is_tax(code));
    let shared = tax_items(&taxes, items).into_iter().find(of_others)?;
    Some(format!("items: `{shared}` is the item of a tax that goes as a line, and of another charge too"))
}

/// Items under which taxes without a tax of Tryton's go as lines.
fn tax_items(taxes: &BTreeMap<String, Vec<String>>, items: &Items) -> BTreeSet<String> {
    let unmapped = items.iter().filter(|(code, _)| kind::is_tax(code) && !taxes.contains_key(*code));
    unmapped.flat_map(|(_, all)| all.iter().cloned()).collect()
}

fn open(opening: Opening<'_>) -> Outcome<Result<Box<dyn Erp>, ErpError>> {
    let table = match read(opening.settings) {
        Ok(table) => table,
        Err(message) => return Ok(Err(ErpError::Broken { message })),
    };
    let taxes = kind::names(table.taxes);
    let settings = TrytonSettings {
        dimensions: opening.posting.dimensions.clone(),
        tax_items: tax_items(&taxes, &opening.posting.items),
        url: table.url,
        database: table.database,
        user: table.user,
        password: opening.secret.unwrap_or_else(|| SecretString::from("")),
        company: table.company,
        journal: table.journal,
        taxes,
        terms: table.terms,
        agrees_to: table.agree_to_warnings,
        max_batch: table.batch_size,
        settle_seconds: table.settle_seconds,
        answer_within_seconds: table.answer_within_seconds,
    };
    Ok(Tryton::new(settings).map(|tryton| Box::new(tryton) as Box<dyn Erp>))
}
