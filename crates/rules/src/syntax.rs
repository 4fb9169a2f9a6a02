//! Custom syntax: how phrases become pieces.
//!
//! A phrase is taken token by token up to its `;`, each with its position; numbers go through Rhai's own parser so that
//! they are exact decimals. What stands after `when` and `amount` is kept as an expression.

use std::cell::RefCell;
use std::rc::Rc;

use linehaul_domain::fault::Code;
use linehaul_domain::terms::Condition;
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression, ImmutableString, ParseError, Position};

use crate::check;
use crate::draft::Draft;
use crate::engine::decimal;
use crate::phrase::{self, Piece, What};
use crate::resolve::resolve;
use crate::words::{WHEN, verbs};

/// A draft shared with the engine's callbacks.
pub type Shared = Rc<RefCell<Draft>>;

type Next = Result<Option<ImmutableString>, ParseError>;
type Ran = Result<Dynamic, Box<EvalAltResult>>;

/// Most pieces that a phrase may have.
const MAX_PIECES: usize = 300;
const TOKEN: &str = "$token$";
const EXPRESSION: &str = "$expr$";
const BLOCK: &str = "$block$";
const OTHERWISE: &str = "otherwise";

/// Teaches an engine the phrases; what they say goes into the draft.
pub fn register(engine: &mut Engine, draft: &Shared) {
    for verb in verbs() {
        let draft = draft.clone();
        engine.register_custom_syntax_with_state_raw(verb, next_of_phrase, false, move |context, inputs, _| {
            run_phrase(&draft, verb, context, inputs)
        });
    }
    let draft = draft.clone();
    engine.register_custom_syntax_with_state_raw(WHEN, next_of_when, false, move |context, inputs, _| {
        run_when(&draft, context, inputs)
    });
}

fn next_of_phrase(segments: &[ImmutableString], ahead: &str, _: &mut Dynamic) -> Next {
    // The end of the text is a token as well, and a phrase of a thousand pieces is none.
    if matches!(ahead, ";" | "}" | "" | "{EOF}") || segments.len() > MAX_PIECES {
        return Ok(None);
    }
    let after_amount =
        segments.last().is_some_and(|s| s == "amount") && segments.first().is_some_and(|s| s == "charge");
    let number = ahead.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '(');
    Ok(Some(if after_amount || number { EXPRESSION } else { TOKEN }.into()))
}

fn next_of_when(segments: &[ImmutableString], ahead: &str, _: &mut Dynamic) -> Next {
    Ok(match segments.len() {
        1 => Some(EXPRESSION.into()),
        2 => Some(BLOCK.into()),
        3 if ahead == OTHERWISE => Some(TOKEN.into()),
        4 => Some(BLOCK.into()),
        _ => None,
    })
}

fn run_phrase(
    draft: &Shared,
    verb: &str,
    context: &mut EvalContext<'_, '_, '_, '_, '_, '_>,
    inputs: &[Expression<'_>],
) -> Ran {
    counted(draft, inputs)?;
    let mut pieces = Vec::new();
    let mut keep_next = false;
    for input in inputs {
        let at = input.position();
        let what = match input.get_literal_value::<ImmutableString>() {
            Some(token) if !keep_next => word_or_text(context, &token),
            _ if keep_next => keep_expression(draft, context, input, pieces.last().map_or(at, |p: &Piece| p.at)),
            _ => number(draft, context, input)?,
        };
        keep_next = verb == "charge" && what == What::Word("amount".to_owned());
        pieces.push(Piece { what, at });
    }
    let at = pieces.first().map_or(Position::NONE, |first| draft.borrow().word_before(verb, first.at));
    phrase::read(&mut draft.borrow_mut(), verb, at, pieces);
    Ok(Dynamic::UNIT)
}

fn counted(draft: &Shared, inputs: &[Expression<'_>]) -> Result<(), Box<EvalAltResult>> {
    let at = inputs.first().map_or(Position::NONE, Expression::position);
    if draft.borrow_mut().count() { Ok(()) } else { Err(EvalAltResult::ErrorTooManyOperations(at).into()) }
}

fn word_or_text(context: &EvalContext<'_, '_, '_, '_, '_, '_>, token: &str) -> What {
    if token.len() >= 2 && token.starts_with('"') && token.ends_with('"') {
        return What::Text(token[1..token.len() - 1].to_owned());
    }
    // A constant of the file stands for its number.
    match context.scope().get_value::<Dynamic>(token).and_then(|value| decimal(&value).ok()) {
        Some(number) => What::Number(number),
        None => What::Word(token.to_owned()),
    }
}

fn number(
    draft: &Shared,
    context: &mut EvalContext<'_, '_, '_, '_, '_, '_>,
    input: &Expression<'_>,
) -> Result<What, Box<EvalAltResult>> {
    let value = context.eval_expression_tree(input)?;
    match decimal(&value) {
        Ok(number) => Ok(What::Number(number)),
        Err(_) => {
            draft.borrow_mut().problem(input.position(), Code::ValueSenseless, "a number is wanted here");
            Ok(What::Word("?".to_owned()))
        }
    }
}

fn keep_expression(
    draft: &Shared,
    context: &EvalContext<'_, '_, '_, '_, '_, '_>,
    input: &Expression<'_>,
    amount: Position,
) -> What {
    let mut draft = draft.borrow_mut();
    let expression: &rhai::Expr = input;
    let mut own = expression.clone();
    resolve(&mut own, context.scope());
    check::expression(&mut draft, &own);
    let text = draft.text_after("amount", amount, &[',', ';', '}']);
    What::Expression(draft.keep(own), text)
}

fn run_when(draft: &Shared, context: &mut EvalContext<'_, '_, '_, '_, '_, '_>, inputs: &[Expression<'_>]) -> Ran {
    counted(draft, inputs)?;
    let [condition, block, rest @ ..] = inputs else { return Ok(Dynamic::UNIT) };
    let kept = {
        let mut draft = draft.borrow_mut();
        let expression: &rhai::Expr = condition;
        let mut own = expression.clone();
        resolve(&mut own, context.scope());
        check::expression(&mut draft, &own);
        let at = draft.word_before(WHEN, expression.start_position());
        let text = draft.text_after(WHEN, at, &['{']);
        Condition { expression: draft.keep(own), text: text.into(), negated: false }
    };
    draft.borrow_mut().conditions.push(kept.clone());
    let ran = context.eval_expression_tree(block);
    draft.borrow_mut().conditions.pop();
    let _ = ran?;
    if let Some(otherwise) = rest.last() {
        draft.borrow_mut().conditions.push(Condition { negated: true, ..kept });
        let ran = context.eval_expression_tree(otherwise);
        draft.borrow_mut().conditions.pop();
        let _ = ran?;
    }
    Ok(Dynamic::UNIT)
}
