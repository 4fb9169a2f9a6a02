//! A mapping, read from its text: every word of it is known, and everything that is wrong with it is told at once.

use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::near::nearest;
use linehaul_domain::vanished::Complete;

use crate::cell::BadCell;

use super::field::{Field, Forms, date_forms, style};
use super::fixed::Fixed;
use super::headers::OfSource;
use super::kind::{Content, Kind};
use super::makes::{BadMade, MadeRow, Makes, When};
use super::numbered::{Column, Numbers};
use super::record::{Pattern, Record};
use super::text::{CompleteText, FieldText, FileText, MakesText, MappingText};
use super::zones::Zones;

/// How a source's files become rows of ours.
#[derive(Debug, Clone)]
pub struct Mapping {
    files: Vec<FileMapping>,
}

/// How one sort of file does.
#[derive(Debug, Clone)]
pub struct FileMapping {
    names: Vec<Pattern>,
    /// As they are written.
    pub shown: String,
    /// Columns that nobody wants.
    pub ignore: Vec<Pattern>,
    /// Columns that need not be there.
    pub optional: Vec<Pattern>,
    /// What is said of the columns of its source beside it, or of these files alone.
    pub of_source: OfSource,
    /// What each of these files lists all of.
    pub complete: Option<Complete>,
    /// Where the records of a JSON document are.
    pub records: Option<String>,
    /// Where the columns of a line are, in a file without delimiters.
    pub fixed: Option<Fixed>,
    /// Which records are read at all.
    pub when: Option<When>,
    /// What a record makes, in this order.
    pub makes: Vec<Makes>,
    /// Their columns that it reads, in the order of their numbers.
    pub columns: Vec<Column>,
    /// The lists of a record of which elements are read, by their paths.
    pub lists: Vec<String>,
    forms: Forms,
}

/// Most bytes of the rows that one record makes: a text of it may stand in the row of each of its elements.
const MAX_MADE_BYTES: usize = 16 * 1024 * 1024;

impl Mapping {
    /// Reads a text; else everything that is wrong with it.
    pub fn read(text: &str) -> Result<Mapping, Vec<String>> {
        let text: MappingText = toml::from_str(text).map_err(|why| vec![why.to_string().trim().to_owned()])?;
        let mut wrong = Vec::new();
        let forms = forms(&text).unwrap_or_else(|why| {
            wrong.extend(why);
            Forms::default()
        });
        if text.files.is_empty() {
            wrong.push("it has no [[file]]: nothing would be read by it".to_owned());
        }
        if let Some(currency) = &text.currency
            && let Err(why) = currency.parse::<Currency>()
        {
            wrong.push(format!("currency: {why}"));
        }
        let mut files = Vec::new();
        for file in &text.files {
            match FileMapping::new(file, &text, &forms) {
                Ok(file) => files.push(file),
                Err(why) => wrong.extend(why),
            }
        }
        if wrong.is_empty() { Ok(Mapping { files }) } else { Err(wrong) }
    }

    /// The same for a file whose last row may be cut, since it has no end of line.
    pub fn may_be_cut(&self) -> Mapping {
        let mut mapping = self.clone();
        mapping.files.iter_mut().for_each(|file| file.of_source.may_be_cut = true);
        mapping
    }

    /// The same with what its source says.
    pub fn of_source(&self, of_source: &OfSource) -> Mapping {
        let mut mapping = self.clone();
        for file in &mut mapping.files {
            let whole_records = file.of_source.whole_records || of_source.whole_records;
            file.of_source = OfSource { whole_records, ignored: of_source.ignored.clone(), ..OfSource::default() };
        }
        mapping
    }

    /// The names of its files, as they are written.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.shown.as_str())
    }

    /// How a file of that name is read; nothing where it is none of the mapping's.
    pub fn file(&self, name: &str) -> Option<&FileMapping> {
        self.files.iter().find(|file| file.names.iter().any(|pattern| pattern.fits(name)))
    }
}

