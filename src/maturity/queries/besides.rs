//! What is known of owners besides their answers.

use std::collections::HashMap;

use ::entity::id::{MaturityItemId, OrganizationId, ResponseId, RoundId, StudyId, SubmissionId};
use ::entity::maturity_item::ItemKind;
use ::entity::{
    dimension, invitation, maturity_item, maturity_model, maturity_rating, population_member, response,
    services_at_submission, submission,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, IntoActiveModel as _, JoinType,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    RelationTrait as _, Statement, Value,
};

use crate::maturity::Beside;

/// What is known besides the answers of these responses to a round, as far as these items ask for it: two statements where they are measured
/// by ratings, another two where by facts, none where by questions only.
pub(in crate::maturity) async fn beside(
    db: &impl ConnectionTrait,
    items: &[maturity_item::Model],
    round: RoundId,
    responses: Vec<ResponseId>,
) -> Result<HashMap<ResponseId, Beside>, DbErr> {
    let mut found: HashMap<ResponseId, Beside> = HashMap::new();
    if items.iter().any(|item| item.kind == ItemKind::Rating) {
        for (response, ratings) in ratings_by_response(db, items, round, &responses).await? {
            found.entry(response).or_default().ratings = ratings;
        }
    }
    if items.iter().any(|item| item.kind == ItemKind::Fact) {
        for (response, services) in services_of(db, responses).await? {
            found.entry(response).or_default().services = services;
        }
    }
    Ok(found)
}

type Ratings = HashMap<String, maturity_rating::Model>;

async fn ratings_by_response(
    db: &impl ConnectionTrait,
    items: &[maturity_item::Model],
    round: RoundId,
    responses: &[ResponseId],
) -> Result<Vec<(ResponseId, Ratings)>, DbErr> {
    let owners = response::Entity::find()
        .select_only()
        .column(response::Column::Id)
        .column(invitation::Column::OrganizationId)
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(response::Column::Id.is_in(responses.iter().copied()));
    let owners = owners.into_tuple::<(ResponseId, OrganizationId)>().all(db).await?;
    let codes = items.iter().filter_map(|item| item.code.clone());
    let query = maturity_rating::Entity::find()
        .filter(maturity_rating::Column::RoundId.eq(round))
        .filter(maturity_rating::Column::OrganizationId.is_in(owners.iter().map(|(_, owner)| *owner)))
        .filter(maturity_rating::Column::Code.is_in(codes))
        .order_by_asc(maturity_rating::Column::Revision);
    let mut ratings: HashMap<OrganizationId, Ratings> = HashMap::new();
    for rating in query.all(db).await? {
        // Of several the last one stays.
        ratings.entry(rating.organization_id).or_default().insert(rating.code.clone(), rating);
    }
    let with = |(response, owner)| Some((response, ratings.get(&owner)?.clone()));
    Ok(owners.into_iter().filter_map(with).collect())
}

/// What was kept of services with the latest submission of each response.
async fn services_of(
    db: &impl ConnectionTrait,
    responses: Vec<ResponseId>,
) -> Result<HashMap<ResponseId, Option<services_at_submission::Model>>, DbErr> {
    let submissions = submission::Entity::find()
        .select_only()
        .column(submission::Column::ResponseId)
        .column(submission::Column::Id)
        .filter(submission::Column::ResponseId.is_in(responses))
        .order_by_asc(submission::Column::Number);
    let latest = submissions.into_tuple::<(ResponseId, SubmissionId)>().all(db).await?;
    let latest: HashMap<ResponseId, SubmissionId> = latest.into_iter().collect();
    let kept = services_at_submission::Entity::find()
        .filter(services_at_submission::Column::SubmissionId.is_in(latest.values().copied()));
    let mut kept: HashMap<SubmissionId, services_at_submission::Model> =
        kept.all(db).await?.into_iter().map(|row| (row.submission_id, row)).collect();
    Ok(latest.into_iter().map(|(response, submission)| (response, kept.remove(&submission))).collect())
}

