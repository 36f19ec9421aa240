use ::entity::id::{AccountId, StudyId};
use ::entity::membership::Role;

use super::{membership, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};

/// Gives an account a role in a study, in place of the one it has; `None` takes the role away.
///
/// # Errors
/// [`Error::Refused`] where there is no such account, or the study would be left without an administrator.
pub async fn grant_role(
    cx: &Cx,
    study: StudyId,
    account: AccountId,
    role: Option<Role>,
) -> Result<(), Error> {
    cx.actor.require_in(study, Permission::ManageMembers)?;
    let txn = cx.begin().await?;
    if !queries::lock_study(&txn, study).await? {
        return Err(Error::NotFound);
    }
    if !queries::account_exists(&txn, account).await? {
        return Err(Error::refused("accountId", Problem::Unknown));
    }
    queries::set_role(&txn, study, account, role, cx.now()).await?;
    if role != Some(Role::Admin) && queries::admins(&txn, study).await? == 0 {
        return Err(Error::refused("role", Problem::LastAdmin));
    }
    txn.commit().await
}

/// Who has which role in a study.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not decide who takes part.
pub async fn members(cx: &Cx, study: StudyId) -> Result<Vec<membership::Model>, Error> {
    cx.actor.require_in(study, Permission::ManageMembers)?;
    Ok(queries::members(cx.db(), study).await?)
}
