//! The real program, as an operator starts it.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Client, Database};

/// How long to wait for what should come at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server process; killed when dropped.
pub(crate) struct Process {
    child: Child,
    /// Where it is.
    pub(crate) url: String,
    log: PathBuf,
}

impl Process {
    /// Starts `trespor serve` on a database, with more settings as environment variables, and waits until it is ready.
    pub(crate) async fn serve(database: &Database, settings: &[(&str, &str)]) -> Self {
        let bind = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().to_string()
        };
        let log = database.folder().join(format!("serve-{}.log", bind.replace(':', "-")));
        let written = File::options().create(true).append(true).open(&log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_trespor"));
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("TRESPOR_") || name == "DATABASE_URL")
        {
            command.env_remove(name);
        }
        let child = command
            .arg("serve")
            .current_dir(database.folder())
            .env("DATABASE_URL", database.url())
            .env("TRESPOR_HTTP__BIND", &bind)
            .env("TRESPOR_AUTH__KEY_FILE", database.folder().join("keys"))
            .env("TRESPOR_MAIL__FOLDER", database.folder().join("mail"))
            .env("TRESPOR_BRREG__ADDRESS", "off")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(written.try_clone().unwrap())
            .stderr(written)
            .spawn()
            .unwrap();
        let mut process = Self { child, url: format!("http://{bind}"), log };
        process.wait_until_ready().await;
        process
    }

    async fn wait_until_ready(&mut self) {
        let begun = Instant::now();
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        loop {
            let answer = http.get(format!("{}/health/ready", self.url)).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended with {status}:\n{}", self.log());
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not get ready:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A client without a token.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// What the operating system calls it.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// How it ended.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not stop:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// CPU time that it has used.
    pub(crate) fn cpu_time(&self) -> Duration {
        match fs::read_to_string(format!("/proc/{}/stat", self.child.id())) {
            Ok(stat) => {
                // Behind the name in parentheses; user and system time in ticks, 100 a second on every Linux.
                let (_, fields) = stat.rsplit_once(") ").unwrap();
                let ticks = |index: usize| fields.split(' ').nth(index).unwrap().parse::<u64>().unwrap();
                Duration::from_millis(10 * (ticks(11) + ticks(12)))
            }
            Err(_) => self.cpu_time_by_ps(),
        }
    }

    /// As `[[hours:]minutes:]seconds`, with hundredths on macOS.
    fn cpu_time_by_ps(&self) -> Duration {
        let answer =
            Command::new("ps").args(["-o", "time=", "-p", &self.child.id().to_string()]).output().unwrap();
        let text = String::from_utf8(answer.stdout).unwrap();
        let seconds = text.trim().split(':').fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap());
        Duration::from_secs_f64(seconds)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
