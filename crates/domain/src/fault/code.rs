//! The table of codes, put together from its hundreds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who acts on an error or a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// Who bills: looks, decides, sends.
    Billing,
    /// Who writes contracts and tables.
    Pricing,
    /// Who delivers the facts.
    Dispatch,
    /// Who has the workspace, its machine and the ERP in their care.
    Admin,
    /// Ourselves: it is a defect.
    Linehaul,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Owner::Billing => "billing",
            Owner::Pricing => "pricing",
            Owner::Dispatch => "dispatch",
            Owner::Admin => "admin",
            Owner::Linehaul => "Linehaul",
        })
    }
}

/// The hundreds of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Workspace and configuration.
    Workspace,
    /// Incoming data.
    Incoming,
    /// Contracts and tables.
    Contracts,
    /// Decisions.
    Decisions,
    /// Book and storage.
    Book,
    /// ERP and sending.
    Erp,
    /// Our own defects.
    Ours,
}

impl Area {
    /// Every hundred, in order.
    pub const ALL: &'static [Area] =
        &[Area::Workspace, Area::Incoming, Area::Contracts, Area::Decisions, Area::Book, Area::Erp, Area::Ours];

    /// What a heading calls it.
    pub fn title(self) -> &'static str {
        match self {
            Area::Workspace => "Workspace and configuration",
            Area::Incoming => "Incoming data",
            Area::Contracts => "Contracts and tables",
            Area::Decisions => "Decisions",
            Area::Book => "Book and storage",
            Area::Erp => "ERP and sending",
            Area::Ours => "Our own defects",
        }
    }
}

macro_rules! codes {
    ([] $($variant:ident = $number:literal, $owner:ident: $arises:literal $means:literal $ends:literal;)*) => {
        /// The code of an error: `LH-nnn`, stable across releases.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $arises] $variant = $number),* }

        impl Code {
            /// Every code, in order of its number.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is shown, kept and sent.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$variant => concat!("LH-", $number)),* } }

            /// Who acts.
            pub const fn owner(self) -> Owner { match self { $(Code::$variant => Owner::$owner),* } }

            /// How it arises.
            pub const fn arises(self) -> &'static str { match self { $(Code::$variant => $arises),* } }

            /// What it means for the invoice.
            pub const fn means(self) -> &'static str { match self { $(Code::$variant => $means),* } }

            /// What ends it.
            pub const fn ends(self) -> &'static str { match self { $(Code::$variant => $ends),* } }
        }
    };
}

workspace! { [incoming contracts decisions book erp ours codes] }

impl Code {
    /// Its number: `LH-104` has 104.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Its hundred.
    pub const fn area(self) -> Area {
        match self.number() / 100 {
            1 => Area::Workspace,
            2 => Area::Incoming,
            3 => Area::Contracts,
            4 => Area::Decisions,
            5 => Area::Book,
            6 => Area::Erp,
            _ => Area::Ours,
        }
    }

    /// Is it of the ERP and of sending: something that waits for the next push, not for this one's end?
    pub fn is_of_the_erp(self) -> bool {
        self.area() == Area::Erp
    }

    /// Is it a decision that was refused: something that a person can decide otherwise?
    pub fn is_of_a_decision(self) -> bool {
        self.area() == Area::Decisions
    }

    /// Does it say that a password is not there or cannot be used?
    pub fn is_of_a_secret(self) -> bool {
        matches!(self, Code::SecretMissing | Code::SecretsUnreadable | Code::SecretsOpen)
    }

    /// Does it say that a source cannot be had at the moment, in whichever of the ways in which that shows?
    pub fn is_of_a_source_away(self) -> bool {
        matches!(self, Code::SourceUnreachable | Code::SourceBusy | Code::SourceSilent)
    }

    /// Does it say that this version can make nothing of a file as it stands, so that one that can be made anew is set aside?
    pub fn is_of_a_file_of_no_use(self) -> bool {
        matches!(self, Code::FileNewer | Code::FileDamaged | Code::UpgradeFailed | Code::StatementRefused)
    }

