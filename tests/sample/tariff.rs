//! Dispatch's own reckoning of what a load should bring: plain arithmetic, customer by customer, written apart from the
//! contracts and from the code that rates by them. Where the two disagree, somebody is wrong.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use linehaul_domain::Decimal;
use linehaul_domain::money::Rounding;
use linehaul_domain::time::{Duration, NaiveDate, NaiveDateTime, monday_of};

use crate::calendar::day;
use crate::trip::{Agreed, Trip, Visit};

/// The public tables that dispatch looks at.
pub struct Tariff {
    eia: BTreeMap<NaiveDate, Decimal>,
    bands: BTreeMap<&'static str, Vec<Vec<Decimal>>>,
}

fn dec(text: &str) -> Decimal {
    text.parse().expect("a decimal of the sample")
}

fn cents(amount: Decimal) -> Decimal {
    Rounding::HalfUp.apply(amount, 2)
}

impl Tariff {
    /// Reads the index and the bands.
    pub fn read(folder: &Path) -> io::Result<Tariff> {
        let rows = |name: &str| -> io::Result<Vec<Vec<String>>> {
            let text = std::fs::read_to_string(folder.join(format!("{name}.csv")))?;
            let lines = text.lines().filter(|l| !l.starts_with('#')).skip(1);
            Ok(lines.map(|l| l.split(',').map(str::to_owned).collect()).collect())
        };
        let eia = rows("eia_us")?.iter().map(|r| (day(&r[0]), dec(&r[1]))).collect();
        let mut bands = BTreeMap::new();
        for name in ["tgs", "mme", "rrts"] {
            let numbers = |row: Vec<String>| row.iter().filter(|c| !c.is_empty()).map(|c| dec(c)).collect();
            bands.insert(name, rows(name)?.into_iter().map(numbers).collect());
        }
        Ok(Tariff { eia, bands })
    }

    /// The diesel price that speaks for a day when a Monday's is in force so many days later.
    fn price(&self, on: NaiveDate, days_later: i64) -> Decimal {
        self.eia[&monday_of(on - Duration::days(days_later))]
    }

    fn band(&self, table: &str, price: Decimal, column: usize) -> Decimal {
        let row = self.bands[table].iter().rev().find(|row| row[0] <= price);
        row.map_or(Decimal::ZERO, |row| row[column])
    }

    /// The total; nothing for loads that dispatch cannot reckon.
    pub fn total(&self, trip: &Trip) -> Option<Decimal> {
        let unused = trip.status == "tonu";
        match trip.customer {
            "ACME" if unused => Some(dec("150.00")),
            "STEELCO" if unused => Some((miles(trip.deadhead_miles) * dec("1.65")).max(dec("250.00"))),
            "ACME" => Some(self.acme(trip)),
            "BIGBOX" => Some(self.bigbox(trip)),
            "NORTHLIGHT" => Some(self.northlight(trip)),
            "STEELCO" => Some(self.steelco(trip)),
            "MAPLE" => Some(self.maple(trip)),
            "HARBOR" => Some(harbor(trip)),
            "SUNRISE" | "LATEPAY" | "NEWCO" => Some(self.house(trip)),
            _ => None,
        }
    }

    fn per_mile_fuel(&self, trip: &Trip) -> Decimal {
        cents(miles(trip.miles) * self.band("tgs", self.price(trip.day, 1), 2))
    }

    fn acme(&self, trip: &Trip) -> Decimal {
        let miles = miles(trip.miles);
        let amended = trip.day >= day("2025-02-01");
        let (step, cold) = if amended { ("15.00", "225.00") } else { ("12.50", "200.00") };
        let mut total = acme_linehaul(trip) + self.per_mile_fuel(trip);
        total += tiers(trip, &["100", "175", "250"]);
        for visit in &trip.visits {
            total += steps(waited(visit, None), 120) * dec(step);
        }
        if trip.equipment == "53ft reefer" {
            total += dec(cold);
        }
        if trip.drivers > 1 {
            total += cents(miles * dec("0.25"));
        }
        if trip.hazmat {
            total += dec("250.00");
        }
        total + cents(cost(trip, "extra:lumper_cost:money") * dec("1.1"))
    }

