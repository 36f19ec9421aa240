//! The answers of a round as files: wide tables with a column for each thing that is asked, and a long list.
//!
//! The population is read some owners at a time, in the order of their organization numbers, and written as it is read, so
//! that a file takes the same memory however many owners it has. Of an anonymous round the responses are read instead. The file is made whole before anybody gets it.
//! `docs/results.md` says what is in which column.

mod codebook;
mod columns;
mod json;
mod owner;
mod sheets;
mod write;

use std::path::Path;
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::RoundId;
use tokio::sync::mpsc;

use super::frequencies::{Round, authorized, readable};
use super::queries::{self, Exported};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::questionnaire::StoredQuestion;
use crate::questionnaire::content::Kind as _;
use crate::round::StartFrom;
use crate::table::{Convention, WriteError};
use owner::OwnerAnswers;
use write::Job;

/// Owners that are read at once.
const CHUNK: u64 = 500;
/// Chunks that wait to be written.
const AHEAD: usize = 2;

/// What is exported, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFile {
    /// CSV with a row for each owner.
    Wide(Convention),
    /// CSV with a row for each row of the repeating group with this code.
    Rows(String, Convention),
    /// CSV that says what every column and code means.
    Codebook(Convention),
    /// A workbook with all of these as sheets.
    Workbook,
    /// JSON with an object for each answer.
    Long,
}

/// Writes the answers of a round to a file that is for its owner only, in place of the one that is there, which stays as it was
/// until the new one is whole; answers how many rows that were, those of the codebook not counted where it is a sheet.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not read answers;
/// [`Error::Refused`] about `roundId` for an anonymous round whose answers are not shown, about `group` where it asks no such repeating group, and about `format` where a table has no room for all
/// of it; [`Error::Fault`] where the database or the disk fails.
pub async fn to_file(
    cx: &Cx,
    id: RoundId,
    file: AnswerFile,
    language: Language,
    path: &Path,
) -> Result<u64, Error> {
    let has_answers = !matches!(file, AnswerFile::Codebook(_));
    let round = if has_answers {
        readable(cx, id, Permission::ReadAnswers).await?
    } else {
        authorized(cx, id, Permission::ReadAnswers).await?
    };
    let round = Arc::new(round);
    if let AnswerFile::Rows(code, _) = &file
        && !round.version.questions().any(|question| is_group(question) && question.question.code == *code)
    {
        return Err(Error::refused("group", Problem::Unknown));
    }
    let (sender, chunks) = mpsc::channel(AHEAD);
    let job = Job { round: Arc::clone(&round), file, language, path: path.to_owned(), at: cx.now() };
    let writing = tokio::task::spawn_blocking(move || job.write(chunks));
    let read = if has_answers { read(cx, &round, &sender).await } else { Ok(()) };
    if read.is_ok() {
        // The chunk without owners that ends the file; where nobody takes it, the writer says why below.
        let _ = sender.send(Vec::new()).await;
    }
    drop(sender);
    let written = writing.await.map_err(|error| Error::Fault(error.into()))?;
    read?;
    written.map_err(|error| match error {
        WriteError::TooManyRows { max } => Error::refused("format", Problem::TooManyRows { max }),
        WriteError::WrongNumberOfColumns { max } => {
            Error::refused("format", Problem::TooManyColumns { max, row: 1 })
        }
        other => Error::Fault(other.into()),
    })
}

/// Reads the whole population as it is at one time; ends early where nobody takes it any more.
async fn read(cx: &Cx, round: &Round, sender: &mpsc::Sender<Vec<OwnerAnswers>>) -> Result<(), Error> {
    let (study, id) = (round.scoped.study.id, round.scoped.round.id);
    let db = cx.db().snapshot().await?;
    let is_anonymous = round.scoped.round.anonymous;
    let mut last: Option<Exported> = None;
    loop {
        let owners = if is_anonymous {
            queries::anonymous_after(&db, id, last.map(|last| last.id), CHUNK).await?
        } else {
            let after = last.as_ref().and_then(|last| last.owner()).map(|owner| owner.orgnr.as_str());
            queries::owners_after(&db, id, study, after, CHUNK).await?
        };
        let is_last = (owners.len() as u64) < CHUNK;
        last = owners.last().cloned();
        if owners.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = owners.iter().map(|owner| owner.id).collect();
        let of = queries::Of { owners: Some(&ids), ..round.answers(None) };
        let submitted = if is_anonymous { Vec::new() } else { queries::submitted_of(&db, of).await? };
        let said = queries::said_of(&db, of).await?;
        let chosen = queries::chosen_of(&db, of).await?;
        let not_shown = queries::not_shown_of(&db, of).await?;
        let origins = if has_origins(round) { queries::origins_of(&db, of).await? } else { Vec::new() };
        let mut chunk = owner::put_together(owners, submitted, said, chosen, not_shown);
        owner::add_origins(&mut chunk, origins);
        if sender.send(chunk).await.is_err() || is_last {
            return Ok(());
        }
    }
}

/// Whether answers are confirmed, changed or new, as the round starts from earlier ones.
fn has_origins(round: &Round) -> bool {
    round.scoped.round.start_from == StartFrom::PreviousSubmission
}

fn is_group(question: &StoredQuestion) -> bool {
    question.asked.kind.has_fields()
}
