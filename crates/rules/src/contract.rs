//! Contracts: read once from a text, then asked for conditions and amounts load by load.

use std::cell::RefCell;
use std::rc::Rc;

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::Code;
use linehaul_domain::load::Load;
use linehaul_domain::near::nearest;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{self, Condition, ExpressionId, Location};
use linehaul_domain::time::NaiveDate;
use rhai::{AST, Dynamic, Engine, EvalAltResult, Module, Position, Scope, Stmt};

use crate::check::{Reads, documents, extras, fields, reads};
use crate::compiled::{Compiled, compile};
use crate::consistency;
use crate::draft::{Draft, line_column};
use crate::engine::{self, EXPRESSION_OPERATIONS, MAX_TEXT_BYTES, READING_OPERATIONS};
use crate::problem::{Message, Problem, Severity, misspelt};
use crate::resolve::printed;
use crate::source::{last_comment, offset, phrase_at, position, without_comments, without_statement};
use crate::syntax;
use crate::view::{LoadView, MISSING};
use crate::words::{WHEN, is_verb, verbs};

/// Why an expression has no value for a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvalError {
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

/// A kept expression: as the interpreter runs it, what it reads, and compiled where that can be.
struct KeptExpression {
    ast: AST,
    reads: Reads,
    compiled: Option<Compiled>,
    printed: String,
    extras: Vec<String>,
    fields: Vec<String>,
}

/// A contract, read. It is not shared between threads: each reads its own copy.
pub struct Contract {
    terms: terms::Contract,
    text: String,
    engine: Engine,
    expressions: Vec<KeptExpression>,
}

impl std::fmt::Debug for Contract {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contract").field("file", &self.terms.file).finish_non_exhaustive()
    }
}

/// How many phrases with a misspelt verb are told at once.
const MOST_MISSPELT: usize = 12;

/// Reads a contract: `file` as shown to people, the day from which it is in force, its text, the tables it may name. Either
/// a contract, or everything that is wrong with it: behind a phrase whose verb is misspelt it is read on without it.
pub fn read(file: &str, effective: NaiveDate, text: &str, tables: &Tables) -> Result<Contract, Vec<Problem>> {
    let mut left = text.to_owned();
    let mut problems = Vec::new();
    loop {
        let unread = match read_once(Draft::new(file, &left, tables), effective) {
            Ok(contract) if problems.is_empty() => return Ok(contract),
            Ok(_) => return Err(problems),
            Err(unread) => unread,
        };
        // Where the header was what is misspelt, that there is none then is no news.
        let headless = problems.iter().any(|p: &Problem| p.fix.as_deref() == Some("contract"));
        let no_header = |p: &Problem| headless && p.code == Code::ClauseMissing && p.message.contains("contract for");
        problems.extend(unread.problems.into_iter().filter(|p| !no_header(p)));
        let rest = unread.verb.and_then(|(line, column)| without_statement(&left, line, column));
        match rest.filter(|_| problems.len() < MOST_MISSPELT) {
            Some(rest) => left = rest,
            None => return Err(problems),
        }
    }
}

/// Reads a text that was agreed to before, as an approval or a proof keeps it: what is refused only since then still reads.
pub fn read_again(file: &str, effective: NaiveDate, text: &str, tables: &Tables) -> Result<Contract, Vec<Problem>> {
    let mut draft = Draft::new(file, text, tables);
    draft.agreed = true;
    read_once(draft, effective).map_err(|unread| unread.problems)
}

/// What is wrong with a text, and where a misspelt verb kept all of it from being read.
struct Unread {
    problems: Vec<Problem>,
    verb: Option<(u32, u32)>,
}

impl From<Vec<Problem>> for Unread {
    fn from(problems: Vec<Problem>) -> Unread {
        Unread { problems, verb: None }
    }
}

