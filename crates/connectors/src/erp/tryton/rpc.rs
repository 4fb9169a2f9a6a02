//! Tryton's JSON-RPC: login, a session that is renewed when it has run out, and its errors, which come inside HTTP 200.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linehaul_domain::fault::Code;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::erp::http::{Answer, Effect, ErpHost, unheard};
use crate::erp::{ErpError, Refusal, Server};

/// The ERP's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct No {
    /// In our vocabulary.
    pub refusal: Refusal,
    /// For a warning: its key, with which it can be agreed to. It ends in the warning's name.
    pub warning: Option<String>,
}

/// What a call came to: a result, or the ERP's no.
pub(super) type CallResult = Result<Result<Value, No>, ErpError>;

/// A connection to one database.
pub(super) struct Rpc {
    host: ErpHost,
    path: String,
    user: String,
    password: SecretString,
    session: Option<SecretString>,
}

impl Rpc {
    /// [`ErpError::Broken`] when the address makes no sense.
    pub(super) fn new(server: &Server, database: &str) -> Result<Rpc, ErpError> {
        let (user, password) = (server.user.clone(), server.password.clone());
        Ok(Rpc { host: server.host()?, path: format!("{database}/rpc/"), user, password, session: None })
    }

    /// As [`crate::erp::Erp::puts_off`].
    pub(super) fn puts_off(&self) -> Option<u32> {
        self.host.puts_off()
    }

    /// The server's series, e.g. `8.0`: asked without a login.
    pub(super) fn version(&self) -> Result<String, ErpError> {
        let answer = self.send("rpc/", None, "common.server.version", json!([]), Effect::Reads)?;
        let value = result_of(answer, Effect::Reads)?.map_err(|no| ErpError::Broken { message: no.refusal.message })?;
        Ok(value.as_str().unwrap_or("of an unknown version").to_owned())
    }

    /// Logs in, unless that is done.
    pub(super) fn login(&mut self) -> Result<(), ErpError> {
        if self.session.is_some() {
            return Ok(());
        }
        let parameters = json!([self.user, {"password": self.password.expose_secret()}, "en"]);
        let answer = self.send(&self.path, None, "common.db.login", parameters, Effect::Reads)?;
        let not_allowed = |message: &str| Err(ErpError::NotAllowed { message: message.to_owned() });
        match answer.status {
            401 => return not_allowed("the user or the password is wrong"),
            404 => return not_allowed("there is no such database"),
            _ => {}
        }
        let said = result_of(answer, Effect::Reads)?;
        let (id, token) = match &said {
            Ok(value) => (value.get(0).and_then(Value::as_i64), value.get(1).and_then(Value::as_str)),
            Err(_) => (None, None),
        };
        let (Some(id), Some(token)) = (id, token) else { return not_allowed("the login was not taken") };
        let plain = format!("{}:{id}:{token}", self.user);
        self.session = Some(SecretString::from(format!("Session {}", STANDARD.encode(plain))));
        Ok(())
    }

    /// Calls a method. A session that has run out is renewed once: what was refused for it was not done.
    pub(super) fn call(&mut self, method: &str, parameters: Value, effect: Effect) -> CallResult {
        self.login()?;
        let answer = self.send_in_session(method, &parameters, effect)?;
        if answer.status != 401 {
            return result_of(answer, effect);
        }
        self.session = None;
        self.login()?;
        let answer = self.send_in_session(method, &parameters, effect)?;
        if answer.status == 401 {
            return Err(ErpError::NotAllowed { message: "the session is not accepted".to_owned() });
        }
        result_of(answer, effect)
    }

    /// A call that only reads: a no is an error of its own.
    pub(super) fn read(&mut self, method: &str, parameters: Value) -> Result<Value, ErpError> {
        self.call(method, parameters, Effect::Reads)?.map_err(|no| match no.refusal.code {
            Code::ErpFailedInside => ErpError::Broken { message: no.refusal.message },
            _ => ErpError::NotAllowed { message: no.refusal.message },
        })
    }

    fn send_in_session(&self, method: &str, parameters: &Value, effect: Effect) -> Result<Answer, ErpError> {
        let session = self.session.as_ref().map(ExposeSecret::expose_secret);
        self.send(&self.path, session, method, parameters.clone(), effect)
    }

    fn send(
        &self,
        path: &str,
        authorization: Option<&str>,
        method: &str,
        parameters: Value,
        effect: Effect,
    ) -> Result<Answer, ErpError> {
        let body = json!({"id": 1, "method": method, "params": parameters}).to_string();
        self.host.post(path, authorization, body.into_bytes(), effect)
    }
}

