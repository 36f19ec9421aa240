use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{
    QuestionId, QuestionnaireId, QuestionnaireVersionId, SectionId, StudyId, VersionOptionId,
    VersionQuestionId,
};
use ::entity::questionnaire_version::VersionStatus;
use ::entity::{question, questionnaire, questionnaire_version, section, version_option, version_question};
use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, Set,
};
use uuid::Uuid;

use super::content::{Choice, Content, Question, Section};
use super::rules::{self, Expression};
use crate::db::{Batch, BatchError, Page, Slice, insert_all, page};
use crate::load_by_key;
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

/// A question of a version with its options, in order.
#[derive(Clone, Debug)]
pub struct StoredQuestion {
    /// As the version words it.
    pub row: version_question::Model,
    /// What outlives versions.
    pub question: question::Model,
    /// Its options.
    pub options: Vec<version_option::Model>,
    /// When it is shown; always, where absent.
    pub rule: Option<Expression>,
}

impl StoredVersion {
    /// All questions, in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = &StoredQuestion> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The content as a value.
    pub(super) fn content(&self) -> anyhow::Result<Content> {
        let sections = self.sections.iter().map(stored_section).collect::<anyhow::Result<_>>()?;
        Ok(Content { title: self.row.title.clone(), sections })
    }
}

/// A stored rule; it was checked before it was stored.
fn rule(row: &version_question::Model) -> Result<Option<Expression>, DbErr> {
    let read = |text: &String| {
        rules::parse(text).map_err(|faults| DbErr::Custom(format!("stored rule {text:?}: {faults:?}")))
    };
    row.visible_when.as_ref().map(read).transpose()
}

fn code(raw: &str) -> anyhow::Result<Code> {
    Code::parse(raw).map_err(|problem| anyhow::anyhow!("stored code {raw:?}: {problem:?}"))
}

fn stored_section(section: &StoredSection) -> anyhow::Result<Section> {
    let questions = section.questions.iter().map(stored_question).collect::<anyhow::Result<_>>()?;
    Ok(Section { code: code(&section.row.code)?, title: section.row.title.clone(), questions })
}

fn stored_question(stored: &StoredQuestion) -> anyhow::Result<Question> {
    let choice = |option: &version_option::Model| {
        Ok(Choice { code: code(&option.code)?, label: option.label.clone(), score: option.score })
    };
    Ok(Question {
        code: code(&stored.question.code)?,
        kind: stored.question.kind,
        text: stored.row.text.clone(),
        help: stored.row.help.clone(),
        visible_when: stored.rule.clone(),
        required: stored.row.required,
        allows_dont_know: stored.row.allows_dont_know,
        allows_not_relevant: stored.row.allows_not_relevant,
        options: stored.options.iter().map(choice).collect::<anyhow::Result<_>>()?,
    })
}

/// Inserts a questionnaire; `false` where its code is taken.
pub(super) async fn insert_questionnaire(
    db: &impl ConnectionTrait,
    row: &questionnaire::Model,
) -> Result<bool, DbErr> {
    let key = [questionnaire::Column::StudyId, questionnaire::Column::Code];
    let inserted = questionnaire::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted > 0)
}

/// Inserts a version with its content, and the lasting questions that the questionnaire does not have yet.
pub(super) async fn insert_version(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
    content: &Content,
) -> Result<(), DbErr> {
    questionnaire_version::Entity::insert(version.clone().into_active_model())
        .exec_without_returning(db)
        .await?;
    let lasting = lasting_questions(db, version, content).await?;
    let mut rows = Rows::default();
    for (position, part) in (0..).zip(&content.sections) {
        rows.add_section(version.id, position, part, &lasting)?;
    }
    insert_all(db, rows.sections).await?;
    insert_all(db, rows.questions).await?;
    insert_all(db, rows.options).await
}

/// The lasting question of each code, made where there is none.
async fn lasting_questions(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
    content: &Content,
) -> Result<HashMap<String, QuestionId>, DbErr> {
    let questions = content.sections.iter().flat_map(|section| &section.questions);
    let rows: Vec<question::Model> = questions
        .map(|asked| question::Model {
            id: QuestionId::new(),
            questionnaire_id: version.questionnaire_id,
            code: asked.code.to_string(),
            kind: asked.kind,
            created_at: version.created_at,
        })
        .collect();
    let key = [question::Column::QuestionnaireId, question::Column::Code];
    for chunk in rows.chunks(1_000) {
        let rows = chunk.iter().cloned().map(question::Model::into_active_model);
        question::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(db)
            .await?;
    }
    let known =
        question::Entity::find().filter(question::Column::QuestionnaireId.eq(version.questionnaire_id));
    Ok(known.all(db).await?.into_iter().map(|row| (row.code, row.id)).collect())
}

#[derive(Default)]
struct Rows {
    sections: Vec<section::Model>,
    questions: Vec<version_question::Model>,
    options: Vec<version_option::Model>,
}

