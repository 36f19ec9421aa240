use super::Row;
use super::choices::number_expected;
use super::columns::Table;
use super::findings::{Findings, Place};
use super::unfit::Unfit;
use crate::error::Problem;
use crate::questionnaire::written::{QuestionKind, RowSource, ServiceFact};

/// Columns of the survey, besides its texts.
pub(super) const COLUMNS: [&str; 27] = [
    "type",
    "name",
    "disabled",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "trespor_code",
    "trespor_kind",
    "trespor_required",
    "trespor_relevant",
    "trespor_required_when",
    "trespor_constraint",
    "trespor_allows",
    "trespor_why_nb",
    "trespor_why_nn",
    "trespor_why_en",
    "trespor_unit_nb",
    "trespor_unit_nn",
    "trespor_unit_en",
    "trespor_least",
    "trespor_most",
    "trespor_rows_from",
    "trespor_most_rows",
    "trespor_on_file",
    "trespor_longest",
    "trespor_at_most",
];
const TEXTS: [&str; 3] = ["label", "hint", "constraint_message"];

/// Types that a device fills in by itself.
const METADATA: [&str; 14] = [
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "username",
    "email",
    "simserial",
    "subscriberid",
    "audit",
    "start-geopoint",
    "background-audio",
    "xml-external",
    "csv-external",
];

/// What a row asks for.
pub(super) struct Type {
    pub(super) kind: QuestionKind,
    pub(super) list: Option<String>,
    pub(super) whole: bool,
}

/// The type of a question; nothing where it has none that fits, which is then said.
pub(super) fn type_of(table: &Table<'_>, row: &Row, findings: &mut Findings) -> Option<Type> {
    let place = table.place(row, "type");
    let Some(cell) = table.cell(row, "type") else {
        findings.fault(&place, Problem::Required);
        return None;
    };
    let words: Vec<&str> = cell.split_whitespace().collect();
    let joined = words.join(" ");
    let (command, list) = match words.as_slice() {
        ["select", "one" | "one_from", list] => ("select_one", Some(*list)),
        ["select", "multiple", list] => ("select_multiple", Some(*list)),
        [command @ ("select_one" | "select_multiple"), list] => (*command, Some(*list)),
        _ => (joined.as_str(), None),
    };
    let appearance = table.cell(row, "appearance").unwrap_or_default();
    let (kind, looks) = match (command, list) {
        ("select_one", Some(_)) if appearance == "likert" => (QuestionKind::Scale, Some("likert")),
        ("select_one", Some(_)) => (QuestionKind::SingleChoice, None),
        ("select_multiple", Some(_)) => (QuestionKind::MultipleChoice, None),
        ("integer" | "int" | "decimal", None) => (QuestionKind::Number, None),
        ("text" | "string", None) if appearance == "multiline" => (QuestionKind::LongText, Some("multiline")),
        ("text" | "string", None) => (QuestionKind::ShortText, None),
        ("date", None) => (QuestionKind::Date, None),
        ("note", None) => (QuestionKind::Information, None),
        _ if METADATA.contains(&command) => {
            findings.note(&place, &Unfit::Metadata(joined));
            return None;
        }
        _ => {
            findings.unfit(&place, &Unfit::Type(joined));
            return None;
        }
    };
    let is_table = ["list-nolabel", "label"].contains(&appearance);
    if !appearance.is_empty() && looks != Some(appearance) && !is_table {
        findings.note(&table.place(row, "appearance"), &Unfit::CellLeftOut);
    }
    let kind = named_kind(table, row, kind, findings);
    Some(Type { kind, list: list.map(str::to_owned), whole: matches!(command, "integer" | "int") })
}

/// The kind that our own column gives, where it goes with the type.
fn named_kind(table: &Table<'_>, row: &Row, kind: QuestionKind, findings: &mut Findings) -> QuestionKind {
    use QuestionKind::{DescribedLevels, LongText, Scale, ShortText, SingleChoice};
    let Some(cell) = table.cell(row, "trespor_kind") else { return kind };
    let fitting: &[QuestionKind] = match kind {
        SingleChoice | Scale => &[SingleChoice, Scale, DescribedLevels],
        ShortText | LongText => &[ShortText, LongText],
        _ => std::slice::from_ref(&kind),
    };
    match written::<QuestionKind>(cell).filter(|named| fitting.contains(named)) {
        Some(named) => named,
        None => {
            let known = fitting.iter().filter_map(|one| name_of(*one)).collect::<Vec<_>>().join(", ");
            findings.fault(&table.place(row, "trespor_kind"), Problem::NotOneOf { known });
            kind
        }
    }
}

/// A word of our own JSON form.
pub(super) fn written<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}

/// How our own JSON form writes it.
pub(super) fn name_of(value: impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// A number in a cell of our own.
pub(super) fn number<T: std::str::FromStr>(
    table: &Table<'_>,
    row: &Row,
    key: &str,
    findings: &mut Findings,
) -> Option<T> {
    let number = table.cell(row, key)?.parse().ok();
    if number.is_none() {
        findings.fault(&table.place(row, key), number_expected());
    }
    number
}

/// Where the rows of a repeat come from.
pub(super) fn row_source(table: &Table<'_>, row: &Row, findings: &mut Findings) -> Option<RowSource> {
    let cell = table.cell(row, "trespor_rows_from")?;
    let source = written(cell);
    if source.is_none() {
        let known = name_of(RowSource::Services).unwrap_or_default();
        findings.fault(&table.place(row, "trespor_rows_from"), Problem::NotOneOf { known });
    }
    source
}

/// What is on file for a field.
pub(super) fn on_file(table: &Table<'_>, row: &Row, findings: &mut Findings) -> Option<ServiceFact> {
    use ServiceFact::{Code, Kind, Name, Obstacle, PlannedOn, RunsOn, Status, Target, YearlyVolume};
    let cell = table.cell(row, "trespor_on_file")?;
    let fact = written(cell);
    if fact.is_none() {
        let all = [Name, Code, Kind, YearlyVolume, RunsOn, Target, Status, PlannedOn, Obstacle];
        let known = all.into_iter().filter_map(name_of).collect::<Vec<_>>().join(", ");
        findings.fault(&table.place(row, "trespor_on_file"), Problem::NotOneOf { known });
    }
    fact
}

/// Notes every cell of the row that nothing is made of.
pub(super) fn leave_out(table: &Table<'_>, row: &Row, taken: &[&str], findings: &mut Findings) {
    for key in COLUMNS.iter().chain(&TEXTS).filter(|key| !taken.contains(key) && **key != "disabled") {
        let is_text = TEXTS.contains(key);
        let there = if is_text { table.text(row, key).is_some() } else { table.cell(row, key).is_some() };
        if there {
            findings.note(&table.place(row, key), &Unfit::CellLeftOut);
        }
    }
}

/// A requirement: always, never, or while something holds.
pub(super) enum Required {
    Always,
    Never,
    While(Place, String),
}

/// What a cell says that says yes or no.
pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "true" | "true()" | "1" | "ja" => Some(true),
        "no" | "false" | "false()" | "0" | "nei" => Some(false),
        _ => None,
    }
}

pub(super) fn required(table: &Table<'_>, row: &Row) -> Required {
    match table.cell(row, "required") {
        None => Required::Never,
        Some(cell) => match yes_or_no(cell) {
            Some(true) => Required::Always,
            Some(false) => Required::Never,
            None => Required::While(table.place(row, "required"), cell.to_owned()),
        },
    }
}
