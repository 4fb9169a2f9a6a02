//! The kinds of decisions, each with the version of the entries that hold it. It is the one place that gives an entry its
//! version: what is not in the table is not written.

use serde::Deserialize;

use crate::canonical;
use crate::decision::Decision;

/// Every kind that is written and read, with the version of its entries.
///
/// A new kind, and one whose fields come to say something else (an effect with another step), gets the next version: a program that does not know it then says
/// that a newer one wrote it, and neither takes it for damage nor reads past what it does not know.
const KINDS: &[(&str, u16)] = &[
    ("opened", 1),
    ("controls_set", 1),
    ("approved", 1),
    ("approval_lapsed", 1),
    ("approval_withdrawn", 1),
    ("held", 1),
    ("released", 1),
    ("adjusted", 1),
    ("difference_after_posting", 1),
    ("not_a_duplicate", 1),
    ("billed_outside", 1),
    ("book_continues", 1),
    ("contract_proposed", 1),
    ("contract_published", 1),
    ("invoice_drafted", 1),
    ("invoice_voiding", 1),
    ("draft_made", 1),
    ("cancelled_at_erp", 1),
    ("stands_at_erp", 1),
    ("bill_again", 1),
    ("invoice_closed", 1),
    ("effect", 1),
    ("invoice_voided", 1),
    ("batched", 1),
    ("sending", 1),
    ("posted", 1),
    ("rejected", 1),
    ("in_doubt", 1),
    ("needs_person", 1),
    ("requeued", 1),
    ("backed_up", 1),
    ("cutover_set", 2),
    ("billed_elsewhere", 2),
    ("billed_here", 2),
    ("cutover_kept", 3),
    ("owed_outside", 3),
    ("row", 4),
    ("stray_draft", 5),
    ("answered", 6),
    ("stated", 7),
    ("may_be_billed", 8),
    ("setting_set", 10),
];

fn version_of(kind: &str) -> Option<u16> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, version)| *version)
}

impl Decision {
    /// The version of an entry that holds it; none for a kind that has no row in the table.
    pub fn entry_version(&self) -> Option<u16> {
        // The kind as its body says it; beside it an effect is told by its step, a row and a load by what was said of it.
        version_of(match self {
            Decision::Effect { .. } => "effect",
            Decision::Row(_) => "row",
            Decision::Stated(_) => "stated",
            other => other.kind(),
        })
    }
}

/// The kind of the decision of an entry's canonical bytes, where a newer program wrote it: the kind is not known here, or not in
/// this version.
pub fn newer_kind(version: u16, entry: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        decision: Kind,
    }
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    let Named { decision } = canonical::decode(entry).ok()?;
    version_of(&decision.kind).is_none_or(|known| version > known).then_some(decision.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of version 1 are those that its programs know: another one gets a version of its own.
    #[test]
    fn a_new_kind_raises_the_version() {
        let first = KINDS.iter().filter(|(_, version)| *version == 1).map(|(kind, _)| *kind).collect::<Vec<_>>();
        assert_eq!(
            first.join(" "),
            "opened controls_set approved approval_lapsed approval_withdrawn held released adjusted \
             difference_after_posting not_a_duplicate billed_outside book_continues contract_proposed \
             contract_published invoice_drafted invoice_voiding draft_made cancelled_at_erp stands_at_erp bill_again \
             invoice_closed effect invoice_voided batched sending posted rejected in_doubt \
             needs_person requeued backed_up"
        );
    }

    #[test]
    fn what_a_newer_program_wrote_is_told_from_what_does_not_read() {
        let entry = |decision: &str| format!("1:{{\"at\":0,\"decision\":{decision}}}").into_bytes();
        assert_eq!(newer_kind(1, &entry(r#"{"kind":"noted","text":"x"}"#)), Some("noted".to_owned()));
        assert_eq!(newer_kind(2, &entry(r#"{"kind":"held","load":"L"}"#)), Some("held".to_owned()));
        assert_eq!(newer_kind(1, &entry(r#"{"kind":"held"}"#)), None);
        assert_eq!(newer_kind(9, b"1:{}"), None);
        assert_eq!(newer_kind(9, b"nothing"), None);
    }
}
