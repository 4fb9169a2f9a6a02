//! Money sign: what the sign before an amount says of its currency.

use linehaul_domain::money::Currency;

/// A sign, with the currencies that are written with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    shown: &'static str,
    of: &'static str,
}

/// The longer ones first. A bare `$` is that of any dollar, and of pesos.
const SIGNS: &[Sign] = &[
    Sign { shown: "US$", of: "USD" },
    Sign { shown: "CA$", of: "CAD" },
    Sign { shown: "C$", of: "CAD" },
    Sign { shown: "MX$", of: "MXN" },
    Sign { shown: "€", of: "EUR" },
    Sign { shown: "£", of: "GBP" },
    Sign {
        shown: "$",
        of: "USD CAD MXN AUD BBD BMD BND BSD BZD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD ARS CLP COP CUP \
             DOP UYU",
    },
];

impl Sign {
    /// The one that a text begins with, and what is behind it.
    pub fn before(text: &str) -> Option<(Sign, &str)> {
        SIGNS.iter().find_map(|sign| Some((*sign, text.strip_prefix(sign.shown)?)))
    }

    /// Is this currency written with it?
    pub fn fits(self, currency: Currency) -> bool {
        self.of.split_whitespace().any(|code| code == currency.code())
    }

    /// The currency that it says; nothing where several are written with it.
    pub fn currency(self) -> Option<Currency> {
        self.of.parse().ok()
    }

    /// What is wrong with an amount that is in another currency than its sign says.
    pub fn contradicts(self, amount: &str, currency: Currency) -> String {
        let (amount, sign) = (crate::cell::shown(amount), self.shown);
        format!("`{amount}` is written with {sign}, and its currency is {currency}")
    }
}
