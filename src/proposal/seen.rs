//! A proposal beside what is on file now. Knows no database.

use ::entity::proposal;
use serde_json::{Value, json};

use crate::db;
use crate::error::{Error, Problem, Refusals};
use crate::history::FieldChange;
use crate::registry::{service, written};
use crate::value;

/// One field of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenField {
    /// Its name in the schema.
    pub name: String,
    /// What was on file when it was proposed; null for nothing.
    pub then: Value,
    /// What is proposed.
    pub proposed: Value,
    /// What is on file now.
    pub now: Value,
    /// Whether it was accepted; `None` where nobody has decided.
    pub accepted: Option<bool>,
}

impl SeenField {
    /// Whether somebody has put something else on file since.
    #[must_use]
    pub fn clashes(&self) -> bool {
        self.now != self.then && self.now != self.proposed
    }
}

/// The fields of a proposal beside the service as it is now; there is none where a new one is proposed.
#[must_use]
pub fn seen_fields(row: &proposal::Model, service: Option<&service::Model>) -> Vec<SeenField> {
    let now = service.map(written::fields).unwrap_or_default();
    let on_file = |name: &str| now.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone());
    let decided = row.decided_at.is_some();
    let field = |change: &FieldChange| {
        let accepted = row.accepted.as_ref().is_some_and(|names| names.0.contains(&change.field));
        SeenField {
            name: change.field.clone(),
            then: change.from.clone(),
            proposed: change.to.clone(),
            now: on_file(&change.field).unwrap_or_default(),
            accepted: decided.then_some(accepted),
        }
    };
    row.changes.0.iter().map(field).collect()
}

/// What stands for all that somebody reads who decides: what is proposed and why, and what is on file of it.
///
/// # Errors
/// [`Error::Fault`] where it cannot be written down.
pub fn content_hash(row: &proposal::Model, service: Option<&service::Model>) -> Result<String, Error> {
    let is_retired = service.map(|service| service.retired_at.is_some());
    let now: Vec<Value> = seen_fields(row, service).into_iter().map(|field| field.now).collect();
    let read = json!([db::stored_name(&row.kind), row.changes, row.word, now, is_retired]);
    Ok(value::content_hash(&read)?)
}

/// Refuses to decide on anything but what was read, and names the fields that somebody has changed in the registry since they were
/// proposed.
///
/// # Errors
/// [`Error::Refused`] where something has changed.
pub(super) fn require_read(
    row: &proposal::Model,
    service: Option<&service::Model>,
    read: &str,
    accepting: &[String],
) -> Result<(), Error> {
    if content_hash(row, service)? == read {
        return Ok(());
    }
    let mut refusals = Refusals::new();
    refusals.add("contentHash", Problem::ProposalChanged);
    let clashing = seen_fields(row, service).into_iter().filter(SeenField::clashes);
    for field in clashing.filter(|field| accepting.contains(&field.name)) {
        refusals.add(&format!("fields.{}", field.name), Problem::RegistryChanged);
    }
    Err(refusals.into())
}

#[cfg(test)]
mod tests {
    use ::entity::LocalizedText;
    use ::entity::history_entry::FieldChanges;
    use ::entity::id::{ContactId, InvitationId, OrganizationId, ProposalId, ServiceId};
    use ::entity::proposal::{FieldNames, ProposalKind, ProposalState};
    use chrono::DateTime;

    use super::*;
    use crate::registry::{ServiceKind, ServiceStatus};

    fn service(runs_on: &str, target: Option<&str>) -> service::Model {
        let now = DateTime::UNIX_EPOCH;
        service::Model {
            id: ServiceId::new(),
            organization_id: OrganizationId::new(),
            code: "A".to_owned(),
            name: LocalizedText { nb: "Skjema".to_owned(), nn: None, en: None },
            kind: ServiceKind::Submission,
            runs_on: runs_on.to_owned(),
            target: target.map(str::to_owned),
            status: ServiceStatus::NotStarted,
            planned_on: None,
            obstacle: None,
            old_edition_deactivated: false,
            search_text: String::new(),
            sort_key: Vec::new(),
            created_at: now,
            updated_at: now,
            retired_at: None,
        }
    }

