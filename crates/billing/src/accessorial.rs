//! Accessorials: everything beside freight, fuel and waiting.

use linehaul_domain::Decimal;
use linehaul_domain::charge::Miss;
use linehaul_domain::code::{AppliesTo, ChargeCode};
use linehaul_domain::event::EventKind;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::TableName;
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;
use linehaul_domain::step::Step;
use linehaul_domain::stop::{StopKind, StopVisit};
use linehaul_domain::terms::{
    AccessorialKind, DateBasis, Markup, REDELIVERY_MILES, SimpleBasis, Term, Tonu, cost_stated_in,
};
use linehaul_domain::time::{Instant, minutes_between};

use crate::lookup;
use crate::worksheet::{Due, Line, NoLine, Trail, Worksheet};

fn flat(code: ChargeCode, amount: Decimal, trail: Trail) -> Line {
    Line { code, stop: None, quantity: Decimal::ONE, unit: "flat", rate: amount, amount, trail }
}

/// Stops beyond the first pickup and the last delivery.
pub fn stop_off(sheet: &mut Worksheet<'_>, term: &Term, tiers: &[Decimal], further: Option<Decimal>) {
    let worked = |k: StopKind| matches!(k, StopKind::Pickup | StopKind::Delivery);
    let stops = sheet.load.stops.iter().filter(|s| worked(s.kind) && !s.cancelled).count();
    let extra = stops.saturating_sub(2);
    if extra == 0 {
        return;
    }
    let code = ChargeCode::of("STOP_OFF");
    let mut amount = Decimal::ZERO;
    for index in 0..extra {
        let Some(rate) = tiers.get(index).copied().or(further) else {
            let message = format!("{extra} extra stops, and the contract prices {}", tiers.len());
            sheet.hold(HoldCode::ContractAsks, message, "Ask the customer, then add the tier.".into(), Some(&code));
            return;
        };
        let Ok(sum) = sheet.sane(amount.checked_add(rate), &code) else { return };
        amount = sum;
    }
    let mut trail = sheet.trail();
    trail.note(|| Step::Stops { stops: stops as i64, extra: extra as i64 });
    trail
        .note(|| Step::Sum { parts: (0..extra).filter_map(|at| tiers.get(at).copied().or(further)).collect(), amount });
    let quantity = Decimal::from(extra);
    let rate = if extra == 1 { amount.round_dp(4).normalize() } else { (amount / quantity).round_dp(4).normalize() };
    sheet.write(term, Line { code, stop: None, quantity, unit: "stop", rate, amount, trail });
}

/// Truck ordered, not used.
pub fn tonu(sheet: &mut Worksheet<'_>, term: &Term, tonu: &Tonu) {
    let trail = sheet.trail();
    let _ = tonu_line(sheet, term, tonu, trail);
}

/// What [`Tonu::SameDay`] found, as its step names it.
pub const ON_THE_DAY: &str = "cancelled on the day of the pickup or later:";
/// What it found otherwise.
pub const BEFORE_THE_DAY: &str = "cancelled before the day of the pickup:";

fn tonu_line(sheet: &mut Worksheet<'_>, term: &Term, tonu: &Tonu, mut trail: Trail) -> Due<()> {
    let code = ChargeCode::of("TONU");
    let line = match tonu {
        Tonu::UnlessCancelledAhead { otherwise, hours } => {
            return match ahead(sheet, &code, *hours)? {
                true => Err(NoLine),
                false => tonu_line(sheet, term, otherwise, trail),
            };
        }
        Tonu::SameDay { otherwise, amount } => {
            let (told, (pickup, due)) = cancelled(sheet, &code)?;
            let (told, due) = (pickup.local_date(told), pickup.local_date(due));
            let name = if told >= due { ON_THE_DAY } else { BEFORE_THE_DAY };
            trail.note(|| Step::Fact { name: name.into(), value: format!("{told}, the appointment {due}").into() });
            if told < due {
                return tonu_line(sheet, term, otherwise, trail);
            }
            trail.note(|| Step::Stated { amount: *amount });
            flat(code, *amount, trail)
        }
        Tonu::Flat(amount) => {
            trail.note(|| Step::Stated { amount: *amount });
            flat(code, *amount, trail)
        }
        Tonu::PerDeadheadMile { rate, minimum } => {
            let (rate, minimum) = (*rate, *minimum);
            let miles = sheet.need(sheet.load.deadhead_miles, "deadhead miles", &code)?;
            let miles = sheet.not_negative(miles, "deadhead miles", &code)?;
            let computed = sheet.times(miles, rate, &code)?;
            trail.note(|| Step::Times { quantity: miles, unit: "deadhead mi".into(), rate, amount: computed });
            trail.note(|| Step::Minimum { computed, minimum });
            let amount = computed.max(minimum);
            Line { code, stop: None, quantity: miles, unit: "mi", rate, amount, trail }
        }
    };
    sheet.write(term, line);
    Ok(())
}

