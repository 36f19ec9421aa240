//! Questionnaires that come in files and go out as files: our own JSON form ([`json`]), and XLSForm ([`xlsform`]).
//!
//! What always holds:
//! - whatever is wrong with a file is listed completely, each with its place, and nothing of the file is taken then;
//! - what is written reads back as exactly the same content.

pub mod json;
mod shape;
#[cfg(test)]
mod tests;
pub mod xlsform;

use ::entity::id::{QuestionnaireVersionId, StudyId};
use json::Form;

use super::draft::{self, NewQuestionnaire};
use super::{find, queries, questionnaire_version};
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::value::Code;
use crate::{Cx, study};

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

/// Makes a draft of the questionnaire in a file, or refuses the file with everything that is wrong with it.
///
/// # Errors
/// [`Error::Refused`] with the complete list: paths begin with `document`, and go on with that of a JSON file, or with sheet, row
/// and column of a workbook.
pub async fn import(
    cx: &Cx,
    destination: Destination,
    format: FileFormat,
    bytes: Vec<u8>,
) -> Result<(questionnaire_version::Model, Vec<Refusal>), Error> {
    match &destination {
        Destination::New { study, .. } => {
            study::authorize(cx, *study, Permission::EditQuestionnaires).await?
        }
        Destination::Draft { id, .. } => {
            find::authorized(cx, *id, Permission::EditQuestionnaires).await?;
        }
    }
    let read = tokio::task::spawn_blocking(move || read(format, &bytes)).await;
    let read = read.map_err(anyhow::Error::from)?;
    let mut refusals = Refusals::new();
    let Some(FromFile { form, mut notes }) = refusals.nest("document", read)? else {
        return Err(refusals.into());
    };
    if form.maturity.is_some() {
        notes.push(Refusal::new("maturity", Problem::MaturityApart));
    }
    let made = match destination {
        Destination::New { study, code } => {
            let new = NewQuestionnaire { study, code: code.unwrap_or(form.code), content: form.content };
            draft::create(cx, new).await
        }
        Destination::Draft { id, base_revision } => draft::change(cx, id, base_revision, form.content).await,
    };
    Ok((made?, notes))
}

/// Reads a file. This blocks.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with it.
pub fn read(format: FileFormat, bytes: &[u8]) -> Result<FromFile, Error> {
    match format {
        FileFormat::Json => {
            let text = String::from_utf8_lossy(bytes);
            Ok(FromFile { form: json::read(&text)?, notes: Vec::new() })
        }
        FileFormat::Xlsform => {
            let file = tempfile::NamedTempFile::new().map_err(anyhow::Error::from)?;
            std::fs::write(file.path(), bytes).map_err(anyhow::Error::from)?;
            let taken = xlsform::read(&xlsform::open(file.path(), "")?)?;
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

/// A version as a file. Its maturity model is the study's, and not in it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn export(cx: &Cx, id: QuestionnaireVersionId, format: FileFormat) -> Result<AsFile, Error> {
    let version = find::authorized(cx, id, Permission::ReadStudy).await?;
    let parent = queries::questionnaire_by_id(cx.db(), version.questionnaire_id).await?;
    let parent = parent.ok_or(Error::NotFound)?;
    let stored = queries::stored(cx.db(), id).await?.ok_or(Error::NotFound)?;
    let code = Code::parse(&parent.code).map_err(|_| anyhow::anyhow!("a stored code is broken"))?;
    let form = Form { code, content: stored.content()?, maturity: None };
    let written = tokio::task::spawn_blocking(move || write(format, &form)).await;
    written.map_err(anyhow::Error::from)?
}
