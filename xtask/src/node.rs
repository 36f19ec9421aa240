//! The parts that Node.js builds or runs: the web client, the programs that the tests use, the browser they drive.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::process::{self, Failure, Outcome, While};
use crate::{report, tools};

/// The oldest Node.js that vite works with.
const OLDEST_NODE: (u32, u32) = (20, 19);
/// The names that a Chromium goes by.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Builds the web client unless the last build is newer than everything that goes into it.
pub(crate) fn web_bundle() -> Outcome {
    let web = process::root().join("web");
    ensure_node()?;
    install_modules(&web)?;
    let stamp = web.join("dist/.built");
    if built_after_changes(&web, &stamp)? {
        report::progress("The web client is up to date.");
        return Ok(());
    }
    report::progress("Building the web client.");
    process::run(process::command("npm").args(["run", "build"]).current_dir(&web))?;
    fs::write(&stamp, "").while_doing(format!("write {}", stamp.display()))
}

/// Installs the node modules that the tests use, and the browser that they drive, unless they are there.
pub(crate) fn test_tools() -> Outcome {
    ensure_node()?;
    install_modules(&process::root().join("tests/tools"))?;
    ensure_browser()
}

/// A Chromium where `tests/tools/browser.mjs` looks for one.
fn ensure_browser() -> Outcome {
    let is_there = |program: &&str| process::answer_of(program, &["--version"]).is_some();
    if std::env::var_os("TRESPOR_TEST_BROWSER").is_some() || BROWSERS.iter().any(is_there) {
        return Ok(());
    }
    tools::install_packages("Chromium", &["chromium", "fonts-dejavu-core"])
}

/// Fails unless a Node.js that is new enough and npm are there; installs them where they are missing.
pub(crate) fn ensure_node() -> Outcome {
    let is_missing = |program| process::answer_of(program, &["--version"]).is_none();
    let missing: Vec<&str> = [("node", "nodejs"), ("npm", "npm")]
        .into_iter()
        .filter(|tool| is_missing(tool.0))
        .map(|t| t.1)
        .collect();
    if !missing.is_empty() {
        tools::install_packages(&wanted_node(), &missing)?;
    }
    let answer = process::answer_of("node", &["--version"]).unwrap_or_default();
    match version(&answer) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "{} is needed, and `node --version` says `{answer}`. Debian 13 and later have a newer one as package \
             nodejs; elsewhere, see the Node.js project's own download page.",
            wanted_node()
        ))),
    }
}

fn wanted_node() -> String {
    format!("Node.js {}.{} or later, with npm,", OLDEST_NODE.0, OLDEST_NODE.1)
}

/// Major and minor of what `node --version` prints, as in `v20.20.2`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Brings `node_modules` to what the lockfile says, unless it was installed after the lockfile changed.
fn install_modules(folder: &Path) -> Outcome {
    let lockfile = folder.join("package-lock.json");
    let changed = modified(&lockfile)?.ok_or_else(|| {
        Failure::new(format!("{} is missing: run `npm install` there and commit it.", lockfile.display()))
    })?;
    let installed = modified(&folder.join("node_modules/.package-lock.json"))?;
    if installed.is_some_and(|installed| installed >= changed) {
        return Ok(());
    }
    report::progress(format!("Installing node modules in {}.", folder.display()));
    process::run(process::command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// Whether the stamp is newer than every source of the client; the published schema is one of them.
fn built_after_changes(web: &Path, stamp: &Path) -> Outcome<bool> {
    let Some(built) = modified(stamp)? else {
        return Ok(false);
    };
    let schema = modified(&process::root().join("schema.graphql"))?;
    Ok(newest_source(web)?.max(schema) <= Some(built))
}

/// When something in the folder changed last, leaving out what npm and vite put there. Folders count too, as their
/// time tells of a file that was removed.
fn newest_source(folder: &Path) -> Outcome<Option<SystemTime>> {
    let doing = format!("look through {}", folder.display());
    let mut newest = None;
    for entry in fs::read_dir(folder).while_doing(&doing)? {
        let entry = entry.while_doing(&doing)?;
        if ["node_modules", "dist"].iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        newest = newest.max(modified(&entry.path())?);
        if entry.file_type().while_doing(&doing)?.is_dir() {
            newest = newest.max(newest_source(&entry.path())?);
        }
    }
    Ok(newest)
}

/// When the file changed last; `None` where there is none.
pub(crate) fn modified(path: &Path) -> Outcome<Option<SystemTime>> {
    match fs::symlink_metadata(path).and_then(|metadata| metadata.modified()) {
        Ok(time) => Ok(Some(time)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(format!("could not look at {}: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read_and_compared() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("20.20.2"), None);
        assert_eq!(version(""), None);
        assert!(version("v18.20.4").unwrap() < OLDEST_NODE);
        assert!(version("v22.3.0").unwrap() > OLDEST_NODE);
    }

    #[test]
    fn what_npm_and_vite_write_is_no_source() {
        let folder = std::env::temp_dir().join(format!("xtask-node-test-{}", std::process::id()));
        for name in ["src", "dist", "node_modules"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        let source = folder.join("src/main.ts");
        fs::write(&source, "").unwrap();
        let before = newest_source(&folder).unwrap();
        for name in ["dist/index.html", "node_modules/.package-lock.json"] {
            let file = fs::File::create(folder.join(name)).unwrap();
            file.set_modified(SystemTime::now() + std::time::Duration::from_secs(60)).unwrap();
        }
        assert_eq!(newest_source(&folder).unwrap(), before);
        let later = SystemTime::now() + std::time::Duration::from_secs(90);
        fs::File::options().write(true).open(&source).unwrap().set_modified(later).unwrap();
        assert_eq!(newest_source(&folder).unwrap(), Some(later));
        fs::remove_dir_all(&folder).unwrap();
    }
}
