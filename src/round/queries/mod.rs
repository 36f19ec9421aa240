//! The statements of this stage.

mod invitations;
mod links;
mod participants;
mod remembered;
mod rounds;
mod visits;

pub(super) use invitations::{
    back_to_started, insert_invitations, invitation_and_round, invitation_by_id, invitation_ids, invitations,
    invited_owners, lock_invitation, mark_bounced, mark_dropped, mark_failed, mark_opened, mark_reminded,
    mark_sent, mark_thanked, statuses, to_remind, to_thank, unanswered, update_invitation, withdraw,
};
pub use invitations::{mark_answered, mark_started, mark_submitted};
pub(super) use links::{
    by_link, events, insert_events, insert_links, prolong_links, respondent, revoke_links,
};
pub(super) use participants::{
    contact, count_participants, insert_participant, mark_participant_mail, mark_participant_opened,
    mark_participants_dropped, participant, participant_of, participants, participants_of_round,
    revoke_links_of, revoke_participants, update_participant,
};
pub(super) use remembered::{history, insert_history};
pub use rounds::{RoundById, ScopedRound, round_and_study, without_invitation};
pub(super) use rounds::{
    add_population, delete_reminders, delete_round, due_reminder, finish_reminder, insert_reminders,
    insert_round, is_asked, list, lock_round, lock_round_to_invite, lock_round_to_remind,
    lock_round_to_thank, lock_study, mail_texts, mark_invited, organizations, population, population_size,
    reminders, replace_population, replace_reminders, round_by_client_key, round_by_id, set_mail_text,
    uninvited, update_round,
};
pub(super) use visits::{links, note_fetch, note_opening, visit};
