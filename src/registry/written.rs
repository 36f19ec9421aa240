//! Services field by field, as history writes them down, and back: for later stages that tell what would be changed before anybody
//! changes it. They call this inside their own use cases, which authorize.

use ::entity::LocalizedText;
use ::entity::id::{OrganizationId, ServiceId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::kept::Kept as _;
use super::services::{NewService, ServiceChange, ServiceFacts, new_row};
use super::{ServiceKind, ServiceStatus, queries, service};
use crate::Cx;
use crate::db::{self, Executor, Txn, Word};
use crate::error::Error;
use crate::history::{self, FieldChange, Fields};
use crate::value::{SystemCode, TextChange};

/// What is on file of a service.
#[must_use]
pub fn fields(row: &service::Model) -> Fields {
    row.fields()
}

/// What a change would do to a service; empty where all of it is on file already.
#[must_use]
pub fn difference(row: &service::Model, change: ServiceChange) -> Vec<FieldChange> {
    let mut after = row.clone();
    change.apply(&mut after);
    history::between(row.fields(), after.fields())
}

/// What registering a service would put on file.
#[must_use]
pub fn put_on_file(cx: &Cx, new: NewService) -> Vec<FieldChange> {
    history::from_nothing(new_row(cx.now(), new.owner, &new.code, new.facts).fields())
}

/// The change that does this to a service.
///
/// # Errors
/// [`Error::Fault`] where these are no fields of a service that can be changed.
pub fn change_to(changes: &[FieldChange]) -> Result<ServiceChange, Error> {
    let mut change = ServiceChange::default();
    for FieldChange { field, to, .. } in changes {
        match field.as_str() {
            "name" => {
                let LocalizedText { nb, nn, en } = read(to)?;
                change.name = Some(TextChange { nb, nn: Some(nn), en: Some(en) });
            }
            "kind" => change.kind = Some(word(to)?),
            "runsOn" => change.runs_on = Some(read(to)?),
            "target" => change.target = Some(read(to)?),
            "status" => change.status = Some(word(to)?),
            "plannedOn" => change.planned_on = Some(read(to)?),
            "obstacle" => change.obstacle = Some(read(to)?),
            "oldEditionDeactivated" => change.old_edition_deactivated = Some(read(to)?),
            other => return Err(anyhow::anyhow!("a service has no field {other} to change").into()),
        }
    }
    Ok(change)
}

/// The service that registering put these on file for.
///
/// # Errors
/// [`Error::Fault`] where these are not what [`put_on_file`] gave.
pub fn service_with(owner: OrganizationId, put: &[FieldChange]) -> Result<NewService, Error> {
    let (code, facts): (Vec<FieldChange>, Vec<FieldChange>) =
        put.iter().cloned().partition(|change| change.field == "code");
    let code = code.first().ok_or_else(|| anyhow::anyhow!("a service has a code"))?;
    let code = SystemCode::parse(&read::<String>(&code.to)?)
        .map_err(|problem| anyhow::anyhow!("a code that is none: {problem:?}"))?;
    let blank = ServiceFacts {
        name: LocalizedText { nb: String::new(), nn: None, en: None },
        kind: ServiceKind::Other,
        runs_on: String::new(),
        target: None,
        status: ServiceStatus::NotStarted,
        planned_on: None,
        obstacle: None,
        old_edition_deactivated: false,
    };
    Ok(NewService { owner, code, facts: change_to(&facts)?.applied_to(blank) })
}

/// A service, where it is this owner's, a retired one too.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn of_owner(
    db: &impl Executor,
    owner: OrganizationId,
    id: ServiceId,
) -> Result<Option<service::Model>, Error> {
    Ok(queries::service_of(db, owner, id).await?)
}

/// Whether an owner has a service of this code, a retired one included, so that another could not be registered with it.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn is_taken(db: &impl Executor, owner: OrganizationId, code: &SystemCode) -> Result<bool, Error> {
    Ok(queries::has_service_of_code(db, owner, &code.to_string()).await?)
}

/// Reads a service and keeps others from changing it until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn lock(txn: &Txn, id: ServiceId) -> Result<service::Model, Error> {
    queries::lock_service(txn, id).await?.ok_or(Error::NotFound)
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    Ok(T::deserialize(value).map_err(anyhow::Error::from)?)
}

fn word<T: Word>(value: &Value) -> Result<T, Error> {
    let name: String = read(value)?;
    Ok(db::by_stored_name(&name).ok_or_else(|| anyhow::anyhow!("{name} is not one of its words"))?)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn row(facts: ServiceFacts) -> service::Model {
        let code = SystemCode::parse("4655/4").unwrap();
        new_row(DateTime::UNIX_EPOCH, OrganizationId::new(), &code, facts)
    }

    fn any_facts() -> impl Strategy<Value = ServiceFacts> {
        let text = || proptest::option::of("[a-zæøå ]{1,8}");
        let kind =
            proptest::sample::select(vec![ServiceKind::Submission, ServiceKind::Api, ServiceKind::Other]);
        let status = proptest::sample::select(vec![
            ServiceStatus::NotStarted,
            ServiceStatus::InProduction,
            ServiceStatus::Retired,
        ]);
        let day = proptest::option::of(
            (2000..2100i32).prop_map(|year| NaiveDate::from_ymd_opt(year, 5, 17).unwrap()),
        );
        let name = ("[a-zæøå]{1,8}", text(), text()).prop_map(|(nb, nn, en)| LocalizedText { nb, nn, en });
        (name, kind, "[a-z]{1,8}", text(), status, day, text(), any::<bool>()).prop_map(
            |(name, kind, runs_on, target, status, planned_on, obstacle, old_edition_deactivated)| {
                ServiceFacts {
                    name,
                    kind,
                    runs_on,
                    target,
                    status,
                    planned_on,
                    obstacle,
                    old_edition_deactivated,
                }
            },
        )
    }

    proptest! {
        /// What is written down of a change does the same to the service as the change.
        #[test]
        fn what_is_written_is_read_again(before in any_facts(), after in any_facts()) {
            let (before, wanted) = (row(before), row(after.clone()));
            let mut changed = before.clone();
            let changes = history::between(before.fields(), wanted.fields());
            change_to(&changes).unwrap().apply(&mut changed);
            prop_assert_eq!(&changed.fields(), &wanted.fields());
            prop_assert!(difference(&changed, change_to(&changes).unwrap()).is_empty());
            prop_assert_eq!(&difference(&before, change_to(&changes).unwrap()), &changes);
            // And of a new one what it is to be.
            let put = history::from_nothing(wanted.fields());
            let new = service_with(before.organization_id, &put).unwrap();
            prop_assert_eq!(new.code.to_string(), "4655/4");
            prop_assert_eq!(new.facts, after);
        }
    }

    #[test]
    fn other_fields_are_faults() {
        for (field, to) in
            [("code", json!("x")), ("volume 2025-01", json!(1)), ("kind", json!("none")), ("name", json!(1))]
        {
            let change = FieldChange { field: field.to_owned(), from: Value::Null, to };
            assert!(matches!(change_to(&[change]), Err(Error::Fault(_))), "{field}");
        }
        assert!(matches!(service_with(OrganizationId::new(), &[]), Err(Error::Fault(_))));
    }
}
