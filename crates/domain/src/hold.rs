//! Holds: why a load is not billing-ready, who must do what about it. Warnings stand beside them and do not block.

use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }
        impl $name {
            /// Every code.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The code as shown: upper case.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $text),* } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    };
}

codes! {
    /// Why a load is held.
    HoldCode {
        /// A stop that the contract asks for is not complete.
        StopsIncomplete = "STOPS_INCOMPLETE",
        /// No proof of delivery.
        PodMissing = "POD_MISSING",
        /// A proof of delivery whose signature nobody attested.
        PodUnsigned = "POD_UNSIGNED",
        /// Another required document is missing.
        DocumentMissing = "DOCUMENT_MISSING",
        /// A document is empty, encrypted or mistyped.
        DocumentUnreadable = "DOCUMENT_UNREADABLE",
        /// A required reference is missing.
        ReferenceMissing = "REFERENCE_MISSING",
        /// A reference is not as the customer wants it.
        ReferenceMalformed = "REFERENCE_MALFORMED",
        /// An accessorial above its approval limit without approval.
        ApprovalNeeded = "APPROVAL_NEEDED",
        /// A receipt's amount is not the charged cost.
        ReceiptDiffers = "RECEIPT_DIFFERS",
        /// Something rating needs is not there.
        InputMissing = "INPUT_MISSING",
        /// The contract yields nothing to bill.
        NothingBillable = "NOTHING_BILLABLE",
        /// A table has no row for what is asked.
        IndexMissing = "INDEX_MISSING",
        /// A table ends before the date that is asked.
        IndexStale = "INDEX_STALE",
        /// Zero-rating without its evidence.
        TaxEvidenceMissing = "TAX_EVIDENCE_MISSING",
        /// No contract and no house tariff.
        ContractMissing = "CONTRACT_MISSING",
        /// The contract does not read, or failed on this load.
        ContractError = "CONTRACT_ERROR",
        /// The contract leaves a question open that this load depends on.
        ContractAsks = "CONTRACT_ASKS",
        /// The ERP does not know the customer.
        CustomerUnknown = "CUSTOMER_UNKNOWN",
        /// Credit is stopped. Nothing makes it any more, it warns ([`WarningCode::CreditHold`]); the caches of earlier builds hold
        /// it, and must read until their loads are assessed again.
        CreditHold = "CREDIT_HOLD",
        /// A charge code has no ERP item.
        CodeUnmapped = "CODE_UNMAPPED",
        /// Too far from dispatch's expected total.
        Variance = "VARIANCE",
        /// Several payors: what each pays, or why that is not known.
        SplitNeeded = "SPLIT_NEEDED",
        /// Facts changed after approval.
        ChangedSinceApproval = "CHANGED_SINCE_APPROVAL",
        /// A person holds it.
        OnHold = "ON_HOLD",
        /// Another load looks like the same one: a number that only writing tells apart, or the same order, references and stops.
        /// Rating one load cannot see it; whoever sees all loads adds it.
        DuplicateSuspected = "DUPLICATE_SUSPECTED",
        /// Its invoice was cancelled at the ERP: billed once, and now billed no longer. A person says whether to bill again.
        CancelledAtErp = "CANCELLED_AT_ERP",
    }
}

codes! {
    /// What a specialist should know, without being blocked.
    WarningCode {
        /// Two publications of an index differ.
        IndexConflict = "INDEX_CONFLICT",
        /// Off dispatch's expected total, within tolerance.
        VarianceSmall = "VARIANCE_SMALL",
        /// Two statements of one version differ.
        FactsConflict = "FACTS_CONFLICT",
        /// Credit of the customer is stopped: its next load waits, the bill for one that was delivered does not.
        CreditHold = "CREDIT_HOLD",
        /// Another load of the customer names the same reference: usual where an order has several loads, or one billed twice.
        SharedReference = "SHARED_REFERENCE",
    }
}

/// One reason why a load is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Which.
    pub code: HoldCode,
    /// In words.
    pub message: String,
    /// Who must act.
    pub owner: String,
    /// What to do.
    pub next_step: String,
    /// The stop concerned.
    pub stop: Option<u32>,
    /// The document type concerned.
    pub document: Option<String>,
    /// The reference concerned.
    pub reference: Option<String>,
    /// The charge concerned.
    pub charge: Option<ChargeCode>,
}

impl Hold {
    /// A hold with no stop, document, reference or charge.
    pub fn new(
        code: HoldCode,
        message: impl Into<String>,
        owner: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Hold {
        Hold {
            code,
            message: message.into(),
            owner: owner.into(),
            next_step: next_step.into(),
            stop: None,
            document: None,
            reference: None,
            charge: None,
        }
    }

    /// With its stop.
    pub fn at_stop(mut self, seq: u32) -> Hold {
        self.stop = Some(seq);
        self
    }

    /// With its document type.
    pub fn of_document(mut self, kind: &str) -> Hold {
        self.document = Some(kind.to_owned());
        self
    }

    /// With its reference.
    pub fn of_reference(mut self, name: &str) -> Hold {
        self.reference = Some(name.to_owned());
        self
    }

    /// With its charge.
    pub fn of_charge(mut self, code: &ChargeCode) -> Hold {
        self.charge = Some(code.clone());
        self
    }
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Which.
    pub code: WarningCode,
    /// In words.
    pub message: String,
}