/// What is said of all of its files.
fn forms(text: &MappingText) -> Result<Forms, Vec<String>> {
    let (mut wrong, mut forms) = (Vec::new(), Forms::default());
    forms.century = match text.two_digit_years.as_deref().map(|years| years.trim().parse::<i32>()) {
        None => None,
        Some(Ok(century)) if (19..=21).contains(&century) => Some(century),
        Some(_) => {
            wrong.push("two_digit_years: say the century, like \"20\"".to_owned());
            None
        }
    };
    match date_forms(&text.dates, forms.century) {
        Ok(dates) => forms.dates = dates,
        Err(why) => wrong.push(format!("dates: {why}")),
    }
    match style(text.numbers.as_deref()) {
        Ok(style) => forms.style = style.unwrap_or_default(),
        Err(why) => wrong.push(why),
    }
    let zones = &text.zones;
    match Zones::new(zones.default.as_deref(), zones.states, [&zones.names, &zones.regions, &zones.countries]) {
        Ok(zones) => forms.zones = zones,
        Err(why) => wrong.push(format!("[zones]: {why}")),
    }
    let lower = |texts: &[String]| texts.iter().map(|text| text.trim().to_lowercase()).collect::<Vec<_>>();
    (forms.yes, forms.no) = (lower(&text.flags.yes.0), lower(&text.flags.no.0));
    if let Some(both) = forms.yes.iter().find(|text| forms.no.contains(text)) {
        wrong.push(format!("[flags]: `{both}` is yes and no"));
    }
    if wrong.is_empty() { Ok(forms) } else { Err(wrong) }
}

impl FileMapping {
    fn new(text: &FileText, whole: &MappingText, forms: &Forms) -> Result<FileMapping, Vec<String>> {
        let shown = text.names.0.join(", ");
        let mut wrong: Vec<String> = Vec::new();
        let mut numbers = Numbers { file: text, columns: Vec::new(), lists: Vec::new() };
        if text.names.0.is_empty() {
            wrong.push("a [[file]] has no names = [\"orders*.csv\"]".to_owned());
        }
        if text.makes.is_empty() {
            wrong.push(format!("[[file]] {shown}: it has no [[file.makes]]: nothing would be read of it"));
        }
        let when = text.when.as_ref().map(|when| numbers.when(when, None)).transpose();
        let when = when.unwrap_or_else(|why| {
            wrong.push(format!("[[file]] {shown}: {why}"));
            None
        });
        let mut makes = Vec::new();
        for one in &text.makes {
            match made(one, text, whole, forms, &mut numbers) {
                Ok(made) => makes.push(made),
                Err(why) => wrong.extend(why.into_iter().map(|why| format!("[[file]] {shown}: {} {why}", one.kind))),
            }
        }
        let fixed = Fixed::of_file(text, numbers.columns.iter().map(|column| &*column.name)).unwrap_or_else(|why| {
            wrong.extend(why.into_iter().map(|why| format!("[[file]] {shown}: {why}")));
            None
        });
        let complete = text.complete.as_ref().map(CompleteText::read).transpose();
        wrong.extend(complete.as_ref().err().map(|why| format!("[[file]] {shown}: {why}")));
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect::<Vec<_>>();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(FileMapping {
            names: patterns(&text.names.0),
            shown,
            ignore: patterns(&text.ignore.0),
            optional: patterns(&text.optional.0),
            of_source: OfSource { whole_records: text.whole_records, ..OfSource::default() },
            complete: complete.unwrap_or_default(),
            records: text.records.clone(),
            fixed,
            when,
            makes,
            columns: numbers.columns,
            lists: numbers.lists,
            forms: forms.clone(),
        })
    }

    /// How its texts are to be taken.
    pub(super) fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Does nobody want a column of this name?
    pub fn ignores(&self, name: &str) -> bool {
        self.of_source.ignores(name) || self.ignore.iter().any(|pattern| pattern.fits(name))
    }

    /// The columns of this name that it reads, as a message has it.
    pub fn column_name(&self, column: usize) -> String {
        let Some(Column { name, of }) = self.columns.get(column) else { return String::new() };
        match of.and_then(|list| self.lists.get(list)) {
            Some(list) => format!("{list}[].{name}"),
            None => name.clone(),
        }
    }

