//! Looked: a load as somebody looked at it, before a verb made it current. A decision on anything else is refused with the difference.

use linehaul_billing::change::difference;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::ids::{Hash, LoadNumber};

/// A load as it was looked at before it was made current.
pub(super) struct Look {
    pub load: LoadNumber,
    /// What was stored before the verb began.
    pub before: Option<Assessment>,
    /// [`Assessment::seen`] of what was looked at; without it, what was stored before.
    pub seen: Option<Hash>,
}

impl Look {
    /// LH-423 where what would be decided on is not what was looked at: `undone` says what was not done, `again` what to do then.
    pub fn must_be(&self, now: &Assessment, (undone, again): (&str, &str)) -> Result<(), Fault> {
        let changed = |what: String| {
            Err(Fault::new(
                Code::NotAsSeen,
                format!("{} is not as it was looked at: {what}", self.load),
                undone,
                format!("Look at it with `linehaul show`, then {again}."),
            ))
        };
        let Some(before) = &self.before else { return changed("it had not been assessed yet".to_owned()) };
        if let Some(seen) = self.seen.as_ref().filter(|seen| **seen != now.seen()) {
            let words = difference(before, now).unwrap_or_else(|| format!("its total is {} now", now.total));
            let short = |hash: &Hash| hash.as_str().get(..12).unwrap_or_default().to_owned();
            return changed(format!("{words} (seen {}, now {})", short(seen), short(&now.seen())));
        }
        match difference(before, now).filter(|_| self.seen.is_none()) {
            Some(words) => changed(words),
            None => Ok(()),
        }
    }
}
