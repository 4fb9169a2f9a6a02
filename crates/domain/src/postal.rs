//! Postal addresses, and whom to write to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country by its two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// The codes that ISO 3166-1 assigns.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
                         CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
                         GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
                         JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
                         MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
                         QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
                         TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

impl Country {
    fn of_letters(text: &str) -> Result<Country, String> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Country([*a, *b])),
            _ => Err(format!("`{text}` is no country by its two capital letters, like US")),
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl FromStr for Country {
    type Err = String;
    fn from_str(text: &str) -> Result<Country, String> {
        let country = Country::of_letters(text)?;
        match COUNTRIES.as_bytes().chunks(3).any(|code| code.starts_with(&country.0)) {
            true => Ok(country),
            false => Err(format!("`{text}` is no country of ISO 3166-1")),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Country, D::Error> {
        // What was kept once stays readable, whatever is a country by then.
        Country::of_letters(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

/// A postal address, as it stands below the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number, building, box; at least one.
    pub lines: Vec<String>,
    /// City.
    pub city: String,
    /// State or province, by its code where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// ZIP or postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    pub country: Country,
}

impl Address {
    /// As on an envelope: the lines, `Springfield IL 62701`, and the country.
    pub fn on_envelope(&self) -> Vec<String> {
        let town = [Some(&self.city), self.region.as_ref(), self.postal_code.as_ref()];
        let town: Vec<&str> = town.into_iter().flatten().map(String::as_str).collect();
        let mut lines = self.lines.clone();
        lines.extend([town.join(" "), self.country.to_string()]);
        lines
    }
}

/// An e-mail address that a mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// Longest e-mail address, and longest part of it before the `@`, in characters (RFC 5321, 4.5.3.1).
const EMAIL_CHARS: (usize, usize) = (254, 64);

impl Email {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = String;
    /// A plain address: words with dots between them before the `@`, a host with a dot behind it. What a quoted or an
    /// international address may be besides is left out: no customer's office has one, and a typing error looks like one.
    fn from_str(text: &str) -> Result<Email, String> {
        let wrong = || format!("`{text}` is no e-mail address like ann@example.com");
        let (local, host) = text.split_once('@').ok_or_else(wrong)?;
        let atom = |word: &str| {
            let of_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
            !word.is_empty() && word.chars().all(of_atom)
        };
        let label = |word: &str| {
            let of_label = |c: char| c.is_ascii_alphanumeric() || c == '-';
            !word.is_empty()
                && word.len() < 64
                && word.chars().all(of_label)
                && !word.starts_with('-')
                && !word.ends_with('-')
        };
        let (longest, longest_local) = EMAIL_CHARS;
        let plain = local.split('.').all(atom) && host.split('.').all(label) && host.contains('.');
        match plain && text.len() <= longest && local.len() <= longest_local {
            true => Ok(Email(text.to_owned())),
            false => Err(wrong()),
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a contact is written to about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Invoices and payment.
    Billing,
    /// Freight that was lost or damaged, and disputes.
    Claims,
    /// Anything else.
    Other,
}

impl ContactRole {
    /// Every role by its word.
    pub const ALL: &'static [(&'static str, ContactRole)] =
        &[("billing", ContactRole::Billing), ("claims", ContactRole::Claims), ("other", ContactRole::Other)];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            ContactRole::Billing => "billing",
            ContactRole::Claims => "claims",
            ContactRole::Other => "other",
        }
    }
}

/// Whom to write to at a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// About what.
    pub role: ContactRole,
    /// Who reads it, where a person is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to.
    pub email: Email,
}

impl Contact {
    /// As it is written in a row: `billing: Ann Lee <ann@example.com>`.
    pub fn written(&self) -> String {
        let (role, email) = (self.role.word(), &self.email);
        match &self.name {
            Some(name) => format!("{role}: {name} <{email}>"),
            None => format!("{role}: {email}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_one_of_the_iso() {
        for good in ["US", "CA", "MX", "AD", "ZW", "UM"] {
            assert_eq!(good.parse::<Country>().map(|c| c.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "U", "us", "USA", "UK", "EU", "XX", "S ", " A", "AZ BA"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
        assert_eq!(COUNTRIES.split(' ').count(), 249);
        assert!(COUNTRIES.split(' ').is_sorted() && COUNTRIES.split(' ').all(|code| code.len() == 2));
    }

    #[test]
    fn an_e_mail_address_is_one_that_mail_can_be_sent_to() {
        let long = format!("{}@example.com", "a".repeat(65));
        for good in ["ap@example.com", "o'neil.pat+freight@mail.example.co", "a@b.ca", "x@1.2-3.example"] {
            assert_eq!(good.parse::<Email>().as_ref().map(Email::as_str), Ok(good));
        }
        let bad = [
            "",
            "ap",
            "ap@",
            "@example.com",
            "ap@example",
            "a p@example.com",
            "ap@exam ple.com",
            "ap@example..com",
            "a.@b.ca",
        ];
        for bad in
            bad.into_iter().chain([long.as_str(), "ap@-x.com", "ap@x-.com", "a@b@c.com", "<ap@x.com>", "ap@x.com,"])
        {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_stands_as_on_an_envelope() {
        let address = |region: Option<&str>, code: Option<&str>| Address {
            lines: vec!["Dock 4".to_owned(), "12 Mill Rd".to_owned()],
            city: "Springfield".to_owned(),
            region: region.map(str::to_owned),
            postal_code: code.map(str::to_owned),
            country: Country(*b"US"),
        };
        let whole = address(Some("IL"), Some("62701")).on_envelope();
        assert_eq!(whole, ["Dock 4", "12 Mill Rd", "Springfield IL 62701", "US"]);
        assert_eq!(address(None, None).on_envelope()[2], "Springfield");
    }
}
