use ::entity::Language;

use super::assemble::{Asked, Assembler, Part};
use super::choices;
use super::columns::{self, Table};
use super::findings::{Findings, Place};
use super::logic::{self, Applier};
use super::unfit::Unfit;
use super::{CHOICES, SETTINGS, SURVEY, Sheet, fields, rows};
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::content::Content;
use crate::questionnaire::files::json::Form;
use crate::questionnaire::logic::scope;
use crate::questionnaire::rules::xpath::Names;
use crate::questionnaire::written::{SectionInput, Written};
use crate::value::Code;

/// A form that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What it asks.
    pub form: Form,
    /// What of it was left out or changed, with sheet, row and column as the path.
    pub notes: Vec<Refusal>,
}

const SETTINGS_COLUMNS: [&str; 7] = [
    "form_title",
    "form_id",
    "default_language",
    "version",
    "trespor_title_nn",
    "trespor_title_en",
    "trespor_title_nb",
];

/// Reads a form.
///
/// # Errors
/// [`Error::Refused`] with everything that keeps it from being taken, with sheet, row and column as the path.
pub fn read(sheets: &[Sheet]) -> Result<Taken, Error> {
    let mut findings = Findings::default();
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name));
    for other in sheets {
        let known =
            [SURVEY, CHOICES, SETTINGS].iter().any(|name| other.name.trim().eq_ignore_ascii_case(name));
        if !known && !other.rows.is_empty() {
            let place = Place { sheet: SURVEY, row: None, column: Some(other.name.clone()) };
            findings.note(&place, &Unfit::CellLeftOut);
        }
    }
    let nothing = Sheet::default();
    let settings = settings(sheet(SETTINGS).unwrap_or(&nothing), &mut findings);
    let default = settings.language;
    let Some(survey) = sheet(SURVEY) else {
        let place = Place { sheet: SURVEY, row: None, column: None };
        findings.unfit(&place, &Unfit::NoSheet(SURVEY));
        findings.done()?;
        return Err(Error::refused("", Problem::Required));
    };
    let survey = Table::new(survey, SURVEY, &fields::COLUMNS, default, &mut findings);
    for column in ["type", "name"] {
        if !survey.has(column) {
            findings.unfit(&Place { sheet: SURVEY, row: None, column: None }, &Unfit::NoColumn(column));
        }
    }
    let choices =
        Table::new(sheet(CHOICES).unwrap_or(&nothing), CHOICES, &choices::COLUMNS, default, &mut findings);
    let lists = choices::lists(&choices, &mut findings);
    choices::check_twice(&choices, &mut findings);
    let items = rows::nested(&survey, &mut findings);
    let title = settings.title.clone();
    let mut assembler =
        Assembler { table: &survey, lists: &lists, findings: &mut findings, names: Names::new(), title };
    let parts = assembler.sections(items);
    let names = assembler.names;
    let reader = Reader { survey: &survey, choices: &choices, names };
    let form = reader.form(settings, parts, &mut findings)?;
    let notes = findings.done()?;
    match form {
        Some(form) => Ok(Taken { form, notes }),
        None => Err(Error::refused("", Problem::Required)),
    }
}

struct Settings {
    language: Language,
    title: LocalizedTextInput,
    code: Option<Code>,
}

fn settings(sheet: &Sheet, findings: &mut Findings) -> Settings {
    let table = Table::new(sheet, SETTINGS, &SETTINGS_COLUMNS, Language::Nb, findings);
    let missing = |column: &str| Place { sheet: SETTINGS, row: None, column: Some(column.to_owned()) };
    let row = table.rows().first();
    let cell = |key: &str| row.and_then(|row| table.cell(row, key));
    let place = |key: &str| row.map_or_else(|| missing(key), |row| table.place(row, key));
    let code = match Code::parse(cell("form_id").unwrap_or_default()) {
        Ok(code) => Some(code),
        Err(problem) => {
            findings.fault(&place("form_id"), problem);
            None
        }
    };
    let nb = cell("form_title").or_else(|| cell("form_id")).unwrap_or_default().to_owned();
    let text = |key: &str| cell(key).map(str::to_owned);
    let title = LocalizedTextInput { nb, nn: text("trespor_title_nn"), en: text("trespor_title_en") };
    let language = cell("default_language").and_then(columns::language).unwrap_or(Language::Nb);
    Settings { language, title, code }
}

struct Reader<'a, 's> {
    survey: &'a Table<'s>,
    choices: &'a Table<'s>,
    names: Names,
}

