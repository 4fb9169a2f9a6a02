//! What `[erp]` says of a Tryton.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::declared;
use linehaul_domain::declared::Declared;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::ErpPlace;
use serde::Deserialize;

use crate::erp::kind::{self, ErpKind, Items, Mapped, OneOrMore, Opening, Settings};
use crate::erp::server::{ANSWER_WITHIN_SECONDS, Asked, SETTLE_SECONDS};
use crate::erp::tryton::{MAX_BATCH, MAX_POST, Tryton, TrytonSettings};
use crate::erp::{Drafts, Erp, ErpError, Feed, Lengths, Pace, TaxBy, Traits, Twice};

/// The kind.
pub const KIND: ErpKind = ErpKind {
    name: "tryton",
    own: Table::KEYS,
    at_a_server: true,
    traits: Traits {
        drafts: Drafts::First,
        twice: Twice::MakesTwo,
        tax: TaxBy::Us,
        pace: Pace::ANY,
        lengths: Lengths::USUAL,
        accounts: true,
        dimensions: true,
        credits: true,
        import_files: false,
        notes: true,
        tells_open_amount: true,
        feed: Feed::OfWhatStays,
        customers: super::master::TELLS,
        receivables: true,
        max_batch: MAX_BATCH,
        max_post: MAX_POST,
        money_decimals: 2,
        price_decimals: 4,
        settle_seconds: SETTLE_SECONDS,
        answer_within_seconds: ANSWER_WITHIN_SECONDS,
    },
    wrong,
    address: |settings| read(settings).ok().map(|(server, _)| server.url),
    place: |settings| {
        let of = |(server, table): (Asked, Table)| {
            place(&server.url, &table.database, table.company.as_deref(), &server.user)
        };
        read(settings).ok().map(of)
    },
    account: |settings| {
        let of = |(server, table): (Asked, Table)| kind::account(&server.user, &server.url, &table.database);
        read(settings).ok().map(of)
    },
    mapped: |settings| {
        let of = |table: Table| Mapped { taxes: kind::names(table.taxes), terms: table.terms };
        read(settings).map(|(_, table)| of(table)).unwrap_or_default()
    },
    open,
};

/// Which Tryton it is. A user without a company by name works in its own.
pub(super) fn place(url: &str, database: &str, company: Option<&str>, user: &str) -> ErpPlace {
    let company = company.map_or_else(|| format!("the company of {user}"), |name| format!("company {name}"));
    kind::place("tryton", url, &format!("database {database}, {company}"))
}

declared! {
    /// Its settings.
    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Table {
        /// Its database. It must be there.
        /// Default: `""`
        database: String,
        /// The company, by its name.
        /// Default: the user's own
        company: Option<String>,
        /// The journal of revenue, by its code.
        /// Default: the first
        journal: Option<String>,
        /// Its taxes by our tax code; of several the one whose rate fits is taken. A code that is not here goes as a line.
        taxes: BTreeMap<String, OneOrMore>,
        /// Its payment terms by ours, where the names differ.
        terms: BTreeMap<String, String>,
        /// Warnings that are agreed to, by name, e.g. `invoice_payment_term` (a due date in the past).
        agree_to_warnings: Vec<String>,
    }
}

fn read(settings: &Settings) -> Result<(Asked, Table), String> {
    kind::read_at_a_server(settings)
}

fn wrong(settings: &Settings, items: &Items) -> Option<String> {
    let (server, table) = match read(settings) {
        Ok(read) => read,
        Err(why) => return Some(why),
    };
    let database = &table.database;
    let needed: [(&str, &str); 3] = [("url", &server.url), ("database", database), ("user", &server.user)];
    if let Some(why) = kind::lacking(KIND.name, &needed) {
        return Some(why);
    }
    if let Some(why) = server.wrong(MAX_BATCH) {
        return Some(why);
    }
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
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
    let (server, table) = match read(opening.settings) {
        Ok(read) => read,
        Err(message) => return Ok(Err(ErpError::Broken { message })),
    };
    let taxes = kind::names(table.taxes);
    let settings = TrytonSettings {
        dimensions: opening.posting.dimensions.clone(),
        tax_items: tax_items(&taxes, &opening.posting.items),
        server: server.server(opening.secret),
        database: table.database,
        company: table.company,
        journal: table.journal,
        taxes,
        terms: table.terms,
        agrees_to: table.agree_to_warnings,
    };
    Ok(Tryton::new(settings).map(|tryton| Box::new(tryton) as Box<dyn Erp>))
}

#[cfg(test)]
mod tests {
    use super::*;
    use linehaul_domain::declared::untrue;

    #[test]
    fn what_is_told_of_its_keys_is_so() {
        assert_eq!(untrue::<Table>(&serde_json::json!({})), Vec::<String>::new());
    }
}