    /// The rows that a record makes, and everything that is wrong with them. Nothing where the mapping leaves the record out.
    pub fn rows(&self, record: &dyn Record) -> Option<(Vec<MadeRow>, Vec<BadMade>)> {
        let mut faults = Vec::new();
        match self.holds(self.when.as_ref(), record, None) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(fault) => return Some((Vec::new(), vec![fault])),
        }
        let (mut rows, mut made) = (Vec::new(), 0);
        let stops = self.stop_zones(record);
        for makes in &self.makes {
            let elements = match makes.each.map(|list| (list, record.elements(list))) {
                None => vec![None],
                Some((_, Ok(elements))) => (0..elements).map(Some).collect(),
                Some((list, Err(why))) => {
                    let theirs = self.lists.get(list).cloned().unwrap_or_default();
                    faults.push(BadMade { row: None, ours: String::new(), theirs, why });
                    continue;
                }
            };
            for element in elements {
                match self.holds(makes.when.as_ref(), record, element) {
                    Ok(true) => {
                        let (row, wrong) = makes.row(record, element, &self.forms, &stops);
                        let row = if self.of_source.whole_records { row.whole() } else { row };
                        faults.extend(wrong.into_iter().map(|fault| BadMade { row: Some(rows.len()), ..fault }));
                        made += row.cells.iter().map(|cell| cell.len()).sum::<usize>();
                        rows.push(row);
                        if made > MAX_MADE_BYTES {
                            let theirs = makes.each.and_then(|list| self.lists.get(list)).cloned().unwrap_or_default();
                            let message =
                                format!("one record makes more than {} MiB of rows", MAX_MADE_BYTES / 1024 / 1024);
                            let why = BadCell { code: Code::RowBroken, message };
                            return Some((Vec::new(), vec![BadMade { row: None, ours: String::new(), theirs, why }]));
                        }
                    }
                    Ok(false) => {}
                    Err(fault) => faults.push(fault),
                }
            }
        }
        Some((rows, faults))
    }

    /// Does the mapping leave a record out? Nothing where it cannot be told.
    pub fn leaves_out(&self, record: &dyn Record) -> bool {
        matches!(self.holds(self.when.as_ref(), record, None), Ok(false))
    }

    pub(super) fn holds(
        &self,
        when: Option<&When>,
        record: &dyn Record,
        element: Option<usize>,
    ) -> Result<bool, BadMade> {
        let Some(when) = when else { return Ok(true) };
        when.holds(record, element).map_err(|why| BadMade {
            row: None,
            ours: String::new(),
            theirs: self.column_name(when.column),
            why,
        })
    }
}

/// What a record makes of one kind.
fn made(
    text: &MakesText,
    file: &FileText,
    whole: &MappingText,
    forms: &Forms,
    numbers: &mut Numbers<'_>,
) -> Result<Makes, Vec<String>> {
    let Some(kind) = Kind::ALL.iter().copied().find(|kind| kind.singular() == text.kind) else {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.singular()).collect();
        return Err(vec![format!("is nothing that is made; known are {}", known.join(", "))]);
    };
    let each = text.each.as_ref().map(|path| numbers.list(path));
    let mut wrong = Vec::new();
    let when = text.when.as_ref().map(|when| numbers.when(when, each)).transpose().unwrap_or_else(|why| {
        wrong.push(why);
        None
    });
    let mut fields = Vec::new();
    for (ours, field) in &text.fields {
        match one_field(kind, ours, field, forms, each, numbers) {
            Ok(field) => fields.push(field),
            Err(why) => wrong.push(format!("{ours}: {why}")),
        }
    }
    // One row of theirs is one load's, and changed at one time.
    let of_load = file.makes.iter().find(|makes| makes.kind == Kind::Loads.singular());
    for (theirs, ours) in kind.inherited().iter().filter(|(_, ours)| !text.fields.contains_key(*ours)) {
        if let Some(field) = of_load.and_then(|load| load.fields.get(*theirs)) {
            match one_field(kind, ours, field, forms, None, numbers) {
                Ok(field) => fields.push(field),
                Err(why) => wrong.push(format!("{ours}: {why}")),
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Makes::new(kind, each, when, fields, whole.currency.clone()).map_err(|why| vec![why])
}

fn one_field(
    kind: Kind,
    ours: &str,
    field: &FieldText,
    forms: &Forms,
    each: Option<usize>,
    numbers: &mut Numbers<'_>,
) -> Result<Field, String> {
    // In which zone the times beside it are, and nothing that is kept.
    let content = kind.content(ours).or((ours == "zone").then_some(Content::Zone));
    let Some(content) = content else {
        let near = nearest(ours, kind.known());
        let hint = near
            .map_or_else(|| format!("known are {}", kind.known().join(", ")), |near| format!("did you mean `{near}`?"));
        return Err(format!("there is no such column of a {}; {hint}", kind.singular()));
    };
    let field = Field::new(ours, content, field, forms.century, &mut |name| numbers.column(name, each))?;
    let words = content.words();
    let unknown = field.given().find(|given| !words.is_empty() && !given.is_empty() && !words.contains(given));
    match unknown {
        Some(unknown) => Err(format!("`{unknown}` is none of {}", words.join(", "))),
        None => Ok(field),
    }
}
