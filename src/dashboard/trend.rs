//! How the dimensions of maturity go from round to round, and where a series ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::entity::Language;
use ::entity::id::{RoundId, StudyId};
use ::entity::{dimension, round};

use super::overview::{Current, GroupFigures, current, of_group};
use super::queries;
use super::sums::Group;
use crate::Cx;
use crate::auth::Permission;
use crate::db::Executor;
use crate::error::Error;
use crate::maturity::maturity_model::LevelRule;
use crate::maturity::{self, ItemOfModel, Model};
use crate::questionnaire::StoredVersion;
use crate::questionnaire::difference::{About, Reason, Verdict, difference};
use crate::study;

/// The rounds that a trend goes over at most: the latest.
const MOST_ROUNDS: u64 = 20;

/// A round of a trend.
pub struct TrendRound {
    /// The round.
    pub round: round::Model,
    /// The model that it is scored by; `None` where the study has none.
    pub model: Option<Model>,
    /// Owners about whom something changed that is in no figure yet, as of a dashboard.
    pub pending: i64,
    /// What its owners come to.
    pub figures: GroupFigures,
    /// Why series end before this round; nothing where what is measured is the same as in the round before.
    pub breaks: Breaks,
}

/// Why series end between two rounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaks {
    /// That of a dimension, by its code.
    pub dimensions: BTreeMap<String, Vec<Break>>,
    /// That over all dimensions.
    pub overall: Vec<Break>,
}

/// Why what is measured is not what was measured before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// The round before was not scored, or not in this dimension.
    New,
    /// Over all dimensions: others are counted.
    DimensionsChanged,
    /// Over all dimensions: they weigh otherwise beside each other.
    WeightsChanged,
    /// Levels are reached otherwise. Points can be compared all the same.
    LevelsChanged,
    /// Other questions count, or they count otherwise.
    ItemsChanged,
    /// A question that counts means something else.
    QuestionChanged {
        /// Its code.
        code: String,
        /// What was changed about it.
        reason: Reason,
    },
}

impl Break {
    /// Whether points are not to be compared either.
    #[must_use]
    pub fn is_of_points(&self) -> bool {
        *self != Self::LevelsChanged
    }

    /// In words; of a single question, what was changed about it.
    #[must_use]
    pub const fn in_language(&self, language: Language) -> &'static str {
        let [nb, nn, en] = match self {
            Self::New => [
                "Dette ble ikke målt i runden før.",
                "Dette vart ikkje målt i runden før.",
                "This was not measured in the round before.",
            ],
            Self::DimensionsChanged => [
                "Andre dimensjoner regnes med.",
                "Andre dimensjonar blir rekna med.",
                "Other dimensions are counted.",
            ],
            Self::WeightsChanged => [
                "Dimensjonene veier annerledes mot hverandre.",
                "Dimensjonane veg annleis mot kvarandre.",
                "The dimensions weigh otherwise beside each other.",
            ],
            Self::LevelsChanged => [
                "Nivåene nås på en annen måte. Poengene kan sammenlignes, nivåene ikke.",
                "Nivåa blir nådde på ein annan måte. Poenga kan samanliknast, nivåa ikkje.",
                "Levels are reached otherwise. Points can be compared, levels cannot.",
            ],
            Self::ItemsChanged => [
                "Andre spørsmål teller, eller de teller annerledes.",
                "Andre spørsmål tel, eller dei tel annleis.",
                "Other questions count, or they count otherwise.",
            ],
            Self::QuestionChanged { reason, .. } => return reason.in_language(language),
        };
        match language {
            Language::Nb => nb,
            Language::Nn => nn,
            Language::En => en,
        }
    }
}

/// A study, and its rounds that have opened, the earliest first, with what they come to; the latest twenty.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs; [`Error::Forbidden`] for those who may not see dashboards.
pub async fn trend(cx: &Cx, id: StudyId) -> Result<(study::study::Model, Vec<TrendRound>), Error> {
    study::authorize(cx, id, Permission::ReadDashboards).await?;
    let study = study::by_id(cx, id).await?;
    let db = cx.db().snapshot().await?;
    let rounds = queries::opened(&db, id, cx.now(), MOST_ROUNDS).await?;
    let mut found: Vec<TrendRound> = Vec::new();
    let mut before: Option<Measured> = None;
    for round in rounds {
        let version = cx.app.published.get(&db, round.version_id).await?;
        let (model, measured) = Measured::of(&db, version, id, round.id).await?;
        let Current { sums, pending } = current(&db, &measured.version, round.id, None).await?;
        let all = sums.get(&Group::default()).cloned().unwrap_or_default();
        let figures = of_group(&all, true, model.as_ref());
        let breaks = match &before {
            Some(before) => measured.breaks_after(before)?,
            None => Breaks::default(),
        };
        found.push(TrendRound { round, model, pending, figures, breaks });
        before = Some(measured);
    }
    Ok((study, found))
}

