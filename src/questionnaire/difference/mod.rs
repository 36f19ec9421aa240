//! What differs between two versions, and what that does to comparing their answers. `docs/versions.md` has the reasons.
//!
//! What always holds:
//! - a content has no difference from itself, and whatever differs is found once, under a path by codes;
//! - looked at from the other side, the same changes are found, with before and after, added and removed, exchanged;
//! - nothing here asks the database, except [`between()`].

mod between;
mod compare;
mod format;
mod order;
mod reason;
#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;
mod usage;
mod wording;

use ::entity::Language;
pub use between::{Difference, Touching, between};
pub use compare::difference;
pub use reason::Reason;
pub use usage::{Usage, Uses};

/// What was changed.
// The derive is what knows of GraphQL here: a second list there would drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, async_graphql::Enum)]
#[graphql(name = "QuestionnaireChangeKind")]
pub enum What {
    /// The title of the whole.
    TitleChanged,
    /// A section that was not there.
    SectionAdded,
    /// A section that is gone. What became of its questions is said of each of them.
    SectionRemoved,
    /// A section among the others. Its questions went with it.
    SectionMoved,
    /// The heading of a section.
    SectionTitleChanged,
    /// A question that was not there.
    QuestionAdded,
    /// A question that is gone.
    QuestionRemoved,
    /// A question, to another place or section.
    QuestionMoved,
    /// What kind of answer is taken.
    KindChanged,
    /// What is asked, or what a row or field is called.
    TextChanged,
    /// The help beside it.
    HelpChanged,
    /// Why it is asked.
    WhyChanged,
    /// What is said where the answer does not do.
    ValidMessageChanged,
    /// Whether it must be answered.
    RequiredChanged,
    /// When it is shown.
    VisibleWhenChanged,
    /// While what it must be answered.
    RequiredWhenChanged,
    /// What the answer must keep to.
    ValidWhenChanged,
    /// Whether «don't know» may be chosen.
    DontKnowChanged,
    /// Whether «not relevant» may be chosen.
    NotRelevantChanged,
    /// An option that was not there.
    OptionAdded,
    /// An option that is gone.
    OptionRemoved,
    /// The order of the options.
    OptionsReordered,
    /// What an option is called.
    LabelChanged,
    /// What an option is worth.
    ScoreChanged,
    /// A row or field that was not there.
    PartAdded,
    /// A row or field that is gone.
    PartRemoved,
    /// The order of the rows or fields.
    PartsReordered,
    /// How many options may be chosen.
    AtMostChanged,
    /// What a number is counted in.
    UnitChanged,
    /// The smallest number that is accepted.
    LeastChanged,
    /// The largest number that is accepted.
    MostChanged,
    /// Whether only whole numbers are accepted.
    WholeChanged,
    /// The first day that is accepted.
    EarliestChanged,
    /// The last day that is accepted.
    LatestChanged,
    /// How many characters a text may have.
    LongestChanged,
    /// Where the rows of a group come from.
    RowsFromChanged,
    /// How many rows a group may have.
    MostRowsChanged,
    /// What is on file for a field.
    OnFileChanged,
}

/// What a change does to a series of answers from before it and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, async_graphql::Enum)]
#[graphql(name = "QuestionnaireChangeVerdict")]
pub enum Verdict {
    /// Answers from before and after mean the same.
    Safe,
    /// They can be compared once somebody has said how the old ones and the new ones belong together, or over whom.
    NeedsMapping,
    /// They measure different things: the series ends, and a new one begins.
    BreaksTrend,
}

/// Whose answers a change is about, by codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// All of them.
    Everything,
    /// Those to the questions of a section.
    Section(String),
    /// Those to a question and its parts.
    Question(String),
    /// Those to a row or field: `Q23.sign`.
    Part(String),
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, by codes: `questions.Q03.options.a.label.nb`.
    pub path: Vec<String>,
    /// What was changed there.
    pub what: What,
    /// Of a text in one language: which.
    pub language: Option<Language>,
    /// What stood there before; `None` where nothing did.
    pub before: Option<String>,
    /// What stands there after; `None` where nothing does.
    pub after: Option<String>,
    /// Of a text: the share of its words that are the same, 0 to 1.
    pub similarity: Option<f64>,
    /// Why the verdict is what it is.
    pub reason: Reason,
    /// Whose answers it is about.
    pub about: About,
}

impl Change {
    /// What it does to a series of answers.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.reason.verdict()
    }
}
