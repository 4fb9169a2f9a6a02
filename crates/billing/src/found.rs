//! Found: what was found where the contract of a load was looked for.

use linehaul_domain::time::NaiveDate;

/// The contract of a load.
pub enum Found<'a, A> {
    /// In force.
    Contract(&'a A),
    /// There is none.
    Missing {
        /// Where one was looked for, as people know it.
        looked: Option<String>,
    },
    /// There is one, but on the load's day no version of it was in force yet.
    NotYet {
        /// The first day on which one is.
        first: NaiveDate,
        /// Where one was looked for, as people know it.
        looked: Option<String>,
    },
    /// The date that picks its version is not known.
    Undated {
        /// Which date.
        input: String,
    },
    /// It does not read.
    Broken {
        /// Why.
        message: String,
    },
}

impl<A> Found<'_, A> {
    /// The same, with where one was looked for: in the customer's folder, and in that of the house tariff where it may speak.
    pub fn looked_for(self, folder: &str, house: bool) -> Self {
        let looked = || {
            let house = if house { ", rules/house/DAY.rhai" } else { "" };
            Some(format!("rules/customers/{folder}/DAY.rhai{house}, DAY no later than the load's, like 2025-01-01"))
        };
        match self {
            Found::Missing { .. } => Found::Missing { looked: looked() },
            Found::NotYet { first, .. } => Found::NotYet { first, looked: looked() },
            other => other,
        }
    }
}
