use std::collections::HashMap;

use ::entity::question::QuestionKind;
use ::entity::{Language, LocalizedText};

use super::order::{moved, shared};
use super::{About, Change, Reason, What, format, wording};
use crate::questionnaire::content::{Choice, Content, Part, Question, Section};
use crate::questionnaire::rules::Expression;

/// Everything that differs, in the order in which `from` asks; what is new follows, in the order in which `to` asks.
#[must_use]
pub fn difference(from: &Content, to: &Content) -> Vec<Change> {
    let mut found = Found(Vec::new());
    let whole = Place { path: Vec::new(), about: About::Everything };
    found.text(&whole.under("title"), What::TitleChanged, Role::Context, &from.title, &to.title);
    found.sections(&from.sections, &to.sections);
    found.questions(from, to);
    found.0
}

/// Where something stands, and whose answers it is about.
#[derive(Clone)]
pub(super) struct Place {
    path: Vec<String>,
    about: About,
}

impl Place {
    pub(super) fn under(&self, step: impl ToString) -> Self {
        let mut path = self.path.clone();
        path.push(step.to_string());
        Self { path, about: self.about.clone() }
    }

    fn section(section: &Section) -> Self {
        let code = section.code.to_string();
        Self { path: vec!["sections".to_owned(), code.clone()], about: About::Section(code) }
    }

    fn question(question: &Question) -> Self {
        let code = question.code.to_string();
        Self { path: vec!["questions".to_owned(), code.clone()], about: About::Question(code) }
    }

    fn part(&self, question: &Question, part: &Part) -> Self {
        Self { about: About::Part(question.part_code(part)), ..self.under("parts").under(&part.code) }
    }
}

/// What a text is there for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Stands around questions.
    Context,
    /// Is the question, or the row.
    Asked,
    /// Says what is meant.
    Help,
    /// Names an option.
    Label,
    /// Names a step of a scale.
    Step,
    /// Is what a number is counted in.
    Unit,
}

impl Role {
    pub(super) fn reworded(self) -> Reason {
        match self {
            Self::Context => Reason::ContextReworded,
            Self::Asked => Reason::Reworded,
            Self::Help => Reason::HelpReworded,
            Self::Label => Reason::LabelReworded,
            Self::Step => Reason::StepReworded,
            Self::Unit => Reason::OtherUnit,
        }
    }
}

/// The changes found so far.
pub(super) struct Found(Vec<Change>);

impl Found {
    pub(super) fn add(
        &mut self,
        place: &Place,
        what: What,
        before: Option<String>,
        after: Option<String>,
        reason: Reason,
    ) {
        let Place { path, about } = place.clone();
        self.0.push(Change { path, what, language: None, before, after, similarity: None, reason, about });
    }

    pub(super) fn yes_or_no(&mut self, place: &Place, what: What, before: bool, after: bool, reason: Reason) {
        if before != after {
            self.add(place, what, Some(before.to_string()), Some(after.to_string()), reason);
        }
    }

    /// A text in each of its languages.
    fn text(&mut self, place: &Place, what: What, role: Role, before: &LocalizedText, after: &LocalizedText) {
        let languages = [
            (Language::Nb, "nb", Some(&before.nb), Some(&after.nb)),
            (Language::Nn, "nn", before.nn.as_ref(), after.nn.as_ref()),
            (Language::En, "en", before.en.as_ref(), after.en.as_ref()),
        ];
        for (language, name, before, after) in languages.into_iter().filter(|(_, _, one, other)| one != other)
        {
            let (reason, similarity) = match (before, after) {
                (Some(before), Some(after)) => {
                    let likeness = wording::compare(before, after);
                    // Units are too short for a letter to be a slip: «desimeter», «dekameter».
                    let is_same = if role == Role::Unit { likeness.is_same } else { likeness.is_typo };
                    (if is_same { Reason::Typo } else { role.reworded() }, Some(likeness.similarity))
                }
                (None, _) => (Reason::TranslationAdded, None),
                (_, None) => (Reason::TranslationRemoved, None),
            };
            let Place { path, about } = place.under(name);
            let (before, after) = (before.cloned(), after.cloned());
            self.0.push(Change {
                path,
                what,
                language: Some(language),
                before,
                after,
                similarity,
                reason,
                about,
            });
        }
    }

    /// A text that need not be there.
    pub(super) fn some_text(
        &mut self,
        place: &Place,
        what: What,
        role: Role,
        before: Option<&LocalizedText>,
        after: Option<&LocalizedText>,
    ) {
        match (before, after) {
            (Some(before), Some(after)) => self.text(place, what, role, before, after),
            (None, None) => {}
            _ => {
                let nb = |text: Option<&LocalizedText>| text.map(|text| text.nb.clone());
                self.add(place, what, nb(before), nb(after), role.reworded());
            }
        }
    }

