//! What `[erp]` says of a Celerp.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::money::Currency;
use secrecy::SecretString;
use serde::Deserialize;

use crate::erp::celerp::{Celerp, CelerpSettings, MAX_BATCH, place};
use crate::erp::kind::{self, Asking, ErpKind, Items, Mapped, OneOrMore, Opening, Settings};
use crate::erp::{Erp, ErpError};

/// The kind.
pub const KIND: ErpKind = ErpKind {
    name: "celerp",
    words: &[
        "url",
        "user",
        "taxes",
        "terms",
        "rates",
        "sign_others_out",
        "batch_size",
        "settle_seconds",
        "answer_within_seconds",
    ],
    accounts: false,
    dimensions: false,
    wrong,
    address: |settings| read(settings).ok().map(|table| table.url),
    place: |settings| read(settings).ok().map(|table| place(&table.url, &table.user)),
    account: |settings| read(settings).ok().map(|table| kind::account(&table.user, &table.url, "")),
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
    /// `https://host:port` of its API; http for this machine only.
    url: String,
    /// An email.
    user: String,
    /// Its taxes by our tax code; a code that is not here goes in one sum without a name.
    taxes: BTreeMap<String, OneOrMore>,
    /// Its payment terms by ours, where the names differ.
    terms: BTreeMap<String, String>,
    /// It keeps no rates: how much of its books' currency one of another currency is, by code.
    rates: BTreeMap<String, String>,
    /// It lets in one person at a time: sign out whoever is signed in.
    sign_others_out: bool,
    batch_size: u32,
    settle_seconds: u32,
    answer_within_seconds: u32,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            url: String::new(),
            user: String::new(),
            taxes: BTreeMap::new(),
            terms: BTreeMap::new(),
            rates: BTreeMap::new(),
            sign_others_out: false,
            batch_size: kind::BATCH_SIZE,
            settle_seconds: kind::SETTLE_SECONDS,
            answer_within_seconds: kind::ANSWER_WITHIN_SECONDS,
        }
    }
}

fn read(settings: &Settings) -> Result<Table, String> {
    kind::read(settings)
}

fn wrong(settings: &Settings, _: &Items) -> Option<String> {
    let table = match read(settings) {
        Ok(table) => table,
        Err(why) => return Some(why),
    };
    if let Some(why) = kind::lacking("celerp", &[("url", &table.url), ("user", &table.user)]) {
        return Some(why);
    }
    let asking = Asking {
        url: &table.url,
        user: &table.user,
        batch_size: table.batch_size,
        most: MAX_BATCH,
        settle_seconds: table.settle_seconds,
        answer_within_seconds: table.answer_within_seconds,
    };
    if let Some(why) = kind::wrong_asking(asking) {
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
    let table = match read(opening.settings) {
        Ok(table) => table,
        Err(message) => return Ok(Err(ErpError::Broken { message })),
    };
    let settings = CelerpSettings {
        url: table.url,
        user: table.user,
        password: opening.secret.unwrap_or_else(|| SecretString::from("")),
        signs_others_out: table.sign_others_out,
        taxes: kind::names(table.taxes),
        terms: table.terms,
        rates: table.rates.into_iter().filter_map(|(code, rate)| Some((code, exact(&rate)?))).collect(),
        max_batch: table.batch_size,
        settle_seconds: table.settle_seconds,
        answer_within_seconds: table.answer_within_seconds,
    };
    Ok(Celerp::new(settings).map(|celerp| Box::new(celerp) as Box<dyn Erp>))
}