fn result_of(answer: Answer, effect: Effect) -> CallResult {
    let Answer { status, retry_after_seconds, body, .. } = answer;
    match status {
        200 => {}
        // Of a change nobody knows who said so: it may have been passed on.
        403 | 429 if effect == Effect::Changes => {
            return Err(unheard(format!("the server answered with status {status}"), effect));
        }
        403 => return Err(ErpError::NotAllowed { message: "the ERP forbids this call".to_owned() }),
        429 => return Err(ErpError::Unavailable { message: "too many requests".to_owned(), retry_after_seconds }),
        500.. => return Err(unheard(format!("the server answered with status {status}"), effect)),
        _ => return Err(ErpError::Broken { message: format!("the server answered with status {status}") }),
    }
    let mut value: Value = serde_json::from_slice(&body)
        .map_err(|_| unheard("the server's answer is no JSON: is this address Tryton's?".to_owned(), effect))?;
    if let Some(error) = value.get("error") {
        return refusal_of(error, effect).map(Err);
    }
    match value.get_mut("result") {
        Some(result) => Ok(Ok(result.take())),
        None => Err(unheard("the server's answer has neither result nor error".to_owned(), effect)),
    }
}

/// Tryton undoes the whole call on every error, so each of these is a plain no: nothing was made. Only where it lost its database
/// the commit may stand.
fn refusal_of(error: &Value, effect: Effect) -> Result<No, ErpError> {
    let kind = error.get(0).and_then(Value::as_str).unwrap_or_default();
    let word = |at: usize| error.get(1).and_then(|a| a.get(at)).and_then(Value::as_str).unwrap_or_default().trim();
    let no = |code, message: String| Ok(No { refusal: Refusal { code, message }, warning: None });
    match kind {
        "UserError" => {
            let detail = if word(1).is_empty() { String::new() } else { format!(" ({})", word(1)) };
            no(Code::ErpRulesRefuse, format!("{}{detail}", word(0)))
        }
        "UserWarning" => {
            let name = word(0).rsplit('.').next().unwrap_or_default();
            let message = format!("{} [warning `{name}`]", word(1));
            Ok(No { refusal: Refusal { code: Code::ErpWarns, message }, warning: Some(word(0).to_owned()) })
        }
        "ConcurrencyException" => Err(ErpError::Unavailable {
            message: "somebody else was changing the same record".to_owned(),
            retry_after_seconds: None,
        }),
        "LoginException" => Err(ErpError::NotAllowed { message: "a fresh login is wanted".to_owned() }),
        other if LOST.iter().any(|w| other.to_lowercase().contains(w)) => {
            Err(unheard(format!("it lost its database ({other})"), effect))
        }
        other if PASSING.iter().any(|w| other.to_lowercase().contains(w)) => {
            Err(ErpError::Unavailable { message: format!("its database is busy ({other})"), retry_after_seconds: None })
        }
        other => no(Code::ErpFailedInside, format!("the ERP failed inside: {other}")),
    }
}

/// Words of a database that is busy, not wrong.
const PASSING: &[&str] = &["locked", "could not serialize", "deadlock", "too many clients"];
/// Words of a database of which no answer came: perhaps to a commit.
const LOST: &[&str] = &["timeout", "connection"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Marks;

    fn answer(status: u16, body: &str) -> Answer {
        let body = body.as_bytes().to_vec();
        Answer { status, retry_after_seconds: Some(7), content_type: String::new(), marks: Marks::default(), body }
    }

    #[test]
    fn errors_inside_200_are_the_erps_no() {
        let code =
            |body: &str| result_of(answer(200, body), Effect::Changes).map(|said| said.map_err(|no| no.refusal.code));
        assert_eq!(code(r#"{"id":1,"result":[4]}"#), Ok(Ok(json!([4]))));
        assert_eq!(code(r#"{"id":1,"error":["UserError",["no period","",null]]}"#), Ok(Err(Code::ErpRulesRefuse)));
        assert_eq!(code(r#"{"id":1,"error":["UserWarning",["key","in the future",""]]}"#), Ok(Err(Code::ErpWarns)));
        assert_eq!(code(r#"{"id":1,"error":["'nosuch'",""]}"#), Ok(Err(Code::ErpFailedInside)));
        assert!(matches!(code(r#"{"error":["database is locked",""]}"#), Err(ErpError::Unavailable { .. })));
        assert!(matches!(code(r#"{"error":["ConcurrencyException",["x"]]}"#), Err(ErpError::Unavailable { .. })));
    }

    #[test]
    fn a_status_or_a_broken_answer_leaves_a_change_open_and_a_question_not() {
        let said = |status, body: &str, effect| result_of(answer(status, body), effect);
        for (status, body) in [(500, ""), (502, "<html>"), (504, ""), (200, "{\"id\":"), (200, "{}")] {
            assert!(matches!(said(status, body, Effect::Changes), Err(ErpError::Unknown { .. })), "{status}");
            assert!(matches!(said(status, body, Effect::Reads), Err(ErpError::Unavailable { .. })), "{status}");
        }
        let commit = r#"{"error":["server closed the connection unexpectedly",""]}"#;
        for (status, body) in [(403, ""), (429, ""), (200, commit)] {
            assert!(matches!(said(status, body, Effect::Changes), Err(ErpError::Unknown { .. })), "{status}");
        }
        let busy = ErpError::Unavailable { message: "too many requests".into(), retry_after_seconds: Some(7) };
        assert_eq!(said(429, "", Effect::Reads), Err(busy));
        assert!(matches!(said(403, "", Effect::Reads), Err(ErpError::NotAllowed { .. })));
    }
}
