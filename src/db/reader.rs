use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    IsolationLevel, QueryResult, Statement, TransactionOptions, TransactionTrait as _,
};

use super::Statements;

/// Connections for reading. What an operation reads by itself is waited for before its loaders load
/// ([`Turns`](super::Turns)).
#[derive(Clone, Debug)]
pub struct Reader<C = DatabaseConnection>(pub(super) C);

impl Reader {
    /// Reads all that is asked of it as it was at one time, whatever is written meanwhile, so that what is counted in several
    /// statements adds up. Holds a connection until it is dropped; ask nothing else for one until then.
    pub(crate) async fn snapshot(&self) -> Result<Reader<DatabaseTransaction>, DbErr> {
        let options = match self.0.get_database_backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            // On SQLite every transaction that reads does so.
            _ => TransactionOptions::default(),
        };
        Statements::wait_for(self.0.begin_with_options(options)).await.map(Reader)
    }
}

#[async_trait::async_trait]
impl<C: ConnectionTrait> ConnectionTrait for Reader<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        Statements::wait_for(self.0.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        Statements::wait_for(self.0.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Statements::wait_for(self.0.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        Statements::wait_for(self.0.query_all_raw(statement)).await
    }
}
