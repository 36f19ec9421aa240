//! Numbers like chance, and what they make of a seed.

/// Numbers that look like chance and are the same for the same beginning.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// The same for the same bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to the one before `most`; 0 where that is 0.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most.max(1)).unwrap();
        usize::try_from(self.next() % most).unwrap()
    }

    /// A seed with some changes.
    pub(crate) fn changed(&mut self, seeds: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            self.change(&mut bytes, seeds, words);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&str]) {
        let at = self.below(bytes.len() + 1);
        let length = self.below(12).min(bytes.len() - at);
        match self.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 => drop(bytes.drain(at..at + length)),
            2 => drop(bytes.splice(at..at, words[self.below(words.len())].bytes())),
            3 => {
                let piece = bytes[at..at + length].to_vec();
                let many = 1 + self.below(40);
                drop(bytes.splice(at..at, piece.repeat(many)));
            }
            4 => {
                let other = &seeds[self.below(seeds.len())];
                let from = self.below(other.len());
                let piece = other[from..].iter().copied().take(64);
                drop(bytes.splice(at..at + length, piece));
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
}
