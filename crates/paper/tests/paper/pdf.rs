//! A PDF cut into pages.

use linehaul_domain::pages::Pages;
use linehaul_paper::{Uncut, cut, pages};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

fn of(text: &str) -> Pages {
    Pages::of_text(text).expect("pages")
}

/// So many pages below two nodes; sizes and what they share stand above them. Links lead from each to the first, and each has a stamp.
fn scan(count: u32) -> Document {
    let mut document = Document::with_version("1.5");
    let (root, node) = (document.new_object_id(), document.new_object_id());
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let mut kids: Vec<Object> = Vec::new();
    for page in 1..=count {
        let shown = document.add_object(Stream::new(Dictionary::new(), format!("(Page {page}) Tj").into_bytes()));
        let look = document.add_object(Stream::new(Dictionary::new(), format!("(Stamp {page}) Tj").into_bytes()));
        let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
        let stamp = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Stamp", "AP" => dictionary! { "N" => look }, "A" => script,
        });
        let first = kids.first().cloned().unwrap_or(Object::Null);
        let link = dictionary! { "Type" => "Annot", "Subtype" => "Link", "AP" => Object::Null, "Dest" => vec![first] };
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => node, "Contents" => shown, "Annots" => vec![stamp.into(), link.into()],
        });
        kids.push(page.into());
    }
    let resources = dictionary! { "Font" => dictionary! { "A" => font } };
    document.objects.insert(
        node,
        dictionary! {
            "Type" => "Pages", "Parent" => root, "Kids" => kids, "Count" => i64::from(count), "Resources" => resources,
        }
        .into(),
    );
    let size = vec![0.into(), 0.into(), 612.into(), 792.into()];
    document.objects.insert(
        root,
        dictionary! {
            "Type" => "Pages", "Kids" => vec![node.into()], "Count" => i64::from(count), "MediaBox" => size,
        }
        .into(),
    );
    let open = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(2)") };
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root, "OpenAction" => open });
    document.trailer.set("Root", catalog);
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn pages_are_a_pdf_of_their_own_with_what_they_show_and_nothing_else() {
    let whole = bytes(scan(5));
    assert_eq!(pages(&whole), Ok(5));
    let part = cut(&whole, &of("2,4-5")).expect("cut");
    assert_eq!(pages(&part), Ok(3));
    for page in 1..=5 {
        let is_in = [2, 4, 5].contains(&page);
        assert_eq!(has(&part, &format!("(Page {page})")), is_in, "page {page}");
        assert_eq!(has(&part, &format!("(Stamp {page})")), is_in, "the stamp on page {page}");
    }
    for acting in ["JavaScript", "app.alert", "/Link", "/OpenAction"] {
        assert!(!has(&part, acting), "{acting}");
    }
    // What stood above the pages stands on each.
    let read = Document::load_mem(&part).expect("it reads");
    for page in read.page_iter() {
        let page = read.get_dictionary(page).expect("a page");
        assert!(page.has(b"MediaBox") && page.has(b"Resources"), "{page:?}");
    }
    assert!(has(&part, "Courier"), "a font that is called as a key that acts is kept");
}

#[test]
fn the_same_pages_are_the_same_bytes() {
    let whole = bytes(scan(3));
    assert_eq!(cut(&whole, &of("1-2")), cut(&whole, &of("1,2")));
    assert_ne!(cut(&whole, &of("1")), cut(&whole, &of("2")));
}

#[test]
fn what_cannot_be_cut_says_why() {
    let whole = bytes(scan(3));
    assert_eq!(cut(&whole, &of("3-4")), Err(Uncut::Lacks { has: 3 }));
    assert_eq!(cut(b"\xff\xd8\xff", &of("1")), Err(Uncut::NoPdf));
    assert_eq!(pages(b"\xff\xd8\xff"), Ok(1));
    let mut locked = scan(2);
    let how = locked.add_object(dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2, "P" => -4 });
    locked.trailer.set("Encrypt", how);
    assert_eq!(cut(&bytes(locked), &of("1")), Err(Uncut::Encrypted));
    for broken in [&b"%PDF-1.4\n"[..], b"%PDF-1.4\ntrailer\n<<>>\n%%EOF\n", &whole[..whole.len() / 8]] {
        assert_eq!(cut(broken, &of("1")), Err(Uncut::Damaged));
    }
    // A tree of pages that leads into itself, and one that has more than anybody scans.
    let mut circle = scan(1);
    let nodes: Vec<_> =
        circle.objects.iter().filter(|(_, o)| o.as_dict().is_ok_and(|d| d.has(b"Kids"))).map(|(id, _)| *id).collect();
    for node in &nodes {
        let kids: Vec<Object> = nodes.iter().map(|id| (*id).into()).collect();
        circle.get_dictionary_mut(*node).expect("a node").set("Kids", kids);
    }
    assert_eq!(pages(&bytes(circle)), Err(Uncut::Damaged));
    assert_eq!(pages(&bytes(scan(1_001))), Err(Uncut::TooMuch));
    let bomb = [&b"%PDF-1.5\n"[..], &b"1 0 obj << /Type /ObjStm >> endobj\n".repeat(100)].concat();
    assert_eq!(pages(&bomb), Err(Uncut::TooMuch));
}

#[test]
fn no_bytes_whatever_stop_the_program() {
    let whole = bytes(scan(3));
    for seed in 0..400_usize {
        let mut odd = whole.clone();
        for step in 0..4 {
            let at = (seed * 7919 + step * 104_729) % odd.len();
            odd[at] = (seed * 31 + step * 17) as u8;
        }
        drop((pages(&odd), cut(&odd, &of("1-2"))));
        drop(cut(&whole[..seed * whole.len() / 400], &of("1")));
    }
}
