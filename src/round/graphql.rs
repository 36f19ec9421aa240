//! Rounds and invitations in the schema.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use futures_util::Stream;

use super::{NewRound, Phase, invitation, phase, round};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Refusals};
use crate::events::Event;
use crate::graphql::base::{self, GqlLanguage, LocalizedTextInput, Paged, Result};
use crate::payload;
use crate::questionnaire::VersionById;
use crate::questionnaire::graphql::QuestionnaireVersion;
use crate::registry::graphql::{Contact, Organization};
use crate::registry::{ContactById, OrganizationById};
use crate::study::StudyById;
use crate::study::graphql::Study;
use crate::value::{CLIENT_KEY, SHORT_TEXT, TextInput, moment, optional_text};

/// One wave of a survey: a version asked of invited owners in a period.
pub struct Round(pub round::Model);

/// One wave of a survey: a version asked of invited owners in a period.
#[Object]
impl Round {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("round", self.0.id.0)
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// Answers are taken from then.
    async fn opens_at(&self) -> DateTime<Utc> {
        self.0.opens_at
    }

    /// Answers are taken until then.
    async fn closes_at(&self) -> DateTime<Utc> {
        self.0.closes_at
    }

    /// Where it stands now.
    async fn status(&self, ctx: &Context<'_>) -> Result<RoundStatus> {
        Ok(match phase(&self.0, Cx::of(ctx)?.now()) {
            Phase::Planned => RoundStatus::Planned,
            Phase::Open => RoundStatus::Open,
            Phase::Closed => RoundStatus::Closed,
        })
    }

    /// The study it belongs to.
    async fn study(&self, ctx: &Context<'_>) -> Result<Study> {
        Ok(Study(base::there(base::load(ctx, StudyById(self.0.study_id)).await?)?))
    }

    /// What is asked.
    async fn questionnaire(&self, ctx: &Context<'_>) -> Result<QuestionnaireVersion> {
        Ok(QuestionnaireVersion(base::there(base::load(ctx, VersionById(self.0.version_id)).await?)?))
    }
}

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RoundStatus {
    /// Not yet open.
    Planned,
    /// Takes answers.
    Open,
    /// Takes no more answers.
    Closed,
}

/// An owner asked to answer in a round.
pub struct Invitation(pub invitation::Model);

/// An owner asked to answer in a round.
#[Object]
impl Invitation {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("invitation", self.0.id.0)
    }

    /// How far it has come.
    async fn status(&self) -> InvitationStatus {
        self.0.status.into()
    }

    /// Language of the mail.
    async fn language(&self) -> GqlLanguage {
        self.0.language.into()
    }

    /// The round.
    async fn round(&self, ctx: &Context<'_>) -> Result<Round> {
        Ok(Round(base::there(base::load(ctx, super::RoundById(self.0.round_id)).await?)?))
    }

    /// Who answers.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(Organization(base::there(base::load(ctx, OrganizationById(self.0.organization_id)).await?)?))
    }

    /// Who was written to. Null for those who may not see personal data; a respondent sees themselves.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        let actor = &Cx::of(ctx)?.actor;
        let own =
            actor.require_respondent().is_ok_and(|respondent| respondent.contact_id == self.0.contact_id);
        if !own && actor.require(Permission::EditRegistry).is_err() {
            return Ok(None);
        }
        Ok(Some(Contact(base::there(base::load(ctx, ContactById(self.0.contact_id)).await?)?)))
    }

    /// When the mail was put in the outbox.
    async fn queued_at(&self) -> DateTime<Utc> {
        self.0.queued_at
    }

    /// When a mail server took the mail.
    async fn sent_at(&self) -> Option<DateTime<Utc>> {
        self.0.sent_at
    }

    /// When a person first used the link.
    async fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.0.opened_at
    }

    /// When the first answer was saved.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at
    }

    /// When the response was last submitted; stays when it is reopened.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.submitted_at
    }
}

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "invitation::InvitationStatus")]
pub enum InvitationStatus {
    /// The mail is in the outbox.
    Queued,
    /// A mail server took the mail.
    Sent,
    /// A person used the link.
    Opened,
    /// Something is answered.
    Started,
    /// The response is submitted.
    Submitted,
    /// The mail could not be delivered.
    Failed,
}

/// How many invitations of a round stand where. They add up to `invited`.
#[derive(SimpleObject)]
pub struct RoundProgress {
    /// All that were not withdrawn.
    invited: i32,
    /// Mail not yet sent.
    queued: i32,
    /// Mail sent, link not used yet.
    sent: i32,
    /// Link used, nothing answered yet.
    opened: i32,
    /// Something answered, not submitted.
    started: i32,
    /// Submitted.
    submitted: i32,
    /// Mail could not be delivered.
    failed: i32,
}

impl From<super::Progress> for RoundProgress {
    fn from(progress: super::Progress) -> Self {
        let super::Progress { invited, queued, sent, opened, started, submitted, failed } = progress;
        Self { invited, queued, sent, opened, started, submitted, failed }
    }
}

