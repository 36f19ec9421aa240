use ::entity::id::{
    AccountId, ContactId, InvitationId, InvitationLinkId, OrganizationId, ParticipantId, RoundId, SectionId,
    SessionId, StudyId,
};
use ::entity::membership::Role;

use crate::error::Error;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody that we know.
    Anonymous,
    /// A person with an account.
    Account(AccountActor),
    /// A service owner who came by a personal link; may answer one invitation, or a part of it, and nothing else.
    Respondent(RespondentActor),
    /// Trespor itself: commands and the demo. Never made from a request.
    System,
}

/// A person with an account, as the database says at the time of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountActor {
    /// The account.
    pub account_id: AccountId,
    /// The sign-in that the token belongs to.
    pub session_id: SessionId,
    /// May make studies and accounts, and is let into every study as its admin.
    pub system_admin: bool,
    /// What the person may do in which study.
    pub memberships: Vec<(StudyId, Role)>,
}

/// Someone who came by a personal link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RespondentActor {
    /// The one invitation that the link is good for.
    pub invitation_id: InvitationId,
    /// Its round.
    pub round_id: RoundId,
    /// Its study.
    pub study_id: StudyId,
    /// For whom one answers.
    pub organization_id: OrganizationId,
    /// Who answers.
    pub contact_id: ContactId,
    /// Their round starts from what the owner submitted before.
    pub starts_from_previous: bool,
    /// The link that they came by.
    pub link_id: InvitationLinkId,
    /// What of the invitation is theirs.
    pub part: Part,
}

/// What of an invitation belongs to somebody who came by a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: they were invited.
    Whole,
    /// To answer in these sections, which a colleague handed to them; the rest does not exist to them.
    Sections(Vec<SectionId>),
    /// To read all of it and to approve, as whom those who were invited named for that.
    Approval(ParticipantId),
}

impl Part {
    /// Whether all that belongs to the other belongs to this too.
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole, Self::Whole) => true,
            (Self::Approval(ours), Self::Approval(theirs)) => ours == theirs,
            (Self::Sections(ours), Self::Sections(theirs)) => theirs.iter().all(|one| ours.contains(one)),
            _ => false,
        }
    }
}

/// What can be done in an installation or in a study. Whatever is not granted is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Make accounts, see all of them.
    ManageAccounts,
    /// Make studies.
    CreateStudies,
    /// See owners and how they are reached.
    ReadRegistry,
    /// Register and change owners and contacts.
    EditRegistry,
    /// See a study, its rounds and how far they have come.
    ReadStudy,
    /// Decide who takes part in a study.
    ManageMembers,
    /// Change what holds for all of a study, such as its name and language.
    EditStudy,
    /// Decide which owners belong to a study.
    EditFrame,
    /// Write and publish questionnaires and maturity models.
    EditQuestionnaires,
    /// Open rounds and invite.
    ManageRounds,
    /// Rate how far owners have come.
    RateMaturity,
    /// See what owners answered.
    ReadAnswers,
    /// See maturity figures.
    ReadDashboards,
}

impl Permission {
    /// Whether a role in a study has it there.
    const fn granted_to(self, role: Role) -> bool {
        match self {
            Self::ManageAccounts | Self::CreateStudies => false,
            Self::ManageMembers | Self::EditStudy => matches!(role, Role::Admin),
            Self::EditRegistry
            | Self::EditFrame
            | Self::EditQuestionnaires
            | Self::ManageRounds
            | Self::RateMaturity
            | Self::ReadAnswers => {
                matches!(role, Role::Admin | Role::Analyst)
            }
            Self::ReadRegistry | Self::ReadStudy | Self::ReadDashboards => true,
        }
    }
}

impl Actor {
    /// Grants what is not tied to one study: to system admins everything, to others what a role of theirs in any
    /// study has (the registry is shared by all studies of an installation).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for everybody else who may not.
    pub fn require(&self, permission: Permission) -> Result<(), Error> {
        match self {
            Self::System => Ok(()),
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Respondent(_) => Err(Error::Forbidden),
            Self::Account(account) => {
                let granted = account.system_admin
                    || account.memberships.iter().any(|(_, role)| permission.granted_to(*role));
                if granted { Ok(()) } else { Err(Error::Forbidden) }
            }
        }
    }

