use std::collections::HashMap;

use ::entity::id::{AccountId, OrganizationId, StudyId};
use ::entity::membership::Role;
use ::entity::stakeholder_position::Extent;
use ::entity::{account, frame_member, membership, organization, stakeholder_position, study};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    RelationTrait as _,
};
use uuid::Uuid;

use super::FrameFilter;
use crate::db::{Page, Slice, page};
use crate::load_by_key;
use crate::registry::{self, NameCursor};

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    row: &study::Model,
    founder: Option<AccountId>,
) -> Result<(), DbErr> {
    study::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    if let Some(founder) = founder {
        set_role(db, row.id, founder, Some(Role::Admin), row.created_at).await?;
    }
    Ok(())
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: StudyId) -> Result<Option<study::Model>, DbErr> {
    study::Entity::find_by_id(id).one(db).await
}

/// Locks a study until the transaction ends, so that two changes to its members follow each other.
pub(super) async fn lock_study(
    db: &impl ConnectionTrait,
    id: StudyId,
) -> Result<Option<study::Model>, DbErr> {
    study::Entity::find_by_id(id).lock_exclusive().one(db).await
}

/// Until the transaction ends, no other changes which maturity models a study has, and none that [`share_models`] goes
/// on: what is submitted meanwhile is either seen here, or sees what is made here.
///
/// # Errors
/// Where the database fails.
pub async fn lock_models(db: &impl ConnectionTrait, id: StudyId) -> Result<(), DbErr> {
    study::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    Ok(())
}

/// Until the transaction ends, no other changes which maturity models a study has; others may share.
///
/// # Errors
/// Where the database fails.
pub async fn share_models(db: &impl ConnectionTrait, id: StudyId) -> Result<(), DbErr> {
    study::Entity::find_by_id(id).lock_shared().one(db).await?;
    Ok(())
}

/// Studies among `ids`, or all.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    ids: Option<Vec<StudyId>>,
    page: &Page<Uuid>,
) -> Result<Slice<study::Model>, DbErr> {
    let mut query = study::Entity::find();
    if let Some(ids) = ids {
        query = query.filter(study::Column::Id.is_in(ids));
    }
    page::by_key(db, query, study::Column::Id, page).await
}

pub(super) async fn account_exists(db: &impl ConnectionTrait, id: AccountId) -> Result<bool, DbErr> {
    Ok(account::Entity::find_by_id(id).count(db).await? > 0)
}

