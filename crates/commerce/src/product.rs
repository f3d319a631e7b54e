use crate::Money;
use kernel::Time;
use serde::{Deserialize, Serialize};

/// Something that is sold, with the variants that it is sold in. Read and written whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Ours once stored (`prod_…`); empty before.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub shop_id: String,
    /// The source's own id.
    pub source_id: String,
    pub title: String,
    #[serde(default)]
    pub subtitle: String,
    #[serde(default)]
    pub description_html: String,
    #[serde(default)]
    pub brand: String,
    #[serde(default)]
    pub category_path: Vec<String>,
    pub status: ProductStatus,
    /// The source's own word for the status.
    #[serde(default)]
    pub source_status: String,
    #[serde(default)]
    pub images: Vec<String>,
    #[serde(default)]
    pub options: Vec<ProductOption>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub url: String,
    pub created_at: Time,
    pub updated_at: Time,
    #[serde(default)]
    pub variants: Vec<Variant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    Draft,
    OnSale,
    OffShelf,
    Deleted,
    Unknown,
}

/// A way in which variants differ: colour, and the colours there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOption {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The source's own id of the variant; unique in the product.
    pub id: String,
    /// The merchant's code.
    #[serde(default)]
    pub sku: String,
    #[serde(default)]
    pub barcode: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub options: Vec<(String, String)>,
    pub price: Money,
    #[serde(default)]
    pub list_price: Option<Money>,
    #[serde(default)]
    pub cost: Option<Money>,
    #[serde(default)]
    pub weight_g: Option<i64>,
    #[serde(default)]
    pub image: String,
}

// === impl ProductStatus ===

impl ProductStatus {
    pub const ALL: [ProductStatus; 5] =
        [ProductStatus::Draft, ProductStatus::OnSale, ProductStatus::OffShelf, ProductStatus::Deleted, ProductStatus::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            ProductStatus::Draft => "draft",
            ProductStatus::OnSale => "on_sale",
            ProductStatus::OffShelf => "off_shelf",
            ProductStatus::Deleted => "deleted",
            ProductStatus::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<ProductStatus> {
        ProductStatus::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
