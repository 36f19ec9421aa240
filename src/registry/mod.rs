//! Service owners and how they are reached, their services, and what these need of the platform. The first stage of the
//! flow: it knows of none of the others.
//!
//! Invariants:
//! - an organization number is there once, and its check digit fits; a platform's code of an owner is there once, and a
//!   service's code once for each owner;
//! - an owner has at most one primary contact (a unique index keeps it);
//! - owners and services are sorted by Norwegian collation, by a key that is stored with the name;
//! - contacts are personal data: only those who may edit the registry see them;
//! - every change is written to [`history`](crate::history) in its own transaction;
//! - nothing that answers may hang on is deleted: it is retired, and can be brought back.

pub mod capabilities;
pub mod contacts;
mod find;
pub mod graphql;
mod kept;
pub mod look_up;
pub mod many;
pub mod owners;
mod queries;
pub mod services;
pub mod written;

pub use ::entity::service::{ServiceKind, ServiceStatus};
pub use ::entity::{capability, contact, monthly_volume, organization, service};
pub use find::{
    FACTS, NameCursor, OwnerFilter, Retired, ServiceFilter, TEXT_FACTS, by_id, contact_for_mail, fact_values,
    facts, facts_of, list_owners, list_services, text_facts,
};
pub use queries::{
    ContactById, ContactsOf, NeedsOf, OrganizationById, OrganizationByNumber, ServiceById, ServicesOf,
    VolumesOf, in_order, in_order_of,
};
