//! A dashboard as a cube: what it is of, axes with their categories, measures, and a row of figures for each combination. Pure.

use chrono::{DateTime, Utc};

/// Figures of a dashboard, in the words of one language.
pub(super) struct Cube {
    /// What the figures are.
    pub(super) title: String,
    /// The study.
    pub(super) study: String,
    /// The round; `None` where the figures are of none, or of several.
    pub(super) round: Option<String>,
    /// Made up for a demonstration.
    pub(super) synthetic: bool,
    /// When the figures were read.
    pub(super) at: DateTime<Utc>,
    /// N: owners that the figures are about; `None` where that differs from row to row.
    pub(super) population: Option<i64>,
    /// n: owners that have submitted; `None` where that differs, or nobody was asked.
    pub(super) responded: Option<i64>,
    /// Owners about whom something changed that is in no figure yet.
    pub(super) pending: i64,
    /// What else is to be known.
    pub(super) notes: Vec<String>,
    /// What the figures are by.
    pub(super) axes: Vec<Axis>,
    /// What the figures are.
    pub(super) measures: Vec<Measure>,
    /// One for each combination of categories, those of the last axis varying fastest.
    pub(super) rows: Vec<Row>,
}

/// What figures are by.
pub(super) struct Axis {
    /// Its name for programs.
    pub(super) code: &'static str,
    /// Its name for people.
    pub(super) name: String,
    /// It is the time.
    pub(super) is_time: bool,
    /// What lies on it, in order.
    pub(super) categories: Vec<Category>,
}

/// A place on an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Category {
    /// Its name for programs, once on its axis; in brackets where it is no value but how things stand.
    pub(super) code: String,
    /// Its name for people.
    pub(super) name: String,
}

/// What is counted or measured.
pub(super) struct Measure {
    /// Its name for programs, as in the schema.
    pub(super) code: String,
    /// What it means.
    pub(super) meaning: String,
    /// Decimals that it has at most; `None` for whole numbers.
    pub(super) decimals: Option<u8>,
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    /// A whole number.
    Whole(i64),
    /// Another number.
    Decimal(f64),
    /// There is none; the row says why.
    None,
}

impl From<i64> for Figure {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<Option<i64>> for Figure {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Whole)
    }
}

impl From<Option<f64>> for Figure {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::None, Self::Decimal)
    }
}

/// Figures of a combination of categories.
pub(super) struct Row {
    /// Why there are figures missing, where it is for one of these reasons.
    pub(super) standing: Standing,
    /// One for each measure; where there are fewer, there are none of the rest.
    pub(super) figures: Vec<Figure>,
}

impl Row {
    /// The figure with this place.
    pub(super) fn figure(&self, place: usize) -> Figure {
        self.figures.get(place).copied().unwrap_or(Figure::None)
    }
}

/// How much there is of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// What there can be; a figure that is missing is not defined, as the spread of a single one.
    Known,
    /// Too little is known for a point.
    TooLittleKnown,
    /// Nothing of it applies.
    NothingApplies,
    /// The owner has not submitted.
    NotResponded,
    /// It was not measured.
    NotMeasured,
    /// There is no such combination, so no row in a table.
    Absent,
}

impl Standing {
    /// All of them.
    pub(super) const ALL: [Self; 6] = [
        Self::Known,
        Self::TooLittleKnown,
        Self::NothingApplies,
        Self::NotResponded,
        Self::NotMeasured,
        Self::Absent,
    ];

    /// Its name for programs.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::TooLittleKnown => "too_little_known",
            Self::NothingApplies => "nothing_applies",
            Self::NotResponded => "not_responded",
            Self::NotMeasured => "not_measured",
            Self::Absent => "absent",
        }
    }

    /// Why a figure is missing from such a row, for programs.
    pub(super) const fn why_missing(self) -> &'static str {
        match self {
            Self::Known => NOT_DEFINED,
            other => other.code(),
        }
    }
}

/// Why a figure is missing from a row of which all is known that there can be.
pub(super) const NOT_DEFINED: &str = "not_defined";

impl Cube {
    /// The rows with their categories, one of each axis.
    pub(super) fn combinations(&self) -> impl Iterator<Item = (Vec<&Category>, &Row)> {
        self.rows.iter().enumerate().map(|(place, row)| {
            let mut rest = place;
            let mut categories: Vec<&Category> = Vec::with_capacity(self.axes.len());
            for axis in self.axes.iter().rev() {
                let size = axis.categories.len().max(1);
                categories.extend(axis.categories.get(rest % size));
                rest /= size;
            }
            categories.reverse();
            (categories, row)
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::dashboard::export) fn cube() -> Cube {
        let category = |code: &str| Category { code: code.to_owned(), name: code.to_uppercase() };
        let axis = |code, is_time, of: &[&str]| Axis {
            code,
            name: code.to_owned(),
            is_time,
            categories: of.iter().copied().map(category).collect(),
        };
        let measure = |code: &str, decimals| Measure {
            code: code.to_owned(),
            meaning: format!("meaning of {code}"),
            decimals,
        };
        let row = |standing, figures: &[Figure]| Row { standing, figures: figures.to_vec() };
        Cube {
            title: "Modenhet".to_owned(),
            study: "=Studie".to_owned(),
            round: None,
            synthetic: true,
            at: DateTime::from_timestamp(1_780_000_000, 0).unwrap_or_default(),
            population: Some(5),
            responded: None,
            pending: 7,
            notes: vec!["En merknad".to_owned()],
            axes: vec![axis("round", true, &["r1", "r2"]), axis("dimension", false, &["d", "=e", "f"])],
            measures: vec![measure("scored", None), measure("mean", Some(6))],
            rows: vec![
                row(Standing::Known, &[Figure::Whole(3), Figure::Decimal(0.25)]),
                row(Standing::TooLittleKnown, &[Figure::Whole(0), Figure::None]),
                row(Standing::NotMeasured, &[]),
                row(Standing::Known, &[Figure::Whole(1), Figure::None]),
                row(Standing::Absent, &[]),
                row(Standing::Known, &[Figure::Whole(2), Figure::Decimal(-0.0)]),
            ],
        }
    }

    #[test]
    fn the_last_axis_varies_fastest() {
        let cube = cube();
        let codes: Vec<String> = cube
            .combinations()
            .map(|(categories, _)| categories.iter().map(|category| category.code.as_str()).collect())
            .collect();
        assert_eq!(codes, ["r1d", "r1=e", "r1f", "r2d", "r2=e", "r2f"]);
    }
}
