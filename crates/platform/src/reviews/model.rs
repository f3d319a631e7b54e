use kernel::{Id, Time, kinds};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub app: Id<kinds::App>,
    pub merchant: Id<kinds::Merchant>,
    /// 1 to 5.
    pub stars: u8,
    pub text: String,
    pub written_at: Time,
    pub changed_at: Option<Time>,
    pub answer: Option<Answer>,
    pub hidden: Option<Hidden>,
}

/// The developer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub text: String,
    pub at: Time,
    pub changed_at: Option<Time>,
}

/// The operator's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub at: Time,
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct NewReview {
    pub stars: u8,
    pub text: String,
}

/// Of all reviews of an app that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// Added up.
    pub stars: i64,
    pub reviews: i64,
}

impl Rating {
    /// In tenths of a star; nothing where nobody has said anything.
    pub fn tenths(self) -> Option<i64> {
        (self.reviews > 0).then(|| (self.stars * 20 + self.reviews) / (self.reviews * 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_to_a_tenth() {
        let tenths = |stars, reviews| Rating { stars, reviews }.tenths();
        assert_eq!((tenths(0, 0), tenths(5, 1), tenths(9, 2), tenths(13, 3)), (None, Some(50), Some(45), Some(43)));
        assert_eq!((tenths(14, 3), tenths(1, 1)), (Some(47), Some(10)));
    }
}
