//! `linehaul init`: on a terminal it asks what no word answers.

use std::io::{BufRead, IsTerminal, Write};

use linehaul_api::clap::{ArgMatches, Args};
use linehaul_api::command::session::{Question, free};
use linehaul_api::command::upkeep::Init;
use linehaul_api::spelt::plain;
use linehaul_api::wire::upkeep::{CompanyMade, Workspace};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

/// `linehaul init`.
pub fn verb() -> Verb {
    Verb { path: "init", after: "", arguments: Init::augment_args, acts: false, does: Does::Own(init) }
}

fn init(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let mut asked: Init = own(matches);
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if terminal && !asked.sample && !shell.json {
        // Nobody is asked five questions for a folder that cannot be had.
        free(&asked.dir)?;
        ask(&mut asked, &mut std::io::stdin().lock(), &mut std::io::stderr());
    }
    shell.tell(&asked, made)
}

/// So often a question is asked again; what still makes no sense then is refused as the flag would be.
const TIMES: usize = 3;

/// Asks what nothing answers yet. Where nobody answers any more, the rest stays unsaid.
fn ask(asked: &mut Init, from: &mut impl BufRead, to: &mut impl Write) {
    for question in Question::ALL {
        let place = asked.answer_to(question);
        for _ in 0..TIMES {
            if place.as_deref().is_some_and(|said| question.wrong(said).is_none()) {
                break;
            }
            if let Some(why) = place.as_deref().and_then(|said| question.wrong(said)) {
                let _ = writeln!(to, "  {}", plain(&why));
            }
            let usual = question.usual();
            let offered = usual.as_ref().map(|usual| format!(" [{usual}]")).unwrap_or_default();
            if write!(to, "{}{offered} ", question.words()).and_then(|()| to.flush()).is_err() {
                return;
            }
            let mut line = String::new();
            if !from.read_line(&mut line).is_ok_and(|read| read > 0) {
                return;
            }
            let line = line.trim();
            *place = if line.is_empty() { usual.or_else(|| Some(String::new())) } else { Some(line.to_owned()) };
        }
    }
}

fn made(made: &Workspace) {
    let dir = &made.workspace;
    let Some(company) = &made.company else {
        return out::line(&format!("Workspace {dir} is ready. Next: linehaul --workspace {dir} sync"));
    };
    told(dir, company);
}

fn told(dir: &str, company: &CompanyMade) {
    let CompanyMade { company: name, currency, zone, numbers, four_eyes, exports, unsaid } = company;
    let currency = currency.as_ref().map(|code| format!("{code}, ")).unwrap_or_default();
    out::line(&format!("Workspace {dir} is ready: {name}, {currency}{zone}; invoices {numbers}000001-G1 and so on."));
    out::line(match four_eyes {
        true => "Nobody approves what they adjusted: a second person needs a [[user]] of their own (docs/people.md).",
        false => "One person adjusts and approves; the book notes each time.",
    });
    if !unsaid.is_empty() {
        out::line(&format!("Nobody said {}: what stands there is what is usual.", unsaid.join(", ")));
    }
    out::line(&format!("What can be set, and is explained: {dir}/linehaul.toml; docs/configuration.md has all of it."));
    out::line(&format!("Exports are read from the folder {exports}. Go into {dir}; next:"));
    out::line("  linehaul source guess EXPORT     how your export is read: a mapping is proposed");
    out::line("  linehaul sync                    reads what lies there");
    out::line("  linehaul cutover DATE            from which day on it bills; or linehaul cutover none");
    out::line("docs/your-company.md goes the whole way.");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked, and what is answered then.
    fn asks(answers: &str, name: Option<&str>) -> (String, Init) {
        let words = name.map(|name| ["w", "--name", name].to_vec()).unwrap_or(vec!["w"]);
        let command = Init::augment_args(linehaul_api::clap::Command::new("init")).no_binary_name(true);
        let mut init: Init = own(&command.get_matches_from(words));
        let mut told = Vec::new();
        ask(&mut init, &mut answers.as_bytes(), &mut told);
        (String::from_utf8(told).expect("text"), init)
    }

    #[test]
    fn what_no_word_answers_is_asked_and_an_empty_answer_is_what_is_usual() {
        let (told, mut init) = asks("Kowalski Trucking\n\nAmerica/Denver\n1\n\n", None);
        assert_eq!(told.matches('?').count(), 5, "{told}");
        let said: Vec<String> = Question::ALL.iter().filter_map(|of| init.answer_to(*of).clone()).collect();
        assert_eq!(said, ["Kowalski Trucking", "USD", "America/Denver", "1", "drop"]);
        let (told, mut init) = asks("cad\nAmerica/Toronto\n2\ndrop\n", Some("Kowalski"));
        assert!(!told.contains("called") && told.matches('?').count() == 4, "{told}");
        assert_eq!(init.answer_to(Question::Name).as_deref(), Some("Kowalski"));
    }

    #[test]
    fn what_makes_no_sense_is_asked_again_and_how_many_approve_is_nobodys_guess() {
        let (told, mut init) = asks("K\nCAD\nCST\nAmerica/Chicago\n\nnone\n3\n\n", None);
        assert!(told.contains("did you mean `America/Chicago`?"), "{told}");
        assert_eq!(told.matches("How many people").count(), 3, "{told}");
        assert_eq!(init.answer_to(Question::Approvers).as_deref(), Some("3"));
        let (_, mut init) = asks("K\n", None);
        assert_eq!(init.answer_to(Question::Approvers), &None, "nobody was there to say it");
    }
}
