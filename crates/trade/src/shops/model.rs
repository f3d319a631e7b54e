use kernel::{Id, kinds};

/// Whose rows, in which shop: what every write of shop data is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopRef {
    pub merchant: Id<kinds::Merchant>,
    pub shop: Id<kinds::Shop>,
    /// Empty: the merchant's own shop here.
    pub connection: String,
    /// `kontor` for the merchant's own shop here.
    pub platform: String,
}
