//! Compiled: the common kept expressions as a small tree that is evaluated natively.
//!
//! The interpreter is the reference. Whatever is not covered here is not compiled, and whatever fails here is asked of the
//! interpreter again, which then says what is wrong and where. `tests/compiled.rs` compares both over generated loads.

use std::borrow::Cow;
use std::cmp::Ordering;

use linehaul_domain::Decimal;
use linehaul_domain::event::EventKind;
use linehaul_domain::load::Load;
use linehaul_domain::money::Rounding;
use rhai::{Dynamic, Expr};

use crate::view::{FIELDS, Field, METHODS, Method, Value};

/// Whole numbers from here on overflow in the interpreter sooner than here: it decides.
const WHOLE_LIMIT: Decimal = Decimal::from_parts(u32::MAX, 0x1FFF_FFFF, 0, false, 0);

/// A compiled expression.
pub enum Compiled {
    Flag(bool),
    Number(Decimal),
    Text(String),
    Field(Field),
    Method(Method, String),
    Happened(EventKind),
    Not(Box<Compiled>),
    Negate(Box<Compiled>),
    All(Vec<Compiled>),
    Any(Vec<Compiled>),
    Compare(Comparison, Box<Compiled>, Box<Compiled>),
    Reckon(Reckoning, Box<Compiled>, Box<Compiled>),
    Least(Box<Compiled>, Box<Compiled>),
    Greatest(Box<Compiled>, Box<Compiled>),
    Round(Rounding, Box<Compiled>, u32),
}

/// A comparison.
#[derive(Clone, Copy)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An arithmetic operation.
#[derive(Clone, Copy)]
pub enum Reckoning {
    Plus,
    Minus,
    Times,
    Over,
    Remainder,
}

/// The interpreter must be asked.
pub struct Ask;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'l> {
    Flag(bool),
    Number(Decimal),
    Text(Cow<'l, str>),
}

type Known<'l> = Result<Found<'l>, Ask>;

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn reckoning(sign: &str) -> Option<Reckoning> {
    Some(match sign {
        "+" => Reckoning::Plus,
        "-" => Reckoning::Minus,
        "*" => Reckoning::Times,
        "/" => Reckoning::Over,
        "%" => Reckoning::Remainder,
        _ => return None,
    })
}

fn constant(value: &Dynamic) -> Option<Compiled> {
    if let Ok(flag) = value.as_bool() {
        return Some(Compiled::Flag(flag));
    }
    if let Ok(whole) = value.as_int() {
        return Some(Compiled::Number(whole.into()));
    }
    if let Ok(number) = value.as_decimal() {
        return Some(Compiled::Number(number));
    }
    value.clone().into_string().ok().map(Compiled::Text)
}

