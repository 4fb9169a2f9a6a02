//! The engine: no packages but hand-picked operators, every limit set, exact arithmetic, comparisons that fail rather than
//! lie.

use linehaul_domain::Decimal;
use linehaul_domain::money::Rounding;
use rhai::{Dynamic, Engine, EvalAltResult, INT, ImmutableString, OptimizationLevel, Position};

use crate::view;
use crate::words::{WHEN, is_verb};

/// Operations that reading a contract may take.
pub const READING_OPERATIONS: u64 = 200_000;
/// Operations that a kept expression may take.
pub const EXPRESSION_OPERATIONS: u64 = 2_000;
/// Greatest length of a contract's text, in bytes.
pub const MAX_TEXT_BYTES: usize = 64_000;
/// Phrases and conditions that reading a contract may come to; each may copy its text and its expression.
pub const MAX_PHRASES: usize = 2_000;
/// Greatest length of a kept expression's text, in characters.
pub const MAX_KEPT_CHARS: usize = 2_000;
/// Most parts of a kept expression.
pub const MAX_KEPT_PARTS: usize = 500;

/// Operators whose meaning in Rhai loses digits, signs or bits without a word: -2.5 ** 0.5 is -1.58, 1 << 99 is 0, and
/// x /= 2 cuts the rest off.
const LOSSY: &[&str] = &["**", "<<", ">>", "&", "|", "^", "/=", "**=", "<<=", ">>=", "&=", "|=", "^="];

/// An engine with limits and operators; phrases are added for reading.
pub fn bare(operations: u64) -> Engine {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::Simple);
    engine.set_fast_operators(false);
    engine.set_strict_variables(true);
    engine.set_max_operations(operations);
    engine.set_max_expr_depths(40, 20);
    engine.set_max_call_levels(8);
    engine.set_max_string_size(4_000);
    engine.set_max_array_size(100);
    engine.set_max_map_size(100);
    engine.set_max_variables(200);
    engine.set_max_functions(0);
    engine.set_max_modules(0);
    engine.set_allow_shadowing(false);
    for word in ["switch", "fn", "eval", "import", "export", "try", "throw", "while", "do", "private", "this"] {
        engine.disable_symbol(word);
    }
    for sign in LOSSY {
        engine.disable_symbol(*sign);
    }
    // The callback is called volatile by Rhai; the version is pinned.
    #[allow(deprecated)]
    engine.on_def_var(|_, info, _| {
        let name = info.name();
        Ok(!is_verb(name) && name != WHEN && name != "load")
    });
    operators(&mut engine);
    view::register(&mut engine);
    engine
}

fn overflow<T>(value: Option<T>) -> Result<T, Box<EvalAltResult>> {
    value.ok_or_else(|| {
        let message = "the number is too large, or divided by zero";
        EvalAltResult::ErrorArithmetic(message.to_owned(), Position::NONE).into()
    })
}

/// Registers an arithmetic operator for every pair of whole number and decimal; whole numbers divide exactly.
macro_rules! arithmetic {
    ($engine:ident, $op:literal, $checked:ident, $whole:expr) => {
        $engine.register_fn($op, |a: Decimal, b: Decimal| overflow(a.$checked(b)));
        $engine.register_fn($op, |a: Decimal, b: INT| overflow(a.$checked(Decimal::from(b))));
        $engine.register_fn($op, |a: INT, b: Decimal| overflow(Decimal::from(a).$checked(b)));
        $engine.register_fn($op, $whole);
    };
}

/// Registers a comparison for every pair of one kind; any other pair fails.
macro_rules! comparison {
    ($engine:ident, $op:literal, $method:ident) => {
        $engine.register_fn($op, |a: Decimal, b: Decimal| a.$method(&b));
        $engine.register_fn($op, |a: Decimal, b: INT| a.$method(&Decimal::from(b)));
        $engine.register_fn($op, |a: INT, b: Decimal| Decimal::from(a).$method(&b));
        $engine.register_fn($op, |a: INT, b: INT| a.$method(&b));
        $engine.register_fn($op, |a: ImmutableString, b: ImmutableString| a.as_str().$method(b.as_str()));
        $engine.register_fn($op, |a: Dynamic, b: Dynamic| mismatched($op, &a, &b));
    };
}

fn mismatched(op: &str, a: &Dynamic, b: &Dynamic) -> Result<bool, Box<EvalAltResult>> {
    let message = format!("`{op}` cannot compare {} with {}", kind(a), kind(b));
    Err(EvalAltResult::ErrorRuntime(message.into(), Position::NONE).into())
}

fn kind(value: &Dynamic) -> &'static str {
    if value.is_int() || value.is_decimal() {
        "a number"
    } else if value.is_string() {
        "a text"
    } else if value.is_bool() {
        "yes or no"
    } else {
        "something else"
    }
}

fn operators(engine: &mut Engine) {
    arithmetic!(engine, "+", checked_add, |a: INT, b: INT| overflow(a.checked_add(b)));
    arithmetic!(engine, "-", checked_sub, |a: INT, b: INT| overflow(a.checked_sub(b)));
    arithmetic!(engine, "*", checked_mul, |a: INT, b: INT| overflow(a.checked_mul(b)));
    arithmetic!(engine, "/", checked_div, |a: INT, b: INT| overflow(Decimal::from(a).checked_div(Decimal::from(b))));
    arithmetic!(engine, "%", checked_rem, |a: INT, b: INT| overflow(a.checked_rem(b)));
    engine.register_fn("-", |a: Decimal| -a);
    engine.register_fn("-", |a: INT| overflow(a.checked_neg()));
    engine.register_fn("!", |a: bool| !a);
    comparison!(engine, "==", eq);
    comparison!(engine, "!=", ne);
    comparison!(engine, "<", lt);
    comparison!(engine, "<=", le);
    comparison!(engine, ">", gt);
    comparison!(engine, ">=", ge);
    engine.register_fn("==", |a: bool, b: bool| a == b);
    engine.register_fn("!=", |a: bool, b: bool| a != b);
    functions(engine);
}

fn functions(engine: &mut Engine) {
    engine.register_fn("least", |a: Dynamic, b: Dynamic| pair(&a, &b).map(|(a, b)| a.min(b)));
    engine.register_fn("greatest", |a: Dynamic, b: Dynamic| pair(&a, &b).map(|(a, b)| a.max(b)));
    for (name, how) in [("round_half_up", Rounding::HalfUp), ("round_up", Rounding::Up), ("round_down", Rounding::Down)]
    {
        engine.register_fn(name, move |a: Dynamic, places: INT| -> Result<Decimal, Box<EvalAltResult>> {
            let places = u32::try_from(places).ok().filter(|p| *p <= 10);
            Ok(how.apply(decimal(&a)?, overflow(places)?))
        });
    }
}

fn pair(a: &Dynamic, b: &Dynamic) -> Result<(Decimal, Decimal), Box<EvalAltResult>> {
    Ok((decimal(a)?, decimal(b)?))
}

/// A number as an exact decimal.
pub fn decimal(value: &Dynamic) -> Result<Decimal, Box<EvalAltResult>> {
    if let Ok(whole) = value.as_int() {
        return Ok(Decimal::from(whole));
    }
    value.as_decimal().map_err(|_| {
        let message = format!("a number is wanted here, not {}", kind(value));
        EvalAltResult::ErrorRuntime(message.into(), Position::NONE).into()
    })
}
