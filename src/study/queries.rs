use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{AccountId, OrganizationId, StudyId};
use ::entity::membership::Role;
use ::entity::stakeholder_position::Extent;
use ::entity::{account, frame_member, membership, organization, stakeholder_position, study};
use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    FromQueryResult as _, IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _, RelationTrait as _, Select,
};
use uuid::Uuid;

use super::FrameFilter;
use crate::db::{Batch, BatchError, MOST_PARTS, Page, Slice, page, union_of, upsert_all};
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

pub(super) async fn update(db: &impl ConnectionTrait, row: study::Model) -> Result<study::Model, DbErr> {
    row.into_active_model().reset_all().update(db).await
}

/// Locks a study until the transaction ends, so that two changes to its members, or to its frame, follow each other.
pub(super) async fn lock_study(
    db: &impl ConnectionTrait,
    id: StudyId,
) -> Result<Option<study::Model>, DbErr> {
    study::Entity::find_by_id(id).lock_exclusive().one(db).await
}

/// Until the transaction ends, nobody else puts owners in the frame of a study or takes them out; who submits answers in it,
/// and who says something of an owner that is in it, need not wait.
///
/// # Errors
/// Where the database fails.
pub async fn hold_frame(db: &impl ConnectionTrait, id: StudyId) -> Result<(), DbErr> {
    study::Entity::find_by_id(id).lock_shared().one(db).await?;
    Ok(())
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

/// Which of these owners are registered: the stratum that each is registered with, and since when it is retired.
pub(super) async fn strata_of(
    db: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, (Option<String>, Option<DateTime<Utc>>)>, DbErr> {
    let query = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Stratum)
        .column(organization::Column::RetiredAt)
        .filter(organization::Column::Id.is_in(ids.iter().copied()));
    let rows: Vec<(OrganizationId, Option<String>, Option<DateTime<Utc>>)> =
        query.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, stratum, retired_at)| (id, (stratum, retired_at))).collect())
}

/// Puts owners in a frame, and gives those that were not in it yet; the others stay as they are.
pub(super) async fn insert_in_frame(
    db: &impl ConnectionTrait,
    rows: Vec<frame_member::Model>,
) -> Result<Vec<frame_member::Model>, DbErr> {
    use frame_member::Column;
    let key = [Column::StudyId, Column::OrganizationId];
    let there = OnConflict::columns(key).do_nothing().to_owned();
    let rows = rows.into_iter().map(frame_member::Model::into_active_model);
    frame_member::Entity::insert_many(rows).on_conflict(there).exec_with_returning(db).await
}

/// Writes what a study says of owners, of new ones and of such as are in its frame.
pub(super) async fn store_frame(
    db: &impl ConnectionTrait,
    rows: Vec<frame_member::Model>,
) -> Result<(), DbErr> {
    use frame_member::Column;
    let key = [Column::StudyId, Column::OrganizationId];
    upsert_all(db, rows, &key, &[Column::Stratum, Column::FollowedUp, Column::Reason]).await
}

/// Writes where owners stand, in place of what was said before.
pub(super) async fn store_positions(
    db: &impl ConnectionTrait,
    rows: Vec<stakeholder_position::Model>,
) -> Result<(), DbErr> {
    use stakeholder_position::Column;
    let key = [Column::StudyId, Column::OrganizationId];
    let changing =
        [Column::Influence, Column::Interest, Column::Attitude, Column::Expectations, Column::UpdatedAt];
    upsert_all(db, rows, &key, &changing).await
}

