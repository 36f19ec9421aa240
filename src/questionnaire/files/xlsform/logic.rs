//! Rules out of the words of a form.

use std::collections::HashSet;

use super::assemble::{Asked, Carried, Constraint};
use super::choices::code_of;
use super::findings::{Findings, Place};
use super::unfit::Unfit;
use crate::error::Problem;
use crate::questionnaire::content::{Format, Kind as _, Question};
use crate::questionnaire::rules::xpath::{
    self, Bounds, Names, Reading, Unsaid, XpathFault, XpathFaultKind, of_itself,
};
use crate::questionnaire::rules::{self, Expression, Reference, Scope};
use crate::value::Code;

/// What some words say, and where they stand.
pub(super) struct Found {
    place: Place,
    words: String,
    reading: Reading,
}

/// What the words of a question say.
pub(super) struct Read {
    relevant: Vec<Found>,
    required: Option<Found>,
    constraint: Option<Found>,
    parts: Vec<Option<Found>>,
}

/// Reads all words of a question; what there is no rule for is said, unless it is that something doubtful is spoken of.
pub(super) fn read(
    asked: &Asked,
    names: &Names,
    doubtful: &HashSet<String>,
    findings: &mut Findings,
) -> Read {
    let mut one = |place: &Place, words: &str, itself: Option<&str>| match xpath::read(words, names, itself) {
        Ok(reading) => Some(Found { place: place.clone(), words: words.to_owned(), reading }),
        Err(fault) => {
            match &fault.kind {
                XpathFaultKind::UnknownName { name } if findings.lacks_names || doubtful.contains(name) => {}
                // A name that is no code is told where it stands.
                XpathFaultKind::TooLarge
                    if itself.is_some_and(|name| Code::parse(&code_of(name)).is_err()) => {}
                _ => findings.unfit(place, &unfit(&fault)),
            }
            None
        }
    };
    // Where a rule of our own stands beside the words, it is held against them later.
    let Carried { relevant, required, constraint } = &asked.carried;
    let words = asked.relevant.iter().filter(|_| relevant.is_none());
    let relevant = words.filter_map(|(place, words)| one(place, words, None)).collect();
    let words = asked.required_while.as_ref().filter(|_| required.is_none());
    let required = words.and_then(|(place, words)| one(place, words, None));
    let words = asked.constraint.as_ref().filter(|_| constraint.is_none());
    let constraint = words.and_then(|(place, words)| one(place, words, asked.name.as_deref()));
    let mut part = |held: &Option<Constraint>| {
        let Constraint { place, words, name } = held.as_ref()?;
        one(place, words, name.as_deref())
    };
    Read { relevant, required, constraint, parts: asked.part_constraints.iter().map(&mut part).collect() }
}

fn unfit(fault: &XpathFault) -> Unfit {
    match &fault.kind {
        XpathFaultKind::Strange { found } if found.is_empty() => Unfit::XpathEnds,
        XpathFaultKind::Strange { found } => Unfit::Xpath(found.clone()),
        XpathFaultKind::UnknownName { name } => Unfit::UnknownName(name.clone()),
        XpathFaultKind::Function { name } => Unfit::Function(name.clone()),
        XpathFaultKind::TooLarge => Unfit::Xpath("…".to_owned()),
    }
}

/// Gives questions their rules and bounds.
pub(super) struct Applier<'a> {
    pub(super) scope: &'a Scope,
    pub(super) names: &'a Names,
    pub(super) findings: &'a mut Findings,
}

