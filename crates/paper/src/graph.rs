//! Graph: the objects that pages need, copied into a document of their own. What leads to other pages, or acts, is left behind.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::wrong::Uncut;

/// Most objects that are copied.
const MAX_OBJECTS: usize = 100_000;

/// Keys of a page that a part of it has no use for: they lead to the whole of it, or act.
const NOT_OF_A_PAGE: &[&[u8]] =
    &[b"Parent", b"AA", b"B", b"StructParents", b"Metadata", b"PieceInfo", b"Tabs", b"Trans", b"Dur", b"Thumb"];

/// What a page has of the nodes above it where it does not say it itself.
const INHERITED: &[&[u8]] = &[b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// What an annotation shows is its appearance; the rest of these leads elsewhere, or acts.
const NOT_OF_AN_ANNOTATION: &[&[u8]] = &[
    b"P",
    b"A",
    b"AA",
    b"Dest",
    b"PA",
    b"Parent",
    b"Popup",
    b"IRT",
    b"FS",
    b"StructParent",
    b"RichMediaContent",
    b"RichMediaSettings",
    b"Kids",
];

/// Annotations that show nothing of a page, or only by acting.
const ACTING: &[&[u8]] =
    &[b"Link", b"Popup", b"FileAttachment", b"Sound", b"Movie", b"Screen", b"RichMedia", b"3D", b"TrapNet"];

/// Nodes above a page that are gone through.
const MAX_ABOVE: usize = 256;

/// Copies objects from one document into another, each once.
pub struct Copying<'d> {
    from: &'d Document,
    to: &'d mut Document,
    known: BTreeMap<ObjectId, ObjectId>,
    waiting: Vec<(ObjectId, ObjectId)>,
}

impl<'d> Copying<'d> {
    /// Into an empty document.
    pub fn new(from: &'d Document, to: &'d mut Document) -> Copying<'d> {
        Copying { from, to, known: BTreeMap::new(), waiting: Vec::new() }
    }

    /// Copies a page with all that it needs, below a node of the other document.
    pub fn page(&mut self, page: ObjectId, parent: ObjectId) -> Result<ObjectId, Uncut> {
        let mut own = self.from.get_dictionary(page).map_err(|_| Uncut::Damaged)?.clone();
        for key in INHERITED {
            if !own.has(key)
                && let Some(value) = self.inherited(page, key)
            {
                own.set(*key, value);
            }
        }
        NOT_OF_A_PAGE.iter().for_each(|key| drop(own.remove(key)));
        let shown = self.annotations(&own)?;
        own.remove(b"Annots");
        let mut copy = self.dictionary(&own)?;
        if !shown.is_empty() {
            copy.set("Annots", shown);
        }
        copy.set("Parent", parent);
        let id = self.to.add_object(copy);
        while let Some((old, new)) = self.waiting.pop() {
            let object = self.from.objects.get(&old).cloned().unwrap_or(Object::Null);
            let object = self.object(&object)?;
            self.to.objects.insert(new, object);
        }
        Ok(id)
    }

    fn inherited(&self, page: ObjectId, key: &[u8]) -> Option<Object> {
        let mut node = self.from.get_dictionary(page).ok()?;
        for _ in 0..MAX_ABOVE {
            node = node.get_deref(b"Parent", self.from).and_then(Object::as_dict).ok()?;
            if let Ok(value) = node.get(key) {
                return Some(value.clone());
            }
        }
        None
    }

    /// Stamps and signatures that somebody put on the page, and what else is drawn there: without what they would do.
    fn annotations(&mut self, page: &Dictionary) -> Result<Vec<Object>, Uncut> {
        let Ok(all) = page.get_deref(b"Annots", self.from).and_then(Object::as_array) else { return Ok(Vec::new()) };
        let mut shown = Vec::new();
        for annotation in all {
            let Ok((_, Object::Dictionary(found))) = self.from.dereference(annotation) else { continue };
            let kind = found.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            if ACTING.contains(&kind) || !found.has(b"AP") {
                continue;
            }
            let mut own = found.clone();
            NOT_OF_AN_ANNOTATION.iter().for_each(|key| drop(own.remove(key)));
            let copy = self.dictionary(&own)?;
            shown.push(Object::Reference(self.to.add_object(copy)));
            self.bounded()?;
        }
        Ok(shown)
    }

    fn bounded(&self) -> Result<(), Uncut> {
        if self.to.objects.len() + self.waiting.len() > MAX_OBJECTS { Err(Uncut::TooMuch) } else { Ok(()) }
    }

    fn object(&mut self, object: &Object) -> Result<Object, Uncut> {
        Ok(match object {
            Object::Reference(id) => self.reference(*id)?,
            Object::Array(all) => Object::Array(all.iter().map(|one| self.object(one)).collect::<Result<_, Uncut>>()?),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary)?),
            Object::Stream(stream) => {
                let mut stream = stream.clone();
                stream.dict = self.dictionary(&stream.dict)?;
                // It may have been a reference, and is what it is.
                stream.dict.set("Length", i64::try_from(stream.content.len()).map_err(|_| Uncut::TooMuch)?);
                Object::Stream(stream)
            }
            plain => plain.clone(),
        })
    }

    fn dictionary(&mut self, dictionary: &Dictionary) -> Result<Dictionary, Uncut> {
        let mut copy = Dictionary::new();
        for (key, value) in dictionary.iter() {
            copy.set(key.clone(), self.object(value)?);
        }
        Ok(copy)
    }

    fn reference(&mut self, id: ObjectId) -> Result<Object, Uncut> {
        if let Some(known) = self.known.get(&id) {
            return Ok(Object::Reference(*known));
        }
        let kind = self.from.get_dictionary(id).and_then(Dictionary::get_type).unwrap_or_default();
        // By one of these a part would have all of the others' pages with it.
        if [&b"Page"[..], b"Pages", b"Catalog", b"StructTreeRoot", b"StructElem", b"Filespec"].contains(&kind) {
            return Ok(Object::Null);
        }
        let new = self.to.new_object_id();
        self.known.insert(id, new);
        self.waiting.push((id, new));
        self.bounded()?;
        Ok(Object::Reference(new))
    }
}