/// Takes back where owners stand.
pub(super) async fn forget_positions(
    db: &impl ConnectionTrait,
    owners: &[(StudyId, OrganizationId)],
) -> Result<(), DbErr> {
    use stakeholder_position::Column;
    if owners.is_empty() {
        return Ok(());
    }
    let one = |(study, owner): &(StudyId, OrganizationId)| {
        Condition::all().add(Column::StudyId.eq(*study)).add(Column::OrganizationId.eq(*owner))
    };
    let any = owners.iter().map(one).fold(Condition::any(), Condition::add);
    stakeholder_position::Entity::delete_many().filter(any).exec(db).await?;
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

/// The condition that an owner stands where the filter says; none where it does not say.
fn standing(study: StudyId, filter: &FrameFilter) -> Option<Expr> {
    use stakeholder_position::Column;
    let FrameFilter { influence, interest, attitude, .. } = filter;
    if influence.is_empty() && interest.is_empty() && attitude.is_empty() {
        return None;
    }
    let there = stakeholder_position::Entity::find()
        .select_only()
        .column(Column::OrganizationId)
        .filter(Column::StudyId.eq(study))
        .filter(
            Condition::all()
                .add_option(
                    (!influence.is_empty()).then(|| Column::Influence.is_in(influence.iter().copied())),
                )
                .add_option((!interest.is_empty()).then(|| Column::Interest.is_in(interest.iter().copied())))
                .add_option((!attitude.is_empty()).then(|| Column::Attitude.is_in(attitude.iter().copied()))),
        );
    Some(organization::Column::Id.in_subquery(there.into_query()))
}

pub(super) async fn list_frame(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &FrameFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    registry::in_order(db, framed(study, filter), page).await
}

/// The owners in the population of a study for whom this holds.
fn framed(study: StudyId, filter: &FrameFilter) -> Select<organization::Entity> {
    let wanted = Condition::all()
        .add_option(filter.stratum.as_ref().map(|stratum| frame_member::Column::Stratum.eq(stratum)))
        .add_option(filter.followed_up.map(|followed_up| frame_member::Column::FollowedUp.eq(followed_up)))
        .add_option(standing(study, filter));
    organization::Entity::find()
        .join_rev(JoinType::InnerJoin, frame_member::Relation::Organization.def())
        .filter(frame_member::Column::StudyId.eq(study))
        .filter(wanted)
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

/// The owners in the population of a study for whom this holds, those retired left out. Called by later stages, inside their
/// own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn frame_where(
    db: &impl ConnectionTrait,
    study: StudyId,
    filter: &FrameFilter,
) -> Result<Vec<OrganizationId>, DbErr> {
    let query = framed(study, filter)
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::RetiredAt.is_null())
        .order_by_asc(organization::Column::Id);
    query.into_tuple().all(db).await
}

load_by_key! {
    /// Loads a study by its key.
    StudyById(StudyId), study
}

/// Most owners that are told of at one place of influence and interest.
const MOST_AT_A_PLACE: u64 = 100;

/// Loads the owners that have so much influence and interest in a study, in Norwegian order: at most a
/// hundred. All sixteen places of a study take one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnersAt {
    /// The study.
    pub study: StudyId,
    /// How much they can do to the outcome.
    pub influence: Extent,
    /// How much the outcome matters to them.
    pub interest: Extent,
}

impl OwnersAt {
    fn statement(&self) -> SelectStatement {
        use stakeholder_position::Column;
        let query = organization::Entity::find()
            .column(Column::StudyId)
            .column(Column::Influence)
            .column(Column::Interest)
            .join_rev(JoinType::InnerJoin, stakeholder_position::Relation::Organization.def())
            .filter(Column::StudyId.eq(self.study))
            .filter(Column::Influence.eq(self.influence))
            .filter(Column::Interest.eq(self.interest))
            .order_by_asc(organization::Column::SortKey)
            .order_by_asc(organization::Column::Id)
            .limit(MOST_AT_A_PLACE);
        query.into_query()
    }

    /// What the statement gives of one owner.
    fn owner(row: &QueryResult) -> Result<(Self, organization::Model), DbErr> {
        let at = Self {
            study: row.try_get("", "study_id")?,
            influence: row.try_get("", "influence")?,
            interest: row.try_get("", "interest")?,
        };
        Ok((at, organization::Model::from_query_result(row, "")?))
    }
}

impl Loader<OwnersAt> for Batch {
    type Value = Vec<organization::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[OwnersAt]) -> Result<HashMap<OwnersAt, Self::Value>, BatchError> {
        let mut loaded: HashMap<OwnersAt, Self::Value> = HashMap::new();
        for keys in keys.chunks(MOST_PARTS) {
            let Some(all) = union_of(keys.iter().map(OwnersAt::statement)) else { continue };
            for row in self.db.query_all(&all).await.map_err(Arc::new)? {
                let (at, owner) = OwnersAt::owner(&row).map_err(Arc::new)?;
                loaded.entry(at).or_default().push(owner);
            }
        }
        for owners in loaded.values_mut() {
            owners.sort_unstable_by(|one, other| (&one.sort_key, one.id).cmp(&(&other.sort_key, other.id)));
        }
        Ok(loaded)
    }
}
