use std::collections::HashMap;

use ::entity::id::{QuestionnaireVersionId, SectionId, VersionQuestionId};
use ::entity::{question, questionnaire_version, section, version_option, version_question};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};

use crate::questionnaire::content::{Choice, Content, Part, Question, Section};
use crate::questionnaire::rules::{self, Expression};
use crate::value::Code;

/// A version with everything it asks, in order.
#[derive(Clone, Debug)]
pub struct StoredVersion {
    /// The version.
    pub row: questionnaire_version::Model,
    /// Its sections.
    pub sections: Vec<StoredSection>,
}

/// A section with its questions, in order.
#[derive(Clone, Debug)]
pub struct StoredSection {
    /// The section.
    pub row: section::Model,
    /// Its questions.
    pub questions: Vec<StoredQuestion>,
}

/// A question of a version, with the keys under which it is stored.
#[derive(Clone, Debug)]
pub struct StoredQuestion {
    /// What is asked.
    pub asked: Question,
    /// Where it stands in the version.
    pub row: version_question::Model,
    /// What outlives versions.
    pub question: question::Model,
    /// Its options, in order.
    pub options: Vec<version_option::Model>,
    /// Its rows or fields, in order.
    pub parts: Vec<StoredPart>,
}

/// A row or field of a question, with the keys under which it is stored.
#[derive(Clone, Debug)]
pub struct StoredPart {
    /// What is asked.
    pub asked: Part,
    /// What outlives versions.
    pub question: question::Model,
    /// Its own options, in order; those of a matrix belong to the whole.
    pub options: Vec<version_option::Model>,
}

impl StoredVersion {
    /// All questions, in the order in which they are asked, without their parts.
    pub fn questions(&self) -> impl Iterator<Item = &StoredQuestion> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The content as a value.
    ///
    /// # Errors
    /// Where what is stored is broken.
    pub fn content(&self) -> anyhow::Result<Content> {
        let section = |stored: &StoredSection| {
            let questions = stored.questions.iter().map(|question| question.asked.clone()).collect();
            Ok(Section { code: code(&stored.row.code)?, title: stored.row.title.clone(), questions })
        };
        let sections = self.sections.iter().map(section).collect::<Result<_, DbErr>>()?;
        Ok(Content { title: self.row.title.clone(), sections })
    }
}

/// Adds the content to versions: three statements, however many there are.
pub(in crate::questionnaire) async fn with_content(
    db: &impl ConnectionTrait,
    versions: Vec<questionnaire_version::Model>,
) -> Result<Vec<StoredVersion>, DbErr> {
    let ids: Vec<QuestionnaireVersionId> = versions.iter().map(|row| row.id).collect();
    let sections = section::Entity::find()
        .filter(section::Column::VersionId.is_in(ids.clone()))
        .order_by_asc(section::Column::Position)
        .all(db)
        .await?;
    let mut questions_of = questions(db, ids).await?;
    let mut sections_of: HashMap<QuestionnaireVersionId, Vec<StoredSection>> = HashMap::new();
    for row in sections {
        let questions = questions_of.remove(&row.id).unwrap_or_default();
        sections_of.entry(row.version_id).or_default().push(StoredSection { row, questions });
    }
    let whole = |row: questionnaire_version::Model| {
        let sections = sections_of.remove(&row.id).unwrap_or_default();
        StoredVersion { row, sections }
    };
    Ok(versions.into_iter().map(whole).collect())
}

/// The questions of versions, by section.
async fn questions(
    db: &impl ConnectionTrait,
    versions: Vec<QuestionnaireVersionId>,
) -> Result<HashMap<SectionId, Vec<StoredQuestion>>, DbErr> {
    let rows = version_question::Entity::find()
        .find_also_related(question::Entity)
        .filter(version_question::Column::VersionId.is_in(versions.clone()))
        .order_by_asc(version_question::Column::Position)
        .all(db)
        .await?;
    let of_versions = version_question::Entity::find()
        .select_only()
        .column(version_question::Column::Id)
        .filter(version_question::Column::VersionId.is_in(versions));
    let options = version_option::Entity::find()
        .filter(version_option::Column::VersionQuestionId.in_subquery(of_versions.into_query()))
        .order_by_asc(version_option::Column::Position)
        .all(db)
        .await?;
    let mut options_of: HashMap<VersionQuestionId, Vec<version_option::Model>> = HashMap::new();
    for option in options {
        options_of.entry(option.version_question_id).or_default().push(option);
    }
    let mut parts_of: HashMap<VersionQuestionId, Vec<StoredPart>> = HashMap::new();
    let mut whole = Vec::new();
    for (row, question) in rows {
        let question = question.ok_or_else(|| DbErr::RecordNotFound("question".to_owned()))?;
        match row.parent_id {
            Some(parent) => {
                let options = options_of.remove(&row.id).unwrap_or_default();
                parts_of.entry(parent).or_default().push(stored_part(row, question, options)?);
            }
            None => whole.push((row, question)),
        }
    }
    let mut questions_of: HashMap<SectionId, Vec<StoredQuestion>> = HashMap::new();
    for (row, question) in whole {
        let options = options_of.remove(&row.id).unwrap_or_default();
        let parts = parts_of.remove(&row.id).unwrap_or_default();
        let section = row.section_id;
        questions_of.entry(section).or_default().push(stored_question(row, question, options, parts)?);
    }
    Ok(questions_of)
}

fn stored_question(
    row: version_question::Model,
    question: question::Model,
    options: Vec<version_option::Model>,
    parts: Vec<StoredPart>,
) -> Result<StoredQuestion, DbErr> {
    let asked = Question {
        code: code(&question.code)?,
        kind: question.kind,
        text: row.text.clone(),
        help: row.help.clone(),
        why: row.why.clone(),
        visible_when: rule(row.visible_when.as_ref())?,
        required: row.required,
        required_when: rule(row.required_when.as_ref())?,
        valid_when: rule(row.valid_when.as_ref())?,
        valid_message: row.valid_message.clone(),
        allows_dont_know: row.allows_dont_know,
        allows_not_relevant: row.allows_not_relevant,
        options: options.iter().map(choice).collect::<Result<_, _>>()?,
        parts: parts.iter().map(|part| part.asked.clone()).collect(),
        format: row.format.clone(),
    };
    Ok(StoredQuestion { asked, row, question, options, parts })
}

fn stored_part(
    row: version_question::Model,
    question: question::Model,
    options: Vec<version_option::Model>,
) -> Result<StoredPart, DbErr> {
    let (_, own) = question.code.split_once('.').unwrap_or(("", &question.code));
    let asked = Part {
        code: code(own)?,
        kind: question.kind,
        text: row.text,
        help: row.help,
        required: row.required,
        options: options.iter().map(choice).collect::<Result<_, _>>()?,
        format: row.format,
    };
    Ok(StoredPart { asked, question, options })
}

fn choice(option: &version_option::Model) -> Result<Choice, DbErr> {
    Ok(Choice { code: code(&option.code)?, label: option.label.clone(), score: option.score })
}

/// A stored rule; it was checked before it was stored.
fn rule(text: Option<&String>) -> Result<Option<Expression>, DbErr> {
    let read = |text: &String| {
        rules::parse(text).map_err(|faults| DbErr::Custom(format!("stored rule {text:?}: {faults:?}")))
    };
    text.map(read).transpose()
}

fn code(raw: &str) -> Result<Code, DbErr> {
    Code::parse(raw).map_err(|problem| DbErr::Custom(format!("stored code {raw:?}: {problem:?}")))
}
