//! What respondents may see of the others. Pure.
//!
//! A respondent sees how its owner stands beside the others of its stratum and beside all, and must not be able to work out what any other
//! owner came to: neither from a group of few, nor from the difference between two groups, nor from how a figure changed when one more
//! submitted. So figures for respondents go by one partition, the strata, and move in steps: a sum takes in changes only where at least
//! [`smallest`](released) owners of the stratum have changed since it last did, and only where none, or at least so many, are left in it. All
//! owners together are the sum of these sums. Whatever is taken from whatever, at least so many owners are in the difference.
//!
//! Who is among those shown at all moves in such steps of its own ([`MEMBERSHIP`]), for all dimensions and models at once: a point counts
//! only where its owner is shown ([`allowed`]). Otherwise the round could be scored by another model and back, which changes everybody's
//! points, and whoever waits would come in as one of many, to be found by taking the figures before from those after. For the same reason
//! what is shown by one model stays as it is while another is used.

use std::collections::{BTreeMap, BTreeSet};

use ::entity::id::{DimensionId, MaturityModelId};

/// Stands for being shown at all, where there is room for a dimension. Its points are 0.
pub(super) const MEMBERSHIP: DimensionId = DimensionId(uuid::Uuid::max());

/// Stands for all dimensions of a model together, where there is room for one.
pub(super) const fn overall_of(model: MaturityModelId) -> DimensionId {
    DimensionId(model.0)
}

/// Where an owner's point counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The stratum.
    pub(super) member: String,
    /// The point, in millionths.
    pub(super) point: i64,
}

/// An owner's point in a dimension that does not count as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Where it counts in what is shown, if it does.
    pub(super) shown: Option<Place>,
    /// Where it should, if it should.
    pub(super) now: Option<Place>,
}

/// What is shown of a stratum in a dimension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Owners whose points count.
    pub(super) owners: i64,
    /// Sum of their points, in millionths.
    pub(super) points: i64,
}

/// What is shown of each stratum in a dimension.
pub(super) type ByStratum = BTreeMap<String, Shown>;

impl Waiting {
    /// What counts nowhere, and should not.
    pub(super) const NOWHERE: Self = Self { shown: None, now: None };

    /// The strata whose sums change when it is shown.
    fn strata(&self) -> BTreeSet<&str> {
        [&self.shown, &self.now].into_iter().flatten().map(|place| place.member.as_str()).collect()
    }
}

/// What of a point may count now, given where its owner is shown: it stands in that stratum, and nowhere where its owner is not shown.
/// `None` where nothing is left to change.
pub(super) fn allowed(point: Waiting, owner: &Waiting) -> Option<Waiting> {
    let now = match (&owner.shown, &point.now) {
        (None, _) => None,
        (Some(here), Some(now)) => Some(Place { member: here.member.clone(), point: now.point }),
        // It goes when its owner does.
        (Some(_), None) if owner.now.is_none() => point.shown.clone(),
        (Some(_), None) => None,
    };
    (now != point.shown).then_some(Waiting { shown: point.shown, now })
}

/// The places, among those that wait in a dimension, of what may be shown now: as many as can be. `smallest` is the least number of owners
/// that a figure may be about.
pub(super) fn released(waiting: &[Waiting], shown: &ByStratum, smallest: i64) -> Vec<usize> {
    let mut left: Vec<usize> = (0..waiting.len()).collect();
    loop {
        let mut changed: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for one in left.iter().filter_map(|place| waiting.get(*place)) {
            for stratum in one.strata() {
                changed.entry(stratum).or_default().0 += 1;
            }
            for (place, owners) in [(&one.shown, -1), (&one.now, 1)] {
                if let Some(place) = place {
                    changed.entry(&place.member).or_default().1 += owners;
                }
            }
        }
        let too_few = |stratum: &str, (owners, more): (i64, i64)| {
            let after = shown.get(stratum).map_or(0, |shown| shown.owners) + more;
            owners < smallest || (after != 0 && after < smallest)
        };
        let held: BTreeSet<&str> = changed
            .into_iter()
            .filter(|(stratum, owners)| too_few(stratum, *owners))
            .map(|(stratum, _)| stratum)
            .collect();
        if held.is_empty() {
            return left;
        }
        left.retain(|place| waiting.get(*place).is_some_and(|one| one.strata().is_disjoint(&held)));
    }
}

