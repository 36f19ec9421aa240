//! A client of graphql-transport-ws that shows every message as it is.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PATIENCE: Duration = Duration::from_secs(10);

/// An open web socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came next.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Message(Value),
    /// The socket was closed with this code; 1006 where without one.
    Closed(u16),
}

impl Socket {
    /// Opens a web socket with these headers; the status where that is refused.
    pub(crate) async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("{}/graphql", url.replacen("http", "ws", 1)).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a web socket with the right protocol.
    pub(crate) async fn connect(url: &str) -> Self {
        Self::open(url, &[("sec-websocket-protocol", "graphql-transport-ws")]).await.unwrap()
    }

    /// Opens a web socket and says who it is.
    pub(crate) async fn greeted(url: &str, token: Option<&str>) -> Self {
        let mut socket = Self::connect(url).await;
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Heard::Message(json!({ "type": "connection_ack" })));
        socket
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: Value) {
        self.say_text(&message.to_string()).await;
    }

    /// Sends text, whatever it is.
    pub(crate) async fn say_text(&mut self, text: &str) {
        // A socket that the server has closed is noticed by whoever listens next.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// Asks for an operation.
    pub(crate) async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        self.say(json!({ "type": "subscribe", "id": id, "payload": { "query": document, "variables": variables } })).await;
    }

    /// The next message, or that there is none.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let next =
                tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the server says something");
            match next {
                Some(Ok(Message::Text(text))) => return Heard::Message(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map_or(1006, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(1006),
            }
        }
    }

    /// The next message; fails where the socket is closed instead.
    pub(crate) async fn hear_message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            closed @ Heard::Closed(_) => panic!("{closed:?}"),
        }
    }
}