pub(super) async fn set_role(
    db: &impl ConnectionTrait,
    study_id: StudyId,
    account_id: AccountId,
    role: Option<Role>,
    created_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(role) = role else {
        membership::Entity::delete_by_id((study_id, account_id)).exec(db).await?;
        return Ok(());
    };
    let row = membership::Model { study_id, account_id, role, created_at };
    let key = [membership::Column::StudyId, membership::Column::AccountId];
    membership::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).update_column(membership::Column::Role).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn list_members(
    db: &impl ConnectionTrait,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<membership::Model>, DbErr> {
    let query = membership::Entity::find().filter(membership::Column::StudyId.eq(study));
    page::by_key(db, query, membership::Column::AccountId, page).await
}

/// How many administrators a study has that can sign in.
pub(super) async fn admins(db: &impl ConnectionTrait, study: StudyId) -> Result<u64, DbErr> {
    let query = membership::Entity::find()
        .join(JoinType::InnerJoin, membership::Relation::Account.def())
        .filter(membership::Column::StudyId.eq(study))
        .filter(membership::Column::Role.eq(Role::Admin))
        .filter(account::Column::DisabledAt.is_null());
    query.count(db).await
}

/// Which of these owners are registered and not retired, with the stratum that each is registered with.
pub(super) async fn active_organizations(
    db: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, Option<String>>, DbErr> {
    let query = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Stratum)
        .filter(organization::Column::Id.is_in(ids.iter().copied()))
        .filter(organization::Column::RetiredAt.is_null());
    Ok(query.into_tuple().all(db).await?.into_iter().collect())
}

pub(super) async fn add_to_frame(
    db: &impl ConnectionTrait,
    study_id: StudyId,
    organizations: HashMap<OrganizationId, Option<String>>,
    created_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    if organizations.is_empty() {
        return Ok(());
    }
    let row = |(organization_id, stratum)| frame_member::Model {
        study_id,
        organization_id,
        stratum,
        followed_up: false,
        reason: None,
        created_at,
    };
    let rows = organizations.into_iter().map(|owner| row(owner).into_active_model());
    let key = [frame_member::Column::StudyId, frame_member::Column::OrganizationId];
    frame_member::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn remove_from_frame(
    db: &impl ConnectionTrait,
    study: StudyId,
    organizations: &[OrganizationId],
) -> Result<(), DbErr> {
    let owners = || organizations.iter().copied();
    stakeholder_position::Entity::delete_many()
        .filter(stakeholder_position::Column::StudyId.eq(study))
        .filter(stakeholder_position::Column::OrganizationId.is_in(owners()))
        .exec(db)
        .await?;
    frame_member::Entity::delete_many()
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(frame_member::Column::OrganizationId.is_in(owners()))
        .exec(db)
        .await?;
    Ok(())
}

/// Reads what a study says of an owner and keeps others from changing it until the transaction ends.
pub(super) async fn lock_frame_member(
    db: &impl ConnectionTrait,
    study: StudyId,
    owner: OrganizationId,
) -> Result<Option<(frame_member::Model, organization::Model)>, DbErr> {
    let member = frame_member::Entity::find_by_id((study, owner)).lock_exclusive().one(db).await?;
    let Some(member) = member else { return Ok(None) };
    let organization = organization::Entity::find_by_id(owner).one(db).await?;
    Ok(organization.map(|organization| (member, organization)))
}

/// Writes what was read in the same transaction.
pub(super) async fn update_frame_member(
    db: &impl ConnectionTrait,
    row: frame_member::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

pub(super) async fn frame_members(
    db: &impl ConnectionTrait,
    study: StudyId,
    owners: &[OrganizationId],
) -> Result<Vec<frame_member::Model>, DbErr> {
    let query = frame_member::Entity::find()
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(frame_member::Column::OrganizationId.is_in(owners.iter().copied()));
    query.all(db).await
}

pub(super) async fn positions(
    db: &impl ConnectionTrait,
    study: StudyId,
    owners: &[OrganizationId],
) -> Result<Vec<stakeholder_position::Model>, DbErr> {
    let query = stakeholder_position::Entity::find()
        .filter(stakeholder_position::Column::StudyId.eq(study))
        .filter(stakeholder_position::Column::OrganizationId.is_in(owners.iter().copied()));
    query.all(db).await
}

pub(super) async fn set_position(
    db: &impl ConnectionTrait,
    study: StudyId,
    owner: OrganizationId,
    position: Option<stakeholder_position::Model>,
) -> Result<(), DbErr> {
    stakeholder_position::Entity::delete_by_id((study, owner)).exec(db).await?;
    if let Some(row) = position {
        stakeholder_position::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// How many owners stand in each field of influence and interest.
pub(super) async fn power_interest(
    db: &impl ConnectionTrait,
    study: StudyId,
) -> Result<Vec<(Extent, Extent, i64)>, DbErr> {
    stakeholder_position::Entity::find()
        .select_only()
        .column(stakeholder_position::Column::Influence)
        .column(stakeholder_position::Column::Interest)
        .column_as(stakeholder_position::Column::OrganizationId.count(), "owners")
        .filter(stakeholder_position::Column::StudyId.eq(study))
        .group_by(stakeholder_position::Column::Influence)
        .group_by(stakeholder_position::Column::Interest)
        .into_tuple()
        .all(db)
        .await
}

pub(super) async fn frame_size(db: &impl ConnectionTrait, study: StudyId) -> Result<u64, DbErr> {
    frame_member::Entity::find().filter(frame_member::Column::StudyId.eq(study)).count(db).await
}

pub(super) async fn list_frame(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &FrameFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    let wanted = Condition::all()
        .add_option(filter.stratum.as_ref().map(|stratum| frame_member::Column::Stratum.eq(stratum)))
        .add_option(filter.followed_up.map(|followed_up| frame_member::Column::FollowedUp.eq(followed_up)));
    let query = organization::Entity::find()
        .join_rev(JoinType::InnerJoin, frame_member::Relation::Organization.def())
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(wanted);
    registry::in_order(db, query, page).await
}

/// The owners in the population of a study, those retired left out. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn frame(db: &impl ConnectionTrait, study: StudyId) -> Result<Vec<OrganizationId>, DbErr> {
    let query = frame_member::Entity::find()
        .select_only()
        .column(frame_member::Column::OrganizationId)
        .join(JoinType::InnerJoin, frame_member::Relation::Organization.def())
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(organization::Column::RetiredAt.is_null())
        .order_by_asc(frame_member::Column::OrganizationId);
    query.into_tuple().all(db).await
}

load_by_key! {
    /// Loads a study by its key.
    StudyById(StudyId), study
}
