//! Celerp's HTTP: signing in, a token that is renewed when it has run out, and its errors, which come by status and in words.

use linehaul_domain::fault::Code;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::erp::http::{Answer, Effect, ErpHost, Method, unheard};
use crate::erp::{ErpError, Refusal, Server};

/// The ERP's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// HTTP status.
    pub status: u16,
    /// Its name for the reason, where it gives one; most come in words only.
    pub key: Option<String>,
    /// In our vocabulary.
    pub refusal: Refusal,
}

/// What a call came to: an answer, or the ERP's no.
pub(super) type CallResult = Result<Result<Value, No>, ErpError>;

/// When somebody is signed in and Celerp lets in one person at a time, come back after so many seconds.
const SEAT_TAKEN_SECONDS: u32 = 60;

/// A connection to one company.
pub(super) struct Rpc {
    host: ErpHost,
    email: String,
    password: SecretString,
    signs_others_out: bool,
    token: Option<SecretString>,
}

impl Rpc {
    /// [`ErpError::Broken`] when the address makes no sense.
    pub(super) fn new(server: &Server, signs_others_out: bool) -> Result<Rpc, ErpError> {
        let (email, password) = (server.user.clone(), server.password.clone());
        Ok(Rpc { host: server.host()?, email, password, signs_others_out, token: None })
    }

    /// As [`crate::erp::Erp::puts_off`].
    pub(super) fn puts_off(&self) -> Option<u32> {
        self.host.puts_off()
    }

    /// The server's version, e.g. `2.7.0`: asked without signing in.
    pub(super) fn version(&self) -> Result<String, ErpError> {
        let answer = self.host.send(Method::GET, "health", None, None, Effect::Reads)?;
        let value = result_of(answer, Effect::Reads)?.map_err(|no| ErpError::Broken { message: no.refusal.message })?;
        Ok(value.get("version").and_then(Value::as_str).unwrap_or("of an unknown version").to_owned())
    }

    /// Signs in, unless that is done.
    pub(super) fn sign_in(&mut self) -> Result<(), ErpError> {
        if self.token.is_some() {
            return Ok(());
        }
        let mut answer = self.knock("auth/login")?;
        // Without its relay Celerp lets in one person at a time: this may be a clerk, or our own last run.
        if answer.status == 409 && self.signs_others_out {
            answer = self.knock("auth/login-force")?;
        }
        if answer.status == 401 {
            return Err(ErpError::NotAllowed { message: "the email or the password is wrong".to_owned() });
        }
        let value = result_of(answer, Effect::Reads)?.map_err(|no| match no.status {
            409 => ErpError::Unavailable {
                message: "somebody else is signed in, and Celerp lets in one person at a time".to_owned(),
                retry_after_seconds: Some(SEAT_TAKEN_SECONDS),
            },
            _ => ErpError::NotAllowed { message: no.refusal.message },
        })?;
        let Some(token) = value.get("access_token").and_then(Value::as_str) else {
            return Err(ErpError::NotAllowed { message: "signing in gave no token".to_owned() });
        };
        self.token = Some(SecretString::from(format!("Bearer {token}")));
        Ok(())
    }

    /// Signs out, where it is signed in: otherwise nobody else comes in for a quarter of an hour.
    pub(super) fn sign_out(&mut self) {
        let Some(token) = self.token.take() else { return };
        let body = Some(json!({}).to_string().into_bytes());
        // Where that fails there is nobody to tell, and the quarter of an hour passes.
        let _ = self.host.send(Method::POST, "auth/logout", Some(token.expose_secret()), body, Effect::Reads);
    }

    fn knock(&self, path: &str) -> Result<Answer, ErpError> {
        let body = json!({"email": self.email, "password": self.password.expose_secret()}).to_string();
        self.host.post(path, None, body.into_bytes(), Effect::Reads)
    }

