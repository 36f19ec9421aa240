//! The tables as types: one file for each table, no logic.
//!
//! Rules that hold for every table:
//! - a primary key is a UUIDv7 in a newtype of its own ([`id`]), so that keys of two tables cannot be mixed up; only that of an
//!   [`anonymous_response`] is random;
//! - a time is UTC, cut to microseconds before it is written (both databases keep exactly that);
//! - text shown to people is [`LocalizedText`];
//! - an enum is stored as its snake_case name and the column has a CHECK that lists the names.

pub mod account;
pub mod anonymous_response;
pub mod answer;
pub mod answer_comment;
pub mod answer_left_out;
pub mod answer_option;
pub mod answer_origin;
pub mod approval;
pub mod capability;
pub mod contact;
pub mod dimension;
pub mod figure;
pub mod figure_due;
pub mod figure_share;
pub mod frame_member;
pub mod history_entry;
pub mod id;
pub mod import_job;
pub mod import_row;
pub mod invitation;
pub mod invitation_event;
pub mod invitation_link;
pub mod library_entry;
pub mod link_visit;
pub mod localized;
pub mod mail_message;
pub mod mail_text;
pub mod maturity_item;
pub mod maturity_level;
pub mod maturity_model;
pub mod maturity_rating;
pub mod membership;
pub mod monthly_volume;
pub mod organization;
pub mod overall_score;
pub mod owner_score;
pub mod participant;
pub mod password_reset;
pub mod peer_figure;
pub mod peer_point;
pub mod population_member;
pub mod proposal;
pub mod question;
pub mod questionnaire;
pub mod questionnaire_version;
pub mod refresh_token;
pub mod reopening;
pub mod response;
pub mod response_start;
pub mod round;
pub mod round_history;
pub mod round_model;
pub mod round_reminder;
pub mod save_key;
pub mod score;
pub mod section;
pub mod service;
pub mod service_need;
pub mod services_at_submission;
pub mod session;
pub mod stakeholder_position;
pub mod study;
pub mod submission;
pub mod throttle;
pub mod upload;
pub mod upload_part;
pub mod version_option;
pub mod version_question;

pub use localized::{Language, LocalizedText};
