//! The registry in the schema.

pub mod mutation;
pub mod owner;
mod owner_input;
pub mod query;
pub mod service;
mod service_input;

pub use mutation::RegistryMutation;
pub use owner::{Contact, Organization};
pub use query::RegistryQuery;
pub use service::{Capability, Service};
