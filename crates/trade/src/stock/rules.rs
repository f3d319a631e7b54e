use super::store;
use crate::{
    Counts, ShopRef, TimeRange,
    rows::{Document, Step},
};
use commerce::{InventoryLevel, StoredLevel, StoredProduct};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each level under its product, variant and warehouse.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, levels: &[InventoryLevel]) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for level in levels {
        let mut document = Document::of(level, Some(level.as_of), level.as_of)?;
        let known = store::find_known(tx, shop, level)?;
        match counts.step(known, &mut document, tx.now) {
            Step::Insert => store::insert(tx, shop, level, &document)?,
            Step::Update { id } => store::update(tx, &id, level, &document)?,
            Step::Leave => {}
        }
    }
    Ok(counts)
}

pub fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::StockLevel>) -> Outcome<Option<StoredLevel>> {
    store::find(tx, merchant, id)
}

/// Newest change first; of one merchant code when `sku` is given.
pub fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    updated: TimeRange,
    sku: Option<&str>,
    page: &PageRequest,
) -> Outcome<Page<StoredLevel>> {
    store::list(tx, merchant, updated, sku, page)
}

/// The levels of one product's variants.
pub fn list_of_product(tx: &mut Read<'_>, product: &StoredProduct) -> Outcome<Vec<StoredLevel>> {
    store::list_of_product(tx, product)
}
