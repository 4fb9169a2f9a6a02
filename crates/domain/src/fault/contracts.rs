//! The hundred of contracts and tables: what does not read, what is remarked on, what is not published.

macro_rules! contracts {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        ContractUndated = 301, Pricing:
            "The name of a contract's file is no day."
            "It is never in force, and no invoice is priced by it."
            "Name it by its first day, like `2025-01-01.rhai`.";
        ContractUnreadable = 302, Pricing:
            "A version of a contract does not read, or its file cannot be read."
            "No load is priced by it: loads of its time are held."
            "Mend the line; `linehaul rules check` names all of them.";
        NoVersionInForce = 303, Pricing:
            "A load was to be rated by a folder of versions, and none of them is in force on its day, or the date that picks one is not known."
            "The load was not rated; no invoice is concerned."
            "Check the dates of the load and of the contract's files.";
        VersionsOfOneDay = 304, Pricing:
            "Two files of one contract are in force from the same day."
            "Neither of them is used: loads of their time are held."
            "Take one of them away, or name it by another day.";
        TextNotLanguage = 310, Pricing:
            "The text of a contract is not in the language of contracts: a sign is out of place, or a bracket or a quote does not end."
            "The version is not used, and no invoice is priced by it."
            "Mend the text at the place that is named.";
        TermUnknown = 311, Pricing:
            "A contract has a word, a field or a function that the language does not know, or another one than is expected there."
            "The version is not used, and no invoice is priced by it."
            "Write it as `docs/rules-reference.md` has it.";
        ClauseMissing = 312, Pricing:
            "A phrase leaves out what must be said: nothing that contracts dispute about has a default."
            "The version is not used, and no invoice is priced by it."
            "Say what the agreement says of it.";
        ValueSenseless = 313, Pricing:
            "A value in a contract makes no sense where it stands, as a markup below nothing or weights that do not rise."
            "The version is not used, and no invoice is priced by it."
            "Write the value that was agreed.";
        NameUnknown = 314, Pricing:
            "A contract names a table, a column, a charge code, a document or another fixed name that does not exist."
            "The version is not used, and no invoice is priced by it."
            "Mend the name, or add the table that it names.";
        TooMuchWork = 315, Pricing:
            "The text of a contract or an expression in it is longer or deeper than the limits, or would take too much work to read."
            "The version is not used, and no invoice is priced by it."
            "Say it with fewer words; put long lists into a table.";
        PhraseMisplaced = 316, Pricing:
            "A contract has something that may not stand there: a phrase within an expression, two clauses that exclude each other, a second header."
            "The version is not used, and no invoice is priced by it."
            "Take it away, or say it where it may stand.";
        HabitMissed = 320, Pricing:
            "A contract says nothing of what most contracts say: of the linehaul, of fuel, of a document before billing."
            "The version is used as it is; a charge may be missing from the invoices."
            "Say it, or leave it where the agreement has none.";
        NeverApplies = 321, Pricing:
            "The condition of a phrase can never hold."
            "The version is used as it is; that phrase never bills anything."
            "Mend the condition, or take the phrase away.";
        SaidTwice = 322, Pricing:
            "Two phrases of a contract say or bill the same, and both apply."
            "The version is used as it is; a charge may be on the invoice twice."
            "Take one of them away, or give each its condition.";
        TableUnread = 323, Pricing:
            "No contract reads a table of the folder."
            "No invoice is concerned."
            "Take the table away, or name it in the contract that it belongs to.";
        DocumentUnasked = 324, Pricing:
            "A phrase bills when a document is on file, and nothing asks for that document."
            "While the document is not there the charge is not billed, and nobody is told."
            "Say `need document` under what makes it due, or make the charge due by a fact.";
        ReckonedTooEarly = 325, Pricing:
            "A phrase reckons from something that stands below it in the contract, or that no phrase bills."
            "The version is used as it is; the amount leaves that part out."
            "Move the phrase behind what it is reckoned from.";
        NameUntried = 326, Pricing:
            "A phrase reads a name that no load of the golden cases has."
            "If dispatch does not send it under this very name, the charge is never billed, and nobody is told."
            "Write a golden case that bills it.";
        SignUnseen = 327, Pricing:
            "A contract has, within a remark or a text in quotes, a sign that turns the direction of the text or has no width."
            "The version is used as it is; whoever reads it sees another text than the one that counts."
            "Take the sign away: write the line anew.";
        TableHeadWrong = 330, Pricing:
            "The head of a table is wrong: its kind, its header, a setting above it, or the number of cells in a row."
            "The table is not used; loads that need it are held."
            "Mend the line; the end of `docs/rules-reference.md` shows a table of each kind.";
        TableCellWrong = 331, Pricing:
            "A cell of a table is not what its column holds, as a Monday, a month, a rate or a zone."
            "The table is not used; loads that need it are held."
            "Mend the cell at the place that is named.";
        TableContradicts = 332, Pricing:
            "Two rows of a table contradict each other or say the same."
            "The table is not used; loads that need it are held."
            "Take one of the rows away, or end it before the other begins.";
        TableUnreadable = 333, Pricing:
            "The file of a table cannot be read."
            "The table is not used; loads that need it are held."
            "Check that the file is there, is an ordinary one and may be read by you.";
        CaseUnreadable = 341, Pricing:
            "A golden case does not read."
            "The case was not run; no invoice is concerned."
            "Mend the line; the guide shows a whole case, and `rules test --update` writes `[expected]`.";
        CaseUnwritable = 342, Pricing:
            "A golden case cannot be written anew, because more than what it expects would change."
            "The case stays as it is; no invoice is concerned."
            "Write `[expected]` on a line of its own, as the last table of the file.";
        FolderUnknown = 351, Pricing:
            "A contract was to be published from a folder that is no customer's and not that of the house tariff."
            "Nothing was published; what is in force stays."
            "Put it into a folder named like the customer's contract.";
        CandidateUnreadable = 352, Pricing:
            "A contract that was to be tried, published or agreed to does not read."
            "Nothing came into force; what is in force stays."
            "Mend the line; `linehaul rules check` names all of them.";
        CaseFails = 353, Pricing:
            "A golden case of the contract that was to be published does not come out."
            "Nothing came into force; what is in force stays."
            "Mend the contract, or the case if the agreement changed.";
        PropertyBroken = 354, Pricing:
            "A property that every contract must have does not hold for the one that was to be published."
            "Nothing came into force; what is in force stays."
            "Mend it; `linehaul rules prove` shows the smallest load that breaks it.";
        EffectUnknown = 355, Pricing:
            "Publishing was stopped before the contract's effect was known."
            "Nothing came into force; what is in force stays."
            "Publish it again.";
        NotPublished = 356, Pricing:
            "The entry that was named is no proposal that waits, or published nothing that could come back."
            "Nothing came into force; what is in force stays."
            "Name another entry: `linehaul rules history` lists them.";
        OwnProposal = 357, Pricing:
            "Whoever proposed a contract wants to agree to it, under whatever name."
            "Nothing came into force: above the limits it takes two."
            "Ask somebody else to agree.";
        InForceAlready = 358, Pricing:
            "Exactly this text of the contract is in force already."
            "Nothing changed."
            "Nothing needs doing; `linehaul rules history` shows what was published.";
        ProposalOvertaken = 359, Pricing:
            "Another text of the contract came into force after this one was proposed."
            "Nothing came into force; what is in force stays."
            "Propose it again: its effect is another now.";
        RollbackUnclear = 360, Pricing:
            "Several versions followed the text that is to come back, so its day is not clear."
            "Nothing came into force; what is in force stays."
            "Publish a copy of the text under the date that it is to take back.";
    } };
}
