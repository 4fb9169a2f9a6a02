//! Marks: by what a server is asked whether what it handed out is still as it was. A mark is of the bytes, or it is none: one that only
//! promises the same meaning (a weak `ETag`), or a time of change that a second change may share, would hide what changed.
//!
//! Whoever keeps one keeps it with what it is of: the address, the settings by which it was asked, and the whole of what came.

use linehaul_domain::chrono::DateTime;
use linehaul_domain::time::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// A time of change is a mark once it was so long ago when it was told: until then a second change may be of the same second.
const SETTLED: Duration = Duration::seconds(60);

/// For so long it is believed that nothing changed. Then all of it is asked for, whatever was marked: a server may be wrong.
const BELIEVED: Duration = Duration::hours(24);

/// What marks an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// `ETag`, a strong one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

impl Marks {
    /// Of what stands before an answer: its `ETag`, `Last-Modified` and `Date`.
    pub(crate) fn of(etag: Option<String>, modified: Option<String>, date: Option<&str>) -> Marks {
        let is_strong = |mark: &String| mark.len() > 2 && mark.starts_with('"') && mark.ends_with('"');
        let time = |text: &str| DateTime::parse_from_rfc2822(text).ok();
        let is_settled = |text: &String| {
            let ago = time(text).zip(date.and_then(time)).map(|(changed, told)| told - changed);
            ago.is_some_and(|ago| ago >= SETTLED)
        };
        Marks { etag: etag.filter(is_strong), modified: modified.filter(is_settled) }
    }

    /// Is there nothing to ask by?
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }

    /// The header by which it is asked: one of them, the surer one.
    pub(crate) fn header(&self) -> Option<(&'static str, &str)> {
        let etag = self.etag.as_deref().map(|mark| ("if-none-match", mark));
        etag.or_else(|| self.modified.as_deref().map(|time| ("if-modified-since", time)))
    }
}

/// Is it still to be believed that nothing changed since all of it was had? A clock that was set back believes nothing.
pub fn is_believed(whole_at: Option<Instant>, now: Instant) -> bool {
    whole_at.is_some_and(|at| (Duration::zero()..BELIEVED).contains(&(now - at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(etag: &str, modified: &str, date: Option<&str>) -> Marks {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Marks::of(some(etag), some(modified), date)
    }

    #[test]
    fn only_what_marks_the_bytes_is_a_mark() {
        let (changed, told) = ("Mon, 03 Mar 2025 08:00:00 GMT", "Mon, 03 Mar 2025 08:01:00 GMT");
        assert_eq!(of("\"a\"", changed, Some(told)).header(), Some(("if-none-match", "\"a\"")));
        assert_eq!(of("W/\"a\"", changed, Some(told)).header(), Some(("if-modified-since", changed)));
        for (etag, modified, date) in [
            ("W/\"a\"", "", None),
            ("a", "", None),
            ("\"\"", "", None),
            ("", changed, None),
            ("", changed, Some("Mon, 03 Mar 2025 08:00:59 GMT")),
            ("", "Mon, 03 Mar 2025 09:00:00 GMT", Some(told)),
            ("", "yesterday", Some(told)),
        ] {
            assert!(of(etag, modified, date).is_empty(), "{etag} {modified} {date:?}");
        }
    }

    #[test]
    fn after_a_day_nothing_is_believed() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let whole = at("2025-03-03T08:00:00Z");
        assert!(is_believed(Some(whole), at("2025-03-04T07:59:59Z")));
        assert!(!is_believed(Some(whole), at("2025-03-04T08:00:00Z")));
        assert!(!is_believed(Some(whole), at("2025-03-03T07:59:59Z")));
        assert!(!is_believed(None, whole));
    }
}
