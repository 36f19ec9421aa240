//! Questionnaires that come in files and go out as files: our own JSON form ([`json`]), and XLSForm ([`xlsform`]).
//!
//! What always holds:
//! - whatever is wrong with a file is listed completely, each with its place, and nothing of the file is taken then;
//! - what is written reads back as exactly the same content.

pub mod json;
mod scoring;
mod shape;
mod stand_in;
#[cfg(test)]
mod tests;
pub mod xlsform;

use ::entity::id::{QuestionnaireVersionId, StudyId, UploadId};
use json::Form;
pub use scoring::Scoring;

use super::draft::{self, NewQuestionnaire};
use super::{find, queries, questionnaire, questionnaire_version};
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::value::Code;
use crate::{Cx, exchange, study};

/// How a questionnaire stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Our own JSON form.
    Json,
    /// A workbook of XLSForm.
    Xlsform,
}

/// Where the questionnaire in a file shall go.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A new questionnaire.
    New {
        /// The study.
        study: StudyId,
        /// Its code; that of the file, where absent.
        code: Option<Code>,
    },
    /// A draft, which is replaced.
    Draft {
        /// The draft.
        id: QuestionnaireVersionId,
        /// The revision that the file was made from.
        base_revision: i32,
    },
}

/// A questionnaire out of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FromFile {
    /// What the file holds.
    pub form: Form,
    /// What of it was left out or changed.
    pub notes: Vec<Refusal>,
}

/// A questionnaire as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct AsFile {
    /// A name for it.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
    /// What other tools will not follow.
    pub notes: Vec<Refusal>,
}

/// A file to import.
#[derive(Clone, Debug)]
pub struct Import {
    /// Where it shall go.
    pub destination: Destination,
    /// How it stands in the file.
    pub format: FileFormat,
    /// The file.
    pub source: Source,
    /// What to do with how its answers are to be scored.
    pub maturity: Maturity,
}

/// Where a file is.
#[derive(Clone, Debug)]
pub enum Source {
    /// What stands in it.
    Bytes(Vec<u8>),
    /// It was sent before, by the one who asks.
    Upload(UploadId),
}

/// What to do with the maturity model in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maturity {
    /// It is left where it is, which is noted. A model scores every round that has no score yet, so nobody gets a new one unasked.
    Leave,
    /// It becomes the next model of the study, in the transaction that makes the draft.
    Make,
}

impl Source {
    /// What stands in the file.
    ///
    /// # Errors
    /// [`Error::Refused`] about `uploadId` where no such file was sent, or it is too large.
    pub async fn bytes(self, cx: &Cx) -> Result<Vec<u8>, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Upload(id) => exchange::uploads::bytes(cx, id, json::MOST_BYTES).await,
        }
    }
}

/// Makes a draft of the questionnaire in a file, or refuses the file with everything that is wrong with it.
///
/// # Errors
/// [`Error::Refused`] with the complete list: paths begin with `document`, and go on with that of a JSON file, or with sheet, row
/// and column of a workbook. What is wrong only beside earlier versions of the questionnaire has the path of a JSON file in both. Paths
/// about where the file goes do not begin so.
pub async fn import(cx: &Cx, import: Import) -> Result<(questionnaire_version::Model, Vec<Refusal>), Error> {
    let Import { destination, format, source, maturity } = import;
    let (study, code) = authorize(cx, &destination).await?;
    let bytes = source.bytes(cx).await?;
    let read = tokio::task::spawn_blocking(move || read(format, &bytes, code.as_ref())).await;
    let read = read.map_err(anyhow::Error::from)?;
    let mut refusals = Refusals::new();
    let Some(FromFile { form, mut notes }) = refusals.nest("document", read)? else {
        return Err(refusals.into());
    };
    let plan = match (form.maturity, maturity) {
        (None, Maturity::Make) => return Err(Error::refused("document.maturity", Problem::Required)),
        (Some(_), Maturity::Leave) => {
            notes.push(Refusal::new("maturity", Problem::MaturityApart));
            None
        }
        (plan, _) => plan,
    };
    let mut txn = cx.begin().await?;
    let made = match destination {
        Destination::New { code, .. } => {
            let new = NewQuestionnaire { study, code: code.unwrap_or(form.code), content: form.content };
            draft::create_in(cx, &txn, &new).await
        }
        Destination::Draft { id, base_revision } => {
            draft::change_in(&txn, id, base_revision, &form.content).await
        }
    };
    let made = made.map_err(in_document)?;
    if let Some(plan) = plan {
        let scored = cx.app.scoring.make(cx, &mut txn, study, made.questionnaire_id, plan).await;
        if refusals.nest("document.maturity", scored)?.is_none() {
            return Err(refusals.into());
        }
    }
    txn.commit().await?;
    Ok((made, notes))
}