impl Rows {
    fn add_section(
        &mut self,
        version_id: QuestionnaireVersionId,
        position: i32,
        part: &Section,
        lasting: &HashMap<String, QuestionId>,
    ) -> Result<(), DbErr> {
        let row = section::Model {
            id: SectionId::new(),
            version_id,
            code: part.code.to_string(),
            position,
            title: part.title.clone(),
        };
        for (position, asked) in (0..).zip(&part.questions) {
            let question_id = lasting.get(asked.code.as_str());
            let question_id =
                question_id.ok_or_else(|| DbErr::RecordNotFound(format!("question {}", asked.code)))?;
            let question = version_question::Model {
                id: VersionQuestionId::new(),
                version_id,
                section_id: row.id,
                question_id: *question_id,
                position,
                text: asked.text.clone(),
                help: asked.help.clone(),
                visible_when: asked.visible_when.as_ref().map(ToString::to_string),
                required: asked.required,
                allows_dont_know: asked.allows_dont_know,
                allows_not_relevant: asked.allows_not_relevant,
            };
            self.options.extend((0..).zip(&asked.options).map(|(position, option)| version_option::Model {
                id: VersionOptionId::new(),
                version_question_id: question.id,
                code: option.code.to_string(),
                position,
                label: option.label.clone(),
                score: option.score,
            }));
            self.questions.push(question);
        }
        self.sections.push(row);
        Ok(())
    }
}

pub(super) async fn set_published(
    db: &impl ConnectionTrait,
    version: questionnaire_version::Model,
    content_hash: String,
    at: DateTime<Utc>,
) -> Result<questionnaire_version::Model, DbErr> {
    let mut row = version.into_active_model();
    row.status = Set(VersionStatus::Published);
    row.content_hash = Set(Some(content_hash));
    row.published_at = Set(Some(at));
    row.update(db).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<questionnaire_version::Model>, DbErr> {
    let of_study = questionnaire::Entity::find()
        .select_only()
        .column(questionnaire::Column::Id)
        .filter(questionnaire::Column::StudyId.eq(study));
    let query = questionnaire_version::Entity::find()
        .filter(questionnaire_version::Column::QuestionnaireId.in_subquery(of_study.into_query()));
    page::by_key(db, query, questionnaire_version::Column::Id, page).await
}

/// A version, without its content, and its study. Called by later stages too, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn version_by_id(
    db: &impl ConnectionTrait,
    id: QuestionnaireVersionId,
) -> Result<Option<(questionnaire_version::Model, StudyId)>, DbErr> {
    let found = questionnaire_version::Entity::find_by_id(id)
        .find_also_related(questionnaire::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(version, parent)| Some((version, parent?.study_id))))
}

pub(super) async fn stored_for_update(
    db: &impl ConnectionTrait,
    id: QuestionnaireVersionId,
) -> Result<Option<StoredVersion>, DbErr> {
    let Some(row) = questionnaire_version::Entity::find_by_id(id).lock_exclusive().one(db).await? else {
        return Ok(None);
    };
    Ok(with_content(db, vec![row]).await?.pop())
}

pub(super) async fn stored(
    db: &impl ConnectionTrait,
    id: QuestionnaireVersionId,
) -> Result<Option<StoredVersion>, DbErr> {
    let Some(row) = questionnaire_version::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    Ok(with_content(db, vec![row]).await?.pop())
}

/// Adds the content to versions: three statements, however many there are.
async fn with_content(
    db: &impl ConnectionTrait,
    versions: Vec<questionnaire_version::Model>,
) -> Result<Vec<StoredVersion>, DbErr> {
    let ids: Vec<QuestionnaireVersionId> = versions.iter().map(|row| row.id).collect();
    let sections = section::Entity::find()
        .filter(section::Column::VersionId.is_in(ids.clone()))
        .order_by_asc(section::Column::Position)
        .all(db)
        .await?;
    let questions = version_question::Entity::find()
        .find_also_related(question::Entity)
        .filter(version_question::Column::VersionId.is_in(ids.clone()))
        .order_by_asc(version_question::Column::Position)
        .all(db)
        .await?;
    let of_versions = version_question::Entity::find()
        .select_only()
        .column(version_question::Column::Id)
        .filter(version_question::Column::VersionId.is_in(ids));
    let options = version_option::Entity::find()
        .filter(version_option::Column::VersionQuestionId.in_subquery(of_versions.into_query()))
        .order_by_asc(version_option::Column::Position)
        .all(db)
        .await?;

    let mut options_of: HashMap<VersionQuestionId, Vec<version_option::Model>> = HashMap::new();
    for option in options {
        options_of.entry(option.version_question_id).or_default().push(option);
    }
    let mut questions_of: HashMap<SectionId, Vec<StoredQuestion>> = HashMap::new();
    for (row, question) in questions {
        let Some(question) = question else { continue };
        let options = options_of.remove(&row.id).unwrap_or_default();
        questions_of.entry(row.section_id).or_default().push(StoredQuestion {
            rule: rule(&row)?,
            row,
            question,
            options,
        });
    }
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

load_by_key! {
    /// Loads a version by its key.
    VersionById(QuestionnaireVersionId), questionnaire_version
}

load_by_key! {
    /// Loads a questionnaire by its key.
    QuestionnaireById(QuestionnaireId), questionnaire
}

load_by_key! {
    /// Loads a lasting question by its key.
    QuestionById(QuestionId), question
}

/// Loads everything that a version asks: four statements, however many versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentOf(pub QuestionnaireVersionId);

impl Loader<ContentOf> for Batch {
    type Value = Arc<StoredVersion>;
    type Error = BatchError;

    async fn load(&self, keys: &[ContentOf]) -> Result<HashMap<ContentOf, Self::Value>, BatchError> {
        let query = questionnaire_version::Entity::find()
            .filter(questionnaire_version::Column::Id.is_in(keys.iter().map(|key| key.0)));
        let rows = query.all(&self.db).await.map_err(Arc::new)?;
        let whole = with_content(&self.db, rows).await.map_err(Arc::new)?;
        Ok(whole.into_iter().map(|stored| (ContentOf(stored.row.id), Arc::new(stored))).collect())
    }
}
