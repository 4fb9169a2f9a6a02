//! Bisecting: where one bad item undoes a whole call and is not named, halves are tried until it stands alone.

use crate::erp::{ByItem, ErpError, Refusal};
use linehaul_domain::fault::Code;

/// What one call for several items came to: all done, or a refusal of which nobody knows whom it means.
pub(crate) type Whole<T> = Result<Result<Vec<T>, Refusal>, ErpError>;

/// Calls for all items at once, and for halves where that is refused: one bad item of n costs about 2·log2(n) calls more.
/// An error ends it: what was done before is found by asking.
pub(crate) fn bisect<K: Clone, T>(
    keys: &[K],
    call: &mut dyn FnMut(&[K]) -> Whole<T>,
) -> Result<ByItem<K, T>, ErpError> {
    let mut changed = false;
    halves(keys, call, &mut changed).map_err(|why| if changed { left_open(why) } else { why })
}

/// The error of a call that came after something had changed: it must not say that nothing happened.
pub(crate) fn left_open(why: ErpError) -> ErpError {
    match why {
        ErpError::Unavailable { message, .. } | ErpError::NotAllowed { message } => {
            ErpError::Unknown { message: format!("{message}; some of these were already made; asking tells") }
        }
        open => open,
    }
}

/// May something have changed although the answer is a no? An ERP that failed inside may have failed after it had made it.
pub(crate) fn failed_inside(refusal: &Refusal) -> bool {
    refusal.code == Code::ErpFailedInside
}

/// `changed` is set as soon as a call may have changed anything.
fn halves<K: Clone, T>(
    keys: &[K],
    call: &mut dyn FnMut(&[K]) -> Whole<T>,
    changed: &mut bool,
) -> Result<ByItem<K, T>, ErpError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let answer = call(keys)?;
    *changed |= answer.as_ref().map_or_else(failed_inside, |_| true);
    match answer {
        Ok(results) if results.len() == keys.len() => {
            Ok(keys.iter().cloned().zip(results.into_iter().map(Ok)).collect())
        }
        Ok(results) => Err(ErpError::Broken { message: format!("{} answers to {} items", results.len(), keys.len()) }),
        Err(refusal) if keys.len() == 1 => Ok(vec![(keys[0].clone(), Err(refusal))]),
        Err(_) => {
            let (left, right) = keys.split_at(keys.len() / 2);
            let mut results = halves(left, call, changed)?;
            results.extend(halves(right, call, changed)?);
            Ok(results)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(bad: &[u32]) -> (Vec<u32>, u32) {
        let keys: Vec<u32> = (0..50).collect();
        let mut calls = 0;
        let results = bisect(&keys, &mut |some: &[u32]| {
            calls += 1;
            let refused = some.iter().any(|k| bad.contains(k));
            let no = Refusal { code: Code::ErpRulesRefuse, message: "no".to_owned() };
            Ok(if refused { Err(no) } else { Ok(some.to_vec()) })
        });
        let results = results.expect("no error");
        assert_eq!(results.iter().map(|(k, _)| *k).collect::<Vec<_>>(), keys);
        (results.into_iter().filter(|(_, r)| r.is_err()).map(|(k, _)| k).collect(), calls)
    }

    #[test]
    fn one_bad_item_of_fifty_is_found_and_the_rest_go_through() {
        assert_eq!(calls(&[]), (vec![], 1));
        for bad in [0, 24, 25, 31, 49] {
            let (found, calls) = calls(&[bad]);
            assert_eq!(found, [bad]);
            assert!(calls <= 13, "{calls} calls");
        }
        assert_eq!(calls(&[3, 40]).0, [3, 40]);
    }

    #[test]
    fn a_lost_answer_ends_it() {
        let lost = || ErpError::Unknown { message: "cut".to_owned() };
        assert_eq!(bisect(&[1, 2], &mut |_: &[i32]| -> Whole<i32> { Err(lost()) }), Err(lost()));
        let short = bisect(&[1, 2], &mut |_: &[i32]| -> Whole<i32> { Ok(Ok(vec![1])) });
        assert!(matches!(short, Err(ErpError::Broken { .. })));
    }

    /// Of four items the last is bad; the call that reaches `at` is turned away for good.
    fn turned_away(at: usize, why: &ErpError) -> ErpError {
        let mut calls = 0;
        let result = bisect(&[1, 2, 3, 4], &mut |some: &[u32]| {
            calls += 1;
            if calls >= at {
                return Err(why.clone());
            }
            let no = Refusal { code: Code::ErpRulesRefuse, message: "no".to_owned() };
            Ok(if some.contains(&4) { Err(no) } else { Ok(some.to_vec()) })
        });
        result.expect_err("it was turned away")
    }

    #[test]
    fn what_is_turned_away_after_some_were_made_is_not_told_as_not_sent() {
        let busy = ErpError::Unavailable { message: "too many requests".to_owned(), retry_after_seconds: Some(7) };
        let forbidden = ErpError::NotAllowed { message: "the session ran out".to_owned() };
        for why in [busy, forbidden] {
            // Calls: all four (no), the first two (made), the last two (no), the third (made), the fourth (no).
            assert_eq!(turned_away(1, &why), why, "nothing was made");
            assert_eq!(turned_away(2, &why), why, "a refusal made nothing");
            for at in [3, 4, 5] {
                let said = turned_away(at, &why);
                let ErpError::Unknown { message } = &said else { panic!("call {at}: {said:?}") };
                assert!(message.contains("some of these were already made"), "{message}");
            }
        }
    }
}
