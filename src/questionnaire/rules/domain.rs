//! What a reference, or something worked out of references, may still be, given what a rule demands of it.

use std::collections::BTreeSet;

use super::environment::Absence;
use super::scope::Options;

const ABSENCES: [Absence; 4] =
    [Absence::NotAnswered, Absence::DontKnow, Absence::NotRelevant, Absence::NotShown];

/// The reasons to be empty, and the values, that are still possible.
#[derive(Clone, Debug)]
pub(super) struct State {
    absences: BTreeSet<Absence>,
    values: Option<Values>,
}

/// A superset of the values that are possible.
#[derive(Clone, Debug)]
pub(super) enum Values {
    Any,
    /// Numbers, and dates as days.
    Numbers(Interval),
    /// One of these codes; also `true` and `false`.
    Among(Options),
    /// A text that is none of these.
    Outside(Options),
    /// Rows or chosen options: all of `within`, some in each of `some`, and at most so many different ones.
    Rows {
        within: Options,
        some: Vec<Options>,
        most: usize,
    },
}

/// Numbers from `low` to `high`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) above_low: bool,
    pub(super) high: f64,
    pub(super) below_high: bool,
    /// Only whole numbers.
    pub(super) whole: bool,
}

impl State {
    /// Has one of these values.
    pub(super) fn known(values: Values) -> Self {
        Self { absences: BTreeSet::new(), values: Some(values) }
    }

    /// Is empty for any reason, or has one of these values.
    pub(super) fn anything_in(values: Values) -> Self {
        Self { absences: ABSENCES.into(), values: Some(values) }
    }

    /// Has a value, or is empty for one of these reasons.
    pub(super) fn answered_or(absences: impl IntoIterator<Item = Absence>) -> Self {
        Self { absences: absences.into_iter().collect(), values: Some(Values::Any) }
    }

    /// Is empty for any reason.
    pub(super) fn absent() -> Self {
        Self { absences: ABSENCES.into(), values: None }
    }

    /// Is empty for this reason.
    pub(super) fn absent_for(reason: Absence) -> Self {
        Self { absences: [reason].into(), values: None }
    }

    /// Has a value, or is empty for another reason.
    pub(super) fn other_than(reason: Absence) -> Self {
        let mut absences = BTreeSet::from(ABSENCES);
        absences.remove(&reason);
        Self { absences, values: Some(Values::Any) }
    }

    /// Both at once; `None` where that cannot be.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let absences: BTreeSet<_> = self.absences.intersection(&other.absences).copied().collect();
        let values = match (&self.values, &other.values) {
            (Some(one), Some(another)) => Some(one.and(another)).filter(Values::is_possible),
            _ => None,
        };
        (values.is_some() || !absences.is_empty()).then_some(Self { absences, values })
    }
}

impl Values {
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Numbers(one), Self::Numbers(another)) => Self::Numbers(one.and(*another)),
            (Self::Among(one), Self::Among(another)) => Self::Among(one & another),
            (Self::Among(these), Self::Outside(not_these))
            | (Self::Outside(not_these), Self::Among(these)) => Self::Among(these - not_these),
            (Self::Outside(one), Self::Outside(another)) => Self::Outside(one | another),
            (
                Self::Rows { within: one, some, most },
                Self::Rows { within: another, some: more, most: also },
            ) => Self::Rows {
                within: one & another,
                some: some.iter().chain(more).cloned().collect(),
                most: *most.min(also),
            },
            (Self::Any, _) => other.clone(),
            // Kinds that do not meet in a checked rule: the first alone is a superset of both together.
            _ => self.clone(),
        }
    }

    fn is_possible(&self) -> bool {
        match self {
            Self::Any | Self::Outside(_) => true,
            Self::Numbers(interval) => interval.is_possible(),
            Self::Among(codes) => !codes.is_empty(),
            Self::Rows { within, some, most } => {
                let some: Vec<Options> = some.iter().map(|codes| codes & within).collect();
                !within.is_empty() && some.iter().all(|codes| !codes.is_empty()) && are_met(&some, *most)
            }
        }
    }

    /// Rows or chosen options of these, as many as one likes.
    pub(super) fn rows(within: Options) -> Self {
        Self::Rows { within, some: Vec::new(), most: usize::MAX }
    }
}

/// Whether so many codes may meet all of these: those that have none in common take one each.
fn are_met(sets: &[Options], most: usize) -> bool {
    if most == 1 {
        let all = sets.iter().cloned().reduce(|one, another| &one & &another);
        return all.is_none_or(|all| !all.is_empty());
    }
    let mut apart: Vec<&Options> = Vec::new();
    for codes in sets {
        if apart.iter().all(|other| other.is_disjoint(codes)) {
            apart.push(codes);
        }
    }
    apart.len() <= most
}

impl Interval {
    /// Every number.
    pub(super) const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        above_low: false,
        high: f64::INFINITY,
        below_high: false,
        whole: false,
    };

    pub(super) fn and(self, other: Self) -> Self {
        let (low, above_low) = if self.low == other.low {
            (self.low, self.above_low || other.above_low)
        } else if self.low > other.low {
            (self.low, self.above_low)
        } else {
            (other.low, other.above_low)
        };
        let (high, below_high) = if self.high == other.high {
            (self.high, self.below_high || other.below_high)
        } else if self.high < other.high {
            (self.high, self.below_high)
        } else {
            (other.high, other.below_high)
        };
        Self { low, above_low, high, below_high, whole: self.whole || other.whole }
    }

    pub(super) fn is_possible(self) -> bool {
        if !self.whole {
            return self.low < self.high || (self.low == self.high && !self.above_low && !self.below_high);
        }
        let mut lowest = self.low.ceil();
        if self.above_low && lowest == self.low {
            lowest += 1.0;
        }
        let mut highest = self.high.floor();
        if self.below_high && highest == self.high {
            highest -= 1.0;
        }
        lowest <= highest
    }
}
