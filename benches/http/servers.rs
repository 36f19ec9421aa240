//! The two servers, each a process of its own.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::database::Database;

/// How long a server may take to get ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server process; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// `trespor serve`, the program as it is installed, with its usual settings and its log in a file.
    pub(crate) fn ours(database: &Database, address: SocketAddr) -> anyhow::Result<Self> {
        Self::start(Path::new(env!("CARGO_BIN_EXE_trespor")), "serve", database, address, address)
    }

    /// The bare server, which is this program once more. It believes the tokens of the other.
    pub(crate) fn bare(database: &Database, ours: SocketAddr) -> anyhow::Result<Self> {
        Self::start(&std::env::current_exe()?, crate::BARE, database, free_address()?, ours)
    }

    fn start(
        program: &Path,
        argument: &str,
        database: &Database,
        address: SocketAddr,
        issuer: SocketAddr,
    ) -> anyhow::Result<Self> {
        let log = File::create(database.folder().join(format!("{argument}.log")))?;
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TRESPOR_")) {
            command.env_remove(name);
        }
        let child = command
            .arg(argument)
            .current_dir(database.folder())
            .env("DATABASE_URL", &database.url)
            .env("TRESPOR_HTTP__BIND", address.to_string())
            .env("TRESPOR_HTTP__PUBLIC_URL", format!("http://{issuer}"))
            .env("TRESPOR_AUTH__KEY_FILE", database.folder().join("keys"))
            .env("TRESPOR_AUTH__ACCESS_MINUTES", "60")
            .env("TRESPOR_MAIL__FOLDER", database.folder().join("mail"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut server = Self { child, address };
        server.wait_until_it_listens(database, argument)?;
        Ok(server)
    }

    fn wait_until_it_listens(&mut self, database: &Database, argument: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if self.child.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(database.folder().join(format!("{argument}.log")))?;
                bail!("the server `{argument}` does not get ready:\n{log}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// CPU time that it has used, where the operating system tells.
    pub(crate) fn cpu_time(&self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // Behind the name in parentheses; user and system time in ticks, 100 a second on every Linux.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
    }

    /// Its memory in MiB now and at most, where the operating system tells.
    pub(crate) fn memory(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
        };
        Some((field("VmRSS:")?, field("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on this machine that nobody listens on.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
