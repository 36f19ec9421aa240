//! What the database's errors mean to us, told by their codes.

use sea_orm::sqlx::{self, error::DatabaseError, sqlite::SqliteError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// What tells things of the registry and of frames from each other in files; PostgreSQL's names of their indexes.
const KEYS_OF_ROWS: &[&str] = &[
    "organization_orgnr_key",
    "organization_by_platform_code",
    "contact_one_primary",
    "service_organization_id_code_key",
    "service_by_code",
    "capability_code_key",
    "capability_by_code",
];

/// Whether others kept the database so busy that it had no time for us: nothing was done.
pub(crate) fn is_busy(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
        return true;
    }
    match sqlx_error(error) {
        Some(sqlx::Error::PoolTimedOut) => true,
        Some(sqlx::Error::Database(error)) => is_busy_by_code(&**error),
        _ => false,
    }
}

/// Whether it came of what somebody else did at the same time, so that trying again may do.
pub(crate) fn may_pass(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(error)) = sqlx_error(error) else { return false };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        // It has one writer: nobody else does anything at the same time.
        return false;
    }
    match error.code().as_deref() {
        // serialization_failure, deadlock_detected
        Some("40001" | "40P01") => true,
        // unique_violation
        Some("23505") => error.constraint().is_some_and(|key| KEYS_OF_ROWS.contains(&key)),
        _ => false,
    }
}

fn is_busy_by_code(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        // SQLITE_BUSY, SQLITE_LOCKED; what else the code says is in its higher bytes.
        return code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6));
    }
    // too_many_connections, lock_not_available
    matches!(&*code, "53300" | "55P03")
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(&**error),
        _ => None,
    }
}
