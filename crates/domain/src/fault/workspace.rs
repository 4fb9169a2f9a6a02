//! The hundred of the workspace: folder, configuration, passwords, the words of a command.

macro_rules! workspace {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        WorkspaceMissing = 101, Admin:
            "The folder has no `linehaul.toml` that can be read."
            "Nothing was read and nothing was billed."
            "Name a workspace with `--workspace DIR` or LINEHAUL_WORKSPACE, or make one with `linehaul init DIR`.";
        ConfigUnreadable = 102, Admin:
            "`linehaul.toml` does not read: a line is no TOML or no setting, or the file has more than 1 MiB."
            "Nothing was read and nothing was billed."
            "Mend the line that is named; `docs/configuration.md` has every key with its default.";
        SettingRefused = 103, Admin:
            "A setting is not as it must be: a value of `linehaul.toml`, the kind of a source or a setting of it, an answer to `linehaul init`."
            "Nothing was read and nothing was billed."
            "Mend the setting that is named.";
        FileUnreadable = 104, Admin:
            "A file or folder is not there or cannot be read, or a source cannot hand out one of its items now."
            "What it holds was not taken into account, and nothing was billed from it."
            "Check the path and your rights; what a sync had to leave out is tried again by the next one.";
        SourceUnknown = 105, Billing:
            "A sync names a source that `linehaul.toml` does not have."
            "Nothing was read."
            "Name a `[[source]]` of `linehaul.toml`.";
        PlaceTaken = 106, Admin:
            "Something new cannot stand where it was to be written: the folder is not empty, the file is there already, or it lies within what a backup holds."
            "Nothing was written there."
            "Name a new folder or file, for a backup one outside of the workspace.";
        FileUnwritable = 107, Admin:
            "A file or folder cannot be written: there is no space, or no right to write."
            "What was to be written is not there, or only a part of it; nothing was billed by it."
            "Make room or get the right to write, then do it again.";
        WorkspaceInUse = 108, Billing:
            "Another process has the workspace open."
            "Nothing was read and nothing was billed."
            "Wait until that process is done, or end it, then try again.";
        LockUnwritable = 109, Admin:
            "The lock of the workspace cannot be made, or a link or a pipe stands in its place."
            "Nothing was read and nothing was billed."
            "Check that the folder is there and that you may write in it.";
        SecretMissing = 110, Admin:
            "There is no password for the account at this address, neither in the keychain nor in the workspace's file of passwords."
            "The ERP or the source was not reached: nothing was sent to it or read from it."
            "Set it with `linehaul secret set`.";
        SecretsUnreadable = 111, Admin:
            "The workspace's file of passwords does not read."
            "The ERP or the source was not reached: nothing was sent to it or read from it."
            "Set the password again, or mend the file.";
        SecretsOpen = 112, Admin:
            "The workspace's file of passwords may be read by others than its owner."
            "The password is not used: nothing was sent or read with it."
            "Run `chmod 600` on the file, and change the password at the ERP if others could have read it.";
        SecretUnkept = 113, Admin:
            "A password was to be set, and none could be read, it is empty, or the ERP of the workspace wants none."
            "No password was kept, and no invoice is concerned."
            "Type it or pipe it in; set `[erp]` in `linehaul.toml` first.";
        SecretUnremoved = 114, Admin:
            "A password could not be removed from the keychain, or from what a killed run left beside the file of passwords."
            "No invoice is concerned; the password can still be found there."
            "Remove it there by hand.";
        WordsUnread = 115, Billing:
            "The words behind `linehaul` are no command."
            "Nothing was done."
            "See `linehaul --help` for the words.";
        HomeUnknown = 116, Admin:
            "Nothing says where the workspace is: neither HOME nor XDG_DATA_HOME is an absolute path."
            "Nothing was read and nothing was billed."
            "Name the workspace with `--workspace DIR` or LINEHAUL_WORKSPACE, or set HOME.";
        OutputUnwritable = 117, Admin:
            "Standard output cannot be written, as on a full disk."
            "What was to be said is not there, or only a part of it; what was decided stays decided."
            "Make room, then run it again.";
        ClockImplausible = 118, Admin:
            "This machine's clock says a time hours before the last entry of the book, or more than half a year after it."
            "Nothing was decided and nothing was sent: invoices would bear a wrong date."
            "Set the clock of this machine, then do it again; where it is right and the entry is not, `linehaul recover --confirm --reason` goes on from now.";
        FirstSourceChanged = 119, Admin:
            "The first `[[source]]` of `linehaul.toml` is another than the one by whose numbers the book knows its loads."
            "Nothing was read: each load would be taken for another one, and could be billed a second time."
            "Put the source that is named first again, under its name; others follow behind it.";
        SecretsUnwritable = 120, Admin:
            "The workspace's file of passwords cannot be written."
            "The password was not kept or not removed, and no invoice is concerned."
            "Check the disk and your rights in the workspace, then do it again.";
        DayUnreadable = 121, Billing:
            "A day was named that is no day."
            "Nothing was looked at."
            "Write it like 2025-03-01.";
        NoWorkspaceOpen = 122, Billing:
            "A screen asked for something while the window had no workspace open."
            "Nothing was decided and nothing was sent by this."
            "Open the sample company or the folder of a workspace.";
        SourceRemoved = 123, Admin:
            "The archive has deliveries of a source that `linehaul.toml` does not name."
            "Nothing was read: its loads would be gone, and with them what of them is not billed yet."
            "Put its `[[source]]` back; with `retired = true` in it nothing is read of it any more, and its loads stay.";
        ToldUnkept = 124, Admin:
            "When each source was read, and which troubles were told, cannot be written beside the cache."
            "What was read counts. Sources may be asked sooner than they should be, and a trouble may be told once more."
            "Check free space and your rights in the workspace's folder `marks`.";
        FolderUnwatched = 125, Admin:
            "The folder of a source cannot be watched, as where the system has no watches left or the folder is not there."
            "What comes into it is found a little later: it is looked at every few seconds."
            "Make the folder; on Linux raise `fs.inotify.max_user_watches`.";
        NothingPicked = 126, Billing:
            "A screen asked for a file to be read, and nobody had picked one since the window was opened."
            "Nothing was read and nothing was decided."
            "Pick the file again.";
        LoadsRenamed = 131, Admin:
            "A source of `linehaul.toml` joins another source than before, or none any more, or owns the loads of another where it did not, or does not where it did, and loads that it concerns were decided on."
            "Nothing was read: each of these loads would be taken for another one, and could be billed a second time, or would lack what it was billed by."
            "Put `joins` and `owns` back as it was; a source with other loads gets a name and a folder of its own.";
        MappingTakesOff = 132, Admin:
            "A mapping or the columns of a source were changed, and read by it what was delivered would not say any more what it said of loads that were decided on."
            "Nothing of this source was read: such a load could be billed a second time under another number, or would lack what it was priced by."
            "Put back in the mapping or the columns what makes the numbers of loads and which rows count; files of another sort get a source of their own.";
    } };
}
