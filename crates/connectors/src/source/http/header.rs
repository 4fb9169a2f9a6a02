//! Header: which fields the loads of a page have, and the things in them.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::lost::{Column, Header};
use linehaul_domain::thing::Thing;
use serde_json::Value;

use crate::load_json::{Object, is_own};
use crate::mapping::{ColumnMap, Kind, is_open, open_name};

/// The field by which a record says that its load was deleted.
pub(super) const DELETED: &str = "deleted";

/// Fields of an item, by the columns that say the same.
const ITEM: &[(&str, &str)] = &[("class", "item_class"), ("pieces", "pieces"), ("hazmat", "hazmat")];

/// How many things of each kind there are, and how many of them have a field.
#[derive(Default)]
struct Counted {
    all: BTreeMap<Thing, usize>,
    having: BTreeMap<Column, usize>,
}

impl Counted {
    fn add(&mut self, thing: Thing, fields: BTreeSet<String>) {
        *self.all.entry(thing).or_default() += 1;
        for ours in fields {
            let theirs = ours.clone();
            *self.having.entry(Column { thing, ours, theirs }).or_default() += 1;
        }
    }

    fn load(&mut self, load: &Object, map: &ColumnMap) {
        let mut fields = BTreeSet::new();
        for (name, value) in load {
            let ours = map.column(name);
            let within = || value.as_object().into_iter().flat_map(Object::keys);
            let of_each = |thing: Thing, all: &mut Counted| {
                let each = value.as_array().into_iter().flatten().filter_map(Value::as_object);
                each.for_each(|one| all.add(thing, one.keys().cloned().collect()));
            };
            match ours.as_str() {
                "stops" => of_each(Thing::Stop, self),
                "events" => of_each(Thing::Event, self),
                "documents" => of_each(Thing::Document, self),
                "items" => {
                    let has =
                        |field: &str| value.as_array().into_iter().flatten().any(|item| item.get(field).is_some());
                    fields.extend(ITEM.iter().filter(|(field, _)| has(field)).map(|(_, ours)| (*ours).to_owned()));
                }
                "references" => fields.extend(within().map(|name| format!("ref:{name}"))),
                "booked" => fields.extend(within().map(|code| format!("booked:{code}"))),
                "extras" => fields.extend(within().map(|name| format!("extra:{name}"))),
                open if is_open(open) => drop(fields.insert(open_name(open).to_owned())),
                own if is_own(own) || own == "updated_at" => drop(fields.insert(own.to_owned())),
                DELETED => {}
                other => drop(fields.insert(format!("extra:{other}"))),
            }
        }
        self.add(Thing::Load, fields);
    }
}

/// Of a page of loads. A field that some have and others have not is one that is left out where it says nothing.
pub(super) fn of(loads: &[Value], map: &ColumnMap) -> Header {
    let mut counted = Counted::default();
    loads.iter().filter_map(Value::as_object).for_each(|load| counted.load(load, map));
    let Counted { all, having } = counted;
    let each = |column: &Column, has: usize| all.get(&column.thing) == Some(&has);
    let sometimes = having.iter().filter(|(column, has)| !each(column, **has)).map(|(column, _)| column.clone());
    Header {
        kind: Kind::Loads.name().to_owned(),
        sort: "pages".to_owned(),
        sometimes: sometimes.collect(),
        columns: having.into_keys().collect(),
        ignored: map.of_source.ignored.clone(),
        whole: map.of_source.whole_records,
        // A record says of itself what it lacks.
        mapped: true,
        records: true,
        ..Header::default()
    }
}