impl Reader<'_, '_> {
    fn form(
        &self,
        settings: Settings,
        parts: Vec<Part>,
        findings: &mut Findings,
    ) -> Result<Option<Form>, Error> {
        let read: Vec<Vec<logic::Read>> = parts
            .iter()
            .map(|part| {
                part.questions.iter().map(|asked| logic::read(asked, &self.names, findings)).collect()
            })
            .collect();
        let section = |part: &Part| SectionInput {
            code: part.code.clone(),
            title: part.title.clone(),
            questions: part.questions.iter().map(|asked| asked.input.clone()).collect(),
        };
        let written = Written { title: settings.title, sections: parts.iter().map(section).collect() };
        let mut content = match written.parse() {
            Ok(content) => content,
            Err(Error::Refused(reasons)) => {
                self.refuse(&parts, reasons, findings);
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        self.rule(&mut content, &parts, read, findings);
        let mut refusals = Refusals::new();
        content.check_draft(&mut refusals);
        if let Err(Error::Refused(reasons)) = refusals.done() {
            self.refuse(&parts, reasons, findings);
        }
        let is_good = !findings.has_faults();
        Ok(settings.code.filter(|_| is_good).map(|code| Form { code, content, maturity: None }))
    }

    fn rule(
        &self,
        content: &mut Content,
        parts: &[Part],
        read: Vec<Vec<logic::Read>>,
        findings: &mut Findings,
    ) {
        let scope = scope(content);
        let mut applier = Applier { scope: &scope, names: &self.names, findings };
        for ((section, part), read) in content.sections.iter_mut().zip(parts).zip(read) {
            for ((question, asked), read) in section.questions.iter_mut().zip(&part.questions).zip(read) {
                applier.apply(question, asked, read);
            }
        }
    }

    fn refuse(&self, parts: &[Part], reasons: Vec<Refusal>, findings: &mut Findings) {
        for reason in reasons {
            let path: Vec<&str> = reason.field.iter().map(String::as_str).collect();
            findings.fault(&self.place_of(parts, &path), reason.problem);
        }
    }

    /// Where in the sheets a path of the content stands.
    fn place_of(&self, parts: &[Part], path: &[&str]) -> Place {
        let index = |text: &str| text.parse::<usize>().ok();
        match path {
            ["sections", section, rest @ ..] => {
                let part = index(section).and_then(|index| parts.get(index));
                match (part, rest) {
                    (Some(part), ["questions", question, rest @ ..]) => {
                        let asked = index(question).and_then(|index| part.questions.get(index));
                        asked.map_or(part.place.clone(), |asked| self.place_in(asked, rest))
                    }
                    (Some(part), rest) => self.column(&part.place, rest),
                    (None, _) => Place { sheet: SURVEY, row: None, column: None },
                }
            }
            ["title", "nb", ..] | ["title"] => title_place("form_title"),
            ["title", language, ..] => title_place(&format!("trespor_title_{language}")),
            _ => Place { sheet: SURVEY, row: None, column: None },
        }
    }

    fn place_in(&self, asked: &Asked, path: &[&str]) -> Place {
        let index = |text: &str| text.parse::<usize>().ok();
        let choice = |rows: &[u32], place: &str, rest: &[&str]| {
            let row = index(place).and_then(|index| rows.get(index)).copied();
            let column = match rest {
                ["label", language, ..] => self.choices.text_header("label", language),
                ["score", ..] => "trespor_score".to_owned(),
                _ => "name".to_owned(),
            };
            Place { sheet: CHOICES, row, column: Some(column) }
        };
        match path {
            ["options", place, rest @ ..] => choice(&asked.options, place, rest),
            ["parts", part, rest @ ..] => {
                let Some((row, options)) = index(part).and_then(|index| asked.parts.get(index)) else {
                    return asked.place.clone();
                };
                match rest {
                    ["options", place, rest @ ..] => choice(options, place, rest),
                    rest => self.column(&Place::row(SURVEY, *row), rest),
                }
            }
            ["visibleWhen", ..] => {
                rule_place(asked, asked.relevant.first(), asked.carried.relevant.as_ref(), "relevant")
            }
            ["requiredWhen", ..] => {
                rule_place(asked, asked.required_while.as_ref(), asked.carried.required.as_ref(), "required")
            }
            ["validWhen", ..] => {
                rule_place(asked, asked.constraint.as_ref(), asked.carried.constraint.as_ref(), "constraint")
            }
            rest => self.column(&asked.place, rest),
        }
    }

    fn column(&self, place: &Place, path: &[&str]) -> Place {
        let text = |key: &str, language: &str| self.survey.text_header(key, language);
        let column = match path {
            ["code", ..] => "name".to_owned(),
            ["text" | "title", language, ..] => text("label", language),
            ["help", language, ..] => text("hint", language),
            ["validMessage", language, ..] => text("constraint_message", language),
            ["validMessage"] => "constraint_message".to_owned(),
            ["why", language, ..] => format!("trespor_why_{language}"),
            ["format", "unit", language, ..] => format!("trespor_unit_{language}"),
            ["format", "onFile", ..] => "trespor_on_file".to_owned(),
            ["format", "rowsFrom", ..] => "trespor_rows_from".to_owned(),
            ["format", "mostRows", ..] => "trespor_most_rows".to_owned(),
            ["format", ..] => "constraint".to_owned(),
            ["allowsDontKnow" | "allowsNotRelevant", ..] => "trespor_allows".to_owned(),
            ["required", ..] => "required".to_owned(),
            _ => "type".to_owned(),
        };
        place.at(&column)
    }
}

fn rule_place(
    asked: &Asked,
    words: Option<&(Place, String)>,
    carried: Option<&(Place, String)>,
    column: &str,
) -> Place {
    carried.or(words).map_or_else(|| asked.place.at(column), |(place, _)| place.clone())
}

fn title_place(column: &str) -> Place {
    Place { sheet: SETTINGS, row: None, column: Some(column.to_owned()) }
}
