//! The hundred of decisions: who may, what stands in the way, what was named and is not there.

macro_rules! decisions {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        UserUnknown = 401, Admin:
            "A user was named that `linehaul.toml` does not have."
            "Nothing was decided."
            "Name a `[[user]]` of `linehaul.toml`.";
        AccountNotBound = 402, Admin:
            "Somebody wants to act as a user to which the account of this machine is not bound."
            "Nothing was decided."
            "Sign in as an account bound to that user.";
        RoleMissing = 403, Admin:
            "The user has no role that may do this, or no user of this account has."
            "Nothing was decided."
            "Ask somebody who has the role, or add it in `linehaul.toml`.";
        OwnAdjustment = 404, Billing:
            "Whoever adjusted a charge of the load, said something of it, mended or cleared a row that would hold it, mended a row of its customer, or answered what else held it, wants to approve it, under whatever name."
            "It was not approved: what a person changes or answers of a load takes a second pair of eyes."
            "Have somebody else approve it, under an account of their own.";
        AboveLimit = 405, Billing:
            "What the adjustments of a load come to is above what the user may adjust, or a difference from dispatch's total above what they may accept."
            "Nothing was decided."
            "Ask somebody with a higher limit.";
        BelowNothing = 406, Billing:
            "The total of a load that was to be approved is below nothing."
            "It was not approved: an invoice below nothing is a credit memo."
            "Take the adjustment back, or make the credit memo at the ERP.";
        CutoverFixed = 407, Billing:
            "The cut-over was to be set otherwise after an invoice was posted, or while loads are approved that would then be billed elsewhere."
            "The cut-over stays as it was."
            "Decide single loads with `linehaul cutover elsewhere` and `linehaul cutover bill`; where only approvals are in the way, take them back with `linehaul withdraw` first.";
        BilledListUnclear = 408, Billing:
            "The list of what is invoiced already cannot be read for certain: its columns, a row or an amount."
            "Nothing was decided: a line that is read wrongly would bill a load twice, or never."
            "Mend what is named, or save the list anew, then say it again.";
        NotApproved = 409, Billing:
            "An approval was to be taken back where there is none."
            "Nothing was decided."
            "Nothing needs doing: there is nothing to take back.";
        LoadUnknown = 410, Billing:
            "A load was named that is not known here."
            "Nothing was shown or decided."
            "Look it up with `linehaul queue`; sync first if it is new.";
        ApprovedAlready = 411, Billing:
            "A load was to be approved that is approved or billed already."
            "Nothing changed: it is billed once."
            "Nothing needs doing.";
        NotDelivered = 412, Dispatch:
            "A load was to be approved that is not delivered."
            "It was not approved."
            "Wait for dispatch to say that it was delivered.";
        HeldByAPerson = 413, Billing:
            "A load was to be approved that a person put on hold."
            "It was not approved."
            "Release it first with `linehaul release`.";
        HeldByARule = 414, Billing:
            "A load was to be approved that is held; the first hold is named."
            "It was not approved."
            "Do what the hold asks for; `linehaul show` names each of them.";
        ReasonMissing = 415, Billing:
            "A decision that the book keeps with its reason was to be written without one."
            "Nothing was decided."
            "Say why, with `--reason`.";
        SentAlready = 416, Billing:
            "An approval was to be taken back, or something decided, while the ERP may have the load's invoice."
            "Nothing was decided: a decision cannot undo what the ERP may have."
            "Run `linehaul reconcile` if it is in doubt; after posting there is only a credit memo at the ERP.";
        NobodyHolds = 417, Billing:
            "A load was to be released that nobody holds."
            "Nothing was decided."
            "Do what its holds ask for: one that a rule made ends when its reason does.";
        AmountUnreadable = 418, Billing:
            "The amount of an adjustment, an approval or a receipt is no amount that can be written on an invoice."
            "Nothing was decided."
            "Give an amount like -50.00.";
        AdjustedTooLate = 419, Billing:
            "A load was to be adjusted that is approved."
            "Nothing was adjusted: what is approved stays as it was seen."
            "Take the approval back with `linehaul hold`, then adjust and release.";
        ChargeUnknown = 420, Billing:
            "A charge was to be adjusted that the load does not have and nobody knows, or one is said to be approved that it does not have."
            "Nothing was decided."
            "Name one of its charges, or a known charge code.";
        StateUnknown = 421, Billing:
            "The queue was asked for loads of a state that does not exist."
            "Nothing was listed."
            "Name one of the states that are listed.";
        LoadAmbiguous = 422, Billing:
            "A load was named by a number that several sources have."
            "Nothing was decided."
            "Name it with its source, as `SOURCE/NUMBER`.";
        NotAsSeen = 423, Billing:
            "A load that was to be approved or released, or of which something was to be said, is not as it was looked at: facts, rules or decisions came in between."
            "Nothing was decided."
            "Look at it with `linehaul show`, then decide again.";
        BeingTakenBack = 424, Billing:
            "A load was to be approved whose earlier invoice is being taken back, and the ERP may have that one."
            "It was not approved: it could be billed twice."
            "Run `linehaul reconcile`, which asks the ERP; then approve it again.";
        CancelledUnsaid = 425, Billing:
            "A load was to be approved whose invoice was cancelled at the ERP, and nobody said what becomes of it."
            "It was not approved."
            "Say it first: `linehaul cancelled INVOICE --bill-again --reason …`.";
        SeenUneven = 426, Billing:
            "An approval names another number of loads than of `--seen`."
            "Nothing was approved."
            "Say `--seen` once for each load, in the order of the loads.";
        LoadsUnsaid = 427, Billing:
            "A word of `--of` does not say which loads an invoice bills."
            "Nothing was decided."
            "Say it like `--of PSL-A-000012-G1=L-1,L-2`.";
        CutoverUnset = 428, Billing:
            "A load was to be approved before anybody said what was billed before this company used Linehaul."
            "Nothing was approved: a load of the time before could be billed a second time."
            "Say it with `linehaul cutover DATE`, for the first day that is billed here, or `linehaul cutover none` for a company without a history.";
        BilledBefore = 429, Billing:
            "A load was to be approved or invoiced that was billed elsewhere, or of which the cut-over asks whether it was."
            "It was not billed: a load is billed once."
            "If that is wrong, say `linehaul cutover bill LOAD` with the reason, then approve it.";
        CustomerMissing = 430, Billing:
            "A load that was approved without a customer was to be invoiced."
            "It was not invoiced; the other loads were."
            "Hold it, mend the customer, and approve it again.";
        NumbersRunOut = 431, Admin:
            "The next invoice number does not fit into a number's length."
            "Nothing was invoiced."
            "Choose a shorter `invoice_prefix` in `linehaul.toml`.";
        BatchUnknown = 432, Billing:
            "A batch was named that does not exist."
            "Nothing was sent."
            "List them with `linehaul batch list`.";
        InvoiceDoesNotFit = 433, Billing:
            "Approved loads cannot be put on an invoice as they are: they do not fit together or are not ready, or the customer or a charge has no code at the ERP."
            "It was not invoiced."
            "Hold the load, mend what is named, and approve it again.";
        InvoiceUnknown = 434, Billing:
            "An invoice that was to be retried or settled does not exist."
            "Nothing was decided."
            "Look its number up in its batch.";
        NotRetried = 435, Billing:
            "An invoice was to be retried that neither was rejected nor waits for a person."
            "It was left as it is."
            "Nothing needs doing for this one.";
        ApprovalGone = 436, Billing:
            "An invoice was to be retried, and a load of it is billed by another one, or its approval holds no longer."
            "It was left as it is: it would bill what nobody approved, or bill it twice."
            "Approve the load again and push, unless the other invoice takes its place.";
        NoProof = 437, Billing:
            "The file that was to be checked is no charge proof."
            "Nothing was checked; no invoice is concerned."
            "Name a file that `linehaul proof INVOICE --out FILE` wrote.";
        NothingToReproduce = 438, Billing:
            "An invoice that was to be made again or proven does not exist."
            "Nothing was made again."
            "List them with `linehaul batch list`; the number is ours, not the ERP's.";
        TableNoText = 439, Pricing:
            "A table behind an invoice that was to be proven is not UTF-8 text."
            "No proof was written; the invoice is as it was."
            "Save the table as UTF-8 and approve the load again.";
        LoadUnbilled = 440, Billing:
            "A load was to be shown as it was invoiced, and no invoice bills it."
            "Nothing was made again."
            "Show it without `--as-invoiced`: that is how it would be billed now.";
        DayImpossible = 441, Billing:
            "The day of an invoice cannot be: it is before the load's delivery, or years after it; or a load is to be approved that is delivered more than a month from now."
            "It was not invoiced, or not approved."
            "Check this machine's clock; if the load was delivered on another day, have dispatch mend it.";
        NotCancelled = 442, Billing:
            "Somebody says what becomes of a cancelled invoice, and it is not cancelled at the ERP."
            "Nothing was decided."
            "Run `linehaul reconcile`, which finds what was cancelled there.";
        PrintedNumberTaken = 443, Billing:
            "The printed number of an invoice is another invoice's of the same legal entity: two loads have one PRO, for example."
            "It was not invoiced; the other loads were."
            "Have dispatch mend the PRO, or say in `[printed_number]` how the second is told apart (`twin`), then push again.";
        PrintedNumberUnmade = 444, Billing:
            "The printed number of an invoice cannot be made: the load has no PRO, or what it has is too long or no number."
            "It was not invoiced; the other loads were."
            "Have dispatch mend the load, or choose another template in `[printed_number]`, hold the load and approve it again.";
        RowNotWaiting = 445, Billing:
            "A row of the quarantine was to be mended or cleared that is not there, or waits no longer."
            "Nothing was decided."
            "List what waits with `linehaul quarantine list`.";
        RowNotMendable = 446, Billing:
            "A row of the quarantine cannot be mended in place as it was said: it has no such column, or it is no row with columns."
            "Nothing was decided; the row waits as before."
            "See with `linehaul quarantine show` whether it has columns, and which; what has none is delivered again so that it reads, or cleared.";
        CutoverAskedAgain = 447, Billing:
            "A book that was put back went on, and nobody said since that its cut-over is the last one."
            "Nothing is approved, invoiced or sent: what was said of loads that were billed elsewhere may be in what the book lost."
            "Say the cut-over again with `linehaul cutover DATE`, or look at `linehaul cutover`, say again what was said of single loads, and then `linehaul cutover keep` with the reason.";
        RowNotAsSeen = 448, Billing:
            "A mended row was to be taken as it was looked at, and it would change something else by now."
            "Nothing was decided; the row waits as before."
            "Mend it once more without --seen, look at what it would change, and take that.";
        SettingNotWritten = 456, Admin:
            "Something was to be written into `linehaul.toml` that it has already, that cannot be right there, or that could not be written."
            "Nothing was decided, and the settings are as they were."
            "Say it otherwise, or write it into `linehaul.toml` by hand; `linehaul doctor` reads it.";
        SettingNotAsSeen = 457, Admin:
            "Something in `linehaul.toml` was to be set that says something else by now than was looked at."
            "Nothing was decided, and the settings are as they were."
            "Look at what stands there, and name it with `--instead-of` where it is to be replaced.";
        StatedTooLate = 460, Billing:
            "Something was to be said of a load that is approved, invoiced or billed."
            "Nothing was decided: what is approved stays as it was seen, and what is billed as it was sent."
            "Take the approval back with `linehaul withdraw`, then say it; what is billed is corrected at the ERP.";
        FieldUnknown = 461, Billing:
            "A field was to be set that a load does not have, that is of a stop that it does not have, or that is dispatch's own to say."
            "Nothing was decided."
            "Name one of the fields that are listed; one of a stop takes `--stop`.";
        ValueUnreadable = 462, Billing:
            "What was to be set in a field is not what can stand there: no number, no time, no customer that is known."
            "Nothing was decided."
            "Say it like the example that is told.";
        ClockTwice = 463, Billing:
            "A local time was said of a stop that does not exist in its zone, or exists twice, since clocks were put forward or back."
            "Nothing was decided: an hour of waiting would hang on a guess."
            "Say it with its offset, like 2025-11-02T01:30-05:00.";
        SaidAlready = 464, Billing:
            "What was to be said of a load stands already, by its sources or by somebody at the desk."
            "Nothing was decided."
            "Nothing needs doing; `linehaul show` lists what was said.";
        NotSaid = 465, Billing:
            "Something was to be taken back that nobody said of the load, or that does not stand any more."
            "Nothing was decided."
            "Name the entry of something that stands: `linehaul show` lists them.";
        DocumentUnclear = 466, Billing:
            "Something was to be attested, or shown by a document, and it is not clear by which: none such is on file, several are, it does not open, or what was seen on it cannot be."
            "Nothing was decided."
            "Name one that is on file with `--document`, or put it there with `linehaul attach`.";
        FileShowsNothing = 467, Billing:
            "A file that was to be attached is empty, too long, asks for a password, is no picture and no PDF, or is a kind of picture that nobody opens."
            "Nothing was put on file."
            "Save it as a PDF or JPEG that opens, and attach that.";
        DocumentUnsaid = 468, Billing:
            "A file was to be attached, and neither words nor its name say what it is, of which stop or of which load."
            "Nothing was put on file."
            "Say it: `linehaul attach LOAD FILE --type pod --stop 2`.";
        NotWaived = 469, Billing:
            "A charge was to be waived that the load does not have, or that is its freight, a tax or an adjustment."
            "Nothing was waived."
            "Name one of its charges; freight is adjusted with `linehaul adjust`.";
        NoVariance = 470, Billing:
            "A difference from dispatch's total was to be accepted where there is none, or where the two are in different currencies."
            "Nothing was accepted."
            "Look at the load with `linehaul show`.";
        ReasonNotListed = 471, Billing:
            "A reason was given that is not in the company's own list of them (`[reasons]`)."
            "Nothing was decided."
            "Say one of the list; more may stand behind a colon.";
        OtherCurrency = 472, Billing:
            "An amount of a load was said in another currency than the one that it is invoiced in."
            "Nothing was decided: amounts of two currencies are not compared."
            "Say it in the currency of the load.";
        NotDismissed = 473, Billing:
            "A load was to be dismissed that is dismissed already, or that would be a duplicate of nothing, of itself or of a load that is not billed either."
            "Nothing was decided."
            "Say which load it is once more with `--of`.";
        LoadDismissed = 474, Billing:
            "A load was to be approved that somebody said is not billed."
            "It was not approved."
            "If that is wrong, say `linehaul reopen LOAD --because …`, then approve it.";
        NoSuchQuestion = 475, Billing:
            "A question was to be answered that the contract of the load does not leave open, or with something that it cannot reckon by."
            "Nothing was decided."
            "Name the question, and one of its answers, as the hold tells them.";
        CustomerChanged = 486, Billing:
            "The party at the ERP, the name and address or the payment terms of a customer are others now than an approval saw."
            "The invoice was not sent, and stays in its batch: it would go out as nobody means it any more, or as nobody approved it."
            "Put back what was changed, then push; or `linehaul withdraw` its loads, approve them with what stands now, and push.";
        NobodyToAsk = 487, Billing:
            "A push was to ask before it sends, and there is no terminal on which somebody could be asked."
            "Nothing was sent, and what waits stays in its batch."
            "Look at it with `linehaul push --dry-run`, then say `linehaul push --yes`.";
    } };
}
