use super::store;
use crate::{
    Counts, Query, ShopRef,
    rows::{self, Table},
};
use commerce::{Product, ProductStatus, StoredProduct};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each product under its `source_id`.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, products: &[Product]) -> Outcome<Counts> {
    let table = Table {
        find_known: store::find_known,
        insert: store::insert,
        update: store::update,
        source_updated_at: |product: &Product| product.source_updated_at,
        born: |product: &Product| product.created_at,
    };
    rows::upsert_many(tx, shop, products, &table)
}

pub fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Product>) -> Outcome<Option<StoredProduct>> {
    store::find(tx, merchant, id)
}

/// Those of the shop's products that have one of these source ids.
pub fn find_by_source(tx: &mut Read<'_>, shop: &ShopRef, source_ids: &[&str]) -> Outcome<Vec<StoredProduct>> {
    let mut found = Vec::new();
    for source_id in source_ids {
        found.extend(store::find_by_source(tx, shop, source_id)?);
    }
    Ok(found)
}

pub fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    query: &Query<ProductStatus>,
    page: &PageRequest,
) -> Outcome<Page<StoredProduct>> {
    store::list(tx, merchant, query, page)
}

pub fn count(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    store::count(tx, merchant)
}
