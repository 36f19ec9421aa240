//! How much work a dry run may be. Counted, not timed, so that the same run ends in the same place everywhere.

/// Work that is left, in parts of rules evaluated and answers drawn.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self(work)
    }

    /// Takes so much of it; `false` where it is spent.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        match self.0.checked_sub(work) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => {
                self.0 = 0;
                false
            }
        }
    }
}
