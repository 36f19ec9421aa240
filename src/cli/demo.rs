//! `trespor demo`.

use super::{answer, serve, signals};
use crate::demo::{self, DemoOptions};

/// Sets the demo up, serves it, and ends with where to go. The address is taken first: nothing is set up that could
/// not be served.
pub(super) async fn run(options: DemoOptions) -> anyhow::Result<()> {
    let listener = serve::listen(options.bind, "--bind")?;
    let stop = signals::stop_on_signal()?;
    let demo = Box::pin(demo::set_up(&options, say)).await?;
    let url = demo.app.settings.http.public_url.clone();
    say(&format!("\n{}\n", demo.access.at(&url)))?;
    let folder = options.folder.display();
    if !options.serve {
        return say(&format!("Everything is kept in {folder}; `trespor demo` serves it."));
    }
    say(&format!("Serving on {url} until Ctrl-C. Everything is kept in {folder}."))?;
    Box::pin(crate::http::serve(demo.app, listener, stop)).await
}

fn say(line: &str) -> anyhow::Result<()> {
    answer::print(&format!("{line}\n"))
}
