//! Checks kept expressions when they are read: every field, method, name and function must exist, at its exact place.

use linehaul_domain::document::{REFERENCES, TYPES};
use linehaul_domain::event::EventKind;
use linehaul_domain::fault::Code;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::near::nearest;
use rhai::{ASTNode, Expr, Position};

use crate::draft::Draft;
use crate::engine::MAX_KEPT_PARTS;
use crate::problem::{Message, misspelt, unlisted};
use crate::words::{FIELDS, FUNCTIONS, METHODS};

/// Notes every name in an expression that does not exist.
pub fn expression(draft: &mut Draft, expression: &Expr) {
    let mut found: Vec<(Position, Code, Message)> = Vec::new();
    let mut parts = 0;
    expression.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        parts += 1;
        if let Some(ASTNode::Expr(node)) = path.last() {
            found.extend(node_problem(node, draft.agreed));
        }
        parts <= MAX_KEPT_PARTS
    });
    if parts > MAX_KEPT_PARTS {
        let message = format!("an expression has at most {MAX_KEPT_PARTS} parts");
        found.push((expression.start_position(), Code::TooMuchWork, message.into()));
    }
    for (at, code, message) in found {
        draft.problem(at, code, message);
    }
}

/// Which collections of a load an expression reads: only these are copied for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reads {
    /// Stops, or documents, which are looked up by stop.
    pub stops: bool,
    /// Documents.
    pub documents: bool,
    /// Freight items.
    pub items: bool,
    /// Events.
    pub events: bool,
    /// References.
    pub references: bool,
    /// Extras.
    pub extras: bool,
}

/// What an expression reads.
pub fn reads(expression: &Expr) -> Reads {
    let mut reads = Reads::default();
    expression.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        let name = match path.last() {
            Some(ASTNode::Expr(Expr::Property(name, _))) => name.2.as_str(),
            Some(ASTNode::Expr(Expr::MethodCall(call, _))) => call.name.as_str(),
            _ => return true,
        };
        match name {
            "has_document" => (reads.documents, reads.stops) = (true, true),
            "happened" => (reads.events, reads.stops) = (true, true),
            "reference" | "has_reference" => reads.references = true,
            "number" | "money" | "text" | "flag" | "has_extra" => reads.extras = true,
            "hazardous" => reads.items = true,
            "mode" | "equipment" | "status" | "team" | "miles" | "deadhead_miles" | "weight_lb" | "driver_count" => {}
            _ => reads.stops = true,
        }
        true
    });
    reads
}

/// Everything that an expression reads of a load: `miles`, or `number:pallets` of `load.number("pallets")`, with `*` where the
/// name is reckoned.
pub fn fields(expression: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    expression.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Property(name, _))) => found.push(name.2.to_string()),
            Some(ASTNode::Expr(Expr::MethodCall(call, _))) => found.push(match call.args.first() {
                Some(Expr::StringConstant(of, _)) => format!("{}:{of}", call.name),
                _ => format!("{}:*", call.name),
            }),
            _ => {}
        }
        true
    });
    found
}

/// The documents whose presence an expression asks for, as in `load.has_document("pod_signed")`; not those whose absence it
/// asks for.
pub fn documents(expression: &Expr) -> Vec<String> {
    names_asked(expression, "has_document")
}

/// The names under which an expression asks whether dispatch sent anything: `load.has_extra("wash_cost")`.
pub fn extras(expression: &Expr) -> Vec<String> {
    names_asked(expression, "has_extra")
}

fn names_asked(expression: &Expr, method: &str) -> Vec<String> {
    let mut found = Vec::new();
    expression.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Expr(Expr::MethodCall(call, _))) = path.last()
            && call.name == method
            && path.iter().filter(|node| is_not(node)).count() % 2 == 0
            && let Some(Expr::StringConstant(name, _)) = call.args.first()
        {
            found.push(name.to_string());
        }
        true
    });
    found
}

fn is_not(node: &ASTNode<'_>) -> bool {
    matches!(node, ASTNode::Expr(Expr::FnCall(call, _)) if call.name == "!")
}

