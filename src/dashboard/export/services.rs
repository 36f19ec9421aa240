//! How far services have come, as a cube.

use ::entity::Language;
use ::entity::id::StudyId;

use super::ServicesBy;
use super::cube::{Axis, Category, Cube, Figure, Row, Standing};
use super::measures;
use super::words::{self, Words, say};
use crate::Cx;
use crate::dashboard::services::{self, Counted, Group, ServicesFilter};
use crate::db;
use crate::error::Error;
use crate::registry::ServiceStatus;

/// The services of a study's owners. Each axis begins with all of them.
pub(super) async fn of_study(
    cx: &Cx,
    study: StudyId,
    filter: &ServicesFilter,
    by: ServicesBy,
    language: Language,
) -> Result<Cube, Error> {
    let found = services::services(cx, study, filter).await?;
    let (axes, groups) = match by {
        ServicesBy::TargetAndStatus => by_target_and_status(&found.groups, language),
        ServicesBy::Quarter => by_quarter(&found.groups, language),
    };
    let counted = |group: &Group| {
        let found = found.groups.iter().find(|(known, _)| known == group);
        found.map(|(_, counted)| *counted).unwrap_or_default()
    };
    let rows = groups.iter().map(|group| row(&counted(group), &found.all));
    Ok(Cube {
        title: say(words::SERVICES, language).to_owned(),
        study: found.study.name.in_language(language).to_owned(),
        round: None,
        synthetic: found.study.synthetic,
        at: cx.now(),
        population: Some(found.population),
        responded: None,
        pending: 0,
        notes: Vec::new(),
        rows: rows.collect(),
        axes,
        measures: measures::of_services(language),
    })
}

type Groups = Vec<(Group, Counted)>;

fn by_target_and_status(groups: &Groups, language: Language) -> (Vec<Axis>, Vec<Group>) {
    let targets: Vec<Option<String>> = groups
        .iter()
        .filter_map(|(group, _)| if let Group::Target(target) = group { Some(target.clone()) } else { None })
        .collect();
    let statuses: Vec<ServiceStatus> = groups
        .iter()
        .filter_map(|(group, _)| if let Group::Status(status) = group { Some(*status) } else { None })
        .collect();
    let of_status = |status: &ServiceStatus| {
        let code = db::stored_name(status);
        let name = words::service_status(&code, language).to_owned();
        Category { name, code }
    };
    let named = targets.iter().map(|target| of_name(target.as_deref(), words::NOT_SETTLED, language));
    let axes = vec![
        axis("target", words::TARGET, named.collect(), language),
        axis("serviceStatus", words::STATUS, statuses.iter().map(of_status).collect(), language),
    ];
    let mut all = Vec::new();
    for target in [None].into_iter().chain(targets.into_iter().map(Some)) {
        for status in [None].into_iter().chain(statuses.iter().copied().map(Some)) {
            all.push(match (target.clone(), status) {
                (None, None) => Group::All,
                (Some(target), None) => Group::Target(target),
                (None, Some(status)) => Group::Status(status),
                (Some(target), Some(status)) => Group::Both(target, status),
            });
        }
    }
    (axes, all)
}

fn by_quarter(groups: &Groups, language: Language) -> (Vec<Axis>, Vec<Group>) {
    let quarters: Vec<Option<String>> = groups
        .iter()
        .filter_map(
            |(group, _)| if let Group::Quarter(quarter) = group { Some(quarter.clone()) } else { None },
        )
        .collect();
    let named = quarters.iter().map(|quarter| of_name(quarter.as_deref(), words::NOT_SAID, language));
    let mut axis = axis("quarter", words::QUARTER, named.collect(), language);
    axis.is_time = true;
    let all = [Group::All].into_iter().chain(quarters.into_iter().map(Group::Quarter)).collect();
    (vec![axis], all)
}

fn axis(code: &'static str, name: Words, mut categories: Vec<Category>, language: Language) -> Axis {
    let all = Category { code: words::ALL.to_owned(), name: say(words::EVERY, language).to_owned() };
    categories.insert(0, all);
    Axis { code, name: say(name, language).to_owned(), is_time: false, categories }
}

fn of_name(name: Option<&str>, without: Words, language: Language) -> Category {
    match name {
        Some(name) => Category { code: name.to_owned(), name: name.to_owned() },
        None => Category { code: words::UNKNOWN.to_owned(), name: say(without, language).to_owned() },
    }
}

fn row(of: &Counted, all: &Counted) -> Row {
    let share = |part: i64, whole: i64| (whole > 0).then(|| part as f64 / whole as f64);
    let is_known = of.services > of.volume_unknown;
    let figures: Vec<Figure> = vec![
        of.services.into(),
        share(of.services, all.services).into(),
        of.owners.into(),
        is_known.then_some(of.volume).into(),
        share(of.volume, all.volume).filter(|_| is_known).into(),
        of.volume_unknown.into(),
        of.moved.into(),
        share(of.moved, of.services).into(),
        share(of.moved_volume, of.volume).into(),
    ];
    Row { standing: Standing::Known, figures }
}
