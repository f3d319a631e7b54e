//! A believable shop out of a seed: goods with variants and stock, orders in every state over some months, refunds among
//! them. The same plan gives the same sample on any day and machine, and its source ids come from seed and number, so that
//! storing it again changes nothing. Nothing in it lies in the future of [`Plan::until`].
//!
//! People, streets and trademarks are invented; mail goes to `example.com` and telephone numbers are ones that ring nowhere.

mod basket;
mod chinese;
mod clockwork;
mod courses;
mod dice;
mod english;
mod goods;
mod places;
mod sales;
mod words;

#[cfg(test)]
mod tests;

use crate::{Counts, ShopRef};
use commerce::{Currency, InventoryLevel, Order, Product, Refund};
use db::Write;
use kernel::{Outcome, Time};

/// What to make up.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub products: u32,
    /// The first seventeen show every order status and every refund status; the rest fall as they would in a shop.
    pub orders: u32,
    /// How far back the first order lies; at least one.
    pub months: u32,
    pub currency: Currency,
    pub taste: Taste,
    /// For whoever makes the shop; nothing in the sample depends on it.
    pub shop_name: String,
    /// The sample ends with the UTC day before this instant. Keep it beside the seed: it decides every time in the sample.
    pub until: Time,
}

/// The language of titles, names and notes, and the habits that go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taste {
    English,
    Chinese,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub products: Vec<Product>,
    pub stock: Vec<InventoryLevel>,
    pub orders: Vec<Order>,
    pub refunds: Vec<Refund>,
}

/// Without products there are no orders.
pub fn generate(plan: &Plan) -> Sample {
    let mut moments = clockwork::Moments::new(plan);
    let products = goods::products(plan, &mut moments);
    let sales::Sales { orders, refunds } = sales::sales(plan, &products, &mut moments);
    let stock = goods::stock(plan, &products, &orders, &mut moments);
    Sample { products, stock, orders, refunds }
}

/// Puts the sample into a shop, goods first; how much of it was new there.
pub fn store(tx: &mut Write<'_>, shop: &ShopRef, sample: &Sample) -> Outcome<Counts> {
    let mut counts = crate::products::upsert_many(tx, shop, &sample.products)?;
    counts += crate::stock::upsert_many(tx, shop, &sample.stock)?;
    counts += crate::orders::upsert_many(tx, shop, &sample.orders)?;
    counts += crate::refunds::upsert_many(tx, shop, &sample.refunds)?;
    Ok(counts)
}
