//! What only the sandbox does: making up goods and orders for a store, asked for by an app or on the merchant's page.

use db::Db;
use kernel::{Actor, Environment, Fault, Id, Outcome, Refusal, Time, kinds};
use office::audit;
use platform::merchants;
use serde_json::json;
use trade::{
    Counts,
    samples::{self, Plan, Taste},
    shops,
};

pub const MAX_PRODUCTS: u32 = 500;
pub const MAX_ORDERS: u32 = 10_000;
pub const MAX_MONTHS: u32 = 24;

/// The same seed and `until` give the same data, whenever it is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub seed: u64,
    /// 1 to [`MAX_PRODUCTS`].
    pub products: u32,
    /// 0 to [`MAX_ORDERS`].
    pub orders: u32,
    /// How far back the first order lies: 1 to [`MAX_MONTHS`].
    pub months: u32,
    /// The data ends with the UTC day before this instant.
    pub until: Time,
}

/// Fills the merchant's own shop, in its own currency and language. What is there already under the same seed is brought up
/// to date and not doubled.
pub async fn fill(db: &Db, by: &Actor, merchant: &Id<kinds::Merchant>, wanted: &Wanted) -> Outcome<Counts> {
    check(db.environment(), wanted)?;
    let id = merchant.clone();
    let merchant = db.read(move |tx| merchants::require_active(tx, &id)).await?;
    let currency = merchant.currency.parse().map_err(|error| Fault::because("reading a store's currency", error))?;
    let plan = Plan {
        seed: wanted.seed,
        products: wanted.products,
        orders: wanted.orders,
        months: wanted.months,
        currency,
        taste: if merchant.country == "CN" { Taste::Chinese } else { Taste::English },
        shop_name: merchant.name.clone(),
        until: wanted.until,
    };
    let made = tokio::task::spawn_blocking(move || samples::generate(&plan)).await;
    let sample = made.map_err(|error| Fault::because("making up data", error))?;
    let (by, seed) = (by.clone(), wanted.seed);
    db.write(move |tx| {
        let shop = shops::own_shop(tx, &merchant.id, &merchant.name, currency, &merchant.timezone)?;
        let counts = samples::store(tx, &shop, &sample)?;
        let after = Some(json!({"seed": seed, "new": counts.new, "changed": counts.changed}));
        let (subject, party) = (shop.shop.as_str(), Some(merchant.id.as_str()));
        audit::record(tx, &by, &audit::Change { action: "samples.generated", subject, party, after, ..Default::default() })?;
        Ok(counts)
    })
    .await
}

fn check(environment: Environment, wanted: &Wanted) -> Result<(), Refusal> {
    if environment != Environment::Sandbox {
        let sentence = "data is made up in the sandbox alone; bring real data in with kontor import";
        return Err(Refusal::forbidden("sandbox.only", sentence));
    }
    let out_of_range =
        |field, most| Refusal::field(field, "sandbox.out_of_range", format!("{field} is at most {most}, and not nothing"));
    match wanted {
        Wanted { products, .. } if !(1..=MAX_PRODUCTS).contains(products) => Err(out_of_range("products", MAX_PRODUCTS)),
        Wanted { orders, .. } if *orders > MAX_ORDERS => Err(out_of_range("orders", MAX_ORDERS)),
        Wanted { months, .. } if !(1..=MAX_MONTHS).contains(months) => Err(out_of_range("months", MAX_MONTHS)),
        _ => Ok(()),
    }
}
