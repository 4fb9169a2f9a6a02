//! `docs/your-company.md` is run: each command as it stands there, in the order of the page, and what follows it is what came. With
//! `LINEHAUL_WRITE=1` the page gets what came.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A page's fence opens with three of these.
const FENCE: &str = "```";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder with the page's files, and the program on the path.
struct Reader {
    folder: tempfile::TempDir,
    here: PathBuf,
}

impl Reader {
    fn new() -> Reader {
        let folder = tempfile::tempdir().expect("a folder");
        for file in std::fs::read_dir(root().join("samples/your-company")).expect("samples").flatten() {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("copied");
        }
        let here = folder.path().to_owned();
        Reader { folder, here }
    }

    /// What a command says; it has to be one that can run.
    fn types(&mut self, typed: &str) -> String {
        if let Some(folder) = typed.strip_prefix("cd ") {
            self.here.push(folder);
            return String::new();
        }
        if typed.starts_with("linehaul sync") {
            // A scan that was copied just now may still be growing, and is left for the next sync.
            std::thread::sleep(std::time::Duration::from_millis(2_500));
        }
        let program = Path::new(env!("CARGO_BIN_EXE_linehaul")).parent().expect("a folder").to_owned();
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&paths))).expect("paths");
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{typed} 2>&1")]).current_dir(&self.here).env("PATH", paths);
        let output =
            shell.env_remove("LINEHAUL_WORKSPACE").stdin(std::process::Stdio::null()).output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.code().is_some_and(|code| code < 2), "$ {typed}\n{said}");
        let folder = self.folder.path().canonicalize().expect("a folder");
        said.replace(&*folder.to_string_lossy(), "/home/you")
            .replace(&*self.folder.path().to_string_lossy(), "/home/you")
    }

    /// Does what stands in a fence, and answers what stands there once it was done.
    fn does(&mut self, info: &str, body: &[&str]) -> Vec<String> {
        let kept = || body.iter().map(|line| (*line).to_owned()).collect();
        let Some((kind, file)) = info.split_once(' ').or_else(|| (info == "console").then_some((info, ""))) else {
            return kept();
        };
        match kind {
            "console" => {
                let typed = body.iter().filter_map(|line| line.strip_prefix("$ "));
                typed
                    .flat_map(|typed| {
                        let said = self.types(typed);
                        std::iter::once(format!("$ {typed}"))
                            .chain(said.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>())
                    })
                    .collect()
            }
            "diff" => {
                let path = self.here.join(file);
                let mut text = std::fs::read_to_string(&path).expect("a file to be changed");
                let of =
                    |sign: char| body.iter().filter_map(|line| line.strip_prefix(sign)).collect::<Vec<_>>().join("\n");
                let (before, after) = (of('-'), of('+'));
                assert_eq!(text.matches(&before).count(), 1, "{file} has not what is to be changed: {before}\n{text}");
                text = text.replace(&before, &after);
                std::fs::write(path, text).expect("written");
                kept()
            }
            _ => {
                let path = self.here.join(file);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, body.join("\n") + "\n").expect("written");
                kept()
            }
        }
    }
}

/// The page once everything on it was done.
fn done(page: &str) -> String {
    let (mut reader, mut lines, mut made) = (Reader::new(), page.lines(), Vec::new());
    while let Some(line) = lines.next() {
        made.push(line.to_owned());
        let Some(info) = line.strip_prefix(FENCE) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != FENCE).collect();
        made.extend(reader.does(info, &body));
        made.push(FENCE.to_owned());
    }
    made.join("\n") + "\n"
}

/// A word of the page without what is another one on each day and in each place.
fn lasting(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = bare.split('-').collect();
    match parts.as_slice() {
        // The export is of 2025; every other day is that on which the page is read.
        [year, month, day] if [year, month, day].iter().all(|part| digits(part)) && *year != "2025" => "DAY",
        ["B", day, ..] if digits(day) => "BATCH",
        _ if bare.contains("/B-2") => "FILE",
        _ if bare.split(':').count() == 3 && bare.split(':').all(digits) && !word.contains('-') => "TIME",
        _ => word,
    }
}

fn lasting_words(line: &str) -> Vec<&str> {
    let words: Vec<&str> = line.split_whitespace().map(lasting).collect();
    let behind = |at: usize, unit: &[&str]| words.get(at + 1).is_some_and(|word| unit.contains(word));
    // Ages in days, and how long it took.
    let words = words.iter().enumerate().map(|(at, word)| if behind(at, &["d", "s."]) { "N" } else { word });
    words.collect()
}

#[test]
fn what_stands_on_the_page_is_what_comes() {
    let path = root().join("docs/your-company.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let came = done(&page);
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        std::fs::write(&path, &came).expect("written");
    }
    let page = std::fs::read_to_string(&path).expect("the page");
    for (stands, came) in page.lines().zip(came.lines()) {
        assert_eq!(
            lasting_words(stands),
            lasting_words(came),
            "\n{stands}\n{came}\nwrite the page anew with LINEHAUL_WRITE=1"
        );
    }
    assert_eq!(page.lines().count(), came.lines().count(), "something more, or less, came\n{came}");
    assert!(page.contains("2 invoices posted"), "the page goes as far as a pushed batch");
}
