//! Looks whether a file can be let near the library that reads workbooks.
//!
//! That library holds the texts that cells share, and for each style all that it refers to. A file of a few kilobytes can
//! say that there are billions of them. So every part is unpacked and looked through first, with nothing held, and what
//! would cost too much is refused (`survey`).

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::encoding::read_fully;
use super::error::{OtherFormat, TableError};
use super::fence::fenced;
use super::source::Limits;
use super::survey::Survey;

/// Most parts that a workbook may have. Excel makes a dozen, and one for each sheet and picture.
const MOST_PARTS: usize = 10_000;
/// What begins the entry of a part in the table of contents at the end of an archive.
const PART_ENTRY: &[u8] = b"PK\x01\x02";

/// What a file is by its first bytes, where it is neither a zip archive nor text.
pub(super) fn other_format(head: &[u8], file: &mut File) -> Result<Option<OtherFormat>, TableError> {
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // An encrypted workbook is a stream of that name inside the container that older Excel used as well.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = count(&name, file, 1)? > 0;
        return Ok(Some(if is_locked { OtherFormat::PasswordProtected } else { OtherFormat::OldExcel }));
    }
    let signatures: [(&[u8], OtherFormat); 12] = [
        (b"%PDF-", OtherFormat::Pdf),
        (b"\x89PNG", OtherFormat::Image),
        (b"\xff\xd8\xff", OtherFormat::Image),
        (b"GIF8", OtherFormat::Image),
        (b"II*\0", OtherFormat::Image),
        (b"MM\0*", OtherFormat::Image),
        (b"PK\x05\x06", OtherFormat::Archive),
        (b"\x1f\x8b", OtherFormat::Archive),
        (b"7z\xbc\xaf\x27\x1c", OtherFormat::Archive),
        (b"Rar!\x1a\x07", OtherFormat::Archive),
        (b"\x28\xb5\x2f\xfd", OtherFormat::Archive),
        (b"{\\rtf", OtherFormat::Document),
    ];
    Ok(signatures.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, format)| *format))
}

/// Whether cells of the workbook are merged, once it is known to be one and within its limits.
pub(super) fn inspect(mut file: File, limits: &Limits) -> Result<bool, TableError> {
    // The library makes an entry in memory for each before anybody can ask how many there are.
    if count(PART_ENTRY, &mut file, MOST_PARTS + 1)? > MOST_PARTS {
        return Err(TableError::UnpacksTooLarge { max: limits.unpacked_bytes });
    }
    file.rewind()?;
    let opened = fenced(|| ZipArchive::new(BufReader::new(file))).unwrap_or(Err(ZipError::FileNotFound));
    let mut archive = opened.map_err(TableError::damaged)?;
    if let Some(other) = other_kind(&mut archive)? {
        return Err(TableError::OtherFormat(other));
    }
    let mut survey = Survey::new(limits);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(unreadable)?;
        fenced(|| survey.look_through(part))
            .unwrap_or_else(|| Err(TableError::damaged("a part cannot be read")))?;
    }
    survey.end()
}

fn unreadable(error: ZipError) -> TableError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            TableError::OtherFormat(OtherFormat::PasswordProtected)
        }
        error => TableError::damaged(error),
    }
}

/// What an archive is, where it is no workbook of the kind that we read.
fn other_kind(archive: &mut ZipArchive<BufReader<File>>) -> Result<Option<OtherFormat>, TableError> {
    if let Ok(part) = archive.by_name("mimetype") {
        let mut kind = Vec::new();
        part.take(100).read_to_end(&mut kind)?;
        if kind.starts_with(b"application/vnd.oasis.opendocument") {
            return Ok(Some(OtherFormat::OpenDocument));
        }
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_ascii_lowercase()).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let has_folder = |wanted: &str| names.iter().any(|name| name.starts_with(wanted));
    if !has("[content_types].xml") {
        return Ok(Some(OtherFormat::Archive));
    }
    if has("xl/workbook.bin") {
        return Ok(Some(OtherFormat::BinaryExcel));
    }
    Ok((has_folder("word/") || has_folder("ppt/")).then_some(OtherFormat::Document))
}

/// How often some bytes occur in a file, up to a limit.
fn count(wanted: &[u8], file: &mut File, most: usize) -> Result<usize, TableError> {
    file.rewind()?;
    let kept = wanted.len().saturating_sub(1);
    let mut buffer = vec![0; 64 * 1024];
    let (mut found, mut start) = (0, 0);
    loop {
        let filled = read_fully(file, buffer.get_mut(start..).unwrap_or_default())?;
        let window = buffer.get(..start + filled).unwrap_or_default();
        found += window.windows(wanted.len()).filter(|bytes| *bytes == wanted).count();
        if filled == 0 || found >= most {
            return Ok(found);
        }
        // The end is kept, since an occurrence may begin in it.
        let end = start + filled;
        start = kept.min(end);
        buffer.copy_within(end - start..end, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn bytes_are_found_across_chunks() {
        for before in [0, 65_533, 65_534, 65_535, 65_536, 70_000] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&vec![b'x'; before]).unwrap();
            file.write_all(PART_ENTRY).unwrap();
            file.write_all(b"xPK\x01").unwrap();
            assert_eq!(count(PART_ENTRY, &mut file, 9).unwrap(), 1, "{before}");
        }
    }
}
