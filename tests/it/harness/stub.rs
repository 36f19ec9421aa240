use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server on this machine that stands in for one elsewhere: it says what the test told it to say, and remembers what it
/// was asked. What it was told nothing about is not found.
pub(crate) struct Stub {
    /// Where it is, e.g. `http://127.0.0.1:40123`.
    pub(crate) url: String,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    answers: Mutex<HashMap<String, Canned>>,
    asked: Mutex<Vec<String>>,
}

/// What to answer.
#[derive(Clone, Debug)]
pub(crate) enum Canned {
    /// A status and JSON.
    Json(u16, Value),
    /// A status, more lines of the head, and a body.
    Raw(u16, String, Vec<u8>),
    /// Nothing: the connection stays open until the client hangs up.
    Silence,
    /// The head and the beginning of a body, and then nothing more.
    Half,
}

impl Stub {
    /// A stub on a port of its own.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state, serving }
    }

    /// Says from now on what to answer to a path with its query.
    pub(crate) fn answer(&self, path: &str, canned: Canned) {
        self.state.answers.lock().unwrap().insert(path.to_owned(), canned);
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.state.asked.lock().unwrap().clone()
    }

    /// The paths that were asked for so far, with their queries.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.heads().iter().map(|head| path_of(head).to_owned()).collect()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn path_of(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

/// Answers one request; a client that hangs up is no trouble.
async fn serve(mut stream: TcpStream, state: Arc<State>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let canned = state.answers.lock().unwrap().get(path_of(&head)).cloned();
    state.asked.lock().unwrap().push(head);
    let (status, more, body) = match canned {
        None => (404, String::new(), Vec::new()),
        Some(Canned::Json(status, value)) => {
            (status, "Content-Type: application/json\r\n".to_owned(), value.to_string().into_bytes())
        }
        Some(Canned::Raw(status, more, body)) => (status, more, body),
        Some(Canned::Silence) => {
            let _ = stream.read_u8().await;
            return;
        }
        Some(Canned::Half) => {
            let _ = stream.write_all(b"HTTP/1.1 200 As told\r\nContent-Length: 1000\r\n\r\n{\"navn\":").await;
            let _ = stream.read_u8().await;
            return;
        }
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} As told\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n");
    let _ = stream.write_all(&[head.into_bytes(), body].concat()).await;
}
