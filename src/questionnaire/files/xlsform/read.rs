use std::collections::HashSet;

use ::entity::Language;

use super::assemble::{Asked, Assembler, Part};
use super::choices;
use super::columns::{self, Table};
use super::findings::{Findings, Place};
use super::logic::{self, Applier};
use super::unfit::Unfit;
use super::{CHOICES, SETTINGS, SURVEY, Sheet, fields, plain, rows};
use crate::error::{Error, Problem, Refusal};
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::content::Content;
use crate::questionnaire::files::json::Form;
use crate::questionnaire::files::stand_in::{Aside, TEXT};
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

const SETTINGS_COLUMNS: [&str; 6] =
    ["form_title", "form_id", "default_language", "trespor_title_nn", "trespor_title_en", "trespor_title_nb"];

/// Reads a form. The code is that of the questionnaire which it shall become, where that is said; the form needs none then.
///
/// # Errors
/// [`Error::Refused`] with everything that keeps it from being taken, with sheet, row and column as the path.
pub fn read(sheets: &[Sheet], code: Option<&Code>) -> Result<Taken, Error> {
    let mut findings = Findings::default();
    note_left_out(sheets, &mut findings);
    let sheets: Vec<Sheet> = sheets.iter().map(plain).collect();
    let sheet = |name: &str| sheets.iter().find(|sheet| is_named(sheet, name));
    let nothing = Sheet::default();
    let settings = settings(sheet(SETTINGS).unwrap_or(&nothing), code, &mut findings);
    let default = settings.language;
    let survey = match sheet(SURVEY) {
        Some(survey) if !survey.header.is_empty() => survey,
        found => {
            let unfit = found.map_or(Unfit::NoSheet(SURVEY), |_| Unfit::SheetEmpty(SURVEY));
            findings.unfit(&Place::sheet(SURVEY), &unfit);
            findings.done()?;
            return Err(Error::refused("", Problem::Required));
        }
    };
    let survey = Table::new(survey, SURVEY, &fields::COLUMNS, default, &mut findings);
    for column in ["type", "name"] {
        if !survey.has(column) {
            findings.unfit(&Place::sheet(SURVEY), &Unfit::NoColumn(column));
        }
    }
    let choices =
        Table::new(sheet(CHOICES).unwrap_or(&nothing), CHOICES, &choices::COLUMNS, default, &mut findings);
    let lists = choices::lists(&choices, &mut findings);
    choices::check_twice(&choices, &mut findings);
    let items = rows::nested(&survey, &mut findings);
    let title = settings.title.clone();
    let mut assembler = Assembler {
        table: &survey,
        lists: &lists,
        findings: &mut findings,
        names: Names::new(),
        doubtful: HashSet::new(),
        used: HashSet::new(),
        title,
    };
    let parts = assembler.sections(items);
    let Assembler { names, doubtful, used, .. } = assembler;
    choices::note_unused(&choices, &lists, &used, &mut findings);
    let reader = Reader { survey: &survey, choices: &choices, names, doubtful };
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

fn is_named(sheet: &Sheet, name: &str) -> bool {
    sheet.name.trim().eq_ignore_ascii_case(name)
}

/// Notes the sheets that nothing is made of, and the texts in which other tools put an answer.
fn note_left_out(sheets: &[Sheet], findings: &mut Findings) {
    for sheet in sheets {
        match [SURVEY, CHOICES, SETTINGS].into_iter().find(|name| is_named(sheet, name)) {
            Some(SETTINGS) => {}
            Some(name) => columns::note_piping(sheet, name, findings),
            None => findings.note(&Place::sheet(sheet.name.clone()), &Unfit::SheetLeftOut),
        }
    }
}

fn settings(sheet: &Sheet, given: Option<&Code>, findings: &mut Findings) -> Settings {
    let table = Table::new(sheet, SETTINGS, &SETTINGS_COLUMNS, Language::Nb, findings);
    let missing = |column: &str| Place::sheet(SETTINGS).at(column);
    let row = table.rows().first();
    let cell = |key: &str| row.and_then(|row| table.cell(row, key));
    let place = |key: &str| row.map_or_else(|| missing(key), |row| table.place(row, key));
    let own = given.cloned().map_or_else(|| Code::parse(cell("form_id").unwrap_or_default()), Ok);
    let code = match own {
        Ok(code) => Some(code),
        Err(problem) => {
            findings.fault(&place("form_id"), problem);
            None
        }
    };
    // Where there is none at all, the code is asked for already.
    let untitled = || cell("form_id").or(given.map(Code::as_str)).unwrap_or(TEXT);
    let nb = cell("form_title").unwrap_or_else(untitled).to_owned();
    let text = |key: &str| cell(key).map(str::to_owned);
    let title = LocalizedTextInput { nb, nn: text("trespor_title_nn"), en: text("trespor_title_en") };
    let language = cell("default_language").and_then(columns::language).unwrap_or(Language::Nb);
    Settings { language, title, code }
}

struct Reader<'a, 's> {
    survey: &'a Table<'s>,
    choices: &'a Table<'s>,
    names: Names,
    /// Names and codes of which something is not known, so that nobody is blamed for speaking of them.
    doubtful: HashSet<String>,
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
                let read = |asked| logic::read(asked, &self.names, &self.doubtful, findings);
                part.questions.iter().map(read).collect()
            })
            .collect();
        let section = |part: &Part| SectionInput {
            code: part.code.clone(),
            title: part.title.clone(),
            questions: part.questions.iter().map(|asked| asked.input.clone()).collect(),
        };
        let written = Written { title: settings.title, sections: parts.iter().map(section).collect() };
        let mut aside = Aside::default();
        self.doubtful.iter().for_each(|code| aside.doubt(code.clone()));
        let (content, reasons) = aside.parse(written)?;
        self.refuse(&parts, reasons, findings);
        let Some(mut content) = content else { return Ok(None) };
        self.rule(&mut content, &parts, read, findings);
        self.refuse(&parts, aside.check_draft(&content), findings);
        let is_good = findings.faults() == 0;
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
            let place = self.place_of(parts, &path);
            let problem = match reason.problem {
                // What it counts are characters of the rule that was made of the words.
                Problem::RuleFault { nb, nn, en, .. } if !is_our_column(&place) => {
                    Unfit::Rule([nb, nn, en]).problem()
                }
                problem => problem,
            };
            findings.fault(&place, problem);
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
                    (None, _) => Place::sheet(SURVEY),
                }
            }
            ["title", "nb", ..] | ["title"] => title_place("form_title"),
            ["title", language, ..] => title_place(&format!("trespor_title_{language}")),
            _ => Place::sheet(SURVEY),
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
            Place { row, ..Place::sheet(CHOICES).at(&column) }
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

fn is_our_column(place: &Place) -> bool {
    place.column.as_ref().is_some_and(|column| column.starts_with("trespor_"))
}

fn title_place(column: &str) -> Place {
    Place::sheet(SETTINGS).at(column)
}