    fn sections(&mut self, from: &[Section], to: &[Section]) {
        let codes = |sections: &[Section]| -> Vec<String> {
            sections.iter().map(|section| section.code.to_string()).collect()
        };
        let (before, after) = (codes(from), codes(to));
        let (before, after): (Vec<&str>, Vec<&str>) =
            (before.iter().map(String::as_str).collect(), after.iter().map(String::as_str).collect());
        let moves = moved(&before, &after);
        let place_in = |codes: &[&str], code: &str| codes.iter().position(|one| *one == code).map(counted);
        for section in from {
            let place = Place::section(section);
            let Some(other) = to.iter().find(|other| other.code == section.code) else {
                self.add(
                    &place,
                    What::SectionRemoved,
                    Some(section.title.nb.clone()),
                    None,
                    Reason::Arrangement,
                );
                continue;
            };
            let code = section.code.as_str();
            if moves.contains(code) {
                let (before, after) = (place_in(&before, code), place_in(&after, code));
                self.add(&place, What::SectionMoved, before, after, Reason::Arrangement);
            }
            let title = place.under("title");
            self.text(&title, What::SectionTitleChanged, Role::Context, &section.title, &other.title);
        }
        for section in to.iter().filter(|section| !before.contains(&section.code.as_str())) {
            let title = Some(section.title.nb.clone());
            self.add(&Place::section(section), What::SectionAdded, None, title, Reason::Arrangement);
        }
    }

    fn questions(&mut self, from: &Content, to: &Content) {
        let (before, after) = (Standing::all_of(from), Standing::all_of(to));
        let mut moves = std::collections::HashSet::new();
        for section in &from.sections {
            let Some(other) = to.sections.iter().find(|other| other.code == section.code) else { continue };
            moves.extend(moved(&codes_of(section), &codes_of(other)));
        }
        for question in from.questions() {
            let (place, code) = (Place::question(question), question.code.as_str());
            let (Some(stood), Some(stands)) = (before.get(code), after.get(code)) else {
                let text = Some(question.text.nb.clone());
                self.add(&place, What::QuestionRemoved, text, None, Reason::NotAsked);
                continue;
            };
            if stood.section != stands.section || moves.contains(code) {
                let (before, after) = (Some(stood.in_words()), Some(stands.in_words()));
                self.add(&place, What::QuestionMoved, before, after, Reason::Order);
            }
            self.question(&place, question, stands.question);
        }
        for question in to.questions().filter(|question| !before.contains_key(question.code.as_str())) {
            let text = Some(question.text.nb.clone());
            self.add(&Place::question(question), What::QuestionAdded, None, text, Reason::NewQuestion);
        }
    }

    fn question(&mut self, place: &Place, from: &Question, to: &Question) {
        self.kind(place, from.kind, to.kind);
        self.text(&place.under("text"), What::TextChanged, Role::Asked, &from.text, &to.text);
        let texts = [
            ("help", What::HelpChanged, Role::Help, &from.help, &to.help),
            ("why", What::WhyChanged, Role::Context, &from.why, &to.why),
            (
                "validMessage",
                What::ValidMessageChanged,
                Role::Context,
                &from.valid_message,
                &to.valid_message,
            ),
        ];
        for (field, what, role, before, after) in texts {
            self.some_text(&place.under(field), what, role, before.as_ref(), after.as_ref());
        }
        let required = place.under("required");
        self.yes_or_no(&required, What::RequiredChanged, from.required, to.required, Reason::WhoMustAnswer);
        self.rules(place, from, to);
        let ways_out = [
            ("allowsDontKnow", What::DontKnowChanged, from.allows_dont_know, to.allows_dont_know),
            ("allowsNotRelevant", What::NotRelevantChanged, from.allows_not_relevant, to.allows_not_relevant),
        ];
        for (field, what, before, after) in ways_out {
            let reason = if after { Reason::WayOutOffered } else { Reason::WayOutGone };
            self.yes_or_no(&place.under(field), what, before, after, reason);
        }
        self.options(place, Steps::of(from.kind), &from.options, &to.options);
        self.parts(place, from, to);
        format::compare(self, &place.under("format"), &from.format, &to.format);
    }

    fn rules(&mut self, place: &Place, from: &Question, to: &Question) {
        let valid = if to.valid_when.is_none() { Reason::Widened } else { Reason::Narrowed };
        let rules = [
            (
                "visibleWhen",
                What::VisibleWhenChanged,
                &from.visible_when,
                &to.visible_when,
                Reason::WhoIsAsked,
            ),
            (
                "requiredWhen",
                What::RequiredWhenChanged,
                &from.required_when,
                &to.required_when,
                Reason::WhoMustAnswer,
            ),
            ("validWhen", What::ValidWhenChanged, &from.valid_when, &to.valid_when, valid),
        ];
        let text = |rule: &Option<Expression>| rule.as_ref().map(ToString::to_string);
        for (field, what, before, after, reason) in rules {
            if before != after {
                self.add(&place.under(field), what, text(before), text(after), reason);
            }
        }
    }

    fn kind(&mut self, place: &Place, before: QuestionKind, after: QuestionKind) {
        if before != after {
            let (before, after) = (name_of(&before), name_of(&after));
            self.add(&place.under("kind"), What::KindChanged, before, after, Reason::OtherKind);
        }
    }

