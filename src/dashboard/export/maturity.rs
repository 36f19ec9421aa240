//! The maturity of a round, of groups of its owners, and from round to round, as cubes.

use std::collections::BTreeMap;

use ::entity::Language;
use ::entity::id::{RoundId, StudyId};

use super::cube::{Axis, Category, Cube, Figure, Row, Standing};
use super::measures;
use super::words::{self, Words, say};
use crate::Cx;
use crate::dashboard::statistics::to_six_decimals;
use crate::dashboard::{self, Break, DimensionFigures, GroupFigures, TrendRound};
use crate::error::Error;
use crate::maturity::Model;
use crate::results::{Background, Category as Group, State, Variable};

/// The maturity of a round, all owners together or by group.
pub(super) async fn of_round(
    cx: &Cx,
    round: RoundId,
    by: Option<Variable>,
    language: Language,
) -> Result<Cube, Error> {
    let mut axes = Vec::new();
    let (found, groups) = match by {
        None => {
            let found = dashboard::dashboard(cx, round).await?;
            let all = found.all.clone();
            (found, vec![all])
        }
        Some(by) => {
            let (found, groups) = dashboard::groups(cx, round, by).await?;
            let name = name_of(cx, &found, by, language).await?;
            let (categories, figures): (Vec<Group>, Vec<GroupFigures>) = groups.into_iter().unzip();
            let categories = categories.into_iter().map(|group| of_group(group, language)).collect();
            axes.push(Axis { code: "group", name, is_time: false, categories });
            (found, figures)
        }
    };
    let model = found.model.as_deref();
    axes.push(dimensions(&of_model(model, language), language));
    let levels = level_names(model.into_iter(), language);
    let rows = groups.iter().flat_map(|figures| rows(figures, model, levels.len()));
    Ok(Cube {
        title: say(words::MATURITY, language).to_owned(),
        study: found.scoped.study.name.in_language(language).to_owned(),
        round: Some(found.scoped.round.name.in_language(language).to_owned()),
        synthetic: found.scoped.study.synthetic,
        at: cx.now(),
        population: found.all.population,
        responded: Some(found.all.responded),
        pending: found.pending,
        notes: Vec::new(),
        axes,
        measures: measures::of_dimensions(&levels, language),
        rows: rows.collect(),
    })
}

/// The maturity of the latest rounds of a study beside each other. A dimension that a round does not measure has no figures there.
pub(super) async fn of_trend(cx: &Cx, study: StudyId, language: Language) -> Result<Cube, Error> {
    let (study, rounds) = dashboard::trend(cx, study).await?;
    let mut known: Vec<Category> = Vec::new();
    for category in rounds.iter().flat_map(|round| of_model(round.model.as_ref(), language)) {
        match known.iter_mut().find(|known| known.code == category.code) {
            Some(before) => *before = category,
            None => known.push(category),
        }
    }
    let levels = level_names(rounds.iter().filter_map(|round| round.model.as_ref()), language);
    let mut measures = vec![measures::comparable(language)];
    measures.extend(measures::of_dimensions(&levels, language));
    let mut all_rows = Vec::new();
    for (place, round) in rounds.iter().enumerate() {
        all_rows.extend(rows_of_round(round, place == 0, &known, levels.len()));
    }
    let notes = rounds.iter().flat_map(|round| breaks(round, &known, language));
    let category = |round: &TrendRound| Category {
        code: format!("round_{}", round.round.id.0.simple()),
        name: named(round, language),
    };
    let axis = Axis {
        code: "round",
        name: say(words::ROUND, language).to_owned(),
        is_time: true,
        categories: rounds.iter().map(category).collect(),
    };
    Ok(Cube {
        title: say(words::TREND, language).to_owned(),
        study: study.name.in_language(language).to_owned(),
        round: None,
        synthetic: study.synthetic,
        at: cx.now(),
        population: None,
        responded: None,
        pending: rounds.iter().map(|round| round.pending).sum(),
        notes: notes.collect(),
        axes: vec![axis, dimensions(&known, language)],
        measures,
        rows: all_rows,
    })
}

