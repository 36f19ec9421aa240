use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::private_file;

/// The file, in the demo's folder, that remembers how to get in.
pub(super) const FILE: &str = "access.json";

/// How to get into the demo as each kind of user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Access {
    /// E-mail address and password of the system administrator.
    pub admin: (String, String),
    /// E-mail address and password of the analyst.
    pub analyst: (String, String),
    /// E-mail address and password of the leader.
    pub leader: (String, String),
    /// Path of the personal link of an owner that has not answered yet.
    pub service_owner: String,
    /// Who that is.
    pub service_owner_name: String,
    /// Key of the study.
    pub study: String,
    /// Keys of its rounds, the earliest first; the last one is open.
    pub rounds: Vec<String>,
}

impl Access {
    pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Self>> {
        match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", folder.join(FILE).display())),
        }
    }

    /// Writes the file so that only its owner can read it.
    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join(FILE);
        private_file::replace(&path, &serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// Where to go, for a server at this address.
    #[must_use]
    pub fn at<'a>(&'a self, url: &'a str) -> impl fmt::Display + 'a {
        Directions { access: self, url }
    }
}

struct Directions<'a> {
    access: &'a Access,
    url: &'a str,
}

impl fmt::Display for Directions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, url } = self;
        writeln!(f, "Service owner   open the personal link of {} in a browser:", access.service_owner_name)?;
        writeln!(f, "                {url}{}", access.service_owner)?;
        writeln!(f, "Analyst         sign in at {url}/graphiql with signIn:")?;
        writeln!(f, "                {}   {}", access.analyst.0, access.analyst.1)?;
        writeln!(f, "Leader          {}   {}", access.leader.0, access.leader.1)?;
        writeln!(
            f,
            "                then ask maturityDashboard(roundId: \"…\") of the study {}:",
            access.study
        )?;
        for (round, when) in access.rounds.iter().zip(["before", "last sprint", "after the deadline"]) {
            writeln!(f, "                {round}   ({when})")?;
        }
        writeln!(f, "Administrator   {}   {}", access.admin.0, access.admin.1)?;
        write!(
            f,
            "The documents to send are in examples/, e.g. sign-in.graphql and read-dashboard.graphql; what a director\nwould ask is in examples/questions/. All answers are made up."
        )
    }
}
