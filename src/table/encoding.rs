use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::{OtherFormat, TableError};

/// Bytes that are read at a time.
const CHUNK: usize = 16 * 1024;

/// How the letters of a CSV file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16 with a byte order mark that says so, as Excel's «Unicode text».
    Utf16LittleEndian,
    /// UTF-16 with a byte order mark that says so.
    Utf16BigEndian,
    /// What Windows used in Western Europe, and Excel still does for «CSV».
    Windows1252,
}

impl Encoding {
    /// Looks through the whole file, so that nothing later in it can surprise: UTF-16 where its mark is there, else UTF-8
    /// where all of it is, else Windows-1252.
    ///
    /// # Errors
    /// [`TableError::BadEncoding`] where a mark does not hold, or where more letters of UTF-8 are whole than broken: read as
    /// Windows-1252 they would all turn to nonsense. [`OtherFormat::Binary`] where it is no text at all.
    pub(super) fn detect(mut file: impl Read) -> Result<Self, TableError> {
        let mut buffer = vec![0; CHUNK];
        let mut filled = read_fully(&mut file, &mut buffer)?;
        let marked = Self::marked(buffer.get(..filled).unwrap_or_default());
        let assumed = marked.unwrap_or(Self::Utf8);
        let mut tally = Tally::new(assumed);
        loop {
            let bytes = buffer.get(..filled).unwrap_or_default();
            let holds_zero = bytes.contains(&0) && matches!(assumed, Self::Utf8);
            if holds_zero {
                return Err(TableError::OtherFormat(OtherFormat::Binary));
            }
            tally.add(bytes, filled == 0);
            if filled == 0 {
                break;
            }
            filled = read_fully(&mut file, &mut buffer)?;
        }
        match (tally.broken, marked) {
            (0, _) => Ok(assumed),
            (_, Some(_)) => Err(TableError::BadEncoding),
            (broken, None) if tally.whole > broken => Err(TableError::BadEncoding),
            (_, None) => Ok(Self::Windows1252),
        }
    }

    fn marked(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\xef\xbb\xbf") {
            return Some(Self::Utf8);
        }
        // UTF-32 begins with the mark of UTF-16 and two zeros, which no table does.
        if start.starts_with(b"\xff\xfe\0\0") {
            return None;
        }
        if start.starts_with(b"\xff\xfe") {
            return Some(Self::Utf16LittleEndian);
        }
        start.starts_with(b"\xfe\xff").then_some(Self::Utf16BigEndian)
    }

    fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => UTF_8.new_decoder_with_bom_removal(),
            Self::Utf16LittleEndian => UTF_16LE.new_decoder_with_bom_removal(),
            Self::Utf16BigEndian => UTF_16BE.new_decoder_with_bom_removal(),
            Self::Windows1252 => WINDOWS_1252.new_decoder_without_bom_handling(),
        }
    }
}

/// Counts letters beyond ASCII that are whole, and bytes that make none.
struct Tally {
    decoder: Decoder,
    decoded: String,
    whole: u64,
    broken: u64,
}

impl Tally {
    fn new(encoding: Encoding) -> Self {
        Self { decoder: encoding.decoder(), decoded: String::with_capacity(CHUNK), whole: 0, broken: 0 }
    }

    fn add(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            self.decoded.clear();
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.decoded, last);
            // A letter beyond ASCII has one byte that begins with 11.
            let whole = self.decoded.bytes().filter(|byte| *byte >= 0xc0).count();
            self.whole = self.whole.saturating_add(whole as u64);
            bytes = bytes.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.broken = self.broken.saturating_add(1),
            }
        }
    }
}

/// Where text comes from, a piece at a time.
pub(super) trait Pieces {
    /// Puts the next piece in place of what `piece` held; `false` at the end.
    fn next_piece(&mut self, piece: &mut String) -> Result<bool, TableError>;
}

