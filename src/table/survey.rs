//! What a workbook would cost the library that reads it, found out with nothing held.
//!
//! That library takes the parts that the workbook refers to, and keeps
//! - each tag, and each text between two tags, while it looks at it;
//! - the texts of a cell, of a shared text and of a defined name, put together, however many tags stand between them;
//! - the names of the elements that it is within;
//! - shared texts, styles, sheets, relationships, defined names and merged areas, all of them.
//!
//! So each of the first three has a bound of its own, and all of the last one together. A part in which a bound is
//! broken, or which is no XML, is fine as long as it is one that the library does not read, such as a picture.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};

use quick_xml::events::{BytesStart, Event};

use super::bounded::Bounded;
use super::error::TableError;
use super::source::Limits;

/// Most styles, fonts, sheets, relationships and the like. Excel has at most 65,490 cell styles.
const MOST_PIECES: u64 = 100_000;
/// Memory that a shared text takes besides its letters: its place in the list, and what the heap adds.
const SHARED_TEXT: u64 = 64;
/// Memory that a merged area takes, with room to grow.
const MERGED_AREA: u64 = 48;
/// Most elements within each other. Excel has a dozen.
const DEEPEST: usize = 256;
/// Most bytes of the name of an element.
const LONGEST_NAME: usize = 1024;
/// Elements whose texts are put together, whatever stands between them.
const GATHERED: [&str; 6] = ["is", "si", "t", "v", "f", "definedName"];
/// Parts that the library reads whatever refers to them, by the end of their path in small letters.
const ALWAYS_READ: [&str; 4] = ["workbook.xml", "sharedstrings.xml", "styles.xml", "theme1.xml"];

/// Kinds of sheets, as relationships name them.
const SHEETS: [&str; 3] = ["worksheet", "chartsheet", "dialogsheet"];

/// What has been seen of the parts so far.
pub(super) struct Survey<'l> {
    limits: &'l Limits,
    unpacked: u64,
    /// Bytes that are held as long as the workbook is.
    held: u64,
    pieces: u64,
    /// Styles and sheets: for each of them, texts from elsewhere are copied.
    copies: u64,
    longest_copied: u64,
    has_merged_cells: bool,
    /// Names of parts that the workbook says to be itself or its sheets, in small letters, among other words.
    referred_to: HashSet<String>,
    /// Whether such a name is written so that only the library can tell what it is.
    refers_to_anything: bool,
    /// Parts that cannot be given to the library, and why.
    unfit: Vec<(String, Looked)>,
}

/// How far a part could be looked through.
#[derive(Clone, Copy, PartialEq)]
enum Looked {
    ToItsEnd,
    /// What comes is no XML.
    UntilBroken,
    /// What comes has no bound.
    UntilTooMuch,
}

/// Where in a part one is.
#[derive(Default)]
struct Within {
    depth: usize,
    /// How deep the outermost element is whose texts are put together, its bytes so far, and whether they are kept.
    gathered: Option<(usize, usize, bool)>,
}

