//! What answers must keep to besides their kind, before and after.

use super::compare::{Found, Place, Role, name_of};
use super::{Reason, What};
use crate::questionnaire::content::Format;

/// Which way a limit lets more through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Lowest,
    Highest,
}

pub(super) fn compare(found: &mut Found, place: &Place, from: &Format, to: &Format) {
    let (before, after) = (from.number.clone().unwrap_or_default(), to.number.clone().unwrap_or_default());
    let unit = place.under("unit");
    found.some_text(&unit, What::UnitChanged, Role::Unit, before.unit.as_ref(), after.unit.as_ref());
    let mut limit = Limits { found, place };
    limit.compare("least", What::LeastChanged, Limit::Lowest, before.least, after.least);
    limit.compare("most", What::MostChanged, Limit::Highest, before.most, after.most);
    limit.compare("earliest", What::EarliestChanged, Limit::Lowest, from.earliest, to.earliest);
    limit.compare("latest", What::LatestChanged, Limit::Highest, from.latest, to.latest);
    limit.compare("longest", What::LongestChanged, Limit::Highest, from.longest, to.longest);
    limit.compare("mostRows", What::MostRowsChanged, Limit::Highest, from.most_rows, to.most_rows);
    let whole = if after.whole { Reason::Narrowed } else { Reason::Widened };
    found.yes_or_no(&place.under("whole"), What::WholeChanged, before.whole, after.whole, whole);
    let number = |number: Option<i32>| number.map(|number| number.to_string());
    let others = [
        ("atMost", What::AtMostChanged, number(from.at_most), number(to.at_most), Reason::HowManyChosen),
        (
            "rowsFrom",
            What::RowsFromChanged,
            from.rows_from.as_ref().and_then(name_of),
            to.rows_from.as_ref().and_then(name_of),
            Reason::RowSource,
        ),
        (
            "onFile",
            What::OnFileChanged,
            from.on_file.as_ref().and_then(name_of),
            to.on_file.as_ref().and_then(name_of),
            Reason::FilledIn,
        ),
    ];
    for (field, what, before, after, reason) in others {
        if before != after {
            found.add(&place.under(field), what, before, after, reason);
        }
    }
}

struct Limits<'f> {
    found: &'f mut Found,
    place: &'f Place,
}

impl Limits<'_> {
    fn compare<T: PartialOrd + ToString>(
        &mut self,
        field: &str,
        what: What,
        limit: Limit,
        before: Option<T>,
        after: Option<T>,
    ) {
        if before == after {
            return;
        }
        let widened = match (&before, &after) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(before), Some(after)) => (after < before) == (limit == Limit::Lowest),
        };
        let reason = if widened { Reason::Widened } else { Reason::Narrowed };
        let (before, after) = (before.map(|value| value.to_string()), after.map(|value| value.to_string()));
        self.found.add(&self.place.under(field), what, before, after, reason);
    }
}
