use ::entity::question::QuestionKind;
use ::entity::{Language, LocalizedText};

use super::owner::{OwnerAnswers, Said, Stand};
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{Answerable, StoredQuestion, StoredVersion};
use crate::results::queries::Whose;
use crate::table::NewCell;

/// A column of a table of answers.
pub(super) struct Column<'v> {
    /// Its name.
    pub(super) header: String,
    /// What it has of what.
    pub(super) has: Has<'v>,
}

/// What a column has.
#[derive(Clone, Copy)]
pub(super) enum Has<'v> {
    /// Something known of the owner or of its response.
    Owner(OwnerField),
    /// The name of the row of a repeating group.
    Row,
    /// Of a repeating group: how many rows were answered.
    RowCount(&'v StoredQuestion),
    /// Something of what was answered.
    Answer(Asked<'v>, Shown<'v>),
}

/// A question with what of it is answered.
#[derive(Clone, Copy)]
pub(super) struct Asked<'v> {
    /// The question.
    pub(super) question: &'v StoredQuestion,
    /// Itself, or a row or field of it.
    pub(super) of: Answerable<'v>,
}

/// What is shown of an answer.
#[derive(Clone, Copy)]
pub(super) enum Shown<'v> {
    /// The code of the option chosen, or the state in brackets.
    Choice,
    /// The state.
    State,
    /// Whether the option with this code was chosen: 1 or 0; nothing where there is no answer.
    Option(&'v ::entity::version_option::Model),
    /// The number, text or day; nothing where there is none.
    Value,
    /// What it is to what was said in an earlier round.
    Origin,
}

/// What answers are to what was said in an earlier round, by the names that are stored, and what these mean.
pub(super) const ORIGINS: [(&str, [&str; 3]); 3] = [
    ("confirmed", ["Det samme som forrige gang", "Det same som førre gong", "The same as before"]),
    ("changed", ["Noe annet enn forrige gang", "Noko anna enn førre gong", "Something else than before"]),
    (
        "new",
        [
            "Ingenting fra forrige gang som kunne tas med",
            "Ingenting frå førre gong som kunne takast med",
            "Nothing from before that could be carried over",
        ],
    ),
];

/// What is known of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnerField {
    Orgnr,
    Name,
    Stratum,
    Sector,
    Language,
    FollowedUp,
    Status,
    SubmittedAt,
    /// The key of an anonymous response.
    Respondent,
}

impl OwnerField {
    /// Those of a round that is not anonymous.
    const KNOWN: [Self; 8] = [
        Self::Orgnr,
        Self::Name,
        Self::Stratum,
        Self::Sector,
        Self::Language,
        Self::FollowedUp,
        Self::Status,
        Self::SubmittedAt,
    ];

    const fn header(self) -> &'static str {
        match self {
            Self::Orgnr => "owner.orgnr",
            Self::Name => "owner.name",
            Self::Stratum => "owner.stratum",
            Self::Sector => "owner.sector",
            Self::Language => "owner.language",
            Self::FollowedUp => "owner.followedUp",
            Self::Status => "response.status",
            Self::SubmittedAt => "response.submittedAt",
            Self::Respondent => "respondent",
        }
    }

    /// What it means.
    pub(super) fn meaning(self) -> LocalizedText {
        let (nb, nn, en) = match self {
            Self::Orgnr => ("Organisasjonsnummer", "Organisasjonsnummer", "Organization number"),
            Self::Name => ("Navn", "Namn", "Name"),
            Self::Stratum => {
                ("Stratum i utvalget nå", "Stratum i utvalet no", "Stratum in the frame as it is now")
            }
            Self::Sector => ("Sektor", "Sektor", "Sector"),
            Self::Language => ("Målform", "Målform", "Language form"),
            Self::FollowedUp => {
                ("Valgt for å følges opp", "Vald for å følgjast opp", "Chosen for being followed up")
            }
            Self::Status => (
                "responded eller non_respondent",
                "responded eller non_respondent",
                "responded or non_respondent",
            ),
            Self::SubmittedAt => (
                "Når svarene som teller, ble sendt inn (UTC)",
                "Når svara som tel, vart sende inn (UTC)",
                "When the response that counts was submitted (UTC)",
            ),
            Self::Respondent => (
                "Det samme for alt som samme anonyme deltaker svarte",
                "Det same for alt som same anonyme deltakar svarte",
                "The same for all that one anonymous respondent answered",
            ),
        };
        LocalizedText { nb: nb.to_owned(), nn: Some(nn.to_owned()), en: Some(en.to_owned()) }
    }
}

/// The columns of the table with a row for each owner, or in an anonymous round for each response.
pub(super) fn wide(version: &StoredVersion, anonymous: bool) -> Vec<Column<'_>> {
    let mut columns: Vec<Column<'_>> = if anonymous {
        vec![of_owner(OwnerField::Respondent)]
    } else {
        OwnerField::KNOWN.map(of_owner).into()
    };
    for question in version.questions() {
        for of in question.answerable().filter(|asked| asked.group.is_none()) {
            columns.extend(of_answer(Asked { question, of }));
        }
        if question.asked.kind.has_fields() {
            let header = format!("{}.rows", question.question.code);
            columns.push(Column { header, has: Has::RowCount(question) });
        }
    }
    columns
}

