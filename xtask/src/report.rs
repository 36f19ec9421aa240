//! What the person at the terminal reads: answers on standard output, progress and complaints on standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that prints")]

use std::fmt::Display;
use std::time::Duration;

/// Prints what the command was asked for; may be piped or evaluated by a shell.
pub(crate) fn answer(text: impl Display) {
    println!("{text}");
}

/// Tells what is going on.
pub(crate) fn progress(text: impl Display) {
    eprintln!("{text}");
}

/// Tells what is not as it should be, without ending the run.
pub(crate) fn warning(text: impl Display) {
    eprintln!("warning: {text}");
}

/// Tells why the run ended.
pub(crate) fn error(text: impl Display) {
    eprintln!("error: {text}");
}

/// A duration as a person says it: `0.4 s`, `38 s`, `12 min 3 s`.
pub(crate) fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        for (milliseconds, expected) in [(440, "0.4 s"), (38_900, "38 s"), (723_000, "12 min 3 s")] {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
        }
    }
}