    /// Does it say that what an approval saw cannot be had, so that this one approval waits and no other?
    pub fn is_of_an_approval_lost(self) -> bool {
        matches!(self, Code::ApprovedPartLost | Code::EngineUnknown)
    }

    /// Does it say that the work could not be done at all (words, workspace, configuration, storage), rather than that something
    /// needs a person?
    pub fn stops_the_work(self) -> bool {
        matches!(self.area(), Area::Workspace | Area::Book | Area::Ours) || self == Code::StateUnknown
    }

    /// The code of a text that was kept, for showing it; [`Code::CodeUnknown`] for one of another version.
    pub fn from_stored(text: &str) -> Code {
        text.parse().unwrap_or(Code::CodeUnknown)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Code, String> {
        let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no code of Linehaul"))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One that was kept; [`Code::CodeUnknown`] for one of another version.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(kept: D) -> Result<Code, D::Error> {
        Ok(Code::from_stored(&String::deserialize(kept)?))
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == text
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}

impl PartialEq<Code> for &str {
    fn eq(&self, code: &Code) -> bool {
        *self == code.as_str()
    }
}

/// A sentence of a table: it begins large or with a word of ours, ends with a full stop, and fits into a cell.
#[cfg(test)]
pub(crate) fn is_sentence(text: &str) -> bool {
    let begins = text.chars().next().is_some_and(|c| c.is_uppercase() || c == '`');
    begins && text.ends_with('.') && !text.ends_with("..") && text.contains(' ') && !text.contains(['|', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_sorted() {
        assert!(Code::ALL.is_sorted_by(|a, b| a.number() < b.number()), "a row stands at another's place");
        for code in Code::ALL {
            assert_eq!((code.as_str().parse(), code.as_str().len()), (Ok(*code), 6), "{code}");
            let hundred = Area::ALL.iter().position(|area| *area == code.area()).expect("a hundred");
            assert_eq!(usize::from(code.number() / 100), if hundred == 6 { 9 } else { hundred + 1 }, "{code}");
        }
    }

    #[test]
    fn every_sentence_is_one() {
        for code in Code::ALL {
            for sentence in [code.arises(), code.means(), code.ends()] {
                assert!(is_sentence(sentence), "{code}: {sentence}");
            }
        }
        assert!(!is_sentence("no sentence") && !is_sentence("One | two.") && !is_sentence("Done."));
    }

    #[test]
    fn a_code_is_its_text_outside() {
        assert_eq!(format!("{:<8}|", Code::BookBehind), "LH-524  |");
        assert_eq!(serde_json::to_string(&Code::BookBehind).ok().as_deref(), Some("\"LH-524\""));
        assert_eq!(
            (Code::from_stored("LH-104"), Code::from_stored("LH-000")),
            (Code::FileUnreadable, Code::CodeUnknown)
        );
        assert_eq!(Code::BookBehind, "LH-524");
        assert_eq!("LH-524", Code::BookBehind);
    }

    #[test]
    fn what_is_branched_on_is_what_is_meant() {
        let of =
            |asked: fn(Code) -> bool| Code::ALL.iter().filter(|c| asked(**c)).map(|c| c.number()).collect::<Vec<_>>();
        assert_eq!(of(Code::is_of_a_secret), [110, 111, 112]);
        assert_eq!(of(Code::is_of_an_approval_lost), [505, 507]);
        assert_eq!(of(Code::is_of_a_source_away), [209, 230, 232]);
        assert_eq!(of(Code::is_of_a_file_of_no_use), [511, 512, 517, 951]);
        assert!(of(Code::is_of_the_erp).iter().all(|n| (600..700).contains(n)));
        assert!(of(Code::is_of_a_decision).iter().all(|n| (400..500).contains(n)));
        let stops = of(Code::stops_the_work);
        assert!(stops.contains(&421) && stops.contains(&101) && stops.contains(&513) && stops.contains(&956));
        assert!(!stops.iter().any(|n| matches!(n / 100, 2 | 3 | 6)) && !stops.contains(&420));
    }
}
