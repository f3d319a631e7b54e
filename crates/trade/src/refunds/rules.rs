use super::store;
use crate::{
    Counts, ShopRef, TimeRange,
    rows::{self, Table},
};
use commerce::{Refund, RefundStatus, StoredOrder, StoredRefund};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each refund under its `source_id`.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, refunds: &[Refund]) -> Outcome<Counts> {
    let table = Table {
        find_known: store::find_known,
        insert: store::insert,
        update: store::update,
        source_updated_at: |refund: &Refund| refund.source_updated_at,
        born: |refund: &Refund| refund.requested_at,
    };
    rows::upsert_many(tx, shop, refunds, &table)
}

pub fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Refund>) -> Outcome<Option<StoredRefund>> {
    store::find(tx, merchant, id)
}

/// Newest change first.
pub fn list(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    updated: TimeRange,
    statuses: &[RefundStatus],
    page: &PageRequest,
) -> Outcome<Page<StoredRefund>> {
    store::list(tx, merchant, updated, statuses, page)
}

/// The refunds of one order, oldest first.
pub fn list_of_order(tx: &mut Read<'_>, order: &StoredOrder) -> Outcome<Vec<StoredRefund>> {
    store::list_of_order(tx, order)
}

/// How many refunds stand at this status.
pub fn count_at(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, status: RefundStatus) -> Outcome<i64> {
    store::count_at(tx, merchant, status)
}
