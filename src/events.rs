//! News of what has changed, for subscriptions.
//!
//! Listeners of this process are told as soon as a change is committed. On PostgreSQL the other server processes on
//! the database are told soon after, by `NOTIFY`: outside of the transaction that made the change, because PostgreSQL
//! lets only one transaction that notifies commit at a time, and several changes together.
//!
//! News are news, not data: what a server has not passed on when it is killed, nobody hears. A listener therefore
//! reads again where news may have been lost, and now and then although there are none, so no figure stays out of
//! date for longer than [`READ_AGAIN_AFTER`].

mod others;

use std::convert::Infallible;
use std::str::FromStr;
use std::time::Duration;

use ::entity::id::{ImportId, InvitationId, RoundId};
use futures_util::Stream;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep, timeout_at};
use uuid::Uuid;

use crate::db::{Db, Url};
use others::Others;

/// The least time between two ticks of a listener. What changes in between is told by one tick.
const PAUSE: Duration = Duration::from_millis(250);
/// After how long without news a listener is told to read again nevertheless.
pub const READ_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// How many news a listener may be behind before it is told that it missed some.
const WAITING_NEWS: usize = 1024;

/// Something that changed. Carries keys only: whoever listens reads what they may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Invitations, responses or scores of a round.
    Round(RoundId),
    /// How far an import has come.
    Import(ImportId),
    /// What those see who answer an invitation together: answers, comments, what was handed to whom.
    Answering(InvitationId),
}

impl Event {
    fn encode(self) -> String {
        match self {
            Self::Round(id) => format!("round:{}", id.0),
            Self::Import(id) => format!("import:{}", id.0),
            Self::Answering(id) => format!("answering:{}", id.0),
        }
    }
}

impl FromStr for Event {
    type Err = ();

    fn from_str(raw: &str) -> Result<Self, ()> {
        let (kind, id) = raw.split_once(':').ok_or(())?;
        let id = Uuid::parse_str(id).map_err(|_| ())?;
        match kind {
            "round" => Ok(Self::Round(RoundId(id))),
            "import" => Ok(Self::Import(ImportId(id))),
            "answering" => Ok(Self::Answering(InvitationId(id))),
            _ => Err(()),
        }
    }
}

/// What listeners hear.
#[derive(Clone, Copy, Debug)]
enum News {
    /// This changed.
    Of(Event),
    /// Some news may have been lost.
    Lost,
}

/// Where news is sent and heard.
#[derive(Debug)]
pub struct Events {
    sender: broadcast::Sender<News>,
    others: Option<Others>,
}

impl Events {
    /// News for a server on this database. Must be called on a runtime.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        let others = matches!(db.url(), Url::Postgres(_)).then(|| Others::new(db));
        Self { sender: broadcast::channel(WAITING_NEWS).0, others }
    }

    /// Everything from now on.
    #[must_use]
    pub fn listen(&self) -> Listener {
        Listener(self.sender.subscribe())
    }

    /// Tells what was committed: listeners of this process now, other servers soon.
    pub(crate) fn tell(&self, events: &[Event]) {
        for event in events {
            self.pass_on(News::Of(*event));
        }
        if let Some(others) = &self.others {
            others.tell(events);
        }
    }

    /// Passes on what other servers tell, until the pool is closed.
    ///
    /// # Errors
    /// Where the connection cannot be made, or not anew.
    pub async fn relay(&self, db: &Db) -> anyhow::Result<Infallible> {
        let Some(others) = &self.others else {
            return std::future::pending().await;
        };
        others.hear(db, |news| self.pass_on(news)).await
    }

    fn pass_on(&self, news: News) {
        // An error means that nobody listens.
        let _ = self.sender.send(news);
    }
}

/// Hears everything that changes.
#[derive(Debug)]
pub struct Listener(broadcast::Receiver<News>);

