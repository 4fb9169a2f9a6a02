//! Items from the ERP: read with its customers, as one list, and kept in the archive where it is another one than before. An item that the
//! settings name and the ERP has not is told at each reading, and holds what would be posted as it.

use linehaul_connectors::erp::Erp;
use linehaul_connectors::source::master::ERP;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::Delivery;

use crate::intake::port::follow_as_far_as_it_reads;
use crate::intake::take::SourceReport;
use crate::workspace::erp_words::words_of;
use crate::workspace::home::Workbench;
use crate::workspace::items::{self, ITEMS, Listed};

/// Reads them. LH-238 they could not be read: what was known stays.
pub(crate) fn read(bench: &mut Workbench, erp: &mut dyn Erp, report: &mut SourceReport) -> Outcome<()> {
    let told = erp.items().map_err(|why| {
        Fault::new(
            Code::MasterDataUnread,
            format!("the ERP's items could not be read: {}", words_of(&why).1),
            "Nothing new is known of them; what was known stays and counts, and every other source was read.",
            "Run `linehaul doctor`, then `linehaul sync` again.",
        )
    })?;
    // A list that is empty there is not kept there.
    let Some(told) = told.filter(|told| !told.is_empty()) else {
        // So that nobody looks through the archive for a list that there never was.
        items::remember(&mut bench.cache, Hash(String::new()), bench.clock.real_now())?;
        return bench.know_items();
    };
    let place = bench.erp_place();
    let listed =
        Listed { place: place.as_str().to_owned(), items: told.into_iter().map(|i| (i.code, i.name)).collect() };
    let (bytes, now) = (canonical::encode(&listed), bench.clock.real_now());
    let hash = canonical::hash_bytes(&bytes);
    let known = items::known(&bench.archive, &bench.cache, &place)?;
    if known.is_none_or(|known| known.items != listed.items) {
        let line = Delivery {
            source: SourceName::from(ERP),
            file: format!("items-{}.json", now.format("%Y%m%dT%H%M%S")),
            kind: ITEMS.to_owned(),
            received: now,
            hash: hash.clone(),
            cursor: None,
            scope: None,
            reader: Some(ERP.to_owned()),
            columns: None,
        };
        bench.archive.put(&line, &bytes)?;
        follow_as_far_as_it_reads(bench)?;
    }
    items::remember(&mut bench.cache, hash, now)?;
    bench.know_items()?;
    report.notes.extend(bench.config.erp.absent.iter().map(|(item, meant)| {
        format!("{} the ERP has no item `{item}`{meant}: loads that would be posted as it are held", Code::ItemAbsent)
    }));
    Ok(())
}
