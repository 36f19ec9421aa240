//! What an owner adds to the figures of a round, and what all of a group come to. Pure, and in whole numbers: the same owners come
//! to the same sums, in whatever order they came, went and came again.

use std::collections::BTreeMap;

use ::entity::id::DimensionId;
use serde::{Deserialize, Serialize};

use crate::maturity::{overall_score, score};

/// Parts of the whole that a score is kept in: millionths.
pub(super) const PARTS: f64 = 1e6;
/// Millionths in a bin of the distribution: thousandths of the scale.
const BIN: i64 = 1_000;
/// Millionths in a tenth of the scale.
const TENTH: i64 = 100_000;

/// A value from 0 to 1 in millionths.
#[expect(clippy::cast_possible_truncation, reason = "a value is at most 1")]
fn millionths(value: f64) -> i64 {
    (value * PARTS).round() as i64
}

/// What an owner adds to the figures of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    /// It is invited, and not withdrawn.
    pub(super) invited: bool,
    /// It has submitted.
    pub(super) responded: bool,
    /// The groups that it is in, besides all.
    pub(super) groups: Vec<Group>,
    /// Its scores; none where it has not submitted, or nothing is scored.
    pub(super) cells: Vec<Cell>,
}

impl Share {
    /// Its place among the groups that go by this, where it has one.
    pub(super) fn member_of(&self, axis: &str) -> Option<&str> {
        self.groups.iter().find(|group| group.axis == axis).map(|group| group.member.as_str())
    }

    /// Its points, in millionths, in the dimensions where it has one, and over all of them.
    pub(super) fn points(&self) -> impl Iterator<Item = (DimensionId, i64)> {
        self.cells.iter().filter_map(|cell| Some((cell.dimension, cell.point?)))
    }
}

/// A group of owners: those that stand in the same place of something.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Group {
    /// What the groups go by; empty for all owners.
    pub(super) axis: String,
    /// Which of them; empty for all owners.
    pub(super) member: String,
}

/// Stands for all dimensions together where there is room for one.
pub(super) const OVERALL: DimensionId = DimensionId(uuid::Uuid::nil());

/// What an owner adds to the figures of a dimension, or of [`OVERALL`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    dimension: DimensionId,
    point: Option<i64>,
    bounds: Option<(i64, i64)>,
    level: Option<i32>,
    observed: i64,
    dont_know: i64,
    not_relevant: i64,
    missing: i64,
    /// Nothing of it applies to the owner: there are no bounds, and none are to be had. Not known of what was kept before it was counted.
    #[serde(default)]
    inapplicable: bool,
}

impl Cell {
    /// What it is of.
    pub(super) fn dimension(&self) -> DimensionId {
        self.dimension
    }

    /// The thousandth of the scale that its point is counted in.
    pub(super) fn bin(&self) -> Option<i64> {
        self.point.map(|point| (point + BIN / 2) / BIN)
    }
}

impl From<&score::Model> for Cell {
    fn from(row: &score::Model) -> Self {
        Self {
            dimension: row.dimension_id,
            point: row.point.map(millionths),
            bounds: row.lower.zip(row.upper).map(|(lower, upper)| (millionths(lower), millionths(upper))),
            level: row.level,
            observed: i64::from(row.observed),
            dont_know: i64::from(row.dont_know),
            not_relevant: i64::from(row.not_relevant),
            missing: i64::from(row.missing),
            inapplicable: row.lower.is_none(),
        }
    }
}

/// Over all dimensions the arithmetic mean is counted; of its items, those of the dimensions are.
impl From<&overall_score::Model> for Cell {
    fn from(row: &overall_score::Model) -> Self {
        Self {
            dimension: OVERALL,
            point: row.arithmetic.map(millionths),
            bounds: row.lower.zip(row.upper).map(|(lower, upper)| (millionths(lower), millionths(upper))),
            level: row.level,
            observed: 0,
            dont_know: 0,
            not_relevant: 0,
            missing: 0,
            inapplicable: row.lower.is_none(),
        }
    }
}

/// What the owners of a group come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sums {
    /// Owners.
    pub(super) population: i64,
    /// Those invited and not withdrawn.
    pub(super) invited: i64,
    /// Those that have submitted.
    pub(super) responded: i64,
    dimensions: BTreeMap<DimensionId, DimensionSums>,
}

