//! The registry in the schema.

/// Declares the input of a mutation that needs to know of one thing only which it is.
macro_rules! which {
    ($(#[$doc:meta])* $name:ident { $(#[$field_doc:meta])* $field:ident: $kind:literal as $id:ty, $path:literal }) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject)]
        pub(in crate::registry::graphql) struct $name {
            $(#[$field_doc])*
            $field: async_graphql::ID,
        }

        impl $name {
            pub(in crate::registry::graphql) fn parse(&self) -> Result<$id, $crate::error::Error> {
                $crate::graphql::base::parse_id($kind, &self.$field)
                    .map_err(|problem| $crate::error::Error::refused($path, problem))
            }
        }
    };
}

pub mod look_up;
pub mod mutation;
pub mod owner;
mod owner_input;
pub mod query;
pub mod service;
mod service_input;

pub use look_up::LookUpQuery;
pub use mutation::RegistryMutation;
pub use owner::{Contact, Organization};
pub use query::RegistryQuery;
pub use service::{Capability, Service};
pub(crate) use service_input::{ChangeServiceInput, ServiceInput};
