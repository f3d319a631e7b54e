use super::store;
use crate::{
    Counts, Query, ShopRef,
    rows::{self, Table},
};
use commerce::{Order, OrderStatus, StoredOrder};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each order under its `source_id`.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, orders: &[Order]) -> Outcome<Counts> {
    let table = Table {
        find_known: store::find_known,
        insert: store::insert,
        update: store::update,
        source_updated_at: |order: &Order| order.source_updated_at,
        born: |order: &Order| order.created_at,
    };
    rows::upsert_many(tx, shop, orders, &table)
}

pub fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Order>) -> Outcome<Option<StoredOrder>> {
    store::find(tx, merchant, id)
}

/// Those of the shop's orders that have one of these source ids.
pub fn find_by_source(tx: &mut Read<'_>, shop: &ShopRef, source_ids: &[&str]) -> Outcome<Vec<StoredOrder>> {
    let mut found = Vec::new();
    for source_id in source_ids {
        found.extend(store::find_by_source(tx, shop, source_id)?);
    }
    Ok(found)
}

pub fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    query: &Query<OrderStatus>,
    page: &PageRequest,
) -> Outcome<Page<StoredOrder>> {
    store::list(tx, merchant, query, page)
}

pub fn count(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    store::count(tx, merchant)
}

/// How many orders stand at this status.
pub fn count_at(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, status: OrderStatus) -> Outcome<i64> {
    store::count_at(tx, merchant, status)
}
