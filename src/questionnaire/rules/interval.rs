//! Arithmetic with numbers of which only the bounds are known. What comes of it holds every number that evaluating can give: rounding
//! keeps the order of numbers, so that the bounds are rounded as what lies between them.

use super::ast::Operator;
use super::domain::Interval;

impl Interval {
    /// No number at all: what is worked out is always empty.
    const NONE: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY, ..Self::ALL };

    /// Just this number.
    pub(super) fn only(number: f64) -> Self {
        Self { low: number, high: number, whole: number.fract() == 0.0, ..Self::ALL }
    }

    /// Whether both bounds are numbers.
    pub(super) fn is_bounded(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// Whether some number here may stand so to some number there.
    pub(super) fn may_stand(self, operator: Operator, other: Self) -> bool {
        if !self.is_possible() || !other.is_possible() {
            return false;
        }
        match operator {
            Operator::Equal => self.and(other).is_possible(),
            Operator::Less => self.low < other.high,
            Operator::AtMost => self.low <= other.high,
            Operator::Greater => self.high > other.low,
            Operator::AtLeast => self.high >= other.low,
            _ => true,
        }
    }

    pub(super) fn negated(self) -> Self {
        let (low, high) = (-self.high, -self.low);
        Self { low, above_low: self.below_high, high, below_high: self.above_low, whole: self.whole }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.together(
            other,
            [(self.low, other.low), (self.high, other.high)].map(|(one, another)| one + another),
        )
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = |one: f64, another: f64| if one == 0.0 || another == 0.0 { 0.0 } else { one * another };
        self.together(other, self.corners(other, product))
    }

    pub(super) fn over(self, other: Self) -> Self {
        if other.low == 0.0 && other.high == 0.0 {
            return Self::NONE;
        }
        let near_zero = other.low <= 0.0 && other.high >= 0.0;
        if near_zero {
            self.together(other, [f64::NAN])
        } else {
            Self { whole: false, ..self.together(other, self.corners(other, |one, another| one / another)) }
        }
    }

    pub(super) fn absolute(self) -> Self {
        let negated = self.negated();
        if self.low >= 0.0 {
            return self;
        }
        if self.high <= 0.0 {
            return negated;
        }
        Self { low: 0.0, high: self.high.max(negated.high), whole: self.whole, ..Self::ALL }
    }

    /// The sum of one to so many of these, added one after another as it is worked out.
    pub(super) fn summed(self, many: usize) -> Self {
        let sum = |bound: f64| (0..many).fold(0.0, |sum, _| sum + bound);
        let low = if self.low < 0.0 { sum(self.low) } else { self.low };
        let high = if self.high > 0.0 { sum(self.high) } else { self.high };
        Self { low, high, whole: self.whole, ..Self::ALL }
    }

    fn corners(self, other: Self, work: impl Fn(f64, f64) -> f64) -> [f64; 4] {
        [
            work(self.low, other.low),
            work(self.low, other.high),
            work(self.high, other.low),
            work(self.high, other.high),
        ]
    }

    /// From the least of these to the largest; everything, where one is not known.
    fn together<const N: usize>(self, other: Self, ends: [f64; N]) -> Self {
        if !self.is_possible() || !other.is_possible() {
            return Self::NONE;
        }
        if ends.iter().any(|end| end.is_nan()) {
            return Self::ALL;
        }
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self { low, high, whole: self.whole && other.whole, ..Self::ALL }
    }
}
