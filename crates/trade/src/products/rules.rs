use super::store;
use crate::{
    Counts, Query, ShopRef,
    rows::{Document, Step},
};
use commerce::{Product, ProductStatus, StoredProduct};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each product under its `source_id`.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, products: &[Product]) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for product in products {
        let mut document = Document::of(product, product.source_updated_at, product.created_at)?;
        let known = store::find_known(tx, shop, &product.source_id)?;
        match counts.step(known, &mut document, tx.now) {
            Step::Insert => store::insert(tx, shop, product, &document)?,
            Step::Update { id } => store::update(tx, &id, product, &document)?,
            Step::Leave => {}
        }
    }
    Ok(counts)
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
