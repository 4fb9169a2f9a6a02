//! Small PDF files of one page, whole to the last byte of their cross-reference table.

/// A page with these lines of text.
pub fn page(lines: &[String]) -> Vec<u8> {
    build(lines, false)
}

/// A page whose trailer says that it needs a password.
pub fn locked_page(lines: &[String]) -> Vec<u8> {
    build(lines, true)
}

/// A picture (the head of a JPEG file), for a file that is not what its name says.
pub fn picture() -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10];
    bytes.extend_from_slice(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    bytes
}

fn build(lines: &[String], locked: bool) -> Vec<u8> {
    let mut text = String::from("BT /F1 12 Tf 72 720 Td 16 TL\n");
    for line in lines {
        let plain: String = line.chars().filter(|c| c.is_ascii() && !"()\\".contains(*c)).collect();
        text.push_str(&format!("({plain}) Tj T*\n"));
    }
    text.push_str("ET\n");
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}endstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    if locked {
        let key = "00".repeat(32);
        objects.push(format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"));
    }
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        file.push_str(&format!("{offset:010} 00000 n \n"));
    }
    let (id, encrypt) = ("0".repeat(32), if locked { " /Encrypt 6 0 R" } else { "" });
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R{encrypt} /ID [<{id}> <{id}>] >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}