/// Keeps what the registry knows of an owner's services now, with a submission: one statement. Services that are no longer the owner's or
/// have come to their end are left out; of volumes the twelve months count up to the latest that is known of any.
pub(in crate::maturity) async fn keep_services(
    db: &impl ConnectionTrait,
    submission: SubmissionId,
    owner: OrganizationId,
) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let first_month = match backend {
        DbBackend::Postgres => "(latest.month - INTERVAL '11 months')::date",
        _ => "date(latest.month, '-11 months')",
    };
    let sql = format!(
        "INSERT INTO services_at_submission (submission_id, services, moved, volume, moved_volume, until) \
         WITH own AS ( \
             SELECT s.id, CASE WHEN s.status = 'in_production' OR s.old_edition_deactivated THEN 1 ELSE 0 END AS moved \
             FROM service s WHERE s.organization_id = $2 AND s.retired_at IS NULL AND s.status <> 'retired'), \
         latest AS (SELECT MAX(v.month) AS month FROM monthly_volume v JOIN own ON own.id = v.service_id), \
         used AS ( \
             SELECT CAST(SUM(v.volume) AS bigint) AS volume, CAST(SUM(v.volume * own.moved) AS bigint) AS moved \
             FROM latest JOIN monthly_volume v ON v.month >= {first_month} JOIN own ON own.id = v.service_id) \
         SELECT $1, (SELECT COUNT(*) FROM own), (SELECT COUNT(*) FROM own WHERE own.moved = 1), \
             used.volume, used.moved, latest.month FROM used CROSS JOIN latest"
    );
    let values = [Value::from(submission), Value::from(owner)];
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
}

/// A rating of one of a study's models, by the key of its item.
pub(in crate::maturity) async fn rating_item(
    db: &impl ConnectionTrait,
    study: StudyId,
    id: MaturityItemId,
) -> Result<Option<maturity_item::Model>, DbErr> {
    let models = maturity_model::Entity::find()
        .select_only()
        .column(maturity_model::Column::Id)
        .filter(maturity_model::Column::StudyId.eq(study));
    maturity_item::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, maturity_item::Relation::Dimension.def())
        .filter(dimension::Column::ModelId.in_subquery(models.into_query()))
        .filter(maturity_item::Column::Kind.eq(ItemKind::Rating))
        .one(db)
        .await
}

/// Whether a round is about an owner, or has invited it.
pub(in crate::maturity) async fn is_asked(
    db: &impl ConnectionTrait,
    round: RoundId,
    owner: OrganizationId,
) -> Result<bool, DbErr> {
    if population_member::Entity::find_by_id((round, owner)).count(db).await? > 0 {
        return Ok(true);
    }
    let invited = invitation::Entity::find()
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::OrganizationId.eq(owner))
        .filter(invitation::Column::RevokedAt.is_null());
    Ok(invited.count(db).await? > 0)
}

/// The rating that counts.
pub(in crate::maturity) async fn latest_rating(
    db: &impl ConnectionTrait,
    round: RoundId,
    owner: OrganizationId,
    code: &str,
) -> Result<Option<maturity_rating::Model>, DbErr> {
    let query = maturity_rating::Entity::find()
        .filter(maturity_rating::Column::RoundId.eq(round))
        .filter(maturity_rating::Column::OrganizationId.eq(owner))
        .filter(maturity_rating::Column::Code.eq(code));
    query.order_by_desc(maturity_rating::Column::Revision).one(db).await
}

/// Writes down a rating.
pub(in crate::maturity) async fn insert_rating(
    db: &impl ConnectionTrait,
    row: maturity_rating::Model,
) -> Result<(), DbErr> {
    maturity_rating::Entity::insert(row.into_active_model()).exec_without_returning(db).await.map(drop)
}

/// All ratings of an owner in a round, the latest first: one statement.
pub(in crate::maturity) async fn ratings_of(
    db: &impl ConnectionTrait,
    round: RoundId,
    owner: OrganizationId,
) -> Result<Vec<maturity_rating::Model>, DbErr> {
    let query = maturity_rating::Entity::find()
        .filter(maturity_rating::Column::RoundId.eq(round))
        .filter(maturity_rating::Column::OrganizationId.eq(owner));
    query.order_by_desc(maturity_rating::Column::Revision).all(db).await
}
