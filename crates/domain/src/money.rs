//! Money: a decimal amount with its currency, and the only roundings there are.
//!
//! No amount is ever a binary float. Two currencies never add. Rounding happens at named places (a line, a tax, an
//! exchange) by a named function.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, three upper-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// The currencies that are somebody's money, by the decimal places of their amounts: without metals, units of account, funds,
/// and codes for testing. Both as ISO 4217 has them, column "minor unit" of its list one, which SIX publishes for it.
const MONEY: &[(u32, &str)] = &[
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
         CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD \
         HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK \
         MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD \
         RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
         UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

impl Currency {
    /// United States dollar.
    pub const USD: Currency = Currency(*b"USD");
    /// Canadian dollar.
    pub const CAD: Currency = Currency(*b"CAD");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Decimal places of an invoiced amount, by ISO 4217; 2 for what is money no more.
    pub fn places(&self) -> u32 {
        self.minor_unit().unwrap_or(2)
    }

    /// None for what is no money.
    fn minor_unit(&self) -> Option<u32> {
        let holds = |codes: &str| codes.as_bytes().chunks(4).any(|code| code.starts_with(&self.0));
        MONEY.iter().find(|(_, codes)| holds(codes)).map(|(places, _)| *places)
    }
}

impl Currency {
    fn of_letters(text: &str) -> Result<Currency, String> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_uppercase()) => Ok(Currency([*a, *b, *c])),
            _ => Err(format!("`{text}` is not a currency code of three capital letters")),
        }
    }
}

