//! Settings: from a file and from the environment, checked once at start.
//!
//! What is not set has a safe default; the file goes before the defaults, the environment before the file. [`load()`]
//! either answers settings that fit together or the complete list of what is wrong with them, in words that name
//! each setting as the file and as the environment write it.
//!
//! Invariants:
//! - every setting is a field here and a row in [`catalog`], which reads and shows it; `trespor.example.toml` is
//!   written from the same rows, and a test compares the two;
//! - a password or key is never printed: not by `Debug`, not by `check-config`, not in a complaint.

pub mod catalog;
mod load;
mod problems;
mod read;
mod rules;
mod show;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use validator::Validate;

pub use load::{Loaded, Origin, load};
pub use problems::{Problems, SettingProblem};
pub use show::without_password;

use crate::db::Url;

/// All settings.
#[derive(Clone, Debug, Default, Validate)]
pub struct Settings {
    /// How the server is reached.
    #[validate(nested)]
    pub http: Http,
    /// Which database.
    #[validate(nested)]
    pub database: Database,
    /// Sign-in.
    #[validate(nested)]
    pub auth: Auth,
    /// Mail.
    pub mail: Mail,
    /// Looking organizations up in Enhetsregisteret.
    #[validate(nested)]
    pub brreg: Brreg,
    /// What one request may cost.
    #[validate(nested)]
    pub limits: Limits,
    /// Logging.
    pub log: Log,
}

/// How the server is reached.
#[derive(Clone, Debug, Validate)]
pub struct Http {
    /// Address to listen on, e.g. `127.0.0.1:8080`.
    pub bind: SocketAddr,
    /// Address people use, no trailing slash, e.g. `https://trespor.example`.
    pub public_url: String,
    /// Lets `public_url` begin with `http://` although it is not this machine; passwords then travel in the clear.
    pub allow_insecure: bool,
    /// Origins of clients elsewhere that may call (CORS and web sockets).
    pub allowed_origins: Vec<String>,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Serves GraphiQL and introspection hints, shows SQL statement counts in a response header. Demo and
    /// development only.
    pub development: bool,
    /// Seconds an in-flight request is given at shutdown.
    #[validate(range(min = 1, max = 600))]
    pub shutdown_seconds: u64,
}

/// Which database.
#[derive(Clone, Debug, Validate)]
pub struct Database {
    /// Which. Holds a password on PostgreSQL.
    pub url: Url,
    /// Connections at most (readers on SQLite).
    #[validate(range(min = 2, max = 1000))]
    pub max_connections: u32,
    /// Bring an older schema up to date at start.
    pub migrate_on_start: bool,
}

/// Sign-in.
#[derive(Clone, Validate)]
pub struct Auth {
    /// `kid:base64url-of-32-bytes-or-more` entries, first signs, all verify; empty = key file beside the SQLite
    /// database.
    pub signing_keys: Vec<String>,
    /// Key file (readable by its owner only; made where missing, on SQLite) used when `signing_keys` is empty; `None` =
    /// beside the SQLite file; on PostgreSQL one of both is required.
    pub key_file: Option<PathBuf>,
    /// Minutes an access token is good for.
    #[validate(range(min = 1, max = 60))]
    pub access_minutes: i64,
    /// Days a sign-in lasts.
    #[validate(range(min = 1, max = 90))]
    pub session_days: i64,
    /// Hours a respondent's token is good for.
    #[validate(range(min = 1, max = 72))]
    pub respondent_hours: i64,
}

/// Mail.
#[derive(Clone)]
pub struct Mail {
    /// `smtp://user:password@host:port?tls=required` or `smtps://`; `None` = folder.
    pub smtp_url: Option<String>,
    /// Folder for `.eml` files where there is no SMTP server.
    pub folder: PathBuf,
    /// Who the mails are from.
    pub from: String,
    /// The Maildir that mails come back to, where there is one.
    pub returned: Option<PathBuf>,
}

