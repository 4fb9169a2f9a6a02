//! Names of things, each its own type so that one is never passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Word;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }
    };
}

id! {
    /// A load's number in its dispatch system.
    LoadNumber
}
id! {
    /// A customer (the bill-to's key in our settings and in dispatch).
    CustomerId
}
id! {
    /// A legal entity of ours that issues invoices.
    LegalEntityId
}
id! {
    /// A carrier that we pay. The payable side keeps its place in names and ids; nothing is built on it yet.
    CarrierId
}
id! {
    /// Our external invoice number, `PREFIX-DESK-SEQ-Gn`, at most 21 characters; the idempotency key at the ERP.
    InvoiceNumber
}
id! {
    /// A batch's name.
    BatchId
}
id! {
    /// A contract's name, as its `contract for "…"` says.
    ContractName
}
id! {
    /// A source's name in `linehaul.toml`.
    SourceName
}
id! {
    /// SHA-256 of some bytes, 64 lower-case hexadecimal digits.
    Hash
}

/// A table's name: its file name without `.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableName(pub Word);

impl TableName {
    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        TableName(text.into())
    }
}

impl InvoiceNumber {
    /// Longest number every known ERP keeps whole (QuickBooks' limit).
    pub const MAX_LENGTH: usize = 21;

    /// `PREFIX-DESK-SEQ-Gn`; `None` when it would be longer than [`Self::MAX_LENGTH`].
    pub fn compose(prefix: &str, desk: &str, sequence: u64, generation: u32) -> Option<InvoiceNumber> {
        let text = format!("{prefix}-{desk}-{sequence:06}-G{generation}");
        (text.len() <= Self::MAX_LENGTH).then_some(InvoiceNumber(text))
    }
}
