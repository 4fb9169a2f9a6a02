//! An ERP's host: what a request without an answer means for what it was to do.

use crate::erp::ErpError;
pub(crate) use crate::http::{Answer, Method};
use crate::http::{HttpHost, NoAnswer, Request};

/// Longest answer that is read, bytes.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// May asking twice do harm?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only reads: a lost answer is no more than that.
    Reads,
    /// It changes something: a lost answer leaves that open.
    Changes,
}

/// The host of an ERP.
pub(crate) struct ErpHost(HttpHost);

impl ErpHost {
    /// The host of an address that [`crate::http::wrong_address`] takes. An answer is waited for `answer_within_seconds`.
    pub fn new(address: &str, answer_within_seconds: u32) -> Result<ErpHost, ErpError> {
        HttpHost::new(address, answer_within_seconds).map(ErpHost).map_err(|message| ErpError::Broken { message })
    }

    /// As [`crate::erp::Erp::puts_off`].
    pub fn puts_off(&self) -> Option<u32> {
        self.0.puts_off()
    }

    /// Posts JSON to a path below the address; `authorization` is a header's value and appears nowhere else.
    pub fn post(
        &self,
        path: &str,
        authorization: Option<&str>,
        body: Vec<u8>,
        effect: Effect,
    ) -> Result<Answer, ErpError> {
        self.send(Method::POST, path, authorization, Some(body), effect)
    }

    /// The same with any method, and without a body.
    pub fn send(
        &self,
        method: Method,
        path: &str,
        authorization: Option<&str>,
        body: Option<Vec<u8>>,
        effect: Effect,
    ) -> Result<Answer, ErpError> {
        let asked = Request { method, path, authorization, body, unless: None, most_bytes: MAX_ANSWER_BYTES };
        self.0.send(asked).map_err(|no| match no {
            NoAnswer::Unsent(message) => ErpError::Unavailable { message, retry_after_seconds: None },
            NoAnswer::PutOff(seconds) => ErpError::Unavailable {
                message: format!("it asked to be left alone for {seconds} s"),
                retry_after_seconds: Some(seconds),
            },
            NoAnswer::Elsewhere => ErpError::Broken { message: format!("`{path}` is at another host") },
            NoAnswer::Lost(message) => unheard(message, effect),
            NoAnswer::TooLong(most) => unheard(format!("the answer is longer than {most} bytes"), effect),
        })
    }
}

pub(crate) fn unheard(message: String, effect: Effect) -> ErpError {
    match effect {
        Effect::Reads => ErpError::Unavailable { message, retry_after_seconds: None },
        Effect::Changes => ErpError::Unknown { message },
    }
}