/// A status that no load has, compared with that of a load: it would be false for ever.
fn status(left: Option<&Expr>, right: Option<&Expr>) -> Option<(Position, Code, Message)> {
    let of_load = |side: Option<&Expr>| match side {
        Some(Expr::Dot(parts, ..)) => matches!(&parts.rhs, Expr::Property(name, _) if name.2 == "status"),
        _ => false,
    };
    let text = match (left, right) {
        (load, Some(text)) if of_load(load) => text,
        (Some(text), load) if of_load(load) => text,
        _ => return None,
    };
    let Expr::StringConstant(text, at) = text else { return None };
    let known: Vec<&str> = LoadStatus::ALL.iter().map(|status| status.name()).collect();
    let same = known.iter().copied().find(|known| known.eq_ignore_ascii_case(text));
    let near = same.or_else(|| nearest(text, known.iter().copied()));
    (!known.contains(&text.as_str())).then(|| (*at, Code::NameUnknown, unlisted("status", text, &known, near)))
}

/// A text that was agreed to before may compare with a status that no load has: it was false then and is false now.
fn node_problem(node: &Expr, agreed: bool) -> Option<(Position, Code, Message)> {
    match node {
        Expr::Property(name, at) => {
            let name = name.2.as_str();
            let known = FIELDS.contains(&name);
            let near = nearest(name, FIELDS.iter().chain(METHODS).copied());
            (!known).then(|| (*at, Code::TermUnknown, misspelt(format!("a load has no field `{name}`"), near)))
        }
        Expr::MethodCall(call, at) => method(call.name.as_str(), call.args.first(), *at),
        Expr::FnCall(call, at) => {
            let name = call.name.as_str();
            if matches!(name, "==" | "!=") && !agreed {
                return status(call.args.first(), call.args.get(1));
            }
            let operator = !name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            let known = operator || FUNCTIONS.contains(&name);
            let near = nearest(name, FUNCTIONS.iter().copied());
            (!known).then(|| (*at, Code::TermUnknown, misspelt(format!("there is no function `{name}`"), near)))
        }
        Expr::Index(_, _, at) => {
            Some((*at, Code::PhraseMisplaced, "fields are read with a dot or by name in brackets".into()))
        }
        Expr::Custom(_, at) => Some((*at, Code::PhraseMisplaced, "a phrase cannot stand inside an expression".into())),
        Expr::Variable(variable, index, at) => {
            let name = variable.1.as_str();
            let declared = index.is_some() || variable.0.is_some();
            if crate::words::is_verb(name) {
                return Some((*at, Code::PhraseMisplaced, format!("`{name}` is a phrase, not a value").into()));
            }
            let message = format!("`{name}` is not known when a load is rated: write its value here");
            (name != "load" || declared).then_some((*at, Code::PhraseMisplaced, message.into()))
        }
        Expr::DynamicConstant(value, _) if !value.is_array() && !value.is_map() => None,
        Expr::Array(_, at) | Expr::Map(_, at) | Expr::DynamicConstant(_, at) => {
            Some((*at, Code::PhraseMisplaced, "a list has no place in an expression".into()))
        }
        _ => None,
    }
}

fn method(name: &str, argument: Option<&Expr>, at: Position) -> Option<(Position, Code, Message)> {
    if !METHODS.contains(&name) {
        let near = nearest(name, METHODS.iter().chain(FIELDS).copied());
        return Some((at, Code::TermUnknown, misspelt(format!("a load has no `{name}(…)`"), near)));
    }
    let Some(Expr::StringConstant(text, text_at)) = argument else {
        return Some((at, Code::TermUnknown, format!("`{name}` wants a name in quotes").into()));
    };
    let events: Vec<&str> = EventKind::ALL.iter().map(|(_, name)| *name).collect();
    let (of, known): (&str, &[&str]) = match name {
        "has_document" => ("document", TYPES),
        "has_reference" | "reference" => ("reference", REFERENCES),
        "happened" => ("event", &events),
        _ => return None,
    };
    let text = text.as_str();
    let near = nearest(text, known.iter().copied());
    (!known.contains(&text)).then(|| (*text_at, Code::NameUnknown, unlisted(of, text, known, near)))
}
