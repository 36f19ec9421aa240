//! Values that are checked once, where they enter, and typed from there on.

mod code;
mod email;
pub mod folding;
mod hash;
mod html;
mod moment;
mod network;
mod org_number;
mod search;
mod text;

pub use code::{Code, SystemCode};
pub use email::Email;
pub use hash::content_hash;
pub use html::escape_html;
pub use moment::moment;
pub use network::network;
pub use org_number::OrgNumber;
pub use search::Search;
pub use text::{CLIENT_KEY, LONG_TEXT, SHORT_TEXT, TextChange, TextInput, optional_text, share, text};