impl FromStr for Currency {
    type Err = String;
    fn from_str(text: &str) -> Result<Currency, String> {
        let currency = Currency::of_letters(text)?;
        match currency.minor_unit() {
            Some(_) => Ok(currency),
            None => Err(format!("`{text}` is no currency of ISO 4217 that is money")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Currency, D::Error> {
        // What was kept once stays readable, whatever is money by then.
        Currency::of_letters(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

/// How a named place rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// A half goes away from zero: 2.345 becomes 2.35, -2.345 becomes -2.35.
    HalfUp,
    /// A half goes to the even neighbour: 2.345 becomes 2.34.
    HalfEven,
    /// Away from zero whenever anything is left.
    Up,
    /// Toward zero.
    Down,
}

impl Rounding {
    /// Rounds to `places` decimal places.
    pub fn apply(self, value: Decimal, places: u32) -> Decimal {
        if value.scale() <= places {
            return value;
        }
        if let Some(rounded) = self.small(value, places) {
            return rounded;
        }
        let how = match self {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        value.round_dp_with_strategy(places, how)
    }

    /// The same for numbers of everyday size, by one division; nothing for others and for zero, whose sign the library keeps.
    fn small(self, value: Decimal, places: u32) -> Option<Decimal> {
        let unit = 10i64.checked_pow(value.scale() - places)?;
        let digits = i64::try_from(value.mantissa()).ok()?;
        let (whole, rest) = (digits / unit, (digits % unit).unsigned_abs());
        let half = unit.unsigned_abs() / 2;
        let away = match self {
            Rounding::HalfUp => rest >= half,
            Rounding::HalfEven => rest > half || rest == half && whole % 2 != 0,
            Rounding::Up => rest != 0,
            Rounding::Down => false,
        };
        let rounded = whole + if away { digits.signum() } else { 0 };
        (rounded != 0).then(|| Decimal::new(rounded, places))
    }

    /// As a contract says it.
    pub fn words(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half up",
            Rounding::HalfEven => "half even",
            Rounding::Up => "up",
            Rounding::Down => "down",
        }
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount, exact.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// `amount` in `currency`.
    pub fn new(amount: Decimal, currency: Currency) -> Money {
        Money { amount, currency }
    }

    /// The sum; fails with both currencies named when they differ or the sum overflows.
    pub fn plus(self, other: Money) -> Result<Money, String> {
        if self.currency != other.currency {
            return Err(format!("{} and {} cannot be added", self.currency, other.currency));
        }
        let amount = self.amount.checked_add(other.amount).ok_or("the amount is too large")?;
        Ok(Money { amount, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", fixed(self.amount, self.currency), self.currency)
    }
}

/// The amount as text with exactly the currency's decimal places when it has no more of them, else as it is.
pub fn fixed(amount: Decimal, currency: Currency) -> String {
    let places = currency.places();
    let mut text = amount.normalize();
    if text.scale() < places {
        text.rescale(places);
    }
    // A negative zero would print a sign.
    if text.is_zero() { format!("{:.*}", places as usize, Decimal::ZERO) } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_up_goes_away_from_zero_on_both_sides() {
        let dec = |s: &str| s.parse::<Decimal>().expect("decimal");
        assert_eq!(Rounding::HalfUp.apply(dec("57.375"), 2), dec("57.38"));
        assert_eq!(Rounding::HalfUp.apply(dec("-2.345"), 2), dec("-2.35"));
        assert_eq!(Rounding::HalfEven.apply(dec("2.345"), 2), dec("2.34"));
    }

    #[test]
    fn small_numbers_round_as_the_library_rounds() {
        let all = [
            (Rounding::HalfUp, RoundingStrategy::MidpointAwayFromZero),
            (Rounding::HalfEven, RoundingStrategy::MidpointNearestEven),
            (Rounding::Up, RoundingStrategy::AwayFromZero),
            (Rounding::Down, RoundingStrategy::ToZero),
        ];
        for digits in (-2_600..=2_600).chain([i64::MAX, i64::MIN + 1, 99_999_999_995, -99_999_999_950]) {
            for scale in [3, 4, 6, 19, 28] {
                let value = Decimal::from_i128_with_scale(digits.into(), scale);
                for places in [0, 2] {
                    for (own, library) in all {
                        let (got, expected) = (own.apply(value, places), value.round_dp_with_strategy(places, library));
                        let told = (got.scale(), got.to_string());
                        assert_eq!(told, (expected.scale(), expected.to_string()), "{value} {own:?} {places}");
                    }
                }
            }
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let usd = Money::new(Decimal::ONE, Currency::USD);
        assert!(usd.plus(Money::new(Decimal::ONE, Currency::CAD)).is_err());
        assert_eq!(usd.plus(usd).expect("same currency").to_string(), "2.00 USD");
    }

    #[test]
    fn a_currency_that_comes_in_is_one_of_money() {
        for good in ["USD", "CAD", "MXN", "EUR", "JPY", "XOF", "XCD"] {
            assert_eq!(good.parse::<Currency>().expect("a currency").code(), good);
        }
        for bad in ["XXX", "XTS", "XAU", "XDR", "BTC", "ABC", "usd", "US", "USDT", "", "\u{20ac}"] {
            assert!(bad.parse::<Currency>().is_err(), "{bad}");
        }
        // What was kept once stays readable.
        assert_eq!(serde_json::from_str::<Currency>("\"BTC\"").expect("read").code(), "BTC");
        assert!(serde_json::from_str::<Currency>("\"usd\"").is_err());
    }

    #[test]
    fn a_currency_has_the_decimal_places_of_its_minor_unit() {
        let places = |code: &str| code.parse::<Currency>().expect("a currency").places();
        for (code, expected) in
            [("JOD", 3), ("IQD", 3), ("LYD", 3), ("KWD", 3), ("VND", 0), ("XAF", 0), ("XOF", 0), ("UGX", 0)]
        {
            assert_eq!(places(code), expected, "{code}");
        }
        assert_eq!(["USD", "MGA", "DZD", "HUF"].map(places), [2; 4]);
        assert_eq!(fixed(Decimal::new(123_567, 3), "JOD".parse().expect("a currency")), "123.567");
        // No currency stands in two rows.
        let codes = MONEY.iter().flat_map(|(_, codes)| codes.split(' ')).collect::<Vec<_>>();
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), codes.len());
        assert!(codes.iter().all(|code| code.len() == 3));
    }

    #[test]
    fn fixed_pads_and_never_cuts() {
        let dec = |s: &str| s.parse::<Decimal>().expect("decimal");
        assert_eq!(fixed(dec("5"), Currency::USD), "5.00");
        assert_eq!(fixed(dec("5.5000"), Currency::USD), "5.50");
        assert_eq!(fixed(dec("5.123"), Currency::USD), "5.123");
        assert_eq!(fixed(dec("-0.00"), Currency::USD), "0.00");
    }
}
