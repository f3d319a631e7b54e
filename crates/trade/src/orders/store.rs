use crate::{
    Direction, Query, ShopRef, SortBy,
    list::places,
    rows::{Document, Known, by_update, stored},
};
use commerce::{Order, OrderStatus, StoredOrder};
use db::{Bind, Read, Write};
use kernel::{Cursor, Id, Outcome, Page, PageRequest, kinds};

pub(super) fn find_known(tx: &mut Read<'_>, shop: &ShopRef, order: &Order) -> Outcome<Option<Known>> {
    tx.one(
        "SELECT id, hash, updated_at FROM orders WHERE merchant_id = $1 AND connection_id = $2 AND source_id = $3",
        &[&shop.merchant, &shop.connection, &order.source_id],
        Known::read,
    )
}

pub(super) fn insert(tx: &mut Write<'_>, shop: &ShopRef, order: &Order, document: &Document) -> Outcome<()> {
    let (id, now): (Id<kinds::Order>, _) = (tx.new_id(), tx.now);
    tx.execute(
        "INSERT INTO orders (id, merchant_id, shop_id, connection_id, platform, source_id, number, status, created_at, updated_at, first_seen_at, synced_at, \
         version, hash, doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
        &[&id, &shop.merchant, &shop.shop, &shop.connection, &shop.platform, &order.source_id, &order.number, &order.status.as_str(), &order.created_at, &document.updated_at, &now, &now, &document.hash, &document.text],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Write<'_>, id: &str, order: &Order, document: &Document) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE orders SET number = $1, status = $2, created_at = $3, updated_at = $4, synced_at = $5, version = version + 1, deleted_at = NULL, \
         hash = $6, doc = $7 WHERE id = $8",
        &[&order.number, &order.status.as_str(), &order.created_at, &document.updated_at, &now, &document.hash, &document.text, &id],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Order>) -> Outcome<Option<StoredOrder>> {
    tx.one(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
         WHERE merchant_id = $1 AND id = $2",
        &[merchant, id],
        |row| stored(merchant, row),
    )
}

pub(super) fn find_by_source(tx: &mut Read<'_>, shop: &ShopRef, source_id: &str) -> Outcome<Option<StoredOrder>> {
    tx.one(
        "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
         WHERE merchant_id = $1 AND connection_id = $2 AND source_id = $3",
        &[&shop.merchant, &shop.connection, &source_id],
        |row| stored(&shop.merchant, row),
    )
}

pub(super) fn count(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM orders WHERE merchant_id = $1", &[merchant])
}

pub(super) fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    query: &Query<OrderStatus>,
    page: &PageRequest,
) -> Outcome<Page<StoredOrder>> {
    let sql = match (query.sort, query.direction) {
        (SortBy::Updated, Direction::Descending) => {
            "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
             WHERE merchant_id = $1 AND (updated_at < $2 OR (updated_at = $2 AND id < $3)) \
             AND updated_at >= $4 AND updated_at <= $5 AND created_at >= $6 AND created_at <= $7 \
             AND (CAST($8 AS TEXT) IS NULL OR status IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)) ORDER BY updated_at DESC, id DESC LIMIT $18"
        }
        (SortBy::Updated, Direction::Ascending) => {
            "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
             WHERE merchant_id = $1 AND (updated_at > $2 OR (updated_at = $2 AND id > $3)) \
             AND updated_at >= $4 AND updated_at <= $5 AND created_at >= $6 AND created_at <= $7 \
             AND (CAST($8 AS TEXT) IS NULL OR status IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)) ORDER BY updated_at ASC, id ASC LIMIT $18"
        }
        (SortBy::Created, Direction::Descending) => {
            "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
             WHERE merchant_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) \
             AND updated_at >= $4 AND updated_at <= $5 AND created_at >= $6 AND created_at <= $7 \
             AND (CAST($8 AS TEXT) IS NULL OR status IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)) ORDER BY created_at DESC, id DESC LIMIT $18"
        }
        (SortBy::Created, Direction::Ascending) => {
            "SELECT id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version, deleted_at, doc FROM orders \
             WHERE merchant_id = $1 AND (created_at > $2 OR (created_at = $2 AND id > $3)) \
             AND updated_at >= $4 AND updated_at <= $5 AND created_at >= $6 AND created_at <= $7 \
             AND (CAST($8 AS TEXT) IS NULL OR status IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)) ORDER BY created_at ASC, id ASC LIMIT $18"
        }
    };
    let (start, limit) = (query.direction.start(page), page.rows_to_fetch());
    let statuses: [Option<&str>; 10] = places(&query.statuses, OrderStatus::as_str);
    let mut binds: Vec<&dyn Bind> = vec![merchant, &start.time, &start.id];
    binds.extend([&query.updated.min as &dyn Bind, &query.updated.max, &query.created.min, &query.created.max]);
    binds.extend(statuses.iter().map(|status| status as &dyn Bind));
    binds.push(&limit);
    let rows = tx.all(sql, &binds, |row| stored(merchant, row))?;
    Ok(Page::of(rows, page, |order: &StoredOrder| match query.sort {
        SortBy::Updated => by_update(order),
        SortBy::Created => Cursor { time: order.content.created_at, id: order.id.to_string() },
    }))
}

pub(super) fn count_at(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, status: OrderStatus) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM orders WHERE merchant_id = $1 AND status = $2", &[merchant, &status.as_str()])
}
