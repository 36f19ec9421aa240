//! What is said to the server byte by byte, as no client would.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::harness::{Backend, TestApp};

async fn sqlite() -> TestApp {
    TestApp::spawn(Backend::Sqlite).await
}

/// What the server says until it closes the connection, which it must.
pub(crate) fn read_all(mut stream: TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has been answered.
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => {
            panic!("the connection is not closed: {error}")
        }
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_is_not_waited_for() {
    let app = sqlite().await;
    let begun = Instant::now();
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"POST /graphql HTTP/1.1\r\nhost: x\r\n").unwrap();
    let answer = tokio::task::spawn_blocking(|| read_all(stream)).await.unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_a_body_slowly_is_not_waited_for() {
    let app = sqlite().await;
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n5\r\n{\"que\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let answer = tokio::task::spawn_blocking(move || {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).unwrap();
        // The framework waits for the end of a body in chunks before it hangs up: here it comes.
        stream.shutdown(Shutdown::Write).unwrap();
        String::from_utf8_lossy(&bytes[..read]).into_owned() + &read_all(stream)
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("BODY_TIMED_OUT"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_text_is_no_token() {
    let app = sqlite().await;
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).unwrap();
    let body = r#"{"query":"{ __typename }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {}\r\nauthorization: Bearer ",
        body.len()
    );
    for part in [head.as_bytes(), b"\xe6\xf8\xe5\r\n\r\n", body.as_bytes()] {
        stream.write_all(part).unwrap();
    }
    let answer = tokio::task::spawn_blocking(|| read_all(stream)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("UNAUTHENTICATED"), "{answer}");
}