/// What a round measures: what it asks, and what of that counts in each dimension.
pub(super) struct Measured {
    version: Arc<StoredVersion>,
    coverage_needed: Option<f64>,
    /// By the code of the dimension: what counts, with the weight in the dimension.
    dimensions: BTreeMap<String, Vec<(String, f64)>>,
    over_all: OverAll,
}

/// What dimensions come to together.
#[derive(Clone, Debug, Default, PartialEq)]
struct OverAll {
    /// The share that each dimension has of all their weight, by its code.
    weights: BTreeMap<String, f64>,
    /// Where levels begin.
    thresholds: Vec<f64>,
    /// Where they are reached by a gate: the level that each dimension belongs to, by its code.
    gate: Option<BTreeMap<String, Option<i32>>>,
}

/// As much as weights may differ by being divided.
const ROUNDING: f64 = 1e-9;

impl OverAll {
    fn of(model: &Model) -> Self {
        let all: f64 = model.dimensions.iter().map(|dimension| dimension.weight).sum();
        let each = model.dimensions.iter();
        let weights = each.clone().map(|dimension| (dimension.code.clone(), dimension.weight / all));
        let own = each.map(|dimension| (dimension.code.clone(), dimension.level));
        let has_gate = model.row.level_rule == LevelRule::Iso33020;
        Self {
            weights: weights.collect(),
            thresholds: model.levels.iter().map(|level| level.from_value).collect(),
            gate: has_gate.then(|| own.collect()),
        }
    }

    /// Why the series over all dimensions ends, besides what ends those of dimensions.
    fn breaks_after(&self, was: &Self) -> Vec<Break> {
        if was.weights.is_empty() {
            return vec![Break::New];
        }
        let mut found = Vec::new();
        let near = |(one, other): (&f64, &f64)| (one - other).abs() < ROUNDING;
        if !self.weights.keys().eq(was.weights.keys()) {
            found.push(Break::DimensionsChanged);
        } else if !self.weights.values().zip(was.weights.values()).all(near) {
            found.push(Break::WeightsChanged);
        }
        if self.thresholds != was.thresholds || self.gate != was.gate {
            found.push(Break::LevelsChanged);
        }
        found
    }
}

impl Measured {
    pub(super) async fn of(
        db: &impl Executor,
        version: Arc<StoredVersion>,
        study: StudyId,
        round: RoundId,
    ) -> Result<(Option<Model>, Self), Error> {
        let model = maturity::model_of(db, study, round).await?;
        let items = match &model {
            Some(model) => maturity::items_with_questions(db, model.row.id).await?,
            None => Vec::new(),
        };
        let coverage_needed = model.as_ref().map(|model| model.row.coverage_needed);
        let of = |dimension: &dimension::Model| {
            (
                dimension.code.clone(),
                asked_of(&version, items.iter().filter(|item| item.dimension == dimension.id)),
            )
        };
        let dimensions = model.iter().flat_map(|model| &model.dimensions).map(of).collect();
        let over_all = model.as_ref().map(OverAll::of).unwrap_or_default();
        Ok((model, Self { version, coverage_needed, dimensions, over_all }))
    }

    /// Where the series of an earlier round end.
    pub(super) fn breaks_after(&self, before: &Self) -> Result<Breaks, Error> {
        let changed = changed_questions(&before.version, &self.version)?;
        let same_questionnaire = self.version.row.questionnaire_id == before.version.row.questionnaire_id;
        let same_model = self.coverage_needed == before.coverage_needed;
        let each = self.dimensions.iter().map(|(code, items)| {
            let was = before.dimensions.get(code);
            // Codes of another questionnaire are other questions.
            let same_model = same_model && same_questionnaire;
            let changed =
                changed.iter().filter(|(question, _)| items.iter().any(|(item, _)| whole(item) == question));
            (code.clone(), breaks(was.map(Vec::as_slice), items, same_model, changed))
        });
        let mut dimensions: BTreeMap<String, Vec<Break>> = each.collect();
        let mut overall = self.over_all.breaks_after(&before.over_all);
        if !overall.contains(&Break::New) {
            let inside = dimensions.values().flatten().filter(|found| **found != Break::New);
            overall.extend(inside.cloned().collect::<BTreeSet<_>>());
        }
        if self.over_all.thresholds != before.over_all.thresholds {
            let known = dimensions.values_mut().filter(|breaks| !breaks.contains(&Break::New));
            known.for_each(|breaks| breaks.push(Break::LevelsChanged));
        }
        dimensions.retain(|_, breaks| !breaks.is_empty());
        if self.dimensions.is_empty() {
            overall.clear();
        }
        Ok(Breaks { dimensions, overall })
    }
}

