use crate::{InventoryLevel, Order, Product, Refund, Shop};
use kernel::{Id, Kind, Time, kinds};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One row of the house: what a source says (`content`, whose fields stand beside the others in the JSON) and what the
/// house knows about it. Lists are ordered by `updated_at`: the last change that the source tells of, or else when the
/// row changed here; `synced_at` tells when a change arrived.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "K: Kind, T: Deserialize<'de>"))]
pub struct Stored<K, T> {
    pub id: Id<K>,
    pub merchant_id: Id<kinds::Merchant>,
    pub shop_id: Id<kinds::Shop>,
    /// The connection it came through; none = the merchant's own shop here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// `kontor` for the merchant's own shop here.
    pub platform: String,
    pub updated_at: Time,
    pub first_seen_at: Time,
    /// When a run last brought it in with something new.
    pub synced_at: Time,
    /// Grows by one with every change, from 1.
    pub version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    #[serde(flatten)]
    pub content: T,
}

pub type StoredLevel = Stored<kinds::StockLevel, InventoryLevel>;
pub type StoredOrder = Stored<kinds::Order, Order>;
pub type StoredProduct = Stored<kinds::Product, Product>;
pub type StoredRefund = Stored<kinds::Refund, Refund>;
pub type StoredShop = Stored<kinds::Shop, Shop>;

// Written out, because a derive would ask the same of the empty kind types.

impl<K, T: Clone> Clone for Stored<K, T> {
    fn clone(&self) -> Stored<K, T> {
        Stored {
            id: self.id.clone(),
            merchant_id: self.merchant_id.clone(),
            shop_id: self.shop_id.clone(),
            connection_id: self.connection_id.clone(),
            platform: self.platform.clone(),
            updated_at: self.updated_at,
            first_seen_at: self.first_seen_at,
            synced_at: self.synced_at,
            version: self.version,
            deleted_at: self.deleted_at,
            content: self.content.clone(),
        }
    }
}

/// The same row in the same version says the same; `content` is compared as well, because a test may hold two houses.
impl<K, T: PartialEq> PartialEq for Stored<K, T> {
    fn eq(&self, other: &Stored<K, T>) -> bool {
        let Stored { id, merchant_id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, .. } =
            self;
        *id == other.id
            && *merchant_id == other.merchant_id
            && *shop_id == other.shop_id
            && *connection_id == other.connection_id
            && *platform == other.platform
            && *updated_at == other.updated_at
            && *first_seen_at == other.first_seen_at
            && *synced_at == other.synced_at
            && *version == other.version
            && self.deleted_at == other.deleted_at
            && self.content == other.content
    }
}

impl<K, T: Eq> Eq for Stored<K, T> {}

impl<K, T: fmt::Debug> fmt::Debug for Stored<K, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Stored")
            .field("id", &self.id)
            .field("merchant_id", &self.merchant_id)
            .field("shop_id", &self.shop_id)
            .field("updated_at", &self.updated_at)
            .field("version", &self.version)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_stored_order_shows_its_content_beside_what_the_house_knows_and_reads_back() {
        let ulid = "01k9zzzzzzzzzzzzzzzzzzzzzz";
        let at = Time::from_unix_millis(1_763_837_361_000);
        let stored = StoredOrder {
            id: format!("ord_p{ulid}").parse().unwrap(),
            merchant_id: format!("mer_p{ulid}").parse().unwrap(),
            shop_id: format!("shop_p{ulid}").parse().unwrap(),
            connection_id: None,
            platform: Shop::OWN_PLATFORM.to_owned(),
            updated_at: at,
            first_seen_at: at,
            synced_at: at,
            version: 1,
            deleted_at: None,
            content: Order::new("A-1", Currency::JPY, at),
        };
        let json = serde_json::to_string(&stored).unwrap();
        assert!(json.contains(r#""version":1,"source_id":"A-1","number":"A-1""#), "{json}");
        assert_eq!(serde_json::from_str::<StoredOrder>(&json).unwrap(), stored.clone());
    }
}
