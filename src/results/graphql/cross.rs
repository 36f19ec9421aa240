//! Cross-tables.

use ::entity::LocalizedText;
use ::entity::id::RoundId;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, SimpleObject};

use super::count;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::results::{self, Background, Category, RoundFigures, State, Variable};
use crate::round::graphql::Round;

/// Which variables to put against each other.
#[derive(InputObject)]
pub struct CrossTableInput {
    /// The round.
    round_id: ID,
    /// What the rows go by.
    rows: CrossVariableInput,
    /// What the columns go by.
    columns: CrossVariableInput,
}

/// What one side of a cross-table, or groups, go by: one of these.
#[derive(InputObject)]
pub struct CrossVariableInput {
    /// A question with options, or a row of a matrix.
    question_id: Option<ID>,
    /// Something that is known of the owners.
    background: Option<BackgroundVariable>,
}

/// What is known of owners whether they respond or not; as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Background")]
enum BackgroundVariable {
    /// The stratum in the study's frame.
    Stratum,
    /// The part of the public sector.
    Sector,
    /// Whether the study chose it for being followed up.
    FollowedUp,
    /// The language form that it has chosen.
    Language,
}

impl CrossTableInput {
    pub(super) fn parse(self) -> std::result::Result<(RoundId, Variable, Variable), Error> {
        let mut refusals = Refusals::new();
        let round = refusals.check("roundId", base::parse_id("round", &self.round_id));
        let rows = self.rows.parse(&mut refusals, "rows");
        let columns = self.columns.parse(&mut refusals, "columns");
        match (round, rows, columns) {
            (Some(round), Some(rows), Some(columns)) => Ok((round, rows, columns)),
            _ => Err(refusals.into()),
        }
    }
}

impl CrossVariableInput {
    /// Reads it; `None` where that is not possible, which `refusals` then says about `field`.
    pub fn parse(self, refusals: &mut Refusals, field: &str) -> Option<Variable> {
        match (self.question_id, self.background) {
            (Some(id), None) => {
                let id = refusals.check(&format!("{field}.questionId"), base::parse_id("question", &id));
                id.map(Variable::Question)
            }
            (None, Some(background)) => Some(Variable::Background(background.into())),
            _ => {
                refusals.add(field, Problem::OnlyOne);
                None
            }
        }
    }
}

/// How the owners of a round spread over two variables at once. Where each owner stands in one row and one column, the cells
/// of a row add up to its total, and the totals to `population`; of a multiple choice an owner stands in as many as it chose.
#[derive(SimpleObject)]
pub struct CrossTable {
    /// The round.
    round: Round,
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// Owners that the round is about: N.
    population: i32,
    /// Owners whose response counts.
    responded: i32,
    /// The rows: values in order, then those without one.
    rows: Vec<CrossRow>,
    /// The columns: values in order, then those without one.
    columns: Vec<CrossColumn>,
}

/// A row of a cross-table.
#[derive(SimpleObject)]
struct CrossRow {
    /// Who stands in it.
    category: CrossCategory,
    /// Owners that stand in it.
    total: i32,
    /// Owners in each of its cells, in the order of the columns.
    counts: Vec<i32>,
}

/// A column of a cross-table.
#[derive(SimpleObject)]
struct CrossColumn {
    /// Who stands in it.
    category: CrossCategory,
    /// Owners that stand in it.
    total: i32,
}

/// Who stands in a row or column.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct CrossCategory {
    /// How they stand to the variable.
    state: CrossState,
    /// The code of the option, or what is known of the owner; null where there is no value.
    code: Option<String>,
    #[graphql(skip)]
    label: Option<LocalizedText>,
}

#[ComplexObject]
impl CrossCategory {
    /// What people call the value, in this language or else in that of the request; null where there is none.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        self.label.as_ref().map(|label| base::localized(ctx, label, language)).transpose()
    }
}

/// How an owner stands to a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
enum CrossState {
    /// With the value that the category names.
    Answered,
    /// Said «don't know».
    DontKnow,
    /// Said «not relevant».
    NotRelevant,
    /// Was not shown the question, as a rule hid it.
    NotShown,
    /// Was shown the question, and said nothing.
    NotAnswered,
    /// Has no response that counts.
    NonRespondent,
    /// That is not known of the owner.
    Unknown,
}

impl From<Category> for CrossCategory {
    fn from(category: Category) -> Self {
        Self { state: category.state.into(), code: category.code, label: category.label }
    }
}

impl From<(RoundFigures, results::CrossTable)> for CrossTable {
    fn from((found, table): (RoundFigures, results::CrossTable)) -> Self {
        let row = |((category, total), counts): ((Category, i64), Vec<i64>)| CrossRow {
            category: category.into(),
            total: count(total),
            counts: counts.into_iter().map(count).collect(),
        };
        let column = |(category, total): (Category, i64)| CrossColumn {
            category: category.into(),
            total: count(total),
        };
        Self {
            synthetic: found.round.scoped.study.synthetic,
            population: count(found.population),
            responded: count(found.responded),
            round: Round(found.round.scoped.round),
            rows: table.rows.into_iter().zip(table.cells).map(row).collect(),
            columns: table.columns.into_iter().map(column).collect(),
        }
    }
}

payload! {
    /// What came of asking for a cross-table.
    CrossTablePayload {
        /// The table.
        cross_table: CrossTable,
    }
}
