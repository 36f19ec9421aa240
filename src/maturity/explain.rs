use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::entity::answer::AnswerState;
use ::entity::id::{DimensionId, OrganizationId, QuestionId, RoundId};
use ::entity::{LocalizedText, version_option};

use super::again::Again;
use super::beside::ExplainedBeside;
use super::compute::{self, Answered};
use super::explanation::{Share, next_question, shares};
use super::scoring::{self, Item, Observation, Source};
use super::{Model, maturity_item, queries, score};
use crate::Cx;
use crate::auth::Permission;
use crate::error::Error;
use crate::questionnaire::{Answerable, StoredVersion};
use crate::response::StoredAnswer;
use crate::round;

/// How an owner's score in a dimension came about.
#[derive(Clone)]
pub struct Explanation {
    /// The model that the round is scored by.
    pub model: Arc<Model>,
    /// The score that is stored.
    pub stored: score::Model,
    /// The score that the items add up to: the stored one, unless what it was computed from is no longer the same.
    pub computed: score::Model,
    /// The questions that the dimension is measured by, in the order in which they are asked; what is not asked stands last.
    pub items: Vec<ExplainedItem>,
    /// The ratings and facts of the registry that it is measured by, in the order of the model.
    pub beside: Vec<ExplainedBeside>,
    /// The question whose answer would narrow the gap between the bounds most; none where nothing is open.
    pub next: Option<NextQuestion>,
}

/// What an item says, and what it gives to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedItem {
    /// The question, or a row of it.
    pub question: QuestionId,
    /// As it is asked; absent where it is not.
    pub text: Option<LocalizedText>,
    /// What is known of it.
    pub state: ItemState,
    /// What was chosen.
    pub options: Vec<version_option::Model>,
    /// Its weight in the dimension, that of a row being its share; 0 where it does not apply.
    pub weight: f64,
    /// What the answer is worth, 0 to 1.
    pub value: Option<f64>,
    /// What it gives to the score.
    pub share: Share,
}

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// It was answered or rated, or is known to the registry, and is worth something from 0 to 1.
    Scored,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
    /// Answered with options that have no score.
    WithoutScore,
    /// Shown and not answered; not rated; not known to the registry.
    Missing,
    /// Not shown to this owner.
    NotShown,
    /// Not asked in this round.
    NotAsked,
}

/// A question worth asking.
#[derive(Clone, Debug, PartialEq)]
pub struct NextQuestion {
    /// The question, as the model names it.
    pub question: QuestionId,
    /// As it is asked.
    pub text: Option<LocalizedText>,
    /// By how much the gap between the bounds is narrower once it is answered, 0 to 1.
    pub narrows: f64,
}

/// How an owner's score in a dimension came about: `None` where it has none.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs, [`Error::Forbidden`] for those who may not read answers.
pub async fn explain(
    cx: &Cx,
    round: RoundId,
    owner: OrganizationId,
    dimension: DimensionId,
) -> Result<Option<Explanation>, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), round).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadAnswers)?;
    let Some(model) = queries::model_of(cx.db(), scoped.study.id, round).await? else { return Ok(None) };
    if model.dimensions.iter().all(|one| one.id != dimension) {
        return Ok(None);
    }
    let Some(response) = queries::submitted_of(cx.db(), round, owner).await? else { return Ok(None) };
    let Some(stored) = queries::score_of(cx.db(), response.id, dimension).await? else { return Ok(None) };
    let again = Again::of(cx, cx.db(), &scoped.round, &model).await?;
    let submitted = again.submitted(cx.db(), vec![response]).await?;
    let Some(submitted) = submitted.first() else { return Ok(None) };
    let answered = again.answered(submitted);
    let computed = compute::scored(&model, &again.items, &answered)?;
    let computed = computed.scores.into_iter().find(|score| score.dimension_id == dimension);
    let Some(computed) = computed else { return Ok(None) };
    let own: Vec<_> = again.items.iter().filter(|item| item.dimension_id == dimension).collect();
    let (items, beside, next) = explained(&model, &own, &answered);
    Ok(Some(Explanation { model: Arc::new(model), stored, computed, items, beside, next }))
}

