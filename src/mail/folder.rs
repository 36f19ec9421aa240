//! Delivery into a folder, where there is no mail server: one `.eml` file for each mail, which mail programs open.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ::entity::id::MailMessageId;

use super::transport::Undelivered;
use crate::private_file;

/// Writes a mail as `<id>.eml`. The file appears complete or not at all, is on the disk when this returns, and is
/// for its owner only, as is a folder that has to be made: mails hold personal links. Writing a mail again replaces it.
pub(super) async fn write(folder: PathBuf, id: MailMessageId, mail: Vec<u8>) -> Result<(), Undelivered> {
    let written = tokio::task::spawn_blocking(move || write_now(&folder, id, &mail)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        // The kind of error only, as its text may name folders.
        Ok(Err(error)) => {
            Err(Undelivered::ForNow(format!("the file could not be written: {}", error.kind())))
        }
        Err(_) => Err(Undelivered::ForNow("the file could not be written".to_owned())),
    }
}

fn write_now(folder: &Path, id: MailMessageId, mail: &[u8]) -> io::Result<()> {
    make_folder(folder)?;
    private_file::replace(&folder.join(format!("{}.eml", id.0)), mail)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn writes_one_file_for_each_mail_and_replaces_it() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("a/b");
        let id = MailMessageId::new();
        for content in ["first", "again"] {
            assert_eq!(write(folder.clone(), id, content.into()).await, Ok(()));
        }
        assert_eq!(names(&folder), [format!("{}.eml", id.0)]);
        assert_eq!(fs::read(folder.join(format!("{}.eml", id.0))).unwrap(), b"again");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("mail");
        let id = MailMessageId::new();
        write(folder.clone(), id, Vec::new()).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(format!("{}.eml", id.0)))), (0o700, 0o600));
    }

    #[tokio::test]
    async fn says_what_kind_of_error_it_was_and_not_where() {
        let scratch = tempfile::tempdir().unwrap();
        let taken = scratch.path().join("taken");
        fs::write(&taken, "").unwrap();
        let Err(Undelivered::ForNow(reason)) =
            write(taken.join("mail"), MailMessageId::new(), Vec::new()).await
        else {
            panic!("a folder cannot be made inside a file");
        };
        assert!(!reason.contains("taken"), "{reason}");
    }
}