/// A round with the day that it opened.
fn named(round: &TrendRound, language: Language) -> String {
    format!("{} ({})", round.round.name.in_language(language), round.round.opens_at.date_naive())
}

/// The dimensions of a model.
fn of_model(model: Option<&Model>, language: Language) -> Vec<Category> {
    let each = model.into_iter().flat_map(|model| &model.dimensions);
    let category = |code: &str, name: &str| Category { code: code.to_owned(), name: name.to_owned() };
    each.map(|one| category(&one.code, one.name.in_language(language))).collect()
}

/// The axis of these dimensions, and what stands for all of them.
pub(super) fn dimensions(each: &[Category], language: Language) -> Axis {
    let overall = Category { code: words::ALL.to_owned(), name: say(words::OVERALL, language).to_owned() };
    Axis {
        code: "dimension",
        name: say(words::DIMENSION, language).to_owned(),
        is_time: false,
        categories: each.iter().cloned().chain([overall]).collect(),
    }
}

/// The names of the levels by their numbers, those of the last model that has them.
fn level_names<'m>(models: impl Iterator<Item = &'m Model>, language: Language) -> Vec<String> {
    let mut names = BTreeMap::new();
    for model in models {
        let of = model.levels.iter().enumerate();
        names.extend(of.map(|(place, level)| (place, level.name.in_language(language).to_owned())));
    }
    names.into_values().collect()
}

/// A row for each dimension of a model, and one over all of them.
fn rows(of: &GroupFigures, model: Option<&Model>, levels: usize) -> Vec<Row> {
    let everybody = of_everybody(of);
    let mut rows = Vec::new();
    for dimension in model.into_iter().flat_map(|model| &model.dimensions) {
        let figures = of.dimensions.iter().find(|figures| figures.dimension == dimension.id);
        rows.push(row(&everybody, figures, true, levels));
    }
    rows.push(row(&everybody, of.overall.as_ref(), false, levels));
    rows
}

/// A row for each dimension that any round has, and one over all of them.
fn rows_of_round(round: &TrendRound, is_first: bool, known: &[Category], levels: usize) -> Vec<Row> {
    let everybody = of_everybody(&round.figures);
    let with = |breaks: bool, mut row: Row| {
        let comparable = if is_first { Figure::None } else { Figure::Whole(i64::from(!breaks)) };
        row.figures.insert(0, comparable);
        row
    };
    let of_code = |code: &str| {
        let model = round.model.as_ref()?;
        let dimension = model.dimensions.iter().find(|dimension| dimension.code == code)?;
        round.figures.dimensions.iter().find(|figures| figures.dimension == dimension.id)
    };
    let ends = |breaks: &[Break]| breaks.iter().any(Break::is_of_points);
    let ends_at = |code: &str| round.breaks.dimensions.get(code).is_some_and(|breaks| ends(breaks));
    let mut rows: Vec<Row> = Vec::new();
    for category in known {
        rows.push(match of_code(&category.code) {
            Some(figures) => with(ends_at(&category.code), row(&everybody, Some(figures), true, levels)),
            None => Row { standing: Standing::Absent, figures: Vec::new() },
        });
    }
    rows.push(with(
        ends(&round.breaks.overall),
        row(&everybody, round.figures.overall.as_ref(), false, levels),
    ));
    rows
}

/// What is so of a group whatever the dimension.
fn of_everybody(of: &GroupFigures) -> Vec<Figure> {
    let rate = of.population.filter(|all| *all > 0).map(|all| of.responded as f64 / all as f64);
    vec![of.population.into(), of.invited.into(), of.responded.into(), rate.into()]
}

