//! Service owners and how they are reached. The first stage of the flow: it knows of none of the others.
//!
//! Invariants:
//! - an organization number is there once, and its check digit fits;
//! - an owner has at most one primary contact (a unique index keeps it);
//! - owners are sorted by Norwegian collation, by a key that is stored with the name;
//! - contacts are personal data: only those who may edit the registry see them.

mod find;
pub mod graphql;
mod queries;
mod register;

pub use ::entity::{contact, organization};
pub use find::{OrganizationCursor, by_id, contact_for_mail, list};
pub use queries::{ContactById, ContactsOf, OrganizationById, in_order};
pub use register::{NewContact, NewOrganization, register};