/// What the owners of a group come to in a dimension. Scores are in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DimensionSums {
    /// Owners with a point.
    pub(super) scored: i64,
    /// Sum of the points.
    pub(super) points: i64,
    /// Sum of their squares: below the limit of the type for nine million owners.
    pub(super) squares: i64,
    /// Owners with bounds.
    pub(super) bounded: i64,
    /// Sum of the lower bounds.
    pub(super) lower: i64,
    /// Sum of the upper bounds.
    pub(super) upper: i64,
    /// Items with a value.
    pub(super) observed: i64,
    /// Items answered «don't know».
    pub(super) dont_know: i64,
    /// Items that do not apply.
    pub(super) not_relevant: i64,
    /// Items not answered.
    pub(super) missing: i64,
    /// Owners that it does not apply to.
    #[serde(default)]
    pub(super) inapplicable: i64,
    /// Owners at each level that any is at.
    pub(super) levels: BTreeMap<i32, i64>,
    /// Owners with a point in each thousandth of the scale that any is in, by its middle: 250 holds 0.2495 to 0.2505.
    pub(super) bins: BTreeMap<i64, i64>,
    /// Owners with a point in each tenth of the scale that any is in: 1 holds 0.1 and what is below 0.2, 9 holds 1 too.
    pub(super) tenths: BTreeMap<i64, i64>,
}

impl Sums {
    /// Adds an owner's share so many times: 1 to count it, -1 to count it no longer.
    pub(super) fn add(&mut self, share: &Share, times: i64) {
        self.population += times;
        self.invited += times * i64::from(share.invited);
        self.responded += times * i64::from(share.responded);
        for cell in &share.cells {
            let sums = self.dimensions.entry(cell.dimension).or_default();
            sums.add(cell, times);
            if *sums == DimensionSums::default() {
                self.dimensions.remove(&cell.dimension);
            }
        }
    }

    /// What they come to in a dimension; nothing where nobody has a score.
    pub(super) fn of(&self, dimension: DimensionId) -> DimensionSums {
        self.dimensions.get(&dimension).cloned().unwrap_or_default()
    }
}

impl DimensionSums {
    fn add(&mut self, cell: &Cell, times: i64) {
        if let Some((point, bin)) = cell.point.zip(cell.bin()) {
            self.scored += times;
            self.points += times * point;
            self.squares += times * point * point;
            count(&mut self.bins, bin, times);
            count(&mut self.tenths, (point / TENTH).min(9), times);
        }
        if let Some((lower, upper)) = cell.bounds {
            self.bounded += times;
            self.lower += times * lower;
            self.upper += times * upper;
        }
        if let Some(level) = cell.level {
            count(&mut self.levels, level, times);
        }
        self.observed += times * cell.observed;
        self.dont_know += times * cell.dont_know;
        self.not_relevant += times * cell.not_relevant;
        self.missing += times * cell.missing;
        self.inapplicable += times * i64::from(cell.inapplicable);
    }
}

/// Counts up or down; what nobody is in is no entry.
fn count<K: Ord + Copy>(counts: &mut BTreeMap<K, i64>, key: K, times: i64) {
    let found = counts.entry(key).or_default();
    *found += times;
    if *found == 0 {
        counts.remove(&key);
    }
}

/// The sums of each group of a round.
pub(super) type BySums = BTreeMap<Group, Sums>;