    /// Calls a path. A token that has run out is renewed once: what was refused for it was not done.
    pub(super) fn call(&mut self, method: Method, path: &str, body: Option<&Value>, effect: Effect) -> CallResult {
        self.sign_in()?;
        let answer = self.send(method.clone(), path, body, effect)?;
        if answer.status != 401 {
            return result_of(answer, effect);
        }
        self.token = None;
        self.sign_in()?;
        let answer = self.send(method, path, body, effect)?;
        if answer.status == 401 {
            return Err(ErpError::NotAllowed { message: "the session is not accepted".to_owned() });
        }
        result_of(answer, effect)
    }

    /// A call that changes something.
    pub(super) fn change(&mut self, method: Method, path: &str, body: Option<&Value>) -> CallResult {
        self.call(method, path, body, Effect::Changes)
    }

    /// A call that only reads: a no is an error of its own.
    pub(super) fn read(&mut self, path: &str) -> Result<Value, ErpError> {
        self.call(Method::GET, path, None, Effect::Reads)?
            .map_err(|no| ErpError::Broken { message: format!("{path}: {}", no.refusal.message) })
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>, effect: Effect) -> Result<Answer, ErpError> {
        let token = self.token.as_ref().map(ExposeSecret::expose_secret);
        self.host.send(method, path, token, body.map(|b| b.to_string().into_bytes()), effect)
    }
}

/// Text as it may stand in a path or a question.
pub(super) fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b':');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// What an answer says.
fn result_of(answer: Answer, effect: Effect) -> CallResult {
    let Answer { status, retry_after_seconds, body, .. } = answer;
    let value = serde_json::from_slice::<Value>(&body).ok();
    let detail = value.as_ref().and_then(|v| v.get("detail"));
    // Celerp says `detail` and nothing beside it. A gateway's problem report has one too, and may come after the call was passed on.
    let own = value.as_ref().and_then(Value::as_object).is_some_and(|all| all.len() == 1);
    match (status, detail) {
        (200..=299, _) => value
            .map(Ok)
            .ok_or_else(|| unheard("the server's answer is no JSON: is this address Celerp's?".to_owned(), effect)),
        (403, _) if own || effect == Effect::Reads => Err(ErpError::NotAllowed {
            message: detail.map_or_else(|| "the ERP forbids this call".to_owned(), |d| words_of(d).1),
        }),
        // It starts, or is about to stop, and says so before it does anything. A 503 without its words is a proxy's.
        (503, Some(detail)) if own => Err(ErpError::Unavailable { message: words_of(detail).1, retry_after_seconds }),
        (429, _) if effect == Effect::Reads => {
            Err(ErpError::Unavailable { message: "too many requests".to_owned(), retry_after_seconds })
        }
        (400..=428 | 430..=499, Some(detail)) if own => Ok(Err(no(status, detail))),
        _ => Err(unheard(format!("the server answered with status {status}"), effect)),
    }
}

fn no(status: u16, detail: &Value) -> No {
    let (key, message) = words_of(detail);
    let code = match status {
        404 => Code::ErpRecordUnknown,
        _ => detail.as_array().and_then(|all| all.first()).map_or(Code::ErpRulesRefuse, code_of),
    };
    No { status, key, refusal: Refusal { code, message } }
}

/// The reason's name, where it has one, and its words. Celerp writes a sentence, a sentence with a name, or a list of places
/// in the body with what is wrong there.
fn words_of(detail: &Value) -> (Option<String>, String) {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    match detail {
        Value::String(words) => (None, words.clone()),
        Value::Array(all) => {
            let each = |e: &Value| format!("{}: {}", place(e).join("."), text(e, "msg").unwrap_or_default());
            (None, all.iter().map(each).collect::<Vec<_>>().join("; "))
        }
        other => (text(other, "message_key"), text(other, "message").unwrap_or_else(|| other.to_string())),
    }
}

/// Where in the body: `line_items`, `0`, `quantity`.
fn place(error: &Value) -> Vec<String> {
    let word = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let all = error.get("loc").and_then(Value::as_array).map(|l| l.iter().map(word).collect::<Vec<_>>());
    all.unwrap_or_default().into_iter().filter(|w| w != "body").collect()
}

