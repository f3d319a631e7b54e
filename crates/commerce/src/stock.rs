use crate::words::words;
use kernel::{Refusal, Time};
use serde::{Deserialize, Serialize};

/// How much of one variant lies in one place. Names as Shopify has them: `on_hand` is what a person would count,
/// `available` what may still be sold, `committed` what orders already hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InventoryLevel {
    /// The product's and the variant's ids at their source.
    pub product_id: String,
    pub variant_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The warehouse's id at the source; none = the shop as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<String>,
    pub on_hand: i64,
    pub available: i64,
    pub committed: i64,
    pub reserved: i64,
    pub incoming: i64,
    pub damaged: i64,
    pub safety_stock: i64,
    /// What the platform shows to buyers, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop_listed: Option<i64>,
    /// When the source counted.
    pub as_of: Time,
}

words! {
    StockMode {
        /// Available becomes the quantity.
        Absolute = "absolute",
        /// Available changes by the quantity.
        Delta = "delta",
    }
}

/// A wish to change what may be sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChange {
    pub mode: StockMode,
    pub quantity: i64,
}

impl InventoryLevel {
    /// The most that one place may hold.
    pub const MOST: i64 = 1_000_000_000;

    /// The level after the change: available as wished, on hand moved by the same difference.
    ///
    /// # Errors
    /// `stock.out_of_range` when available would fall below zero or above [`InventoryLevel::MOST`].
    pub fn change(self, change: &StockChange, now: Time) -> Result<InventoryLevel, Refusal> {
        let available = match change.mode {
            StockMode::Absolute => change.quantity,
            StockMode::Delta => self.available.saturating_add(change.quantity),
        };
        if !(0..=InventoryLevel::MOST).contains(&available) {
            let sentence =
                format!("available stock must stay between 0 and {}; this would make it {available}", InventoryLevel::MOST);
            return Err(Refusal::invalid("stock.out_of_range", sentence));
        }
        let difference = available - self.available;
        Ok(InventoryLevel { available, on_hand: self.on_hand.saturating_add(difference), as_of: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn available_and_on_hand_move_together_and_never_below_zero() {
        let level = InventoryLevel { on_hand: 10, available: 7, committed: 3, ..InventoryLevel::default() };
        let delta = |quantity| StockChange { mode: StockMode::Delta, quantity };
        let now = Time::from_unix_millis(5);
        let less = level.clone().change(&delta(-7), now).unwrap();
        assert_eq!((less.available, less.on_hand, less.as_of), (0, 3, now));
        let set = level.clone().change(&StockChange { mode: StockMode::Absolute, quantity: 20 }, now).unwrap();
        assert_eq!((set.available, set.on_hand), (20, 23));
        assert_eq!(level.change(&delta(-8), now).unwrap_err().code, "stock.out_of_range");
    }
}
