//! What became of rows, as it is looked at.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::ImportId;
use ::entity::import_row::{Column, Entity, Model, RowFate};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};

use crate::db::{Batch, BatchError, MOST_PARTS, union_of};

/// Loads a page of the rows of an import, in the order of the file, with one more than asked for where there is one. The
/// pages of several imports take one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowsOf {
    /// The import.
    pub import: ImportId,
    /// Only those that meet this fate.
    pub fate: Option<RowFate>,
    /// After the row with this number.
    pub after: Option<i64>,
    /// How many.
    pub first: u64,
}

impl RowsOf {
    fn statement(&self) -> SelectStatement {
        let mut query = Entity::find().filter(Column::ImportId.eq(self.import));
        if let Some(fate) = self.fate {
            query = query.filter(Column::Fate.eq(fate));
        }
        if let Some(after) = self.after {
            query = query.filter(Column::Number.gt(after));
        }
        query.order_by_asc(Column::Number).limit(self.first + 1).into_query()
    }

    /// The same page of all imports.
    fn page(&self) -> (Option<RowFate>, Option<i64>, u64) {
        (self.fate, self.after, self.first)
    }
}

impl Loader<RowsOf> for Batch {
    type Value = Vec<Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[RowsOf]) -> Result<HashMap<RowsOf, Vec<Model>>, BatchError> {
        let mut pages: HashMap<_, Vec<RowsOf>> = HashMap::new();
        for key in keys {
            pages.entry(key.page()).or_default().push(*key);
        }
        let mut loaded: HashMap<RowsOf, Vec<Model>> = HashMap::new();
        for keys in pages.values().flat_map(|keys| keys.chunks(MOST_PARTS)) {
            let Some((first, all)) = keys.first().zip(union_of(keys.iter().map(RowsOf::statement))) else {
                continue;
            };
            let statement = self.db.get_database_backend().build(&all);
            for row in Model::find_by_statement(statement).all(&self.db).await.map_err(Arc::new)? {
                let key = RowsOf { import: row.import_id, ..*first };
                loaded.entry(key).or_default().push(row);
            }
        }
        for rows in loaded.values_mut() {
            rows.sort_unstable_by_key(|row| row.number);
        }
        Ok(loaded)
    }
}