/// What is wrong with the content is wrong with the document; what is wrong with where it goes is not.
fn in_document(error: Error) -> Error {
    const DESTINATION: [&str; 3] = ["code", "versionId", "baseRevision"];
    let Error::Refused(mut reasons) = error else { return error };
    for Refusal { field, .. } in &mut reasons {
        if !field.first().is_some_and(|first| DESTINATION.contains(&first.as_str())) {
            field.insert(0, "document".to_owned());
        }
    }
    Error::Refused(reasons)
}

/// The study that a file goes to, and the code that its questionnaire shall have there, where that is said.
async fn authorize(cx: &Cx, destination: &Destination) -> Result<(StudyId, Option<Code>), Error> {
    match destination {
        Destination::New { study, code } => {
            study::authorize(cx, *study, Permission::EditQuestionnaires).await?;
            Ok((*study, code.clone()))
        }
        Destination::Draft { id, .. } => {
            find::authorized(cx, *id, Permission::EditQuestionnaires).await?;
            let parent = parent(cx, *id).await?;
            Ok((parent.study_id, Some(code_of(&parent)?)))
        }
    }
}

/// Reads a file. The code is that which the questionnaire shall have, where that is said: a workbook needs none of its own then. This
/// blocks.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with it.
pub fn read(format: FileFormat, bytes: &[u8], code: Option<&Code>) -> Result<FromFile, Error> {
    match format {
        FileFormat::Json => {
            let text = std::str::from_utf8(bytes).map_err(|_| Error::refused("", Problem::FileEncoding))?;
            Ok(FromFile { form: json::read(text)?, notes: Vec::new() })
        }
        FileFormat::Xlsform => {
            let file = tempfile::NamedTempFile::new().map_err(anyhow::Error::from)?;
            std::fs::write(file.path(), bytes).map_err(anyhow::Error::from)?;
            let taken = xlsform::read(&xlsform::open(file.path(), "")?, code)?;
            Ok(FromFile { form: taken.form, notes: taken.notes })
        }
    }
}

/// Writes a file.
///
/// # Errors
/// [`Error::Fault`] where it cannot be written.
pub fn write(format: FileFormat, form: &Form) -> Result<AsFile, Error> {
    match format {
        FileFormat::Json => {
            let bytes = json::write(form)?.into_bytes();
            Ok(AsFile { name: format!("{}.json", form.code), bytes, notes: Vec::new() })
        }
        FileFormat::Xlsform => {
            let given = xlsform::write(form);
            let bytes = xlsform::save(&given.sheets)?;
            Ok(AsFile { name: format!("{}.xlsx", form.code), bytes, notes: given.notes })
        }
    }
}

/// A version as a file, with what of the study's maturity model is about its questions.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn export(cx: &Cx, id: QuestionnaireVersionId, format: FileFormat) -> Result<AsFile, Error> {
    find::authorized(cx, id, Permission::ReadStudy).await?;
    let parent = parent(cx, id).await?;
    let stored = queries::stored(cx.db(), id).await?.ok_or(Error::NotFound)?;
    let (code, content) = (code_of(&parent)?, stored.content()?);
    let scored = cx.app.scoring.of(cx, parent.study_id, parent.id, &content).await?;
    let (maturity, left_out) = scored.map_or((None, Vec::new()), |(plan, notes)| (Some(plan), notes));
    let form = Form { code, content, maturity };
    let written = tokio::task::spawn_blocking(move || write(format, &form)).await;
    let mut file = written.map_err(anyhow::Error::from)??;
    if format == FileFormat::Json {
        file.notes.extend(left_out);
    }
    Ok(file)
}

/// The questionnaire that a version is of. Whoever calls has seen to it that they may.
async fn parent(cx: &Cx, version: QuestionnaireVersionId) -> Result<questionnaire::Model, Error> {
    let (version, _) = queries::version_by_id(cx.db(), version).await?.ok_or(Error::NotFound)?;
    let parent = queries::questionnaire_by_id(cx.db(), version.questionnaire_id).await?;
    parent.ok_or(Error::NotFound)
}

fn code_of(parent: &questionnaire::Model) -> Result<Code, Error> {
    Ok(Code::parse(&parent.code).map_err(|_| anyhow::anyhow!("a stored code is broken"))?)
}
