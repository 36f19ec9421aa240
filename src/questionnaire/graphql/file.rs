//! Questionnaires in files, in the schema.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::version::QuestionnaireVersion;
use crate::Cx;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, UserError};
use crate::payload;
use crate::questionnaire::{AsFile, Destination, FileFormat, Import, Maturity, Source};
use crate::value::Code;

/// How a questionnaire stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "FileFormat")]
pub enum QuestionnaireFormat {
    /// Our own JSON form (`docs/questionnaire.schema.json`).
    Json,
    /// A workbook of XLSForm (`docs/xlsform.md`).
    Xlsform,
}

/// A questionnaire in a file.
#[derive(InputObject)]
pub(super) struct ImportQuestionnaireInput {
    /// The study that a new questionnaire shall belong to. Leave it out where a draft is replaced.
    study_id: Option<ID>,
    /// Code of a new questionnaire; that of the file, where left out.
    code: Option<String>,
    /// The draft to replace. Leave it out where a new questionnaire shall be made.
    version_id: Option<ID>,
    /// The revision of the draft that the file was made from.
    base_revision: Option<i32>,
    /// How it stands in the file.
    pub(super) format: QuestionnaireFormat,
    /// What stands in the file: the text of a JSON file, or the bytes of a workbook in Base64. Leave it out where the file is sent
    /// by itself.
    document: Option<String>,
    /// The file, where it was sent by `POST /uploads` before: up to 16 MiB.
    upload_id: Option<ID>,
    /// Make the file's `maturity` the next maturity model of the study in the same transaction. A new model scores every round that
    /// has no score yet. A workbook has no maturity model (`NO_MATURITY_IN_WORKBOOK`).
    #[graphql(default)]
    with_maturity: bool,
}

impl ImportQuestionnaireInput {
    /// What is asked for.
    pub(super) fn parse(self) -> Result<Import, Error> {
        let mut refusals = Refusals::new();
        let destination = refusals.nest("", self.destination())?;
        let source =
            refusals.nest("", source(self.format, self.document.as_deref(), self.upload_id.as_ref()))?;
        let maturity = if self.with_maturity { Maturity::Make } else { Maturity::Leave };
        if self.with_maturity && self.format == QuestionnaireFormat::Xlsform {
            refusals.add("withMaturity", Problem::NoMaturityInWorkbook);
        }
        match (destination, source) {
            (Some(destination), Some(source)) if refusals.is_empty() => {
                Ok(Import { destination, format: self.format.into(), source, maturity })
            }
            _ => Err(refusals.into()),
        }
    }

    /// Where it shall go.
    fn destination(&self) -> Result<Destination, Error> {
        let mut refusals = Refusals::new();
        let code = self.code.as_deref().and_then(|code| refusals.check("code", Code::parse(code)));
        let destination = match (&self.study_id, &self.version_id) {
            (Some(study), None) => {
                let study = refusals.check("studyId", base::parse_id("study", study));
                study.map(|study| Destination::New { study, code })
            }
            (None, Some(version)) => {
                let id = refusals.check("versionId", base::parse_id("questionnaireVersion", version));
                let base_revision =
                    refusals.check("baseRevision", self.base_revision.ok_or(Problem::Required));
                id.zip(base_revision).map(|(id, base_revision)| Destination::Draft { id, base_revision })
            }
            (None, None) => refusals.check("studyId", Err(Problem::Required)),
            (Some(_), Some(_)) => refusals.check("versionId", Err(Problem::OnlyOne)),
        };
        match destination {
            Some(destination) if refusals.is_empty() => Ok(destination),
            _ => Err(refusals.into()),
        }
    }
}

/// Where a file is: in the input itself, or among those that were sent before.
///
/// # Errors
/// [`Error::Refused`] where it is in neither or in both, or its bytes cannot be told.
pub fn source(
    format: QuestionnaireFormat,
    document: Option<&str>,
    upload: Option<&ID>,
) -> Result<Source, Error> {
    match (document, upload) {
        (Some(document), None) => match format {
            QuestionnaireFormat::Json => Ok(Source::Bytes(document.as_bytes().to_vec())),
            QuestionnaireFormat::Xlsform => {
                let bytes = STANDARD.decode(document.trim());
                bytes.map(Source::Bytes).map_err(|_| Error::refused("document", Problem::NotBase64))
            }
        },
        (None, Some(upload)) => {
            let id = base::parse_id("upload", upload);
            id.map(Source::Upload).map_err(|problem| Error::refused("uploadId", problem))
        }
        (None, None) => Err(Error::refused("document", Problem::Required)),
        (Some(_), Some(_)) => Err(Error::refused("uploadId", Problem::OnlyOne)),
    }
}

payload! {
    /// What came of a file.
    ImportQuestionnairePayload {
        /// The draft.
        questionnaire_version: QuestionnaireVersion,
        /// What of the file was left out or changed; the path is that of a JSON file, or sheet, row and column.
        notes: Vec<UserError>,
    }
}

/// A questionnaire as a file.
#[derive(SimpleObject)]
pub struct QuestionnaireFile {
    /// A name for the file.
    name: String,
    /// What stands in it: the text of a JSON file, or the bytes of a workbook in Base64.
    document: String,
    /// Of a workbook: what other tools will not follow; the path is sheet, row and column. Of a JSON file: what of the study's
    /// maturity model is about other questions, and left out.
    notes: Vec<UserError>,
}

impl QuestionnaireFile {
    pub(super) fn new(cx: &Cx, format: QuestionnaireFormat, file: AsFile) -> Result<Self, Error> {
        let document = match format {
            QuestionnaireFormat::Json => String::from_utf8(file.bytes).map_err(anyhow::Error::from)?,
            QuestionnaireFormat::Xlsform => STANDARD.encode(&file.bytes),
        };
        let notes = file.notes.into_iter().map(|note| base::user_error(cx, note)).collect();
        Ok(Self { name: file.name, document, notes })
    }
}
