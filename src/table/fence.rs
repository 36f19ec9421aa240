use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does work in which a library may panic; `None` where it did.
///
/// The libraries that read and write workbooks reckon with numbers from the file without looking whether they fit
/// (a cell called `ZZZZZZZZ1`), and panic where the disk is full. What the work has touched is not to be used afterwards.
pub(super) fn fenced<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
