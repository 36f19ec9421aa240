//! Delivery by SMTP.
//!
//! The connections are lettre's, the pool is ours: lettre's own puts a connection back when a send is given up half
//! way, and the next mail would read the answers meant for the one before (lettre 0.11.23, `PooledConnection`). It has
//! no time limit on answers either. Here a connection goes back only after a complete and successful dialogue, and a
//! send that takes too long takes its connection with it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, commands};

use super::smtp_url::{Encryption, Server};
use super::transport::{SEND_LIMIT, Undelivered};

/// How long a server may take to accept a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// How long saying goodbye may take.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);

/// A mail server, and the connections to it that are free.
pub(super) struct Smtp {
    server: Server,
    tls: Option<TlsParameters>,
    hello: ClientId,
    limit: Duration,
    free: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    pub(super) fn new(server: Server) -> anyhow::Result<Self> {
        let tls = match server.encryption {
            Encryption::None => None,
            _ => Some(TlsParameters::new(server.host.clone())?),
        };
        let hello = server.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        Ok(Self { server, tls, hello, limit: SEND_LIMIT, free: Mutex::default() })
    }

    /// Sends a mail. Returns once the server has taken it, and within [`SEND_LIMIT`].
    pub(super) async fn send(&self, message: &Message) -> Result<(), Undelivered> {
        match tokio::time::timeout(self.limit, self.dialogue(message)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Undelivered::ForNow("the mail server did not answer in time".to_owned())),
        }
    }

    async fn dialogue(&self, message: &Message) -> Result<(), Undelivered> {
        // Whatever goes wrong before the mail is mentioned has nothing to do with it, a wrong password (535) as
        // little as a server that is down: it must not cost anybody their invitation.
        let mut connection =
            self.connection().await.map_err(|error| Undelivered::ForNow(cannot_connect(&error)))?;
        connection.send(message.envelope(), &message.formatted()).await.map_err(|error| refused(&error))?;
        self.free().push(connection);
        Ok(())
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut free) = self.take_free() {
            if free.test_connected().await {
                return Ok(free);
            }
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let address = (self.server.host.as_str(), self.server.port);
        let wrapped = self.tls.clone().filter(|_| self.server.encryption == Encryption::Wrapped);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_LIMIT), &self.hello, wrapped, None)
                .await?;
        let start_tls = match self.server.encryption {
            Encryption::None | Encryption::Wrapped => false,
            Encryption::Opportunistic => connection.can_starttls(),
            Encryption::Required => true,
        };
        if let Some(tls) = self.tls.clone().filter(|_| start_tls) {
            connection.starttls(tls, &self.hello).await?;
        }
        if let Some((user, password)) = self.server.login.clone() {
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(user, password)).await?;
        }
        Ok(connection)
    }

    /// Closes the connections that are free. To be called when there is nothing more to send for a while: servers
    /// close idle connections anyway, and less politely.
    pub(super) async fn rest(&self) {
        while let Some(mut connection) = self.take_free() {
            let goodbye = connection.command(commands::Quit);
            // Whether the server answers does not matter any more.
            let _ = tokio::time::timeout(GOODBYE_LIMIT, goodbye).await;
        }
    }

    fn take_free(&self) -> Option<AsyncSmtpConnection> {
        self.free().pop()
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the server's answer to a mail means. An answer of 5xx is for good, except those that ask us to sign in
/// (RFC 4954), which are about us and not about the mail.
fn refused(error: &Error) -> Undelivered {
    const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];
    let code = error.status().map(|code| code.to_string());
    match &code {
        Some(code) if error.is_permanent() && !ABOUT_US.contains(&code.as_str()) => {
            Undelivered::ForGood(format!("the mail server answered {code}"))
        }
        Some(code) => Undelivered::ForNow(format!("the mail server answered {code}")),
        None if error.is_client() => {
            Undelivered::ForNow("the mail server lacks what this mail needs, such as SMTPUTF8".to_owned())
        }
        None => Undelivered::ForNow("the connection to the mail server broke".to_owned()),
    }
}

/// Why there is no connection. The words of the operating system or of TLS are kept, as no recipient has been
/// mentioned to anybody yet; those of the mail server are not, as they may repeat the user name.
fn cannot_connect(error: &Error) -> String {
    if let Some(code) = error.status() {
        return format!("the mail server let us not in: it answered {code}");
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return format!("no connection to the mail server: {io}");
        }
        source = inner.source();
    }
    if error.is_client() {
        return "the mail server offers no STARTTLS, or no way to sign in that we know".to_owned();
    }
    "no connection to the mail server".to_owned()
}

#[cfg(test)]
mod tests;
