//! What a buyer puts together.

use super::dice::Dice;
use commerce::{Currency, Money, OrderLine, Product};

pub(super) struct Basket {
    pub lines: Vec<OrderLine>,
    pub shipping: Money,
}

/// `tax` is in hundredths of a percent, on top of the price. `several` asks for two lines at least.
pub(super) fn basket(order: &str, on_sale: &[&Product], several: bool, tax: i64, dice: &mut Dice) -> Basket {
    let wanted = if several { dice.between(2, 3) } else { [1, 2, 3, 4][dice.weighted(&[58, 26, 11, 5])] };
    let mut lines: Vec<OrderLine> = Vec::new();
    while (lines.len() as i64) < wanted {
        let line = line(format!("{order}-{}", lines.len() + 1), on_sale, dice);
        let is_there = lines.iter().any(|other| other.variant_id == line.variant_id);
        // A shop of one variant sells it twice rather than never.
        if !is_there || dice.percent(10) {
            lines.push(line);
        }
    }
    let currency = lines[0].unit_price.currency;
    let items: i64 = lines.iter().map(|line| line.total.minor).sum();
    let mut coupon = |chance, least, most| if dice.percent(chance) { items * dice.between(least, most) / 100 } else { 0 };
    let seller = shares(coupon(28, 5, 20), &lines);
    let platform = shares(coupon(12, 2, 6), &lines);
    for (line, (seller, platform)) in lines.iter_mut().zip(seller.into_iter().zip(platform)) {
        let said = |minor| (minor != 0).then(|| Money::new(minor, currency));
        let net = line.total.minor - seller - platform;
        line.discount_seller = said(seller);
        line.discount_platform = said(platform);
        line.tax = said((net * tax + 5_000) / 10_000);
    }
    let postage = postage(currency);
    let shipping = Money::new(if items >= postage * 12 { 0 } else { postage }, currency);
    Basket { lines, shipping }
}

/// The discount over the lines by what they cost; the last takes what rounding leaves.
fn shares(discount: i64, lines: &[OrderLine]) -> Vec<i64> {
    let items: i64 = lines.iter().map(|line| line.total.minor).sum();
    let mut shares: Vec<i64> = lines.iter().map(|line| discount * line.total.minor / items.max(1)).collect();
    let left = discount - shares.iter().sum::<i64>();
    if let Some(last) = shares.last_mut() {
        *last += left;
    }
    shares
}

/// A few goods sell most.
fn line(id: String, on_sale: &[&Product], dice: &mut Dice) -> OrderLine {
    let place = (dice.fraction().powi(2) * on_sale.len() as f64) as usize;
    let product = on_sale[place.min(on_sale.len() - 1)];
    let variant = &product.variants[dice.between(0, product.variants.len() as i64 - 1) as usize];
    let ordered = [1, 2, 3, 6][dice.weighted(&[80, 14, 4, 2])];
    OrderLine {
        product_id: Some(product.source_id.clone()),
        variant_id: Some(variant.id.clone()),
        sku: variant.sku.clone(),
        options: variant.options.clone(),
        ..OrderLine::new(id, product.title.as_str(), ordered, variant.price)
    }
}

fn postage(currency: Currency) -> i64 {
    match currency.as_str() {
        "CNY" => 1_000,
        "EUR" => 490,
        "GBP" => 395,
        "JPY" => 660,
        "KRW" => 3_000,
        _ => 6 * 10_i64.pow(currency.decimals()) - 1,
    }
}
