use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::DataLoader;
use sea_orm::{DatabaseConnection, DbErr};

use super::{Reader, Turns};

/// Loads what many objects of one request need in one statement for each kind of thing. Each stage says in its
/// `queries.rs` how its things are loaded (`impl Loader<Key> for Batch`).
pub struct Batch {
    /// For reading.
    pub db: DatabaseConnection,
}

/// A loader for one request; never shared between requests, as it remembers what it loaded.
pub type Loaders = DataLoader<Batch>;

/// Makes the loaders of an operation, which load in its turns: whoever asks them outside of [`Turns::run`] waits for ever.
#[must_use]
pub fn loaders(db: &Reader, turns: &Turns) -> Loaders {
    let (db, turns) = (db.0.clone(), turns.clone());
    DataLoader::new(Batch { db }, move |load| turns.load_later(load)).delay(Duration::ZERO)
}

/// A loader's failure, which several waiting resolvers share.
pub type BatchError = Arc<DbErr>;

/// Declares a loader of rows by their primary key.
#[macro_export]
macro_rules! load_by_key {
    ($(#[$doc:meta])* $key:ident($id:ty), $table:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl async_graphql::dataloader::Loader<$key> for $crate::db::Batch {
            type Value = $table::Model;
            type Error = $crate::db::BatchError;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<std::collections::HashMap<$key, Self::Value>, $crate::db::BatchError> {
                let query = $table::Entity::find().filter($table::Column::Id.is_in(keys.iter().map(|key| key.0)));
                let rows = query.all(&self.db).await.map_err(std::sync::Arc::new)?;
                Ok(rows.into_iter().map(|row| ($key(row.id), row)).collect())
            }
        }
    };
}
