use async_graphql::Context;
use async_graphql::dataloader::Loader;

use super::{Result, to_graphql};
use crate::db::{Batch, BatchError, Loaders};
use crate::error::Error;

/// Loads one thing together with those that other objects of the request ask for.
///
/// # Errors
/// An internal error where the database fails.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = BatchError>,
{
    ctx.data::<Loaders>()?.load_one(key).await.map_err(|error| to_graphql(Error::from(error)))
}

/// Loads several things at once, in the order of their keys; every one of them must be there.
///
/// # Errors
/// An internal error where one is not, or where the database fails.
pub async fn load_all<K>(ctx: &Context<'_>, keys: Vec<K>) -> Result<Vec<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = BatchError>,
{
    let loaded = ctx.data::<Loaders>()?.load_many(keys.iter().cloned()).await;
    let loaded = loaded.map_err(|error| to_graphql(Error::from(error)))?;
    keys.iter().map(|key| there(loaded.get(key).cloned())).collect()
}

/// What a foreign key says must be there.
///
/// # Errors
/// An internal error where it is not, which is a fault of ours.
pub fn there<T>(loaded: Option<T>) -> Result<T> {
    loaded.ok_or_else(|| {
        to_graphql(Error::Fault(anyhow::anyhow!("a row that a foreign key names was not found")))
    })
}