fn read_once(mut draft: Draft, effective: NaiveDate) -> Result<Contract, Unread> {
    // Some editors put a byte order mark in front of a text: it is not a part of what is said.
    if let Some(text) = draft.text.strip_prefix('\u{feff}') {
        draft.text = text.to_owned();
    }
    let (file, text) = (&draft.file.clone(), &draft.text.clone());
    let one = |at: Position, code, message: Message| {
        let (line, column) = line_column(at);
        let Message { text: message, fix } = message;
        vec![Problem { file: file.to_owned(), line, column, code, message, fix, severity: Severity::Error }]
    };
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("the text has {} bytes; {MAX_TEXT_BYTES} are allowed", text.len());
        return Err(one(Position::NONE, Code::TooMuchWork, message.into()).into());
    }
    let shared = Rc::new(RefCell::new(draft));
    let mut reader = engine::bare(READING_OPERATIONS);
    syntax::register(&mut reader, &shared);
    let mut scope = Scope::new();
    scope.push_constant("load", LoadView(None));
    let ast = reader.compile_with_scope(&scope, text).map_err(|error| {
        let (at, code, message) = misspelt_verb(text, error.position(), &error.err_type().to_string());
        let verb = message.fix.as_deref().is_some_and(is_verb).then(|| line_column(at));
        Unread { problems: one(at, code, message), verb }
    })?;
    // Rhai lets a comment run to the end of the text, and with it every phrase in it: then even this compiles.
    let open = text.contains("/*") && reader.compile_with_scope(&scope, format!("{text}\n;)")).is_ok();
    if open {
        let message = "a comment begins and does not end: what follows it would not count".into();
        return Err(one(last_comment(text), Code::TextNotLanguage, message).into());
    }
    let ran = reader.run_ast_with_scope(&mut scope, &ast);
    drop(reader);
    if let Err(error) = ran {
        let mut inner = &*error;
        while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
            inner = cause;
        }
        let at = inner.position();
        let code = if is_limit(inner) { Code::TooMuchWork } else { Code::TextNotLanguage };
        let message = plain(inner);
        shared.borrow_mut().problem(at, code, message);
    }
    let draft = Rc::try_unwrap(shared)
        .map_err(|_| one(Position::NONE, Code::TextNotLanguage, "read twice".into()))?
        .into_inner();
    finish(draft, effective).map_err(Unread::from)
}

fn finish(mut draft: Draft, effective: NaiveDate) -> Result<Contract, Vec<Problem>> {
    if draft.header.is_none() && draft.problems.is_empty() {
        let message = "a contract begins with `contract for \"…\", currency \"…\", version by …, rounded … per line;`";
        draft.problem(Position::new(1, 1), Code::ClauseMissing, message);
    }
    consistency::check(&mut draft);
    let Some(header) = draft.header.filter(|_| draft.problems.is_empty()) else { return Err(draft.problems) };
    let mut engine = engine::bare(EXPRESSION_OPERATIONS);
    engine.set_strict_variables(false);
    let kept = |e: rhai::Expr| {
        let (reads, compiled, printed, extras) = (reads(&e), compile(&e), printed(&e), extras(&e));
        let fields = fields(&e);
        KeptExpression {
            ast: AST::new([Stmt::Expr(e.into())], Module::new()),
            reads,
            compiled,
            printed,
            extras,
            fields,
        }
    };
    let expressions = draft.expressions.into_iter().map(kept).collect();
    Ok(Contract {
        terms: terms::Contract {
            name: header.name,
            file: draft.file,
            effective,
            currency: header.currency,
            version_by: header.version_by,
            rounding: header.rounding,
            otherwise_house_tariff: header.otherwise_house_tariff,
            terms: draft.terms,
            hash: canonical::hash_bytes(draft.text.as_bytes()),
        },
        text: draft.text,
        engine,
        expressions,
    })
}

fn is_limit(error: &EvalAltResult) -> bool {
    matches!(
        error,
        EvalAltResult::ErrorTooManyOperations(..)
            | EvalAltResult::ErrorTooManyVariables(..)
            | EvalAltResult::ErrorDataTooLarge(..)
            | EvalAltResult::ErrorStackOverflow(..)
    )
}

/// Rhai's words for an error, without its position.
fn plain(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorTooManyOperations(..) => {
            "the contract does too much work, or never ends: it only declares terms".to_owned()
        }
        EvalAltResult::ErrorRuntime(message, ..) => message.to_string(),
        EvalAltResult::ErrorFunctionNotFound(name, _) if name.starts_with("contains ") => {
            "`in` does not follow a number; a limit is `at most 480.00 per 24 hours`".to_owned()
        }
        other => {
            let text = other.to_string();
            text.split(" (line ").next().unwrap_or(&text).to_owned()
        }
    }
}

/// A text that does not parse most often has a misspelt verb at the head of its statement: say that one, at its place.
fn misspelt_verb(text: &str, at: Position, message: &str) -> (Position, Code, Message) {
    let (line, column) = line_column(at);
    let upto = offset(text, line, column);
    let code = without_comments(text);
    let head = code.get(..upto).unwrap_or_default();
    let start = head.rfind([';', '{', '}']).map_or(0, |i| i + 1);
    let statement = code.get(start..).unwrap_or_default();
    let skipped = statement.len() - statement.trim_start().len();
    let word: String = statement.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let verbs = verbs().chain([WHEN]);
    let known = is_verb(&word) || matches!(word.as_str(), "when" | "const" | "let" | "if" | "for" | "loop");
    if let Some(sign) = head.get(start..).and_then(|said| said.rfind('%')) {
        return (
            position(text, start + sign),
            Code::TextNotLanguage,
            "`%` is no sign of a contract: write `percent`".into(),
        );
    }
    if word.is_empty() || known {
        return (at, Code::TextNotLanguage, message.into());
    }
    let near = nearest(&word, verbs);
    let location = position(text, start + skipped);
    (location, Code::TermUnknown, misspelt(format!("`{word}` is no word that begins a phrase"), near))
}

