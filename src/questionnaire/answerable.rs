//! What of a question is answered for itself: the question, its rows, or its fields. Pure.

use ::entity::id::QuestionId;
use ::entity::question::QuestionKind;
use ::entity::version_option;
use ::entity::version_question::Format;

use super::content::Kind;
use super::{StoredQuestion, StoredVersion};

/// Something that is answered for itself.
#[derive(Clone, Copy, Debug)]
pub struct Answerable<'a> {
    /// Under what its answers are stored.
    pub id: QuestionId,
    /// Its code, of a part after that of its question and a dot.
    pub code: &'a str,
    /// What kind of value it takes; of what has parts none, only «don't know» and «not relevant» for the whole.
    pub kind: QuestionKind,
    /// What can be chosen.
    pub options: &'a [version_option::Model],
    /// What its answers must keep to besides.
    pub format: &'a Format,
    /// «Don't know» may be chosen.
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen.
    pub allows_not_relevant: bool,
    /// The repeating group that it is a field of: it is answered once for each row.
    pub group: Option<&'a StoredQuestion>,
}

impl StoredQuestion {
    /// The question itself, where anything is answered to it, and its parts.
    pub fn answerable(&self) -> impl Iterator<Item = Answerable<'_>> {
        let whole = self.asked.kind.is_answered().then_some(Answerable {
            id: self.question.id,
            code: &self.question.code,
            kind: self.asked.kind,
            options: &self.options,
            format: &self.row.format,
            allows_dont_know: self.row.allows_dont_know,
            allows_not_relevant: self.row.allows_not_relevant,
            group: None,
        });
        let fields = self.asked.kind.has_fields();
        let parts = self.parts.iter().map(move |part| Answerable {
            id: part.question.id,
            code: &part.question.code,
            kind: part.asked.kind,
            options: if fields { &part.options } else { &self.options },
            format: if fields { &part.asked.format } else { &self.row.format },
            allows_dont_know: self.row.allows_dont_know,
            allows_not_relevant: self.row.allows_not_relevant,
            group: fields.then_some(self),
        });
        whole.into_iter().chain(parts)
    }
}

impl StoredVersion {
    /// Everything that is answered for itself, in the order in which it is asked.
    pub fn answerable(&self) -> impl Iterator<Item = Answerable<'_>> {
        self.questions().flat_map(StoredQuestion::answerable)
    }
}
