//! An ERP's errors, said for a person.

use linehaul_connectors::erp::ErpError;
use linehaul_domain::fault::Fault;

/// An ERP error's code and words.
pub fn words_of(why: &ErpError) -> (&'static str, String) {
    match why {
        ErpError::Unknown { message } => ("LH-602", format!("the ERP's answer was lost: {message}")),
        ErpError::Unavailable { message, .. } => ("LH-601", format!("the ERP could not be reached: {message}")),
        ErpError::NotAllowed { message } => ("LH-606", format!("the ERP does not allow it: {message}")),
        ErpError::Broken { message } => ("LH-607", format!("the ERP answered what cannot be read: {message}")),
    }
}

/// An ERP error as a fault.
pub fn fault_of(why: &ErpError) -> Fault {
    let (code, words) = words_of(why);
    Fault::new(
        code,
        words,
        "Nothing was sent twice; what is not posted waits in its batch.",
        "Run `linehaul doctor`, then `linehaul push` again.",
    )
}