/// Compiles a resolved expression; nothing when it uses something that only the interpreter knows.
pub fn compile(expression: &Expr) -> Option<Compiled> {
    let boxed = |e: &Expr| compile(e).map(Box::new);
    match expression {
        Expr::BoolConstant(flag, _) => Some(Compiled::Flag(*flag)),
        Expr::IntegerConstant(whole, _) => Some(Compiled::Number(Decimal::from(*whole))),
        Expr::DynamicConstant(value, _) => constant(value),
        Expr::StringConstant(text, _) => Some(Compiled::Text(text.to_string())),
        Expr::And(parts, _) => Some(Compiled::All(parts.iter().map(compile).collect::<Option<_>>()?)),
        Expr::Or(parts, _) => Some(Compiled::Any(parts.iter().map(compile).collect::<Option<_>>()?)),
        Expr::Dot(dot, _, _) => of_load(&dot.lhs, &dot.rhs),
        Expr::FnCall(call, _) => match (call.name.as_str(), call.args.as_slice()) {
            ("!", [one]) => Some(Compiled::Not(boxed(one)?)),
            ("-", [one]) => Some(Compiled::Negate(boxed(one)?)),
            ("least", [a, b]) => Some(Compiled::Least(boxed(a)?, boxed(b)?)),
            ("greatest", [a, b]) => Some(Compiled::Greatest(boxed(a)?, boxed(b)?)),
            (name, [value, Expr::IntegerConstant(places, _)]) if name.starts_with("round_") => {
                let places = u32::try_from(*places).ok().filter(|p| *p <= 10)?;
                Some(Compiled::Round(rounding(name)?, boxed(value)?, places))
            }
            (sign, [a, b]) => match (comparison(sign), reckoning(sign)) {
                (Some(comparison), _) => Some(Compiled::Compare(comparison, boxed(a)?, boxed(b)?)),
                (_, Some(reckoning)) => Some(Compiled::Reckon(reckoning, boxed(a)?, boxed(b)?)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn rounding(name: &str) -> Option<Rounding> {
    Some(match name {
        "round_half_up" => Rounding::HalfUp,
        "round_up" => Rounding::Up,
        "round_down" => Rounding::Down,
        _ => return None,
    })
}

fn of_load(left: &Expr, right: &Expr) -> Option<Compiled> {
    let Expr::Variable(name, _, _) = left else { return None };
    if name.1 != "load" {
        return None;
    }
    match right {
        Expr::Property(name, _) => {
            FIELDS.iter().find(|(field, _)| *field == name.2).map(|(_, read)| Compiled::Field(*read))
        }
        Expr::MethodCall(call, _) => {
            let [Expr::StringConstant(of, _)] = call.args.as_slice() else { return None };
            if call.name == "happened" {
                return EventKind::from_name(of).map(Compiled::Happened);
            }
            let found = METHODS.iter().find(|(method, _)| *method == call.name);
            found.map(|(_, read)| Compiled::Method(*read, of.to_string()))
        }
        _ => None,
    }
}

fn of_value(value: Value<'_>) -> Found<'_> {
    match value {
        Value::Flag(flag) => Found::Flag(flag),
        Value::Whole(count) => Found::Number(count.into()),
        Value::Number(number) => Found::Number(number),
        Value::Text(text) => Found::Text(Cow::Borrowed(text)),
        Value::Made(text) => Found::Text(Cow::Owned(text)),
    }
}

impl Compiled {
    /// The value for a load.
    pub fn value<'l>(&'l self, load: &'l Load) -> Known<'l> {
        Ok(match self {
            Compiled::Flag(flag) => Found::Flag(*flag),
            Compiled::Number(number) => Found::Number(*number),
            Compiled::Text(text) => Found::Text(Cow::Borrowed(text)),
            Compiled::Field(read) => of_value(read(load).map_err(|_| Ask)?),
            Compiled::Method(read, of) => of_value(read(load, of).map_err(|_| Ask)?),
            Compiled::Happened(kind) => Found::Flag(load.happened(*kind)),
            Compiled::Not(one) => Found::Flag(!one.flag(load)?),
            Compiled::Negate(one) => Found::Number(-one.number(load)?),
            Compiled::All(parts) => {
                for part in parts {
                    if !part.flag(load)? {
                        return Ok(Found::Flag(false));
                    }
                }
                Found::Flag(true)
            }
            Compiled::Any(parts) => {
                for part in parts {
                    if part.flag(load)? {
                        return Ok(Found::Flag(true));
                    }
                }
                Found::Flag(false)
            }
            Compiled::Compare(how, a, b) => Found::Flag(compare(*how, &a.value(load)?, &b.value(load)?)?),
            Compiled::Reckon(how, a, b) => Found::Number(reckon(*how, a.number(load)?, b.number(load)?)?),
            Compiled::Least(a, b) => Found::Number(a.number(load)?.min(b.number(load)?)),
            Compiled::Greatest(a, b) => Found::Number(a.number(load)?.max(b.number(load)?)),
            Compiled::Round(how, value, places) => Found::Number(how.apply(value.number(load)?, *places)),
        })
    }

    /// Yes or no.
    pub fn flag(&self, load: &Load) -> Result<bool, Ask> {
        match self.value(load)? {
            Found::Flag(flag) => Ok(flag),
            _ => Err(Ask),
        }
    }

    /// A number.
    pub fn number(&self, load: &Load) -> Result<Decimal, Ask> {
        match self.value(load)? {
            Found::Number(number) => Ok(number),
            _ => Err(Ask),
        }
    }
}

fn compare(how: Comparison, a: &Found<'_>, b: &Found<'_>) -> Result<bool, Ask> {
    let order = match (a, b) {
        (Found::Number(a), Found::Number(b)) => a.cmp(b),
        (Found::Text(a), Found::Text(b)) => match how {
            Comparison::Equal => return Ok(a.as_ref() == b.as_ref()),
            Comparison::Unequal => return Ok(a.as_ref() != b.as_ref()),
            _ => a.as_ref().cmp(b.as_ref()),
        },
        (Found::Flag(a), Found::Flag(b)) => match how {
            Comparison::Equal => return Ok(a == b),
            Comparison::Unequal => return Ok(a != b),
            _ => return Err(Ask),
        },
        _ => return Err(Ask),
    };
    Ok(match how {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Unequal => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    })
}

fn reckon(how: Reckoning, a: Decimal, b: Decimal) -> Result<Decimal, Ask> {
    let result = match how {
        Reckoning::Plus => a.checked_add(b),
        Reckoning::Minus => a.checked_sub(b),
        Reckoning::Times => a.checked_mul(b),
        Reckoning::Over => a.checked_div(b),
        Reckoning::Remainder => a.checked_rem(b),
    };
    result.filter(|r| r.abs() < WHOLE_LIMIT).ok_or(Ask)
}
