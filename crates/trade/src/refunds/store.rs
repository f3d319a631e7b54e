use crate::{
    ShopRef, TimeRange,
    list::places,
    rows::{Document, Known, by_update, stored},
};
use commerce::{Refund, RefundStatus, StoredOrder, StoredRefund};
use db::{Bind, Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

pub(super) fn find_known(tx: &mut Read<'_>, shop: &ShopRef, refund: &Refund) -> Outcome<Option<Known>> {
    tx.one(
        "SELECT id, hash, updated_at FROM refunds WHERE merchant_id = $1 AND connection_id = $2 AND source_id = $3",
        &[&shop.merchant, &shop.connection, &refund.source_id],
        Known::read,
    )
}

pub(super) fn insert(tx: &mut Write<'_>, shop: &ShopRef, refund: &Refund, document: &Document) -> Outcome<()> {
    let (id, now): (Id<kinds::Refund>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO refunds (id, merchant_id, shop_id, connection_id, platform, source_id, order_source_id, status, created_at, updated_at, first_seen_at, synced_at, \
         version, hash, doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
        &[&id, &shop.merchant, &shop.shop, &shop.connection, &shop.platform, &refund.source_id, &refund.order_source_id, &refund.status.as_str(), &refund.requested_at, &document.updated_at, &now, &now, &document.hash, &document.text],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Write<'_>, id: &str, refund: &Refund, document: &Document) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE refunds SET order_source_id = $1, status = $2, created_at = $3, updated_at = $4, synced_at = $5, version = version + 1, deleted_at = NULL, \
         hash = $6, doc = $7 WHERE id = $8",
        &[&refund.order_source_id, &refund.status.as_str(), &refund.requested_at, &document.updated_at, &now, &document.hash, &document.text, &id],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Refund>) -> Outcome<Option<StoredRefund>> {
    tx.one(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM refunds \
         WHERE merchant_id = $1 AND id = $2",
        &[merchant, id],
        |row| stored(merchant, row),
    )
}

pub(super) fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    updated: TimeRange,
    statuses: &[RefundStatus],
    page: &PageRequest,
) -> Outcome<Page<StoredRefund>> {
    let (start, limit) = (page.start_descending(), page.rows_to_fetch());
    let statuses: [Option<&str>; 7] = places(statuses, RefundStatus::as_str);
    let mut binds: Vec<&dyn Bind> = vec![merchant, &start.time, &start.id, &updated.min, &updated.max];
    binds.extend(statuses.iter().map(|status| status as &dyn Bind));
    binds.push(&limit);
    let rows = tx.all(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM refunds \
         WHERE merchant_id = $1 AND (updated_at < $2 OR (updated_at = $2 AND id < $3)) AND updated_at >= $4 AND updated_at <= $5 \
         AND (CAST($6 AS TEXT) IS NULL OR status IN ($6, $7, $8, $9, $10, $11, $12)) ORDER BY updated_at DESC, id DESC LIMIT $13",
        &binds,
        |row| stored(merchant, row),
    )?;
    Ok(Page::of(rows, page, by_update))
}

pub(super) fn list_of_order(tx: &mut Read<'_>, order: &StoredOrder) -> Outcome<Vec<StoredRefund>> {
    tx.all(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM refunds \
         WHERE merchant_id = $1 AND shop_id = $2 AND order_source_id = $3 ORDER BY created_at, id LIMIT 200",
        &[&order.merchant_id, &order.shop_id, &order.content.source_id],
        |row| stored(&order.merchant_id, row),
    )
}

pub(super) fn count_at(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, status: RefundStatus) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM refunds WHERE merchant_id = $1 AND status = $2", &[merchant, &status.as_str()])
}
