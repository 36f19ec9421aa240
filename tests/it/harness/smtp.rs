//! A real mail server to deliver to: `tests/tools/smtp.mjs`, started by the test that needs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde::Deserialize;

/// How long to wait for what should come at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server on a port of its own; dropping it ends it.
pub(crate) struct SmtpServer {
    process: Child,
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    reader: Option<JoinHandle<()>>,
}

/// A mail that the server took.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Sender, as the two servers speak of it.
    pub(crate) from: String,
    /// Recipients, as the two servers speak of them.
    pub(crate) to: Vec<String>,
    /// Headers and body.
    pub(crate) raw: Vec<u8>,
}

#[derive(Deserialize)]
struct Line {
    from: String,
    to: Vec<String>,
    raw: String,
}

impl SmtpServer {
    /// Starts one with the flags of `smtp.mjs`.
    pub(crate) fn start(flags: &[&str]) -> Self {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
        assert!(
            tools.join("node_modules").is_dir(),
            "the mail server of the tests is not installed: run `cargo xtask test`, which installs it"
        );
        let mut process = Command::new("node")
            .arg("smtp.mjs")
            .args(flags)
            .current_dir(&tools)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("node cannot be started ({error}): run `cargo xtask test`, which says what is missing")
            });
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (tell_port, port) = mpsc::channel();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let taken = Arc::clone(&received);
        let reader = std::thread::spawn(move || {
            let first = lines.next().unwrap().unwrap();
            tell_port.send(first.strip_prefix("PORT ").unwrap().parse::<u16>().unwrap()).unwrap();
            for line in lines.map_while(Result::ok) {
                taken.lock().unwrap().push(Received::read(&line));
            }
        });
        let port = port.recv_timeout(PATIENCE).expect("the mail server says its port");
        Self { process, port, received, reader: Some(reader) }
    }

    /// Its address, for the setting `mail.smtp_url`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// As [`Self::url`], for those who sign in.
    pub(crate) fn url_for(&self, user: &str, password: &str) -> String {
        format!("smtp://{user}:{password}@127.0.0.1:{}", self.port)
    }

    /// What it has taken, once that is at least so many.
    pub(crate) async fn received(&self, at_least: usize) -> Vec<Received> {
        let begun = Instant::now();
        loop {
            let received = self.received.lock().unwrap().clone();
            if received.len() >= at_least {
                return received;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "the mail server got {} mails, not {at_least}",
                received.len()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it and returns everything it ever took.
    pub(crate) fn finish(mut self) -> Vec<Received> {
        self.end();
        std::mem::take(&mut self.received.lock().unwrap())
    }

    fn end(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.process.wait().unwrap();
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        if self.reader.is_some() {
            drop(self.process.stdin.take());
            // A test that fails has better things to tell than how this ends.
            let _ = self.process.wait();
        }
    }
}

impl Received {
    fn read(line: &str) -> Self {
        let Line { from, to, raw } = serde_json::from_str(line).unwrap();
        Self { from, to, raw: base64::prelude::BASE64_STANDARD.decode(raw).unwrap() }
    }

    /// The mail, parsed.
    pub(crate) fn parsed(&self) -> mail_parser::Message<'static> {
        mail_parser::MessageParser::default().parse(&self.raw).expect("a mail").into_owned()
    }
}