/// Counts a point where it should, and no longer where it did.
pub(super) fn show(shown: &mut ByStratum, one: &Waiting) {
    for (place, times) in [(&one.shown, -1), (&one.now, 1)] {
        let Some(place) = place else { continue };
        let sums = shown.entry(place.member.clone()).or_default();
        sums.owners += times;
        sums.points += times * place.point;
        if sums.owners == 0 {
            shown.remove(&place.member);
        }
    }
}

/// What a respondent sees of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeerFigure {
    /// Owners whose points are in the mean.
    pub owners: i64,
    /// Their mean, 0 to 1, to the second decimal.
    pub mean: f64,
}

/// What respondents see of these strata together: nothing of fewer than `smallest` owners.
pub(super) fn figure<'a>(strata: impl IntoIterator<Item = &'a Shown>, smallest: i64) -> Option<PeerFigure> {
    let add =
        |sum: Shown, one: &Shown| Shown { owners: sum.owners + one.owners, points: sum.points + one.points };
    let Shown { owners, points } = strata.into_iter().fold(Shown::default(), add);
    let mean = || points as f64 / owners as f64 / super::sums::PARTS;
    (owners >= smallest.max(1)).then(|| PeerFigure { owners, mean: (mean() * 100.0).round() / 100.0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(member: &str, point: i64) -> Option<Place> {
        Some(Place { member: member.to_owned(), point })
    }

    fn comes(member: &str) -> Waiting {
        Waiting { shown: None, now: at(member, 500_000) }
    }

    #[test]
    fn nothing_is_shown_of_few() {
        let many = |member: &str, count: usize| vec![comes(member); count];
        let shown = |owners: i64| ByStratum::from([("stat".to_owned(), Shown { owners, points: 0 })]);
        for (waiting, before, released_of_them) in [
            (many("stat", 4), ByStratum::new(), 0),
            (many("stat", 5), ByStratum::new(), 5),
            // One more would be told by the difference.
            (many("stat", 1), shown(5), 0),
            (many("stat", 5), shown(5), 5),
            // Two strata: what is too few of one holds up nothing of the other, and is in no figure of all.
            ([many("stat", 5), many("kommune", 2)].concat(), ByStratum::new(), 5),
            // Leaving fewer than five behind would tell of those.
            (vec![Waiting { shown: at("stat", 1), now: None }; 5], shown(7), 0),
            (vec![Waiting { shown: at("stat", 1), now: None }; 5], shown(5), 5),
            // Who moves changes both.
            (vec![Waiting { shown: at("stat", 1), now: at("kommune", 1) }; 5], shown(10), 5),
            (vec![Waiting { shown: at("stat", 1), now: at("kommune", 1) }; 4], shown(10), 0),
        ] {
            assert_eq!(released(&waiting, &before, 5).len(), released_of_them, "{waiting:?} {before:?}");
        }
    }

    #[test]
    fn a_mean_is_of_enough_owners_and_no_sharper_than_a_hundredth() {
        let of = |owners, points| Shown { owners, points };
        assert_eq!(figure([&of(4, 4_000_000)], 5), None);
        assert_eq!(figure([&of(5, 2_345_678)], 5), Some(PeerFigure { owners: 5, mean: 0.47 }));
        assert_eq!(figure([&of(3, 0), &of(3, 3_000_000)], 5), Some(PeerFigure { owners: 6, mean: 0.5 }));
        assert_eq!(figure([], 5), None);
    }

    fn place() -> impl Strategy<Value = Option<Place>> {
        prop::option::weighted(0.8, (0..3_u8, 0..=1_000_000_i64))
            .prop_map(|found| found.map(|(stratum, point)| Place { member: stratum.to_string(), point }))
    }

    /// What is kept of owners in a dimension, as `show_peers` keeps it.
    #[derive(Clone, Default)]
    struct Kept {
        now: Vec<Option<Place>>,
        counted: Vec<Option<Place>>,
        shown: ByStratum,
    }

    impl Kept {
        fn of(owners: usize) -> Self {
            Self { now: vec![None; owners], counted: vec![None; owners], shown: ByStratum::new() }
        }

        fn one(&self, owner: usize) -> Waiting {
            Waiting { shown: self.counted[owner].clone(), now: self.now[owner].clone() }
        }

        /// Shows what may be shown; returns how many changed in each stratum.
        fn step(&mut self, members: Option<&Self>, smallest: i64) -> BTreeMap<String, i64> {
            let waiting: Vec<(usize, Waiting)> = (0..self.now.len())
                .filter(|owner| self.now[*owner] != self.counted[*owner])
                .filter_map(|owner| match members {
                    None => Some((owner, self.one(owner))),
                    Some(members) => Some((owner, allowed(self.one(owner), &members.one(owner))?)),
                })
                .collect();
            let each: Vec<Waiting> = waiting.iter().map(|(_, one)| one.clone()).collect();
            let mut touched: BTreeMap<String, i64> = BTreeMap::new();
            for place in released(&each, &self.shown, smallest) {
                let (owner, one) = &waiting[place];
                show(&mut self.shown, one);
                self.counted[*owner].clone_from(&one.now);
                for stratum in one.strata() {
                    *touched.entry(stratum.to_owned()).or_default() += 1;
                }
            }
            touched
        }

        fn owners(&self) -> BTreeSet<usize> {
            (0..self.counted.len()).filter(|owner| self.counted[*owner].is_some()).collect()
        }
    }

    #[test]
    fn nobody_comes_in_by_way_of_another_model() {
        let (mut members, mut by_model) = (Kept::of(6), [Kept::of(6), Kept::of(6)]);
        let comes = |owner: usize, members: &mut Kept, by_model: &mut [Kept; 2]| {
            members.now[owner] = at("stat", 0);
            by_model[0].now[owner] = at("stat", 100_000);
            by_model[1].now[owner] = at("stat", 900_000);
        };
        (0..5).for_each(|owner| comes(owner, &mut members, &mut by_model));
        members.step(None, 5);
        by_model[0].step(Some(&members), 5);
        let before = by_model[0].shown.clone();
        assert_eq!(before["stat"].owners, 5);
        comes(5, &mut members, &mut by_model);
        for model in [1, 0, 1, 0] {
            members.step(None, 5);
            by_model[model].step(Some(&members), 5);
            assert_eq!(by_model[model].shown["stat"].owners, 5);
        }
        assert_eq!(by_model[0].shown, before);
    }

    proptest! {
        /// However owners come and change, and whichever models the round is scored by in between: who is shown by a model differs
        /// from who was shown before, by it or by another, by nobody or by enough owners.
        #[test]
        fn no_two_figures_differ_by_few_owners(
            changes in prop::collection::vec((prop::collection::vec((0..30_usize, 0..=1_000_000_i64), 0..8), 0..3_usize), 1..20),
            smallest in 3..7_i64,
        ) {
            let (mut members, mut by_model) = (Kept::of(30), vec![Kept::of(30); 3]);
            let mut seen: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
            for (step, model) in changes {
                for (owner, point) in step {
                    let stratum = (owner % 2).to_string();
                    members.now[owner] = at(&stratum, 0);
                    for (number, kept) in by_model.iter_mut().enumerate() {
                        kept.now[owner] = at(&stratum, (point + number as i64) % 1_000_001);
                    }
                }
                members.step(None, smallest);
                by_model[model].step(Some(&members), smallest);
                let shown = by_model[model].owners();
                for before in &seen {
                    let differing = shown.symmetric_difference(before).count();
                    prop_assert!(differing == 0 || differing as i64 >= smallest, "{before:?} {shown:?}");
                }
                seen.push(shown);
            }
        }

        /// However owners come, change, move and go: of every stratum none or enough are shown, each step is about enough of them, and
        /// what is shown is the sum of what was released.
        #[test]
        fn no_step_and_no_group_is_about_few(
            changes in prop::collection::vec(prop::collection::vec((0..30_usize, place()), 1..12), 1..20),
            smallest in 3..7_i64,
        ) {
            let (mut members, mut points) = (Kept::of(30), Kept::of(30));
            for step in changes {
                for (owner, place) in step {
                    members.now[owner] = place.as_ref().map(|place| Place { point: 0, ..place.clone() });
                    // One in four has no point in the dimension.
                    points.now[owner] = place.filter(|place| place.point % 4 != 0);
                }
                let of_members = members.step(None, smallest);
                let of_points = points.step(Some(&members), smallest);
                for (kept, touched) in [(&members, of_members), (&points, of_points)] {
                    prop_assert!(touched.values().all(|owners| *owners >= smallest), "{touched:?}");
                    prop_assert!(kept.shown.values().all(|sums| sums.owners >= smallest), "{:?}", kept.shown);
                    let mut plainly = ByStratum::new();
                    for place in kept.counted.iter().flatten() {
                        let sums = plainly.entry(place.member.clone()).or_default();
                        sums.owners += 1;
                        sums.points += place.point;
                    }
                    prop_assert_eq!(&kept.shown, &plainly);
                }
            }
        }
    }
}
