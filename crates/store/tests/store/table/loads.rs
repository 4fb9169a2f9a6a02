use linehaul_domain::canonical;
use linehaul_domain::load::Load;
use linehaul_store::{AssessmentResult, Cache, Encoded};

use crate::support::*;

#[test]
fn the_latest_folding_takes_the_place_of_the_earlier() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let (early, late) = (load("L-1", "ACME", 3), load("L-1", "ACME", 4));
    let kept = |load: &Load| AssessmentResult::Assessed(Box::new(Encoded::of(load, &stored_of(load, "held"))));
    cache.keep(&[kept(&early), kept(&load("L-0", "A", 1))]).expect("keeps");
    cache.keep(&[kept(&late)]).expect("keeps");
    assert_eq!(cache.load(&"L-1".into()), Ok(Some((late.clone(), canonical::hash(&late)))));
    assert_eq!(cache.load(&"L-9".into()), Ok(None));
    assert_eq!(cache.loads(), Ok(loads(&["L-0", "L-1"])));
}
