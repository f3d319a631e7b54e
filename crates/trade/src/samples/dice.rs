//! Chance that comes out the same every time. Each thing has dice of its own, so that a larger plan begins with exactly the
//! things of the smaller one.

use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

/// Xoshiro256++ by name, because the standard generator of `rand` may become another one with any release.
pub(super) struct Dice(Xoshiro256PlusPlus);

#[derive(Clone, Copy)]
pub(super) enum For {
    Product = 1,
    Stock = 2,
    Order = 3,
    Refund = 4,
    Buyer = 5,
}

impl Dice {
    pub fn new(seed: u64, what: For, number: u32) -> Dice {
        let mixed = seed.rotate_left(24) ^ ((what as u64) << 56) ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Dice(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    pub fn percent(&mut self, chance: u32) -> bool {
        self.0.random_range(0..100) < chance
    }

    /// From 0 up to 1.
    pub fn fraction(&mut self) -> f64 {
        self.0.random_range(0.0..1.0)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.random_range(0..from.len())]
    }

    /// A place among the weights, each as likely as it is heavy.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.0.random_range(0..weights.iter().sum::<u32>());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.0.random_range(0..10u8))).collect()
    }
}
