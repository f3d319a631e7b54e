use crate::{Money, words::words};
use kernel::Time;
use serde::{Deserialize, Serialize};

words! {
    ProductStatus { Draft = "draft", OnSale = "on_sale", OffShelf = "off_shelf", Deleted = "deleted", Unknown = "unknown" }
}

words! {
    VariantStatus { Enabled = "enabled", Disabled = "disabled", Deleted = "deleted", Unknown = "unknown" }
}

/// What is sold (SPU), with its variants (SKU): always read and written whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub source_id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description_html: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// From the widest to the narrowest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub category_path: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_category_id: Option<String>,
    pub status: ProductStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_status: Option<String>,
    /// Addresses of pictures, the main one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ProductOption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of the variants' prices; see [`Product::settled`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_price: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Money>,
    /// Whatever else the source tells, by its own names.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub attributes: serde_json::Map<String, serde_json::Value>,
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
    #[serde(default)]
    pub variants: Vec<Variant>,
}

/// One thing that can be put into a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The source's own id, unique within the product.
    pub id: String,
    /// The merchant's own code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barcodes: Vec<Barcode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    pub price: Money,
    /// The price before a reduction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub status: VariantStatus,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundle_of: Vec<BundlePart>,
    /// When the source last changed this variant, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
}

/// A thing that buyers choose, such as colour, and its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOption {
    pub name: String,
    pub values: Vec<String>,
}

/// What was chosen: colour = red.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barcode {
    /// `gtin`, `isbn`, …
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}

/// Of the packed thing, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    pub length_mm: i64,
    pub width_mm: i64,
    pub height_mm: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundlePart {
    pub variant_id: String,
    pub quantity: i64,
}

impl Product {
    /// A product with what every product has; the rest is filled in with struct update or by hand.
    pub fn new(source_id: impl Into<String>, title: impl Into<String>, created_at: Time) -> Product {
        Product {
            source_id: source_id.into(),
            title: title.into(),
            subtitle: None,
            description_html: None,
            brand: None,
            category_path: Vec::new(),
            platform_category_id: None,
            status: ProductStatus::OnSale,
            source_status: None,
            images: Vec::new(),
            options: Vec::new(),
            tags: Vec::new(),
            url: None,
            min_price: None,
            max_price: None,
            attributes: serde_json::Map::new(),
            created_at,
            source_updated_at: None,
            variants: Vec::new(),
        }
    }

    /// The product with everything that follows from its variants computed anew: the price range (of variants in the
    /// first one's currency that are not deleted), and the options with all their values when the source named none.
    #[must_use]
    pub fn settled(mut self) -> Product {
        let live = self.variants.iter().filter(|variant| variant.status != VariantStatus::Deleted);
        let currency = self.variants.first().map(|variant| variant.price.currency);
        let prices: Vec<Money> = live.map(|variant| variant.price).filter(|price| Some(price.currency) == currency).collect();
        self.min_price = prices.iter().copied().min_by_key(|price| price.minor);
        self.max_price = prices.iter().copied().max_by_key(|price| price.minor);
        if self.options.is_empty() {
            self.options = options_of(&self.variants);
        }
        self
    }

    /// A variant by its id at the source.
    pub fn variant(&self, id: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == id)
    }
}

impl Variant {
    pub fn new(id: impl Into<String>, price: Money) -> Variant {
        Variant {
            id: id.into(),
            sku: None,
            barcodes: Vec::new(),
            title: None,
            options: Vec::new(),
            price,
            list_price: None,
            cost: None,
            weight_g: None,
            dimensions: None,
            image: None,
            status: VariantStatus::Enabled,
            bundle_of: Vec::new(),
            source_updated_at: None,
        }
    }
}

fn options_of(variants: &[Variant]) -> Vec<ProductOption> {
    let mut options: Vec<ProductOption> = Vec::new();
    for choice in variants.iter().flat_map(|variant| &variant.options) {
        match options.iter_mut().find(|option| option.name == choice.name) {
            Some(option) if option.values.contains(&choice.value) => {}
            Some(option) => option.values.push(choice.value.clone()),
            None => options.push(ProductOption { name: choice.name.clone(), values: vec![choice.value.clone()] }),
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_settled_product_knows_its_prices_and_options() {
        let variant = |id: &str, price, colour: &str| Variant {
            options: vec![Choice { name: "colour".into(), value: colour.into() }],
            ..Variant::new(id, Money::new(price, Currency::CNY))
        };
        let product = Product {
            variants: vec![variant("1", 990, "red"), variant("2", 1290, "blue"), variant("3", 1290, "red")],
            ..Product::new("p1", "Lamp", Time::MIN)
        }
        .settled();
        assert_eq!(product.min_price, Some(Money::new(990, Currency::CNY)));
        assert_eq!(product.max_price, Some(Money::new(1290, Currency::CNY)));
        assert_eq!(product.options, [ProductOption { name: "colour".into(), values: vec!["red".into(), "blue".into()] }]);
        let text = serde_json::to_string(&product).unwrap();
        assert_eq!(serde_json::from_str::<Product>(&text).unwrap(), product);
    }
}
