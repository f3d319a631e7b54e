use super::store;
use crate::{
    Counts, ShopRef, TimeRange,
    rows::{self, Table},
};
use commerce::{InventoryLevel, StoredLevel, StoredProduct};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each level under its product, variant and warehouse.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, levels: &[InventoryLevel]) -> Outcome<Counts> {
    let table = Table {
        find_known: store::find_known,
        insert: store::insert,
        update: store::update,
        source_updated_at: |level: &InventoryLevel| Some(level.as_of),
        born: |level: &InventoryLevel| level.as_of,
    };
    rows::upsert_many(tx, shop, levels, &table)
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
