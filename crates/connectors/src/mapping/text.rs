//! The text of a mapping: a TOML file whose words are all known. What is no word of it is an error, never ignored.

use std::collections::BTreeMap;
use std::fmt;

use linehaul_domain::vanished::Complete;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// A mapping as it is written.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingText {
    /// The currency of amounts beside which none stands.
    pub currency: Option<String>,
    /// Forms of dates and times: `M/D/YYYY h:mm A`.
    #[serde(default)]
    pub dates: Several,
    /// How numbers are written, by example: `1,125.00` or `1.125,00`.
    pub numbers: Option<String>,
    /// The century of years of two digits: `20`.
    pub two_digit_years: Option<String>,
    /// In which zone local times are.
    #[serde(default)]
    pub zones: ZonesText,
    /// What else is yes and no.
    #[serde(default)]
    pub flags: FlagsText,
    /// What the files are.
    #[serde(default, rename = "file")]
    pub files: Vec<FileText>,
}

/// `[zones]`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonesText {
    /// Where nothing else says one.
    pub default: Option<String>,
    /// Do states and provinces with one zone have it?
    #[serde(default)]
    pub states: bool,
    /// By state or province, or by city and state.
    #[serde(default)]
    pub regions: BTreeMap<String, String>,
    /// By country.
    #[serde(default)]
    pub countries: BTreeMap<String, String>,
    /// By name: what an abbreviation is.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// `[flags]`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagsText {
    /// Yes.
    #[serde(default)]
    pub yes: Several,
    /// No.
    #[serde(default)]
    pub no: Several,
}

/// `[[file]]`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileText {
    /// Patterns of their names: `orders*.csv`.
    #[serde(default)]
    pub names: Several,
    /// Columns that nobody wants.
    #[serde(default)]
    pub ignore: Several,
    /// Columns that need not be there.
    #[serde(default)]
    pub optional: Several,
    /// Does a column that is not there say that there is nothing?
    #[serde(default)]
    pub whole_records: bool,
    /// Does each of them list all loads, all that are open, or all of a time?
    pub complete: Option<CompleteText>,
    /// Where the records are in a JSON document.
    pub records: Option<String>,
    /// Where the columns are in a line, for files without delimiters.
    pub fixed: Option<FixedText>,
    /// Which rows are read at all.
    pub when: Option<WhenText>,
    /// What a row makes.
    #[serde(default)]
    pub makes: Vec<MakesText>,
}

/// `true`, or what a file lists all of: `all`, `open`, `30 days`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(untagged)]
pub enum CompleteText {
    /// All loads, or nothing that is said.
    Flag(bool),
    /// In words.
    Words(String),
}

impl CompleteText {
    /// What it says; in words why it makes no sense.
    pub fn read(&self) -> Result<Complete, String> {
        match self {
            CompleteText::Flag(true) => Ok(Complete::All),
            CompleteText::Flag(false) => Err("complete = false: leave it out".to_owned()),
            CompleteText::Words(text) => Complete::read(text),
        }
    }
}

/// `[file.fixed]`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedText {
    /// Lines at the head that are no rows.
    #[serde(default)]
    pub skip: usize,
    /// Columns, each with its place.
    #[serde(default)]
    pub columns: BTreeMap<String, PlaceText>,
    /// Or columns one behind the other.
    #[serde(default)]
    pub cuts: Vec<CutText>,
    /// Characters of a line; up to the end of the last column unless said.
    pub length: Option<usize>,
    /// May the blanks at a line's end be missing?
    #[serde(default)]
    pub trimmed: bool,
}

/// A column's place.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceText {
    /// Its first character, from 1.
    pub start: usize,
    /// How many it has.
    pub width: usize,
}

/// A column behind the one before it.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutText {
    /// Its name; without one nobody asks for it.
    pub name: Option<String>,
    /// How many characters it has.
    pub width: usize,
}

/// `[[file.makes]]`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakesText {
    /// `load`, `stop`, `event`, `document`, `customer`.
    pub kind: String,
    /// The list in the record of which each element makes one.
    pub each: Option<String>,
    /// Which rows make it.
    pub when: Option<WhenText>,
    /// Our columns.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldText>,
}

/// A condition: a column that is filled, or what stands in it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionText {
    /// Which.
    pub column: String,
    /// It is one of these.
    #[serde(default)]
    pub is: Several,
    /// It is none of these.
    #[serde(default)]
    pub not: Several,
    /// It is empty.
    #[serde(default)]
    pub empty: bool,
}

/// A condition, or the column that must be filled.
pub type WhenText = OrColumn<ConditionText>;

/// How a field is made.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Of this column.
    pub column: Option<String>,
    /// Of these columns, joined.
    #[serde(default)]
    pub columns: Several,
    /// What stands between them; a space unless said.
    pub join: Option<String>,
    /// Does it say nothing unless each of them is filled? A day without its time is no point in time.
    #[serde(default)]
    pub all: bool,
    /// This, always.
    pub value: Option<String>,
    /// What parts a cell.
    pub split: Option<String>,
    /// Which part: 1 is the first, -1 the last.
    pub part: Option<i64>,
    /// A regular expression; its first group, or all of it.
    #[serde(rename = "match")]
    pub matches: Option<String>,
    /// Their words for ours.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Where the cell is empty, or nothing in it fits.
    pub default: Option<String>,
    /// Forms of this date, in place of the mapping's.
    #[serde(default)]
    pub dates: Several,
    /// How this number is written.
    pub numbers: Option<String>,
    /// How many of its digits are behind the point, where no point is written: 2 for `00011250`.
    pub decimals: Option<usize>,
    /// The time of day that a bare date means: `08:00`.
    pub time: Option<String>,
}

/// How a field is made, or the column that it is.
pub type FieldText = OrColumn<RuleText>;

/// A column's name, or a table that says more.
#[derive(Debug, Clone)]
pub enum OrColumn<T> {
    /// The column.
    Column(String),
    /// More.
    Table(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrColumn<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<OrColumn<T>, D::Error> {
        struct Either<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OrColumn<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or a table")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<OrColumn<T>, E> {
                Ok(OrColumn::Column(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OrColumn<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(OrColumn::Table)
            }
        }
        reader.deserialize_any(Either(std::marker::PhantomData))
    }
}

/// One text or several.
#[derive(Debug, Clone, Default)]
pub struct Several(pub Vec<String>);

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Several, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Several;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a list of texts")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Several, E> {
                Ok(Several(vec![text.to_owned()]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Several, A::Error> {
                let mut all = Vec::new();
                while let Some(text) = list.next_element()? {
                    all.push(text);
                }
                Ok(Several(all))
            }
        }
        reader.deserialize_any(Texts)
    }
}
