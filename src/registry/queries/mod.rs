//! The statements of this stage.

mod capabilities;
mod contacts;
mod owners;
mod services;

use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr};
use sea_orm::{ColumnTrait, DbErr, SqlErr};

use super::Retired;
use crate::value::Search;

pub use capabilities::NeedsOf;
pub(super) use capabilities::{
    add_needs, all_capabilities, capabilities, capability, capability_count, codes_of_needs,
    codes_of_needs_of, drop_needs, insert_capability, lock_capability, set_needs, store_capabilities,
    update_capability,
};
pub use contacts::{ContactById, ContactsOf};
pub(super) use contacts::{
    contact, contacts_of, delete_contact, insert_contacts, no_primaries, no_primary, primary_contacts,
    store_contacts, update_contact,
};
pub use owners::{OrganizationById, OrganizationByNumber, in_order, in_order_of};
pub(super) use owners::{
    code_is_taken, insert_owner, list_owners, lock_owner, owner, store_owners, update_owner,
};
pub use services::{ServiceById, ServicesOf, VolumesOf};
pub(super) use services::{
    forget_volumes, has_service_of_code, insert_service, list_services, lock_service, service, service_of,
    set_volumes, store_services, store_volumes, update_service, volumes_in,
};

/// Conditions on a column of folded text, one for each word.
fn holds_words<C: ColumnTrait>(column: C, search: &Search) -> Vec<Expr> {
    search.patterns().map(|pattern| Expr::col(column).like(LikeExpr::new(pattern))).collect()
}

/// The condition on a column that says since when something is retired; none where everything is wanted.
fn is_retired<C: ColumnTrait>(column: C, retired: Retired) -> Option<Expr> {
    match retired {
        Retired::Without => Some(column.is_null()),
        Retired::Only => Some(column.is_not_null()),
        Retired::With => None,
    }
}

/// Whether a row could be deleted; `false` where others refer to it.
fn unless_needed(outcome: Result<u64, DbErr>) -> Result<bool, DbErr> {
    match outcome {
        Ok(rows) => Ok(rows > 0),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}