/// When the order was cancelled, and the first pickup with its appointment.
fn cancelled<'l>(sheet: &mut Worksheet<'l>, code: &ChargeCode) -> Due<(Instant, (&'l StopVisit, Instant))> {
    let load = sheet.load;
    let told = load.events.iter().filter(|e| matches!(e.kind, EventKind::Cancelled | EventKind::TruckNotUsed));
    let told = sheet.need(told.map(|e| e.at).min(), "when it was cancelled", code)?;
    let due = load.first_pickup().and_then(|stop| Some((stop, stop.schedule.start()?)));
    Ok((told, sheet.need(due, "the appointment at the first pickup", code)?))
}

/// Was the order cancelled so many hours before the pickup was due?
fn ahead(sheet: &mut Worksheet<'_>, code: &ChargeCode, hours: u32) -> Due<bool> {
    let (told, (_, due)) = cancelled(sheet, code)?;
    let ahead = minutes_between(told, due);
    let free = ahead >= i64::from(hours) * 60;
    if free {
        sheet.near_miss(code, None, None, || Miss::CancelledAhead { minutes: ahead, hours });
    }
    Ok(free)
}

/// A second attempt to deliver.
pub fn redelivery(sheet: &mut Worksheet<'_>, term: &Term, per_mile: Decimal, minimum: Decimal) {
    let code = ChargeCode::of("REDELIVERY");
    if !sheet.load.happened(EventKind::RedeliveryRequested) {
        return;
    }
    let Ok(miles) = sheet.counted(REDELIVERY_MILES, &code) else { return };
    let Ok(miles) = sheet.not_negative(miles, REDELIVERY_MILES, &code) else { return };
    let Ok(computed) = sheet.times(miles, per_mile, &code) else { return };
    let mut trail = sheet.trail();
    trail.note(|| Step::Times { quantity: miles, unit: "redelivery mi".into(), rate: per_mile, amount: computed });
    trail.note(|| Step::Minimum { computed, minimum });
    let amount = computed.max(minimum);
    sheet.write(term, Line { code, stop: None, quantity: miles, unit: "mi", rate: per_mile, amount, trail });
}

/// A simple accessorial: team, hazmat, tarp, temperature control.
pub fn simple(sheet: &mut Worksheet<'_>, term: &Term, kind: AccessorialKind, basis: &SimpleBasis) {
    let load = sheet.load;
    let (applies, because) = match kind.applies_to() {
        AppliesTo::Teams => (load.is_team(), Some("two or more drivers")),
        AppliesTo::Hazardous => (load.is_hazmat(), Some("hazardous freight")),
        AppliesTo::Any => (true, None),
    };
    if !applies {
        return;
    }
    let code = ChargeCode::of(kind.bills());
    let mut trail = sheet.trail();
    if let Some(because) = because {
        trail.note(|| Step::Condition { text: because.into() });
    }
    let line = match basis {
        SimpleBasis::Flat(amount) => {
            trail.note(|| Step::Stated { amount: *amount });
            flat(code, *amount, trail)
        }
        SimpleBasis::PerMile(rate) => {
            let Ok(miles) = sheet.need_above_zero(load.miles, "miles", &code) else { return };
            let Ok(amount) = sheet.times(miles, *rate, &code) else { return };
            trail.note(|| Step::Times { quantity: miles, unit: "mi".into(), rate: *rate, amount });
            Line { code, stop: None, quantity: miles, unit: "mi", rate: *rate, amount, trail }
        }
    };
    sheet.write(term, line);
}

/// Costs passed through, with the receipt compared.
pub fn at_cost(sheet: &mut Worksheet<'_>, term: &Term, code: &ChargeCode, plus: &Markup, receipt: &str) {
    let extra = &cost_stated_in(code);
    let code: ChargeCode = term.code.as_ref().unwrap_or(code).clone();
    let load = sheet.load;
    let has_receipt = load.documents_of(receipt, None).next().is_some();
    let cost = match load.extras.get(extra) {
        None if !has_receipt => return,
        Some(linehaul_domain::extra::Extra::Money(money)) if money.currency != sheet.currency => {
            let _ = sheet.wrong::<()>(format!("{extra} is {money}, the contract bills in {}", sheet.currency), &code);
            return;
        }
        found => found.and_then(linehaul_domain::extra::Extra::amount),
    };
    let Ok(cost) = sheet.need(cost, extra, &code) else { return };
    let Ok(cost) = sheet.not_negative(cost, extra, &code) else { return };
    let Ok(cost) = sheet.sane(Some(cost), &code) else { return };
    if cost.is_zero() && !has_receipt {
        return;
    }
    let mut trail = sheet.trail();
    trail.note(|| Step::Fact { name: extra.as_str().into(), value: cost.to_string().into() });
    let amount = match plus {
        Markup::None => cost,
        Markup::Flat(more) => {
            let Ok(sum) = sheet.sane(cost.checked_add(*more), &code) else { return };
            trail.note(|| Step::Plus { left: cost, right: *more, amount: sum });
            sum
        }
        Markup::Percent(percent) => {
            let Ok(product) = sheet.times(cost, *percent, &code) else { return };
            let more = product / Decimal::ONE_HUNDRED;
            trail.note(|| Step::Percent { percent: *percent, base: cost, of: "cost".into(), amount: more });
            trail.note(|| Step::Plus { left: cost, right: more, amount: cost + more });
            cost + more
        }
    };
    sheet.write(term, flat(code.clone(), amount, trail));
    receipt_holds(sheet, load, &code, cost, receipt);
}

fn receipt_holds(sheet: &mut Worksheet<'_>, load: &Load, code: &ChargeCode, cost: Decimal, receipt: &str) {
    if !load.has_document(receipt, None) {
        let mut hold = Hold::new(
            HoldCode::DocumentMissing,
            format!("{code} needs {receipt}, which is not on file"),
            "",
            format!("Get the {receipt}."),
        )
        .of_document(receipt)
        .of_charge(code);
        if load.documents_of(receipt, None).next().is_some() {
            hold.code = HoldCode::DocumentUnreadable;
            hold.message = format!("{code} needs {receipt}, which does not open");
        }
        sheet.holds.push(hold);
        return;
    }
    let amounts: Vec<Money> = load.documents_of(receipt, None).filter_map(|d| d.amount).collect();
    let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, m| sum.checked_add(m.amount));
    let foreign = amounts.iter().any(|m| m.currency != sheet.currency);
    if !amounts.is_empty() && (foreign || sum != Some(cost)) {
        let shown: Vec<String> = amounts.iter().map(Money::to_string).collect();
        let message = format!("{code}: the cost is {cost} {}, the receipt says {}", sheet.currency, shown.join(" + "));
        let hold = Hold::new(HoldCode::ReceiptDiffers, message, "", "Ask dispatch which of the two is right.");
        sheet.holds.push(hold.of_charge(code).of_document(receipt));
    }
}

