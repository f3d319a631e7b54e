use crate::{
    ShopRef, TimeRange,
    rows::{Document, Known, by_update, stored},
};
use commerce::{InventoryLevel, StoredLevel, StoredProduct};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

pub(super) fn find_known(tx: &mut Read<'_>, shop: &ShopRef, level: &InventoryLevel) -> Outcome<Option<Known>> {
    tx.one(
        "SELECT id, hash, updated_at FROM stock_levels WHERE merchant_id = $1 AND connection_id = $2 AND product_id = $3 \
         AND variant_id = $4 AND warehouse_id = $5",
        &[&shop.merchant, &shop.connection, &level.product_id, &level.variant_id, &warehouse(level)],
        Known::read,
    )
}

pub(super) fn insert(tx: &mut Write<'_>, shop: &ShopRef, level: &InventoryLevel, document: &Document) -> Outcome<()> {
    let (id, now): (Id<kinds::StockLevel>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO stock_levels (id, merchant_id, shop_id, connection_id, platform, product_id, variant_id, sku, warehouse_id, \
         updated_at, first_seen_at, synced_at, version, hash, doc) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
        &[
            &id,
            &shop.merchant,
            &shop.shop,
            &shop.connection,
            &shop.platform,
            &level.product_id,
            &level.variant_id,
            &level.sku,
            &warehouse(level),
            &document.updated_at,
            &now,
            &now,
            &document.hash,
            &document.text,
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Write<'_>, id: &str, level: &InventoryLevel, document: &Document) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE stock_levels SET sku = $1, updated_at = $2, synced_at = $3, version = version + 1, deleted_at = NULL, hash = $4, \
         doc = $5 WHERE id = $6",
        &[&level.sku, &document.updated_at, &now, &document.hash, &document.text, &id],
    )?;
    Ok(())
}

pub(super) fn find(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    id: &Id<kinds::StockLevel>,
) -> Outcome<Option<StoredLevel>> {
    tx.one(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM stock_levels \
         WHERE merchant_id = $1 AND id = $2",
        &[merchant, id],
        |row| stored(merchant, row),
    )
}

pub(super) fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    updated: TimeRange,
    sku: Option<&str>,
    page: &PageRequest,
) -> Outcome<Page<StoredLevel>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM stock_levels \
         WHERE merchant_id = $1 AND (updated_at < $2 OR (updated_at = $2 AND id < $3)) AND updated_at >= $4 AND updated_at <= $5 \
         AND (CAST($6 AS TEXT) IS NULL OR sku = $6) ORDER BY updated_at DESC, id DESC LIMIT $7",
        &[merchant, &start.time, &start.id, &updated.min, &updated.max, &sku, &page.rows_to_fetch()],
        |row| stored(merchant, row),
    )?;
    Ok(Page::of(rows, page, by_update))
}

pub(super) fn list_of_product(tx: &mut Read<'_>, product: &StoredProduct) -> Outcome<Vec<StoredLevel>> {
    let connection = product.connection_id.as_deref().unwrap_or_default();
    tx.all(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM stock_levels \
         WHERE merchant_id = $1 AND connection_id = $2 AND product_id = $3 ORDER BY variant_id, warehouse_id LIMIT 1000",
        &[&product.merchant_id, &connection, &product.content.source_id],
        |row| stored(&product.merchant_id, row),
    )
}

/// The key of a level of the whole shop is the empty warehouse.
fn warehouse(level: &InventoryLevel) -> &str {
    level.warehouse_id.as_deref().unwrap_or_default()
}