/// Questions about rounds.
#[derive(Default)]
pub struct RoundQuery;

#[Object]
impl RoundQuery {
    /// The rounds of a study, oldest first; null for a study that is not yours.
    async fn rounds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Round>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else {
            return Ok(None);
        };
        let found = base::found(super::list(Cx::of(ctx)?, study, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Round)))
    }

    /// One round; null where there is none, or it is not yours.
    async fn round(&self, ctx: &Context<'_>, #[graphql(desc = "Its key.")] id: ID) -> Result<Option<Round>> {
        let Ok(id) = base::parse_id("round", &id) else {
            return Ok(None);
        };
        base::found(super::by_id(Cx::of(ctx)?, id).await.map(Round))
    }

    /// The invitations of a round, in the order in which they were made; null for a round that is not yours.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Invitation>>> {
        let page = base::page(first, after)?;
        let Ok(round) = base::parse_id("round", &round_id) else {
            return Ok(None);
        };
        let found = base::found(super::invitations(Cx::of(ctx)?, round, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Invitation)))
    }

    /// The invitation that you came by. For respondents.
    async fn invitation(&self, ctx: &Context<'_>) -> Result<Option<Invitation>> {
        base::found(super::own_invitation(Cx::of(ctx)?).await.map(Invitation))
    }
}

/// A round to open.
#[derive(InputObject)]
struct OpenRoundInput {
    /// The study; everyone in its frame is invited.
    study_id: ID,
    /// What is asked; a published version.
    version_id: ID,
    /// What it is called.
    name: LocalizedTextInput,
    /// Answers are taken until then.
    closes_at: DateTime<Utc>,
    /// Chosen by you, at most 100 characters: the same key again is the same round, so that a retry after a lost reply
    /// invites nobody twice.
    client_key: Option<String>,
}

impl OpenRoundInput {
    fn parse(self) -> std::result::Result<NewRound, Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let version = refusals.check("versionId", base::parse_id("questionnaireVersion", &self.version_id));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let closes_at = refusals.check("closesAt", moment(self.closes_at));
        let client_key = refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY));
        match (study, version, name, closes_at, client_key) {
            (Some(study), Some(version), Some(name), Some(closes_at), Some(client_key)) => {
                Ok(NewRound { study, version, name, closes_at, client_key })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// A personal link to follow.
#[derive(InputObject)]
struct OpenInvitationInput {
    /// The last part of the link's address.
    token: String,
}

payload! {
    /// What came of opening a round.
    OpenRoundPayload {
        /// The round. Its mails are in the outbox.
        round: Round,
        /// How many owners are invited.
        invited: i32,
    }
}

payload! {
    /// What came of following a personal link.
    OpenInvitationPayload {
        /// A token for the `Authorization` header (`Bearer …`), good for this one invitation.
        access_token: String,
        /// The token is not good after this; follow the link again for a new one.
        expires_at: DateTime<Utc>,
        /// Language of the mail that had the link.
        language: GqlLanguage,
    }
}

/// Changes to rounds.
#[derive(Default)]
pub struct RoundMutation;

#[Object]
impl RoundMutation {
    /// Opens a round at once and invites everyone in the study's frame by mail.
    async fn open_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: OpenRoundInput,
    ) -> Result<OpenRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::open(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |opened| {
            OpenRoundPayload::done(Round(opened.round), i32::try_from(opened.invited).unwrap_or(i32::MAX))
        })
    }

    /// Exchanges the token of a personal link for one to call the API with. The link stays good.
    async fn open_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: OpenInvitationInput,
    ) -> Result<OpenInvitationPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::open_invitation(cx, &input.token).await;
        base::payload(cx, outcome, |opened| {
            let language = opened.invitation.language.into();
            OpenInvitationPayload::done(opened.token.token, opened.token.expires_at, language)
        })
    }
}

/// News of rounds.
#[derive(Default)]
pub struct RoundSubscription;

#[Subscription]
impl RoundSubscription {
    /// How far a round has come: now, and whenever that changes.
    async fn round_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<impl Stream<Item = Result<RoundProgress>> + use<>> {
        let cx = Cx::of(ctx)?.clone();
        let round = base::required_id("round", &round_id)?;
        // Listen first, then read: what happens in between is told twice rather than not at all.
        let news = cx.app.events.listen();
        let first = super::progress(&cx, round).await.map_err(base::to_graphql)?;
        let rest = crate::events::changes(news, Event::Round(round));
        Ok(async_stream::stream! {
            yield Ok(first.into());
            let mut last = first;
            for await () in rest {
                match super::progress(&cx, round).await {
                    Ok(now) if now == last => {}
                    Ok(now) => {
                        last = now;
                        yield Ok(now.into());
                    }
                    Err(error) => {
                        yield Err(base::to_graphql(error));
                        break;
                    }
                }
            }
        })
    }
}
