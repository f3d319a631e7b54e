use super::store;
use crate::{
    Counts, ShopRef, TimeRange,
    rows::{Document, Step},
};
use commerce::{Refund, RefundStatus, StoredOrder, StoredRefund};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// Stores each refund under its `source_id`.
pub fn upsert_many(tx: &mut Write<'_>, shop: &ShopRef, refunds: &[Refund]) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for refund in refunds {
        let mut document = Document::of(refund, refund.source_updated_at, refund.requested_at)?;
        let known = store::find_known(tx, shop, &refund.source_id)?;
        match counts.step(known, &mut document, tx.now) {
            Step::Insert => store::insert(tx, shop, refund, &document)?,
            Step::Update { id } => store::update(tx, &id, refund, &document)?,
            Step::Leave => {}
        }
    }
    Ok(counts)
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
