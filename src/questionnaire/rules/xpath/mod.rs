//! Rules as XLSForm has them: XPath over `${name}`.
//!
//! The two languages treat what is not answered differently: to XPath an empty answer is the text `''` that compares with
//! everything, to a rule it makes empty what is worked out of it. [`holds`] therefore writes XPath that is true where the rule is
//! true and false where it is false *or empty*; [`read()`] takes the words as they stand, and says where that makes a difference.

mod bounds;
mod cut;
mod names;
mod read;
mod say;
mod value;

#[cfg(test)]
mod tests;

pub use bounds::{Bounds, of_itself};
pub use names::{DONT_KNOW, NOT_RELEVANT, Named, Names, Takes, form_name};
pub use read::{Reading, XpathFault, XpathFaultKind, read};
pub use say::{Unsaid, holds, is_not_false};
