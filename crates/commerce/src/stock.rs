use kernel::Time;
use serde::{Deserialize, Serialize};

/// How much there is of a variant in a place, in whole pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryLevel {
    /// Product id and variant id, as the product has them.
    pub product_id: String,
    pub variant_id: String,
    pub sku: String,
    /// Empty: the level of the whole shop.
    #[serde(default)]
    pub warehouse_id: String,
    /// Physically there.
    pub on_hand: i64,
    /// On hand less committed and reserved: what can still be sold.
    pub available: i64,
    pub committed: i64,
    pub reserved: i64,
    pub incoming: i64,
    pub damaged: i64,
    pub safety_stock: i64,
    pub updated_at: Time,
}
