//! Bisecting: where one bad item undoes a whole call and is not named, halves are tried until it stands alone.

use crate::erp::{ByItem, ErpError, Refusal};

/// What one call for several items came to: all done, or a refusal of which nobody knows whom it means.
pub(crate) type Whole<T> = Result<Result<Vec<T>, Refusal>, ErpError>;

/// Calls for all items at once, and for halves where that is refused: one bad item of n costs about 2·log2(n) calls more.
/// An error ends it: what was done before is found by asking.
pub(crate) fn bisect<K: Clone, T>(
    keys: &[K],
    call: &mut dyn FnMut(&[K]) -> Whole<T>,
) -> Result<ByItem<K, T>, ErpError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    match call(keys)? {
        Ok(results) if results.len() == keys.len() => {
            Ok(keys.iter().cloned().zip(results.into_iter().map(Ok)).collect())
        }
        Ok(results) => Err(ErpError::Broken { message: format!("{} answers to {} items", results.len(), keys.len()) }),
        Err(refusal) if keys.len() == 1 => Ok(vec![(keys[0].clone(), Err(refusal))]),
        Err(_) => {
            let (left, right) = keys.split_at(keys.len() / 2);
            let mut results = bisect(left, call)?;
            results.extend(bisect(right, call)?);
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
            let no = Refusal { code: "LH-644", message: "no".to_owned() };
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
}
