//! The worker: takes imports one after another, and sees each of them through.

use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use ::entity::import_job::{ImportStatus, Model};
use ::entity::import_row;
use futures_util::FutureExt as _;
use serde_json::json;
use tempfile::NamedTempFile;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::lease::{LEASE, Renewing};
use super::pass::{Counts, RowReport};
use super::problems::RowProblem;
use super::read::{BATCH, ColumnChoice, FileToRead};
use super::run::{Ended, Report, Task, run};
use super::{Doing, authorize, limits, queries};
use crate::Cx;
use crate::app::App;
use crate::auth;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::events::Event;

/// How often a worker takes an import whose workers break off.
const MOST_ATTEMPTS: i32 = 5;
/// How often to look for imports that nobody woke us for.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Pause after something went wrong.
const AFTER_A_FAULT: Duration = Duration::from_secs(10);
/// How often to forget what is old.
const FORGET_EVERY: Duration = Duration::from_secs(15 * 60);
/// How long a file is kept that is not imported.
const KEEP_FILES: chrono::Duration = chrono::Duration::days(1);
/// How long reports are kept.
const KEEP_REPORTS: chrono::Duration = chrono::Duration::days(30);
/// How long reports are kept that name people.
const KEEP_REPORTS_OF_PEOPLE: chrono::Duration = chrono::Duration::days(1);

