//! Import in the schema. Files come and go by HTTP: `POST /uploads`, `GET /exports/…`.

pub mod import;
pub mod operations;

pub use import::Import;
pub use operations::{ImportMutation, ImportQuery, ImportSubscription};
