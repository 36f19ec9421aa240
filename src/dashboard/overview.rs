//! The figures of a round: of all its owners, and of groups of them.

use std::sync::Arc;

use ::entity::id::{QuestionId, RoundId};

use super::keep::Change;
use super::queries;
use super::shares::{self, Axis, Groups, groups_owners, place};
use super::statistics::{DimensionFigures, figures};
use super::sums::{BySums, Group, OVERALL, Sums};
use crate::Cx;
use crate::auth::Permission;
use crate::db::Executor;
use crate::error::{Error, Problem};
use crate::maturity::{self, Model};
use crate::questionnaire::{Answerable, StoredVersion};
use crate::results::{Background, Category, State, Variable, categories};
use crate::round::{self, ScopedRound};

/// The figures of a round.
pub struct Dashboard {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// The model that the round is scored by; `None` where the study has none.
    pub model: Option<Arc<Model>>,
    /// Owners about whom something changed that is in no figure yet: 0, unless there are more of them than are worked out while somebody
    /// waits.
    pub pending: i64,
    /// What its owners come to.
    pub all: GroupFigures,
}

/// What a group of owners comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFigures {
    /// Owners of the group that the round is about: N; `None` where only those who answer are known to belong to it.
    pub population: Option<i64>,
    /// Owners invited and not withdrawn; of a group that one is in by an answer, those who gave it.
    pub invited: i64,
    /// Owners that have submitted: n.
    pub responded: i64,
    /// One for each dimension of the model, in order.
    pub dimensions: Vec<DimensionFigures>,
    /// Over all dimensions, where there is a model; its items are those of the dimensions.
    pub overall: Option<DimensionFigures>,
}

/// The figures of a round, from sums that are kept up to date: as many statements however many owners there are.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not see dashboards.
pub async fn dashboard(cx: &Cx, id: RoundId) -> Result<Dashboard, Error> {
    let Read { scoped, model, now, .. } = read(cx, id, None).await?;
    Ok(of_all(scoped, model, &now))
}

fn of_all(scoped: ScopedRound, model: Option<Arc<Model>>, now: &Current) -> Dashboard {
    let none = Sums::default();
    let all = of_group(now.sums.get(&Group::default()).unwrap_or(&none), true, model.as_deref());
    Dashboard { scoped, model, pending: now.pending, all }
}

/// The figures of a round, and at the same moment by group: what is known of owners, or what they answered to a choice that says nothing about maturity. Each
/// owner is in one group; by a question of which several options may be chosen, in one for each that it chose.
///
/// # Errors
/// As [`dashboard`]; [`Error::Refused`] about `by` for a question that is not asked or that owners are not grouped by.
pub async fn groups(
    cx: &Cx,
    id: RoundId,
    by: Variable,
) -> Result<(Dashboard, Vec<(Category, GroupFigures)>), Error> {
    let Read { scoped, model, now, version } = read(cx, id, Some(by)).await?;
    let asked = match by {
        Variable::Question(question) => Some(asked(&version, question)?),
        Variable::Background(_) => None,
    };
    let axis = axis(&version, by)?;
    let name = axis.name();
    let found = now.sums.iter().filter(|(group, _)| group.axis == name);
    let found: Vec<(Place, &Sums)> = found.map(|(group, sums)| (place(&group.member), sums)).collect();
    let counted: Vec<(Place, i64)> =
        found.iter().map(|(place, sums)| (place.clone(), sums.population)).collect();
    let whole = matches!(by, Variable::Background(_));
    let none = Sums::default();
    let each = categories(by, asked.as_ref(), &counted)
        .into_iter()
        .filter(|category| category.state != State::NonRespondent)
        .map(|category| {
            let is_it = |place: &Place| place.0 == category.state.name() && place.1 == category.code;
            let sums = found.iter().find(|(place, _)| is_it(place)).map_or(&none, |(_, sums)| *sums);
            let figures = of_group(sums, whole, model.as_deref());
            (category, figures)
        })
        .collect();
    Ok((of_all(scoped, model, &now), each))
}

/// State and code of a category.
type Place = (String, Option<String>);