    /// Grants what is done in one study.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody; [`Error::NotFound`] for those who have no part in the study, to whom
    /// it must look absent; [`Error::Forbidden`] for those who have, but may not do this.
    pub fn require_in(&self, study: StudyId, permission: Permission) -> Result<(), Error> {
        match self {
            Self::System => Ok(()),
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Respondent(_) => Err(Error::NotFound),
            Self::Account(account) if account.system_admin => Ok(()),
            Self::Account(account) => match account.memberships.iter().find(|(id, _)| *id == study) {
                None => Err(Error::NotFound),
                Some((_, role)) if permission.granted_to(*role) => Ok(()),
                Some(_) => Err(Error::Forbidden),
            },
        }
    }

    /// Grants what does not depend on who it is, as long as it is somebody: the first fence of a look-up whose second
    /// one needs the thing itself.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody.
    pub fn require_someone(&self) -> Result<(), Error> {
        if *self == Self::Anonymous { Err(Error::Unauthenticated) } else { Ok(()) }
    }

    /// The respondent, for what only a respondent does.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for those who have an account.
    pub fn require_respondent(&self) -> Result<&RespondentActor, Error> {
        match self {
            Self::Respondent(respondent) => Ok(respondent),
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Account(_) | Self::System => Err(Error::Forbidden),
        }
    }

    /// The respondent, for what only those who were invited do, and none of those whom they handed something to.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for everybody else.
    pub fn require_invited(&self) -> Result<&RespondentActor, Error> {
        let respondent = self.require_respondent()?;
        if respondent.part == Part::Whole { Ok(respondent) } else { Err(Error::Forbidden) }
    }

    /// The respondent, for what those do who answer: those who were invited, and those to whom they handed sections.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for everybody else.
    pub fn require_answering(&self) -> Result<&RespondentActor, Error> {
        let respondent = self.require_respondent()?;
        let answers = matches!(respondent.part, Part::Whole | Part::Sections(_));
        if answers { Ok(respondent) } else { Err(Error::Forbidden) }
    }

    /// The sections that everything one sees of a questionnaire is limited to; `None` where it is not.
    #[must_use]
    pub fn only_sections(&self) -> Option<&[SectionId]> {
        match self {
            Self::Respondent(RespondentActor { part: Part::Sections(sections), .. }) => Some(sections),
            _ => None,
        }
    }

    /// The account, for what a person does with their own.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for those without an account.
    pub fn require_account(&self) -> Result<&AccountActor, Error> {
        match self {
            Self::Account(account) => Ok(account),
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Respondent(_) | Self::System => Err(Error::Forbidden),
        }
    }

    /// Whether one may still do all that one could before.
    #[must_use]
    pub fn may_all_that(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Account(now), Self::Account(before)) => {
                let is_same = now.account_id == before.account_id;
                let kept = before.memberships.iter().all(|role| now.memberships.contains(role));
                is_same && (now.system_admin || (kept && !before.system_admin))
            }
            (Self::Respondent(now), Self::Respondent(before)) => {
                let is_same = (now.invitation_id, now.link_id) == (before.invitation_id, before.link_id);
                is_same && now.part.covers(&before.part)
            }
            (now, before) => now == before,
        }
    }

    /// The studies in which the actor has a permission; `None` means all of them.
    #[must_use]
    pub fn studies_with(&self, permission: Permission) -> Option<Vec<StudyId>> {
        let Self::Account(account) = self else { return self.studies() };
        let granted = account.memberships.iter().filter(|(_, role)| permission.granted_to(*role));
        (!account.system_admin).then(|| granted.map(|(id, _)| *id).collect())
    }

    /// The studies that the actor has a part in; `None` means all of them.
    #[must_use]
    pub fn studies(&self) -> Option<Vec<StudyId>> {
        match self {
            Self::System => None,
            Self::Account(account) if account.system_admin => None,
            Self::Account(account) => Some(account.memberships.iter().map(|(id, _)| *id).collect()),
            Self::Anonymous | Self::Respondent(_) => Some(Vec::new()),
        }
    }
}
