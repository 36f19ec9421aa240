use ::entity::id::{LibraryEntryId, QuestionnaireVersionId};

use super::{Entry, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::written::maturity::Plan;
use crate::questionnaire::{self, questionnaire_version};
use crate::value::Code;

/// Where to put what is taken from the library.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Of a question: the section.
    pub section: Option<Code>,
    /// Before what stands at this place, from 0; at the end, where absent.
    pub position: Option<usize>,
}

/// Puts a copy of what is kept into a draft. `base_revision` is that of the draft which it is put in.
///
/// # Errors
/// [`Error::Refused`] where the draft has something of that code already, where the section is not there, where the entry is a set of
/// dimensions, and with everything that is wrong with it in that place.
pub async fn take(
    cx: &Cx,
    entry: LibraryEntryId,
    version: QuestionnaireVersionId,
    base_revision: i32,
    place: &Place,
) -> Result<questionnaire_version::Model, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    let mut content = questionnaire::content_of(cx, version).await?;
    match kept(cx, entry).await? {
        Entry::Section(section) => {
            let position = place.position.unwrap_or(usize::MAX).min(content.sections.len());
            content.sections.insert(position, section.parse()?);
        }
        Entry::Question(question) => {
            let code =
                place.section.as_ref().ok_or_else(|| Error::refused("sectionCode", Problem::Required))?;
            let section = content.sections.iter_mut().find(|section| section.code == *code);
            let section = section.ok_or_else(|| Error::refused("sectionCode", Problem::Unknown))?;
            let position = place.position.unwrap_or(usize::MAX).min(section.questions.len());
            section.questions.insert(position, question.parse()?);
        }
        Entry::Dimensions(_) => return Err(Error::refused("entryId", Problem::NoQuestions)),
    }
    questionnaire::change(cx, version, base_revision, content).await
}

/// A set of dimensions of the library, from which a maturity model is made.
///
/// # Errors
/// [`Error::Refused`] where there is no such entry, or it is something else.
pub async fn dimensions(cx: &Cx, entry: LibraryEntryId) -> Result<Plan, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    match kept(cx, entry).await? {
        Entry::Dimensions(written) => {
            let mut refusals = Refusals::new();
            let plan = refusals.nest("entryId", written.parse())?;
            plan.ok_or_else(|| refusals.into())
        }
        Entry::Question(_) | Entry::Section(_) => Err(Error::refused("entryId", Problem::NoDimensions)),
    }
}

async fn kept(cx: &Cx, entry: LibraryEntryId) -> Result<Entry, Error> {
    let row = queries::by_id(cx.db(), entry).await?;
    let row = row.ok_or_else(|| Error::refused("entryId", Problem::Unknown))?;
    Entry::from_json(row.kind, row.content)
}
