//! What a source of the kind `http` says of itself in `linehaul.toml`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linehaul_domain::canonical;
use linehaul_domain::declared;
use linehaul_domain::ids::Hash;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::http::{shown_address, wrong_address};
use crate::source::Settings;

/// How it lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Access {
    /// By a token, which is the secret.
    Bearer,
    /// By a user and a password, which is the secret.
    Basic,
    /// Anybody.
    None,
}

declared! {
    /// Its settings.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Http {
        /// Address of the first page; http for this machine only.
        pub url: String,
        /// How it lets in: by a token (`bearer`), by a user and a password (`basic`), or anybody (`none`). The secret is kept by `linehaul secret set --source NAME`.
        pub access: Access,
        /// Who is let in, where it is by a user.
        /// Default: none
        pub user: Option<String>,
        /// The field of a page that has the list of its loads.
        /// Default: `"loads"`
        #[serde(default = "list")]
        pub list: String,
        /// The field of a page that has the link to the next one, or its cursor.
        /// Default: `"next"`
        #[serde(default = "next")]
        pub next: String,
        /// The parameter that takes that cursor.
        /// Default: none: the field is a link
        pub cursor_parameter: Option<String>,
        /// So many pages in a minute are asked for, at most.
        /// Default: `60`
        #[serde(default = "requests_a_minute")]
        pub requests_a_minute: u32,
        /// An answer that is not there after so many seconds is lost.
        /// Default: `30`
        #[serde(default = "answer_within_seconds")]
        pub answer_within_seconds: u32,
    }
}

fn list() -> String {
    "loads".to_owned()
}

fn next() -> String {
    "next".to_owned()
}

fn requests_a_minute() -> u32 {
    60
}

fn answer_within_seconds() -> u32 {
    30
}

impl Http {
    pub fn read(settings: &Settings) -> Result<Http, String> {
        let http: Http =
            serde_json::from_value(serde_json::Value::Object(settings.clone())).map_err(|e| e.to_string())?;
        match http.wrong() {
            Some(why) => Err(why),
            None => Ok(http),
        }
    }

    /// What stands for what is asked for, as whom, and how its answer is read.
    pub fn asks_by(&self) -> Hash {
        let access = format!("{:?}", self.access);
        canonical::hash(&(&self.url, access, &self.user, &self.list, &self.next, &self.cursor_parameter))
    }

    fn wrong(&self) -> Option<String> {
        if let Some(why) = wrong_address(&self.url) {
            return Some(format!("url: {why}"));
        }
        if let Some(name) = secret_parameter(&self.url) {
            return Some(format!(
                "url: the parameter `{name}` is a secret by its name, and an address is kept and told; have the system let in by access `bearer` or `basic`"
            ));
        }
        let user = self.user.as_deref().map(str::trim);
        match (self.access, user) {
            (Access::Basic, None | Some("")) => return Some("access `basic` needs `user`".to_owned()),
            (Access::Basic, Some(user)) if user.contains(':') => return Some("user: no login has a colon".to_owned()),
            (Access::Bearer | Access::None, Some(_)) => return Some("`user` is for access `basic` only".to_owned()),
            _ => {}
        }
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let names = [
            ("list", Some(&self.list)),
            ("next", Some(&self.next)),
            ("cursor_parameter", self.cursor_parameter.as_ref()),
        ];
        if let Some((word, _)) = names.iter().find(|(_, name)| name.is_some_and(|n| n.is_empty() || !plain(n))) {
            return Some(format!("{word}: it is a name of letters and digits"));
        }
        if !(1..=6_000).contains(&self.requests_a_minute) {
            return Some("requests_a_minute: 1 to 6000".to_owned());
        }
        (!(1..=600).contains(&self.answer_within_seconds)).then(|| "answer_within_seconds: 1 to 600".to_owned())
    }

    /// Its address as it is told.
    pub fn shown(&self) -> &str {
        shown_address(&self.url)
    }

    /// For whom at which address its secret is.
    pub fn account(&self) -> Option<String> {
        match self.access {
            Access::None => None,
            Access::Bearer => Some(format!("token at {}", self.shown())),
            Access::Basic => Some(format!("{} at {}", self.user.as_deref().unwrap_or_default(), self.shown())),
        }
    }

    /// The header's value.
    pub fn authorization(&self, secret: &SecretString) -> Option<SecretString> {
        let secret = secret.expose_secret();
        let value = match self.access {
            Access::None => return None,
            Access::Bearer => format!("Bearer {secret}"),
            Access::Basic => {
                format!("Basic {}", STANDARD.encode(format!("{}:{secret}", self.user.as_deref().unwrap_or_default())))
            }
        };
        Some(SecretString::from(value))
    }
}

/// Words in the names of parameters that have a secret.
const SECRET_WORDS: &[&str] =
    &["key", "apikey", "token", "accesstoken", "secret", "password", "passwd", "pwd", "auth", "sig", "signature"];

/// A parameter of an address that has a secret by its name.
fn secret_parameter(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    let names = query.split(['&', '#']).map(|piece| piece.split('=').next().unwrap_or_default());
    let is_secret = |name: &&str| {
        let name = name.to_ascii_lowercase();
        name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SECRET_WORDS.contains(&word))
    };
    names.into_iter().find(is_secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_its_keys_is_so() {
        let frame = serde_json::json!({"url": "https://tms.example.com/loads", "access": "bearer"});
        assert_eq!(declared::untrue::<Http>(&frame), Vec::<String>::new());
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let wrong = |text: &str| Http::read(&serde_json::from_str(text).unwrap()).err();
        let good = r#""url": "https://tms.example.com/loads", "access": "bearer""#;
        assert_eq!(wrong(&format!("{{{good}}}")), None);
        assert_eq!(wrong(r#"{"url": "https://tms.example.com/?monkey=1&authors=2", "access": "none"}"#), None);
        let told = [
            (r#"{"url": "http://tms.example.com/", "access": "none"}"#.to_owned(), "url: http is taken"),
            (r#"{"url": "https://tms.example.com/", "access": "basic"}"#.to_owned(), "access `basic` needs `user`"),
            (format!(r#"{{{good}, "user": "ann"}}"#), "`user` is for"),
            (
                r#"{"url": "https://tms.example.com/?api_key=x", "access": "none"}"#.to_owned(),
                "url: the parameter `api_key`",
            ),
            (
                r#"{"url": "https://tms.example.com/?a=1&Token=x", "access": "none"}"#.to_owned(),
                "url: the parameter `Token`",
            ),
            (format!(r#"{{{good}, "next": "a b"}}"#), "next: "),
            (format!(r#"{{{good}, "list": "a b"}}"#), "list: "),
            (format!(r#"{{{good}, "requests_a_minute": 0}}"#), "requests_a_minute: "),
            (format!(r#"{{{good}, "answer_within_seconds": 0}}"#), "answer_within_seconds: "),
        ];
        for (text, why) in told {
            assert!(wrong(&text).is_some_and(|told| told.starts_with(why)), "{text}: {:?}", wrong(&text));
        }
    }
}
