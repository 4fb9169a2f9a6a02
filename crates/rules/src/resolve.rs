//! Resolves a kept expression: names of the file are replaced by their values, so that it can be evaluated later in a scope
//! that knows only the load. The interpreter finds a name by its distance from the end of the scope in which it was read;
//! in another scope that distance means another name, or none.

use rhai::{Dynamic, Expr, Position, Scope};

/// Replaces every name but `load` by its value now.
pub fn resolve(expression: &mut Expr, scope: &Scope<'_>) {
    match expression {
        Expr::Variable(name, near, at) => {
            if name.1 != "load" {
                if let Some(value) = scope.get_value::<Dynamic>(&name.1) {
                    *expression = constant(value, *at);
                }
                return;
            }
            name.0 = None;
            *near = None;
        }
        Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
            parts.iter_mut().for_each(|part| resolve(part, scope));
        }
        Expr::Array(parts, _) | Expr::InterpolatedString(parts, _) => {
            parts.iter_mut().for_each(|part| resolve(part, scope));
        }
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => {
            call.args.iter_mut().for_each(|argument| resolve(argument, scope));
        }
        Expr::Dot(pair, _, _) | Expr::Index(pair, _, _) => {
            resolve(&mut pair.lhs, scope);
            resolve(&mut pair.rhs, scope);
        }
        _ => {}
    }
}

fn constant(value: Dynamic, at: Position) -> Expr {
    if let Ok(flag) = value.as_bool() {
        return Expr::BoolConstant(flag, at);
    }
    if let Ok(whole) = value.as_int() {
        return Expr::IntegerConstant(whole, at);
    }
    match value.clone().into_immutable_string() {
        Ok(text) => Expr::StringConstant(text, at),
        Err(_) => Expr::DynamicConstant(Box::new(value), at),
    }
}

/// A resolved expression as one text, without its places: equal texts mean equal expressions.
pub fn printed(expression: &Expr) -> String {
    let list = |parts: &[Expr]| parts.iter().map(printed).collect::<Vec<_>>().join(", ");
    match expression {
        Expr::BoolConstant(flag, _) => flag.to_string(),
        Expr::IntegerConstant(whole, _) => whole.to_string(),
        Expr::DynamicConstant(value, _) => value.to_string(),
        Expr::StringConstant(text, _) => format!("{text:?}"),
        Expr::Variable(name, _, _) => name.1.to_string(),
        Expr::Property(name, _) => name.2.to_string(),
        Expr::And(parts, _) => format!("all({})", list(parts)),
        Expr::Or(parts, _) => format!("any({})", list(parts)),
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => format!("{}({})", call.name, list(&call.args)),
        Expr::Dot(pair, _, _) => format!("{}.{}", printed(&pair.lhs), printed(&pair.rhs)),
        // Its places are part of this text: too many differences are seen, never too few.
        other => format!("{other:?}"),
    }
}
