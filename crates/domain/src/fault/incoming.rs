//! The hundred of incoming data: files of a drop, their rows and cells, loads as JSON, documents.

macro_rules! incoming {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        DropUnreadable = 201, Admin:
            "The drop folder of a source cannot be read."
            "Nothing new is known; what was known stays."
            "Check that the folder is there and may be read, then sync again.";
        StillWritten = 202, Dispatch:
            "A file of the drop is still being written: its name or a file beside it says so, it is empty, or it ends in the middle of a row."
            "It was left whole; nothing of it counts yet."
            "The next sync reads it once it is there whole, under its own name.";
        FileKindUnknown = 203, Dispatch:
            "A file's name begins like none of loads, stops, events, documents, customers."
            "It was left alone; nothing of it counts."
            "Deliver it under a name that begins with what it holds.";
        FileNotPlain = 204, Dispatch:
            "A name in the drop is no ordinary file but a link, a pipe or a device, or more such files were left alone than are told one by one."
            "It was not opened; nothing of it counts."
            "Deliver the file itself.";
        FileTooLong = 205, Dispatch:
            "A file of the drop is longer than a file may be."
            "It was left alone; nothing of it counts."
            "Deliver it in parts.";
        ItemLost = 206, Dispatch:
            "Something that a source lists cannot be had: it is gone there, is no ordinary file, or is longer than it may be."
            "Nothing of it counts. Where the source is read on behind it, it is in quarantine."
            "Have what it said delivered again, in parts if it is too long.";
        CursorExpired = 207, Admin:
            "A source does not go on any more from where it was read to."
            "It was read from its beginning; what was known counts once."
            "Nothing, if it lists again; else ask whoever runs the system at its other end.";
        SourceChangedMeanwhile = 208, Admin:
            "A source was set otherwise, or was read on by another process, while it was asked for what it has."
            "What was had of it is not taken as something else: nothing of it counts yet, and nothing is lost."
            "The next sync reads it.";
        SourceSilent = 209, Admin:
            "A source did not answer within the time that any source may take, or was still being asked when somebody stopped the sync."
            "It was left behind: nothing new is known of it, and the other sources were read."
            "Check that its folder or its system can be reached, then sync again.";
        FileEmpty = 210, Dispatch:
            "A delivered file is empty or has no header."
            "No row of it counts."
            "Deliver it again with its header and rows.";
        FileNoText = 211, Dispatch:
            "A delivered file is no text."
            "No row of it counts."
            "Deliver it as CSV, best in UTF-8.";
        RowBroken = 212, Dispatch:
            "A row has another number of cells than the header, misplaced quotes, zero bytes, or a cell that does not end."
            "The row is in quarantine and nothing of it counts; the other rows do."
            "Deliver the row again; the reading that finds it whole ends it.";
        HeaderWrong = 213, Dispatch:
            "A header lacks a column that must be there, names one twice, or names an extra wrongly, or a mapping has nothing for a file of that name."
            "No row of the file counts. Loads that can be read in it are held until it comes again right."
            "Have the file delivered again with each column once, or say by what name a column comes: `[source.columns]` of its source, or its mapping, where `optional` names what may be missing.";
        RowsUntold = 214, Dispatch:
            "A file has more bad rows than are told one by one, and this item counts the rest of them."
            "None of these rows counts; the good ones do."
            "Mend what the rows that are told have in common, and deliver the file again.";
        RowsTooMany = 215, Dispatch:
            "A delivered file has more rows than a file may have."
            "No row of it counts."
            "Deliver it in parts.";
        ControlCharacter = 216, Dispatch:
            "A cell holds a control character."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again without it.";
        CountryUnknown = 218, Dispatch:
            "A cell is no country by its two letters."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with a country of ISO 3166-1, like `US`.";
        ContactWrong = 219, Dispatch:
            "A cell is no contact with its role and an e-mail address that mail can be sent to."
            "The row is in quarantine and nothing of it counts: what was known of the customer before stands."
            "Deliver the row again with contacts like `billing: Ann Lee <ann@example.com>; claims: claims@example.com`.";
        CellEmpty = 220, Dispatch:
            "A cell is empty that must not be, or what another cell says needs it."
            "The row is in quarantine and nothing of it counts: nothing that is missing becomes 0.00."
            "Deliver the row again with that cell.";
        NumberWrong = 221, Dispatch:
            "A cell is no plain decimal or whole number, is negative where that cannot be, or is a position of 0."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with a number like 1234.50.";
        CurrencyWrong = 222, Dispatch:
            "A cell names no currency that is known, or an amount has no currency beside it."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with its currency.";
        ZoneUnknown = 223, Dispatch:
            "A cell is no IANA time zone."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with a zone like `America/Chicago`.";
        TimeWrong = 224, Dispatch:
            "A cell is no date or no point in time, or a local time without a zone that says what it means."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with a time like 2025-01-31 08:00 and a zone, or with an offset.";
        TimeNotOnce = 225, Dispatch:
            "A local time does not exist or happened twice, because clocks were changed."
            "The row is in quarantine and nothing of it counts: which hour was meant may decide what waiting costs."
            "Deliver the row again with the time's offset.";
        FlagWrong = 226, Dispatch:
            "A cell is neither yes nor no."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with `yes` or `no`.";
        CellUnknown = 227, Dispatch:
            "A cell holds a word that is none of those that its column knows, as a status or a kind of stop."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with a known word, or map the word in the source's settings.";
        PayorWrong = 228, Dispatch:
            "A cell is no payor with a share like `ACME:60` or `ACME:12000 lb`."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with the payors' shares.";
        WindowReversed = 229, Dispatch:
            "A stop's window closes before it opens."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with the two times in their order.";
        SourceUnreachable = 230, Admin:
            "A source over a network cannot be reached, or its answer was cut, or did not come in time."
            "Nothing new is known of its loads; what was known stays and can be billed. What is on its way is read by the next sync."
            "Check that its system runs and that this machine reaches it, then sync again.";
        SourceAccessRefused = 231, Admin:
            "A source does not let in with the secret that is kept for it."
            "Nothing new is known of its loads; what was known stays and can be billed."
            "Set the secret with `linehaul secret set --source NAME`, or have its rights extended there.";
        SourceBusy = 232, Admin:
            "A source asks to be left alone for a while, or its server failed."
            "Nothing new is known of its loads; what was known stays and can be billed. It is not asked before the time that it said."
            "Sync again later; where it happens often, lower `requests_a_minute` of the source.";
        SourceAnswerUnfit = 233, Admin:
            "A source answers what is no page of loads: another content, no JSON, a page that is too long, a status that says no, more pages without a place to go on from."
            "Nothing of that page counts, and nothing behind it is read; what was known stays and can be billed."
            "Check `url` and the settings of the source; else ask whoever runs its system.";
        SourceLedAway = 234, Admin:
            "A source leads to another host, by a redirect or by the link to its next page."
            "It is not followed, since the secret is for the host in the settings; nothing behind it is read, and what was known stays."
            "Set `url` to where the system is now, and set its secret again, if that host is to be trusted.";
        FormulaUnreckoned = 235, Dispatch:
            "A cell of a workbook has a formula, and no value is stored with it: a program wrote the file that reckons nothing."
            "The row is in quarantine and nothing of it counts."
            "Open the file in a spreadsheet program, save it and deliver it again, or have it written with values.";
        MasterDataUnread = 238, Admin:
            "The ERP's customers could not be read: it is not there, does not let in, puts us off, or answers what cannot be understood."
            "Nothing new is known of customers; what was known stays and counts, and every other source was read."
            "Run `linehaul doctor`, then `linehaul sync` again; `linehaul sources` says when they were read last.";
        CustomerTwice = 239, Admin:
            "Two customers of the ERP are one customer of ours."
            "The second one is in quarantine and nothing of it counts: which of the two is meant would be a guess."
            "Mend one of them at the ERP, or name another field as `customer` in `[erp.master_data.columns]`.";
        LoadUnreadable = 240, Pricing:
            "A load as JSON does not read: it is no JSON, or a field is missing, wrong, misspelt or there twice."
            "The load was not rated; no invoice is concerned."
            "Mend the field that is named; every field is listed under \"Names\" in `docs/rules-reference.md`.";
        DocumentAbsent = 241, Dispatch:
            "A document was to be shown that the load does not have, or whose file is not at hand."
            "The invoice is not touched; a document that a contract needs holds its load."
            "Have dispatch drop the file into `documents/`.";
        LoadsAbsent = 242, Pricing:
            "A file of loads that was to be rated holds none."
            "No load was rated; no invoice is concerned."
            "Name a file that has a load in it.";
        DocumentUnshown = 243, Dispatch:
            "The window cannot draw a document that was to be shown."
            "The invoice is not touched; a document that nobody can read is no proof."
            "Have dispatch drop a readable file into `documents/`.";
        MappingUnreadable = 244, Admin:
            "The mapping of a source does not read: a word in it is not known, or makes no sense."
            "Nothing new is read of its source; what was read stays as it was read."
            "Mend what is named; `docs/connectors/mappings.md` has every word, and `linehaul source test` tries it.";
        RowMakesNothing = 245, Dispatch:
            "A row or record makes nothing by the mapping: no `when` of it holds."
            "The row is in quarantine and nothing of it counts."
            "Map it, or leave such rows out in the mapping: `when` of the [[file]].";
        RowMakesTwice = 246, Dispatch:
            "A row makes one thing twice by the mapping, such as two stops of one number, or makes one that another row of its file makes otherwise."
            "The row is in quarantine and nothing of it counts: which of the two is meant would be a guess."
            "Mend the mapping: another `seq`, a key of its own, or its last change.";
        TrialImpossible = 247, Admin:
            "A mapping was to be tried or proposed, and there is no such source, mapping or file, or the file as a whole does not read by it."
            "Nothing was read into the workspace and nothing was written."
            "Name a source or a mapping of the workspace, and a file that is there.";
        MappingTaken = 248, Admin:
            "A proposed mapping was to be written where one stands already."
            "Nothing was written."
            "Name another with --name, or remove the one that stands there.";
        DocumentUnplaced = 249, Dispatch:
            "The name of a document's file says no load that is known, or does not say what the document is."
            "It stands behind no load, and a load that needs it is held. The file stays where it is, and each sync looks at it again."
            "Rename it, like `10421 POD.pdf`, or have its load delivered; `[source.documents]` has room for words of your own.";
        DocumentFitsSeveral = 250, Dispatch:
            "The name of a document's file may be of two loads, or of two types."
            "It stands behind none of them, and a load that needs it is held. The file stays where it is, and each sync looks at it again."
            "Rename it by what it is of. Where it is of both, join them: `10421-10422 POD.pdf`, `10421 BOL+POD.pdf`.";
        VersionAhead = 251, Dispatch:
            "A row says that it was updated more than a week after it was received."
            "The row is in quarantine and nothing of it counts: no later word on the same thing would stand against it."
            "Deliver the row again with the time at which it was updated; check the clocks of both machines.";
        LoadInQuarantine = 252, Dispatch:
            "A load was asked for of which nothing could be taken: the rows on it are in quarantine."
            "It is not billed: nothing that was said of it counts."
            "Mend its rows with `linehaul quarantine mend`, or have them delivered so that they read.";
        RowEndOpen = 253, Dispatch:
            "A file ends with its last row and no end of line, and its source's files are not known to end so: its last cell may be cut short."
            "The row is in quarantine and nothing of it counts; the other rows do."
            "Deliver the file again whole, or say that the row is right: `linehaul quarantine mend` with the cell as it should be. Where all files of a source end so, the second one is taken.";
        RowsOfNoLoad = 254, Dispatch:
            "Rows or files of a source wait in quarantine, and nobody can tell of which loads they are."
            "They hold no load: a load that one of them speaks of may be billed without it."
            "Look at them with `linehaul quarantine list`; mend them, have them delivered again, or clear them.";
        SourceMapped = 255, Admin:
            "A mapping was to be put into the settings of a source that has one, or the settings cannot take it by themselves."
            "Nothing was written: neither the mapping nor the settings."
            "Name another source, or write `mapping = \"NAME\"` into its [[source]] of linehaul.toml.";
        ListShort = 256, Dispatch:
            "A delivery that is to list all loads lacks more than half of those that the one before it listed, or has a row of which nobody can tell the load."
            "What it says counts, and no load that it lacks counts as gone."
            "Have the whole list delivered, or what is gone told as cancelled; where such files do not list all, take `complete` off them.";
        TableAway = 260, Admin:
            "What a table is fetched from cannot be had: nobody answers, the answer is none, or the file is not there."
            "The table stays as it is and its rows go on to count; only what is newer is not known yet."
            "Check `from` of the `[[table]]`, and that this machine reaches it, then sync again.";
        TableFetchedUnread = 261, Admin:
            "What was fetched for a table, or the table itself, cannot be read: another layout, another unit, another series, two figures for one day."
            "Nothing of it is used, and the table stays as it is."
            "Check `from`, `layout` and `series` of the `[[table]]`, or mend the table that is named.";
        TableSourcesDiffer = 262, Pricing:
            "The two publications of a table say different things of one day."
            "Nothing of that day is used: loads that need it are held with the question (INDEX_ASKS). A row that the table has already stays as it is."
            "Say what stands: `choose` of the `[[table]]`, or the row in the table.";
        TableFigureUnlikely = 263, Pricing:
            "A published figure cannot be right: it jumps by more than `jump_percent` from the one before it, or looks like cents."
            "It is not used: loads that need it are held with the question (INDEX_ASKS)."
            "Say what stands: `choose` of the `[[table]]`, or the row in the table.";
        TableFigureRevised = 264, Pricing:
            "A publication says something else now of what a table has already."
            "The table stays as it is, and so does what was billed by it. Nothing changes by itself."
            "Edit the table where the revision is to count, and publish a contract that names it; or confirm the row under `choose` of the `[[table]]`.";
        TableSourceLacks = 265, Pricing:
            "One of a table's publications has no figure for a day that the other one, or the table, has."
            "A figure that the first publication has is used after `wait_days`, uncompared; one that only the second has is not used."
            "Look why it is missing there.";
        TableEndsSoon = 266, Pricing:
            "A table that is fetched ends, and the rows that loads will need next are not there."
            "Loads of the days that are named will be held (INDEX_STALE) until the rows are there."
            "Look with `linehaul sources` why it was not fetched, sync again, or add the row to the table.";
        PagesWrong = 280, Dispatch:
            "A cell says no pages of a file as `3`, `1-2` or `1,4-6` do: each page once, in the order of the file."
            "The row is in quarantine and nothing of it counts."
            "Deliver the row again with the pages that are this load's, or without any where all of them are.";
        ScanOfSeveral = 281, Dispatch:
            "The name of a scan says several loads, and it has several pages: which page is whose is not known."
            "It stands behind none of them, and a load that needs it is held. The file stays where it is, and each sync looks at it again."
            "Say which pages are whose with `linehaul split`, or in the column `pages` of a row of documents for each load.";
        ScanUncut = 282, Dispatch:
            "Pages of a scan were asked for that it has not, or it cannot be cut: it is encrypted, damaged, too large, or neither a PDF nor a TIFF."
            "The document counts as absent, and a load that needs it is held."
            "Have the scan saved anew as an ordinary PDF, or say other pages.";
        ItemAbsent = 283, Admin:
            "An item that the settings name is not among those that the ERP told."
            "Loads with a charge that would be posted as it are held (CODE_UNMAPPED) before anything is sent."
            "Make it at the ERP, or name another one in `[erp.items]` or `[[erp.posting]]`; then `linehaul sync erp`.";
    } };
}
