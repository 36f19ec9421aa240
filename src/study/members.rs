use ::entity::id::{AccountId, StudyId};
use ::entity::membership::Role;

use uuid::Uuid;

use super::{membership, queries, study};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};

/// Who has a part in a study, the oldest account first.
///
/// # Errors
/// [`Error::Forbidden`] for all but the study's administrators.
pub async fn list_members(
    cx: &Cx,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<membership::Model>, Error> {
    super::authorize(cx, study, Permission::ManageMembers).await?;
    Ok(queries::list_members(cx.db(), study, page).await?)
}

/// Gives an account a role in a study, in place of the one it has.
///
/// # Errors
/// [`Error::Refused`] where there is no such account, or the study would be left without an administrator.
pub async fn grant_role(
    cx: &Cx,
    study: StudyId,
    account: AccountId,
    role: Role,
) -> Result<study::Model, Error> {
    cx.actor.require_in(study, Permission::ManageMembers)?;
    set_role(cx, study, account, Some(role)).await
}

/// Takes the role of an account in a study away; where it has none, nothing changes.
///
/// # Errors
/// As [`grant_role`].
pub async fn revoke_role(cx: &Cx, study: StudyId, account: AccountId) -> Result<study::Model, Error> {
    cx.actor.require_in(study, Permission::ManageMembers)?;
    set_role(cx, study, account, None).await
}

async fn set_role(
    cx: &Cx,
    id: StudyId,
    account: AccountId,
    role: Option<Role>,
) -> Result<study::Model, Error> {
    let txn = cx.begin().await?;
    let study = queries::lock_study(&txn, id).await?.ok_or(Error::NotFound)?;
    if !queries::account_exists(&txn, account).await? {
        return Err(Error::refused("accountId", Problem::Unknown));
    }
    queries::set_role(&txn, id, account, role, cx.now()).await?;
    if role != Some(Role::Admin) && queries::admins(&txn, id).await? == 0 {
        return Err(Error::refused("accountId", Problem::LastAdmin));
    }
    txn.commit().await?;
    Ok(study)
}