    fn proposal(changes: Vec<FieldChange>) -> proposal::Model {
        let now = DateTime::UNIX_EPOCH;
        proposal::Model {
            id: ProposalId::new(),
            invitation_id: InvitationId::new(),
            kind: ProposalKind::Change,
            service_id: Some(ServiceId::new()),
            code: None,
            changes: FieldChanges(changes),
            word: None,
            contact_id: ContactId::new(),
            state: ProposalState::Open,
            accepted: None,
            reason: None,
            account_id: None,
            created_at: now,
            proposed_at: now,
            decided_at: None,
        }
    }

    fn changes() -> Vec<FieldChange> {
        let change = |field: &str, from, to| FieldChange { field: field.to_owned(), from, to };
        vec![
            change("runsOn", json!("Altinn II"), json!("Altinn 3")),
            change("target", json!(null), json!("sky")),
        ]
    }

    #[test]
    fn what_somebody_else_put_on_file_clashes() {
        let row = proposal(changes());
        for (runs_on, target, wanted) in [
            ("Altinn II", None, [false, false]),
            ("Altinn 3", Some("sky"), [false, false]),
            ("Altinn 2.5", None, [true, false]),
            ("Altinn II", Some("land"), [false, true]),
        ] {
            let fields = seen_fields(&row, Some(&service(runs_on, target)));
            let clashes: Vec<bool> = fields.iter().map(SeenField::clashes).collect();
            assert_eq!(clashes, wanted, "{runs_on} {target:?}");
        }
    }

    #[test]
    fn the_hash_changes_with_all_that_is_read_and_with_nothing_else() {
        let (row, on_file) = (proposal(changes()), service("Altinn II", None));
        let hash =
            |row: &proposal::Model, service: &service::Model| content_hash(row, Some(service)).unwrap();
        let read = hash(&row, &on_file);
        let same = service::Model {
            obstacle: Some("Tid".to_owned()),
            updated_at: DateTime::UNIX_EPOCH,
            ..on_file.clone()
        };
        assert_eq!(hash(&row, &same), read);
        let retired = service::Model { retired_at: Some(DateTime::UNIX_EPOCH), ..on_file.clone() };
        let word = proposal::Model { word: Some("Flyttet".to_owned()), ..row.clone() };
        let fewer = proposal(changes()[..1].to_vec());
        for (row, service) in
            [(&row, &service("Altinn 3", None)), (&row, &retired), (&word, &on_file), (&fewer, &on_file)]
        {
            assert_ne!(hash(row, service), read);
        }
        assert!(require_read(&row, Some(&on_file), &read, &[]).is_ok());
    }

    #[test]
    fn fields_that_are_being_accepted_are_named_where_they_clash() {
        let row = proposal(changes());
        let on_file = service("Altinn 2.5", Some("land"));
        for (accepting, wanted) in [
            (vec!["runsOn"], vec!["contentHash", "fields.runsOn"]),
            (vec!["runsOn", "target"], vec!["contentHash", "fields.runsOn", "fields.target"]),
            (vec![], vec!["contentHash"]),
        ] {
            let accepting: Vec<String> = accepting.into_iter().map(str::to_owned).collect();
            let Err(Error::Refused(reasons)) = require_read(&row, Some(&on_file), "", &accepting) else {
                panic!("not refused")
            };
            let paths: Vec<String> = reasons.iter().map(|reason| reason.field.join(".")).collect();
            assert_eq!(paths, wanted);
        }
    }

    #[test]
    fn once_it_is_decided_each_field_says_whether_it_was_accepted() {
        let mut row = proposal(changes());
        row.decided_at = Some(DateTime::UNIX_EPOCH);
        row.accepted = Some(FieldNames(vec!["target".to_owned()]));
        let said: Vec<Option<bool>> = seen_fields(&row, None).iter().map(|field| field.accepted).collect();
        assert_eq!(said, [Some(false), Some(true)]);
    }
}
