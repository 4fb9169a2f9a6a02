//! Records of a JSON document, one after the other: no more than one of them is in memory beside the text.

use std::fmt;

use linehaul_domain::fault::Code;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::cell::{BadCell, Read, bad};
use crate::drop::document::Path;
use crate::mapping::FileMapping;
use crate::once;

/// Longest JSON document that is read. Its text is in memory, and one record of it many times as large as it is written.
const MAX_DOCUMENT: usize = 64 << 20;

/// The text of a document, once it is known to be one. LH-240 where it is none, LH-215 where it is too long.
pub fn text(bytes: &[u8]) -> Read<&str> {
    let unread = |message: String| BadCell { code: Code::LoadUnreadable, message };
    if bytes.len() > MAX_DOCUMENT {
        let message = format!("it is a JSON document of more than {} MiB; deliver it in parts", MAX_DOCUMENT >> 20);
        return bad(Code::RowsTooMany, message);
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let text = text.map_err(|_| unread("it is not text in UTF-8".to_owned()))?;
    match once::given_twice(text) {
        Ok(Some(name)) => Err(unread(format!("`{}` is there twice in one object", crate::cell::shown(&name)))),
        Err(why) => Err(unread(format!("it is no JSON, or not all of it: {why}"))),
        Ok(None) => Ok(text),
    }
}

/// The records of a document.
pub struct Records<'d> {
    of: Of<'d>,
    /// How many there are.
    pub count: usize,
}

enum Of<'d> {
    /// Behind these fields of the text.
    Text(&'d str, Vec<String>),
    /// Behind a path through lists, which is looked for in all of it.
    Whole(Vec<Value>),
}

impl<'d> Records<'d> {
    /// Of a text that is a document. LH-213 where there is no list of records.
    pub fn of(text: &'d str, file: &FileMapping) -> Read<Records<'d>> {
        let none = || {
            let at = file.records.as_deref().unwrap_or("its beginning");
            bad(Code::HeaderWrong, format!("there is no list of records at {at} (records = \"…\")"))
        };
        let wrong = |message| BadCell { code: Code::HeaderWrong, message };
        let path = file.records.as_deref().map(Path::new).transpose().map_err(wrong)?;
        let Some(fields) = path.as_ref().map_or(Some(Vec::new()), Path::fields) else {
            let mut document: Value = serde_json::from_str(text).map_err(unreadable)?;
            let found = path.map(|path| path.find(&document).map(|found| found.cloned())).transpose();
            document = found.map_err(|why| wrong(why.message))?.flatten().unwrap_or_default();
            return match document {
                Value::Array(all) => Ok(Records { count: all.len(), of: Of::Whole(all) }),
                _ => none(),
            };
        };
        let mut count = 0;
        let mut sink = |_: Option<Value>| {
            count += 1;
            true
        };
        match walk(text, &fields, file.records.is_none(), Keep::Nothing, &mut sink)? {
            true => Ok(Records { of: Of::Text(text, fields), count }),
            false => none(),
        }
    }

    /// Hands them over until `sink` says `false`.
    pub fn each(&self, sink: &mut dyn FnMut(&Value) -> bool) -> Read<()> {
        match &self.of {
            Of::Whole(all) => {
                all.iter().all(sink);
                Ok(())
            }
            Of::Text(text, fields) => {
                let mut one = |record: Option<Value>| record.is_none_or(|record| sink(&record));
                walk(text, fields, fields.is_empty(), Keep::Records, &mut one).map(drop)
            }
        }
    }
}

fn unreadable(why: serde_json::Error) -> BadCell {
    BadCell { code: Code::LoadUnreadable, message: why.to_string() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Nothing,
    Records,
}

/// Goes through a text; answers whether records are there.
fn walk(
    text: &str,
    fields: &[String],
    may_be_one: bool,
    keep: Keep,
    sink: &mut dyn FnMut(Option<Value>) -> bool,
) -> Read<bool> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Within { fields, may_be_one, keep, sink }.deserialize(&mut reader).map_err(unreadable)
}

/// What is behind some fields.
struct Within<'w> {
    fields: &'w [String],
    /// Is an object there the one record?
    may_be_one: bool,
    keep: Keep,
    sink: &'w mut dyn FnMut(Option<Value>) -> bool,
}

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document of records")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        let mut going = self.fields.is_empty();
        let is_there = going;
        loop {
            let there = match going && self.keep == Keep::Records {
                true => match list.next_element::<Value>()? {
                    None => false,
                    record => {
                        going = (self.sink)(record);
                        true
                    }
                },
                false => {
                    let there = list.next_element::<IgnoredAny>()?.is_some();
                    going = going && (!there || (self.sink)(None));
                    there
                }
            };
            if !there {
                return Ok(is_there);
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<bool, A::Error> {
        let Some((first, rest)) = self.fields.split_first() else {
            if !self.may_be_one {
                while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(false);
            }
            // A number comes as an object too.
            let record = Value::deserialize(MapAccessDeserializer::new(object))?;
            let is_one = record.is_object();
            if is_one {
                (self.sink)(Some(record).filter(|_| self.keep == Keep::Records));
            }
            return Ok(is_one);
        };
        let (mut found, mut sink) = (false, Some(self.sink));
        while let Some(name) = object.next_key::<String>()? {
            match sink.take_if(|_| name == *first) {
                Some(sink) => {
                    let within = Within { fields: rest, may_be_one: false, keep: self.keep, sink };
                    found = object.next_value_seed(within)?;
                }
                None => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}