/// Looking organizations up in Enhetsregisteret, the national register of organizations.
#[derive(Clone, Debug, Validate)]
pub struct Brreg {
    /// Where its API is, no trailing slash; empty = nothing is looked up.
    pub address: String,
    /// Seconds an answer is waited for.
    #[validate(range(min = 1, max = 30))]
    pub timeout_seconds: u64,
}

/// Limits of one GraphQL request.
#[derive(Clone, Debug, Validate)]
pub struct Limits {
    /// Bytes of a request body.
    #[validate(range(min = 1024, max = 67_108_864))]
    pub body_bytes: usize,
    /// Bytes of a file that is imported.
    #[validate(range(min = 1024, max = 1_073_741_824))]
    pub upload_bytes: u64,
    /// Lexical tokens of a document.
    #[validate(range(min = 500, max = 1_000_000))]
    pub tokens: usize,
    /// Levels of selection sets.
    #[validate(range(min = 15, max = 100))]
    pub depth: u64,
    /// Fields, multiplied by the lengths of the pages and lists they are in.
    #[validate(range(min = 300, max = 10_000_000))]
    pub cost: u64,
    /// Aliases.
    #[validate(range(min = 0, max = 10_000))]
    pub aliases: u64,
    /// Directives.
    #[validate(range(min = 0, max = 10_000))]
    pub directives: u64,
    /// Seconds an operation may take.
    #[validate(range(min = 1, max = 300))]
    pub timeout_seconds: u64,
    /// Web sockets at once.
    #[validate(range(min = 0, max = 100_000))]
    pub sockets: usize,
    /// Web sockets at once from one address.
    #[validate(range(min = 1, max = 100_000))]
    pub sockets_per_address: usize,
    /// Operations at once on one web socket, subscriptions included.
    #[validate(range(min = 1, max = 1000))]
    pub operations_per_socket: usize,
}

/// Logging.
#[derive(Clone, Debug)]
pub struct Log {
    /// JSON lines instead of text.
    pub json: bool,
    /// tracing filter, e.g. `info` or `trespor=debug,info`.
    pub filter: String,
}

impl Default for Http {
    fn default() -> Self {
        let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        Self {
            bind,
            public_url: format!("http://{bind}"),
            allow_insecure: false,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            development: false,
            shutdown_seconds: 20,
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self { url: Url::Sqlite(PathBuf::from("trespor.db")), max_connections: 8, migrate_on_start: true }
    }
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            signing_keys: Vec::new(),
            key_file: None,
            access_minutes: 10,
            session_days: 30,
            respondent_hours: 12,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            smtp_url: None,
            folder: PathBuf::from("mail"),
            from: "Trespor <trespor@localhost>".to_owned(),
            returned: None,
        }
    }
}

impl Default for Brreg {
    fn default() -> Self {
        Self { address: "https://data.brreg.no/enhetsregisteret/api".to_owned(), timeout_seconds: 3 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1_048_576,
            upload_bytes: 67_108_864,
            // Introspection takes about 300; a mutation that writes a questionnaire of 40 questions in three
            // languages as one literal about 6,000.
            tokens: 10_000,
            depth: 20,
            // Introspection takes about 32,000, a dashboard of 60 owners with all their scores about 9,000, a whole
            // questionnaire in three languages about 8,000. A field takes microseconds.
            cost: 100_000,
            aliases: 50,
            directives: 50,
            timeout_seconds: 10,
            sockets: 1000,
            sockets_per_address: 50,
            operations_per_socket: 20,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { json: false, filter: "info".to_owned() }
    }
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth")
            .field("signing_keys", &show::set_or_not(!self.signing_keys.is_empty()))
            .field("key_file", &self.key_file)
            .field("access_minutes", &self.access_minutes)
            .field("session_days", &self.session_days)
            .field("respondent_hours", &self.respondent_hours)
            .finish()
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail")
            .field("smtp_url", &show::set_or_not(self.smtp_url.is_some()))
            .field("folder", &self.folder)
            .field("returned", &self.returned)
            .field("from", &self.from)
            .finish()
    }
}
