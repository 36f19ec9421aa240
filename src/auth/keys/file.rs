//! The key file: one key a line, first signs. Made where it is missing; only its owner may read it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Keys, generate_line};
use crate::auth::secret::random;

/// Where the keys of an SQLite database are: `<database file>.keys`.
pub(super) fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".keys");
    PathBuf::from(path)
}

/// Reads a key file; makes it first, with one new key, where it is missing.
pub(super) fn load(path: &Path) -> anyhow::Result<Keys> {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(path).with_context(|| format!("cannot make the key file {shown}"))?
        }
        Err(error) => return Err(error).with_context(|| format!("cannot look at the key file {shown}")),
    }
    refuse_readable_by_others(path)?;
    let content = fs::read_to_string(path).with_context(|| format!("cannot read the key file {shown}"))?;
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Keys::parse(lines).with_context(|| format!("the key file {shown} cannot be used"))
}

/// Makes the file whole or not at all: several processes may start at once, and all must end up with the same key.
fn make(path: &Path) -> anyhow::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{:016x}", u64::from_be_bytes(random())));
    let draft = PathBuf::from(draft);
    write_for_owner(&draft, &format!("{}\n", generate_line()))?;
    // A link, unlike a rename, fails where the name is taken.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => {
            sync_folder(path);
            tracing::info!(file = %path.display(), "made a key file; keep a copy of it with the backups");
            Ok(())
        }
        // Another process was quicker: its key is ours.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Writes a new file that only its owner may read, and waits until the disk has it.
fn write_for_owner(path: &Path, content: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// Makes the name last as well as the content. Not every system can; then a power cut right now costs the file.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%error, "the folder of the key file could not be synced");
    }
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let shown = path.display();
    let mode = fs::metadata(path)
        .with_context(|| format!("cannot look at the key file {shown}"))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        bail!(
            "the key file {shown} is open to others than its owner (mode {:03o}). Run `chmod 600 {shown}`, and where others \
             may have read it, replace the key: `trespor generate-key` prints one",
            mode & 0o777
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_made_once_and_then_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = beside(&folder.path().join("trespor.db"));
        assert!(path.ends_with("trespor.db.keys"));
        let names: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| load(&path).expect("keys").signing().kid.clone())).collect();
            starts.into_iter().map(|start| start.join().expect("it ends")).collect()
        });
        assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder").collect();
        assert_eq!(left.len(), 1, "drafts are taken away");
    }

    #[test]
    fn several_lines_rotate() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let (new, old) = (generate_line(), generate_line());
        write_for_owner(&path, &format!("# rotated in March\n{new}\n\n{old}\n")).expect("written");
        let keys = load(&path).expect("keys");
        assert!(new.starts_with(&keys.signing().kid) && old.starts_with(&keys.oldest().kid));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        load(&path).expect("made");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("changed");
            let said = format!("{:#}", load(&path).err().expect("refused"));
            assert!(said.contains("chmod 600") && said.contains(&path.display().to_string()), "{said}");
        }
    }

    #[test]
    fn an_unusable_file_is_named_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        write_for_owner(&path, "\n").expect("written");
        let said = format!("{:#}", load(&path).err().expect("refused"));
        assert!(said.contains("keys cannot be used") && said.contains("no key"), "{said}");
        assert_eq!(fs::read_to_string(&path).expect("still there"), "\n");
    }
}