/// The figures of a dimension; those of items only where it has some of its own.
fn row(everybody: &[Figure], of: Option<&DimensionFigures>, has_items: bool, levels: usize) -> Row {
    let mut figures = everybody.to_vec();
    let Some(of) = of else { return Row { standing: Standing::NotMeasured, figures } };
    let spread = of.spread.as_ref();
    let interval = spread.and_then(|spread| spread.interval);
    figures.extend([
        Figure::Whole(of.scored),
        Figure::Whole(of.inapplicable),
        spread.map(|spread| spread.mean).into(),
        spread.and_then(|spread| spread.standard_deviation).into(),
        spread.map(|spread| spread.lower_quartile).into(),
        spread.map(|spread| spread.median).into(),
        spread.map(|spread| spread.upper_quartile).into(),
        interval.map(|interval| interval.low).into(),
        interval.map(|interval| interval.high).into(),
        Figure::Decimal(of.lower),
        Figure::Decimal(of.upper),
    ]);
    let applicable = of.observed + of.dont_know + of.missing;
    let share = (applicable > 0).then(|| to_six_decimals(of.dont_know as f64 / applicable as f64)).into();
    let items = [of.observed.into(), of.dont_know.into(), of.not_relevant.into(), of.missing.into(), share];
    figures.extend(if has_items { items } else { [Figure::None; 5] });
    figures.extend((0..levels).map(|level| Figure::from(of.levels.get(level).copied())));
    figures.extend(of.tenths.map(Figure::Whole));
    let standing = if spread.is_some() { Standing::Known } else { Standing::TooLittleKnown };
    Row { standing, figures }
}

/// What the groups go by, in words.
async fn name_of(
    cx: &Cx,
    found: &dashboard::Dashboard,
    by: Variable,
    language: Language,
) -> Result<String, Error> {
    let words = match by {
        Variable::Background(Background::Stratum) => words::STRATUM,
        Variable::Background(Background::Sector) => words::SECTOR,
        Variable::Background(Background::FollowedUp) => words::FOLLOWED_UP,
        Variable::Background(Background::Language) => words::LANGUAGE,
        Variable::Question(id) => {
            let version = cx.app.published.get(cx.db(), found.scoped.round.version_id).await?;
            let question = version.questions().find(|question| question.question.id == id);
            let text = question.map(|question| question.asked.text.in_language(language).to_owned());
            return text.ok_or(Error::NotFound);
        }
    };
    Ok(say(words, language).to_owned())
}

/// A group by its code, or in brackets by how those in it stand.
fn of_group(group: Group, language: Language) -> Category {
    let words: Words = match group.state {
        State::DontKnow => words::DONT_KNOW,
        State::NotRelevant => words::NOT_RELEVANT,
        State::NotShown => words::NOT_SHOWN,
        State::NotAnswered | State::NonRespondent => words::NOT_ANSWERED,
        State::Answered | State::Unknown => words::NOT_KNOWN,
    };
    let code = group.code.unwrap_or_else(|| format!("[{}]", group.state.name()));
    let name = group.label.map(|label| label.in_language(language).to_owned());
    Category { name: name.unwrap_or_else(|| say(words, language).to_owned()), code }
}

/// Why figures of a round are not to be compared with those of the round before.
fn breaks(round: &TrendRound, known: &[Category], language: Language) -> Vec<String> {
    let of = |name: &str, one: &Break| {
        let question = match one {
            Break::QuestionChanged { code, .. } => format!("{code}: "),
            _ => String::new(),
        };
        format!("{} – {name}: {question}{}", named(round, language), one.in_language(language))
    };
    let name_of = |code: &String| {
        known
            .iter()
            .find(|known| known.code == *code)
            .map_or_else(|| code.clone(), |known| known.name.clone())
    };
    let of_dimensions = round.breaks.dimensions.iter().flat_map(|(code, breaks)| {
        let name = name_of(code);
        breaks.iter().map(move |one| of(&name, one)).collect::<Vec<_>>()
    });
    let overall = say(words::OVERALL, language);
    let of_overall = round.breaks.overall.iter().map(|one| of(overall, one));
    of_dimensions.chain(of_overall).collect()
}
