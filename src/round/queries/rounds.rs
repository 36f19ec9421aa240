use ::entity::id::{OrganizationId, RoundId, RoundReminderId, StudyId};
use ::entity::{
    Language, invitation, mail_text, organization, population_member, round, round_reminder, study,
};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, Select, Set,
};
use uuid::Uuid;

use super::invitations;
use crate::db::{Page, Slice, insert_all, page};
use crate::load_by_key;
use crate::round::{Text, TextKind};

/// A study, locked until the transaction ends, so that two rounds are opened one after another.
pub(in crate::round) async fn lock_study(
    db: &impl ConnectionTrait,
    id: StudyId,
) -> Result<Option<study::Model>, DbErr> {
    study::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await
}

pub(in crate::round) async fn organizations(
    db: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<Vec<organization::Model>, DbErr> {
    let mut found = Vec::new();
    for chunk in ids.chunks(5_000) {
        let query =
            organization::Entity::find().filter(organization::Column::Id.is_in(chunk.iter().copied()));
        found.extend(query.order_by_asc(organization::Column::SortKey).all(db).await?);
    }
    Ok(found)
}

/// Inserts a round with the owners that it is about.
pub(in crate::round) async fn insert_round(
    db: &impl ConnectionTrait,
    row: &round::Model,
    owners: Vec<OrganizationId>,
) -> Result<(), DbErr> {
    round::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    let members =
        owners.into_iter().map(|owner| population_member::Model { round_id: row.id, organization_id: owner });
    insert_all(db, members.collect()).await
}

pub(in crate::round) async fn round_by_client_key(
    db: &impl ConnectionTrait,
    study: StudyId,
    client_key: Option<&str>,
) -> Result<Option<round::Model>, DbErr> {
    let Some(client_key) = client_key else { return Ok(None) };
    let query = round::Entity::find().filter(round::Column::StudyId.eq(study));
    query.filter(round::Column::ClientKey.eq(client_key)).one(db).await
}

pub(in crate::round) async fn round_by_id(
    db: &impl ConnectionTrait,
    id: RoundId,
) -> Result<Option<round::Model>, DbErr> {
    round::Entity::find_by_id(id).one(db).await
}

/// A round with its study.
pub struct ScopedRound {
    /// The round.
    pub round: round::Model,
    /// Its study.
    pub study: study::Model,
}

/// A round with its study, in one statement. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn round_and_study(db: &impl ConnectionTrait, id: RoundId) -> Result<Option<ScopedRound>, DbErr> {
    let found = round::Entity::find_by_id(id).find_also_related(study::Entity).one(db).await?;
    Ok(found.and_then(|(round, study)| Some(ScopedRound { round, study: study? })))
}

pub(in crate::round) async fn list(
    db: &impl ConnectionTrait,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<round::Model>, DbErr> {
    let query = round::Entity::find().filter(round::Column::StudyId.eq(study));
    page::by_key(db, query, round::Column::Id, page).await
}

/// A round with its study, locked until the transaction ends, so that what is done to it is done one after another. Others may write rows
/// that belong to it meanwhile, or they and whoever locks an invitation of it would wait for each other.
pub(in crate::round) async fn lock_round(
    db: &impl ConnectionTrait,
    id: RoundId,
) -> Result<Option<(round::Model, study::Model)>, DbErr> {
    let Some(round) = round::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await? else {
        return Ok(None);
    };
    with_study(db, round).await
}

/// A planned round whose time has come, that no other worker has taken, and that is none of these.
pub(in crate::round) async fn lock_round_to_invite(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    but: &[RoundId],
) -> Result<Option<(round::Model, study::Model)>, DbErr> {
    let query = round::Entity::find()
        .filter(round::Column::InvitedAt.is_null())
        .filter(round::Column::OpensAt.lte(now))
        .filter(round::Column::ClosesAt.gt(now))
        .filter(round::Column::PausedAt.is_null())
        .filter(round::Column::Id.is_not_in(but.iter().copied()))
        .order_by_asc(round::Column::OpensAt);
    match query.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked).one(db).await? {
        Some(round) => with_study(db, round).await,
        None => Ok(None),
    }
}

