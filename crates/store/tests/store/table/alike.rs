//! Planted once and seen red: loads marked by those that come alone, and not by those that go; a set that is taken for large one
//! load too early; a load that comes before those that are told, taken for one behind them.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::ids::LoadNumber;
use linehaul_store::{Cache, Head};
use proptest::prelude::*;

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

/// What is told of a load: of each trait the first two others that share it and whether there are more, of one that only warns
/// nothing once three others share it. As who assesses does, no more than five of a trait are looked at.
fn told(sharing: &dyn Fn(&str) -> Vec<LoadNumber>, load: &LoadNumber, traits: &[String]) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for of in traits {
        let mut others = sharing(of);
        others.retain(|other| other != load);
        let names: Vec<&str> = others.iter().take(2).map(LoadNumber::as_str).collect();
        let more = others.len() > 2;
        let silent = of.starts_with("po ") && more;
        if !others.is_empty() && !silent {
            told.insert(of.clone(), format!("{} {more} {:?}", names.join(" "), others));
        }
    }
    told
}

type Suspicions = BTreeMap<LoadNumber, BTreeMap<String, String>>;

/// Assesses some stale loads at a time until none is stale, and writes down what is told of each.
fn drain(cache: &mut Cache, traits: &BTreeMap<LoadNumber, Vec<String>>, at_a_time: u64, all: &mut Suspicions) {
    let mut rounds = 0;
    loop {
        let chunk = cache.stale_after("", at_a_time).expect("lists");
        if chunk.is_empty() {
            break;
        }
        let put: Vec<_> = chunk.iter().map(|load| (load, traits[load].as_slice())).collect();
        cache.put_traits(&put).expect("puts");
        for (load, of) in &put {
            let told = told(&|of| cache.sharing(of, 5).expect("lists"), load, of);
            let in_company = |of: &&String| cache.sharing(of, 2).expect("lists").len() > 1;
            let shared: Vec<String> = of.iter().filter(in_company).cloned().collect();
            assert_eq!(cache.shared_traits(load).expect("lists"), shared, "what stands with the load is what is so");
            all.insert((*load).clone(), told);
        }
        keep(cache, &put.iter().map(|(load, _)| stored(load.as_str(), "ACME", "held", 1)).collect::<Vec<_>>());
        rounds += 1;
        assert!(rounds < 500, "it ends");
    }
}

fn mark(cache: &mut Cache, load: &LoadNumber) {
    let head = Head { seq: 1, hash: linehaul_domain::canonical::hash(&1) };
    cache.follow_book(std::slice::from_ref(load), false, &head).expect("marks");
}

fn traits_of(bits: u8) -> Vec<String> {
    let all = ["bol ACME 1", "lane ACME 2", "po ACME 3"];
    all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, of)| (*of).to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_told_does_not_depend_on_the_order_of_arrival(
        arrivals in prop::collection::vec((0..9u8, 0..8u8, 0..4u64), 1..30),
    ) {
        let folder = tempfile::tempdir().expect("folder");
        let mut cache = cache(&folder);
        let (mut traits, mut all) = (BTreeMap::new(), Suspicions::new());
        for (load, bits, drained) in arrivals {
            let load = LoadNumber(format!("L-{load}"));
            traits.insert(load.clone(), traits_of(bits));
            mark(&mut cache, &load);
            if drained > 0 {
                drain(&mut cache, &traits, drained, &mut all);
            }
        }
        drain(&mut cache, &traits, 3, &mut all);
        let sharing = |of: &str| -> Vec<LoadNumber> {
            let has = |t: &Vec<String>| t.iter().any(|t| t == of);
            traits.iter().filter(|(_, t)| has(t)).map(|(load, _)| load.clone()).take(5).collect()
        };
        for (load, of) in &traits {
            prop_assert_eq!(&all[load], &told(&sharing, load, of), "{}", load);
        }
    }
}

#[test]
fn each_load_that_joins_marks_those_of_whom_something_else_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let mut join = |load: &str, of: &str| -> BTreeSet<String> {
        cache.put_traits(&[(&load.into(), &[of.to_owned()])]).expect("puts");
        let marked = cache.stale_after("", 100).expect("lists");
        let rows: Vec<_> = marked.iter().map(|load| stored(load.as_str(), "ACME", "held", 1)).collect();
        keep(&mut cache, &rows);
        marked.into_iter().map(|load| load.0).collect()
    };
    let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
    for of in ["bol ACME 1", "po ACME 1"] {
        assert_eq!(join(&format!("{of} 2"), of), set(&[]));
    }
    let (bol, po) = ("bol ACME 7", "po ACME 7");
    assert_eq!(join("L-2", bol), set(&[]));
    assert_eq!(join("L-3", bol), set(&["L-2"]));
    assert_eq!(join("L-3", bol), set(&[]), "nothing came or went");
    assert_eq!(join("L-4", bol), set(&["L-2", "L-3"]));
    assert_eq!(join("L-5", bol), set(&["L-2", "L-3", "L-4"]));
    assert_eq!(join("L-6", bol), set(&["L-2", "L-3", "L-4", "L-5"]));
    assert_eq!(join("L-7", bol), set(&[]), "behind those that are told");
    assert_eq!(join("L-1", bol), set(&["L-2", "L-3", "L-4", "L-5", "L-6", "L-7"]), "before them");
    assert_eq!(join("L-7", "bol ACME other"), set(&[]), "it was not among those that are told");
    assert_eq!(join("L-1", "bol ACME third"), set(&["L-2", "L-3", "L-4", "L-5", "L-6"]), "it was");
    assert_eq!(join("M-1", po), set(&[]));
    assert_eq!(join("M-2", po), set(&["M-1"]));
    assert_eq!(join("M-3", po), set(&["M-1", "M-2"]));
    assert_eq!(join("M-4", po), set(&["M-1", "M-2", "M-3"]), "of a blanket PO nothing is told any more");
    assert_eq!(join("M-0", po), set(&[]), "and it stays so");
}
