//! Rows that were read once, kept on disk: whoever writes them need not unpack and parse the file again while others
//! wait.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

use tokio::sync::mpsc;

use super::cell::Cell;
use super::read::{AHEAD, Parsed, Piece};

/// A row as it is kept: its number and its cells. Only rows that can be read are written later, so nothing else is.
type Row = (u32, Vec<Option<Cell>>);

/// Takes rows.
pub(super) struct Spool(BufWriter<File>);

/// All rows of a file. They go with it: the file on disk has no name.
pub(super) struct Spooled(File);

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(BufWriter::new(tempfile::tempfile()?)))
    }

    /// Keeps a batch of rows, in a line.
    pub(super) fn put(&mut self, rows: &[Parsed]) -> io::Result<()> {
        let rows: Vec<(u32, &Vec<Option<Cell>>)> = rows.iter().map(|row| (row.number, &row.cells)).collect();
        serde_json::to_writer(&mut self.0, &rows)?;
        self.0.write_all(b"\n")
    }

    pub(super) fn done(self) -> io::Result<Spooled> {
        Ok(Spooled(self.0.into_inner().map_err(io::IntoInnerError::into_error)?))
    }
}

impl Spooled {
    /// Begins to read the rows again, in the batches that they were kept in.
    pub(super) fn read(self) -> mpsc::Receiver<Piece> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = read(self.0, &sender) {
                let error = anyhow::Error::from(error).context("rows that were kept cannot be read");
                // Where nobody listens any more, nobody wants to know.
                let _ = sender.blocking_send(Piece::Failed(error));
            }
        });
        receiver
    }
}

fn read(mut file: File, sender: &mpsc::Sender<Piece>) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let rows: Vec<Row> = serde_json::from_slice(&line)?;
        line.clear();
        let parsed = |(number, cells)| Parsed { number, cells, problems: Vec::new() };
        if sender.blocking_send(Piece::Rows(rows.into_iter().map(parsed).collect())).is_err() {
            return Ok(());
        }
    }
    // Whoever reads knows by this that nothing is missing.
    let _ = sender.blocking_send(Piece::Ended(None));
    Ok(())
}