/// The part of a load that an expression reads.
fn part(load: &Load, reads: Reads) -> Load {
    let mut part = Load::new(load.number.clone());
    part.mode.clone_from(&load.mode);
    part.equipment.clone_from(&load.equipment);
    part.status = load.status;
    part.miles = load.miles;
    part.deadhead_miles = load.deadhead_miles;
    part.weight_lb = load.weight_lb;
    part.driver_count = load.driver_count;
    if reads.stops {
        part.stops.clone_from(&load.stops);
    }
    if reads.documents {
        part.documents.clone_from(&load.documents);
    }
    if reads.items {
        part.items.clone_from(&load.items);
    }
    if reads.events {
        part.events.clone_from(&load.events);
    }
    if reads.references {
        part.references.clone_from(&load.references);
    }
    if reads.extras {
        part.extras.clone_from(&load.extras);
    }
    part
}

impl Contract {
    /// What it declares.
    pub fn terms(&self) -> &terms::Contract {
        &self.terms
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A phrase as it stands in the text, on one line and without its remarks.
    pub fn phrase(&self, location: &Location) -> String {
        phrase_at(&self.text, location)
    }

    /// The same contract with every expression left to the interpreter: the reference that the compiled form is tested
    /// against.
    pub fn interpreted(mut self) -> Contract {
        self.expressions.iter_mut().for_each(|kept| kept.compiled = None);
        self
    }

    /// An expression with the file's constants put in: equal texts mean equal expressions.
    pub fn printed(&self, id: ExpressionId) -> &str {
        self.expressions.get(id.0).map_or("", |kept| &kept.printed)
    }

    /// The names under which an expression asks whether dispatch sent anything.
    pub fn extras_read(&self, id: ExpressionId) -> &[String] {
        self.expressions.get(id.0).map_or(&[], |kept| &kept.extras)
    }

    /// What an expression reads of a load, by the names of its fields and methods.
    pub fn fields_read(&self, id: ExpressionId) -> &[String] {
        self.expressions.get(id.0).map_or(&[], |kept| &kept.fields)
    }

    /// The documents whose presence an expression asks for.
    pub fn documents_read(&self, id: ExpressionId) -> Vec<String> {
        let statements = self.expressions.get(id.0).map_or(&[][..], |kept| kept.ast.statements());
        let of = |statement: &Stmt| match statement {
            Stmt::Expr(expression) => documents(expression),
            _ => Vec::new(),
        };
        statements.iter().flat_map(of).collect()
    }

    /// How many expressions are compiled, of how many.
    pub fn compiled_expressions(&self) -> (usize, usize) {
        (self.expressions.iter().filter(|k| k.compiled.is_some()).count(), self.expressions.len())
    }

    /// Does a condition hold for a load (negation applied)?
    pub fn holds(&self, condition: &Condition, load: &Load) -> Result<bool, EvalError> {
        if let Some(Ok(holds)) = self.compiled(condition.expression).map(|c| c.flag(load)) {
            return Ok(holds != condition.negated);
        }
        let (value, location) = self.evaluate(condition.expression, load)?;
        match value.as_bool() {
            Ok(holds) => Ok(holds != condition.negated),
            Err(kind) => Err(EvalError::Failed { message: format!("a condition is yes or no, not {kind}"), location }),
        }
    }

    /// A free amount, contract's currency.
    pub fn amount(&self, expression: ExpressionId, load: &Load) -> Result<Decimal, EvalError> {
        if let Some(Ok(amount)) = self.compiled(expression).map(|c| c.number(load)) {
            return Ok(amount);
        }
        let (value, location) = self.evaluate(expression, load)?;
        engine::decimal(&value).map_err(|error| EvalError::Failed { message: plain(&error), location })
    }

    fn compiled(&self, id: ExpressionId) -> Option<&Compiled> {
        self.expressions.get(id.0)?.compiled.as_ref()
    }

    /// As the interpreter says.
    fn evaluate(&self, id: ExpressionId, load: &Load) -> Result<(Dynamic, Location), EvalError> {
        let Some(KeptExpression { ast, reads, .. }) = self.expressions.get(id.0) else {
            return Err(EvalError::Failed {
                message: "no such expression".to_owned(),
                location: self.location(Position::NONE),
            });
        };
        let mut scope = Scope::new();
        scope.push_constant("load", LoadView(Some(Rc::new(part(load, *reads)))));
        let start = ast.statements().first().map_or(Position::NONE, Stmt::position);
        match self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, ast) {
            Ok(value) => Ok((value, self.location(start))),
            Err(error) => {
                let at = if error.position().is_none() { start } else { error.position() };
                let message = plain(&error);
                let location = self.location(at);
                Err(match message.split_once(MISSING) {
                    Some((_, name)) => EvalError::MissingInput { name: name.to_owned(), location },
                    None => EvalError::Failed { message, location },
                })
            }
        }
    }

    fn location(&self, at: Position) -> Location {
        let (line, column) = line_column(at);
        Location { file: self.terms.file.as_str().into(), line, column }
    }
}
