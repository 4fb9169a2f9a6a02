//! Whole: a file is on the disk as it is to be, or as it was. It is made beside its place, brought to the disk, renamed over what was
//! there, and the folder brought to the disk. It bears one name meanwhile, its own with `.part` behind: what a process that died
//! left is written over by the next, and nothing gathers.

use std::fs::File;
use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// Who may read it.
#[derive(Clone, Copy)]
enum Readers {
    /// As this account makes its files.
    AsUsual,
    /// The owner alone, from the first byte on.
    Owner,
}

/// The name of a file while it is written.
pub fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Writes a file by whatever fills it.
pub fn write(path: &Path, fill: impl FnOnce(&mut NamedTempFile) -> Result<()>) -> Result<()> {
    let mut file = begin(path, Readers::AsUsual)?;
    fill(&mut file)?;
    end(file, path)
}

/// Writes a file of these bytes.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, |file| file.write_all(bytes))
}

/// The same that at no time others can read.
pub fn write_for_owner(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = begin(path, Readers::Owner)?;
    file.write_all(bytes)?;
    end(file, path)
}

/// The same where the machine may stop before it is on the disk: then it can be as it was, or empty. For what is written with every
/// decision and believed only where it reads.
pub fn exchange(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = begin(path, Readers::AsUsual)?;
    file.write_all(bytes)?;
    file.persist(path).map(drop).map_err(|e| e.error)
}

/// Gives a file a name that nothing bears: whatever came to stand there meanwhile stays as it is, and the file keeps its own. The folder is left
/// to [`sync_folder`]. `AlreadyExists` where something stands there.
pub fn name_anew(from: &Path, to: &Path) -> Result<()> {
    let mut file = TempPath::try_from_path(from)?;
    file.disable_cleanup(true);
    let Err(why) = file.persist_noclobber(to) else { return Ok(()) };
    // A disk that knows neither such a rename nor a second name of a file (FAT, some network disks).
    let is_able = !matches!(why.error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied);
    if is_able || from.symlink_metadata().is_err() {
        return Err(why.error);
    }
    match to.symlink_metadata() {
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => std::fs::rename(from, to),
    }
}

/// Makes a rename or a new file in a folder durable. Windows has no such call and keeps a folder's entries in its own journal.
pub fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn begin(path: &Path, readers: Readers) -> Result<NamedTempFile> {
    let part = part(path);
    match std::fs::remove_file(&part) {
        Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(part.file_name().unwrap_or_default()).rand_bytes(0);
    #[cfg(unix)]
    if matches!(readers, Readers::AsUsual) {
        use std::os::unix::fs::PermissionsExt;
        // Less what this account never gives.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder_of(path))
}

fn end(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder_of(path))
}

#[cfg(test)]
mod anew {
    use super::*;

    #[test]
    fn a_name_that_something_bears_by_now_stays_that_things() {
        let folder = tempfile::tempdir().expect("a folder");
        let (part, path) = (folder.path().join("B-1.csv.part"), folder.path().join("B-1.csv"));
        std::fs::write(&part, "ours").expect("written");
        std::fs::write(&path, "somebody's").expect("written");
        assert_eq!(name_anew(&part, &path).map_err(|why| why.kind()), Err(ErrorKind::AlreadyExists));
        let read = |path: &Path| std::fs::read_to_string(path).expect("read");
        assert_eq!((read(&part), read(&path)), ("ours".to_owned(), "somebody's".to_owned()));
        std::fs::remove_file(&path).expect("removed");
        name_anew(&part, &path).expect("named");
        assert_eq!((read(&path), part.exists()), ("ours".to_owned(), false));
        assert_eq!(name_anew(&part, &folder.path().join("x")).map_err(|why| why.kind()), Err(ErrorKind::NotFound));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_as_it_is_to_be_or_as_it_was_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        write_bytes(&path, b"one").expect("written");
        let failed = write(&path, |file| {
            file.write_all(b"half of tw")?;
            assert!(part(&path).exists() && std::fs::read(&path).expect("read") == b"one");
            Err(std::io::Error::other("full"))
        });
        assert_eq!(failed.expect_err("it is full").to_string(), "full");
        assert_eq!(
            (std::fs::read(&path).expect("read"), names(folder.path())),
            (b"one".to_vec(), vec!["a.json".into()])
        );
        // What a process that died left.
        std::fs::write(part(&path), "something longer than that").expect("written");
        exchange(&path, b"two").expect("written");
        assert_eq!(
            (std::fs::read(&path).expect("read"), names(folder.path())),
            (b"two".to_vec(), vec!["a.json".into()])
        );
    }

    #[test]
    fn rights_are_the_accounts_own_or_the_owners_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let [plain, ours, own] = ["plain", "ours", "own"].map(|name| folder.path().join(name));
        std::fs::write(&plain, "").expect("written");
        write_bytes(&ours, b"").expect("written");
        // Whatever rights a file of that name had before.
        std::fs::write(part(&own), "").expect("written");
        write_for_owner(&own, b"secret").expect("written");
        assert_eq!((mode(&ours), mode(&own)), (mode(&plain), 0o600));
    }

    #[test]
    fn what_is_written_in_another_folder_leaves_its_own_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = folder.path().join("outside");
        std::fs::write(&outside, "as it was").expect("written");
        let path = folder.path().join("a");
        std::os::unix::fs::symlink(&outside, part(&path)).expect("a link");
        write_bytes(&path, b"new").expect("written");
        assert_eq!(std::fs::read(&outside).expect("read"), b"as it was");
        assert!(write_bytes(&folder.path().join("not there/a"), b"x").is_err());
    }
}
