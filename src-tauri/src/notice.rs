//! A notice of the desktop: what somebody is told of a trouble while the window stands behind others. Each trouble is new once (it is
//! remembered that it was told), and so is its notice. The page can make none: it is no command.

use linehaul_api::wire::unattended::TroubleLine;
use notify_rust::Notification;

/// So many of one round are notices of their own; the rest of them is one.
const MOST: usize = 3;
/// Longest text of one, in characters: the inbox has all of it.
const MOST_CHARS: usize = 300;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of what.
    pub title: String,
    /// What happened, and what to do.
    pub text: String,
}

/// What is to be told of what is amiss now and nobody was told of.
pub fn of(new: &[TroubleLine]) -> Vec<Notice> {
    let one = |line: &TroubleLine| {
        let words = format!("{} {}. {}", line.error.code, line.error.message, line.error.next_step);
        Notice { title: format!("Linehaul: {}", plain(&line.of)), text: plain(&words) }
    };
    let mut notices: Vec<Notice> = new.iter().take(MOST).map(one).collect();
    let more = new.len().saturating_sub(MOST);
    if more > 0 {
        let text = format!("{more} more things are amiss; the inbox has all of them.");
        notices.push(Notice { title: "Linehaul".to_owned(), text });
    }
    notices
}

/// A text as a desktop shows it: some read marks in it, and it may quote what came from outside.
fn plain(text: &str) -> String {
    let cut = match text.char_indices().nth(MOST_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    };
    cut.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Shows notices, for as long as the desktop does. Nobody waits for it, and nothing else depends on it: the inbox has what it says.
pub fn show(notices: Vec<Notice>) {
    if !notices.is_empty() {
        // Where there is no thread for it there is no notice.
        drop(std::thread::Builder::new().name("notice".to_owned()).spawn(move || show_here(&notices)));
    }
}

/// The same, waiting for the desktop; answers how many it took.
pub fn show_here(notices: &[Notice]) -> usize {
    let shown = |notice: &&Notice| {
        let mut made = Notification::new();
        made.appname("Linehaul").summary(&notice.title).body(&notice.text);
        made.show().is_ok()
    };
    notices.iter().filter(shown).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use linehaul_api::{ApiError, Code};

    fn line(of: &str, message: &str) -> TroubleLine {
        let error = ApiError {
            code: Code::SourceUnreachable,
            message: message.to_owned(),
            meaning: "Nothing new is known.".to_owned(),
            next_step: "Check it.".to_owned(),
        };
        TroubleLine { of: of.to_owned(), since: "2025-03-07T08:00:00Z".to_owned(), error }
    }

    #[test]
    fn a_trouble_is_a_notice_and_many_are_few() {
        assert_eq!(of(&[]), []);
        let one = of(&[line("source <b>dispatch</b>", "it & nobody answers")]);
        let text = format!("{} it &amp; nobody answers. Check it.", Code::SourceUnreachable);
        assert_eq!(one, [Notice { title: "Linehaul: source &lt;b&gt;dispatch&lt;/b&gt;".to_owned(), text }]);
        let many: Vec<TroubleLine> = (0..9).map(|at| line(&format!("source s{at}"), "gone")).collect();
        let told = of(&many);
        assert_eq!((told.len(), told[3].text.as_str()), (4, "6 more things are amiss; the inbox has all of them."));
        let long = of(&[line("book", &"é".repeat(1_000))]);
        assert_eq!(long[0].text.chars().count(), MOST_CHARS + 1);
    }
}