/// What each question of a dimension says, what is known besides, and the question to ask next.
pub(super) fn explained(
    model: &Model,
    items: &[&maturity_item::Model],
    answered: &Answered<'_>,
) -> (Vec<ExplainedItem>, Vec<ExplainedBeside>, Option<NextQuestion>) {
    let asked = Asked::of(answered);
    let observed = compute::observations(answered);
    let mut questions: Vec<_> = items.iter().filter_map(|item| Some((item.question_id?, *item))).collect();
    questions.sort_by_key(|(question, item)| (asked.place(*question), item.id));
    let others: Vec<_> = items.iter().filter(|item| item.question_id.is_none()).collect();
    let measure = |item: &maturity_item::Model| {
        let said = compute::said(item, &observed, answered.beside).unwrap_or_default();
        scoring::shared(item.weight, &said)
    };
    let measured: Vec<Vec<Item>> = questions.iter().map(|(_, item)| measure(item)).collect();
    let measured_by_others: Vec<Item> = others.iter().flat_map(|item| measure(item)).collect();
    let all: Vec<Item> = measured.iter().flatten().chain(&measured_by_others).copied().collect();
    let mut shares = shares(&all, &scoring::score(&all, model.row.coverage_needed)).into_iter();
    let mut explained = Vec::new();
    for ((question, _), parts) in questions.iter().zip(&measured) {
        if !observed.contains_key(question) {
            explained.push(asked.silent(*question));
        }
        for (part, share) in parts.iter().zip(shares.by_ref()) {
            explained.extend(asked.said(part, share));
        }
    }
    let known = others.iter().zip(&measured_by_others).zip(shares);
    let beside = known.map(|((item, part), share)| answered.beside.explained(item, part, share)).collect();
    let next = next_question(&measured, &measured_by_others).and_then(|(place, narrows)| {
        let (question, _) = *questions.get(place)?;
        Some(NextQuestion { question, text: asked.text(question), narrows })
    });
    (explained, beside, next)
}

/// What was asked and what was said to it, by question.
struct Asked<'a> {
    places: HashMap<QuestionId, (usize, &'a LocalizedText)>,
    answerable: HashMap<QuestionId, Answerable<'a>>,
    answers: HashMap<QuestionId, &'a StoredAnswer>,
    /// The whole that a row is part of.
    wholes: HashMap<QuestionId, QuestionId>,
    hidden: &'a HashSet<QuestionId>,
}

impl<'a> Asked<'a> {
    fn of(answered: &Answered<'a>) -> Self {
        let version: &StoredVersion = answered.version;
        let mut places = HashMap::new();
        let mut wholes = HashMap::new();
        for question in version.questions() {
            let place = places.len();
            places.insert(question.question.id, (place, &question.row.text));
            for part in &question.parts {
                let place = places.len();
                places.insert(part.question.id, (place, &part.asked.text));
                wholes.insert(part.question.id, question.question.id);
            }
        }
        let answers = answered.answers.iter().map(|answer| (answer.row.question_id, answer)).collect();
        let answerable = version.answerable().map(|asked| (asked.id, asked)).collect();
        Self { places, answerable, answers, wholes, hidden: answered.hidden }
    }

    fn place(&self, question: QuestionId) -> usize {
        self.places.get(&question).map_or(usize::MAX, |(place, _)| *place)
    }

    fn text(&self, question: QuestionId) -> Option<LocalizedText> {
        self.places.get(&question).map(|(_, text)| (*text).clone())
    }

    /// A question that says nothing about this owner.
    fn silent(&self, question: QuestionId) -> ExplainedItem {
        let whole = self.wholes.get(&question).unwrap_or(&question);
        let state = if self.hidden.contains(whole) { ItemState::NotShown } else { ItemState::NotAsked };
        ExplainedItem {
            question,
            text: self.text(question),
            state,
            options: Vec::new(),
            weight: 0.0,
            value: None,
            share: Share::default(),
        }
    }

    fn said(&self, item: &Item, share: Share) -> Option<ExplainedItem> {
        let Source::Question(question) = item.source else { return None };
        let whole = self.wholes.get(&question).and_then(|whole| self.answers.get(whole));
        let answer = self.answers.get(&question).or(whole);
        let said_so = answer.is_some_and(|answer| answer.row.state == AnswerState::NotRelevant);
        let (state, value) = match item.observation {
            Observation::Value(value) => (ItemState::Scored, Some(value)),
            Observation::DontKnow => (ItemState::DontKnow, None),
            Observation::Missing => (ItemState::Missing, None),
            Observation::NotRelevant if said_so => (ItemState::NotRelevant, None),
            Observation::NotRelevant => (ItemState::WithoutScore, None),
        };
        let applies = item.observation != Observation::NotRelevant;
        Some(ExplainedItem {
            question,
            text: self.text(question),
            state,
            options: self.chosen(question),
            weight: if applies { item.weight } else { 0.0 },
            value,
            share,
        })
    }

    fn chosen(&self, question: QuestionId) -> Vec<version_option::Model> {
        let both = self.answers.get(&question).zip(self.answerable.get(&question));
        let Some((answer, asked)) = both else { return Vec::new() };
        asked.options.iter().filter(|option| answer.options.contains(&option.id)).cloned().collect()
    }
}
