//! What was delivered, as the cache has it: readings with their facts, and how far the archive's list and the files of sources
//! were gone through.

use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber, SourceName};
use linehaul_domain::vanished::ShortList;
use rusqlite::Connection;

use super::Cache;
use crate::archive::{Delivery, Position};
use crate::fault::contradiction;
use crate::table::added::Added;
use crate::table::customers;
use crate::table::facts::{self, Statement};
use crate::table::listed;
use crate::table::lost::{self, Beside, Losing};
use crate::table::mended::{Quarantined, Said};
use crate::table::quarantine::BadItem;
use crate::table::readings::{self, Part, ReadingEnd, ReadingRow};
use crate::table::repeated::Repeated;
use crate::table::seen::{self, KnownFile};
use crate::table::stale::{self, Cause};
use crate::table::taken::{self, Step};

impl Cache {
    /// Keeps one reading in one transaction: its facts, in any order and however often they come, with the customers folded of
    /// them and what they make stale, its bad rows and its counts. `documents` are the document files that it names. It takes no
    /// step in the archive's list.
    pub fn take_reading(
        &mut self,
        reading: &ReadingRow,
        facts: &[Fact],
        bad: &[BadItem],
        documents: &[String],
    ) -> Outcome<Added> {
        let statements: Vec<Statement> = facts.iter().map(Statement::of).collect();
        let at = self.taken()?;
        let step = Step { from: at.clone(), to: at };
        let quarantined = Some(Quarantined { bad: bad.to_vec(), reads: true, ..Quarantined::default() });
        let (reading, documents) = (reading.clone(), documents.to_vec());
        let mut repeated = std::mem::take(&mut self.repeated);
        let added = self.write(|c| {
            let mut said = Said::nothing(c)?;
            said.hear(c, &statements)?;
            let added = add_facts(c, &statements, &mut repeated)?;
            let (not_had, listing, place) = (Vec::new(), None, None);
            readings::end(c, &said, &ReadingEnd { reading, quarantined, documents, not_had, listing, place, step })?;
            Ok(added)
        });
        self.repeated = repeated;
        added
    }

    /// The same, part by part as a file is read: nothing of it counts before its end came. What was touched is not answered.
    /// LH-950 when it ends without an end.
    pub fn take_parts(&mut self, parts: &mut dyn Iterator<Item = Part>) -> Outcome<Added> {
        let mut repeated = std::mem::take(&mut self.repeated);
        let added = self.write(|c| {
            let (mut sum, mut said) = (Added::default(), Said::nothing(c)?);
            let mut losing = None;
            for part in parts {
                match part {
                    Part::Header(source, file, header) => {
                        let begun = Losing::begin(c, (&source, &file), *header)?;
                        sum.lost.clone_from(&begun.lost);
                        losing = Some(begun);
                    }
                    Part::Facts(statements) => {
                        said.hear(c, &statements)?;
                        sum.count(&add_facts(c, &statements, &mut repeated)?);
                        let losing = losing.as_ref().map(|losing: &Losing| losing.follow(c, &statements));
                        let told = losing.transpose()?.unwrap_or_default();
                        told.iter().try_for_each(|load| stale::mark(c, load, Cause::Facts))?;
                    }
                    Part::End(end) => {
                        if let Some(listing) = &end.listing {
                            sum.listed = listed::follow(c, &end.reading.delivery, listing)?;
                            sum.listed.touched().try_for_each(|load| stale::mark(c, load, Cause::Facts))?;
                        }
                        return readings::end(c, &said, &end).map(|()| sum);
                    }
                }
            }
            Err(contradiction("a reading that did not come to its end".to_owned()))
        });
        self.repeated = repeated;
        added
    }

    /// What stands beside the facts of a load: columns that the deliveries which spoke of it last have not any more, and lists that it was
    /// missing from.
    pub fn beside_of_load(&self, load: &LoadNumber) -> Outcome<Beside> {
        lost::of(&self.connection, load)
    }

    /// The complete deliveries of a source that took nothing away, each the last of its sort.
    pub fn short_lists(&self, source: &SourceName) -> Outcome<Vec<ShortList>> {
        listed::short(&self.connection, source)
    }

    /// Up to which line the archive's list was taken.
    pub fn taken(&self) -> Outcome<Position> {
        taken::read(&self.connection)
    }

    /// Takes a step in the archive's list behind which nothing new is said, with the cursor of the delivery that it ends with.
    /// LH-950 when the cache is not where the step begins.
    pub fn pass(&mut self, step: &Step, delivery: Option<&Delivery>) -> Outcome<()> {
        self.write(|c| taken::step(c, step, delivery))
    }

    /// From where a source goes on: behind the last line of it that was taken.
    pub fn cursor(&self, source: &SourceName, scope: &Hash) -> Outcome<Option<String>> {
        taken::cursor(&self.connection, source, scope)
    }

    /// The deliveries of documents that name a document file: file and hash of each.
    pub fn mentioning(&self, source: &SourceName, document: &str) -> Outcome<Vec<(String, Hash)>> {
        readings::mentioning(&self.connection, source, document)
    }

    /// What is remembered of a file on the disk, so that it need not be read again while it stays as it is.
    pub fn known_file(&self, source: &SourceName, file: &str) -> Outcome<Option<KnownFile>> {
        seen::get(&self.connection, source, file)
    }

    /// Remembers a file on the disk.
    pub fn know_file(&mut self, source: &SourceName, file: &str, known: &KnownFile) -> Outcome<()> {
        seen::put(&self.connection, source, file, known)
    }

    /// Was this content of this file read?
    pub fn seen(&self, source: &SourceName, file: &str, content: &Hash) -> Outcome<bool> {
        readings::seen(&self.connection, source, file, content)
    }

    /// The sources of which something was read, in order of name.
    pub fn sources(&self) -> Outcome<Vec<SourceName>> {
        readings::sources(&self.connection)
    }

    /// The newest readings of a source, newest first, at most so many.
    pub fn newest_readings(&self, source: &SourceName, limit: u64) -> Outcome<Vec<ReadingRow>> {
        readings::newest(&self.connection, source, limit)
    }

    /// All readings in order of receipt.
    pub fn readings(&self) -> Outcome<Vec<ReadingRow>> {
        readings::list(&self.connection)
    }
}

fn add_facts(connection: &Connection, new: &[Statement], repeated: &mut Repeated) -> Outcome<Added> {
    let added = facts::add(connection, new, repeated)?;
    for id in &added.touched_customers {
        if let Some(customer) = customers::of_facts(connection, id)?
            && customers::put(connection, &customer)?
        {
            stale::mark_customer(connection, &customer.id)?;
        }
    }
    added.touched.iter().try_for_each(|load| stale::mark(connection, load, Cause::Facts))?;
    Ok(added)
}
