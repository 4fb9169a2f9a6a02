//! A real Celerp: set up once under the ignored folder, its template copied for each server. One server does for a whole test
//! executable: what it keeps is apart by number.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::Server;
use linehaul_connectors::erp::celerp::{Celerp as Connector, CelerpSettings, Client};

use super::tryton::free_port;

/// A running server with its own copy of the template. It ends when its input does, and so with this process, however that
/// ends.
pub struct Celerp {
    serve: Child,
    says: BufReader<ChildStdout>,
    hears: Option<ChildStdin>,
    folder: tempfile::TempDir,
    port: u16,
}

/// A file of the set-up's sources.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("celerp").join(name)
}

/// The folder of the one set-up, made when it is missing.
fn set_up() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let made = Command::new(script("set-up")).stderr(Stdio::inherit()).output().expect("the set-up starts");
        assert!(made.status.success(), "Celerp could not be set up; `./dev test` installs what it needs");
        PathBuf::from(String::from_utf8(made.stdout).expect("a path").trim())
    })
}

fn python() -> PathBuf {
    set_up().join("venv/bin/python")
}

impl Celerp {
    /// Copies the template and starts a server on it.
    pub fn start() -> Celerp {
        let folder = tempfile::tempdir().expect("a folder");
        // The database belongs to another user where tests run as root.
        let mut copy = Command::new("cp");
        copy.args(["-a", "--reflink=auto"]).arg(set_up().join("template/.")).arg(folder.path());
        assert!(copy.status().expect("cp runs").success(), "the template was not copied");
        let port = free_port();
        let mut serve = Command::new(python())
            .arg(script("serve"))
            .arg(folder.path())
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let says = BufReader::new(serve.stdout.take().expect("an output"));
        let hears = serve.stdin.take();
        let mut celerp = Celerp { serve, says, hears, folder, port };
        celerp.hear("ready");
        celerp
    }

    /// The one of this test executable, for one test at a time: without its relay Celerp lets in one person at a time, and
    /// two tests would sign each other out.
    pub fn shared() -> MutexGuard<'static, Celerp> {
        static SHARED: OnceLock<Mutex<Celerp>> = OnceLock::new();
        SHARED.get_or_init(|| Mutex::new(Celerp::start())).lock().unwrap_or_else(|e| e.into_inner())
    }

    fn hear(&mut self, word: &str) {
        let mut line = String::new();
        self.says.read_line(&mut line).expect("it speaks");
        let log = || std::fs::read_to_string(self.folder.path().join("celerp.log")).unwrap_or_default();
        assert_eq!(line.trim(), word, "Celerp does not serve:\n{}", log());
    }

    fn tell(&mut self, word: &str) {
        let hears = self.hears.as_mut().expect("an input");
        writeln!(hears, "{word}").expect("it hears");
    }

    /// kill -9 of the API; its database lives on.
    pub fn kill(&mut self) {
        self.tell("kill");
        self.hear("killed");
    }

    /// Starts the API again on the same database and port.
    pub fn start_again(&mut self) {
        self.tell("start");
        self.hear("ready");
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The password of the user `linehaul@example.com`.
    pub fn password(&self) -> String {
        std::fs::read_to_string(set_up().join("linehaul.password")).expect("a password").trim().to_owned()
    }

    /// How to reach it, as the sample company has it.
    pub fn settings(&self) -> CelerpSettings {
        CelerpSettings {
            server: Server {
                url: self.url(),
                user: "linehaul@example.com".to_owned(),
                password: SecretString::from(self.password()),
                max_batch: 50,
                settle_seconds: 3,
                answer_within_seconds: 60,
            },
            signs_others_out: true,
            taxes: super::company::TAXES
                .iter()
                .map(|(code, names)| ((*code).to_owned(), names.iter().map(|n| (*n).to_owned()).collect()))
                .collect(),
            terms: Default::default(),
            rates: [("CAD".to_owned(), linehaul_domain::canonical::exact("0.6944").expect("a rate"))].into(),
        }
    }

    /// A connector to it, past any proxy.
    pub fn connector(&self) -> Connector {
        Connector::new(self.settings()).expect("a connector")
    }

    /// Its calls, past any proxy.
    pub fn client(&self) -> Client {
        Client::new(&self.settings()).expect("a client")
    }

    /// Does something there as a person at its screens would, who is signed in beside the connector; `body` is JSON or
    /// nothing. Answers the status and the answer.
    pub fn as_a_person(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let text = self.run("rpc.py", &[&self.url(), method, path, body]);
        let (status, answer) = text.split_once('\n').expect("a status");
        (status.parse().expect("a status"), answer.trim().to_owned())
    }

    /// Every session is over, as after a quarter of an hour.
    pub fn end_sessions(&self) {
        self.in_database("UPDATE user_auth_state SET nonce = gen_random_uuid()::text");
        self.in_database("DELETE FROM session_registry");
    }

    /// Looks into its database past its API, or changes it behind its back: rows of text as JSON, or how many changed.
    pub fn in_database(&self, statement: &str) -> String {
        self.run("sql.py", &[statement]).trim().to_owned()
    }

    /// Id, status, whether it is in the accounts, total and mark of every document whose id begins with `doc:PREFIX`, as its
    /// database has them.
    pub fn documents(&self, prefix: &str) -> Vec<[String; 5]> {
        let found = self.in_database(&format!(
            "SELECT entity_id, state->>'status', COALESCE(state->>'finalized', 'false'), state->>'total',
                COALESCE(state->>'linehaul_mark', '') FROM projections
             WHERE entity_type = 'doc' AND starts_with(entity_id, 'doc:{prefix}') ORDER BY entity_id"
        ));
        serde_json::from_str(&found).expect("rows")
    }

    fn run(&self, name: &str, arguments: &[&str]) -> String {
        let output = Command::new(python())
            .arg(script(name))
            .arg(self.folder.path())
            .args(arguments)
            .env("no_proxy", "127.0.0.1")
            .output()
            .expect("python starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}

impl Drop for Celerp {
    fn drop(&mut self) {
        drop(self.hears.take());
        // It ended what it had started; should it not have, there is nothing more to do here.
        let _ = self.serve.wait();
    }
}
