//! The key file: one key a line, first signs. Only its owner may read it.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::{Keys, generate_line};
use crate::private_file;

/// Reads a key file.
pub(super) fn load(path: &Path) -> anyhow::Result<Keys> {
    let shown = path.display();
    refuse_readable_by_others(path)?;
    let content = fs::read_to_string(path).with_context(|| format!("cannot read the key file {shown}"))?;
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Keys::parse(lines).with_context(|| format!("the key file {shown} cannot be used"))
}

/// As [`load`]; makes the file first, with one new key, where it is missing. Several processes may start at once: all
/// end up with the same key.
pub(super) fn load_or_make(path: &Path) -> anyhow::Result<Keys> {
    if is_missing(path)? {
        let made = private_file::make(path, format!("{}\n", generate_line()).as_bytes())
            .with_context(|| format!("cannot make the key file {}", path.display()))?;
        if made {
            tracing::info!(file = %path.display(), "made a key file; keep a copy of it with the backups");
        }
    }
    load(path)
}

/// Whether there is no such file.
pub(super) fn is_missing(path: &Path) -> anyhow::Result<bool> {
    match fs::metadata(path) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot look at the key file {}", path.display())),
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
        let path = folder.path().join("keys");
        let names: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load_or_make(&path).expect("keys").signing().kid.clone()))
                .collect();
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
        private_file::replace(&path, format!("# rotated in March\n{new}\n\n{old}\n").as_bytes())
            .expect("written");
        let keys = load(&path).expect("keys");
        assert!(new.starts_with(&keys.signing().kid) && old.starts_with(&keys.oldest().kid));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        load_or_make(&path).expect("made");
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
        private_file::replace(&path, b"\n").expect("written");
        let said = format!("{:#}", load_or_make(&path).err().expect("refused"));
        assert!(said.contains("keys cannot be used") && said.contains("no key"), "{said}");
        assert_eq!(fs::read_to_string(&path).expect("still there"), "\n");
    }
}
