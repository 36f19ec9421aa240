//! Services, their volumes and what they need of the platform; more about owners; positions of stakeholders; history.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    "ALTER TABLE organization ADD COLUMN aliases {json} NOT NULL DEFAULT '[]'",
    "ALTER TABLE organization ADD COLUMN sector {text}",
    "ALTER TABLE organization ADD COLUMN stratum {text}",
    "ALTER TABLE organization ADD COLUMN platform_code {text}",
    "CREATE UNIQUE INDEX organization_by_platform_code ON organization (platform_code) WHERE platform_code IS NOT NULL",
    "CREATE TABLE service (
         id {uuid} PRIMARY KEY,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         name {json} NOT NULL,
         kind {text} NOT NULL CHECK (kind IN
             ('submission', 'message', 'broker', 'access', 'link', 'consent', 'api', 'other')),
         runs_on {text} NOT NULL,
         target {text},
         status {text} NOT NULL CHECK (status IN
             ('not_started', 'mapping', 'developing', 'testing', 'in_production', 'retired')),
         planned_on {date},
         obstacle {text},
         old_edition_deactivated {bool} NOT NULL,
         search_text {text} NOT NULL,
         sort_key {bytes} NOT NULL,
         created_at {time} NOT NULL,
         updated_at {time} NOT NULL,
         retired_at {time},
         UNIQUE (organization_id, code)
     )",
    "CREATE INDEX service_in_order ON service (sort_key, id)",
    "CREATE TABLE monthly_volume (
         service_id {uuid} NOT NULL REFERENCES service (id) ON DELETE CASCADE,
         month {date} NOT NULL,
         volume {big} NOT NULL CHECK (volume >= 0),
         PRIMARY KEY (service_id, month)
     )",
    "CREATE TABLE capability (
         id {uuid} PRIMARY KEY,
         code {text} NOT NULL UNIQUE,
         name {json} NOT NULL,
         delivered_on {date},
         created_at {time} NOT NULL,
         updated_at {time} NOT NULL,
         retired_at {time}
     )",
    "CREATE TABLE service_need (
         service_id {uuid} NOT NULL REFERENCES service (id) ON DELETE CASCADE,
         capability_id {uuid} NOT NULL REFERENCES capability (id) ON DELETE CASCADE,
         PRIMARY KEY (service_id, capability_id)
     )",
    "CREATE INDEX service_need_by_capability ON service_need (capability_id)",
    "ALTER TABLE frame_member ADD COLUMN stratum {text}",
    "ALTER TABLE frame_member ADD COLUMN followed_up {bool} NOT NULL DEFAULT FALSE",
    "ALTER TABLE frame_member ADD COLUMN reason {text}",
    "CREATE TABLE stakeholder_position (
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         influence {text} NOT NULL CHECK (influence IN ('none', 'small', 'medium', 'large')),
         interest {text} NOT NULL CHECK (interest IN ('none', 'small', 'medium', 'large')),
         attitude {text} CHECK (attitude IN ('against', 'sceptical', 'neutral', 'positive', 'driving')),
         expectations {text},
         updated_at {time} NOT NULL,
         PRIMARY KEY (study_id, organization_id)
     )",
    "CREATE INDEX stakeholder_position_by_organization ON stakeholder_position (organization_id)",
    "CREATE TABLE history_entry (
         id {uuid} PRIMARY KEY,
         at {time} NOT NULL,
         by_whom {text} NOT NULL CHECK (by_whom IN ('system', 'account', 'respondent')),
         account_id {uuid} REFERENCES account (id),
         subject_kind {text} NOT NULL CHECK (subject_kind IN ('organization', 'contact', 'service', 'capability')),
         subject_id {uuid} NOT NULL,
         owner_id {uuid},
         action {text} NOT NULL CHECK (action IN ('created', 'changed', 'retired', 'brought_back', 'removed')),
         changes {json} NOT NULL,
         CHECK ((by_whom = 'account') = (account_id IS NOT NULL))
     )",
    "CREATE INDEX history_entry_by_subject ON history_entry (subject_kind, subject_id, id)",
    "CREATE INDEX history_entry_by_owner ON history_entry (owner_id, id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE history_entry",
    "DROP TABLE stakeholder_position",
    "ALTER TABLE frame_member DROP COLUMN reason",
    "ALTER TABLE frame_member DROP COLUMN followed_up",
    "ALTER TABLE frame_member DROP COLUMN stratum",
    "DROP TABLE service_need",
    "DROP TABLE capability",
    "DROP TABLE monthly_volume",
    "DROP TABLE service",
    "DROP INDEX organization_by_platform_code",
    "ALTER TABLE organization DROP COLUMN platform_code",
    "ALTER TABLE organization DROP COLUMN stratum",
    "ALTER TABLE organization DROP COLUMN sector",
    "ALTER TABLE organization DROP COLUMN aliases",
];

const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "history_entry",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: "history cannot be changed",
    on: &["UPDATE", "DELETE"],
}];
