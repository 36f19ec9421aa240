use ::entity::id::{AccountId, MailMessageId, SessionId, StudyId};
use ::entity::membership::Role;
use ::entity::{account, mail_message, membership, password_reset, session, study};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    FromQueryResult, IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, RelationTrait as _, Set,
};

use super::Account;
use crate::load_by_key;

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            language: row.language,
            system_admin: row.system_admin,
            disabled_at: row.disabled_at,
            created_at: row.created_at,
        }
    }
}

/// One row for each role of an account; one row with none where it has none.
#[derive(FromQueryResult)]
pub(super) struct Standing {
    pub(super) system_admin: bool,
    pub(super) study_id: Option<StudyId>,
    pub(super) role: Option<Role>,
}

/// What an account may do, study by study, as long as its session lasts and it is not disabled; no row otherwise. The
/// order is always the same, so that what one may do can be compared with what one could before.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    account: AccountId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Vec<Standing>, DbErr> {
    session::Entity::find_by_id(session)
        .select_only()
        .column_as(account::Column::SystemAdmin, "system_admin")
        .column_as(membership::Column::StudyId, "study_id")
        .column_as(membership::Column::Role, "role")
        .join(JoinType::InnerJoin, session::Relation::Account.def())
        .join(JoinType::LeftJoin, membership::Relation::Account.def().rev())
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(account::Column::DisabledAt.is_null())
        .order_by_asc(membership::Column::StudyId)
        .into_model::<Standing>()
        .all(db)
        .await
}

/// What an account may do, study by study, whether or not it is signed in; no row where it is disabled.
pub(super) async fn standing_of_account(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<Standing>, DbErr> {
    account::Entity::find_by_id(account)
        .select_only()
        .column_as(account::Column::SystemAdmin, "system_admin")
        .column_as(membership::Column::StudyId, "study_id")
        .column_as(membership::Column::Role, "role")
        .join(JoinType::LeftJoin, membership::Relation::Account.def().rev())
        .filter(account::Column::DisabledAt.is_null())
        .order_by_asc(membership::Column::StudyId)
        .into_model::<Standing>()
        .all(db)
        .await
}

// Accounts.

pub(super) async fn by_email(
    db: &impl ConnectionTrait,
    email_key: &str,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::EmailKey.eq(email_key)).one(db).await
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(db).await
}

pub(super) async fn accounts(db: &impl ConnectionTrait) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find().order_by_asc(account::Column::EmailKey).all(db).await
}

/// Reads an account and keeps others from changing it until the transaction ends.
pub(super) async fn lock_account(
    txn: &DatabaseTransaction,
    id: AccountId,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).lock_exclusive().one(txn).await
}

/// Inserts an account; `false` where the address has one.
pub(super) async fn insert_account(
    txn: &DatabaseTransaction,
    new: &Account,
    email_key: String,
    password_hash: String,
) -> Result<bool, DbErr> {
    let row = account::Model {
        id: new.id,
        email: new.email.clone(),
        email_key,
        name: new.name.clone(),
        language: new.language,
        password_hash,
        system_admin: new.system_admin,
        disabled_at: new.disabled_at,
        created_at: new.created_at,
    };
    let inserted = account::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(account::Column::EmailKey).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

pub(super) async fn set_password(txn: &DatabaseTransaction, id: AccountId, hash: &str) -> Result<(), DbErr> {
    let change =
        account::ActiveModel { id: Set(id), password_hash: Set(hash.to_owned()), ..Default::default() };
    change.update(txn).await?;
    Ok(())
}

pub(super) async fn set_disabled(
    txn: &DatabaseTransaction,
    id: AccountId,
    since: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let change = account::ActiveModel { id: Set(id), disabled_at: Set(since), ..Default::default() };
    change.update(txn).await?;
    Ok(())
}

pub(super) async fn study_exists(txn: &DatabaseTransaction, id: StudyId) -> Result<bool, DbErr> {
    Ok(study::Entity::find_by_id(id).count(txn).await? > 0)
}

/// Gives an account a role; `false` where it has one in the study.
pub(super) async fn insert_membership(
    txn: &DatabaseTransaction,
    study_id: StudyId,
    account_id: AccountId,
    role: Role,
    created_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = membership::Model { study_id, account_id, role, created_at };
    let key = [membership::Column::StudyId, membership::Column::AccountId];
    let inserted = membership::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

load_by_key! {
    /// Loads an account by its key.
    AccountById(AccountId), account
}

// Links to choose a password.

pub(super) async fn insert_reset(
    txn: &DatabaseTransaction,
    token_hash: Vec<u8>,
    account_id: AccountId,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = password_reset::Model { token_hash, account_id, created_at, expires_at, used_at: None };
    password_reset::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// The account that a link is for, where the link is good and the account is not disabled.
pub(super) async fn account_of_reset(
    db: &impl ConnectionTrait,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find()
        .join(JoinType::InnerJoin, password_reset::Relation::Account.def().rev())
        .filter(password_reset::Column::TokenHash.eq(hash))
        .filter(password_reset::Column::UsedAt.is_null())
        .filter(password_reset::Column::ExpiresAt.gt(now))
        .filter(account::Column::DisabledAt.is_null())
        .one(db)
        .await
}

/// Uses a link up; `false` where it was used, is too old, or there is none.
pub(super) async fn use_reset(
    txn: &DatabaseTransaction,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let used = password_reset::Entity::update_many()
        .col_expr(password_reset::Column::UsedAt, Expr::value(now))
        .filter(password_reset::Column::TokenHash.eq(hash))
        .filter(password_reset::Column::UsedAt.is_null())
        .filter(password_reset::Column::ExpiresAt.gt(now))
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Uses up every link of an account.
pub(super) async fn use_up_resets(
    txn: &DatabaseTransaction,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    password_reset::Entity::update_many()
        .col_expr(password_reset::Column::UsedAt, Expr::value(now))
        .filter(password_reset::Column::AccountId.eq(account))
        .filter(password_reset::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes the links of an account that are too old.
pub(super) async fn forget_old_resets(
    txn: &DatabaseTransaction,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::AccountId.eq(account))
        .filter(password_reset::Column::ExpiresAt.lt(now))
        .exec(txn)
        .await?;
    Ok(())
}

/// Takes a mail out of the outbox again, in the transaction that put it there.
pub(super) async fn take_back_mail(txn: &DatabaseTransaction, id: MailMessageId) -> Result<(), DbErr> {
    mail_message::Entity::delete_by_id(id).exec(txn).await?;
    Ok(())
}
