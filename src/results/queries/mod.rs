//! The statements of this stage.

mod counted;
mod cross;
mod export;
mod figures;
mod left_out;
mod open;

pub(super) use counted::Of;
pub(super) use cross::{Side, Where, cells, totals};
pub(super) use export::{
    Exported, NotShown, SaidRow, Whose, anonymous_after, chosen_of, not_shown_of, origins_of, owners_after,
    said_of, submitted_of,
};
pub(super) use figures::{Wholes, base, dates, numbers, options, states, unshown, wholes};
pub(super) use left_out::replace_left_out;
pub(super) use open::{OpenRow, count_texts, texts};