    fn house(&self, trip: &Trip) -> Decimal {
        let mut total = house_linehaul(trip) + self.per_mile_fuel(trip);
        for visit in &trip.visits {
            total += steps(waited(visit, Some(60)), 120) * dec("13.75");
        }
        total
    }

    fn bigbox(&self, trip: &Trip) -> Decimal {
        let miles = miles(trip.miles);
        let mut total = if trip.mode == "INTERMODAL" {
            let november = trip.more.get("extra:waybill_date:date").is_some_and(|d| d.starts_with("2024-11"));
            cents(miles * dec("1.85")) + cents(miles * dec(if november { "0.4860" } else { "0.5040" }))
        } else {
            let (rate, least) = if trip.day < day("2025-01-01") { ("2.35", "650") } else { ("2.42", "675") };
            let fuel = Rounding::HalfUp.apply((self.price(trip.day, 0) - dec("1.20")) / dec("6.0"), 3);
            cents(miles * dec(rate)).max(dec(least)) + cents(miles * fuel)
        };
        total += tiers(trip, &["75", "75", "100", "125"]);
        for visit in trip.visits.iter().filter(|v| v.kind == "delivery") {
            total += (steps(waited(visit, Some(30)), 90) * dec("15.00")).min(dec("300.00"));
            if visit.told_to_return.is_some() {
                total += dec("300.00");
            }
        }
        total + (cost(trip, "extra:pallets:number") - dec("26")).max(Decimal::ZERO) * dec("12.50")
    }

    fn northlight(&self, trip: &Trip) -> Decimal {
        const SCALE: &[(i64, i64)] = &[(0, 100), (500, 90), (1_000, 80), (2_000, 75), (5_000, 70), (10_000, 65)];
        let at = SCALE.iter().rposition(|(from, _)| *from <= trip.weight_lb).unwrap_or(0);
        let own = Decimal::new(trip.weight_lb * SCALE[at].1, 2);
        let next = SCALE.get(at + 1).map(|(from, rate)| Decimal::new(from * rate, 2));
        let gross = next.map_or(own, |next| next.min(own));
        let net = (gross - cents(gross * dec("0.62"))).max(dec("125.00"));
        net + cents(net * self.band("rrts", self.price(trip.day, 2), 2) / dec("100"))
    }

    fn steelco(&self, trip: &Trip) -> Decimal {
        let linehaul = cents(miles(trip.miles) * dec("2.90")).max(dec("700.00"));
        let mut total = linehaul + cents(linehaul * self.band("mme", self.price(trip.day, 2), 3) / dec("100"));
        if trip.papers.iter().any(|p| p.kind == "tarp_ordered_on_rate_con") {
            total += dec("100.00");
        }
        if trip.more.contains_key("extra:permit_cost:money") {
            total += cost(trip, "extra:permit_cost:money") + dec("50.00");
        }
        for visit in &trip.visits {
            let started = steps(waited(visit, None), 60);
            if started > Decimal::ZERO {
                total += (started * dec("20.00")).max(dec("80.00"));
            }
        }
        total
    }

    fn maple(&self, trip: &Trip) -> Decimal {
        let linehaul = cents(miles(trip.miles) * dec("3.35")).max(dec("525.00"));
        let mut total = linehaul + cents(linehaul * self.band("mme", self.price(trip.day, 2), 2) / dec("100"));
        for visit in &trip.visits {
            let minutes = visit.departed.zip(visit.arrived).map_or(0, |(left, came)| (left - came).num_minutes());
            total += steps(minutes, 60) * dec("22.50");
        }
        let to = trip.visits.last().map_or("", |v| v.place.region());
        let percents: &[&str] = match to {
            "ON" => &["13"],
            "NB" | "NS" => &["15"],
            "QC" if trip.visits[0].place.region() == "QC" => &["5", "9.975"],
            "QC" | "AB" => &["5"],
            _ => {
                let months = ["1.3900", "1.4010", "1.4380", "1.4490", "1.4420"];
                let month = ["2024-12-01", "2025-01-01", "2025-02-01", "2025-03-01"];
                let since = month.iter().filter(|m| day(m) <= trip.day).count();
                return total + cents(dec("21.95") * dec(months[since]));
            }
        };
        total + percents.iter().map(|percent| cents(total * dec(percent) / dec("100"))).sum::<Decimal>()
    }
}

