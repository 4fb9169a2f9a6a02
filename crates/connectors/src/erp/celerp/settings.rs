//! What `[erp]` says of a Celerp.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::declared;
use linehaul_domain::declared::Declared;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::ErpPlace;
use linehaul_domain::money::Currency;
use serde::Deserialize;

use crate::erp::celerp::{Celerp, CelerpSettings, MAX_BATCH, MAX_POST};
use crate::erp::kind::{self, ErpKind, Items, Mapped, OneOrMore, Opening, Settings};
use crate::erp::server::{ANSWER_WITHIN_SECONDS, Asked, SETTLE_SECONDS};
use crate::erp::{Drafts, Erp, ErpError, Feed, Lengths, Pace, TaxBy, Traits, Twice};

/// The kind.
pub const KIND: ErpKind = ErpKind {
    name: "celerp",
    own: Table::KEYS,
    at_a_server: true,
    traits: Traits {
        drafts: Drafts::First,
        twice: Twice::Replayed { seconds: None },
        tax: TaxBy::Us,
        pace: Pace::ANY,
        lengths: Lengths::USUAL,
        accounts: false,
        dimensions: false,
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
        price_decimals: 2,
        settle_seconds: SETTLE_SECONDS,
        answer_within_seconds: ANSWER_WITHIN_SECONDS,
    },
    wrong,
    address: |settings| read(settings).ok().map(|(server, _)| server.url),
    place: |settings| read(settings).ok().map(|(server, _)| place(&server.url, &server.user)),
    account: |settings| read(settings).ok().map(|(server, _)| kind::account(&server.user, &server.url, "")),
    mapped: |settings| {
        let of = |table: Table| Mapped { taxes: kind::names(table.taxes), terms: table.terms };
        read(settings).map(|(_, table)| of(table)).unwrap_or_default()
    },
    open,
};

/// Which Celerp it is. Who signs in says in which company.
pub(super) fn place(url: &str, user: &str) -> ErpPlace {
    kind::place("celerp", url, &format!("the company of {user}"))
}

declared! {
    /// Its settings.
    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Table {
        /// Its taxes by our tax code; a code that is not here goes in one sum without a name.
        taxes: BTreeMap<String, OneOrMore>,
        /// Its payment terms by ours, where the names differ.
        terms: BTreeMap<String, String>,
        /// It keeps no rates: how much of its books' currency one of another currency is, by code.
        rates: BTreeMap<String, String>,
        /// It lets in one person at a time: sign out whoever is signed in?
        /// Default: `false`
        sign_others_out: bool,
    }
}

fn read(settings: &Settings) -> Result<(Asked, Table), String> {
    kind::read_at_a_server(settings)
}

fn wrong(settings: &Settings, _: &Items) -> Option<String> {
    let (server, table) = match read(settings) {
        Ok(read) => read,
        Err(why) => return Some(why),
    };
    if let Some(why) = kind::lacking(KIND.name, &[("url", &server.url), ("user", &server.user)]) {
        return Some(why);
    }
    if let Some(why) = server.wrong(MAX_BATCH) {
        return Some(why);
    }
    kind::wrong_taxes(&kind::names(table.taxes)).or_else(|| wrong_rates(&table.rates))
}

fn wrong_rates(rates: &BTreeMap<String, String>) -> Option<String> {
    let good = |(code, rate): &(&String, &String)| {
        code.parse::<Currency>().is_ok() && exact(rate).is_some_and(|rate| rate > Decimal::ZERO)
    };
    let (code, rate) = rates.iter().find(|one| !good(one))?;
    Some(format!("rates: {code} = \"{rate}\" is no currency with what one of it is, like CAD = \"0.7105\""))
}

fn open(opening: Opening<'_>) -> Outcome<Result<Box<dyn Erp>, ErpError>> {
    let (server, table) = match read(opening.settings) {
        Ok(read) => read,
        Err(message) => return Ok(Err(ErpError::Broken { message })),
    };
    let settings = CelerpSettings {
        server: server.server(opening.secret),
        signs_others_out: table.sign_others_out,
        taxes: kind::names(table.taxes),
        terms: table.terms,
        rates: table.rates.into_iter().filter_map(|(code, rate)| Some((code, exact(&rate)?))).collect(),
    };
    Ok(Celerp::new(settings).map(|celerp| Box::new(celerp) as Box<dyn Erp>))
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
