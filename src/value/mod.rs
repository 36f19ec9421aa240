//! Values that are checked once, where they enter, and typed from there on.

mod code;
mod email;
mod org_number;
mod text;

pub use code::Code;
pub use email::Email;
pub use org_number::OrgNumber;
pub use text::{LONG_TEXT, SHORT_TEXT, TextInput, optional_text, share, text};
