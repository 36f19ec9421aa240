use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    TransactionOptions, TransactionTrait as _,
};

/// Reads all that is asked of it as it was at one time, whatever is written meanwhile, so that what is counted in several
/// statements adds up. Holds a connection until it is dropped; ask nothing else for one until then.
pub(crate) async fn snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = match db.get_database_backend() {
        DbBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        },
        // On SQLite every transaction that reads does so.
        _ => TransactionOptions::default(),
    };
    db.begin_with_options(options).await
}
