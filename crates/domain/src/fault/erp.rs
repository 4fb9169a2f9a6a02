//! The hundred of the ERP and of sending.

macro_rules! erp {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        ErpUnreachable = 601, Admin:
            "The ERP cannot be reached, is busy, or asks to come back later."
            "The invoice was not sent, and waits in the queue."
            "The next push sends it; `linehaul doctor` says what is in the way.";
        InDoubt = 602, Billing:
            "An answer of the ERP was lost, so that nobody knows whether it has the invoice."
            "It is in doubt, and is not sent again before repeated questions found nothing."
            "The next push or `linehaul reconcile` asks the ERP, until the doubt ends.";
        PersonNeeded = 603, Billing:
            "Asking did not end a doubt, or the ERP has something under the invoice's number that is not as ours."
            "It waits for a person, and is neither sent nor billed anew."
            "Put right what stands at the ERP, then `linehaul retry NUMBER --reason TEXT`.";
        DraftDiffers = 604, Billing:
            "The draft that the ERP made of an invoice is not as ours."
            "It was not posted: the draft is removed and the invoice rejected, or it waits for a person where the draft stays."
            "Mend the settings at the ERP that make it differ, then `linehaul retry --reason TEXT`.";
        Stopped = 605, Billing:
            "Somebody stopped the run before this invoice."
            "It was not tried, or its draft stands at the ERP; it waits in the queue."
            "The next push sends it.";
        ErpForbids = 606, Admin:
            "The ERP does not let the account in, or a right is missing there."
            "The invoice was not sent."
            "Mend the password or the right, then push again.";
        AnswerUnreadable = 607, Admin:
            "The ERP answered what cannot be read."
            "The invoice is in doubt, as after a lost answer, where it was being sent."
            "Run `linehaul doctor`, then push again: it asks first.";
        BackInQueue = 608, Billing:
            "An invoice was in doubt, and the ERP, asked, does not have it posted."
            "It waits in the queue."
            "The next push sends it.";
        OthersAtTheErp = 609, Billing:
            "A retry found something under the invoice's number at the ERP that is not ours or not as ours."
            "The invoice was left as it is."
            "Cancel, credit or remove what stands there, then retry.";
        CancelledThere = 610, Billing:
            "The invoice that was to be retried was cancelled at the ERP."
            "Its number is used up; it is rejected or stays so."
            "Hold and release its loads, approve them again, and push: they get a new number.";
        ImportFileUnwritable = 611, Admin:
            "An import file of the embedded ERP, or the folder for it, cannot be written."
            "Posted invoices are recorded and their file waits in the book; without the folder nothing was sent."
            "Check the disk and your rights in the workspace; the next `linehaul push` writes it.";
        ErpUnfit = 612, Admin:
            "The ERP, as it is set up, cannot be billed exactly once."
            "Nothing was sent: an answer that is lost could bill a load twice."
            "Turn on what makes the ERP refuse or replay a number that is sent again, or use import files.";
        EffectInDoubt = 613, Billing:
            "What was being done beside the ERP's invoices has no outcome: nobody knows whether it went out."
            "The invoices are not touched; it is not done again before it was asked about."
            "The next `linehaul push` asks.";
        EffectStuck = 614, Billing:
            "What is done beside the ERP's invoices failed too often, or asking does not tell whether it went out."
            "The invoices are posted and recorded; it waits for a person."
            "See whether it went out. `linehaul owed NAME --went-out` says that it did, `linehaul retry NAME` that it did not, and the next push does it again; `linehaul owed NAME --given-up` ends it. Each wants a `--reason`.";
        OtherErp = 615, Admin:
            "What is owed of an invoice belongs to another ERP than the one that is configured."
            "It waits, and goes nowhere else."
            "Configure the ERP that it was posted at, and push; or say what became of it with `linehaul owed NAME --went-out` or `--given-up`.";
        EffectMayBeOut = 616, Billing:
            "The book was put back and went on: what goes out once may have gone out after the backup was made, and the book cannot know."
            "The invoices are not touched; nothing of it goes out by itself."
            "See whether it went out. `linehaul owed NAME --went-out` says that it did, `linehaul retry NAME` that it did not, and the next push does it; `linehaul owed NAME --given-up` ends it. Each wants a `--reason`.";
        NothingOwed = 617, Billing:
            "Somebody says what became of something that is owed beside the invoices, and nothing of that name is owed, or it was not made yet."
            "Nothing was decided."
            "`linehaul doctor` and `linehaul batch list` tell what is owed, by its name.";
        SentElsewhere = 618, Billing:
            "An invoice was sent to another ERP than the one that is configured, or the one that it corrects was."
            "It stays as it is: only the ERP that it was sent to can tell what became of it, and another one is neither asked nor given it."
            "Configure the ERP that it was sent to, and push. Where somebody looked and nothing of it is there, no draft either: `linehaul retry NUMBER --nothing-came --reason TEXT`.";
        LedgerRecordMissing = 630, Linehaul:
            "The embedded ERP was to post a record that it does not have."
            "Nothing was posted."
            "Run `linehaul reconcile`, and report it if it stays.";
        LedgerRecordPosted = 631, Linehaul:
            "The embedded ERP was to remove a record that is posted."
            "Nothing was removed: what is posted stays."
            "Run `linehaul reconcile`, and report it if it stays.";
        LedgerRecordUsed = 632, Linehaul:
            "The embedded ERP was to take in a record under an id that it uses already."
            "Nothing was taken in."
            "Run `linehaul reconcile`, and report it if it stays.";
        InvoiceUnsound = 640, Linehaul:
            "An invoice is not sound in itself: it has no lines, they do not sum to its total, or a text or a number is not as it must be."
            "It was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Look at what is named; hold and release its loads, approve them again, and push.";
        ErpRecordUnknown = 641, Billing:
            "There is no such record at the ERP."
            "Nothing was posted under it."
            "The next push asks the ERP by the invoice's number.";
        PartyRefused = 642, Billing:
            "The party is unknown at the ERP, inactive, on credit hold, or billed in another currency."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Mend the party at the ERP, then push or retry.";
        ErpWarns = 643, Billing:
            "The ERP warns of the invoice, and takes it only when a person at the ERP agrees."
            "It was not posted, and is rejected."
            "Agree to the warning at the ERP or mend its reason, then retry.";
        ErpRulesRefuse = 644, Billing:
            "The ERP's own rules say no: a closed period, a missing account, a missing right, a number used already."
            "The invoice was not posted, and is rejected."
            "Mend the reason at the ERP, then retry.";
        ItemRefused = 645, Admin:
            "An item is unknown at the ERP, is there twice, or has no unit or account there."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Mend the item at the ERP or in `[erp.items]`, then push, or retry what was rejected.";
        TaxRefused = 646, Admin:
            "A tax is not mapped to one of the ERP's, two there have its name, or it has another rate, no account, or is not in force."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Mend the tax at the ERP or its mapping, then push, or retry what was rejected.";
        TermsRefused = 647, Admin:
            "The payment terms are unknown at the ERP, or two there have their name."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Mend the terms at the ERP or in `[erp.terms]`, then push, or retry what was rejected.";
        CurrencyRefused = 648, Admin:
            "The currency is unknown at the ERP or not active there."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Have the currency set up at the ERP, then push, or retry what was rejected.";
        ErpFailedInside = 649, Admin:
            "The ERP failed inside on this invoice."
            "Whether it made anything is asked before the invoice is rejected."
            "Find the reason in the ERP's own log, then retry.";
        DimensionRefused = 650, Admin:
            "A dimension of a line is unknown at the ERP, or one of its values, or two there have the name, or it has no place for it or for an account."
            "The invoice was not posted; found before sending it stays in its batch, refused by the ERP it is rejected."
            "Set it up at the ERP, or mend `[erp.dimensions]` or what dispatch sends, then push, or retry what was rejected.";
        AmountTooFine = 651, Admin:
            "An amount has more decimal places than the ERP keeps, which would round it."
            "The invoice was not sent, and stays in its batch."
            "Have the ERP keep more places, or round so in the contract; then hold and release its loads, approve them again, and push.";
        ErpNotYet = 653, Billing:
            "The ERP asked to be left alone until a time that has not come yet."
            "It was not asked, and nothing was sent; what is not posted waits in its batch."
            "Do it again after that time.";
        ErpListsNothing = 654, Billing:
            "The ERP lists nothing of what customers were billed elsewhere."
            "Nothing was decided."
            "Hand in a list as a file: `linehaul cutover DATE --billed FILE`; or name the day alone.";
        ReceivablesUnread = 655, Admin:
            "What customers were billed at the ERP could not be read."
            "Nothing was decided: a list that lacks something would bill loads twice."
            "Run `linehaul doctor`, then say it again; or hand in a list as a file.";
    } };
}
