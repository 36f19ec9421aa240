use ::entity::question::QuestionKind;

/// What questions of a kind have and take.
pub trait Kind: Copy {
    /// Whether anything is answered to it.
    fn is_answered(self) -> bool;
    /// Whether one of its options is chosen, and is worth its score.
    fn is_choice(self) -> bool;
    /// Whether it offers options.
    fn has_options(self) -> bool;
    /// Whether it has parts: rows or fields.
    fn has_parts(self) -> bool;
    /// Whether its parts are fields, each of a kind of its own.
    fn has_fields(self) -> bool;
    /// The kind of its rows, where they are all of one.
    fn kind_of_rows(self) -> Option<QuestionKind>;
    /// Whether it takes numbers.
    fn takes_numbers(self) -> bool;
    /// Whether it takes text.
    fn takes_text(self) -> bool;
    /// Whether it can be a field of a repeating group.
    fn fits_in_group(self) -> bool;
}

impl Kind for QuestionKind {
    fn is_answered(self) -> bool {
        self != Self::Information
    }

    fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::Scale | Self::DescribedLevels)
    }

    fn has_options(self) -> bool {
        self.is_choice() || matches!(self, Self::MultipleChoice | Self::Matrix)
    }

    fn has_parts(self) -> bool {
        matches!(self, Self::Matrix | Self::NumberGrid | Self::RepeatingGroup)
    }

    fn has_fields(self) -> bool {
        self == Self::RepeatingGroup
    }

    fn kind_of_rows(self) -> Option<QuestionKind> {
        match self {
            Self::Matrix => Some(Self::SingleChoice),
            Self::NumberGrid => Some(Self::Number),
            _ => None,
        }
    }

    fn takes_numbers(self) -> bool {
        matches!(self, Self::Number | Self::NumberGrid)
    }

    fn takes_text(self) -> bool {
        matches!(self, Self::ShortText | Self::LongText)
    }

    fn fits_in_group(self) -> bool {
        self.is_choice() || self.takes_text() || matches!(self, Self::Number | Self::Date)
    }
}
