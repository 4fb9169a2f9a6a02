//! What most contracts say, and this one does not.

use linehaul_domain::fault::Code;
use linehaul_domain::terms::Verb;

use crate::lint::Remarks;

pub fn habits(remarks: &mut Remarks<'_>) {
    let has = |wanted: fn(&Verb) -> bool| remarks.terms().iter().any(|t| wanted(&t.verb));
    let linehaul = has(|v| matches!(v, Verb::Linehaul(_)));
    let other = has(|v| matches!(v, Verb::Tonu(_) | Verb::Detention(_)));
    // A free amount under fuel's own code says what there is to say.
    let fuel = has(|v| match v {
        Verb::Fuel(_) => true,
        Verb::Charge { code, .. } => code.as_str() == "FSC",
        _ => false,
    });
    let document = has(|v| matches!(v, Verb::NeedDocument { .. }));
    let house = remarks.contract.terms().otherwise_house_tariff;
    let mut say = |message: &str| remarks.at((1, 1), Code::HabitMissed, message.to_owned());
    if !linehaul && !house && !other {
        say("no linehaul, and the house tariff is not allowed to fill in");
    }
    if linehaul && !fuel {
        say("nothing is said of fuel: say `fuel included` if it is in the rate");
    }
    if linehaul && !document {
        say("no document is needed before billing: a POD is usual");
    }
}
