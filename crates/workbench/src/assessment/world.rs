//! World: what loads are priced with, by name and digest, and which loads a change of it touches. Nothing is looked at for
//! each load: a changed contract, table or setting marks what it touches in one statement, and only loads that are not
//! approved, since an approval keeps what it saw.

use linehaul_domain::assessment::ENGINE;
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::CustomerId;
use linehaul_store::{Cause, Mark, World};

use crate::contracts::library::HOUSE;
use crate::workspace::home::Workbench;

const ENGINE_NAME: &str = "engine";
const SETTINGS: &str = "settings";
const FOLDER: &str = "folder/";
const OF_CUSTOMER: &str = "settings/";

/// The world at hand.
pub fn at_hand(bench: &Workbench) -> World {
    let config = &bench.config;
    let mut world = bench.library.world();
    world.insert(ENGINE_NAME.to_owned(), canonical::hash(&ENGINE));
    world.insert(SETTINGS.to_owned(), canonical::hash(&config.settings(None)));
    for name in config.customers.keys() {
        let customer = CustomerId(name.clone());
        // Where what is known of a customer names another folder, that it became known marks its loads.
        let folder = config.contract_folder(&customer, None);
        let own = (config.settings(Some(&customer)), folder, config.house_tariff(&customer));
        world.insert(format!("{OF_CUSTOMER}{name}"), canonical::hash(&own));
    }
    world
}

/// Marks what a change of the world touches. Where nothing changed it costs a look at the names alone.
pub fn follow(bench: &mut Workbench) -> Outcome<()> {
    let now = at_hand(bench);
    let changed = |before: &World| marks(before, &now);
    bench.cache.follow_world(&now, &changed)
}

/// Is the world at hand the one that the assessments were made with?
pub fn is_followed(bench: &Workbench) -> Outcome<bool> {
    Ok(bench.cache.world()? == at_hand(bench))
}

fn marks(before: &World, now: &World) -> Vec<(Mark, Cause)> {
    let names = before.keys().chain(now.keys().filter(|name| !before.contains_key(*name)));
    let changed = names.filter(|name| before.get(*name) != now.get(*name));
    changed.map(|name| mark_of(name)).collect()
}

fn mark_of(name: &str) -> (Mark, Cause) {
    if name == HOUSE {
        return (Mark::House, Cause::Rules);
    }
    if let Some(folder) = name.strip_prefix(FOLDER) {
        return (Mark::Folder(folder.to_owned()), Cause::Rules);
    }
    match name.strip_prefix(OF_CUSTOMER) {
        Some(customer) => (Mark::Customer(CustomerId(customer.to_owned())), Cause::Settings),
        // The engine, and what is set for all.
        None => (Mark::All, Cause::Settings),
    }
}
