use super::ShopRef;
use crate::rows::{Document, by_update, stored};
use commerce::{Shop, StoredShop};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

pub(super) fn insert(tx: &mut Write<'_>, shop: &ShopRef, facts: &Shop, document: &Document) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO shops (id, merchant_id, connection_id, platform, source_id, updated_at, first_seen_at, synced_at, version, hash, \
         doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)",
        &[&shop.shop, &shop.merchant, &shop.connection, &shop.platform, &facts.source_id, &document.updated_at, &now, &now,
          &document.hash, &document.text],
    )?;
    Ok(())
}

pub(super) fn find_id(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    connection: &str,
    source_id: &str,
) -> Outcome<Option<Id<kinds::Shop>>> {
    tx.one(
        "SELECT id FROM shops WHERE merchant_id = $1 AND connection_id = $2 AND source_id = $3",
        &[merchant, &connection, &source_id],
        |row| row.get("id"),
    )
}

pub(super) fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Shop>) -> Outcome<Option<StoredShop>> {
    tx.one(
        "SELECT id, id AS shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM shops \
         WHERE merchant_id = $1 AND id = $2",
        &[merchant, id],
        |row| stored(merchant, row),
    )
}

pub(super) fn list(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, page: &PageRequest) -> Outcome<Page<StoredShop>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, id AS shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM shops \
         WHERE merchant_id = $1 AND (updated_at < $2 OR (updated_at = $2 AND id < $3)) ORDER BY updated_at DESC, id DESC LIMIT $4",
        &[merchant, &start.time, &start.id, &page.rows_to_fetch()],
        |row| stored(merchant, row),
    )?;
    Ok(Page::of(rows, page, by_update))
}
