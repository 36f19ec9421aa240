use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use ::entity::Language;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::columns::{self, Column};
use super::json::LongList;
use super::owner::OwnerAnswers;
use super::{AnswerFile, codebook, has_origins, is_group, sheets};
use crate::private_file;
use crate::questionnaire::StoredQuestion;
use crate::results::Round;
use crate::table::{Convention, NewCell, TableWriter, WorkbookWriter, WriteError};

/// A file to be written, by a thread that may block.
pub(super) struct Job {
    pub(super) round: Arc<Round>,
    pub(super) file: AnswerFile,
    pub(super) language: Language,
    pub(super) path: PathBuf,
    /// When it was asked for.
    pub(super) at: DateTime<Utc>,
}

type Chunks = mpsc::Receiver<Vec<OwnerAnswers>>;

impl Job {
    /// Writes chunks until the one without owners; where that does not come, nothing is written. Answers how many rows there
    /// are.
    pub(super) fn write(&self, chunks: Chunks) -> Result<u64, WriteError> {
        match &self.file {
            AnswerFile::Wide(convention) => {
                let columns = self.columns(columns::wide(&self.round.version, self.is_anonymous()));
                self.csv(*convention, &headers(&columns), |table| self.fill(table, &columns, None, chunks))
            }
            AnswerFile::Rows(code, convention) => {
                let group = self.groups().find(|group| group.question.code == *code);
                let columns = self.columns(
                    group.map(|group| columns::of_group(group, self.is_anonymous())).unwrap_or_default(),
                );
                self.csv(*convention, &headers(&columns), |table| self.fill(table, &columns, group, chunks))
            }
            AnswerFile::Codebook(convention) => self.csv(*convention, &codebook::HEADERS, |table| {
                let entries = self.codebook(&self.sheets());
                entries.iter().try_for_each(|entry| table.row(&entry.cells()))?;
                Ok(entries.len() as u64)
            }),
            AnswerFile::Workbook => self.workbook(chunks),
            AnswerFile::Long => private_file::replace_with(&self.path, |file| {
                let mut list = LongList::begin(file, &self.round, self.language, self.at)?;
                each(chunks, |answers| Ok(list.owner(answers)?))?;
                Ok(list.finish()?)
            }),
        }
    }

    fn is_anonymous(&self) -> bool {
        self.round.scoped.round.anonymous
    }

    fn groups(&self) -> impl Iterator<Item = &StoredQuestion> {
        self.round.version.questions().filter(|question| is_group(question))
    }

    /// The columns of the sheet of answers and of those of repeating groups.
    fn sheets(&self) -> Vec<Vec<Column<'_>>> {
        let anonymous = self.is_anonymous();
        let wide = columns::wide(&self.round.version, anonymous);
        let groups = self.groups().map(|group| columns::of_group(group, anonymous));
        let sheets = [wide].into_iter().chain(groups);
        sheets.map(|columns| self.columns(columns)).collect()
    }

    /// These, with what answers are to earlier ones where the round starts from them.
    fn columns<'v>(&self, columns: Vec<Column<'v>>) -> Vec<Column<'v>> {
        if has_origins(&self.round) { columns::with_origins(columns) } else { columns }
    }

    /// The names of these, and of the codebook.
    fn names(&self) -> Vec<String> {
        let codes: Vec<&str> = self.groups().map(|group| group.question.code.as_str()).collect();
        sheets::names(&codes, self.language)
    }

    fn codebook(&self, sheets: &[Vec<Column<'_>>]) -> Vec<codebook::Entry> {
        let names = self.names();
        let each = sheets.iter().zip(&names);
        let entries = each.flat_map(|(columns, name)| codebook::of_sheet(name, columns, self.language));
        entries.chain(codebook::of_states(self.language)).collect()
    }

    fn csv(
        &self,
        convention: Convention,
        headers: &[&str],
        fill: impl FnOnce(&mut TableWriter<'_>) -> Result<u64, WriteError>,
    ) -> Result<u64, WriteError> {
        private_file::replace_with(&self.path, |file| {
            let mut table = TableWriter::csv(file, convention, headers)?;
            let rows = fill(&mut table)?;
            table.finish()?;
            Ok(rows)
        })
    }

    fn fill(
        &self,
        table: &mut TableWriter<'_>,
        columns: &[Column<'_>],
        group: Option<&StoredQuestion>,
        chunks: Chunks,
    ) -> Result<u64, WriteError> {
        let mut rows = 0;
        each(chunks, |answers| {
            for row in self.rows(answers, columns, group) {
                table.row(&row)?;
                rows += 1;
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// The row of an owner, or its rows of a repeating group.
    fn rows<'a>(
        &self,
        answers: &'a OwnerAnswers,
        columns: &[Column<'_>],
        group: Option<&StoredQuestion>,
    ) -> Vec<Vec<NewCell<'a>>> {
        let row = |item: Option<&'a str>| -> Vec<NewCell<'a>> {
            columns.iter().map(|column| column.cell(answers, item, self.language)).collect()
        };
        match group {
            None => vec![row(None)],
            Some(group) => answers.items(group).into_iter().map(|item| row(Some(item))).collect(),
        }
    }

    fn workbook(&self, chunks: Chunks) -> Result<u64, WriteError> {
        let (sheets, names) = (self.sheets(), self.names());
        let mut book = WorkbookWriter::begin(&self.path)?;
        for (columns, name) in sheets.iter().zip(&names) {
            book.sheet(name, &headers(columns))?;
        }
        let last = names.last().map(String::as_str).unwrap_or_default();
        book.sheet(last, &codebook::HEADERS)?;
        let groups: Vec<Option<&StoredQuestion>> =
            [None].into_iter().chain(self.groups().map(Some)).collect();
        let mut written = 0;
        each(chunks, |answers| {
            for (sheet, (columns, group)) in sheets.iter().zip(&groups).enumerate() {
                for row in self.rows(answers, columns, *group) {
                    book.row(sheet, &row)?;
                    written += 1;
                }
            }
            Ok(())
        })?;
        for entry in self.codebook(&sheets) {
            book.row(sheets.len(), &entry.cells())?;
        }
        book.finish()?;
        Ok(written)
    }
}

fn headers<'c>(columns: &'c [Column<'_>]) -> Vec<&'c str> {
    columns.iter().map(|column| column.header.as_str()).collect()
}

/// Does something with every owner.
fn each(
    mut chunks: Chunks,
    mut act: impl FnMut(&OwnerAnswers) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    while let Some(chunk) = chunks.blocking_recv() {
        if chunk.is_empty() {
            return Ok(());
        }
        chunk.iter().try_for_each(&mut act)?;
    }
    Err(io::Error::other("the reading of the answers broke off").into())
}
