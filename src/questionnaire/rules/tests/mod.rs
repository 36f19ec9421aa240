//! What the rule language promises, as tables and as properties.

mod answers;
mod checking;
mod limits;
mod never;
mod properties;
mod reading;
mod reference;
mod samples;
mod vectors;
