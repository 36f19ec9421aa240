//! Where the PostgreSQL server's programs are.

use std::fs;
use std::path::PathBuf;

use crate::process::{self, Failure, Outcome};
use crate::tools;

/// The folder with the server's programs, after installing them where they are missing.
pub(super) fn ensure() -> Outcome<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    // On Debian this makes and may start a cluster on port 5432 as well; we leave that one alone.
    tools::install_packages("The PostgreSQL server", &["postgresql"])?;
    find().ok_or_else(|| {
        Failure::new(
            "PostgreSQL was installed, but initdb, pg_ctl and postgres are not where they were looked for",
        )
    })
}

fn find() -> Option<PathBuf> {
    let has_all =
        |folder: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
    candidates().into_iter().find(has_all)
}

/// Folders that may hold the server, best first: what the search path finds, then Debian's and Homebrew's newest.
fn candidates() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions = Vec::new();
    for parent in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Ok(version) = name.trim_start_matches("postgresql@").parse::<u32>() {
                versions.push((version, entry.path().join("bin")));
            }
        }
    }
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    folders.extend(process::answer_of("pg_config", &["--bindir"]).map(PathBuf::from));
    folders
}
