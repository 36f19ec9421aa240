use ::entity::id::{AccountId, SessionId};
use ::entity::{account, refresh_token, session};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, IntoActiveModel as _,
    JoinType, PaginatorTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
};

/// How long the address of a session that is over is still known.
const ADDRESS_KNOWN: TimeDelta = TimeDelta::days(180);

/// Whether a session of the account began at this address.
pub(in crate::auth) async fn has_signed_in_from(
    db: &impl ConnectionTrait,
    email_key: &str,
    address_key: &str,
) -> Result<bool, DbErr> {
    let query = session::Entity::find()
        .join(JoinType::InnerJoin, session::Relation::Account.def())
        .filter(account::Column::EmailKey.eq(email_key))
        .filter(session::Column::AddressKey.eq(address_key));
    Ok(query.count(db).await? > 0)
}

pub(super) async fn insert_session(
    txn: &DatabaseTransaction,
    id: SessionId,
    account_id: AccountId,
    address_key: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = session::Model { id, account_id, address_key, created_at, expires_at, revoked_at: None };
    session::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

pub(super) async fn insert_refresh_token(
    txn: &DatabaseTransaction,
    token_hash: Vec<u8>,
    session_id: SessionId,
    created_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = refresh_token::Model { token_hash, session_id, created_at, used_at: None };
    refresh_token::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Uses a refresh token up; `false` where it was used, or there is none.
pub(super) async fn use_refresh_token(
    txn: &DatabaseTransaction,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::TokenHash.eq(hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// The session of a refresh token, whatever has become of either.
pub(super) async fn session_of(txn: &DatabaseTransaction, hash: &[u8]) -> Result<Option<SessionId>, DbErr> {
    Ok(refresh_token::Entity::find_by_id(hash.to_vec()).one(txn).await?.map(|token| token.session_id))
}

/// The session of a refresh token with its account, where both may go on.
pub(super) async fn live_session(
    txn: &DatabaseTransaction,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(session::Model, account::Model)>, DbErr> {
    let found = session::Entity::find()
        .find_also_related(account::Entity)
        .join(JoinType::InnerJoin, refresh_token::Relation::Session.def().rev())
        .filter(refresh_token::Column::TokenHash.eq(hash))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(account::Column::DisabledAt.is_null())
        .one(txn)
        .await?;
    Ok(found.and_then(|(session, account)| Some((session, account?))))
}

pub(super) async fn end_session(
    txn: &DatabaseTransaction,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Ends all sessions of an account, except one where one is given.
pub(in crate::auth) async fn end_sessions(
    txn: &DatabaseTransaction,
    account: AccountId,
    except: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut ending = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::RevokedAt.is_null());
    if let Some(except) = except {
        ending = ending.filter(session::Column::Id.ne(except));
    }
    ending.exec(txn).await?;
    Ok(())
}

/// Deletes what nothing looks at any more: old sessions of this account and their refresh
/// tokens.
pub(in crate::auth) async fn forget_what_is_over(
    txn: &DatabaseTransaction,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let over = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::ExpiresAt.lt(now));
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(over.into_query()))
        .exec(txn)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::ExpiresAt.lt(now - ADDRESS_KNOWN))
        .exec(txn)
        .await?;
    Ok(())
}
