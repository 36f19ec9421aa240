use ::entity::id::StudyId;
use ::entity::{Language, LocalizedText};
use uuid::Uuid;

use super::{queries, study};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice};
use crate::error::Error;

/// A study to be made.
pub struct NewStudy {
    /// What it is called.
    pub name: LocalizedText,
    /// Aggregates over fewer owners are withheld from respondents; 2 to 100.
    pub smallest_group: i32,
    /// Its answers are made up.
    pub synthetic: bool,
    /// The language where nobody has chosen one that is offered.
    pub language: Language,
}

/// Makes a study; whoever makes it becomes its first administrator.
///
/// # Errors
/// [`Error::Forbidden`] for all but system admins.
pub async fn create(cx: &Cx, new: NewStudy) -> Result<study::Model, Error> {
    cx.actor.require(Permission::CreateStudies)?;
    let row = study::Model {
        id: StudyId::new(),
        name: new.name,
        smallest_group: new.smallest_group,
        synthetic: new.synthetic,
        language: new.language,
        created_at: cx.now(),
    };
    let founder = match &cx.actor {
        Actor::Account(account) => Some(account.account_id),
        _ => None,
    };
    let txn = cx.begin().await?;
    queries::insert(&txn, &row, founder).await?;
    txn.commit().await?;
    Ok(row)
}

/// What to change about a study; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct StudyChange {
    /// What it is called.
    pub name: Option<LocalizedText>,
    /// The language where nobody has chosen one that is offered.
    pub language: Option<Language>,
}

/// Changes a study. Another language counts for rounds that are made from then on: those there are keep the order of their languages, and
/// so what is written for them, until they are changed themselves.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs, [`Error::Forbidden`] for all but its administrators.
pub async fn change(cx: &Cx, id: StudyId, change: StudyChange) -> Result<study::Model, Error> {
    authorize(cx, id, Permission::EditStudy).await?;
    let txn = cx.begin().await?;
    let before = queries::lock_study(&txn, id).await?.ok_or(Error::NotFound)?;
    let name = change.name.unwrap_or_else(|| before.name.clone());
    let language = change.language.unwrap_or(before.language);
    let changed = study::Model { name, language, ..before.clone() };
    if changed == before {
        return Ok(before);
    }
    let row = queries::update(&txn, changed).await?;
    txn.commit().await?;
    Ok(row)
}

/// The studies that the one who asks has a part in, oldest first.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody.
pub async fn list(cx: &Cx, page: &Page<Uuid>) -> Result<Slice<study::Model>, Error> {
    cx.actor.require_someone()?;
    Ok(queries::list(cx.db(), cx.actor.studies(), page).await?)
}

/// Authorizes something in a study that somebody named. Members know that their study exists; to those who may do
/// everything everywhere it is looked up.
///
/// # Errors
/// As [`Actor::require_in`]; [`Error::NotFound`] also where there is no such study.
pub async fn authorize(cx: &Cx, id: StudyId, permission: Permission) -> Result<(), Error> {
    cx.actor.require_in(id, permission)?;
    let everywhere = cx.actor.studies().is_none();
    if everywhere && queries::by_id(cx.db(), id).await?.is_none() {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// One study.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or they have no part in it.
pub async fn by_id(cx: &Cx, id: StudyId) -> Result<study::Model, Error> {
    cx.actor.require_in(id, Permission::ReadStudy)?;
    queries::by_id(cx.db(), id).await?.ok_or(Error::NotFound)
}