impl<'l> Survey<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            unpacked: 0,
            held: 0,
            pieces: 0,
            copies: 0,
            longest_copied: 0,
            has_merged_cells: false,
            referred_to: HashSet::new(),
            refers_to_anything: false,
            unfit: Vec::new(),
        }
    }

    /// Looks at every element of a part. One that is not XML, such as a picture, is only counted.
    pub(super) fn look_through(
        &mut self,
        part: zip::read::ZipFile<'_, BufReader<File>>,
    ) -> Result<(), TableError> {
        let name = part.name().map(|name| last_of(&name)).unwrap_or_default();
        let left = self.limits.unpacked_bytes.saturating_sub(self.unpacked);
        let mut part = BufReader::new(part.take(left.saturating_add(1)));
        let looked = self.look_at_elements(&mut part)?;
        // To the end, where the checksum is.
        std::io::copy(&mut part, &mut std::io::sink()).map_err(TableError::damaged)?;
        let size = left.saturating_add(1).saturating_sub(part.get_ref().limit());
        if size > left {
            return Err(TableError::UnpacksTooLarge { max: self.limits.unpacked_bytes });
        }
        self.unpacked = self.unpacked.saturating_add(size);
        if name == "sharedstrings.xml" {
            self.held = self.held.saturating_add(size);
        }
        if looked != Looked::ToItsEnd {
            self.unfit.push((name, looked));
        }
        self.is_bearable()
    }

    /// Whether cells of the workbook are merged, once every part has been looked through.
    pub(super) fn end(self) -> Result<bool, TableError> {
        let is_read = |name: &str| {
            self.refers_to_anything
                || name.ends_with(".rels")
                || ALWAYS_READ.contains(&name)
                || self.referred_to.contains(name)
        };
        match self.unfit.iter().find(|(name, _)| is_read(name)) {
            Some((_, Looked::UntilTooMuch)) => {
                Err(TableError::UnpacksTooLarge { max: self.limits.shared_bytes })
            }
            Some((name, _)) => Err(TableError::damaged(format!("the part {name} is not XML to its end"))),
            None => Ok(self.has_merged_cells),
        }
    }

    fn look_at_elements(&mut self, part: &mut impl BufRead) -> Result<Looked, TableError> {
        let most = self.limits.piece_bytes();
        let mut reader = quick_xml::Reader::from_reader(Bounded::new(part, most));
        // As the library has it. Other than that one, we insist that every element ends with its own name: only then is
        // what it puts together within what we measure.
        reader.config_mut().expand_empty_elements = true;
        let mut within = Within::default();
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().begin();
            let begin = reader.buffer_position();
            let event = match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(Looked::ToItsEnd),
                Ok(event) => event,
                Err(_) if reader.get_ref().is_exceeded() => return Ok(Looked::UntilTooMuch),
                Err(_) => return Ok(Looked::UntilBroken),
            };
            if let Event::Start(element) = &event {
                self.look_at(element);
            }
            let size = usize::try_from(reader.buffer_position().saturating_sub(begin)).unwrap_or(usize::MAX);
            if !within.takes(&event, size, most) {
                return Ok(Looked::UntilTooMuch);
            }
            if within.gathered.is_some_and(|(_, _, is_kept)| is_kept) {
                self.held = self.held.saturating_add(size as u64);
            }
            self.is_bearable()?;
        }
    }

    fn look_at(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let size = element.len() as u64;
        match name.as_ref() {
            "si" => self.held = self.held.saturating_add(SHARED_TEXT),
            // Room for as many texts as it says is made at once.
            "sst" => {
                let said = largest_number(element.attributes_raw());
                self.held = self.held.max(said.saturating_mul(SHARED_TEXT / 2));
            }
            "xf" | "sheet" | "numFmt" | "name" | "font" | "Relationship" => {
                if matches!(name.as_ref(), "xf" | "sheet") {
                    self.copies = self.copies.saturating_add(1);
                }
                self.pieces = self.pieces.saturating_add(1);
                self.held = self.held.saturating_add(size);
                self.longest_copied = self.longest_copied.max(size);
            }
            "fill" | "border" | "definedName" => {
                self.pieces = self.pieces.saturating_add(1);
                self.held = self.held.saturating_add(size);
            }
            "mergeCell" => {
                self.has_merged_cells = true;
                self.held = self.held.saturating_add(MERGED_AREA);
            }
            _ => {}
        }
        if name.as_ref() == "Relationship" {
            self.refer(element.attributes_raw());
        }
    }

    /// Keeps what a relationship refers to, where the library would read that.
    fn refer(&mut self, attributes: &str) {
        let values = || attributes.split(['"', '\'']);
        let is_read = |kind: &str| {
            SHEETS.contains(&kind.rsplit('/').next().unwrap_or_default())
                || kind.ends_with("/relationships/officeDocument")
        };
        if values().any(is_read) {
            self.refers_to_anything |= attributes.contains('&');
            self.referred_to.extend(values().map(last_of));
        }
    }

    fn is_bearable(&self) -> Result<(), TableError> {
        let max = self.limits.shared_bytes;
        let copied = self.copies.saturating_mul(2).saturating_mul(self.longest_copied);
        if self.held > max || copied > max || self.pieces > MOST_PIECES {
            return Err(TableError::UnpacksTooLarge { max });
        }
        Ok(())
    }
}

impl Within {
    /// Goes on by an event; whether that is within every bound.
    fn takes(&mut self, event: &Event<'_>, size: usize, most: usize) -> bool {
        match event {
            Event::Start(element) => {
                self.depth = self.depth.saturating_add(1);
                if self.depth > DEEPEST || element.name().as_ref().len() > LONGEST_NAME {
                    return false;
                }
                let name = element.local_name();
                if self.gathered.is_none() && GATHERED.contains(&name.as_ref()) {
                    self.gathered = Some((self.depth, 0, name.as_ref() == "definedName"));
                }
            }
            Event::End(_) => {
                self.gathered = self.gathered.filter(|(depth, ..)| *depth != self.depth);
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
        match &mut self.gathered {
            Some((_, bytes, _)) => {
                *bytes = bytes.saturating_add(size);
                *bytes <= most
            }
            None => true,
        }
    }
}

/// The end of a path in small letters, as the library compares names.
fn last_of(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The largest number in the attributes, whichever it belongs to: the years in names of schemas are small.
fn largest_number(attributes: &str) -> u64 {
    let numbers = attributes.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    numbers.map(|digits| digits.parse().unwrap_or(u64::MAX)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_counts_wherever_it_stands() {
        assert_eq!(largest_number(" xmlns='http://x/2006/main' count=\"12\" uniqueCount = '5000'"), 5000);
        assert_eq!(largest_number("uniqueCount='99999999999999999999999'"), u64::MAX);
        assert_eq!(largest_number(""), 0);
    }
}
