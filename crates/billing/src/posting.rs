//! Posting: by what the rules of account determination are asked for a line of a load, and what the load lacks for it.

use linehaul_domain::assessment::Settings;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::posting::{Lacks, Line};

/// By what item and account of a line are chosen. A business line that is not known is a hold of its own.
pub fn line_of<'a>(load: &Load, customer: Option<&'a Customer>, settings: &Settings, code: &'a ChargeCode) -> Line<'a> {
    Line {
        entity: customer.and_then(|c| c.legal_entity.as_ref()),
        business_line: settings.posting.business_line_of(load).ok().flatten(),
        code,
        customer_group: customer.and_then(|c| c.group.as_deref()),
    }
}

/// Of whom a line is, in words.
pub fn of_line(line: &Line<'_>) -> String {
    let of = [
        line.entity.map(|entity| format!("entity {entity}")),
        line.business_line.map(|own| own.name().to_owned()),
        line.customer_group.map(|group| format!("customer group {group}")),
    ];
    let words: Vec<String> = of.into_iter().flatten().collect();
    if words.is_empty() { String::new() } else { format!(" for {}", words.join(", ")) }
}

/// Fields that the lines of a load need and that it lacks: its business line, and dimensions.
pub fn lacking_fields(load: &Load, settings: &Settings) -> Vec<Lacks> {
    let line = settings.posting.business_line_of(load).err();
    line.into_iter().chain(settings.posting.dimensions_of(load).1).collect()
}
