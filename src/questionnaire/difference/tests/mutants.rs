//! Every single change that can be made to a content, with what must be found.

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;

use super::super::What;
use super::super::samples::{code, question, text};
use crate::questionnaire::content::{
    Choice, Content, Format, NumberFormat, Part, Question, RowSource, Section, ServiceFact,
};
use crate::questionnaire::rules;

/// Where the change is found, what it is, and the content after it.
pub(super) type Mutant = (String, What, Content);

pub(super) fn mutants(before: &Content) -> Vec<Mutant> {
    let mut made = Mutants { before, made: Vec::new() };
    made.text("title", What::TitleChanged, |content| &mut content.title);
    made.sections();
    for (at, section) in before.sections.iter().enumerate() {
        for number in 0..section.questions.len() {
            made.question(at, number);
        }
    }
    made.made
}

struct Mutants<'a> {
    before: &'a Content,
    made: Vec<Mutant>,
}

impl Mutants<'_> {
    fn make(&mut self, path: &str, what: What, change: impl FnOnce(&mut Content)) {
        let mut after = self.before.clone();
        change(&mut after);
        self.made.push((path.to_owned(), what, after));
    }

    /// Changes a text in one language after the other.
    fn text(&mut self, path: &str, what: What, find: impl Fn(&mut Content) -> &mut LocalizedText) {
        self.make(&format!("{path}.nb"), what, |content| find(content).nb.push_str(" mer"));
        for (name, is_nn) in [("nn", true), ("en", false)] {
            self.make(&format!("{path}.{name}"), what, |content| {
                let text = find(content);
                let one = if is_nn { &mut text.nn } else { &mut text.en };
                *one = if one.is_some() { None } else { Some("Nytt".to_owned()) };
            });
        }
    }

    /// Adds a text, or takes it away.
    fn some_text(
        &mut self,
        path: &str,
        what: What,
        find: impl Fn(&mut Content) -> &mut Option<LocalizedText>,
    ) {
        self.make(path, what, |content| {
            let one = find(content);
            *one = if one.is_some() { None } else { Some(text("Nytt")) };
        });
    }

    fn sections(&mut self) {
        let new = Section { code: code("Ny"), title: text("Ny"), questions: Vec::new() };
        self.make("sections.Ny", What::SectionAdded, |content| content.sections.insert(0, new));
        for (at, section) in self.before.sections.iter().enumerate() {
            let path = format!("sections.{}", section.code);
            self.text(&format!("{path}.title"), What::SectionTitleChanged, |content| {
                &mut content.sections[at].title
            });
            if section.questions.is_empty() {
                self.make(&path, What::SectionRemoved, |content| {
                    content.sections.remove(at);
                });
            }
            // Of two that change places either may be said to have moved.
            if self.before.sections.len() > 2 && at == 0 {
                self.make(&path, What::SectionMoved, |content| content.sections.rotate_left(1));
            }
            let new = question("Ny", QuestionKind::Number);
            self.make("questions.Ny", What::QuestionAdded, |content| {
                content.sections[at].questions.push(new)
            });
            if let [first, _, _, ..] = section.questions.as_slice() {
                self.make(&format!("questions.{}", first.code), What::QuestionMoved, |content| {
                    content.sections[at].questions.rotate_left(1);
                });
            }
        }
    }

    fn question(&mut self, at: usize, number: usize) {
        let question = &self.before.sections[at].questions[number];
        let path = format!("questions.{}", question.code);
        self.make(&path, What::QuestionRemoved, |content| {
            content.sections[at].questions.remove(number);
        });
        if self.before.sections.len() > 1 {
            let to = (at + 1) % self.before.sections.len();
            self.make(&path, What::QuestionMoved, |content| {
                let moving = content.sections[at].questions.remove(number);
                content.sections[to].questions.push(moving);
            });
        }
        self.texts(at, number, &path);
        self.others(at, number, &path);
        self.options(&path, question.options.len(), |content| &mut asked_in(content, at, number).options);
        self.format(&path, |content| &mut asked_in(content, at, number).format);
        self.parts(at, number, &path);
    }

    fn texts(&mut self, at: usize, number: usize, path: &str) {
        self.text(&format!("{path}.text"), What::TextChanged, |content| {
            &mut asked_in(content, at, number).text
        });
        self.some_text(&format!("{path}.help"), What::HelpChanged, |content| {
            &mut asked_in(content, at, number).help
        });
        self.some_text(&format!("{path}.why"), What::WhyChanged, |content| {
            &mut asked_in(content, at, number).why
        });
        let message = format!("{path}.validMessage");
        self.some_text(&message, What::ValidMessageChanged, |content| {
            &mut asked_in(content, at, number).valid_message
        });
    }

    fn others(&mut self, at: usize, number: usize, path: &str) {
        type Field<T> = fn(&mut Question) -> &mut T;
        let flags: [(&str, What, Field<bool>); 3] = [
            ("required", What::RequiredChanged, |question| &mut question.required),
            ("allowsDontKnow", What::DontKnowChanged, |question| &mut question.allows_dont_know),
            ("allowsNotRelevant", What::NotRelevantChanged, |question| &mut question.allows_not_relevant),
        ];
        for (field, what, find) in flags {
            self.make(&format!("{path}.{field}"), what, |content| {
                let flag = find(asked_in(content, at, number));
                *flag = !*flag;
            });
        }
        let rules: [(&str, What, Field<Option<rules::Expression>>); 3] = [
            ("visibleWhen", What::VisibleWhenChanged, |question| &mut question.visible_when),
            ("requiredWhen", What::RequiredWhenChanged, |question| &mut question.required_when),
            ("validWhen", What::ValidWhenChanged, |question| &mut question.valid_when),
        ];
        for (field, what, find) in rules {
            for rule in [None, rules::parse("Q9 = 7").ok()] {
                let mut content = self.before.clone();
                if *find(asked_in(&mut content, at, number)) != rule {
                    let path = format!("{path}.{field}");
                    self.make(&path, what, |content| *find(asked_in(content, at, number)) = rule);
                }
            }
        }
    }

    fn options(&mut self, path: &str, many: usize, find: impl Fn(&mut Content) -> &mut Vec<Choice>) {
        let path = format!("{path}.options");
        let new = Choice { code: code("ny"), label: text("Ny"), score: None };
        self.make(&format!("{path}.ny"), What::OptionAdded, |content| find(content).insert(0, new));
        if many > 1 {
            self.make(&path, What::OptionsReordered, |content| find(content).rotate_left(1));
        }
        for place in 0..many {
            let mut content = self.before.clone();
            let path = format!("{path}.{}", find(&mut content)[place].code);
            self.make(&path, What::OptionRemoved, |content| {
                find(content).remove(place);
            });
            let label = format!("{path}.label");
            self.text(&label, What::LabelChanged, |content| &mut find(content)[place].label);
            self.make(&format!("{path}.score"), What::ScoreChanged, |content| {
                let score = &mut find(content)[place].score;
                *score = if *score == Some(0.25) { None } else { Some(0.25) };
            });
        }
    }

    fn format(&mut self, path: &str, find: impl Fn(&mut Content) -> &mut Format) {
        type Change = fn(&mut Format);
        fn number(format: &mut Format) -> &mut NumberFormat {
            format.number.get_or_insert_default()
        }
        fn other<T>(one: &mut Option<T>, new: T) {
            *one = if one.is_some() { None } else { Some(new) };
        }
        let changes: [(&str, What, Change); 11] = [
            ("unit", What::UnitChanged, |format| other(&mut number(format).unit, text("kr"))),
            ("least", What::LeastChanged, |format| other(&mut number(format).least, 1.5)),
            ("most", What::MostChanged, |format| other(&mut number(format).most, 8.5)),
            ("whole", What::WholeChanged, |format| number(format).whole = !number(format).whole),
            ("earliest", What::EarliestChanged, |format| other(&mut format.earliest, chrono::NaiveDate::MIN)),
            ("latest", What::LatestChanged, |format| other(&mut format.latest, chrono::NaiveDate::MAX)),
            ("longest", What::LongestChanged, |format| other(&mut format.longest, 80)),
            ("mostRows", What::MostRowsChanged, |format| other(&mut format.most_rows, 80)),
            ("atMost", What::AtMostChanged, |format| other(&mut format.at_most, 80)),
            ("rowsFrom", What::RowsFromChanged, |format| other(&mut format.rows_from, RowSource::Services)),
            ("onFile", What::OnFileChanged, |format| other(&mut format.on_file, ServiceFact::Name)),
        ];
        for (field, what, change) in changes {
            self.make(&format!("{path}.format.{field}"), what, |content| change(find(content)));
        }
    }

    fn parts(&mut self, at: usize, number: usize, path: &str) {
        let path = format!("{path}.parts");
        let many = self.before.sections[at].questions[number].parts.len();
        let new = Part {
            code: code("ny"),
            kind: QuestionKind::Number,
            text: text("Ny"),
            help: None,
            required: false,
            options: Vec::new(),
            format: Format::default(),
        };
        self.make(&format!("{path}.ny"), What::PartAdded, |content| {
            asked_in(content, at, number).parts.insert(0, new)
        });
        if many > 1 {
            self.make(&path, What::PartsReordered, |content| {
                asked_in(content, at, number).parts.rotate_left(1)
            });
        }
        for place in 0..many {
            let part = &self.before.sections[at].questions[number].parts[place];
            let (path, options) = (format!("{path}.{}", part.code), part.options.len());
            self.make(&path, What::PartRemoved, |content| {
                asked_in(content, at, number).parts.remove(place);
            });
            self.text(&format!("{path}.text"), What::TextChanged, |content| {
                &mut asked_in(content, at, number).parts[place].text
            });
            self.some_text(&format!("{path}.help"), What::HelpChanged, |content| {
                &mut asked_in(content, at, number).parts[place].help
            });
            self.make(&format!("{path}.required"), What::RequiredChanged, |content| {
                let required = &mut asked_in(content, at, number).parts[place].required;
                *required = !*required;
            });
            self.make(&format!("{path}.kind"), What::KindChanged, |content| {
                asked_in(content, at, number).parts[place].kind = QuestionKind::ShortText;
            });
            self.options(&path, options, |content| &mut asked_in(content, at, number).parts[place].options);
            self.format(&path, |content| &mut asked_in(content, at, number).parts[place].format);
        }
    }
}

fn asked_in(content: &mut Content, at: usize, number: usize) -> &mut Question {
    &mut content.sections[at].questions[number]
}
