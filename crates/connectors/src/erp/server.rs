//! An ERP over a network: where its server is, who asks it, and within which limits. Every kind of them is told so in the same
//! words.

use linehaul_domain::declared;
use secrecy::SecretString;
use serde::Deserialize;

use crate::erp::http::ErpHost;
use crate::erp::{ErpError, Traits};
use crate::http::wrong_address;

/// A server and how it is asked.
#[derive(Debug, Clone)]
pub struct Server {
    /// `https://host:port`; http for this machine only.
    pub url: String,
    /// Who asks.
    pub user: String,
    /// The password of that user.
    pub password: SecretString,
    /// Invoices in a call of ours, at most as many as its kind takes.
    pub max_batch: u32,
    /// A commit may show up so many seconds after its answer was lost.
    pub settle_seconds: u32,
    /// An answer that is not there after so many seconds is lost.
    pub answer_within_seconds: u32,
}

impl Server {
    /// Its host; [`ErpError::Broken`] when the address makes no sense.
    pub(crate) fn host(&self) -> Result<ErpHost, ErpError> {
        ErpHost::new(&self.url, self.answer_within_seconds)
    }

    /// What an ERP of a kind is like at this server.
    pub(crate) fn traits(&self, of_kind: Traits) -> Traits {
        Traits {
            max_batch: self.max_batch.clamp(1, of_kind.max_batch),
            settle_seconds: self.settle_seconds,
            answer_within_seconds: self.answer_within_seconds,
            ..of_kind
        }
    }
}

declared! {
    /// The same as it stands in `[erp]`.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub(crate) struct Asked {
        /// Its address: `https://host:port`; http for this machine only. It must be there.
        /// Default: `""`
        pub url: String,
        /// Who asks. The password is kept by `linehaul secret set`. It must be there.
        /// Default: `""`
        pub user: String,
        /// So many invoices go in a call, at most as many as its kind takes.
        /// Default: `25`
        batch_size: u32,
        /// What was sent may show up there so many seconds after its answer was lost.
        /// Default: `60`
        settle_seconds: u32,
        /// An answer that is not there after so many seconds is lost.
        /// Default: `120`
        answer_within_seconds: u32,
    }
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            url: String::new(),
            user: String::new(),
            batch_size: 25,
            settle_seconds: SETTLE_SECONDS,
            answer_within_seconds: ANSWER_WITHIN_SECONDS,
        }
    }
}

/// Unless something else is said.
pub(crate) const SETTLE_SECONDS: u32 = 60;
pub(crate) const ANSWER_WITHIN_SECONDS: u32 = 120;

impl Asked {
    /// What makes no sense of it for a kind that takes so many invoices in a call.
    pub fn wrong(&self, most: u32) -> Option<String> {
        if let Some(why) = wrong_address(&self.url) {
            return Some(format!("url: {why}"));
        }
        if self.user.contains(':') {
            return Some("user: no login has a colon".to_owned());
        }
        if !(1..=most).contains(&self.batch_size) {
            return Some(format!("batch_size: 1 to {most} invoices go in a call"));
        }
        let (settle, answer) = (self.settle_seconds, self.answer_within_seconds);
        let impossible = answer == 0 || settle > 3_600 || answer > 3_600;
        impossible.then(|| "settle_seconds and answer_within_seconds are seconds, up to an hour".to_owned())
    }

    /// The server, with the password of its user.
    pub fn server(self, secret: Option<SecretString>) -> Server {
        Server {
            url: self.url,
            user: self.user,
            password: secret.unwrap_or_else(|| SecretString::from("")),
            max_batch: self.batch_size,
            settle_seconds: self.settle_seconds,
            answer_within_seconds: self.answer_within_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linehaul_domain::declared::untrue;

    #[test]
    fn what_is_told_of_its_keys_is_so() {
        assert_eq!(untrue::<Asked>(&serde_json::json!({})), Vec::<String>::new());
    }
}
