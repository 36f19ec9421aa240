use ::entity::id::LibraryEntryId;
use ::entity::library_entry::LibraryKind;
use uuid::Uuid;

use super::{Entry, library_entry, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::value::Search;

/// Keeps something under a name.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with it.
pub async fn keep(cx: &Cx, name: String, kept: &Entry) -> Result<library_entry::Model, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    kept.check()?;
    let now = cx.now();
    let row = library_entry::Model {
        id: LibraryEntryId::new(),
        kind: kept.kind(),
        search_text: kept.search_text(&name),
        name,
        content: kept.to_json()?,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let txn = cx.begin().await?;
    queries::insert(&txn, &row).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes the name of an entry, or what is kept in it. `base_revision` is that of the entry which the change was made in.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Refused`] with everything that is wrong, where somebody else has changed it
/// since, or where it would become something of another kind.
pub async fn change(
    cx: &Cx,
    id: LibraryEntryId,
    base_revision: i32,
    name: Option<String>,
    kept: Option<Entry>,
) -> Result<library_entry::Model, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    let txn = cx.begin().await?;
    let mut row = queries::lock(&txn, id).await?.ok_or(Error::NotFound)?;
    if row.revision != base_revision {
        return Err(Error::refused("baseRevision", Problem::ChangedSince));
    }
    let kept = match kept {
        Some(kept) if kept.kind() != row.kind => {
            return Err(Error::refused(kept.field(), Problem::EntryKindDiffers));
        }
        Some(kept) => kept,
        None => Entry::from_json(row.kind, row.content.clone())?,
    };
    kept.check()?;
    row.name = name.unwrap_or(row.name);
    row.content = kept.to_json()?;
    row.search_text = kept.search_text(&row.name);
    row.revision += 1;
    row.updated_at = cx.now();
    queries::update(&txn, row.clone()).await?;
    txn.commit().await?;
    Ok(row)
}

/// Takes an entry out of the library. What was taken from it stays where it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn remove(cx: &Cx, id: LibraryEntryId) -> Result<(), Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    let txn = cx.begin().await?;
    if !queries::delete(&txn, id).await? {
        return Err(Error::NotFound);
    }
    txn.commit().await?;
    Ok(())
}

/// The entries, oldest first: of this kind, and whose name, codes and texts hold each of these words.
///
/// # Errors
/// [`Error::Forbidden`] for those who design no questionnaires.
pub async fn list(
    cx: &Cx,
    kind: Option<LibraryKind>,
    search: &Search,
    page: &Page<Uuid>,
) -> Result<Slice<library_entry::Model>, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    Ok(queries::list(cx.db(), kind, search, page).await?)
}
