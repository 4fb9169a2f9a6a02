//! Answers: what a new company is asked, what makes no sense as an answer, and what is taken where nobody says one. Of whom nobody
//! said that he works alone, nobody approves what he adjusted; a currency that nobody said is not written.

use std::path::{Path, PathBuf};

use linehaul_connectors::cell;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::money::Currency;
use linehaul_domain::time::Tz;

use crate::machine::platform;

/// What a new company is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Its name.
    Name,
    /// In which currency it bills as a rule.
    Currency,
    /// Where its days begin and end.
    Zone,
    /// How many people approve what is billed.
    Approvers,
    /// Where dispatch's exports lie.
    Exports,
}

impl Question {
    /// Each of them, in the order in which they are asked.
    pub const ALL: [Question; 5] =
        [Question::Name, Question::Currency, Question::Zone, Question::Approvers, Question::Exports];

    /// The word of the command line that answers it.
    pub fn flag(self) -> &'static str {
        match self {
            Question::Name => "--name",
            Question::Currency => "--currency",
            Question::Zone => "--zone",
            Question::Approvers => "--approvers",
            Question::Exports => "--exports",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Question::Name => "What is the company called?",
            Question::Currency => "In which currency does it bill? (three letters: USD, CAD)",
            Question::Zone => "In which time zone is its day? (like America/Chicago)",
            Question::Approvers => {
                "How many people approve what is billed? (1: whoever adjusts a charge also approves it)"
            }
            Question::Exports => "In which folder do dispatch's exports lie? (drop: one inside the workspace)",
        }
    }

    /// What an empty answer stands for, where there is something that is usual.
    pub fn usual(self) -> Option<String> {
        match self {
            Question::Currency => Some("USD".to_owned()),
            Question::Zone => Some(platform::zone().unwrap_or(ZONE).name().to_owned()),
            Question::Exports => Some(DROP.to_owned()),
            Question::Name | Question::Approvers => None,
        }
    }

    /// Why a text is no answer to it.
    pub fn wrong(self, text: &str) -> Option<String> {
        match self {
            Question::Name => name(text).err(),
            Question::Currency => currency(text).err(),
            Question::Zone => zone(text).err(),
            Question::Approvers => approvers(text).err(),
            Question::Exports => exports(text).err(),
        }
    }
}

/// The zone of a company that nobody asked.
const ZONE: Tz = Tz::America__Chicago;
/// The folder inside a workspace into which dispatch's files are put.
const DROP: &str = "drop";
/// Most characters of prefix and desk together.
const LONGEST: usize = 8;

/// What was said of a new company; a text as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Its name.
    pub name: Option<String>,
    /// First part of its invoice numbers; made of the name where it is not said.
    pub prefix: Option<String>,
    /// Second part of them: the desk.
    pub desk: Option<String>,
    /// Home currency.
    pub currency: Option<String>,
    /// Home time zone.
    pub zone: Option<String>,
    /// How many people approve.
    pub approvers: Option<String>,
    /// Where exports lie.
    pub exports: Option<String>,
}

/// A new company, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// First part of its invoice numbers.
    pub prefix: String,
    /// The desk, where it was named.
    pub desk: Option<String>,
    /// Home currency, where it was said.
    pub currency: Option<Currency>,
    /// Home time zone.
    pub zone: Tz,
    /// Does nobody approve what they adjusted?
    pub four_eyes: bool,
    /// The folder of exports: inside the workspace, or a whole path.
    pub exports: PathBuf,
    /// What nobody said.
    pub unsaid: Vec<Question>,
}

impl Answers {
    /// What they come to. LH-103 with what makes no sense, by its flag.
    pub fn company(&self) -> Outcome<Company> {
        let said = [&self.name, &self.currency, &self.zone, &self.approvers, &self.exports];
        let unsaid = Question::ALL.into_iter().zip(said).filter(|(_, said)| said.is_none());
        let of = |question: Question| move |why: String| refused(question.flag(), &why);
        let named = self.name.as_deref().map(name).transpose().map_err(of(Question::Name))?;
        let prefix = match self.prefix.as_deref() {
            Some(text) => letters(text).map_err(|why| refused("--prefix", &why))?,
            None => named.as_deref().map_or_else(|| PREFIX.to_owned(), initials),
        };
        let desk = self.desk.as_deref().map(desk).transpose().map_err(|why| refused("--desk", &why))?;
        if prefix.len() + desk.as_ref().map_or(1, String::len) > LONGEST {
            return Err(refused("--prefix", &format!("with the desk it has more than {LONGEST} characters")));
        }
        Ok(Company {
            name: named.unwrap_or_else(|| "My company".to_owned()),
            prefix,
            desk,
            currency: self.currency.as_deref().map(currency).transpose().map_err(of(Question::Currency))?,
            zone: self.zone.as_deref().map(zone).transpose().map_err(of(Question::Zone))?.unwrap_or(ZONE),
            // Of several, or of nobody knows how many, nobody approves what they adjusted.
            four_eyes: self.approvers.as_deref().map(approvers).transpose().map_err(of(Question::Approvers))?
                != Some(1),
            exports: match self.exports.as_deref() {
                Some(text) => exports(text).map_err(of(Question::Exports))?,
                None => DROP.into(),
            },
            unsaid: unsaid.map(|(question, _)| question).collect(),
        })
    }
}