impl Listener {
    /// Waits until this may have changed; `false` when there will be no more news. All other news that are there by
    /// then are used up: whoever reads next sees what they tell.
    async fn hears_of(&mut self, wanted: Event) -> bool {
        let read_again = Instant::now() + READ_AGAIN_AFTER;
        loop {
            match timeout_at(read_again, self.0.recv()).await {
                Ok(Ok(News::Of(event))) if event != wanted => {}
                Ok(Err(RecvError::Closed)) => return false,
                Ok(Ok(News::Of(_) | News::Lost) | Err(RecvError::Lagged(_))) | Err(_) => break,
            }
        }
        while !matches!(self.0.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
        true
    }
}

/// Ticks whenever this may have changed, at most once in a quarter of a second, and at least once a minute. Ends when
/// the application does.
pub fn changes(mut news: Listener, wanted: Event) -> impl Stream<Item = ()> {
    async_stream::stream! {
        while news.hears_of(wanted).await {
            yield ();
            sleep(PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt as _;
    use std::pin::pin;
    use tokio::time::timeout;

    fn events() -> Events {
        Events { sender: broadcast::channel(4).0, others: None }
    }

    fn round(number: u128) -> Event {
        Event::Round(RoundId(Uuid::from_u128(number)))
    }

    /// How many ticks come within a second.
    async fn ticks(ticks: impl Stream<Item = ()>) -> usize {
        let mut ticks = pin!(ticks);
        let mut heard = 0;
        let _ = timeout(Duration::from_secs(1), async {
            while ticks.next().await.is_some() {
                heard += 1;
            }
        })
        .await;
        heard
    }

    #[tokio::test]
    async fn many_changes_at_once_are_one_tick() {
        let events = events();
        let (one, two) = (changes(events.listen(), round(1)), changes(events.listen(), round(2)));
        events.tell(&[round(1), round(1), round(1)]);
        assert_eq!((ticks(one).await, ticks(two).await), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_again_ticks_again_after_a_pause() {
        let events = events();
        let heard = changes(events.listen(), round(1));
        let tell = async {
            for _ in 0..60 {
                events.tell(&[round(1)]);
                sleep(Duration::from_millis(10)).await;
            }
        };
        let (heard, ()) = tokio::join!(ticks(heard), tell);
        assert!((3..=4).contains(&heard), "{heard} ticks in 0.6 seconds");
    }

    #[tokio::test]
    async fn whoever_may_have_missed_something_reads_again() {
        let events = events();
        let (lagged, lost) = (changes(events.listen(), round(1)), changes(events.listen(), round(1)));
        for number in 2..12 {
            events.tell(&[round(number)]);
        }
        assert_eq!(ticks(lagged).await, 1);
        drop(lost);
        let lost = changes(events.listen(), round(1));
        events.pass_on(News::Lost);
        assert_eq!(ticks(lost).await, 1);
        let ended = changes(events.listen(), round(1));
        drop(events);
        assert_eq!(ended.count().await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn what_happens_elsewhere_does_not_put_off_the_look_of_each_minute() {
        let events = events();
        let mut heard = pin!(changes(events.listen(), round(1)));
        let tell_of_others = async {
            loop {
                sleep(Duration::from_secs(20)).await;
                events.tell(&[round(2)]);
            }
        };
        let minute = tokio::select! {
            ticked = timeout(READ_AGAIN_AFTER + Duration::from_secs(1), heard.next()) => ticked,
            () = tell_of_others => unreachable!("it has no end"),
        };
        assert_eq!(minute, Ok(Some(())));
    }

    #[test]
    fn an_event_is_read_as_it_was_written() {
        let import = Event::Import(ImportId(Uuid::from_u128(7)));
        let answering = Event::Answering(InvitationId(Uuid::from_u128(8)));
        for event in [round(7), import, answering] {
            assert_eq!(event.encode().parse(), Ok(event));
        }
        for raw in ["", "round:", "round:7", "study:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(raw.parse::<Event>(), Err(()), "{raw}");
        }
    }
}