/// What of the items counts where a version is asked, in the order of their codes: questions that it asks, and whatever is no question.
fn asked_of<'a>(version: &StoredVersion, items: impl Iterator<Item = &'a ItemOfModel>) -> Vec<(String, f64)> {
    let of_this = items.filter(|item| item.questionnaire.is_none_or(|of| of == version.row.questionnaire_id));
    let asked: BTreeSet<&str> = version.questions().map(|question| question.question.code.as_str()).collect();
    let mut found: Vec<(String, f64)> = of_this
        .filter(|item| item.questionnaire.is_none() || asked.contains(whole(&item.code)))
        .map(|item| (item.code.clone(), item.weight))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The code of a question, of which this may be the code of a part.
fn whole(code: &str) -> &str {
    code.split_once('.').map_or(code, |(whole, _)| whole)
}

/// The questions that mean something else in the later version, with why.
fn changed_questions(from: &StoredVersion, to: &StoredVersion) -> Result<BTreeSet<(String, Reason)>, Error> {
    if from.row.id == to.row.id || from.row.questionnaire_id != to.row.questionnaire_id {
        return Ok(BTreeSet::new());
    }
    let changes = difference(&from.content()?, &to.content()?);
    let ends = changes.into_iter().filter(|change| change.verdict() == Verdict::BreaksTrend);
    let about = ends.filter_map(|change| match change.about {
        About::Question(code) | About::Part(code) => Some((whole(&code).to_owned(), change.reason)),
        About::Everything | About::Section(_) => None,
    });
    Ok(about.collect())
}

/// Why a series ends, from what counted in it (`None` where nothing did) to what counts.
fn breaks<'a>(
    was: Option<&[(String, f64)]>,
    is: &[(String, f64)],
    same_model: bool,
    changed: impl Iterator<Item = &'a (String, Reason)>,
) -> Vec<Break> {
    let Some(was) = was else { return vec![Break::New] };
    let mut found = Vec::new();
    if was != is || !same_model {
        found.push(Break::ItemsChanged);
    }
    found
        .extend(changed.map(|(code, reason)| Break::QuestionChanged { code: code.clone(), reason: *reason }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_over_all_ends_where_dimensions_come_go_or_weigh_otherwise() {
        let of = |weights: &[(&str, f64)], thresholds: &[f64], gate: Option<&str>| OverAll {
            weights: weights.iter().map(|(code, weight)| ((*code).to_owned(), *weight)).collect(),
            thresholds: thresholds.to_vec(),
            gate: gate.map(|code| BTreeMap::from([(code.to_owned(), Some(1))])),
        };
        let was = of(&[("A", 0.25), ("B", 0.75)], &[0.0, 0.5], None);
        assert_eq!(was.breaks_after(&was), []);
        assert_eq!(of(&[("A", 0.25 + 1e-12), ("B", 0.75)], &[0.0, 0.5], None).breaks_after(&was), []);
        assert_eq!(was.breaks_after(&OverAll::default()), [Break::New]);
        assert_eq!(
            of(&[("A", 0.5), ("B", 0.5)], &[0.0, 0.5], None).breaks_after(&was),
            [Break::WeightsChanged]
        );
        assert_eq!(of(&[("A", 1.0)], &[0.0, 0.5], None).breaks_after(&was), [Break::DimensionsChanged]);
        assert_eq!(
            of(&[("A", 0.25), ("C", 0.75)], &[0.0, 0.5], None).breaks_after(&was),
            [Break::DimensionsChanged]
        );
        let levels = [
            of(&[("A", 0.25), ("B", 0.75)], &[0.0, 0.6], None),
            of(&[("A", 0.25), ("B", 0.75)], &[0.0, 0.5], Some("A")),
        ];
        for is in levels {
            let found = is.breaks_after(&was);
            assert!(found == [Break::LevelsChanged] && !found[0].is_of_points(), "{found:?}");
        }
    }

    #[test]
    fn a_series_ends_where_something_else_is_measured() {
        let items = |items: &[(&str, f64)]| -> Vec<(String, f64)> {
            items.iter().map(|(code, weight)| ((*code).to_owned(), *weight)).collect()
        };
        let two = items(&[("Q1", 1.0), ("Q2.a", 1.0)]);
        let worded = ("Q2".to_owned(), Reason::ALL[0]);
        let none: [(String, Reason); 0] = [];
        assert_eq!(breaks(Some(&two), &two, true, none.iter()), []);
        assert_eq!(breaks(None, &two, true, none.iter()), [Break::New]);
        assert_eq!(breaks(Some(&items(&[("Q1", 1.0)])), &two, true, none.iter()), [Break::ItemsChanged]);
        assert_eq!(
            breaks(Some(&items(&[("Q1", 2.0), ("Q2.a", 1.0)])), &two, true, none.iter()),
            [Break::ItemsChanged]
        );
        assert_eq!(breaks(Some(&two), &two, false, none.iter()), [Break::ItemsChanged]);
        let question = Break::QuestionChanged { code: "Q2".to_owned(), reason: Reason::ALL[0] };
        assert_eq!(breaks(Some(&two), &two, true, [worded].iter()), [question]);
        assert_eq!((whole("Q2.a"), whole("Q2")), ("Q2", "Q2"));
    }
}
