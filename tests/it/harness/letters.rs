use std::fs;
use std::path::{Path, PathBuf};

use mail_parser::MessageParser;

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) to: String,
    pub(crate) message_id: String,
    pub(crate) subject: String,
    /// The part without markup.
    pub(crate) text: String,
}

impl Received {
    /// Reads the bytes of a mail.
    pub(crate) fn parse(raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).expect("a mail");
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
        Self {
            to: to.to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
        }
    }

    /// The token at the end of the first link to a path such as `/svar/`.
    pub(crate) fn token_after(&self, path: &str) -> String {
        let (_, rest) =
            self.text.split_once(path).unwrap_or_else(|| panic!("no link to {path} in: {}", self.text));
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
    }
}

/// The mails in a folder, in the order in which they were put in the outbox.
pub(super) fn in_folder(folder: &Path) -> Vec<Received> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    // They are called by their keys, which are in the order in which mails were made.
    files.sort();
    files.iter().map(|path| Received::parse(&fs::read(path).unwrap())).collect()
}