    fn options(&mut self, place: &Place, steps: Steps, from: &[Choice], to: &[Choice]) {
        let place = place.under("options");
        let codes = |options: &[Choice]| -> Vec<String> {
            options.iter().map(|option| option.code.to_string()).collect()
        };
        self.order(&place, What::OptionsReordered, &codes(from), &codes(to), steps.order());
        for option in from {
            let place = place.under(&option.code);
            let Some(other) = to.iter().find(|other| other.code == option.code) else {
                self.add(&place, What::OptionRemoved, Some(option.label.nb.clone()), None, steps.number());
                continue;
            };
            let label = place.under("label");
            self.text(&label, What::LabelChanged, steps.role(), &option.label, &other.label);
            if option.score != other.score {
                let score = |score: Option<f64>| score.map(|score| score.to_string());
                let (before, after) = (score(option.score), score(other.score));
                self.add(&place.under("score"), What::ScoreChanged, before, after, Reason::OtherScore);
            }
        }
        for option in to.iter().filter(|option| !from.iter().any(|other| other.code == option.code)) {
            let label = Some(option.label.nb.clone());
            self.add(&place.under(&option.code), What::OptionAdded, None, label, steps.number());
        }
    }

    fn parts(&mut self, place: &Place, from: &Question, to: &Question) {
        let codes = |question: &Question| -> Vec<String> {
            question.parts.iter().map(|part| part.code.to_string()).collect()
        };
        let parts = place.under("parts");
        self.order(&parts, What::PartsReordered, &codes(from), &codes(to), Reason::PartOrder);
        for part in &from.parts {
            let place = place.part(from, part);
            let Some(other) = to.parts.iter().find(|other| other.code == part.code) else {
                self.add(&place, What::PartRemoved, Some(part.text.nb.clone()), None, Reason::PartNotAsked);
                continue;
            };
            self.kind(&place, part.kind, other.kind);
            self.text(&place.under("text"), What::TextChanged, Role::Asked, &part.text, &other.text);
            let (help, other_help) = (part.help.as_ref(), other.help.as_ref());
            self.some_text(&place.under("help"), What::HelpChanged, Role::Help, help, other_help);
            let required = place.under("required");
            self.yes_or_no(
                &required,
                What::RequiredChanged,
                part.required,
                other.required,
                Reason::WhoMustAnswer,
            );
            self.options(&place, Steps::of(part.kind), &part.options, &other.options);
            format::compare(self, &place.under("format"), &part.format, &other.format);
        }
        let is_grid = to.kind == QuestionKind::NumberGrid;
        let reason = if is_grid { Reason::NewShare } else { Reason::NewPart };
        for part in to.parts.iter().filter(|part| !from.parts.iter().any(|other| other.code == part.code)) {
            self.add(&place.part(to, part), What::PartAdded, None, Some(part.text.nb.clone()), reason);
        }
    }

    /// The order of what both have.
    fn order(&mut self, place: &Place, what: What, from: &[String], to: &[String], reason: Reason) {
        let (from, to): (Vec<&str>, Vec<&str>) =
            (from.iter().map(String::as_str).collect(), to.iter().map(String::as_str).collect());
        let (before, after) = (shared(&from, &to), shared(&to, &from));
        if before != after {
            self.add(place, what, Some(before.join(", ")), Some(after.join(", ")), reason);
        }
    }
}

/// Whether options are steps of a scale, whose order and number are part of what is measured.
#[derive(Clone, Copy)]
enum Steps {
    Scale,
    /// The columns of a matrix, whose order is.
    Columns,
    Options,
}

impl Steps {
    fn of(kind: QuestionKind) -> Self {
        match kind {
            QuestionKind::Scale | QuestionKind::DescribedLevels => Self::Scale,
            QuestionKind::Matrix => Self::Columns,
            _ => Self::Options,
        }
    }

    fn order(self) -> Reason {
        if matches!(self, Self::Options) { Reason::OptionOrder } else { Reason::StepOrder }
    }

    fn number(self) -> Reason {
        if matches!(self, Self::Scale) { Reason::OtherSteps } else { Reason::OtherOptions }
    }

    fn role(self) -> Role {
        if matches!(self, Self::Scale) { Role::Step } else { Role::Label }
    }
}

/// Where a question stands.
struct Standing<'a> {
    section: &'a str,
    place: usize,
    question: &'a Question,
}

impl<'a> Standing<'a> {
    fn all_of(content: &'a Content) -> HashMap<&'a str, Self> {
        let in_section = |section: &'a Section| {
            let stands = |(place, question): (usize, &'a Question)| {
                (question.code.as_str(), Self { section: section.code.as_str(), place, question })
            };
            section.questions.iter().enumerate().map(stands)
        };
        content.sections.iter().flat_map(in_section).collect()
    }

    /// The section, and the place in it, counted from 1.
    fn in_words(&self) -> String {
        format!("{}/{}", self.section, counted(self.place))
    }
}

fn codes_of(section: &Section) -> Vec<&str> {
    section.questions.iter().map(|question| question.code.as_str()).collect()
}

fn counted(place: usize) -> String {
    (place + 1).to_string()
}

/// The name under which a value is stored.
pub(super) fn name_of(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}
