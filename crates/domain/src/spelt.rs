//! Text from outside on its way to a reader: what a terminal obeys, what turns a text round and what nobody sees is spelt out.
//! Names, rows and an ERP's words were written by others; whatever prints them or keeps them in a line takes them from here.

use std::borrow::Cow;

/// A text in which what a terminal obeys, or a reader cannot see, is spelt out.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut spelt = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => spelt.extend(c.escape_default()),
            c if is_obeyed(c) => spelt.extend(c.escape_unicode()),
            c => spelt.push(c),
        }
    }
    Cow::Owned(spelt)
}

/// The same with at most so many characters; what is longer is cut, and ends with `…`.
pub fn within(text: &str, most: usize) -> Cow<'_, str> {
    // What is spelt out grows: no more of it is looked at than can be kept.
    let looked = text.char_indices().nth(most + 1).map_or(text, |(end, _)| &text[..end]);
    let spelt = plain(looked);
    match spelt.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &spelt[..end])),
        None => spelt,
    }
}

/// Characters that control a terminal, turn the direction of a text, have no width, or are none.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// JSON in which such characters are escaped: outside its texts there are none but its own ends of lines.
pub fn in_json(json: &str) -> Cow<'_, str> {
    let obeyed = |c: char| !c.is_ascii_whitespace() && is_obeyed(c);
    if !json.contains(obeyed) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match obeyed(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
            false => text.push(c),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_spelt_out() {
        assert_eq!(plain("Montréal – 日本 ½"), "Montréal – 日本 ½");
        assert_eq!(plain("a\u{202e}b\u{9b}\tc\u{7f}"), "a\\u{202e}b\\u{9b}\\tc\\u{7f}");
    }

    #[test]
    fn a_text_has_an_end() {
        assert_eq!((within("short", 5), within("longer", 5)), ("short".into(), "longe…".into()));
        assert_eq!(within("é\n\u{9b}", 4), "é\\n\\…");
        assert_eq!(within(&"\u{202e}".repeat(1_000_000), 10), "\\u{202e}\\u…");
    }

    #[test]
    fn json_means_the_same_when_it_is_escaped() {
        let value = serde_json::json!({ "a\u{202e}": ["\u{9b}\u{1b}\n\u{e0041}", "Montréal"] });
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        let told = in_json(&text);
        assert!(!told.contains(|c| c != '\n' && is_obeyed(c)), "{told}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&told).expect("JSON"), value);
    }
}
