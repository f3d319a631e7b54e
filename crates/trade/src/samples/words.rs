//! What a language must bring so that a shop can be made up in it.

use super::{Taste, chinese, english};

pub(super) struct Words {
    pub departments: &'static [Department],
    pub colours: &'static [(&'static str, &'static str)],
    pub sizes: &'static [(&'static str, &'static str)],
    pub capacities: &'static [(&'static str, &'static str)],
    /// How the three ways to differ are called.
    pub colour: &'static str,
    pub size: &'static str,
    pub capacity: &'static str,
    /// What a later edition of the same thing is called; `{n}` is its number.
    pub edition: &'static str,
    /// Paragraphs of a description.
    pub praise: &'static [&'static str],
    pub tags: &'static [&'static str],
    pub payment_methods: &'static [&'static str],
    pub buyer_memos: &'static [&'static str],
    pub seller_memos: &'static [&'static str],
    pub unpaid_reasons: &'static [&'static str],
    pub withdrawn_reasons: &'static [&'static str],
    pub refund_reasons: &'static [(&'static str, &'static str)],
    pub journey: Journey,
    /// A shop's own words for the ten statuses, in the order of `OrderStatus::ALL`.
    pub order_words: [&'static str; 10],
    /// And for the seven of `RefundStatus::ALL`.
    pub refund_words: [&'static str; 7],
}

/// One corner of a shop: its brands sell its goods and no others.
pub(super) struct Department {
    pub path: &'static [&'static str],
    /// Name, and the letters that begin its codes.
    pub brands: &'static [(&'static str, &'static str)],
    pub goods: &'static [Good],
}

pub(super) struct Good {
    pub title: &'static str,
    pub subtitle: &'static str,
    /// In the middle of a code.
    pub code: &'static str,
    /// What it would cost in United States cents.
    pub cents: i64,
    pub weight_g: i64,
    pub differs: Differs,
}

#[derive(Clone, Copy)]
pub(super) enum Differs {
    Not,
    Colour,
    ColourAndSize,
    Capacity,
}

/// What a parcel reports on its way.
pub(super) struct Journey {
    pub collected: &'static str,
    pub moving: &'static str,
    pub near: &'static str,
    pub delivered: &'static str,
}

impl Words {
    pub fn of(taste: Taste) -> &'static Words {
        match taste {
            Taste::English => &english::WORDS,
            Taste::Chinese => &chinese::WORDS,
        }
    }
}