fn refused(flag: &str, why: &str) -> Fault {
    Fault::new(
        Code::SettingRefused,
        format!("{flag}: {why}"),
        "Nothing was written.",
        "Say it otherwise; `linehaul init --help` has every word.",
    )
}

fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err("a company has a name".to_owned()),
        1..=100 if !name.chars().any(char::is_control) => Ok(name.to_owned()),
        _ => Err("a name has at most 100 characters, and none that steers a terminal".to_owned()),
    }
}

fn currency(text: &str) -> Result<Currency, String> {
    text.trim().to_ascii_uppercase().parse()
}

fn zone(text: &str) -> Result<Tz, String> {
    cell::zone(text).map_err(|why| why.message)
}

fn approvers(text: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("`{}` is no number of people: 1, 2, …", text.trim()))
}

/// A folder that is there, or a name for one inside the workspace.
fn exports(text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    let (path, alone) = (Path::new(text), text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
    match () {
        () if text.is_empty() => Err("no folder has an empty name".to_owned()),
        () if text == DROP => Ok(DROP.into()),
        () if path.is_dir() => std::path::absolute(path).map_err(|why| why.to_string()),
        // A shell would have put a home in place of `~`; a question does not.
        () if alone => Ok(path.to_owned()),
        () => Err(format!("there is no folder `{text}`; make it first, or write its whole path")),
    }
}

/// The first part of invoice numbers where nobody was asked.
const PREFIX: &str = "INV";
/// What stands behind names of companies, and is no part of their initials.
const FORMS: &[&str] = &["and", "co", "corp", "inc", "llc", "ltd", "of", "the"];

/// Letters of a name that numbers can begin with: of `Prairie Star Logistics LLC` it is PSL, of `Kowalski` KOW.
fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !FORMS.contains(&word.to_lowercase().as_str())).collect();
    let letters: String = match words.as_slice() {
        [word] => word.chars().take(3).collect(),
        words => words.iter().filter_map(|word| word.chars().next()).take(4).collect(),
    };
    let letters = letters.to_uppercase();
    if letters.len() > 1 && letters.bytes().all(|b| b.is_ascii_alphanumeric()) { letters } else { PREFIX.to_owned() }
}

fn letters(text: &str) -> Result<String, String> {
    let text = text.trim();
    match !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        true => Ok(text.to_owned()),
        false => Err(format!("`{text}` is none: numbers begin with letters and digits, like INV")),
    }
}

fn desk(text: &str) -> Result<String, String> {
    let good = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if good(text) { Ok(text.to_owned()) } else { Err(format!("`{text}` is no desk: up to four letters or digits")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(name: &str, approvers: Option<&str>) -> Company {
        let answers =
            Answers { name: Some(name.to_owned()), approvers: approvers.map(str::to_owned), ..Answers::default() };
        answers.company().expect("a company")
    }

    #[test]
    fn numbers_begin_with_letters_of_the_name() {
        for (name, letters) in [
            ("Prairie Star Logistics LLC", "PSL"),
            ("Kowalski", "KOW"),
            ("The J & B Co.", "JB"),
            ("A", "INV"),
            ("Żółw Transport", "INV"),
        ] {
            assert_eq!(company(name, None).prefix, letters, "{name}");
        }
    }

    #[test]
    fn only_whoever_says_that_he_is_alone_approves_what_he_adjusted() {
        assert!(!company("A B", Some("1")).four_eyes);
        assert!(company("A B", Some("2")).four_eyes && company("A B", None).four_eyes);
    }

    #[test]
    fn what_makes_no_sense_is_told_by_its_flag() {
        let wrong = |question: Question, text: &str| question.wrong(text).expect("it makes no sense");
        assert!(wrong(Question::Zone, "CST").contains("did you mean `America/Chicago`?"));
        assert!(wrong(Question::Zone, "America/Chicgo").contains("did you mean `America/Chicago`?"));
        assert!(wrong(Question::Currency, "dollars").contains("three capital letters"));
        assert!(wrong(Question::Approvers, "0").contains("no number of people"));
        assert!(wrong(Question::Exports, "~/exports").contains("no folder `~/exports`"));
        assert_eq!(wrong(Question::Name, "  "), "a company has a name");
        assert_eq!(Question::Currency.wrong(" cad "), None);
        let answers = Answers { prefix: Some("TOOLONG".to_owned()), desk: Some("AB".to_owned()), ..Answers::default() };
        let why = answers.company().expect_err("too long").what;
        assert!(why.starts_with("--prefix: with the desk"), "{why}");
    }
}