/// A chassis by calendar day.
pub fn chassis(sheet: &mut Worksheet<'_>, term: &Term, per_day: Decimal, minimum_days: u32) {
    let code = ChargeCode::of("CHASSIS");
    let load = sheet.load;
    let out = load.stops.iter().find(|s| s.kind == StopKind::Pickup && !s.cancelled);
    let out = out.and_then(|s| s.departed.map(|at| s.local_date(at)));
    let back = load.stops.iter().rev().find(|s| s.kind == StopKind::EmptyReturn && !s.cancelled);
    let back = back.and_then(|s| s.arrived.map(|at| s.local_date(at)));
    let Ok(out) = sheet.need(out, "the departure from the first pickup", &code) else { return };
    let Ok(back) = sheet.need(back, "the arrival at the empty return", &code) else { return };
    let days = (back - out).num_days() + 1;
    if days < 1 {
        let _ = sheet.need(None::<()>, "a return after the departure", &code);
        return;
    }
    let charged = days.max(i64::from(minimum_days));
    let mut trail = sheet.trail();
    trail.note(|| Step::Count { what: format!("calendar days {out} to {back}").into(), count: days });
    trail.note(|| Step::Minimum { computed: days.into(), minimum: minimum_days.into() });
    let Ok(amount) = sheet.times(per_day, charged.into(), &code) else { return };
    trail.note(|| Step::Times { quantity: charged.into(), unit: "days".into(), rate: per_day, amount });
    sheet.write(term, Line { code, stop: None, quantity: charged.into(), unit: "day", rate: per_day, amount, trail });
}

/// A border fee in its own currency.
pub fn border_fee(sheet: &mut Worksheet<'_>, term: &Term, fee: Money, exchange: &TableName, by: &DateBasis) {
    let _ = border_line(sheet, term, fee, exchange, by);
}

fn border_line(sheet: &mut Worksheet<'_>, term: &Term, fee: Money, exchange: &TableName, by: &DateBasis) -> Due<()> {
    let code = ChargeCode::of("BORDER_FEE");
    let mut trail = sheet.trail();
    let to = sheet.currency;
    if fee.currency == to {
        trail.note(|| Step::Stated { amount: fee.amount });
        sheet.write(term, flat(code, fee.amount, trail));
        return Ok(());
    }
    let date = sheet.date(by, &code)?;
    let found = lookup::exchange(sheet.tables, exchange, (fee.currency, to), date);
    let rate = sheet.row(found, &code)?;
    let amount = sheet.times(fee.amount, rate.rate, &code)?;
    trail.note(|| Step::Exchange {
        amount: fee.amount,
        from: fee.currency,
        rate: rate.rate,
        to,
        effective: rate.effective,
        result: amount,
    });
    let line = Line { code, stop: None, quantity: fee.amount, unit: "exchanged", rate: rate.rate, amount, trail };
    sheet.write(term, line);
    Ok(())
}
