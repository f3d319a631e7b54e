use crate::{Order, Product, Refund, Shop};
use kernel::{Id, Time, kinds};
use serde::Serialize;

/// One row of the house: what a source says (`content`, whose fields stand beside the others in the JSON) and what the
/// house knows about it. Lists are ordered by `updated_at`: when the row last changed *for readers here*, which is
/// later than the source's own `source_updated_at`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(bound = "T: Serialize")]
pub struct Stored<K, T> {
    pub id: Id<K>,
    pub merchant_id: Id<kinds::Merchant>,
    pub shop_id: Id<kinds::Shop>,
    /// The connection it came through; none = the merchant's own shop here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// `kontor` for the merchant's own shop here.
    pub platform: String,
    pub updated_at: Time,
    pub first_seen_at: Time,
    /// When a run last brought it in with something new.
    pub synced_at: Time,
    /// Grows by one with every change, from 1.
    pub version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    #[serde(flatten)]
    pub content: T,
}

pub type StoredOrder = Stored<kinds::Order, Order>;
pub type StoredProduct = Stored<kinds::Product, Product>;
pub type StoredRefund = Stored<kinds::Refund, Refund>;
pub type StoredShop = Stored<kinds::Shop, Shop>;
