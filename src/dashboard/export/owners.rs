//! The maturity of each owner of a round, as a cube: the heat map of owners and dimensions.

use std::collections::HashMap;

use ::entity::Language;
use ::entity::id::{OrganizationId, RoundId};
use ::entity::{overall_score, score};

use super::cube::{Axis, Category, Cube, Figure, Row, Standing};
use super::words::{self, say};
use super::{maturity, measures};
use crate::Cx;
use crate::dashboard::queries::{self, Facts};
use crate::error::{Error, Problem};
use crate::maturity::Model;

/// Owners of a file at most.
const MOST_OWNERS: u32 = 20_000;

/// The scores of every owner that a round is about, those that have not submitted too, in Norwegian order.
pub(super) async fn of_round(cx: &Cx, id: RoundId, language: Language) -> Result<Cube, Error> {
    let found = crate::dashboard::dashboard(cx, id).await?;
    if found.scoped.round.anonymous {
        return Err(Error::refused("roundId", Problem::NotWhereAnonymous));
    }
    let db = cx.db().snapshot().await?;
    let owners = queries::owners_of(&db, id, u64::from(MOST_OWNERS) + 1).await?;
    if owners.len() > MOST_OWNERS as usize {
        return Err(Error::refused("roundId", Problem::TooManyRows { max: MOST_OWNERS }));
    }
    let keys: Vec<OrganizationId> = owners.iter().map(|owner| owner.id).collect();
    let facts = queries::facts(&db, id, &keys).await?;
    let facts: HashMap<OrganizationId, Facts> = facts.into_iter().map(|of| (of.owner, of)).collect();
    let responses: Vec<_> = facts.values().filter_map(|facts| facts.response).collect();
    let scores = queries::scores(&db, &responses).await?;
    let overall = queries::overall_scores(&db, &responses).await?;
    let model = found.model.as_deref();
    let rows = owners.iter().flat_map(|owner| {
        let response = facts.get(&owner.id).and_then(|facts| facts.response);
        let scores = response.and_then(|response| scores.get(&response)).map_or(&[][..], Vec::as_slice);
        let overall = response.and_then(|response| overall.get(&response));
        rows(response.is_some(), scores, overall, model)
    });
    let category = |code: &str, name: &str| Category { code: code.to_owned(), name: name.to_owned() };
    let dimensions = model.into_iter().flat_map(|model| &model.dimensions);
    let dimensions: Vec<Category> =
        dimensions.map(|one| category(&one.code, one.name.in_language(language))).collect();
    let axis = Axis {
        code: "owner",
        name: say(words::OWNER, language).to_owned(),
        is_time: false,
        categories: owners.iter().map(|one| category(&one.orgnr, one.name.in_language(language))).collect(),
    };
    Ok(Cube {
        title: say(words::OWNERS_MATURITY, language).to_owned(),
        study: found.scoped.study.name.in_language(language).to_owned(),
        round: Some(found.scoped.round.name.in_language(language).to_owned()),
        synthetic: found.scoped.study.synthetic,
        at: cx.now(),
        population: found.all.population,
        responded: Some(found.all.responded),
        pending: 0,
        notes: Vec::new(),
        rows: rows.collect(),
        axes: vec![axis, maturity::dimensions(&dimensions, language)],
        measures: measures::of_owners(language),
    })
}

/// A row for each dimension of an owner, and one over all of them.
fn rows(
    responded: bool,
    scores: &[score::Model],
    overall: Option<&overall_score::Model>,
    model: Option<&Model>,
) -> Vec<Row> {
    let none = || {
        let standing = if responded { Standing::NotMeasured } else { Standing::NotResponded };
        Row { standing, figures: Vec::new() }
    };
    let mut rows: Vec<Row> = Vec::new();
    for dimension in model.into_iter().flat_map(|model| &model.dimensions) {
        let score = scores.iter().find(|score| score.dimension_id == dimension.id);
        rows.push(score.map_or_else(none, of_dimension));
    }
    rows.push(overall.map_or_else(none, over_all));
    rows
}

fn of_dimension(score: &score::Model) -> Row {
    let whole = |number: i32| Figure::Whole(i64::from(number));
    let figures = vec![
        score.point.into(),
        score.lower.into(),
        score.upper.into(),
        Figure::Decimal(score.coverage),
        score.level.map(i64::from).into(),
        whole(score.observed),
        whole(score.dont_know),
        whole(score.not_relevant),
        whole(score.missing),
    ];
    Row { standing: standing(score.point, score.lower), figures }
}

fn over_all(score: &overall_score::Model) -> Row {
    let figures = vec![
        score.arithmetic.into(),
        score.lower.into(),
        score.upper.into(),
        Figure::Decimal(score.coverage),
        score.level.map(i64::from).into(),
    ];
    Row { standing: standing(score.arithmetic, score.lower), figures }
}

fn standing(point: Option<f64>, lower: Option<f64>) -> Standing {
    match (point, lower) {
        (Some(_), _) => Standing::Known,
        (None, Some(_)) => Standing::TooLittleKnown,
        (None, None) => Standing::NothingApplies,
    }
}