impl Applier<'_> {
    pub(super) fn apply(&mut self, question: &mut Question, asked: &Asked, read: Read) {
        let Carried { relevant, required, constraint } = &asked.carried;
        question.visible_when = match relevant {
            Some(carried) => self.carried(carried, &asked.relevant),
            None => self.all(read.relevant),
        };
        question.required_when = match required {
            Some(carried) if question.kind.has_fields() => self.parsed(carried),
            Some(carried) => self.carried(carried, asked.required_while.as_slice()),
            None => self.all(read.required.into_iter().collect()),
        };
        question.required |= question.required_when.is_some();
        // As the form names it: a name that cannot be a code has a stand-in in the question.
        let own = Reference { code: asked.input.code.clone(), part: None };
        let constraint = match constraint {
            Some(carried) if question.kind.has_parts() => {
                question.valid_when = self.parsed(carried);
                None
            }
            Some(carried) => self.carried_constraint(question, asked, carried),
            None => read.constraint,
        };
        if let Some(Found { place, words, reading }) = constraint {
            let kind = question.kind;
            let rest = self.bounds(&place, &reading.rule, &own, kind, &mut question.format);
            let said =
                rest.as_ref().and_then(|rest| xpath::is_not_false(rest, self.scope, Some(&own.code)).ok());
            if reading.denies && !said.is_some_and(|said| words.ends_with(&format!("({said})"))) {
                self.findings.note(&place, &Unfit::Denies);
            }
            question.valid_when = both(question.valid_when.take(), rest);
        }
        for (at, held) in read.parts.into_iter().enumerate() {
            let Some(Found { place, reading, .. }) = held else { continue };
            let (Some(part), Some(named)) = (question.parts.get_mut(at), asked.input.parts.get(at)) else {
                continue;
            };
            let reference = Reference { code: own.code.clone(), part: Some(named.code.clone()) };
            let is_field = question.kind.has_fields();
            let format = if is_field { &mut part.format } else { &mut question.format };
            if self.bounds(&place, &reading.rule, &reference, part.kind, format).is_some() {
                self.findings.unfit(&place, &Unfit::RuleOfPart);
            }
        }
        if question.valid_when.is_none() && question.valid_message.take().is_some() {
            self.findings.note(&asked.place.at("constraint_message"), &Unfit::CellLeftOut);
        }
    }

    /// The rule that all of these say together. Words that Trespor writes for a rule mean the same in XPath.
    fn all(&mut self, found: Vec<Found>) -> Option<Expression> {
        let mut whole = None;
        for Found { place, words, reading } in found {
            let is_ours = || xpath::holds(&reading.rule, self.scope, None).is_ok_and(|said| said == words);
            if reading.denies && !is_ours() {
                self.findings.note(&place, &Unfit::Denies);
            }
            let is_first = whole.is_none();
            whole = both(whole, Some(reading.rule));
            if whole.is_none() && !is_first {
                self.findings.unfit(&place, &Unfit::Xpath("…".to_owned()));
            }
        }
        whole
    }

    fn parsed(&mut self, carried: &(Place, String)) -> Option<Expression> {
        let (place, text) = carried;
        match rules::parse(text) {
            Ok(rule) => Some(rule),
            Err(faults) => {
                for fault in faults {
                    self.findings.fault(place, Problem::from(fault));
                }
                None
            }
        }
    }

    /// The rule beside the words, as long as the words are what it says; else the words.
    fn carried(&mut self, carried: &(Place, String), words: &[(Place, String)]) -> Option<Expression> {
        let rule = self.parsed(carried)?;
        let fits = match (xpath::holds(&rule, self.scope, None), words) {
            (Ok(said), [(_, only)]) => said == *only,
            (Err(Unsaid { .. }), []) => true,
            _ => false,
        };
        if fits {
            return Some(rule);
        }
        self.findings.note(&carried.0, &Unfit::Overruled);
        let readings = words.iter().filter_map(|(place, words)| self.reading(place, words, None));
        let readings: Vec<_> = readings.collect();
        self.all(readings)
    }

    fn reading(&mut self, place: &Place, words: &str, itself: Option<&str>) -> Option<Found> {
        match xpath::read(words, self.names, itself) {
            Ok(reading) => Some(Found { place: place.clone(), words: words.to_owned(), reading }),
            Err(fault) => {
                self.findings.unfit(place, &unfit(&fault));
                None
            }
        }
    }

    /// As [`Self::carried`], where bounds stand before what the rule says. Gives what is left of the words.
    fn carried_constraint(
        &mut self,
        question: &mut Question,
        asked: &Asked,
        carried: &(Place, String),
    ) -> Option<Found> {
        let rule = self.parsed(carried)?;
        let code = asked.input.code.clone();
        let said = xpath::is_not_false(&rule, self.scope, Some(&code)).ok().map(|said| format!("({said})"));
        let words = asked.constraint.as_ref().map_or("", |(_, words)| words);
        let bounds = match &said {
            None => Some(words),
            Some(said) if words == said => Some(""),
            Some(said) => words.strip_suffix(said.as_str()).and_then(|rest| rest.strip_suffix(" and ")),
        };
        let (place, _) = asked.constraint.as_ref().unwrap_or(carried);
        let name = asked.name.as_deref();
        let Some(bounds) = bounds else {
            self.findings.note(&carried.0, &Unfit::Overruled);
            return self.reading(place, words, name);
        };
        question.valid_when = Some(rule);
        if bounds.is_empty() { None } else { self.reading(place, bounds, name) }
    }

    /// Sets the bounds that a rule sets, and gives the rest of it.
    fn bounds(
        &mut self,
        place: &Place,
        rule: &Expression,
        itself: &Reference,
        kind: ::entity::question::QuestionKind,
        format: &mut Format,
    ) -> Option<Expression> {
        let (bounds, rest) = of_itself(rule, itself);
        let Bounds { least, most, earliest, latest, longest, at_most } = bounds;
        let unfit = ((least.is_some() || most.is_some()) && !kind.takes_numbers())
            || ((earliest.is_some() || latest.is_some()) && kind != ::entity::question::QuestionKind::Date)
            || (longest.is_some() && !kind.takes_text())
            || (at_most.is_some() && kind != ::entity::question::QuestionKind::MultipleChoice);
        if unfit {
            return Some(rule.clone());
        }
        if least.is_some() || most.is_some() {
            let number = format.number.get_or_insert_default();
            number.least = least.or(number.least);
            number.most = most.or(number.most);
            if number.least.zip(number.most).is_some_and(|(least, most)| least > most) {
                self.findings.fault(place, Problem::BelowLeast);
            }
        }
        if earliest.zip(latest).is_some_and(|(earliest, latest)| earliest > latest) {
            self.findings.fault(place, Problem::BeforeEarliest);
        }
        for (number, max) in [(longest, 10_000), (at_most, 100)] {
            if number.is_some_and(|number| !(1..=max).contains(&number)) {
                self.findings.fault(place, Problem::OutOfRange { min: 1.0, max: max.into() });
            }
        }
        format.earliest = earliest.or(format.earliest);
        format.latest = latest.or(format.latest);
        format.longest = longest.or(format.longest);
        format.at_most = at_most.or(format.at_most);
        rest
    }
}

fn both(one: Option<Expression>, other: Option<Expression>) -> Option<Expression> {
    match (one, other) {
        (Some(one), Some(other)) => rules::parse(&format!("({one}) and ({other})")).ok(),
        (one, other) => one.or(other),
    }
}
