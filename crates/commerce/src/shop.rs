use crate::Currency;
use kernel::Time;
use serde::{Deserialize, Serialize};

/// A place where a merchant sells: here, or on another platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// Ours (`shop_…`).
    #[serde(default)]
    pub id: String,
    /// `kontor` for a merchant's own shop here.
    pub platform: String,
    pub name: String,
    pub kind: ShopKind,
    pub currency: Currency,
    /// IANA name.
    pub timezone: String,
    #[serde(default)]
    pub url: String,
    pub opened_at: Time,
    pub updated_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShopKind {
    Marketplace,
    Storefront,
    Pos,
    Erp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warehouse {
    /// Ours (`wh_…`).
    #[serde(default)]
    pub id: String,
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub address: String,
    pub is_active: bool,
}
