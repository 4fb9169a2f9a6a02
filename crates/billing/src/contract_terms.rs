//! What rating asks of a contract: its terms, and the few expressions that are kept as scripts.

use linehaul_domain::Decimal;
use linehaul_domain::load::Load;
use linehaul_domain::terms::{Condition, Contract, ExpressionId, Location, Term};
use linehaul_rules::EvalError;

/// Why an expression has no value for a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// A fact that it reads is not there.
    MissingInput {
        /// Its name.
        name: String,
        /// Where it is read.
        location: Location,
    },
    /// It failed.
    Failed {
        /// Why.
        message: String,
        /// Where.
        location: Location,
    },
}

/// A contract as rating reads it.
pub trait ContractTerms {
    /// The terms.
    fn terms(&self) -> &Contract;
    /// Does a condition hold for the load (negation applied)?
    fn holds(&self, condition: &Condition, load: &Load) -> Result<bool, Unmet>;
    /// An expression's text with the file's constants put in.
    fn printed(&self, expression: ExpressionId) -> &str;
    /// The names under which a condition asks whether dispatch sent anything.
    fn asks_for(&self, _expression: ExpressionId) -> &[String] {
        &[]
    }
    /// What an expression reads of a load, by the names of its fields and methods: `miles`, `number:pallets`.
    fn reads(&self, expression: ExpressionId) -> &[String];
    /// A phrase as the contract's text has it; nothing where there is no text.
    fn phrase(&self, _term: &Term) -> String {
        String::new()
    }
    /// A free amount, contract's currency.
    fn amount(&self, expression: ExpressionId, load: &Load) -> Result<Decimal, Unmet>;
}

impl From<EvalError> for Unmet {
    fn from(error: EvalError) -> Unmet {
        match error {
            EvalError::MissingInput { name, location } => Unmet::MissingInput { name, location },
            EvalError::Failed { message, location } => Unmet::Failed { message, location },
        }
    }
}

impl ContractTerms for linehaul_rules::Contract {
    fn terms(&self) -> &Contract {
        self.terms()
    }

    fn holds(&self, condition: &Condition, load: &Load) -> Result<bool, Unmet> {
        self.holds(condition, load).map_err(Unmet::from)
    }

    fn printed(&self, expression: ExpressionId) -> &str {
        self.printed(expression)
    }

    fn asks_for(&self, expression: ExpressionId) -> &[String] {
        self.extras_read(expression)
    }

    fn reads(&self, expression: ExpressionId) -> &[String] {
        self.fields_read(expression)
    }

    fn phrase(&self, term: &Term) -> String {
        self.phrase(&term.location)
    }

    fn amount(&self, expression: ExpressionId, load: &Load) -> Result<Decimal, Unmet> {
        self.amount(expression, load).map_err(Unmet::from)
    }
}
