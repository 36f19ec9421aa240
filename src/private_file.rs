//! Files that only their owner may read: keys, mails, the database, the way into the demo, what is exported.
//!
//! Where a file has content, it appears whole or not at all, and is on the disk when the function returns.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Makes an empty file where there is none. The rights of one that is there stay as they are.
pub(crate) fn make_empty(path: &Path) -> io::Result<()> {
    match open_new(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Makes a file where there is none; whether it did. Of several processes that try at once one succeeds, and all of
/// them find its content.
pub(crate) fn make(path: &Path, content: &[u8]) -> io::Result<bool> {
    let draft = Draft::beside(path)?;
    (&draft.file).write_all(content)?;
    draft.file.sync_all()?;
    // A link, unlike a rename, fails where the name is taken.
    let linked = fs::hard_link(&draft.path, path);
    drop(draft);
    match linked {
        Ok(()) => sync_folder(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes a file, in place of the one that is there, if any.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    replace_with(path, |mut file| file.write_all(content))
}

/// Lets a file be written, and puts it in place of the one that is there, if any, once that is done. Until then, and
/// where it fails, that one stays as it was.
pub(crate) fn replace_with<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&File) -> Result<T, E>,
) -> Result<T, E> {
    let draft = Draft::beside(path)?;
    let written = write(&draft.file)?;
    draft.file.sync_all()?;
    fs::rename(&draft.path, path)?;
    sync_folder(path)?;
    Ok(written)
}

/// Tries whether files can be made in a folder, and leaves none. Where the folder is missing, the nearest one above it
/// is tried, in which it would be made.
pub(crate) fn try_folder(folder: &Path) -> io::Result<()> {
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.exists();
    let nearest = folder.ancestors().find(is_there).unwrap_or(folder);
    let probe = nearest.join(format!(".trespor.{}.part", uuid::Uuid::now_v7()));
    drop(open_new(&probe)?);
    fs::remove_file(probe)
}

/// A file beside the one that it is for, under a name of its own for each try, so that a leftover of a killed process
/// is in nobody's way. It goes when this does, unless it has another name by then.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn beside(path: &Path) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", uuid::Uuid::now_v7()));
        let path = path.with_file_name(name);
        let file = open_new(&path)?;
        Ok(Self { path, file })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename there is none; else the first error is the one to tell of.
        let _ = fs::remove_file(&self.path);
    }
}

fn open_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the name of a file last as well as its content, where the file system can do that for folders. Where it
/// cannot, a power cut right now costs the file.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            tracing::debug!(%error, "this file system does not sync folders");
            Ok(())
        }
        synced => synced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_is_there_is_kept_or_replaced_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        assert!(make(&path, b"first").unwrap());
        assert!(!make(&path, b"second").unwrap());
        make_empty(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first");
        replace(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(names(folder.path()), ["keys"], "drafts are taken away");
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(replace(&taken, b"x").is_err());
        assert!(make(&folder.path().join("absent/keys"), b"x").is_err());
        assert_eq!(names(folder.path()), ["taken"]);
        fs::remove_dir(&taken).unwrap();
        fs::write(&taken, "before").unwrap();
        let failed = replace_with(&taken, |mut file| {
            file.write_all(b"half of it")?;
            Err::<(), _>(io::Error::other("the disk is full"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
        assert_eq!(fs::read(&taken).unwrap(), b"before");
        assert_eq!(names(folder.path()), ["taken"]);
    }

    #[test]
    fn a_folder_is_tried_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::write(&taken, "").unwrap();
        assert!(try_folder(&taken.join("mail")).is_err(), "a folder cannot be made inside a file");
        try_folder(folder.path()).unwrap();
        try_folder(&folder.path().join("a/b")).unwrap();
        assert_eq!(names(folder.path()), ["taken"]);
    }

    #[cfg(unix)]
    #[test]
    fn is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        make_empty(&path("empty")).unwrap();
        make(&path("made"), b"x").unwrap();
        fs::write(path("replaced"), b"open to all").unwrap();
        replace(&path("replaced"), b"x").unwrap();
        for name in ["empty", "made", "replaced"] {
            assert_eq!(fs::metadata(path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}
