//! Elsewhere: what the cut-over makes of a load's assessment. One that was billed elsewhere is told with what it would come to here,
//! and bills nothing; one of which nobody knows is held.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::cutover::{By, Cutover, Elsewhere, Question, Standing, amount_text};
use linehaul_domain::hold::{Hold, HoldCode, Loses};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::money::fixed;
use linehaul_store::Difference;

/// How it stands, in words that follow the load's number and a verb; none where it is billed here.
pub fn words(standing: &Standing) -> Option<String> {
    match standing {
        Standing::Here => None,
        Standing::Asked(question) => Some(format!("perhaps billed elsewhere: {}", question_in_words(question))),
        Standing::Elsewhere(elsewhere) => Some(billed_in_words(elsewhere)),
    }
}

/// Why it is asked of a load of a book that was put back.
const PUT_BACK: &str = "this book was put back when it was approved or ready, and numbers were given out since that are not in it: it may be \
                        invoiced already";

fn question_in_words(question: &Question) -> String {
    match question {
        Question::NotListed { delivered } => {
            format!("it was delivered on {delivered}, before the cut-over, and the list does not name it")
        }
        Question::PutBack => PUT_BACK.to_owned(),
        Question::NoDay => "it was delivered, and nobody knows on which day".to_owned(),
        Question::OnceListed { name, value, line } => {
            format!("its {name} was {value} before that was corrected, which line {line} of the list names")
        }
        Question::Mentioned { number, line } => {
            format!("line {line} of the list has {number} among its words, which may be this load or anything else")
        }
        Question::OnceBefore { delivered } => {
            format!("it was told as delivered on {delivered}, before the cut-over, until that was corrected")
        }
    }
}

/// `billed elsewhere by 7781 at 1000.00 USD (line 14 of the list)`.
fn billed_in_words(elsewhere: &Elsewhere) -> String {
    let Elsewhere { by, invoices, amount, lines } = elsewhere;
    let invoices = if invoices.is_empty() { String::new() } else { format!(" by {}", invoices.join(" and ")) };
    let amount = amount.map(|(amount, currency)| {
        let currency_said = currency.map(|currency| format!(" {currency}")).unwrap_or_default();
        format!(" at {}{currency_said}", amount_text(amount, currency))
    });
    let why = match (by, lines.as_slice()) {
        (By::Day, _) => "it was delivered before the cut-over".to_owned(),
        (By::Person, _) => "a person said so".to_owned(),
        (By::List, [one]) => format!("line {one} of the list"),
        (By::List, several) => {
            let lines: Vec<String> = several.iter().map(ToString::to_string).collect();
            format!("lines {} of the list", lines.join(", "))
        }
    };
    format!("billed elsewhere{invoices}{} ({why})", amount.unwrap_or_default())
}

/// The hold of a load of which it has to be said.
pub fn hold(cutover: &Cutover, load: &LoadNumber, standing: &Standing) -> Option<Hold> {
    let Standing::Asked(question) = standing else { return None };
    let day = cutover.day().map(|day| format!(" of {day}")).unwrap_or_default();
    let message = match question {
        Question::NotListed { delivered } => format!(
            "it was delivered on {delivered}, before the cut-over{day}, and the list of what was invoiced does not name it"
        ),
        Question::NoDay => format!("it was delivered, and nobody knows whether before the cut-over{day}"),
        Question::OnceListed { .. } | Question::Mentioned { .. } | Question::PutBack => question_in_words(question),
        Question::OnceBefore { delivered } => {
            format!("it was told as delivered on {delivered}, before the cut-over{day}, until that was corrected")
        }
    };
    let next = format!(
        "Say whether it was invoiced: `linehaul cutover bill {load} --reason …` bills it here, `linehaul cutover elsewhere \
         {load} --invoice N --amount A --reason …` does not."
    );
    Some(Hold::new(HoldCode::CutoverAsks, message, "billing", next))
}

/// What a load that was billed elsewhere would come to here, less what was billed, where both are known for certain.
pub fn difference(assessment: &Assessment, standing: &Standing) -> Option<Difference> {
    let Standing::Elsewhere(Elsewhere { amount: Some((billed, currency)), .. }) = standing else { return None };
    let of = assessment.currency;
    // A total that lacks a line says nothing.
    let lacks = assessment.holds.iter().any(|hold| hold.code.loses() != Loses::Nothing);
    if lacks || currency.is_some_and(|currency| currency != of) || !assessment.status.is_judged() {
        return None;
    }
    let amount = assessment.total.checked_sub(*billed).filter(|amount| *amount != Decimal::ZERO)?;
    let words = format!("billed elsewhere at {}, here it would be {}", fixed(*billed, of), fixed(assessment.total, of));
    Some(Difference { amount, words })
}
