//! Holds: why a load is not billing-ready, who must do what about it. Warnings stand beside them and do not block.

use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::fault::Owner;

/// What is missing from a load's lines because of a hold. Whoever compares a total with another asks it: a total that lacks a
/// line says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loses {
    /// Nothing.
    Nothing,
    /// A line that could not be computed.
    Line,
    /// The line of the charge that the hold names; where it names none, perhaps nothing.
    ChargesLine,
    /// Every line: there is none, and none was meant to be.
    EveryLine,
}

/// What ends a hold: a decision of a person's `release`, or nothing but its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// It ends when its reason does.
    Cause,
    /// [`crate::decision::Decision::Released`].
    Released,
    /// [`crate::decision::Decision::NotADuplicate`].
    NotADuplicate,
    /// [`crate::decision::Decision::Answered`].
    Answered,
}

impl EndedBy {
    /// Does a person's `release` end it?
    pub fn is_release(self) -> bool {
        self != EndedBy::Cause
    }
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident that loses {
        $($(#[$vdoc:meta])* $variant:ident = $text:literal, $owner:ident, $loses:ident, $ended:ident: $arises:literal $ends:literal;)*
    }) => {
        codes! { $(#[$doc])* $name { $($(#[$vdoc])* $variant = $text, $owner: $arises $ends;)* } }
        impl $name {
            /// What is missing from the load's lines because of it.
            pub fn loses(self) -> Loses { match self { $($name::$variant => Loses::$loses),* } }
            /// Who or what ends it.
            pub fn ended_by(self) -> EndedBy { match self { $($name::$variant => EndedBy::$ended),* } }
        }
    };
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $text:literal, $owner:ident: $arises:literal $ends:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[doc = $arises] $(#[$vdoc])* #[serde(rename = $text)] $variant),* }
        impl $name {
            /// Every code.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The code as shown: upper case.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $text),* } }
            /// The code of such a text.
            pub fn of(text: &str) -> Option<$name> { match text { $($text => Some($name::$variant),)* _ => None } }
            /// How it arises.
            pub fn arises(self) -> &'static str { match self { $($name::$variant => $arises),* } }
            /// What ends it.
            pub fn ends(self) -> &'static str { match self { $($name::$variant => $ends),* } }
            /// Who can end it, where nothing else is said.
            pub fn owner(self) -> Owner { match self { $($name::$variant => Owner::$owner),* } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    };
}

codes! {
    /// Why a load is held.
    HoldCode that loses {
        StopsIncomplete = "STOPS_INCOMPLETE", Dispatch, Nothing, Cause:
            "A stop that the contract asks for has no arrival or no departure, or the load has no stops."
            "Dispatch sends the times of the stop, or says that it was cancelled; or somebody sets them (`linehaul set`) or attests those on the BOL (`linehaul attest`).";
        PodMissing = "POD_MISSING", Dispatch, Nothing, Cause:
            "The contract asks for a proof of delivery, and none is on file, or its file has not come."
            "The POD comes into `documents/`, and a row of dispatch names it; or somebody attaches it (`linehaul attach`).";
        PodUnsigned = "POD_UNSIGNED", Dispatch, Nothing, Cause:
            "The contract asks for a signed proof of delivery, and nobody attested the signature of the one on file."
            "Somebody looks at it and attests the signature (`linehaul attest`), or dispatch sends it as signed, or a signed one comes.";
        DocumentMissing = "DOCUMENT_MISSING", Dispatch, Nothing, Cause:
            "The contract or a charge of the load needs a document that is not on file, whose file has not come, or that is on file for another stop only."
            "The document comes or is attached (`linehaul attach`), is filed for its stop, or the charge is waived (`linehaul waive`).";
        DocumentUnreadable = "DOCUMENT_UNREADABLE", Dispatch, Nothing, Cause:
            "The file of a document that is needed is empty, asks for a password, or is not what its name says, or a receipt was announced without its file."
            "A readable one comes or is attached (`linehaul attach`), or the charge that needs it is waived (`linehaul waive`).";
        ReferenceMissing = "REFERENCE_MISSING", Dispatch, Nothing, Cause:
            "The contract asks for a reference that the load does not have."
            "Dispatch sends the reference, or somebody sets it (`linehaul set`).";
        ReferenceMalformed = "REFERENCE_MALFORMED", Dispatch, Nothing, Cause:
            "A reference is not written as the contract says that the customer wants it."
            "Dispatch sends the right one, or somebody sets it (`linehaul set`).";
        ApprovalNeeded = "APPROVAL_NEEDED", Billing, Nothing, Cause:
            "A charge is above the amount up to which the contract takes it without the customer's approval, and none is on file."
            "The customer approves it, and dispatch sends that or somebody says so (`linehaul approved-by-customer`); or the charge is waived (`linehaul waive`).";
        ReceiptDiffers = "RECEIPT_DIFFERS", Dispatch, Nothing, Cause:
            "The amount of a receipt is not the cost that is charged by it."
            "Dispatch says which of the two is right, and mends the other; or the charge is waived (`linehaul waive`).";
        InputMissing = "INPUT_MISSING", Dispatch, Line, Cause:
            "A number, a time or a name that a phrase needs is not there or cannot be right, so nothing is computed from it."
            "Dispatch sends or mends it, or somebody sets it (`linehaul set`); an adjustment that cannot be right is taken back.";
        NothingBillable = "NOTHING_BILLABLE", Pricing, EveryLine, Cause:
            "The contract yields no line for the load, or its lines come to nothing."
            "The contract says what such a load costs, or dispatch says that it is not billable.";
        IndexMissing = "INDEX_MISSING", Pricing, Line, Cause:
            "A table has no row for the day, the weight, the lane or the place that is asked."
            "The row is added to the table.";
        IndexAsks = "INDEX_ASKS", Pricing, Line, Cause:
            "Two sources of a table differ for the day that is asked, or what is published for it cannot be right, so nothing of it is used."
            "Somebody says what stands: `choose` of the `[[table]]` in `linehaul.toml`, or the row in the table.";
        IndexStale = "INDEX_STALE", Pricing, Line, Cause:
            "A table ends before the day that is asked."
            "The newer rows of the table are loaded.";
        TaxEvidenceMissing = "TAX_EVIDENCE_MISSING", Dispatch, Nothing, Cause:
            "A load is taxed at zero, and the document that proves why is not on file."
            "The document comes or is attached (`linehaul attach`), or the tax is charged.";
        PlaceUnclear = "PLACE_UNCLEAR", Dispatch, Line, Cause:
            "A place of the load is nearly one that the table prices closer than the row that fits: another spelling, or a city without its state."
            "Dispatch mends the place, or somebody sets it (`linehaul set`), or the table gets a row for it as it is written.";
        ContractMissing = "CONTRACT_MISSING", Pricing, Line, Cause:
            "The customer has no contract in force on the load's day, and no house tariff fills in."
            "A version of that time is published, the lane is added, a house tariff is written, or the one that there is is allowed.";
        /// A customer who wants another currency than its contract's is told with it too, and nothing is lost by that.
        ContractError = "CONTRACT_ERROR", Pricing, ChargesLine, Cause:
            "The contract does not read, fails on this load, does not fit its table or its customer's currency, or what an approval saw of it cannot be had."
            "The contract, its table or the customer is mended.";
        ContractAsks = "CONTRACT_ASKS", Pricing, Line, Cause:
            "The contract leaves a question open on which this load depends."
            "The customer answers, and the contract says the answer, or somebody answers it for this load alone (`linehaul answer`).";
        CustomerUnknown = "CUSTOMER_UNKNOWN", Admin, Nothing, Cause:
            "The load names no customer, or one of which nothing is known or that has no code at the ERP."
            "The customer is set up at the ERP and in dispatch, or a row with `customer`, `name` and `erp_code` is dropped; or the load gets the right one (`linehaul set`).";
        /// Nothing makes it any more, it warns ([`WarningCode::CreditHold`]); the caches of earlier builds hold it, and must read
        /// until their loads are assessed again.
        CreditHold = "CREDIT_HOLD", Billing, Nothing, Cause:
            "Earlier versions held a load of a customer whose credit is stopped; this version warns of it instead."
            "The load is assessed again.";
        CodeUnmapped = "CODE_UNMAPPED", Admin, Nothing, Cause:
            "A charge of the load has no item at the ERP, or one that the ERP has not."
            "Somebody says which item it is (`linehaul map`), the item is made there, the charge is waived (`linehaul waive`), or a rule for the code is added to `[[erp.posting]]` of `linehaul.toml`.";
        DimensionMissing = "DIMENSION_MISSING", Dispatch, Nothing, Cause:
            "A field of the load is empty from which the ERP's lines take a dimension that it demands, or the business line; or what it says is no business line."
            "Dispatch sends the field, or somebody sets it (`linehaul set`), or `[erp.dimensions]` says that the dimension is optional.";
        Variance = "VARIANCE", Billing, Nothing, Cause:
            "The total is further from the one that dispatch expects than the tolerance, or in another currency."
            "The charge is adjusted or waived (`linehaul waive`), the difference is accepted (`linehaul accept`), the contract is mended, or dispatch sends its total anew: in a row of its own, say (`load_number`, `customer`, `status`, `currency`, `expected_total`).";
        SplitNeeded = "SPLIT_NEEDED", Billing, Nothing, Cause:
            "The load has several payors, or one that pays only a part or is not the one billed: one invoice cannot bill it."
            "Each payor is billed its part by hand at the ERP, the contract says how they share, or one payor is named.";
        ChangedSinceApproval = "CHANGED_SINCE_APPROVAL", Billing, Nothing, Released:
            "Facts came after the approval, and the load would be billed otherwise."
            "Somebody looks at the difference and approves the load by its number again.";
        OnHold = "ON_HOLD", Billing, Nothing, Released:
            "A person holds the load, for the reason that is shown."
            "A person releases it with `linehaul release`.";
        /// Rating one load cannot see it; whoever sees all loads adds it.
        DuplicateSuspected = "DUPLICATE_SUSPECTED", Billing, Nothing, NotADuplicate:
            "Another load looks like the same one: a number that only writing tells apart, or the same order, references or lane, day and amount."
            "One of them is billed and the other dismissed (`linehaul dismiss`), or somebody says that they are two with `linehaul release`.";
        CancelledAtErp = "CANCELLED_AT_ERP", Billing, Nothing, Cause:
            "The load's invoice was cancelled at the ERP: it was billed once, and is billed no longer."
            "Somebody says whether to bill it again, with `linehaul cancelled`.";
        ColumnLost = "COLUMN_LOST", Admin, Nothing, Cause:
            "A column that the load is billed by is not in what its source sends any more, or it is there under a name that nobody reads."
            "The column is sent again, mapped by the name that it has now, or named in `ignore` of its source.";
        /// Rating one load cannot see it; whoever knows the quarantine adds it.
        RowQuarantined = "ROW_QUARANTINED", Billing, Nothing, Cause:
            "A row on the load that is newer than what is known of it could not be read, and waits in quarantine: what it says may cost more or less."
            "Its source delivers it so that it reads, or somebody mends it in place or clears it, with `linehaul quarantine`.";
        Vanished = "VANISHED", Billing, Nothing, Answered:
            "A source that lists all of its loads lists this one no more, and nothing says that it was cancelled."
            "Dispatch lists it again or says that it was cancelled, or somebody says with `linehaul release` that it is billed all the same.";
        DeliveryException = "DELIVERY_EXCEPTION", Billing, Nothing, Answered:
            "Somebody attested a delivery that was short, damaged, refused or had a broken seal, and no phrase of the contract speaks of it."
            "Claims looks at it, and somebody says with `linehaul release` that the load is billed as it stands.";
        FactsDisputed = "FACTS_DISPUTED", Billing, Nothing, Answered:
            "Two statements differ on a field that the load is billed by, and no rule says which of them stands: they are of one version, came together without saying when they are of, an old file may have come again under another name, or a source says a third thing of what was corrected at the desk."
            "Somebody says with `linehaul release` that what stands is right, sets the field (`linehaul set`), or takes a correction back (`linehaul take-back`), or dispatch sends what is.";
        /// Rating one load cannot see it; whoever knows the cut-over adds it.
        CutoverAsks = "CUTOVER_ASKS", Billing, Nothing, Cause:
            "The load may have been billed before the company used Linehaul: it was delivered before the cut-over and the list of what was invoiced does not name it, or nobody knows when it was delivered."
            "Somebody says so with `linehaul cutover elsewhere`, or that it is billed here with `linehaul cutover bill`; or its day of delivery comes.";
    }
}

codes! {
    /// What a specialist should know, without being blocked.
    WarningCode {
        IndexConflict = "INDEX_CONFLICT", Pricing:
            "Two publications of an index differ by more than the contract takes."
            "The table that is wrong is mended; the authority that the contract names is used meanwhile.";
        VarianceSmall = "VARIANCE_SMALL", Billing:
            "The total is off the one that dispatch expects, within the tolerance."
            "Dispatch mends its total, or nothing is done.";
        FactsConflict = "FACTS_CONFLICT", Dispatch:
            "Two statements differ on a field; one of them stands, by the rule that is told: the owner of the field, the later version, or what was received last."
            "Dispatch sends a newer version of it, or sends again what is right.";
        ColumnGone = "COLUMN_GONE", Admin:
            "A column is not in what the load's source sends any more, and nothing of the load is billed by it."
            "The column is sent again, or named in `ignore` of its source.";
        DocumentReplaced = "DOCUMENT_REPLACED", Dispatch:
            "The file of a document came again under its name and shows less than the one before it, which goes on to count."
            "A readable one comes under the name.";
        DocumentTwice = "DOCUMENT_TWICE", Dispatch:
            "Several files that can be read are one paper of a stop or a load, as two proofs of delivery; any one of them counts as it."
            "Dispatch takes back the one that is not right, or nothing is done.";
        CreditHold = "CREDIT_HOLD", Billing:
            "Credit of the customer is stopped; what was delivered is billed all the same."
            "Credit is given again at the ERP or in dispatch.";
        Vanished = "VANISHED", Dispatch:
            "A source that lists all of its loads lists this one no more, and it is not delivered yet."
            "Dispatch lists it again, or says that it was cancelled.";
        EventUnread = "EVENT_UNREAD", Billing:
            "Something happened that changes what the load is, as miles beside the route, a stop more, or freight that was refused, and no phrase of the contract speaks of it."
            "The contract gets a phrase for it, a charge is adjusted, or nothing is done.";
        ExtraUnread = "EXTRA_UNREAD", Billing:
            "Dispatch says a number or an amount of the load beyond our fields, and no phrase of its contract reads it."
            "The contract gets a phrase for it, a charge is adjusted, or its column is named in `ignore` of its source.";
        SharedReference = "SHARED_REFERENCE", Billing:
            "Another load of the customer names the same reference, or has the same lane, day and amount."
            "Nothing is done where an order has several loads; else one of them is held.";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_as_it_is_shown() {
        assert!(HoldCode::ALL.iter().all(|code| HoldCode::of(code.code()) == Some(*code)));
        assert_eq!(HoldCode::of("POD_MISING"), None);
    }

    #[test]
    fn every_code_says_what_no_other_says() {
        let holds = HoldCode::ALL.iter().map(|c| (c.code(), [c.arises(), c.ends()]));
        let warnings = WarningCode::ALL.iter().map(|c| (c.code(), [c.arises(), c.ends()]));
        let mut arises = std::collections::BTreeMap::new();
        for (code, sentences) in holds.chain(warnings) {
            for sentence in sentences {
                assert!(crate::fault::is_sentence(sentence), "{code}: {sentence}");
            }
            assert_eq!(arises.insert(sentences[0], code), None, "{code} arises as another does");
        }
    }

    #[test]
    fn the_page_says_of_a_hold_who_ends_it_as_the_program_takes_it() {
        for code in HoldCode::ALL {
            let by_command = code.ends().contains("`linehaul release`");
            match code.ended_by() {
                EndedBy::Cause => assert!(!by_command, "{code} ends by its cause: {}", code.ends()),
                EndedBy::Released if *code == HoldCode::ChangedSinceApproval => {
                    assert!(code.ends().contains("approves the load by its number again"), "{}", code.ends());
                }
                EndedBy::Released | EndedBy::NotADuplicate | EndedBy::Answered => {
                    assert!(by_command, "{code}: {}", code.ends())
                }
            }
            // What dispatch or pricing must mend is not said to be a person's to release.
            let sent = code.ends().starts_with("Dispatch sends");
            assert!(!sent || code.owner() == Owner::Dispatch, "{code} is not {}'s: {}", code.owner(), code.ends());
        }
    }
}
