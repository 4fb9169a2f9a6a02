//! By name: of which loads a document's file is that no row names, and what it is: `10421 POD.pdf`, `POD_10421_p2.jpg`,
//! `10421-10422 lumper.pdf`. Only what a name says counts, and only one way of reading it: what fits no load, or may be of two,
//! is told, and nothing is taken from what was probably meant.
//!
//! Absent here: the files, and which loads there are; whoever asks says whether a number is known.

mod pieces;
mod types;
mod loads;
mod shapes;

use std::collections::BTreeMap;

use linehaul_domain::declared;
use linehaul_domain::document::TYPES;
use linehaul_domain::fault::{Code, Outcome};
use serde::Deserialize;

use crate::cell::BadCell;
use pieces::Pieces;
use shapes::Shape;
use types::Words;

/// Says whether a load of this number is known.
pub type Known<'a> = &'a mut dyn FnMut(&str) -> Outcome<bool>;

declared! {
    /// `[source.documents]`, or a folder alone.
    #[derive(Debug, Clone, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub(crate) struct ByNameText {
        /// The folder in which they lie, relative to the workspace.
        /// Default: `documents` inside the source's folder
        pub folder: Option<String>,
        /// How all names are made, like `{load} {type}`; also `{stop}`, `{page}` and `{*}`.
        pub names: Vec<String>,
        /// What a file is that does not say it.
        /// Default: none: it has to say it
        #[serde(rename = "type")]
        pub kind: Option<String>,
        /// Words of theirs for our types.
        pub words: BTreeMap<String, String>,
    }
}

/// How files are read by their names.
#[derive(Debug, Clone)]
pub struct ByName {
    shapes: Vec<Shape>,
    kind: Option<&'static str>,
    words: Words,
}

impl Default for ByName {
    /// By our own words alone.
    fn default() -> ByName {
        // Our own words are words.
        ByName { shapes: Vec::new(), kind: None, words: Words::new(&[]).unwrap_or_default() }
    }
}

/// What a file is, once for each load and type that its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The load's number as it stands in the name.
    pub load: String,
    /// The type of document.
    pub kind: &'static str,
    /// The stop, where the name says one.
    pub stop: Option<u32>,
}

/// What a name says beside loads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    kinds: Vec<&'static str>,
    stop: Option<u32>,
}

impl ByName {
    /// Of its settings; else what is wrong with them.
    pub(crate) fn new(text: &ByNameText) -> Result<ByName, String> {
        let known = |word: &str| {
            let found = TYPES.iter().copied().find(|known| *known == word);
            found.ok_or_else(|| format!("documents: `{word}` is no type of document; known are {}", TYPES.join(", ")))
        };
        let kind = text.kind.as_deref().map(known).transpose()?;
        let own = text.words.iter().map(|(word, kind)| Ok((word.as_str(), known(kind)?)));
        let words = Words::new(&own.collect::<Result<Vec<_>, String>>()?)?;
        let shape = |name: &String| Shape::new(name, &words, kind.is_some());
        let shapes = text.names.iter().map(shape).collect::<Result<_, String>>()?;
        Ok(ByName { shapes, kind, words })
    }

    /// Of which loads a file is, and what; LH-249 where its name says no load that is known or not what it is, LH-250 where it may
    /// be of two.
    pub fn place(&self, file: &str, known: Known<'_>) -> Outcome<Result<Vec<Placed>, BadCell>> {
        let pieces = Pieces::new(file);
        let found = if self.shapes.is_empty() {
            loads::found(&pieces, &self.words, known)?
        } else {
            shapes::found(&self.shapes, &pieces, known)?
        };
        let (loads, said) = match found {
            Ok((loads, rest)) => match self.said(&pieces, rest) {
                Ok(said) => (loads, said),
                Err(why) => return Ok(Err(why)),
            },
            Err(why) => return Ok(Err(why)),
        };
        let of = |load: &String| {
            let (load, stop) = (load.clone(), said.stop);
            said.kinds.iter().map(move |kind| Placed { load: load.clone(), kind, stop }).collect::<Vec<_>>()
        };
        Ok(Ok(loads.iter().flat_map(of).collect()))
    }

    /// What a file is by its name, whatever loads it says; nothing where that is not certain.
    pub fn kinds(&self, file: &str) -> Vec<&'static str> {
        let pieces = Pieces::new(file);
        let said = self.words.kinds(&pieces, &vec![true; pieces.all.len()]).unwrap_or_default();
        if said.is_empty() { self.kind.into_iter().collect() } else { said }
    }

    fn said(&self, pieces: &Pieces, rest: Rest) -> Result<Said, BadCell> {
        let (kinds, stop) = match rest {
            Rest::Words { free, stop } => (self.words.kinds(pieces, &free)?, stop),
            Rest::Shape { kind: Some(text), stop } => match self.words.whole(&text) {
                Some(kind) => (vec![kind], stop),
                None => return Err(no_type(&format!("`{}` is no type of document", crate::cell::shown(&text)))),
            },
            Rest::Shape { kind: None, stop } => (Vec::new(), stop),
        };
        match (kinds.is_empty(), self.kind) {
            (false, _) => Ok(Said { kinds, stop }),
            (true, Some(kind)) => Ok(Said { kinds: vec![kind], stop }),
            (true, None) => Err(no_type("its name does not say what it is, as `POD` or `lumper` would")),
        }
    }
}

/// What of a name is not its loads.
enum Rest {
    /// These pieces are words; and the stop that they say.
    Words { free: Vec<bool>, stop: Option<u32> },
    /// What stood where a shape has it.
    Shape { kind: Option<String>, stop: Option<u32> },
}

/// The loads, and what of the name is left; or why not.
type Found = Result<(Vec<String>, Rest), BadCell>;

fn no_load(why: &str) -> BadCell {
    BadCell { code: Code::DocumentUnplaced, message: why.to_owned() }
}

fn no_type(why: &str) -> BadCell {
    let message = format!("{why}; put the type into the name, or say `type = \"…\"` or `words` in [source.documents]");
    BadCell { code: Code::DocumentUnplaced, message }
}

fn several(why: String) -> BadCell {
    BadCell { code: Code::DocumentFitsSeveral, message: why }
}