fn code_of(error: &Value) -> Code {
    let place = place(error);
    let has = |names: &[&str]| place.iter().any(|p| names.contains(&p.as_str()));
    match () {
        () if has(&["contact_id", "contact_name"]) => Code::PartyRefused,
        () if has(&["taxes", "doc_taxes"]) => Code::TaxRefused,
        () if has(&["payment_terms"]) => Code::TermsRefused,
        () if has(&["currency", "conversion_rate"]) => Code::CurrencyRefused,
        () if has(&["line_items"]) => Code::InvoiceUnsound,
        () => Code::ErpRulesRefuse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Marks;

    fn answer(status: u16, body: &str) -> Answer {
        let body = body.as_bytes().to_vec();
        Answer { status, retry_after_seconds: Some(7), content_type: String::new(), marks: Marks::default(), body }
    }

    #[test]
    fn a_no_comes_in_three_shapes() {
        let no = |status, body: &str| match result_of(answer(status, body), Effect::Changes) {
            Ok(Err(no)) => (no.key, no.refusal.code, no.refusal.message),
            other => panic!("{other:?}"),
        };
        let (key, code, words) = no(409, r#"{"detail":"Another document already uses the number A."}"#);
        assert_eq!((key, code), (None, Code::ErpRulesRefuse));
        assert_eq!(words, "Another document already uses the number A.");
        let locked = r#"{"detail":{"message":"It is final.","message_key":"docs.edit_locked","params":{}}}"#;
        assert_eq!(no(409, locked), (Some("docs.edit_locked".into()), Code::ErpRulesRefuse, "It is final.".into()));
        let list = r#"{"detail":[{"loc":["body","line_items",0,"quantity"],"msg":"no number"}]}"#;
        assert_eq!(no(422, list), (None, Code::InvoiceUnsound, "line_items.0.quantity: no number".into()));
        let rate = r#"{"detail":[{"loc":["body","conversion_rate"],"msg":"zero"}]}"#;
        assert_eq!(no(422, rate).1, Code::CurrencyRefused);
        assert_eq!(no(404, r#"{"detail":"Not here."}"#).1, Code::ErpRecordUnknown);
    }

    #[test]
    fn a_change_stays_open_but_where_the_erp_itself_says_that_it_did_nothing() {
        let told = |status, body: &str, effect| result_of(answer(status, body), effect).expect_err("an error");
        let gateway = r#"{"type":"about:blank","title":"Unavailable","status":503,"detail":"upstream"}"#;
        let open = [
            (503, gateway),
            (500, r#"{"detail":"Something went wrong."}"#),
            (502, "<html>"),
            (503, "<html>"),
            (504, ""),
        ];
        for (status, body) in open.into_iter().chain([(429, "{}"), (200, "{\"id\":"), (302, ""), (404, "<html>")]) {
            assert!(matches!(told(status, body, Effect::Changes), ErpError::Unknown { .. }), "{status}");
            assert!(matches!(told(status, body, Effect::Reads), ErpError::Unavailable { .. }), "{status}");
        }
        assert!(matches!(told(403, gateway, Effect::Changes), ErpError::Unknown { .. }));
        let starting = told(503, r#"{"detail":"Celerp is still starting."}"#, Effect::Changes);
        let message = "Celerp is still starting.".to_owned();
        assert_eq!(starting, ErpError::Unavailable { message, retry_after_seconds: Some(7) });
        let forbidden = told(403, r#"{"detail":"Your role does not."}"#, Effect::Changes);
        assert_eq!(forbidden, ErpError::NotAllowed { message: "Your role does not.".to_owned() });
    }

    #[test]
    fn ids_stand_in_a_path() {
        assert_eq!(escaped("doc:PSL-A-000001-G1"), "doc:PSL-A-000001-G1");
        assert_eq!(escaped("doc:A/B é,?"), "doc:A%2FB%20%C3%A9%2C%3F");
    }
}
