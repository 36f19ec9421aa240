use ::entity::history_entry;
use ::entity::id::{HistoryEntryId, StudyId};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::Of;
use crate::db::{Page, Slice, insert_all};

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    entries: Vec<history_entry::Model>,
) -> Result<(), DbErr> {
    insert_all(db, entries).await
}

/// Entries about frames only of these studies, or of all.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    of: Of,
    studies: Option<Vec<StudyId>>,
    page: &Page<Uuid>,
) -> Result<Slice<history_entry::Model>, DbErr> {
    use history_entry::Column;
    let of_registry = || Column::StudyId.is_null();
    let wanted = match of {
        Of::Thing(kind, id) => Condition::all()
            .add(Column::SubjectKind.eq(kind))
            .add(Column::SubjectId.eq(id))
            .add(of_registry()),
        Of::Owner(owner) => {
            let seen = studies
                .map(|studies| Condition::any().add(of_registry()).add(Column::StudyId.is_in(studies)));
            Condition::all().add(Column::OwnerId.eq(owner.0)).add_option(seen)
        }
        Of::Frame(study) => Condition::all().add(Column::StudyId.eq(study)),
        Of::Framed(study, owner) => {
            Condition::all().add(Column::StudyId.eq(study)).add(Column::OwnerId.eq(owner.0))
        }
    };
    let query = history_entry::Entity::find().filter(wanted);
    let total = query.clone().count(db).await?;
    let query = match page.after {
        Some(after) => query.filter(Column::Id.lt(HistoryEntryId(after))),
        None => query,
    };
    let latest_first = query.order_by_desc(Column::Id).limit(page.first + 1);
    Ok(Slice { rows: latest_first.all(db).await?, total })
}
