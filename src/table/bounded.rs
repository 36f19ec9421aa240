use std::io::{self, BufRead, Read};

/// Passes on what it reads, as long as not too much of it is taken at one go.
///
/// The library that takes XML apart keeps whatever stands between two tags, and each tag, as one piece. Half a gigabyte
/// of spaces packs into half a megabyte: without this, it would all be held.
pub(super) struct Bounded<R> {
    inner: R,
    most: usize,
    taken: usize,
    is_exceeded: bool,
}

impl<R: BufRead> Bounded<R> {
    pub(super) fn new(inner: R, most: usize) -> Self {
        Self { inner, most, taken: 0, is_exceeded: false }
    }

    /// Begins anew to count.
    pub(super) fn begin(&mut self) {
        self.taken = 0;
    }

    /// Whether more was wanted at one go than there may be.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > self.most {
            self.is_exceeded = true;
            return Err(io::Error::other("a piece that is too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes);
        self.inner.consume(bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn so_much_may_be_taken_at_one_go_and_then_as_much_again() {
        let text = "x".repeat(30);
        let mut bounded = Bounded::new(BufReader::with_capacity(4, text.as_bytes()), 10);
        let mut taken = [0; 10];
        for _ in 0..2 {
            bounded.begin();
            bounded.read_exact(&mut taken).unwrap();
        }
        assert!(!bounded.is_exceeded());
        let mut rest = Vec::new();
        assert!(bounded.read_to_end(&mut rest).is_err());
        assert!(bounded.is_exceeded() && rest.len() <= 4, "{rest:?}");
    }
}