/// An open round with a reminder whose time has come, that no other worker has taken, and that is none of these.
pub(in crate::round) async fn lock_round_to_remind(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    but: &[RoundId],
) -> Result<Option<(round::Model, study::Model)>, DbErr> {
    let due = round_reminder::Entity::find()
        .select_only()
        .column(round_reminder::Column::RoundId)
        .filter(round_reminder::Column::DoneAt.is_null())
        .filter(round_reminder::Column::PlannedFor.lte(now));
    let query = round::Entity::find()
        .filter(round::Column::InvitedAt.is_not_null())
        .filter(round::Column::ClosesAt.gt(now))
        .filter(round::Column::PausedAt.is_null())
        .filter(round::Column::Id.in_subquery(due.into_query()))
        .filter(round::Column::Id.is_not_in(but.iter().copied()));
    match query.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked).one(db).await? {
        Some(round) => with_study(db, round).await,
        None => Ok(None),
    }
}

/// A round that thanks those who answered, closed since this time at least, with somebody to thank, that no other worker has taken,
/// and that is none of these.
pub(in crate::round) async fn lock_round_to_thank(
    db: &impl ConnectionTrait,
    closed_by: DateTime<Utc>,
    but: &[RoundId],
) -> Result<Option<(round::Model, study::Model)>, DbErr> {
    let waiting = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::RoundId)
        .filter(invitations::to_be_thanked());
    let query = round::Entity::find()
        .filter(round::Column::SendsThanks.eq(true))
        .filter(round::Column::ClosesAt.lte(closed_by))
        .filter(round::Column::Id.in_subquery(waiting.into_query()))
        .filter(round::Column::Id.is_not_in(but.iter().copied()));
    match query.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked).one(db).await? {
        Some(round) => with_study(db, round).await,
        None => Ok(None),
    }
}

async fn with_study(
    db: &impl ConnectionTrait,
    round: round::Model,
) -> Result<Option<(round::Model, study::Model)>, DbErr> {
    Ok(study::Entity::find_by_id(round.study_id).one(db).await?.map(|study| (round, study)))
}

pub(in crate::round) async fn update_round(
    db: &impl ConnectionTrait,
    row: round::Model,
) -> Result<round::Model, DbErr> {
    row.into_active_model().reset_all().update(db).await
}

pub(in crate::round) async fn mark_invited(
    db: &impl ConnectionTrait,
    row: round::Model,
    at: DateTime<Utc>,
) -> Result<round::Model, DbErr> {
    let mut row = row.into_active_model();
    row.invited_at = Set(Some(at));
    row.update(db).await
}

pub(in crate::round) async fn delete_round(db: &impl ConnectionTrait, id: RoundId) -> Result<(), DbErr> {
    round::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// How many owners a round asks.
pub(in crate::round) async fn population_size(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<u64, DbErr> {
    population_member::Entity::find().filter(population_member::Column::RoundId.eq(round)).count(db).await
}

/// The owners that a round asks, by their keys.
pub(in crate::round) async fn population(
    db: &impl ConnectionTrait,
    round: RoundId,
    page: &Page<Uuid>,
) -> Result<Slice<organization::Model>, DbErr> {
    let members = population_member::Entity::find()
        .select_only()
        .column(population_member::Column::OrganizationId)
        .filter(population_member::Column::RoundId.eq(round));
    let query =
        organization::Entity::find().filter(organization::Column::Id.in_subquery(members.into_query()));
    page::by_key(db, query, organization::Column::Id, page).await
}

/// The owners that a round asks and that have no invitation, those retired since left out: their keys. Called by later stages, inside
/// their own use cases.
#[must_use]
pub fn without_invitation(round: RoundId) -> Select<population_member::Entity> {
    let invited = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::OrganizationId)
        .filter(invitation::Column::RoundId.eq(round));
    let retired = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::RetiredAt.is_not_null());
    population_member::Entity::find()
        .select_only()
        .column(population_member::Column::OrganizationId)
        .filter(population_member::Column::RoundId.eq(round))
        .filter(population_member::Column::OrganizationId.not_in_subquery(invited.into_query()))
        .filter(population_member::Column::OrganizationId.not_in_subquery(retired.into_query()))
}

