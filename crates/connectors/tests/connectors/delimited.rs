//! Delimited text: encodings, delimiters, quotes and line numbers.

use linehaul_connectors::delimited::{DelimitedText, MAX_FIELD_BYTES, Rows, delimiter, read};
use linehaul_connectors::row_text::MAX_CONTENT_CHARS;

fn lines(parsed: &DelimitedText<'_>) -> Vec<Result<u32, (u32, &'static str)>> {
    lines_of(parsed.rows())
}

fn lines_of(rows: Rows<'_>) -> Vec<Result<u32, (u32, &'static str)>> {
    rows.map(|r| r.map(|r| r.line).map_err(|b| (b.line, b.why.code.as_str()))).collect()
}

#[test]
fn every_delimiter_is_told_from_the_header_outside_quotes() {
    for (text, wanted) in
        [("a,b;c,d\n", b','), ("a;b;c\n", b';'), ("a\tb\n", b'\t'), ("\"a,b,c\"|d\n", b'|'), ("a\n", b',')]
    {
        assert_eq!(delimiter(text), wanted, "{text}");
    }
    let parsed = read(b"\n\n  \na;b\n1;2\n").expect("read");
    assert_eq!((parsed.header.len(), lines(&parsed)), (2, vec![Ok(5)]));
}

#[test]
fn byte_order_marks_are_read() {
    let text = "a,b\n1,\u{e9}\n";
    let mut utf8 = b"\xef\xbb\xbf".to_vec();
    utf8.extend(text.as_bytes());
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for bytes in [utf8, little, big] {
        let parsed = read(&bytes).expect("read");
        assert_eq!((parsed.header[0].as_str(), parsed.note.as_ref()), ("a", None));
        assert_eq!(parsed.rows().next().expect("a row").expect("good").cells[1], "\u{e9}");
    }
}

#[test]
fn what_is_not_utf8_is_read_as_windows_1252_and_said() {
    let parsed = read(b"a,b\n1,Qu\xe9bec\n").expect("read");
    assert_eq!(parsed.rows().next().expect("a row").expect("good").cells[1], "Qu\u{e9}bec");
    assert!(parsed.note.expect("a note").contains("Windows-1252"));
}

#[test]
fn what_is_no_text_is_refused() {
    let unmarked: Vec<u8> = "a,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in
        [&b"\x89PNG\0\0\0\0\0\0\0\0\0\0"[..], &unmarked, b"a\0,bbbbbbbbbbbbbbbbbbbbbbbbbb\n1,2\n", b"\xff\xfe\x00\xd8"]
    {
        assert_eq!(read(bytes).expect_err("refused").code, "LH-211");
    }
    for bytes in [&b""[..], b"\n \r\n", b"\xef\xbb\xbf"] {
        assert_eq!(read(bytes).expect_err("refused").code, "LH-210");
    }
}

#[test]
fn a_zero_byte_spoils_its_row_only() {
    let parsed = read(b"column_a,column_b,column_c\n1,\0,3\n4,5,6\n").expect("read");
    assert_eq!(lines(&parsed), [Err((2, "LH-212")), Ok(3)]);
}

#[test]
fn rows_are_numbered_by_the_line_they_start_on() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,\"two", "lines\"", "", "3,4", ",", "5,6"].join(end);
        let parsed = read(text.as_bytes()).expect("read");
        assert_eq!(lines(&parsed), [Ok(2), Ok(5), Ok(7)], "{end:?}");
    }
}

#[test]
fn a_row_of_another_length_is_bad_and_kept_as_it_came() {
    let parsed = read(b"a,b\n1\n1,2,3\n\"x, y\",2\n").expect("read");
    assert_eq!(lines(&parsed), [Err((2, "LH-212")), Err((3, "LH-212")), Ok(4)]);
    assert_eq!(parsed.rows().nth(1).expect("a row").expect_err("bad").content().shown, "1,2,3");
    assert_eq!(parsed.rows().nth(2).expect("a row").expect("good").content().shown, "\"x, y\",2");
}

#[test]
fn a_stray_quote_costs_its_own_row_and_no_other() {
    // Never closed; closed far below by another row's quote; in the middle of a field.
    let never = "a,b\n1,\"x\n2,y\n3,z\n";
    assert_eq!(lines(&read(never.as_bytes()).expect("read")), [Err((2, "LH-212")), Ok(3), Ok(4)]);
    let paired = "a,b\n1,\"x\n2,y\n3,\"z\"\n4,u\n";
    assert_eq!(lines(&read(paired.as_bytes()).expect("read")), [Err((2, "LH-212")), Ok(3), Ok(4), Ok(5)]);
    let inside = "a,b\n1,\"6\" pipe\"\n2,6\" pipe\n";
    assert_eq!(lines(&read(inside.as_bytes()).expect("read")), [Err((2, "LH-212")), Ok(3)]);
}

#[test]
fn two_stray_quotes_of_one_column_swallow_no_row_between_them() {
    let wary = |text: &str| lines_of(read(text.as_bytes()).expect("read").wary_rows());
    let apart = "load,miles,note,at\nL-1,500,\"note,03-01\nL-2,500,,03-01\nL-3,500,\",03-01\nL-4,500,,03-01\n";
    assert_eq!(wary(apart), [Err((2, "LH-212")), Ok(3), Err((4, "LH-212")), Ok(5)]);
    let beside = "load,miles,note,at\r\nL-1,500,\"note,03-01\r\nL-3,500,\",03-01\r\nL-4,500,,03-01\r\n";
    assert_eq!(wary(beside), [Err((2, "LH-212")), Err((3, "LH-212")), Ok(4)]);
    // What a person wrote over several lines is a note.
    let note = "load,miles,note,at\nL-1,500,\"late,\nBob called, Ann too, no answer, so\nwe left, sorry\",03-01\nL-2,500,,03-01\n";
    assert_eq!(wary(note), [Ok(2), Ok(5)]);
}

#[test]
fn a_broken_header_makes_no_other_row_the_header() {
    let why = read(b"a,\"b\n1,2\n3,4\n").expect_err("refused");
    assert!(why.code == "LH-212" && why.message.contains("header"), "{why:?}");
}

#[test]
fn endless_fields_are_bounded() {
    let text = format!("a,b\n1,{}\n2,x\n", "y".repeat(MAX_FIELD_BYTES + 1));
    let parsed = read(text.as_bytes()).expect("read");
    assert_eq!(lines(&parsed), [Err((2, "LH-212")), Ok(3)]);
    assert!(
        parsed.rows().next().expect("a row").expect_err("bad").content().shown.chars().count() <= MAX_CONTENT_CHARS + 2
    );
}

#[test]
fn hostile_quotes_take_bounded_work() {
    // Each line opens a quote that only the last line closes.
    let mut text = "a,b\n".to_owned();
    (0..40_000).for_each(|_| text.push_str("\"\"\"x,\n"));
    text.push_str("1,\"\n");
    let parsed = read(text.as_bytes()).expect("read");
    assert!(parsed.rows().all(|r| r.is_err()) && parsed.rows().next().is_some());
}
