//! An ERP's errors, said for a person.

use linehaul_connectors::erp::ErpError;
use linehaul_domain::fault::{Code, Fault};

/// An ERP error's code and words.
pub fn words_of(why: &ErpError) -> (Code, String) {
    match why {
        ErpError::Unknown { message } => (Code::InDoubt, format!("the ERP's answer was lost: {message}")),
        ErpError::Unavailable { message, .. } => {
            (Code::ErpUnreachable, format!("the ERP could not be reached: {message}"))
        }
        ErpError::NotAsked { code, message } => (*code, message.clone()),
        ErpError::NotAllowed { message } => (Code::ErpForbids, format!("the ERP does not allow it: {message}")),
        ErpError::Broken { message } => {
            (Code::AnswerUnreadable, format!("the ERP answered what cannot be read: {message}"))
        }
    }
}

/// An ERP error as a fault.
pub fn fault_of(why: &ErpError) -> Fault {
    let (code, words) = words_of(why);
    let next = match why {
        ErpError::NotAsked { .. } => code.ends(),
        _ => "Run `linehaul doctor`, then `linehaul push` again.",
    };
    Fault::new(code, words, "Nothing was sent twice; what is not posted waits in its batch.", next)
}