pub(in crate::round) async fn uninvited(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<OrganizationId>, DbErr> {
    let query = without_invitation(round).order_by_asc(population_member::Column::OrganizationId);
    query.into_tuple().all(db).await
}

/// Whether a round asks an owner.
pub(in crate::round) async fn is_asked(
    db: &impl ConnectionTrait,
    round: RoundId,
    owner: OrganizationId,
) -> Result<bool, DbErr> {
    Ok(population_member::Entity::find_by_id((round, owner)).count(db).await? > 0)
}

/// Adds owners to those that a round asks; those that are there stay.
pub(in crate::round) async fn add_population(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: Vec<OrganizationId>,
) -> Result<(), DbErr> {
    let there = population_member::Entity::find()
        .select_only()
        .column(population_member::Column::OrganizationId)
        .filter(population_member::Column::RoundId.eq(round));
    let there: std::collections::HashSet<OrganizationId> =
        there.into_tuple::<OrganizationId>().all(db).await?.into_iter().collect();
    let new = owners.into_iter().filter(|owner| !there.contains(owner));
    let members = new.map(|owner| population_member::Model { round_id: round, organization_id: owner });
    insert_all(db, members.collect()).await
}

/// Puts other owners in place of those that a round asks.
pub(in crate::round) async fn replace_population(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: Vec<OrganizationId>,
) -> Result<(), DbErr> {
    let before = population_member::Entity::delete_many();
    before.filter(population_member::Column::RoundId.eq(round)).exec(db).await?;
    let members =
        owners.into_iter().map(|owner| population_member::Model { round_id: round, organization_id: owner });
    insert_all(db, members.collect()).await
}

pub(in crate::round) async fn insert_reminders(
    db: &impl ConnectionTrait,
    rows: Vec<round_reminder::Model>,
) -> Result<(), DbErr> {
    insert_all(db, rows).await
}

/// Puts other reminders in place of those that were not sent.
pub(in crate::round) async fn replace_reminders(
    db: &impl ConnectionTrait,
    round: RoundId,
    rows: Vec<round_reminder::Model>,
) -> Result<(), DbErr> {
    round_reminder::Entity::delete_many()
        .filter(round_reminder::Column::RoundId.eq(round))
        .filter(round_reminder::Column::DoneAt.is_null())
        .exec(db)
        .await?;
    insert_all(db, rows).await
}

pub(in crate::round) async fn delete_reminders(
    db: &impl ConnectionTrait,
    ids: Vec<RoundReminderId>,
) -> Result<(), DbErr> {
    round_reminder::Entity::delete_many().filter(round_reminder::Column::Id.is_in(ids)).exec(db).await?;
    Ok(())
}

/// The reminder of a round that is due first.
pub(in crate::round) async fn due_reminder(
    db: &impl ConnectionTrait,
    round: RoundId,
    now: DateTime<Utc>,
) -> Result<Option<round_reminder::Model>, DbErr> {
    round_reminder::Entity::find()
        .filter(round_reminder::Column::RoundId.eq(round))
        .filter(round_reminder::Column::DoneAt.is_null())
        .filter(round_reminder::Column::PlannedFor.lte(now))
        .order_by_asc(round_reminder::Column::PlannedFor)
        .one(db)
        .await
}

pub(in crate::round) async fn finish_reminder(
    db: &impl ConnectionTrait,
    row: round_reminder::Model,
    at: DateTime<Utc>,
    reminded: i32,
) -> Result<(), DbErr> {
    round_reminder::Entity::update_many()
        .col_expr(round_reminder::Column::DoneAt, Expr::value(at))
        .col_expr(round_reminder::Column::Reminded, Expr::value(reminded))
        .filter(round_reminder::Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

pub(in crate::round) async fn reminders(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<round_reminder::Model>, DbErr> {
    let query = round_reminder::Entity::find().filter(round_reminder::Column::RoundId.eq(round));
    query.order_by_asc(round_reminder::Column::PlannedFor).all(db).await
}

/// The texts that a round has of its own.
pub(in crate::round) async fn mail_texts(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<mail_text::Model>, DbErr> {
    mail_text::Entity::find().filter(mail_text::Column::RoundId.eq(round)).all(db).await
}

/// Puts a text in place of the one that a round has, or takes it away.
pub(in crate::round) async fn set_mail_text(
    db: &impl ConnectionTrait,
    round: RoundId,
    kind: TextKind,
    language: Language,
    text: Option<Text>,
) -> Result<(), DbErr> {
    mail_text::Entity::delete_by_id((round, kind, language)).exec(db).await?;
    if let Some(Text { subject, body }) = text {
        let row = mail_text::Model { round_id: round, kind, language, subject, body };
        mail_text::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    }
    Ok(())
}

load_by_key! {
    /// Loads a round by its key.
    RoundById(RoundId), round
}
