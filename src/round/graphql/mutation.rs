//! What is done with rounds and invitations.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};

use super::input::{
    ChangeRoundInput, CreateRoundInput, InviteOwnersInput, OpenRoundInput, ReopenRoundInput, RoundInput,
    SendRemindersInput,
};
use super::invitation_input::{
    AcceptInvitationInput, DeclineInvitationInput, InvitationInput, OpenInvitationInput,
};
use super::mail_text::{MailPreviewInput, SetMailTextInput, Wanted};
use super::{Invitation, Round};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::{Cx, round};

payload! {
    /// What came of planning a round.
    CreateRoundPayload {
        /// The round.
        round: Round,
        /// How many owners it asks.
        recipients: i32,
    }
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
    /// What came of changing a round.
    ChangeRoundPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of pausing a round.
    PauseRoundPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of resuming a round.
    ResumeRoundPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of closing a round.
    CloseRoundPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of opening a round again.
    ReopenRoundPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of giving up a round.
    DeleteRoundPayload {
        /// Key of the round that is gone.
        round_id: ID,
    }
}

payload! {
    /// What came of inviting more owners.
    InviteOwnersPayload {
        /// The round.
        round: Round,
        /// How many were invited; those that were invited before are not counted.
        invited: i32,
    }
}

payload! {
    /// What came of reminding.
    SendRemindersPayload {
        /// The round.
        round: Round,
        /// How many owners a mail is on its way to. Whoever was reminded within the last twenty hours is left out.
        reminded: i32,
        /// When the first of the mails leaves: at hours at which people work in Norway.
        leaves_at: DateTime<Utc>,
    }
}

payload! {
    /// What came of withdrawing an invitation.
    WithdrawInvitationPayload {
        /// The invitation.
        invitation: Invitation,
    }
}

payload! {
    /// What came of withdrawing the invitations of a round.
    WithdrawInvitationsPayload {
        /// The round.
        round: Round,
        /// How many were withdrawn; those who have submitted keep theirs.
        withdrawn: i32,
    }
}

payload! {
    /// What came of sending an invitation anew.
    RenewInvitationPayload {
        /// The invitation.
        invitation: Invitation,
    }
}

payload! {
    /// What came of declining.
    DeclineInvitationPayload {
        /// The invitation.
        invitation: Invitation,
    }
}

payload! {
    /// What came of wanting to answer after all.
    AcceptInvitationPayload {
        /// The invitation.
        invitation: Invitation,
    }
}

payload! {
    /// What came of writing a text.
    SetMailTextPayload {
        /// The round.
        round: Round,
    }
}

