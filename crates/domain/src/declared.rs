//! Declared: the keys of settings, told by the type that reads them. `declared!` makes a struct as it stands, and beside it a list of its
//! keys: their names, what their doc comments say, and whether they may be left out. The reference of the settings is made of that.
//! A last line of a key's comment, `Default: …`, says what counts where nothing is said; [`untrue`] holds it to what does.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// A key of a table of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The field.
    pub field: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What serde is told of it.
    pub serde: &'static str,
    /// Its type.
    pub of: &'static str,
    /// What stands before its struct.
    pub outer: &'static str,
}

/// A table of settings whose keys are told.
pub trait Declared {
    /// What stands before it: its comment and attributes.
    const OUTER: &'static str;
    /// Each of its fields, in their order.
    const KEYS: &'static [Key];
}

impl Key {
    /// As it is written.
    pub fn name(&self) -> &'static str {
        let renamed = self.serde.split_once("rename").and_then(|(_, rest)| rest.split('"').nth(1));
        renamed.unwrap_or(self.field)
    }

    /// Is it written at all? What is made of others is not, and a field that takes in the words of a kind is no key.
    pub fn is_written(&self) -> bool {
        !self.says("skip") && !self.says("flatten")
    }

    fn says(&self, word: &str) -> bool {
        self.serde.split(',').any(|said| said.split('=').next().is_some_and(|said| said.trim() == word))
    }

    /// Its type, without blanks.
    pub fn kind(&self) -> String {
        self.of.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// May it be left out?
    pub fn is_optional(&self) -> bool {
        let whole = self.outer.contains("deny_unknown_fields, default") || self.outer.contains("serde(default");
        whole || self.says("default") || self.kind().starts_with("Option<")
    }

    fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.doc.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// What it means.
    pub fn meaning(&self) -> String {
        self.lines().filter(|line| !line.starts_with(DEFAULT)).collect::<Vec<_>>().join(" ")
    }

    /// What counts where it is left out, as its comment says it.
    pub fn default(&self) -> Option<&'static str> {
        self.lines().find_map(|line| line.strip_prefix(DEFAULT)).map(str::trim)
    }
}

/// How the line of a comment begins that says a default.
const DEFAULT: &str = "Default:";

/// In words, what a table's comments say of its defaults and is not so, and which of its keys it does not take as they say. `frame` is such a
/// table with what must be there.
pub fn untrue<T: Declared + DeserializeOwned + Debug>(frame: &Value) -> Vec<String> {
    let read = |table: &Value| serde_json::from_value::<T>(table.clone()).map(|read| format!("{read:?}"));
    let with = |name: &str, value: Option<Value>| {
        let mut table = frame.clone();
        if let Some(table) = table.as_object_mut() {
            table.remove(name);
            value.map(|value| table.insert(name.to_owned(), value));
        }
        read(&table)
    };
    let mut wrong = Vec::new();
    if let Err(why) = read(frame) {
        wrong.push(format!("the frame does not read: {why}"));
    }
    for key in T::KEYS.iter().filter(|key| key.is_written()) {
        let name = key.name();
        if key.meaning().is_empty() {
            wrong.push(format!("{name}: nothing says what it means"));
        }
        match (key.is_optional(), with(name, None)) {
            (false, Ok(_)) => wrong.push(format!("{name}: it may be left out, and is said to be needed")),
            (true, Err(why)) => wrong.push(format!("{name}: it is said to be optional: {why}")),
            (true, Ok(without)) => wrong.extend(untold(key, &without, |value| with(name, Some(value)))),
            (false, Err(_)) => {}
        }
    }
    let flattens = T::KEYS.iter().any(|key| key.says("flatten"));
    if !flattens && with("no_such_key", Some(Value::Null)).is_ok() {
        wrong.push("a key that nobody knows is taken".to_owned());
    }
    wrong
}

/// What is wrong with what is said of a default.
fn untold<E>(key: &Key, without: &str, with: impl Fn(Value) -> Result<String, E>) -> Option<String> {
    let (name, kind) = (key.name(), key.kind());
    // Where nothing is a value of its own, what it comes to is told in words.
    let in_words = kind.starts_with("Option<") || kind.starts_with("BTreeMap<") || kind.starts_with("Vec<");
    let Some(default) = key.default() else {
        return (!in_words).then(|| format!("{name}: what counts where it is left out is not told"));
    };
    let Ok(value) = serde_json::from_str(default.trim_matches('`')) else {
        return (!in_words).then(|| format!("{name}: {default} is no value"));
    };
    let same = with(value).is_ok_and(|read| read == without);
    (!same).then(|| format!("{name}: {default} is not what counts where it is left out"))
}

/// Makes a struct of settings as it stands, and a list of its keys ([`Declared`]).
#[macro_export]
macro_rules! declared {
    (
        $(#[$outer:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $(#[serde($($serde:tt)+)])?
                $of_field:vis $field:ident: $of:ty
            ),+ $(,)?
        }
    ) => {
        $(#[$outer])*
        $vis struct $name {
            $(
                $(#[doc = $doc])+
                $(#[serde($($serde)+)])?
                $of_field $field: $of,
            )+
        }

        impl $crate::declared::Declared for $name {
            const OUTER: &'static str = concat!("", $(stringify!($outer), "\n"),*);
            const KEYS: &'static [$crate::declared::Key] = &[$(
                $crate::declared::Key {
                    field: stringify!($field),
                    doc: concat!($($doc, "\n"),+),
                    serde: concat!("", $(stringify!($($serde)+))?),
                    of: stringify!($of),
                    outer: <Self as $crate::declared::Declared>::OUTER,
                }
            ),+];
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    declared! {
        /// A table.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Table {
            /// What it is called.
            name: String,
            /// How many.
            /// Default: `3`
            #[serde(default = "three", rename = "number")]
            count: u32,
            /// Made of others.
            #[serde(skip)]
            made: u8,
            /// Where. Default: here
            place: Option<String>,
        }
    }

    fn three() -> u32 {
        3
    }

    declared! {
        /// A table that tells something else than it does.
        #[derive(Debug, Deserialize, Default)]
        #[serde(default)]
        #[allow(dead_code)]
        struct Drifted {
            /// Is it on?
            /// Default: `true`
            on: bool,
            /// Of which nothing is told.
            untold: bool,
        }
    }

    #[test]
    fn keys_are_told_by_the_type_that_reads_them() {
        let names: Vec<&str> = Table::KEYS.iter().filter(|key| key.is_written()).map(Key::name).collect();
        assert_eq!(names, ["name", "number", "place"]);
        let optional: Vec<bool> = Table::KEYS.iter().map(Key::is_optional).collect();
        assert_eq!(optional, [false, true, false, true]);
        assert_eq!((Table::KEYS[1].meaning().as_str(), Table::KEYS[1].default()), ("How many.", Some("`3`")));
        assert_eq!(untrue::<Table>(&json!({"name": "x"})), Vec::<String>::new());
    }

    #[test]
    fn what_is_told_of_defaults_is_held_to_what_counts() {
        let wrong = untrue::<Drifted>(&json!({}));
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong[0].contains("`true` is not what counts") && wrong[1].contains("is not told"), "{wrong:?}");
        assert!(untrue::<Table>(&json!({}))[0].contains("the frame does not read"));
    }
}
