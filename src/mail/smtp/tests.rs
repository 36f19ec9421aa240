//! Against a server that says exactly what a test wants it to.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::mail::smtp_url;

/// What a server answers to a command; silence where `None`. A whole message counts as the command `.`.
type Answers = fn(connection: usize, command: &str) -> Option<&'static str>;

/// A server with just these answers, and all commands that it was given, with the number of their connection.
struct Scripted {
    port: u16,
    heard: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Scripted {
    async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::<Mutex<Vec<(usize, String)>>>::default();
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            for connection in 1.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(stream, connection, answers, Arc::clone(&log)));
            }
        });
        Self { port, heard }
    }

    fn heard(&self, word: &str) -> Vec<usize> {
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .filter(|(_, command)| command.starts_with(word))
            .map(|(connection, _)| *connection)
            .collect()
    }
}

async fn converse(
    stream: TcpStream,
    connection: usize,
    answers: Answers,
    log: Arc<Mutex<Vec<(usize, String)>>>,
) {
    let mut stream = BufReader::new(stream);
    let mut answer = answers(connection, "");
    let mut command = String::new();
    let mut in_message = false;
    loop {
        if let Some(answer) = answer {
            if stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
            in_message = answer.starts_with("354");
        }
        loop {
            command.clear();
            if !matches!(stream.read_line(&mut command).await, Ok(1..)) {
                return;
            }
            if !in_message || command == ".\r\n" {
                break;
            }
        }
        log.lock().unwrap().push((connection, command.trim_end().to_owned()));
        answer = answers(connection, command.trim_end());
    }
}

fn friendly(command: &str) -> Option<&'static str> {
    Some(match command.split([' ', ':']).next() {
        Some("") => "220 hei",
        Some("EHLO") => "250-hei\r\n250 AUTH PLAIN",
        Some("DATA") => "354 go on",
        Some("QUIT") => "221 ha det",
        _ => "250 ok",
    })
}

fn smtp(rest: &str) -> Smtp {
    let server = smtp_url::read(&format!("smtp://{rest}")).unwrap();
    Smtp { limit: Duration::from_millis(300), ..Smtp::new(server).unwrap() }
}

fn message(to: &str) -> Message {
    let builder = Message::builder().from("trespor@etat.example".parse().unwrap()).to(to.parse().unwrap());
    builder.subject("Hei").body("Hei\r\n.\r\npå deg".to_owned()).unwrap()
}

#[tokio::test]
async fn uses_a_connection_again_and_closes_it_when_at_rest() {
    let server = Scripted::start(|_, command| friendly(command)).await;
    let smtp = smtp(&format!("127.0.0.1:{}", server.port));
    for _ in 0..3 {
        assert_eq!(smtp.send(&message("kari@etat.example")).await, Ok(()));
    }
    assert_eq!(server.heard("."), [1, 1, 1]);
    smtp.rest().await;
    assert_eq!(server.heard("QUIT"), [1]);
    assert_eq!(smtp.send(&message("kari@etat.example")).await, Ok(()));
    assert_eq!(server.heard("."), [1, 1, 1, 2]);
}

#[tokio::test]
async fn what_takes_too_long_takes_its_connection_with_it() {
    // The first connection says nothing more once it has the message.
    let server = Scripted::start(
        |connection, command| {
            if connection == 1 && command == "." { None } else { friendly(command) }
        },
    )
    .await;
    let smtp = smtp(&format!("127.0.0.1:{}", server.port));
    let late = Undelivered::ForNow("the mail server did not answer in time".to_owned());
    assert_eq!(smtp.send(&message("kari@etat.example")).await, Err(late));
    assert_eq!(smtp.send(&message("ola@etat.example")).await, Ok(()));
    assert_eq!(server.heard("."), [1, 2]);
    assert_eq!(server.heard("RCPT TO:<ola@"), [2]);
}

#[tokio::test]
async fn only_what_is_said_about_the_mail_is_for_good() {
    use Undelivered::{ForGood, ForNow};
    let cases: [(Answers, Undelivered); 7] = [
        (
            |_, c| {
                if c.is_empty() { Some("554 go away") } else { friendly(c) }
            },
            ForNow("let us not in: it answered 554".into()),
        ),
        (
            |_, c| {
                if c.starts_with("AUTH") { Some("535 no") } else { friendly(c) }
            },
            ForNow("let us not in: it answered 535".into()),
        ),
        (
            |_, c| {
                if c.starts_with("MAIL") { Some("530 sign in") } else { friendly(c) }
            },
            ForNow("answered 530".into()),
        ),
        (
            |_, c| {
                if c.starts_with("RCPT") { Some("451 <kari@etat.example> later") } else { friendly(c) }
            },
            ForNow("answered 451".into()),
        ),
        (
            |_, c| {
                if c.starts_with("RCPT") { Some("550 no <kari@etat.example>") } else { friendly(c) }
            },
            ForGood("answered 550".into()),
        ),
        (|_, c| if c == "." { Some("554 spam") } else { friendly(c) }, ForGood("answered 554".into())),
        (
            |_, c| {
                if c == "DATA" { Some("nonsense") } else { friendly(c) }
            },
            ForNow("the connection to the mail server broke".into()),
        ),
    ];
    for (answers, expected) in cases {
        let server = Scripted::start(answers).await;
        let smtp = smtp(&format!("user:hemmelig@127.0.0.1:{}", server.port));
        let outcome = smtp.send(&message("kari@etat.example")).await.unwrap_err();
        let fits = match (&outcome, &expected) {
            (ForNow(told), ForNow(end)) | (ForGood(told), ForGood(end)) => {
                told.ends_with(end) && !told.contains('@')
            }
            _ => false,
        };
        assert!(fits, "{outcome:?} is not {expected:?}");
    }
}

#[tokio::test]
async fn says_nothing_in_the_clear_where_encryption_is_required() {
    let server = Scripted::start(|_, command| friendly(command)).await;
    let smtp = smtp(&format!("user:hemmelig@127.0.0.1:{}?tls=required", server.port));
    let outcome = smtp.send(&message("kari@etat.example")).await;
    let no_tls = "the mail server offers no STARTTLS, or no way to sign in that we know";
    assert_eq!(outcome, Err(Undelivered::ForNow(no_tls.to_owned())));
    assert!(server.heard("AUTH").is_empty() && server.heard("MAIL").is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_fault_of_the_mail() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let outcome = smtp(&format!("127.0.0.1:{port}")).send(&message("kari@etat.example")).await;
    let Err(Undelivered::ForNow(reason)) = outcome else { panic!("{outcome:?}") };
    assert!(reason.starts_with("no connection to the mail server: "), "{reason}");
}