/// Imports until told to stop. An import that is under way is then given back, and begins anew elsewhere or later.
pub async fn work_until(app: Arc<App>, stop: CancellationToken) {
    let mut forget_next = Instant::now();
    while !stop.is_cancelled() {
        if Instant::now() >= forget_next {
            forget_next = Instant::now() + FORGET_EVERY;
            if let Err(error) = forget_old(&app).await {
                tracing::error!(error = fault(error), "old imports cannot be forgotten");
            }
        }
        let rest = match AssertUnwindSafe(turn(&app, &stop)).catch_unwind().await {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => LOOK_EVERY,
            Ok(Err(Error::Busy)) => AFTER_A_FAULT,
            Ok(Err(error)) => {
                tracing::error!(error = fault(error), "an import failed");
                AFTER_A_FAULT
            }
            Err(_) => {
                tracing::error!("the import worker broke off, and is started again");
                AFTER_A_FAULT
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.imports.queued.notified() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Sees every import through that waits now, and returns how many that were.
///
/// # Errors
/// [`Error::Fault`] where one fails.
pub async fn run_due(app: &Arc<App>) -> Result<usize, Error> {
    forget_old(app).await?;
    let (mut taken, stop) = (0, CancellationToken::new());
    while turn(app, &stop).await? {
        taken += 1;
    }
    Ok(taken)
}

fn fault(error: Error) -> String {
    format!("{:#}", anyhow::Error::from(error))
}

async fn forget_old(app: &Arc<App>) -> Result<(), Error> {
    let txn = Txn::begin(app).await?;
    let now = app.clock.now();
    let files = queries::delete_old_uploads(&txn, now - KEEP_FILES).await?;
    let reports = queries::forget_old(&txn, now - KEEP_REPORTS, now - KEEP_REPORTS_OF_PEOPLE).await?;
    txn.commit().await?;
    if files + reports > 0 {
        tracing::info!(files, reports, "old files and reports of imports were forgotten");
    }
    Ok(())
}

/// Takes the oldest import that waits, if any, and sees it through; whether there was one.
async fn turn(app: &Arc<App>, stop: &CancellationToken) -> Result<bool, Error> {
    let lease = Uuid::now_v7();
    let now = app.clock.now();
    let txn = Txn::begin(app).await?;
    let Some(job) = queries::claim(&txn, lease, now, now + LEASE).await? else { return Ok(false) };
    txn.commit().await?;
    let renewing = Some(Renewing::begin(app, job.id, lease));
    let stored = Stored { app: Arc::clone(app), job, lease, stop: stop.clone(), sheet: None, renewing };
    Box::pin(see_through(stored)).await.map(|()| true)
}

async fn see_through(mut stored: Stored) -> Result<(), Error> {
    let begun = Instant::now();
    let id = stored.job.id.0;
    if stored.job.attempts > MOST_ATTEMPTS {
        // Taken again and again, and never heard of since: whatever it does to its worker, it does no more.
        tracing::error!(import = %id, "an import is given up");
        return stored.finish(ImportStatus::Failed, Vec::new()).await.map(drop);
    }
    let ended = match stored.work().await {
        Ok(ended) => ended,
        Err(Error::Busy) => {
            // Somebody else writes for long, which is no fault of this import.
            stored.give_back().await?;
            return Err(Error::Busy);
        }
        Err(error) => return Err(error),
    };
    let ended_as = ended_as(&ended);
    let is_ours = match ended {
        Ended::Done if stored.job.dry_run => stored.finish(ImportStatus::Done, Vec::new()).await?,
        Ended::Done => true,
        Ended::Refused(problems) => stored.finish(ImportStatus::Refused, problems).await?,
        Ended::Stopped if stored.stop.is_cancelled() => {
            stored.give_back().await?;
            true
        }
        // Somebody called it off, or another worker has it.
        Ended::Stopped => false,
    };
    let seconds = begun.elapsed().as_secs_f64();
    if is_ours {
        tracing::info!(import = %id, ended = ended_as, seconds, "import ended");
    } else {
        tracing::info!(import = %id, seconds, "an import was called off, or is another worker's by now");
    }
    Ok(())
}

const fn ended_as(ended: &Ended) -> &'static str {
    match ended {
        Ended::Done => "done",
        Ended::Refused(_) => "refused",
        Ended::Stopped => "stopped",
    }
}

/// An import that is reported to the database.
struct Stored {
    app: Arc<App>,
    job: Model,
    lease: Uuid,
    stop: CancellationToken,
    /// The sheet that is read, until it is written down.
    sheet: Option<String>,
    /// Keeps it ours; not while rows are written, when whoever asks for it has to wait.
    renewing: Option<Renewing>,
}

impl Stored {
    async fn work(&mut self) -> Result<Ended, Error> {
        match self.prepare().await? {
            Ok((task, _file)) => run(&task, self).await,
            Err(problem) => Ok(Ended::Refused(vec![problem])),
        }
    }

    /// What is to be done, with the file on disk for as long as it lasts; or why it cannot be.
    async fn prepare(&self) -> Result<Result<(Task, NamedTempFile), Problem>, Error> {
        let actor = match auth::absent_account_actor(&self.app, self.job.account_id).await {
            Ok(actor) => actor,
            Err(Error::Unauthenticated) => return Ok(Err(Problem::RightsLost)),
            Err(other) => return Err(other),
        };
        let cx = Cx::new(Arc::clone(&self.app), actor);
        match authorize(&cx, self.job.kind, self.job.study_id, Doing::Import).await {
            Ok(()) => {}
            Err(fault @ (Error::Fault(_) | Error::Busy)) => return Err(fault),
            Err(_) => return Ok(Err(Problem::RightsLost)),
        }
        let Some(file) = self.fetch().await? else { return Ok(Err(Problem::Unknown)) };
        let choices: Vec<ColumnChoice> = serde_json::from_value(self.job.columns.clone())
            .map_err(|error| Error::Fault(anyhow::Error::from(error)))?;
        let task = Task {
            cx,
            kind: self.job.kind,
            study: self.job.study_id,
            file: FileToRead {
                name: self.job.file_name.clone(),
                path: file.path().to_owned(),
                sheet: self.job.sheet.clone(),
                choices,
                limits: limits(self.app.settings.limits.upload_bytes),
            },
            dry_run: self.job.dry_run,
        };
        Ok(Ok((task, file)))
    }

    /// The file, put together on disk, readable by its owner only; none where it is gone. It is all there, or a fault.
    async fn fetch(&self) -> Result<Option<NamedTempFile>, Error> {
        let Some(id) = self.job.upload_id else { return Ok(None) };
        let db = self.app.db.reader();
        let Some(upload) = queries::upload_by_id(db, id).await? else { return Ok(None) };
        let mut file = aside(NamedTempFile::new).await?;
        let (mut number, mut bytes) = (0, 0);
        while let Some(part) = queries::part(db, id, number).await? {
            bytes += part.len();
            number += 1;
            file = aside(move || file.write_all(&part).map(|()| file)).await?;
        }
        if i64::try_from(bytes).is_ok_and(|bytes| bytes == upload.bytes) {
            return Ok(Some(file));
        }
        if queries::upload_by_id(db, id).await?.is_none() {
            // Deleted while it was read.
            return Ok(None);
        }
        Err(Error::Fault(anyhow::anyhow!("of a file of {} bytes, {bytes} are there", upload.bytes)))
    }

    /// Ends it; whether it was still ours to end.
    async fn finish(&self, status: ImportStatus, problems: Vec<Problem>) -> Result<bool, Error> {
        let mut txn = Txn::begin(&self.app).await?;
        let (id, now) = (self.job.id, self.app.clock.now());
        if !queries::finish(&txn, id, self.lease, status, json!(problems), now).await? {
            return Ok(false);
        }
        txn.announce(Event::Import(id));
        txn.commit().await?;
        Ok(true)
    }

    async fn give_back(&self) -> Result<(), Error> {
        let mut txn = Txn::begin(&self.app).await?;
        queries::give_back(&txn, self.job.id, self.lease).await?;
        txn.announce(Event::Import(self.job.id));
        txn.commit().await
    }

    /// Writes down how far it has come, and commits; whether to go on.
    async fn progress(&mut self, mut txn: Txn, counts: Counts) -> Result<bool, Error> {
        let id = self.job.id;
        if let Some(sheet) = self.sheet.take() {
            queries::set_sheet(&txn, id, self.lease, &sheet).await?;
        }
        let until = self.app.clock.now() + LEASE;
        if !queries::progress(&txn, id, self.lease, counts, until).await? {
            return Ok(false);
        }
        txn.announce(Event::Import(id));
        txn.commit().await?;
        Ok(self.goes_on())
    }

    fn row(&self, row: RowReport) -> import_row::Model {
        import_row::Model {
            import_id: self.job.id,
            number: row.number.into(),
            fate: row.fate,
            row_key: row.key,
            changes: json!(row.changes),
            problems: json!(row.problems),
        }
    }

    async fn put(&self, txn: &Txn, rows: Vec<RowReport>) -> Result<(), Error> {
        let rows = rows.into_iter().map(|row| self.row(row)).collect();
        Ok(queries::put_rows(txn, rows).await?)
    }
}

/// Does what waits for the disk where that holds up nobody.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    Ok(done.map_err(anyhow::Error::from)?)
}

impl Report for Stored {
    async fn begin(&mut self, _: &Cx) -> Result<bool, Error> {
        self.renewing.get_or_insert_with(|| Renewing::begin(&self.app, self.job.id, self.lease));
        let txn = Txn::begin(&self.app).await?;
        queries::delete_rows(&txn, self.job.id).await?;
        self.progress(txn, Counts::default()).await
    }

    fn header(&mut self, sheet: Option<&str>) {
        self.sheet = sheet.map(str::to_owned);
    }

    async fn rows(&mut self, txn: Txn, rows: Vec<RowReport>, counts: Counts) -> Result<bool, Error> {
        self.put(&txn, rows).await?;
        self.progress(txn, counts).await
    }

    async fn late(&mut self, _: &Cx, rows: Vec<(u32, RowProblem)>, counts: Counts) -> Result<bool, Error> {
        for some in rows.chunks(BATCH) {
            let txn = Txn::begin(&self.app).await?;
            let refused = some.iter().map(|(number, problem)| (*number, json!([problem]))).collect();
            queries::refuse_rows(&txn, self.job.id, refused).await?;
            if !self.progress(txn, counts).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn applying(&mut self, _: &Cx) -> Result<bool, Error> {
        self.renewing = None;
        let mut txn = Txn::begin(&self.app).await?;
        let until = self.app.clock.now() + LEASE;
        let held = queries::begin_applying(&txn, self.job.id, self.lease, until).await?;
        txn.announce(Event::Import(self.job.id));
        txn.commit().await?;
        Ok(held && self.goes_on())
    }

    async fn may_apply(&mut self, txn: &Txn) -> Result<bool, Error> {
        // What keeps others off while rows are written is the row itself, which is locked from here on.
        let until = self.app.clock.now() + LEASE;
        Ok(queries::begin_applying(txn, self.job.id, self.lease, until).await?)
    }

    fn goes_on(&self) -> bool {
        !self.stop.is_cancelled()
    }

    async fn rows_again(&mut self, txn: &Txn, rows: Vec<RowReport>) -> Result<(), Error> {
        self.put(txn, rows).await
    }

    async fn applied(&mut self, mut txn: Txn, counts: Counts) -> Result<bool, Error> {
        let (id, now) = (self.job.id, self.app.clock.now());
        let is_ours = queries::progress(&txn, id, self.lease, counts, now + LEASE).await?
            && queries::finish(&txn, id, self.lease, ImportStatus::Done, json!([]), now).await?;
        if !is_ours {
            return Ok(false);
        }
        if let Some(upload) = self.job.upload_id {
            queries::delete_upload_unless_needed(&txn, upload).await?;
        }
        txn.announce(Event::Import(id));
        txn.commit().await?;
        Ok(true)
    }
}