/// What is read of a round.
pub(super) struct Read {
    /// The round and its study.
    pub(super) scoped: ScopedRound,
    /// What it asks.
    pub(super) version: Arc<StoredVersion>,
    /// The model that it is scored by.
    pub(super) model: Option<Arc<Model>>,
    /// The sums of all, and of the groups that were asked for.
    pub(super) now: Current,
}

/// What is known of a round, for those who may see dashboards.
pub(super) async fn read(cx: &Cx, id: RoundId, by: Option<Variable>) -> Result<Read, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadDashboards)?;
    let version = cx.app.published.get(cx.db(), scoped.round.version_id).await?;
    if scoped.round.anonymous && matches!(by, Some(Variable::Question(_))) {
        return Err(Error::refused("by", Problem::NotWhereAnonymous));
    }
    let axis = by.map(|by| axis(&version, by)).transpose()?.map(Axis::name);
    let kept = queries::kept(cx.db(), id, axis.as_deref()).await?;
    if let (Some(model), false) = (kept.model, kept.is_due) {
        let model = Some(cx.app.models.get(cx.db(), model).await?);
        return Ok(Read { scoped, version, model, now: Current { sums: kept.sums, pending: 0 } });
    }
    let db = cx.db().snapshot().await?;
    let model = maturity::model_of(&db, scoped.study.id, id).await?.map(Arc::new);
    let now = current(&db, &version, id, axis.as_deref()).await?;
    Ok(Read { scoped, version, model, now })
}

/// The sums of a round as they are now.
pub(super) struct Current {
    /// The sums.
    pub(super) sums: BySums,
    /// Owners about whom something changed that is not in them.
    pub(super) pending: i64,
}

/// Marked owners that are worked out while somebody waits, at most.
const WORKED_OUT: u64 = 2_000;

/// The sums of a round as they are now: those kept, and what they do not know yet, unless that is more than can be worked out while
/// somebody waits.
pub(super) async fn current(
    db: &impl Executor,
    version: &StoredVersion,
    round: RoundId,
    axis: Option<&str>,
) -> Result<Current, Error> {
    let mut sums = queries::sums_of(db, round, axis).await?;
    let marked = queries::marked(db, round, WORKED_OUT + 1).await?;
    if marked.len() as u64 > WORKED_OUT {
        return Ok(Current { sums, pending: queries::count_marked(db, round).await? });
    }
    let by_answer = axis.is_some_and(shares::goes_by_answer);
    let groups = if by_answer { Groups::All } else { Groups::Background };
    Change::of(db, version, round, marked.into_iter().collect(), groups).await?.apply(&mut sums);
    Ok(Current { sums, pending: 0 })
}

/// What the groups go by.
fn axis(version: &StoredVersion, by: Variable) -> Result<Axis<'_>, Error> {
    Ok(match by {
        Variable::Background(Background::Stratum) => Axis::Stratum,
        Variable::Background(Background::Sector) => Axis::Sector,
        Variable::Background(Background::FollowedUp) => Axis::FollowedUp,
        Variable::Background(Background::Language) => Axis::Language,
        Variable::Question(id) => Axis::Question(asked(version, id)?.code),
    })
}

/// The question that owners are grouped by.
fn asked(version: &StoredVersion, id: QuestionId) -> Result<Answerable<'_>, Error> {
    let question = version.questions().find(|question| question.question.id == id);
    let question = question.ok_or_else(|| Error::refused("by.questionId", Problem::Unknown))?;
    let asked = question.answerable().next().filter(|_| groups_owners(question));
    asked.ok_or_else(|| Error::refused("by.questionId", Problem::NoGroups))
}

/// What a group comes to; `whole` where all owners that belong to it are known.
pub(super) fn of_group(sums: &Sums, whole: bool, model: Option<&Model>) -> GroupFigures {
    let population = whole.then_some(sums.population);
    let everybody = population.unwrap_or(sums.responded);
    let of = |model: &Model, id| figures(id, &sums.of(id), everybody, population, model.levels.len());
    let dimensions = model
        .into_iter()
        .flat_map(|model| model.dimensions.iter().map(move |dimension| of(model, dimension.id)));
    GroupFigures {
        population,
        invited: sums.invited,
        responded: sums.responded,
        dimensions: dimensions.collect(),
        overall: model.map(|model| of(model, OVERALL)),
    }
}
