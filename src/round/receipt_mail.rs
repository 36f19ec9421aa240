//! Telling whoever submitted that it arrived.

use ::entity::Language;
use chrono::{DateTime, Utc};

use super::mailing::{Addressed, Mailing, Texts};
use super::texts::Submitted;
use super::{ScopedRound, TextKind, deadline, round};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::value::Email;

/// What was submitted, as far as a mail about it tells.
pub struct Received<'a> {
    /// 1, 2, 3 … within the response.
    pub number: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// The hash of what is kept of it.
    pub hash: &'a str,
}

impl Received<'_> {
    /// In words.
    pub(super) fn told(&self, language: Language) -> Submitted {
        Submitted {
            number: self.number.to_string(),
            time: deadline::moment(self.at, language),
            hash: self.hash.to_owned(),
        }
    }
}

/// Whether those who submit in a round are told so by mail. Not in an anonymous one: the mail would say when, and there is no receipt to read.
fn sends_receipts(round: &round::Model) -> bool {
    round.sends_receipts && !round.anonymous
}

/// Puts a mail into the outbox that tells whoever submitted, with a link of their own, if the round sends such mails. It leaves at once,
/// however many others wait. Somebody who has no address any more can submit all the same. Called by the response stage, once for each
/// submission and in its transaction.
///
/// # Errors
/// [`Error::Fault`] where it cannot be written.
pub async fn receipt_mail(
    cx: &Cx,
    txn: &mut Txn,
    ScopedRound { round, study }: &ScopedRound,
    to: Addressed,
    received: &Received<'_>,
) -> Result<(), Error> {
    if !sends_receipts(round) || Email::parse(&to.contact.email).is_err() {
        return Ok(());
    }
    let submitted = received.told(to.invitation.language);
    let texts = Texts::of(txn, round.id).await?;
    let (app, study_name) = (&*cx.app, &study.name);
    let mailing = Mailing { app, round, study_name, kind: TextKind::Receipt, texts };
    mailing.queue_with(txn, &[to], &[cx.now()], Some(&submitted)).await
}
