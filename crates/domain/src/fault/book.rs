//! The hundred of book and storage: what stands in the files, and what they refuse.

macro_rules! book {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        RecordUnreadable = 501, Admin:
            "A record of the cache or the book is damaged, or of another form than this version reads."
            "Nothing is billed from a record that cannot be read."
            "Delete `cache.sqlite` and run `linehaul rebuild`; if the book is concerned, put a backup back with `linehaul restore FILE`.";
        ApprovedPartLost = 505, Admin:
            "A part of what an approval saw is not in the book, is not what was written, or does not read any more."
            "The load is not invoiced by that approval, and its invoice cannot be made again."
            "Run `linehaul audit verify`, and put the newest backup back with `linehaul restore`.";
        DeliveryKindUnknown = 506, Admin:
            "The archive holds a delivery of a kind that this version does not know."
            "Its facts are not taken into account."
            "Use the version of Linehaul that wrote it, or a newer one.";
        EngineUnknown = 507, Admin:
            "An approval was given by an engine that this version of Linehaul does not know."
            "The load is not invoiced by that approval, and its invoice cannot be made again from the book."
            "Use the version of Linehaul that approved it.";
        DecidedMeanwhile = 510, Billing:
            "A load was decided on between somebody's look at it and the decision."
            "Nothing was written."
            "Look at it again with `linehaul show`, then decide.";
        FileNewer = 511, Admin:
            "A file of the workspace was written by a newer Linehaul."
            "Nothing is billed from it, and it was not touched."
            "Use the newer version of Linehaul.";
        FileDamaged = 512, Admin:
            "A file of the workspace is damaged."
            "Nothing is billed from a file that cannot be trusted."
            "Delete `cache.sqlite`, it is made again; for the book put a backup back with `linehaul restore FILE`.";
        DiskFailed = 513, Admin:
            "The disk does not take or give what a file of the workspace needs: it is full, fails, or rights are missing."
            "What was asked was not kept; what was confirmed before is safe."
            "Check free space and your rights in the workspace, then try again.";
        DatabaseBusy = 514, Billing:
            "Another program has a file of the workspace open and holds it."
            "Nothing was written."
            "Close the other program, then try again.";
        InvoiceMoved = 515, Billing:
            "An invoice is in another state than the decision on it expects."
            "Nothing was written: somebody else decided in between."
            "Look at it again with `linehaul show`, then decide.";
        NumberUsed = 516, Linehaul:
            "A new invoice bears a number that an invoice of the book has."
            "Nothing was written: a number names one invoice for ever."
            "Try again; if it stays, run `linehaul audit verify` and report it.";
        UpgradeFailed = 517, Admin:
            "A file of an earlier version could not be brought to this version's form."
            "The step was rolled back, the file is as it was, and nothing is billed from it."
            "Check free space and your rights in the workspace, then open it again.";
        ArchiveUnreadable = 518, Admin:
            "A delivery of the archive is gone or is not what it was."
            "Nothing is assessed or decided where the cache lacks what it said."
            "Put it back from a copy of the workspace, or have the source deliver the same file again; then run `linehaul sync`.";
        ArchiveListBroken = 519, Admin:
            "A line of the archive's list does not read."
            "The cache cannot be made again; the book is not concerned."
            "Restore the list from a copy of the workspace, or remove that line and have the source deliver again.";
        BookBroken = 520, Admin:
            "The book does not hold: an entry, a body or what stands beside them is not as it was written."
            "Nothing is decided and nothing is sent on a book that was changed behind its back."
            "Run `linehaul audit verify`, find out who changed the file, and put the newest backup back with `linehaul restore`.";
        BilledTwice = 521, Admin:
            "An invoice would bill a load to a payor that another invoice bills it to."
            "Nothing was written: a load is billed once."
            "Look at it with `linehaul show`, and run `linehaul audit verify`; `linehaul rebuild` makes a cache anew that is behind the book.";
        ImportedTwice = 522, Linehaul:
            "Something that is done once, such as an import file with its invoices, would go out a second time."
            "Nothing was written: it went out already."
            "Run `linehaul audit verify` and report it.";
        FactChanged = 523, Admin:
            "A fact in the cache is not what was delivered."
            "Nothing is decided on it: who changed it may have changed a price."
            "Run `linehaul rebuild`: it makes the cache anew from what was delivered.";
        BookBehind = 524, Admin:
            "The book lacks entries that were known of it, or is another book than the one that was known."
            "Nothing is decided and nothing is sent: what was posted since could be billed a second time."
            "Put the latest book back; if it is lost, `linehaul recover` goes on from what stands at the ERP.";
        NoBackup = 525, Admin:
            "The file that was to be restored is no backup, or does not hold what a backup must."
            "Nothing was restored; the workspace is as it was."
            "Name a file that `linehaul backup FILE` wrote.";
        ForeignLoadsUnknown = 526, Billing:
            "An invoice at the ERP that is not in the book does not tell which loads it bills."
            "Nothing was decided: its loads could be billed a second time."
            "Look it up at the ERP, then say it with `linehaul recover --confirm --of NUMBER=LOAD,LOAD`.";
        NumbersTaken = 527, Admin:
            "A book that never sent anything finds numbers of its own prefix at the ERP."
            "Nothing was sent: they are another desk's, or a lost book's."
            "Choose another `desk` in `linehaul.toml`, or run `linehaul recover` if a book was lost.";
        SettledTwice = 528, Admin:
            "An invoice would settle a difference that another invoice settled."
            "Nothing was written: a difference is settled once."
            "Look at the load with `linehaul show`; the cache may be behind the book, and `linehaul rebuild` makes it anew.";
        DeliveryUnlisted = 529, Admin:
            "The archive's list does not name a delivery that was read."
            "The cache has what it said, and one that is made again would not: it is not made again."
            "Put the archive's list back from a copy of the workspace, or have the source deliver the file again; then run `linehaul sync`.";
        LastNumberUnknown = 530, Admin:
            "A restored book is to go on whose ERP came back with it, so that nobody can be asked which numbers were given out since."
            "Nothing was decided: two invoices would get one number, and loads that were invoiced since would be invoiced again."
            "Look up the last invoice in accounting or in the import files, then `linehaul recover --confirm --last-number N` with the reason, and `linehaul cutover elsewhere LOAD` for each load that was invoiced since.";
    } };
}
