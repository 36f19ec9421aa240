//! Throwaway PostgreSQL clusters for tests and benchmarks.
//!
//! Invariant: a cluster never outlives this process. A shell script of its own process group keeps the cluster and
//! takes it down when a pipe that we hold closes, which the operating system sees to however we end.

mod programs;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::process::{Failure, Outcome, While};
use crate::{report, tools};

/// The variable that tells the tests which server to use.
pub(crate) const VARIABLE: &str = "TRESPOR_TEST_POSTGRES";

/// What the server does about a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing: tests are several times faster so, and their data is thrown away.
    Off,
    /// Everything it does in production: benchmarks must not lie.
    On,
}

/// A running server; dropping it stops the server and deletes its files.
pub(crate) struct Cluster {
    port: u16,
    folder: PathBuf,
    keeper: Child,
    lifeline: Option<ChildStdin>,
}

/// A server that runs already, or one of our own.
pub(crate) enum Server {
    /// Named by the environment; left alone.
    Given(String),
    /// Started here; stopped when dropped.
    Own(Cluster),
}

impl Server {
    /// Takes the server that the environment names, or else starts one.
    pub(crate) fn given_or_new(durability: Durability) -> Outcome<Self> {
        match std::env::var(VARIABLE) {
            Ok(url) if !url.is_empty() => {
                report::progress(format!("Using the PostgreSQL server that {VARIABLE} names."));
                Ok(Self::Given(url))
            }
            _ => Cluster::start(durability).map(Self::Own),
        }
    }

    /// The address of the server's own database, from which tests make theirs.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Own(cluster) => cluster.url(),
        }
    }
}

impl Cluster {
    /// Starts a server of its own on a free port, after installing PostgreSQL where it is missing.
    pub(crate) fn start(durability: Durability) -> Outcome<Self> {
        let programs = programs::ensure()?;
        // Another process may take the port between our look and the server's start.
        let mut failure = Failure::new("no attempt was made");
        for _ in 0..3 {
            match Self::start_once(&programs, durability) {
                Ok(cluster) => {
                    report::progress(format!("PostgreSQL listens on 127.0.0.1:{}.", cluster.port));
                    return Ok(cluster);
                }
                Err(error) if error.to_string().contains("Address already in use") => failure = error,
                Err(error) => return Err(error),
            }
        }
        Err(failure)
    }

    /// The address of the server's own database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Waits until the keeper ends by itself, which it does only when someone ends it.
    pub(crate) fn wait(mut self) -> Outcome {
        // `Child::wait` would close the pipe if the child held it still; we do.
        self.keeper.wait().while_doing("wait for PostgreSQL")?;
        Err(Failure::new("PostgreSQL was stopped from outside"))
    }

    fn start_once(programs: &Path, durability: Durability) -> Outcome<Self> {
        let owner = Owner::of_new_cluster()?;
        let folder = new_folder(durability, owner.as_ref())?;
        let port = free_port()?;
        let script = folder.join("keep.sh");
        fs::write(&script, include_str!("postgres/keep.sh"))
            .while_doing(format!("write {}", script.display()))?;
        let mut command = Command::new("sh");
        command.arg(script).arg(programs).arg(&folder).arg(port.to_string());
        command.args([locale(), &options(durability)]);
        // A Ctrl-C at the terminal reaches our process group only, so that the keeper is there to clean up.
        command.current_dir("/").env("HOME", &folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(owner) = owner {
            command.uid(owner.user).gid(owner.group);
        }
        let mut keeper = command.spawn().while_doing("run sh")?;
        let lifeline = keeper.stdin.take();
        let answer = read_answer(&mut keeper);
        let cluster = Self { port, folder, keeper, lifeline };
        match answer?.as_str() {
            "ready\n" => Ok(cluster),
            log => Err(Failure::new(format!("PostgreSQL did not start. Its log:\n{}", log.trim_end()))),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let ended = self.keeper.wait();
        // The keeper may have been killed before it could clean up; as a rule the folder has gone by now.
        let removed = if self.folder.exists() { fs::remove_dir_all(&self.folder) } else { Ok(()) };
        if let Err(error) = ended.map(|_| ()).and(removed) {
            report::warning(format!("PostgreSQL may have left {} behind: {error}", self.folder.display()));
        }
    }
}

/// The unprivileged user that runs the server when we are root, which PostgreSQL refuses to be.
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn of_new_cluster() -> Outcome<Option<Self>> {
        if !tools::is_root() {
            return Ok(None);
        }
        // The packages make a user `postgres`; every system has `nobody`.
        let name = if tools::id_of("-u", "postgres").is_ok() { "postgres" } else { "nobody" };
        Ok(Some(Self { user: tools::id_of("-u", name)?, group: tools::id_of("-g", name)? }))
    }
}

/// The first line that the keeper prints, or everything if it ends without being ready.
fn read_answer(keeper: &mut Child) -> Outcome<String> {
    let stdout = keeper.stdout.take().ok_or_else(|| Failure::new("could not hear from PostgreSQL"))?;
    let mut reader = BufReader::new(stdout);
    let mut answer = String::new();
    reader.read_line(&mut answer).while_doing("start PostgreSQL")?;
    if answer != "ready\n" {
        reader.read_to_string(&mut answer).while_doing("start PostgreSQL")?;
    }
    Ok(answer)
}

/// A new folder that only the server's user can read.
fn new_folder(durability: Durability, owner: Option<&Owner>) -> Outcome<PathBuf> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let name = format!("trespor-postgres-{}-{}", std::process::id(), since.as_nanos());
    let folder = parent_folder(durability).join(name);
    let doing = format!("make {}", folder.display());
    fs::DirBuilder::new().mode(0o700).create(&folder).while_doing(&doing)?;
    if let Some(owner) = owner {
        chown(&folder, Some(owner.user), Some(owner.group)).while_doing(&doing)?;
    }
    Ok(folder)
}

/// Where the cluster's files go. `/tmp` is often memory, on which fsync costs nothing, so a durable cluster goes to
/// `/var/tmp`. As root we pass by `TMPDIR`, as the server's user may not be able to enter it.
fn parent_folder(durability: Durability) -> PathBuf {
    match durability {
        Durability::On => PathBuf::from("/var/tmp"),
        Durability::Off if tools::is_root() => PathBuf::from("/tmp"),
        Durability::Off => std::env::temp_dir(),
    }
}

fn options(durability: Durability) -> String {
    let carelessness = match durability {
        Durability::Off => "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
        Durability::On => "-c fsync=on -c synchronous_commit=on -c full_page_writes=on",
    };
    format!("-c max_connections=200 {carelessness}")
}

/// A locale that orders by code point and knows the case of every letter; macOS has it by another name.
fn locale() -> &'static str {
    if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).while_doing("find a free port")?;
    Ok(listener.local_addr().while_doing("find a free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_careless_cluster_skips_fsync() {
        assert!(options(Durability::Off).contains("fsync=off"));
        assert!(options(Durability::On).contains("fsync=on"));
        assert!(!options(Durability::On).contains("=off"));
    }

    #[test]
    fn a_free_port_can_be_taken() {
        let port = free_port().unwrap();
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
    }
}
