//! The real window, driven over WebDriver: a display of its own, a driver of its own, a home of its own. Everything is
//! ended by the process id that was started, the window too, since a driver that ends leaves it behind.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::tryton::free_port;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(90);

/// A display, a driver and a window.
pub struct Window {
    /// The WebDriver session.
    pub client: Client,
    driver: Child,
    display: Child,
    marks: String,
    name: String,
    size: (u32, u32),
}

fn target() -> PathBuf {
    let own = std::env::current_exe().expect("a path");
    let debug = own.ancestors().find(|dir| dir.join("deps").is_dir()).expect("the target folder");
    debug.to_owned()
}

fn tool(name: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.linehaul/tools/bin").join(name);
    if own.exists() { own } else { PathBuf::from(name) }
}

fn start(program: &Path, words: &[&str], envs: &[(&str, &str)]) -> Child {
    let mut command = Command::new(program);
    command.args(words).envs(envs.iter().copied()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|e| panic!("{} does not start ({e}); `./dev test` installs it", program.display()))
}

fn until(what: &str, mut there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < PATIENCE, "{what} does not come up");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn listens(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// A display number that nobody has.
fn display() -> (Child, String) {
    let first = 100 + u32::from(free_port()) % 800;
    for number in first..first + 50 {
        let socket = PathBuf::from(format!("/tmp/.X11-unix/X{number}"));
        if socket.exists() {
            continue;
        }
        let name = format!(":{number}");
        let child = start(Path::new("Xvfb"), &[&name, "-screen", "0", "1600x1000x24", "-nolisten", "tcp"], &[]);
        until("Xvfb", || socket.exists());
        return (child, name);
    }
    panic!("no display is free")
}

impl Window {
    /// Opens the window on a workspace, or on nothing; `home` keeps what it remembers between two starts.
    pub async fn open(workspace: Option<&Path>, home: &Path, size: (u32, u32), envs: &[(&str, &str)]) -> Window {
        let (display, name) = display();
        let shown = name.clone();
        let home_text = home.to_str().expect("a path").to_owned();
        let mut all = vec![
            ("DISPLAY", shown.as_str()),
            ("HOME", home_text.as_str()),
            ("XDG_CONFIG_HOME", home_text.as_str()),
            ("XDG_DATA_HOME", home_text.as_str()),
            ("LC_ALL", "C.UTF-8"),
            ("LANG", "C.UTF-8"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
        ];
        all.extend(envs.iter().copied());
        let (port, native) = (free_port(), free_port());
        let (port_text, native_text) = (port.to_string(), native.to_string());
        let words = ["--port", &port_text, "--native-port", &native_text];
        let driver = start(&tool("tauri-driver"), &words, &all);
        until("tauri-driver", || listens(port));
        until("WebKitWebDriver", || listens(native));
        let application = target().join("linehaul-desktop");
        assert!(application.exists(), "{} is missing; `./dev test` builds it", application.display());
        let marks = format!("--linehaul-test-{native_text}");
        let mut args = vec![marks.clone()];
        if let Some(dir) = workspace {
            args.extend(["--workspace".to_owned(), dir.display().to_string()]);
        }
        let options = json!({"tauri:options": {"application": application, "args": args}});
        let capabilities = options.as_object().expect("an object").clone();
        let url = format!("http://127.0.0.1:{port}");
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&url).await.expect("a session");
        client.set_window_rect(0, 0, size.0, size.1).await.expect("a size");
        Window { client, driver, display, marks, name, size }
    }

    /// The process of the window itself.
    pub fn process(&self) -> u32 {
        let entries = std::fs::read_dir("/proc").expect("processes").flatten();
        let pids = entries.filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok());
        let ours = |pid: &u32| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let text = String::from_utf8_lossy(&line).replace('\0', " ");
            text.contains("linehaul-desktop") && text.contains(&self.marks)
        };
        pids.filter(ours).min().expect("the window runs")
    }

    /// kill -9 of the window.
    pub fn kill(&self) {
        let pid = self.process().to_string();
        let killed = Command::new("kill").args(["-9", &pid]).status().expect("kill");
        assert!(killed.success());
    }

    /// Waits for an element.
    pub async fn see(&self, css: &str) -> fantoccini::elements::Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(why) => panic!("{css} does not appear ({why}); the window shows: {}", self.text("body").await),
        }
    }

    /// The text of an element, as the document has it.
    pub async fn text(&self, css: &str) -> String {
        let script = "const e = document.querySelector(arguments[0]); return e ? e.textContent : ''";
        let value = self.client.execute(script, vec![json!(css)]).await.expect("a script");
        value.as_str().unwrap_or_default().to_owned()
    }

    /// The texts of all such elements.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
        let value = self.client.execute(script, vec![json!(css)]).await.expect("a script");
        value.as_array().into_iter().flatten().map(|v| v.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until the text of an element holds this.
    pub async fn see_text(&self, css: &str, text: &str) {
        let begun = Instant::now();
        while !self.text(css).await.contains(text) {
            let shown = self.text("body").await;
            assert!(begun.elapsed() < PATIENCE, "{css} does not say `{text}`; the window shows: {shown}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Clicks the button of this text.
    pub async fn press(&self, button: &str) {
        let script = "const b = [...document.querySelectorAll('button')].find(b => b.textContent.includes(arguments[0]) && !b.disabled); if (b) b.click(); return !!b";
        let begun = Instant::now();
        loop {
            let done = self.client.execute(script, vec![json!(button)]).await.expect("a script");
            if done.as_bool() == Some(true) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "no button `{button}`; the window shows: {}", self.text("body").await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Clicks the first such element, and gives it the focus if it can have it. (The driver's own click was seen to wait for
    /// ever when the list behind it was drawn anew.)
    pub async fn click(&self, css: &str) {
        self.see(css).await;
        let script = "const e = document.querySelector(arguments[0]); if (e.focus) e.focus(); e.click()";
        self.client.execute(script, vec![json!(css)]).await.expect("a click");
    }

    /// Types keys into whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let focused = self.client.find(Locator::Css(":focus")).await;
        let target = match focused {
            Ok(element) => element,
            Err(_) => self.see("body").await,
        };
        target.send_keys(keys).await.expect("typed");
    }

    /// A picture of the display, as PNG, taken from outside (ImageMagick's `import`): what a person would see.
    pub fn picture(&self) -> Vec<u8> {
        let (width, height) = self.size;
        let crop = format!("{width}x{height}+0+0");
        let output = Command::new("import")
            .args(["-display", &self.name, "-window", "root", "-crop", &crop, "+repage", "png:-"])
            .output()
            .expect("ImageMagick's import starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// Ends the window, the driver and the display.
    pub async fn close(self) {
        // The session may be gone with a killed window.
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok());
        for pid in pids {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            if String::from_utf8_lossy(&line).contains(&self.marks) {
                // It may have ended with its session.
                let _ = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
            }
        }
        for child in [&mut self.driver, &mut self.display] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