/// Counts an owner in all the groups that it is in, so many times; groups that nobody is in any more are no entry.
pub(super) fn add_to_all(sums: &mut BySums, share: &Share, times: i64) {
    for group in share.groups.iter().chain([&Group::default()]) {
        let found = sums.entry(group.clone()).or_default();
        found.add(share, times);
        if *found == Sums::default() {
            sums.remove(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(dimension: DimensionId) -> impl Strategy<Value = Cell> {
        (
            prop::option::of(0..=1_000_000_i64),
            prop::option::of((0..500_000_i64, 500_000..=1_000_000_i64)),
            0..5_i64,
        )
            .prop_map(move |(point, bounds, few)| Cell {
                dimension,
                point,
                bounds,
                level: point.map(|point| i32::try_from(point / 250_000).unwrap()),
                observed: few,
                dont_know: few % 2,
                not_relevant: few % 3,
                missing: 5 - few,
                inapplicable: bounds.is_none(),
            })
    }

    fn share() -> impl Strategy<Value = Share> {
        let [one, two] = [1_u128, 2].map(|number| DimensionId(uuid::Uuid::from_u128(number)));
        let group = |axis: &str, member: u8| Group { axis: axis.to_owned(), member: member.to_string() };
        (any::<bool>(), any::<bool>(), 0..3_u8, 0..2_u8, cell(one), cell(two)).prop_map(
            move |(invited, responded, first, second, one, two)| Share {
                invited,
                responded,
                groups: vec![group("stratum", first), group("sector", second)],
                cells: if responded { vec![one, two] } else { Vec::new() },
            },
        )
    }

    proptest! {
        /// However owners come, go and come again, what is counted is what is there.
        #[test]
        fn order_makes_no_difference(shares in prop::collection::vec(share(), 0..20), gone in prop::collection::vec(share(), 0..10)) {
            let mut plainly = BySums::new();
            for share in &shares {
                add_to_all(&mut plainly, share, 1);
            }
            let mut otherwise = BySums::new();
            for share in gone.iter().chain(shares.iter().rev()) {
                add_to_all(&mut otherwise, share, 1);
            }
            for share in &gone {
                add_to_all(&mut otherwise, share, -1);
            }
            prop_assert_eq!(&plainly, &otherwise);
            let all = plainly.get(&Group::default()).cloned().unwrap_or_default();
            prop_assert_eq!(all.population, i64::try_from(shares.len()).unwrap());
            let strata: i64 = plainly.iter().filter(|(group, _)| group.axis == "stratum").map(|(_, sums)| sums.responded).sum();
            prop_assert_eq!(strata, all.responded);
        }

        #[test]
        fn what_is_kept_reads_as_it_was_written(shares in prop::collection::vec(share(), 1..10)) {
            let mut sums = Sums::default();
            for share in &shares {
                sums.add(share, 1);
                let text = serde_json::to_string(share).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Share>(&text).unwrap(), share);
            }
            let read: Sums = serde_json::from_value(serde_json::to_value(&sums).unwrap()).unwrap();
            prop_assert_eq!(read, sums);
        }
    }

    /// What was kept before owners that a dimension does not apply to were counted can be taken out of sums kept before, and put in anew.
    #[test]
    fn what_was_kept_before_is_exchanged_for_what_is_so_now() {
        let dimension = DimensionId(uuid::Uuid::from_u128(1));
        let kept = format!(
            r#"{{"invited":true,"responded":true,"groups":[],"cells":[{{"dimension":"{dimension}","point":null,"bounds":null,"level":null,
            "observed":0,"dont_know":0,"not_relevant":2,"missing":0}}]}}"#,
            dimension = dimension.0
        );
        let before: Share = serde_json::from_str(&kept).unwrap();
        let sums = format!(
            r#"{{"population":1,"invited":1,"responded":1,"dimensions":{{"{dimension}":{{"scored":0,"points":0,"squares":0,"bounded":0,
            "lower":0,"upper":0,"observed":0,"dont_know":0,"not_relevant":2,"missing":0,"levels":{{}},"tenths":{{}},"bins":{{}}}}}}}}"#,
            dimension = dimension.0
        );
        let mut sums: Sums = serde_json::from_str(&sums).unwrap();
        assert_eq!(sums.of(dimension).inapplicable, 0);
        let mut now = before.clone();
        now.cells[0].inapplicable = true;
        sums.add(&before, -1);
        sums.add(&now, 1);
        let found = sums.of(dimension);
        assert_eq!((sums.population, found.inapplicable, found.not_relevant), (1, 1, 2));
    }

    #[test]
    fn scores_are_counted_in_millionths_and_thousandths() {
        let dimension = DimensionId(uuid::Uuid::from_u128(1));
        let row = |point: Option<f64>| score::Model {
            response_id: ::entity::id::ResponseId::new(),
            dimension_id: dimension,
            point,
            lower: Some(0.25),
            upper: Some(0.75),
            coverage: 0.7,
            level: point.map(|_| 1),
            observed: 3,
            dont_know: 1,
            not_relevant: 2,
            missing: 0,
            input_hash: String::new(),
            computed_at: chrono::DateTime::UNIX_EPOCH,
        };
        let mut sums = Sums::default();
        for point in [Some(0.3333333), Some(0.3996), Some(1.0), None] {
            sums.add(
                &Share {
                    invited: true,
                    responded: true,
                    groups: Vec::new(),
                    cells: vec![Cell::from(&row(point))],
                },
                1,
            );
        }
        let found = sums.of(dimension);
        assert_eq!((sums.population, sums.responded, found.scored, found.bounded), (4, 4, 3, 4));
        assert_eq!((found.points, found.lower, found.upper), (1_732_933, 1_000_000, 3_000_000));
        assert_eq!(found.bins, BTreeMap::from([(333, 1), (400, 1), (1000, 1)]));
        assert_eq!(found.tenths, BTreeMap::from([(3, 2), (9, 1)]), "0.3996 lies below 0.4");
        assert_eq!(found.levels, BTreeMap::from([(1, 3)]));
        assert_eq!((found.observed, found.dont_know, found.not_relevant), (12, 4, 8));
    }
}