/// The text of a file, whatever its encoding.
pub(super) struct Decoded<R> {
    file: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    unread: std::ops::Range<usize>,
    at_end: bool,
    is_done: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(file: R, encoding: Encoding) -> Self {
        Self {
            file,
            decoder: encoding.decoder(),
            buffer: vec![0; CHUNK],
            unread: 0..0,
            at_end: false,
            is_done: false,
        }
    }
}

impl<R: Read> Pieces for Decoded<R> {
    fn next_piece(&mut self, piece: &mut String) -> Result<bool, TableError> {
        piece.clear();
        piece.reserve(CHUNK);
        while piece.is_empty() && !self.is_done {
            if self.unread.is_empty() && !self.at_end {
                self.unread = 0..read_fully(&mut self.file, &mut self.buffer)?;
                self.at_end = self.unread.is_empty();
            }
            let bytes = self.buffer.get(self.unread.clone()).unwrap_or_default();
            let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, piece, self.at_end);
            self.unread.start += read;
            match result {
                DecoderResult::InputEmpty => self.is_done = self.at_end,
                DecoderResult::OutputFull => {}
                // Only where the file was changed since it was looked through.
                DecoderResult::Malformed(..) => return Err(TableError::BadEncoding),
            }
        }
        Ok(!piece.is_empty())
    }
}

/// Fills the buffer unless the file ends before.
pub(super) fn read_fully(file: &mut impl Read, buffer: &mut [u8]) -> Result<usize, TableError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(Encoding, String), TableError> {
        let encoding = Encoding::detect(bytes)?;
        let mut decoded = Decoded::new(bytes, encoding);
        let (mut text, mut piece) = (String::new(), String::new());
        while decoded.next_piece(&mut piece)? {
            text.push_str(&piece);
        }
        Ok((encoding, text))
    }

    #[test]
    fn the_letters_are_those_that_were_meant() {
        let utf_16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
        };
        for (bytes, encoding, text) in [
            ("Blåbær 🫐".as_bytes().to_vec(), Encoding::Utf8, "Blåbær 🫐"),
            ("\u{feff}Blåbær".as_bytes().to_vec(), Encoding::Utf8, "Blåbær"),
            (b"Bl\xe5b\xe6r \x80".to_vec(), Encoding::Windows1252, "Blåbær €"),
            (utf_16("Blåbær 🫐", u16::to_le_bytes), Encoding::Utf16LittleEndian, "Blåbær 🫐"),
            (utf_16("Blåbær 🫐", u16::to_be_bytes), Encoding::Utf16BigEndian, "Blåbær 🫐"),
            (Vec::new(), Encoding::Utf8, ""),
        ] {
            assert_eq!(read(&bytes).unwrap(), (encoding, text.to_owned()));
        }
    }

    #[test]
    fn what_comes_late_in_the_file_counts_as_well() {
        let mut bytes = vec![b'a'; 3 * CHUNK + 1];
        bytes.extend_from_slice(b"\xe6\xf8\xe5");
        let (encoding, text) = read(&bytes).unwrap();
        assert_eq!(encoding, Encoding::Windows1252);
        assert!(text.ends_with("aæøå"));
        // A letter that is cut by the border between two chunks is whole all the same.
        for before in CHUNK - 3..=CHUNK {
            let text = "a".repeat(before) + "🫐ø";
            assert_eq!(read(text.as_bytes()).unwrap(), (Encoding::Utf8, text));
        }
    }

    #[test]
    fn nonsense_is_refused_instead_of_read() {
        let mixed = [b"\xc3\xa6\xc3\xb8\xc3\xa5".as_slice(), b"\xe6"].concat();
        for bytes in [&mixed, b"\xef\xbb\xbfa\xe6b".as_slice(), b"\xff\xfea\0\0\xd8b\0", b"\xff\xfea\0b"] {
            assert!(matches!(read(bytes), Err(TableError::BadEncoding)), "{bytes:x?}");
        }
        for bytes in [b"a\0b".as_slice(), b"\xff\xfe\0\0a\0\0\0"] {
            assert!(matches!(read(bytes), Err(TableError::OtherFormat(OtherFormat::Binary))), "{bytes:x?}");
        }
    }
}
