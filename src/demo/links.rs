//! The personal links in the mails of the demo, as those who get them would find them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use anyhow::Context as _;
use mail_parser::MessageParser;

/// Mails that were read, and the latest link in those to each address.
#[derive(Default)]
pub(super) struct Links {
    read: BTreeSet<OsString>,
    by_address: BTreeMap<String, String>,
}

impl Links {
    /// Reads the mails that have come since. The names of files go by the time at which their mails were queued.
    pub(super) fn read_new(&mut self, folder: &Path) -> anyhow::Result<()> {
        let context = || format!("cannot read {}", folder.display());
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).with_context(context)? {
            let name = entry.with_context(context)?.file_name();
            if !self.read.contains(&name) {
                files.push(name);
            }
        }
        files.sort();
        for name in files {
            let bytes = std::fs::read(folder.join(&name)).with_context(context)?;
            self.take(&bytes);
            self.read.insert(name);
        }
        Ok(())
    }

    fn take(&mut self, mail: &[u8]) {
        let Some(message) = MessageParser::default().parse(mail) else { return };
        let Some(address) = message.to().and_then(|to| to.first()).and_then(|to| to.address()) else {
            return;
        };
        let body = message.body_text(0).unwrap_or_default();
        if let Some((_, rest)) = body.split_once("/svar/") {
            let token = rest.split_whitespace().next().unwrap_or_default();
            self.by_address.insert(address.to_owned(), token.to_owned());
        }
    }

    /// The token of the latest link that was sent to this address.
    pub(super) fn to(&self, address: &str) -> anyhow::Result<&str> {
        self.by_address
            .get(address)
            .map(String::as_str)
            .with_context(|| format!("no link was sent to {address}"))
    }
}
