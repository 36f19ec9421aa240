//! The program `trespor`; everything is in [`trespor::cli`].

fn main() -> std::process::ExitCode {
    trespor::cli::run()
}
