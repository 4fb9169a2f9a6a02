//! What may be said at the desk: which ways end a hold, what a question may be answered with, and the words that a form picks from.

use linehaul_domain::desk::{OF_LOAD, OF_STOP, Sort};
use linehaul_domain::document::{REFERENCES, TYPES};
use linehaul_domain::hold::Hold;
use linehaul_workbench::decisions::desk::Open;
use linehaul_workbench::decisions::ways::{Verb, Way, ways};
use linehaul_workbench::settings::config::Reasons;
use serde::Serialize;
use ts_rs::TS;

/// What is done to end a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WayVerb {
    /// A field is set.
    Set,
    /// Somebody says what stands on a paper.
    Attest,
    /// A file is put on file.
    Attach,
    /// A charge is taken off.
    Waive,
    /// A difference is right.
    Accept,
    /// The customer approved a charge.
    Approved,
    /// An amount is added.
    Adjust,
    /// A question is answered.
    Answer,
    /// The load is not billed.
    Dismiss,
    /// It is billed as it stands.
    Release,
    /// It is approved anew.
    Approve,
    /// A charge code gets its item.
    Map,
    /// A row of the quarantine is mended or cleared.
    Quarantine,
    /// It is said where the load is billed.
    Cutover,
    /// It is said what becomes of an invoice.
    Cancelled,
    /// A contract comes into force.
    Publish,
    /// The settings are mended by hand.
    Settings,
    /// The source sends it otherwise.
    Source,
}

impl From<Verb> for WayVerb {
    fn from(verb: Verb) -> WayVerb {
        match verb {
            Verb::Set => WayVerb::Set,
            Verb::Attest => WayVerb::Attest,
            Verb::Attach => WayVerb::Attach,
            Verb::Waive => WayVerb::Waive,
            Verb::Accept => WayVerb::Accept,
            Verb::Approved => WayVerb::Approved,
            Verb::Adjust => WayVerb::Adjust,
            Verb::Answer => WayVerb::Answer,
            Verb::Dismiss => WayVerb::Dismiss,
            Verb::Release => WayVerb::Release,
            Verb::Approve => WayVerb::Approve,
            Verb::Map => WayVerb::Map,
            Verb::Quarantine => WayVerb::Quarantine,
            Verb::Cutover => WayVerb::Cutover,
            Verb::Cancelled => WayVerb::Cancelled,
            Verb::Publish => WayVerb::Publish,
            Verb::Settings => WayVerb::Settings,
            Verb::Source => WayVerb::Source,
        }
    }
}

/// A way to end a hold.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WayLine {
    /// The hold's code.
    pub hold: String,
    /// What is done.
    pub verb: WayVerb,
    /// In words.
    pub label: String,
    /// The field, document or kind that is meant, where the hold itself does not name it.
    pub field: Option<String>,
    /// The words of the command line.
    pub command: String,
    /// What it asks for.
    pub asks: String,
    /// Who may; nobody is named where it takes no role.
    pub roles: Vec<String>,
}

/// What ends these holds, each code once.
pub fn ways_of(holds: &[Hold]) -> Vec<WayLine> {
    let mut codes = Vec::new();
    for hold in holds {
        if !codes.contains(&hold.code) {
            codes.push(hold.code);
        }
    }
    let line = |hold: String, Way { verb, label, field }: &Way| WayLine {
        hold,
        verb: (*verb).into(),
        label: (*label).to_owned(),
        field: field.map(str::to_owned),
        command: verb.command().to_owned(),
        asks: verb.asks().to_owned(),
        roles: verb.roles().iter().map(|role| format!("{role:?}").to_lowercase()).collect(),
    };
    codes.into_iter().flat_map(|code| ways(code).iter().map(move |way| line(code.to_string(), way))).collect()
}

/// A question that a contract leaves open.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuestionLine {
    /// In the contract's words.
    pub question: String,
    /// The answers that it has; none where any words are one.
    pub answers: Vec<String>,
}

impl From<Open> for QuestionLine {
    fn from(Open { question, answers }: Open) -> QuestionLine {
        QuestionLine { question, answers: answers.into_iter().map(str::to_owned).collect() }
    }
}

/// What can stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldSort {
    /// Any text.
    Text,
    /// A customer.
    Customer,
    /// A number, not below zero.
    Number,
    /// A whole number.
    Whole,
    /// A point in time.
    Time,
    /// Yes or no.
    Flag,
}

/// A field that may be set.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FieldLine {
    /// Its name.
    pub name: String,
    /// What can stand in it.
    pub sort: FieldSort,
    /// Is it a stop's?
    pub of_stop: bool,
}

/// The words that a form picks from.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DeskWords {
    /// Fields that may be set, beside references and extras.
    pub fields: Vec<FieldLine>,
    /// References by name.
    pub references: Vec<String>,
    /// Types of documents. That one is signed is said beside it.
    pub documents: Vec<String>,
    /// Reasons for a charge that is waived; any where there are none.
    pub waive: Vec<String>,
    /// Reasons for a difference that is accepted; any where there are none.
    pub variance: Vec<String>,
}

impl DeskWords {
    /// With the company's own reasons.
    pub fn of(reasons: Reasons) -> DeskWords {
        let line = |of_stop| {
            move |(name, sort): &(&str, Sort)| {
                let sort = match sort {
                    Sort::Customer => FieldSort::Customer,
                    Sort::Number => FieldSort::Number,
                    Sort::Whole => FieldSort::Whole,
                    Sort::Time => FieldSort::Time,
                    Sort::Flag => FieldSort::Flag,
                    // References and extras are known by names of their own, and stand in neither table.
                    Sort::Text | Sort::Reference | Sort::Extra => FieldSort::Text,
                };
                FieldLine { name: (*name).to_owned(), sort, of_stop }
            }
        };
        let signed = |kind: &&&str| !kind.ends_with("_signed");
        DeskWords {
            fields: OF_STOP.iter().map(line(true)).chain(OF_LOAD.iter().map(line(false))).collect(),
            references: REFERENCES.iter().map(|name| (*name).to_owned()).collect(),
            documents: TYPES.iter().filter(signed).map(|kind| (*kind).to_owned()).collect(),
            waive: reasons.waive,
            variance: reasons.variance,
        }
    }
}
