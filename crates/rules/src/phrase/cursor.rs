//! The cursor: goes through a phrase's pieces, and says what was expected where.

use linehaul_domain::Decimal;
use linehaul_domain::code::{ChargeCode, KNOWN};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::TableName;
use linehaul_domain::money::Rounding;
use linehaul_domain::near::nearest;
use linehaul_domain::terms::{DateBasis, ExpressionId, StopSelection};
use rhai::Position;

use crate::draft::Draft;
use crate::problem::{Message, misspelt, unlisted};
use crate::words::is_verb;

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A word or sign.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// A number.
    Number(Decimal),
    /// An expression kept for each load, with its source text.
    Expression(ExpressionId, String),
}

/// One piece of a phrase.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What it is.
    pub what: What,
    /// Where it stands.
    pub at: Position,
}

/// A problem has been noted; the phrase is given up.
pub struct GivenUp;

/// A step through a phrase.
pub type Step<T> = Result<T, GivenUp>;

/// Goes through the pieces.
pub struct Cursor<'d> {
    /// Where problems go.
    pub draft: &'d mut Draft,
    pieces: Vec<Piece>,
    next: usize,
    end: Position,
}

impl<'d> Cursor<'d> {
    /// At the first piece.
    pub fn new(draft: &'d mut Draft, pieces: Vec<Piece>, end: Position) -> Cursor<'d> {
        Cursor { draft, pieces, next: 0, end }
    }

    /// Where the cursor stands.
    pub fn at(&self) -> Position {
        self.pieces.get(self.next).map_or(self.end, |p| p.at)
    }

    /// The detention phrase being read does not say whether waiting counts during a layover.
    pub fn leaves_layover_open(&mut self) {
        let term = self.draft.terms.len();
        self.draft.layover_open.push(term);
    }

    /// Gives up with a problem here.
    pub fn fail<T>(&mut self, code: Code, message: impl Into<Message>) -> Step<T> {
        let at = self.at();
        self.fail_at(at, code, message)
    }

    /// Gives up with a problem there.
    pub fn fail_at<T>(&mut self, at: Position, code: Code, message: impl Into<Message>) -> Step<T> {
        self.draft.problem(at, code, message);
        Err(GivenUp)
    }

    fn shown(&self) -> String {
        match self.pieces.get(self.next).map(|p| &p.what) {
            None => "the phrase ends".to_owned(),
            Some(What::Word(word)) => format!("`{word}` stands"),
            Some(What::Text(text)) => format!("\"{text}\" stands"),
            Some(What::Number(number)) => format!("{number} stands"),
            Some(What::Expression(_, text)) => format!("`{text}` stands"),
        }
    }

    /// The word here, if it is one.
    pub fn peek(&self) -> Option<&str> {
        match self.pieces.get(self.next).map(|p| &p.what) {
            Some(What::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Takes these words if they all stand here, in order.
    pub fn take(&mut self, words: &str) -> bool {
        let wanted: Vec<&str> = words.split(' ').collect();
        let here = wanted.iter().enumerate().all(
            |(i, w)| matches!(self.pieces.get(self.next + i).map(|p| &p.what), Some(What::Word(word)) if word == w),
        );
        if here {
            self.next += wanted.len();
        }
        here
    }

    /// Takes these words, or fails at the first that is not there.
    pub fn words(&mut self, words: &str) -> Step<()> {
        for word in words.split(' ') {
            if !self.take(word) {
                return self.expected(&[word]);
            }
        }
        Ok(())
    }

    /// Fails: one of these was expected.
    pub fn expected<T>(&mut self, known: &[&str]) -> Step<T> {
        if let Some((at, word, meant)) = known.iter().find_map(|words| self.misspelt_within(words)) {
            let message = misspelt(format!("`{word}` stands where it is not known"), Some(meant));
            return self.fail_at(at, Code::TermUnknown, message);
        }
        let first_words = known.iter().flat_map(|k| k.split(' ').next());
        let near = self.peek().and_then(|word| nearest(word, first_words));
        let message = match near {
            Some(_) => misspelt(format!("{} where it is not known", self.shown()), near),
            None => {
                let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                let silent = match self.peek() {
                    Some("ask") => " (if the paper is silent here, a phrase `ask \"…\";` of its own holds the load)",
                    _ => "",
                };
                format!("{} where {} is expected{silent}", self.shown(), list.join(" or ")).into()
            }
        };
        self.fail(Code::TermUnknown, message)
    }

    /// The first word of these that does not stand here, where those before it do: `free when canceled`.
    fn misspelt_within<'w>(&self, words: &'w str) -> Option<(Position, String, &'w str)> {
        let here = |at: usize| match self.pieces.get(self.next + at).map(|p| (&p.what, p.at)) {
            Some((What::Word(word), location)) => Some((word, location)),
            _ => None,
        };
        let (at, meant) =
            words.split(' ').enumerate().find(|(at, word)| here(*at).is_none_or(|(own, _)| own != word))?;
        let (word, location) = here(at).filter(|_| at > 0)?;
        nearest(word, [meant]).map(|meant| (location, word.clone(), meant))
    }

    /// A comma, then true; false at the end of the phrase.
    pub fn more(&mut self) -> Step<bool> {
        if self.next >= self.pieces.len() {
            return Ok(false);
        }
        if self.take(",") { Ok(true) } else { self.unended() }
    }

    /// Nothing may be left.
    pub fn finish(&mut self) -> Step<()> {
        if self.next < self.pieces.len() { self.unended() } else { Ok(()) }
    }

    /// Fails where a clause or the end was expected: a verb at the head of a line says that the line before has no end.
    fn unended<T>(&mut self) -> Step<T> {
        let before = self.next.checked_sub(1).and_then(|at| self.pieces.get(at)).map(|piece| piece.at);
        let verb = self.peek().filter(|word| is_verb(word));
        match (before, verb) {
            (Some(before), Some(verb)) if before.line() < self.at().line() => {
                let line = before.line().unwrap_or_default();
                let message = format!("line {line} has no `;` at its end: `{verb}` begins the next phrase");
                self.fail_at(before, Code::TermUnknown, message)
            }
            _ => self.expected(&[",", ";"]),
        }
    }

    /// A text in quotes.
    pub fn text(&mut self, of: &str) -> Step<(String, Position)> {
        let at = self.at();
        match self.pieces.get(self.next).map(|p| p.what.clone()) {
            Some(What::Text(text)) => {
                self.next += 1;
                Ok((text, at))
            }
            _ => {
                let shown = self.shown();
                self.fail(Code::TermUnknown, format!("{shown} where {of} in quotes is expected"))
            }
        }
    }

    /// A text that must be one of a vocabulary.
    pub fn known(&mut self, of: &str, known: &[&str]) -> Step<String> {
        let (text, at) = self.text(of)?;
        if known.contains(&text.as_str()) {
            return Ok(text);
        }
        let near = nearest(&text, known.iter().copied());
        self.fail_at(at, Code::NameUnknown, unlisted(of, &text, known, near))
    }

    /// A number.
    pub fn number(&mut self, of: &str) -> Step<Decimal> {
        match self.pieces.get(self.next).map(|p| p.what.clone()) {
            Some(What::Number(number)) => {
                self.next += 1;
                Ok(number)
            }
            _ => {
                let shown = self.shown();
                self.fail(Code::TermUnknown, format!("{shown} where {of} is expected"))
            }
        }
    }

    /// Is there a number here?
    pub fn at_number(&self) -> bool {
        matches!(self.pieces.get(self.next).map(|p| &p.what), Some(What::Number(_)))
    }

    /// Is there a text in quotes here?
    pub fn at_text(&self) -> bool {
        matches!(self.pieces.get(self.next).map(|p| &p.what), Some(What::Text(_)))
    }

    /// An amount of money, at least zero and below a million.
    pub fn amount(&mut self, of: &str) -> Step<Decimal> {
        let at = self.at();
        let amount = self.number(of)?;
        if amount < Decimal::ZERO || amount >= Decimal::from(1_000_000) {
            return self.fail_at(at, Code::ValueSenseless, format!("{of} of {amount} makes no sense"));
        }
        Ok(amount)
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&mut self, of: &str, least: u32, most: u32) -> Step<u32> {
        let at = self.at();
        let number = self.number(of)?;
        let whole = if number.fract().is_zero() { u32::try_from(number.trunc().mantissa()).ok() } else { None };
        let whole = whole.filter(|_| number.normalize().scale() == 0);
        let value = number.normalize().to_string().parse::<u32>().ok().or(whole);
        match value.filter(|n| (least..=most).contains(n)) {
            Some(n) => Ok(n),
            None => self.fail_at(
                at,
                Code::ValueSenseless,
                format!("{of} is a whole number from {least} to {most}, not {number}"),
            ),
        }
    }

    /// A percent from 0 to `most`.
    pub fn percent(&mut self, of: &str, most: u32) -> Step<Decimal> {
        let at = self.at();
        let number = self.number(of)?;
        if number < Decimal::ZERO || number > Decimal::from(most) {
            return self.fail_at(at, Code::ValueSenseless, format!("{of} of {number} percent makes no sense"));
        }
        Ok(number)
    }

    /// An expression kept for each load.
    pub fn expression(&mut self, of: &str) -> Step<(ExpressionId, String)> {
        match self.pieces.get(self.next).map(|p| p.what.clone()) {
            Some(What::Expression(id, text)) => {
                self.next += 1;
                Ok((id, text))
            }
            _ => {
                let shown = self.shown();
                self.fail(Code::TermUnknown, format!("{shown} where {of} is expected"))
            }
        }
    }

    /// A table of a kind.
    pub fn table(&mut self, kind: &str) -> Step<TableName> {
        let (name, at) = self.text("a table's name")?;
        match self.draft.tables.get(&name) {
            Some((found, _)) if *found == kind => Ok(TableName(name.into())),
            Some((found, _)) => {
                let message = format!("table \"{name}\" is of the kind {found}; {kind} is wanted here");
                self.fail_at(at, Code::NameUnknown, message)
            }
            None => {
                let near = nearest(&name, self.draft.tables.keys().map(String::as_str));
                let message = misspelt(format!("there is no table \"{name}\" that reads"), near);
                self.fail_at(at, Code::NameUnknown, message)
            }
        }
    }

    /// `column "x"` of a table.
    pub fn column(&mut self, table: &TableName) -> Step<String> {
        self.words("column")?;
        let (name, at) = self.text("a column's name")?;
        let columns = self.draft.tables.get(table.as_str()).map(|(_, columns)| columns.clone()).unwrap_or_default();
        if columns.contains(&name) {
            return Ok(name);
        }
        let near = nearest(&name, columns.iter().map(String::as_str));
        self.fail_at(at, Code::NameUnknown, misspelt(format!("table \"{table}\" has no column \"{name}\""), near))
    }

    /// A charge code: capitals, digits and underscores.
    pub fn code(&mut self) -> Step<ChargeCode> {
        let (text, at) = self.text("a charge code")?;
        let sane = !text.is_empty()
            && text.len() <= 30
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if !sane {
            return self.fail_at(
                at,
                Code::ValueSenseless,
                format!("\"{text}\" is no charge code: capitals, digits and _ only"),
            );
        }
        let code = ChargeCode(text.into());
        let near = nearest(code.as_str(), KNOWN.iter().map(|known| known.code));
        if let Some(near) = near.filter(|_| !code.is_known() && !self.draft.agreed) {
            return self.fail_at(
                at,
                Code::NameUnknown,
                misspelt(format!("there is no charge code \"{code}\""), Some(near)),
            );
        }
        Ok(code)
    }

    /// `actual pickup`, `date "waybill_date"`, ….
    pub fn date(&mut self) -> Step<DateBasis> {
        let known: [(&str, DateBasis); 4] = [
            ("actual pickup", DateBasis::ActualPickup),
            ("pickup departure", DateBasis::PickupDeparture),
            ("pickup appointment", DateBasis::PickupAppointment),
            ("actual delivery", DateBasis::ActualDelivery),
        ];
        for (words, basis) in known {
            if self.take(words) {
                return Ok(basis);
            }
        }
        if self.take("date") {
            return Ok(DateBasis::Extra(self.text("a date's name")?.0));
        }
        self.expected(&["actual pickup", "pickup departure", "pickup appointment", "actual delivery", "date \"…\""])
    }

    /// `every stop`, `pickups`, `deliveries`.
    pub fn stops(&mut self) -> Step<StopSelection> {
        if self.take("every stop") || self.take("every") {
            Ok(StopSelection::Every)
        } else if self.take("pickups") {
            Ok(StopSelection::Pickups)
        } else if self.take("deliveries") {
            Ok(StopSelection::Deliveries)
        } else {
            self.expected(&["every stop", "pickups", "deliveries"])
        }
    }

    /// A question to the customer, in quotes.
    pub fn question(&mut self) -> Step<String> {
        let (question, at) = self.text("a question")?;
        if question.trim().is_empty() {
            return self.fail_at(at, Code::ValueSenseless, "an empty question cannot be answered");
        }
        Ok(question)
    }

    /// `half up`, `half even`, `up`, `down`.
    pub fn rounding(&mut self) -> Step<Rounding> {
        for how in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down] {
            if self.take(how.words()) {
                return Ok(how);
            }
        }
        self.expected(&["half up", "half even", "up", "down"])
    }
}
