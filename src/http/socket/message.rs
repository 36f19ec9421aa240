//! The messages of graphql-transport-ws, and what closes a conversation.

use async_graphql::{Response, ServerError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    /// Who it is; once, first.
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    /// Are you there?
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    /// I am here.
    Pong {},
    /// Run this.
    Subscribe { id: String, payload: Map<String, Value> },
    /// I want no more of that.
    Complete { id: String },
}

/// What we say.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Saying<'a> {
    /// We know who you are.
    ConnectionAck,
    /// I am here.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    /// An answer of an operation.
    Next { id: &'a str, payload: &'a Response },
    /// The operation did not run; nothing more comes of it.
    Error { id: &'a str, payload: &'a [ServerError] },
    /// Nothing more comes of the operation.
    Complete { id: &'a str },
}

/// Why a conversation ends, as a close code and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The client has left.
    Left,
    /// The client has asked for nothing for long.
    Idle,
    /// The client no longer answers or no longer reads.
    Lost,
    /// The server stops.
    Stopping,
    /// A message that is none, or too long.
    BadMessage,
    /// Asked for something before saying who.
    Unauthorized,
    /// The token is not good, or no longer.
    Forbidden,
    /// Something is listened to that the client may no longer do.
    RightsLost,
    /// A fault of ours.
    Fault,
    /// Never said who.
    InitTimeout,
    /// Two operations with one id.
    DuplicateId,
    /// Said who twice.
    SecondInit,
}

impl End {
    /// The close code and reason; none where nobody is there to read them.
    pub(super) const fn code(self) -> Option<(u16, &'static str)> {
        Some(match self {
            Self::Left | Self::Lost => return None,
            Self::Idle => (1000, "Idle"),
            Self::Stopping => (1001, "Server stopping"),
            Self::BadMessage => (4400, "Invalid message"),
            Self::Unauthorized => (4401, "Unauthorized"),
            Self::Fault => (1011, "Internal error"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::RightsLost => (4403, "Your rights have changed: connect again"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::DuplicateId => (4409, "Subscriber for this id already exists"),
            Self::SecondInit => (4429, "Too many initialisation requests"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_those_of_the_protocol() {
        for (text, is_one) in [
            (r#"{"type":"connection_init"}"#, true),
            (r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#, true),
            (r#"{"type":"connection_init","payload":null}"#, true),
            (r#"{"type":"connection_init","payload":"x"}"#, false),
            (r#"{"type":"ping"}"#, true),
            (r#"{"type":"ping","payload":{"a":1}}"#, true),
            (r#"{"type":"pong"}"#, true),
            (r#"{"type":"pong","payload":{}}"#, true),
            (r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#, true),
            (r#"{"type":"subscribe","payload":{"query":"{a}"}}"#, false),
            (r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#, false),
            (r#"{"type":"complete","id":"1"}"#, true),
            (r#"{"type":"complete"}"#, false),
            (r#"{"type":"start","id":"1","payload":{}}"#, false),
            (r#"{"id":"1"}"#, false),
            ("[]", false),
            ("", false),
        ] {
            assert_eq!(serde_json::from_str::<Said>(text).is_ok(), is_one, "{text}");
        }
        let said = |saying: Saying<'_>| serde_json::to_string(&saying).unwrap();
        assert_eq!(said(Saying::ConnectionAck), r#"{"type":"connection_ack"}"#);
        assert_eq!(said(Saying::Pong { payload: None }), r#"{"type":"pong"}"#);
        assert_eq!(said(Saying::Complete { id: "x" }), r#"{"type":"complete","id":"x"}"#);
    }
}
