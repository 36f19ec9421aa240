//! What the questionnaires' use cases ask of the database: versions here, what they ask in `content`, how it gets there in `insert`.

mod content;
mod insert;

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{QuestionId, QuestionnaireId, QuestionnaireVersionId, StudyId};
use ::entity::{question, questionnaire, questionnaire_version};
use async_graphql::dataloader::Loader;
pub(super) use content::with_content;
pub use content::{StoredPart, StoredQuestion, StoredSection, StoredVersion};
pub(super) use insert::{delete_content, insert_content, kinds};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::db::{Batch, BatchError, Page, Slice, page};
use crate::load_by_key;

/// Inserts a questionnaire; `false` where its code is taken.
pub(super) async fn insert_questionnaire(
    db: &impl ConnectionTrait,
    row: &questionnaire::Model,
) -> Result<bool, DbErr> {
    // Asked beforehand: what is for good has triggers that refuse even an INSERT that would do nothing.
    let taken = questionnaire::Entity::find()
        .filter(questionnaire::Column::StudyId.eq(row.study_id))
        .filter(questionnaire::Column::Code.eq(row.code.as_str()));
    if taken.one(db).await?.is_some() {
        return Ok(false);
    }
    let key = [questionnaire::Column::StudyId, questionnaire::Column::Code];
    let inserted = questionnaire::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted > 0)
}

pub(super) async fn insert_version(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
) -> Result<(), DbErr> {
    let row = version.clone().into_active_model();
    questionnaire_version::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub(super) async fn update_version(
    db: &impl ConnectionTrait,
    version: questionnaire_version::Model,
) -> Result<(), DbErr> {
    version.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Deletes a draft with what it asks, and its questionnaire where that has no other version.
pub(super) async fn delete_version(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
) -> Result<(), DbErr> {
    questionnaire_version::Entity::delete_by_id(version.id).exec(db).await?;
    let of_the_same = questionnaire_version::Column::QuestionnaireId.eq(version.questionnaire_id);
    if questionnaire_version::Entity::find().filter(of_the_same).one(db).await?.is_none() {
        questionnaire::Entity::delete_by_id(version.questionnaire_id).exec(db).await?;
    }
    Ok(())
}

pub(super) async fn latest_number(db: &impl ConnectionTrait, id: QuestionnaireId) -> Result<i32, DbErr> {
    let query = questionnaire_version::Entity::find()
        .filter(questionnaire_version::Column::QuestionnaireId.eq(id))
        .order_by_desc(questionnaire_version::Column::Number);
    Ok(query.one(db).await?.map_or(0, |version| version.number))
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

/// A version, which nobody else changes until the transaction ends, nor any other of its questionnaire.
pub(super) async fn lock_version(
    db: &impl ConnectionTrait,
    id: QuestionnaireVersionId,
) -> Result<Option<questionnaire_version::Model>, DbErr> {
    let questionnaire = questionnaire_version::Entity::find_by_id(id)
        .select_only()
        .column(questionnaire_version::Column::QuestionnaireId)
        .into_tuple::<QuestionnaireId>();
    let Some(questionnaire) = questionnaire.one(db).await? else { return Ok(None) };
    questionnaire::Entity::find_by_id(questionnaire).lock_exclusive().one(db).await?;
    questionnaire_version::Entity::find_by_id(id).lock_exclusive().one(db).await
}

pub(super) async fn questionnaire_by_id(
    db: &impl ConnectionTrait,
    id: QuestionnaireId,
) -> Result<Option<questionnaire::Model>, DbErr> {
    questionnaire::Entity::find_by_id(id).one(db).await
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