/// The columns of the table with a row for each row of a repeating group.
pub(super) fn of_group(question: &StoredQuestion, anonymous: bool) -> Vec<Column<'_>> {
    let mut columns = if anonymous {
        vec![of_owner(OwnerField::Respondent)]
    } else {
        vec![of_owner(OwnerField::Orgnr), of_owner(OwnerField::Name)]
    };
    columns.push(Column { header: "row".to_owned(), has: Has::Row });
    let fields = question.answerable().filter(|asked| asked.group.is_some());
    columns.extend(fields.flat_map(|of| of_answer(Asked { question, of })));
    columns
}

/// The same with what each answer is to what was said in an earlier round, after the columns of the answer.
pub(super) fn with_origins(columns: Vec<Column<'_>>) -> Vec<Column<'_>> {
    let mut all: Vec<Column<'_>> = Vec::with_capacity(columns.len() * 2);
    let mut columns = columns.into_iter().peekable();
    while let Some(column) = columns.next() {
        let asked = column.asked();
        let next = columns.peek().and_then(Column::asked);
        all.push(column);
        if let Some(asked) = asked.filter(|asked| next.is_none_or(|next| next.of.id != asked.of.id)) {
            let header = format!("{}.origin", asked.of.code);
            all.push(Column { header, has: Has::Answer(asked, Shown::Origin) });
        }
    }
    all
}

fn of_owner(field: OwnerField) -> Column<'static> {
    Column { header: field.header().to_owned(), has: Has::Owner(field) }
}

fn of_answer(asked: Asked<'_>) -> Vec<Column<'_>> {
    let code = asked.of.code;
    let column = |header: String, shown| Column { header, has: Has::Answer(asked, shown) };
    let state = || column(format!("{code}.state"), Shown::State);
    match asked.of.kind {
        QuestionKind::MultipleChoice => {
            let options = asked.of.options.iter();
            let options =
                options.map(|option| column(format!("{code}/{}", option.code), Shown::Option(option)));
            [state()].into_iter().chain(options).collect()
        }
        kind if kind.is_choice() || kind.has_parts() => vec![column(code.to_owned(), Shown::Choice)],
        _ => vec![column(code.to_owned(), Shown::Value), state()],
    }
}

impl<'v> Column<'v> {
    /// What it has an answer to.
    fn asked(&self) -> Option<Asked<'v>> {
        if let Has::Answer(asked, _) = self.has { Some(asked) } else { None }
    }

    /// Its cell for an owner, and in the table of a repeating group for a row of it.
    pub(super) fn cell<'a>(
        &self,
        answers: &'a OwnerAnswers,
        item: Option<&'a str>,
        language: Language,
    ) -> NewCell<'a> {
        let (asked, shown) = match self.has {
            Has::Owner(field) => return owner_cell(field, answers, language),
            Has::Row => return item.map_or(NewCell::Empty, NewCell::Text),
            Has::RowCount(question) => {
                let rows = answers.items(question).len();
                let responded = answers.has_responded();
                let rows = i64::try_from(rows).unwrap_or(i64::MAX);
                return if responded { NewCell::Whole(rows) } else { NewCell::Empty };
            }
            Has::Answer(asked, shown) => (asked, shown),
        };
        let stand = match item {
            Some(item) => answers.stand_in_row(asked.of.id, item),
            None => answers.stand(asked.question, &asked.of),
        };
        if stand == Stand::NonRespondent {
            return NewCell::Empty;
        }
        let said = answers.said(asked.of.id, item.unwrap_or_default());
        let origin = said.and_then(|said| said.origin.as_deref());
        let said = said.filter(|_| stand == Stand::Answered);
        match shown {
            Shown::Origin => origin.map_or(NewCell::Empty, NewCell::Text),
            Shown::State => NewCell::Text(stand.code()),
            Shown::Choice => {
                let chosen = said.and_then(|said| said.options.first());
                NewCell::Text(chosen.map_or(stand.in_brackets(), String::as_str))
            }
            Shown::Option(option) => {
                let is_chosen = |said: &Said| i64::from(said.options.contains(&option.code));
                said.map_or(NewCell::Empty, |said| NewCell::Whole(is_chosen(said)))
            }
            Shown::Value => said.map_or(NewCell::Empty, value),
        }
    }
}

fn value(said: &Said) -> NewCell<'_> {
    let number = said.number.map(NewCell::Decimal);
    let text = said.text.as_deref().map(NewCell::Text);
    number.or(text).or(said.date.map(NewCell::Date)).unwrap_or(NewCell::Empty)
}

fn owner_cell(field: OwnerField, answers: &OwnerAnswers, language: Language) -> NewCell<'_> {
    let owner = match &answers.exported.whose {
        Whose::Owner(owner) => owner,
        Whose::Anonymous(key) if field == OwnerField::Respondent => return NewCell::Text(key),
        Whose::Anonymous(_) => return NewCell::Empty,
    };
    match field {
        OwnerField::Orgnr => NewCell::Text(&owner.orgnr),
        OwnerField::Name => NewCell::Text(owner.name.in_language(language)),
        OwnerField::Stratum => owner.stratum.as_deref().map_or(NewCell::Empty, NewCell::Text),
        OwnerField::Sector => owner.sector.as_deref().map_or(NewCell::Empty, NewCell::Text),
        OwnerField::Language => NewCell::Text(&owner.language),
        OwnerField::FollowedUp => owner.followed_up.map_or(NewCell::Empty, NewCell::Boolean),
        OwnerField::Status => NewCell::Text(answers.status()),
        OwnerField::SubmittedAt => answers.submitted_at.as_deref().map_or(NewCell::Empty, NewCell::Text),
        OwnerField::Respondent => NewCell::Empty,
    }
}