payload! {
    /// What came of sending a test mail.
    SendTestMailPayload {
        /// Your address, which it is on its way to.
        sent_to: String,
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
    /// Plans a round: at its time it opens by itself and invites those that it asks by mail.
    async fn create_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CreateRoundInput,
    ) -> Result<CreateRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::make(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |made| {
            CreateRoundPayload::done(Round(made.round), number(made.recipients))
        })
    }

    /// Opens a round at once and invites those that it asks by mail.
    async fn open_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: OpenRoundInput,
    ) -> Result<OpenRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::make(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |made| OpenRoundPayload::done(Round(made.round), number(made.recipients)))
    }

    /// Changes a round.
    async fn change_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeRoundInput,
    ) -> Result<ChangeRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            round::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeRoundPayload::done(Round(row)))
    }

    /// Lets an open round take no answers and send no mails until it is resumed.
    async fn pause_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RoundInput,
    ) -> Result<PauseRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::pause(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| PauseRoundPayload::done(Round(row)))
    }

    /// Lets a paused round take answers and send mails again.
    async fn resume_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RoundInput,
    ) -> Result<ResumeRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::resume(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| ResumeRoundPayload::done(Round(row)))
    }

    /// Closes an open round at once.
    async fn close_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RoundInput,
    ) -> Result<CloseRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::close(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| CloseRoundPayload::done(Round(row)))
    }

    /// Lets a closed round take answers again. Nobody is written to, and mails that still wait are given up; `sendReminders` and
    /// `renewInvitation` write.
    async fn reopen_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ReopenRoundInput,
    ) -> Result<ReopenRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, closes_at) = input.parse()?;
            round::reopen(cx, id, closes_at).await
        });
        base::payload(cx, outcome.await, |row| ReopenRoundPayload::done(Round(row)))
    }

    /// Gives up a planned round, as if it had never been made.
    async fn delete_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RoundInput,
    ) -> Result<DeleteRoundPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let id = input.parse()?;
            round::delete(cx, id).await.map(|()| id)
        });
        base::payload(cx, outcome.await, |id| DeleteRoundPayload::done(base::id("round", id.0)))
    }

    /// Invites owners to a round that has invited others: those that had no contact then, and others of the study's frame, who
    /// are counted from then on.
    async fn invite_owners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: InviteOwnersInput,
    ) -> Result<InviteOwnersPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, owners) = input.parse()?;
            round::invite_more(cx, id, &owners).await
        });
        base::payload(cx, outcome.await, |(row, invited)| {
            InviteOwnersPayload::done(Round(row), number(invited))
        })
    }

    /// Reminds those of an open round who have neither submitted nor declined.
    async fn send_reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SendRemindersInput,
    ) -> Result<SendRemindersPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, kind, only) = input.parse()?;
            round::remind(cx, id, kind, only).await
        });
        base::payload(cx, outcome.await, |done| {
            SendRemindersPayload::done(Round(done.round), number(done.reminded), done.leaves_at)
        })
    }

    /// Withdraws an invitation: its links no longer work. What was answered is kept; `renewInvitation` makes it good again.
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: InvitationInput,
    ) -> Result<WithdrawInvitationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::withdraw(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| WithdrawInvitationPayload::done(Invitation(row)))
    }

    /// Withdraws every invitation of a round of which nothing was submitted. One that is open for answers again counts by what was.
    async fn withdraw_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] input: RoundInput,
    ) -> Result<WithdrawInvitationsPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::withdraw_all(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |(row, withdrawn)| {
            WithdrawInvitationsPayload::done(Round(row), number(withdrawn))
        })
    }

    /// Sends an invitation anew with a new link, to whoever is the owner's contact now; the earlier links stop working.
    /// In an anonymous round what was written so far is deleted, as somebody else may be asked now.
    async fn renew_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: InvitationInput,
    ) -> Result<RenewInvitationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::renew(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RenewInvitationPayload::done(Invitation(row)))
    }

    /// Lets a kind of mail of a round say something of its own in a language. Mails that are in the outbox already stay as they are.
    async fn set_mail_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SetMailTextInput,
    ) -> Result<SetMailTextPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, kind, language, text) = input.parse()?;
            round::set_mail_text(cx, id, kind, language, text).await
        });
        base::payload(cx, outcome.await, |row| SetMailTextPayload::done(Round(row)))
    }

    /// Sends a mail of a round to yourself, as an owner would get it.
    async fn send_test_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail, as whose.")] input: MailPreviewInput,
    ) -> Result<SendTestMailPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let Wanted { round, kind, owner, language } = input.parse()?;
            round::send_test(cx, round, kind, owner, language).await
        });
        base::payload(cx, outcome.await, SendTestMailPayload::done)
    }

    /// Says that you do not want to answer. For respondents.
    async fn decline_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: DeclineInvitationInput,
    ) -> Result<DeclineInvitationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::decline(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| DeclineInvitationPayload::done(Invitation(row)))
    }

    /// Says that you want to answer after all. For respondents.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { round::accept(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| AcceptInvitationPayload::done(Invitation(row)))
    }

    /// Exchanges the token of a personal link for one to call the API with. The link stays good.
    async fn open_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: OpenInvitationInput,
    ) -> Result<OpenInvitationPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = round::open_invitation(cx, &input.token).await;
        base::payload(cx, outcome, |opened| {
            let language = opened.language.into();
            OpenInvitationPayload::done(opened.token.token, opened.token.expires_at, language)
        })
    }
}

fn number(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