fn miles(of: Option<i64>) -> Decimal {
    Decimal::from(of.unwrap_or_default())
}

fn cost(trip: &Trip, column: &str) -> Decimal {
    trip.more.get(column).map_or(Decimal::ZERO, |text| dec(text))
}

fn acme_linehaul(trip: &Trip) -> Decimal {
    let (from, to) = (trip.visits[0].place.city, trip.visits[1].place.city);
    let miles = miles(trip.miles);
    match (from, to) {
        ("Memphis TN", "Dallas TX") if trip.day >= day("2025-02-01") => dec("1155.00"),
        ("Memphis TN", "Dallas TX") => dec("1120.00"),
        ("Memphis TN", "Atlanta GA") => dec("985.00"),
        ("Memphis TN", _) => dec("1480.00"),
        ("Kansas City MO", "Denver CO") if trip.equipment == "53ft reefer" => (miles * dec("2.85")).max(dec("1000")),
        ("Kansas City MO", "Denver CO") => (miles * dec("2.55")).max(dec("900")),
        ("Kansas City MO", _) => dec("1260.00"),
        ("Omaha NE", _) => (miles * dec("2.40")).max(dec("850")),
        _ if trip.day >= day("2025-01-01") => dec("2190.00"),
        _ => house_linehaul(trip),
    }
}

fn house_linehaul(trip: &Trip) -> Decimal {
    let booked = trip.more.get("booked:LINEHAUL");
    booked.map_or_else(|| (miles(trip.miles) * dec("2.60")).max(dec("600.00")), |text| dec(text))
}

fn harbor(trip: &Trip) -> Decimal {
    let linehaul = dec(if trip.visits[1].place.city == "Carson CA" { "395.00" } else { "610.00" });
    let waiting: Decimal = trip.visits.iter().map(|v| steps(waited(v, None), 120) * dec("17.50")).sum();
    let days = match trip.visits.as_slice() {
        [out, .., back] => back.arrived.zip(out.departed).map_or(0, |(b, o)| (b.date() - o.date()).num_days() + 1),
        _ => 0,
    };
    linehaul + cents(linehaul * dec("0.32")) + waiting + Decimal::from(days.max(3)) * dec("45.00")
}

/// Stops between the first pickup and the last drop.
fn tiers(trip: &Trip, amounts: &[&str]) -> Decimal {
    let extra = trip.visits.len().saturating_sub(2);
    (0..extra).map(|i| dec(amounts[i.min(amounts.len() - 1)])).sum()
}

/// Minutes from the later of arrival and appointment until departure, or until told to come back; none after arriving
/// later than the grace allows.
fn waited(visit: &Visit, grace: Option<i64>) -> i64 {
    let (Some(came), Some(left)) = (visit.arrived, visit.told_to_return.or(visit.departed)) else { return 0 };
    let late = |until: NaiveDateTime| grace.is_some_and(|grace| came > until + Duration::minutes(grace));
    match visit.agreed {
        Agreed::At(at) | Agreed::Window(_, at) if late(at) => 0,
        Agreed::At(at) | Agreed::Window(at, _) => (left - came.max(at)).num_minutes(),
        Agreed::FirstCome => (left - came).num_minutes(),
    }
}

/// Started quarters of an hour beyond free time.
fn steps(minutes: i64, free: i64) -> Decimal {
    Decimal::from(((minutes - free).max(0) + 14) / 15)
}
