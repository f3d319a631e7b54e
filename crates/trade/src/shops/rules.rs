use super::{ShopRef, store};
use crate::rows::Document;
use commerce::{Currency, Shop, StoredShop};
use db::{Read, Write};
use kernel::{Id, Outcome, Page, PageRequest, kinds};

/// The merchant's own shop here, made when it is not there yet.
pub fn own_shop(
    tx: &mut Write<'_>,
    merchant: &Id<kinds::Merchant>,
    name: &str,
    currency: Currency,
    timezone: &str,
) -> Outcome<ShopRef> {
    if let Some(shop) = find_own(tx, merchant)? {
        return Ok(shop);
    }
    let shop = ShopRef::own(merchant, tx.new_id());
    let facts = Shop::own(name, currency, timezone);
    let document = Document::of(&facts, None, tx.now)?;
    store::insert(tx, &shop, &facts, &document)?;
    Ok(shop)
}

pub fn find_own(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<Option<ShopRef>> {
    let shop = store::find_id(tx, merchant, "", Shop::OWN)?;
    Ok(shop.map(|shop| ShopRef::own(merchant, shop)))
}

pub fn find(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Shop>) -> Outcome<Option<StoredShop>> {
    store::find(tx, merchant, id)
}

/// Newest change first.
pub fn list(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, page: &PageRequest) -> Outcome<Page<StoredShop>> {
    store::list(tx, merchant, page)
}
