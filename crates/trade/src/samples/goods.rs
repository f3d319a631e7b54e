use super::{
    Plan,
    clockwork::{DAY, Moments, time},
    dice::{Dice, For},
    words::{Differs, Good, Words},
};
use commerce::{
    Barcode, Choice, Currency, InventoryLevel, Money, Order, OrderStatus, Product, ProductOption, ProductStatus, Variant,
};
use std::collections::HashMap;

pub(super) fn products(plan: &Plan, moments: &mut Moments) -> Vec<Product> {
    (0..plan.products).map(|number| product(plan, number, moments)).collect()
}

/// One level for each variant, with what the open orders hold of it.
pub(super) fn stock(plan: &Plan, products: &[Product], orders: &[Order], moments: &mut Moments) -> Vec<InventoryLevel> {
    let mut open: HashMap<&str, i64> = HashMap::new();
    for order in orders.iter().filter(|order| holds_stock(order.status)) {
        for line in &order.lines {
            let variant = line.variant_id.as_deref().unwrap_or_default();
            *open.entry(variant).or_default() += line.quantity.current - line.quantity.fulfilled;
        }
    }
    let mut levels = Vec::new();
    for (number, product) in (0..).zip(products) {
        let mut dice = Dice::new(plan.seed, For::Stock, number);
        for variant in &product.variants {
            let committed = open.get(variant.id.as_str()).copied().unwrap_or(0);
            let available = if dice.percent(7) { 0 } else { dice.between(1, 40) * dice.between(1, 12) };
            let damaged = if dice.percent(6) { dice.between(1, 3) } else { 0 };
            levels.push(InventoryLevel {
                product_id: product.source_id.clone(),
                variant_id: variant.id.clone(),
                sku: variant.sku.clone(),
                on_hand: available + committed + damaged,
                available,
                committed,
                incoming: if available < 20 && dice.percent(60) { dice.between(2, 20) * 10 } else { 0 },
                damaged,
                safety_stock: 5,
                as_of: moments.change(moments.end - dice.between(1, 6 * DAY)),
                ..InventoryLevel::default()
            });
        }
    }
    levels
}

fn holds_stock(status: OrderStatus) -> bool {
    match status {
        OrderStatus::PendingPayment
        | OrderStatus::Paid
        | OrderStatus::AwaitingShipment
        | OrderStatus::PartiallyShipped
        | OrderStatus::Unknown => true,
        OrderStatus::Shipped | OrderStatus::Delivered | OrderStatus::Completed | OrderStatus::Cancelled | OrderStatus::Closed => {
            false
        }
    }
}

fn product(plan: &Plan, number: u32, moments: &mut Moments) -> Product {
    let words = Words::of(plan.taste);
    let mut dice = Dice::new(plan.seed, For::Product, number);
    let (title, code, department, brand, good) = named(plan.seed, number, words);
    let source_id = format!("s{:x}-p{number}", plan.seed);
    let price = price(good.cents * dice.between(80, 130) / 100, plan.currency);
    let (options, differences) = differences(good, words, &mut dice);
    let variants = differences
        .iter()
        .enumerate()
        .map(|(place, difference)| {
            let price = Money::new(price.minor * difference.percent / 100, plan.currency);
            let price = if difference.percent == 100 { price } else { rounded(price) };
            Variant {
                sku: Some(std::iter::once(code.as_str()).chain(difference.codes.iter().copied()).collect::<Vec<_>>().join("-")),
                barcodes: vec![Barcode { kind: "gtin".to_owned(), value: barcode(&mut dice) }],
                title: said(difference.options.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(" / ")),
                options: difference.options.clone(),
                list_price: dice.percent(35).then(|| rounded(Money::new(price.minor * 125 / 100, plan.currency))),
                cost: Some(Money::new(price.minor * 45 / 100, plan.currency)),
                weight_g: Some(good.weight_g),
                ..Variant::new(format!("{source_id}-v{}", place + 1), price)
            }
        })
        .collect();
    let created = moments.start - dice.between(1, 400 * DAY);
    let updated = moments.change(moments.start + dice.between(0, moments.end - moments.start));
    let status = match number {
        0..8 => ProductStatus::OnSale,
        _ => [ProductStatus::OnSale, ProductStatus::OffShelf, ProductStatus::Draft][dice.weighted(&[90, 7, 3])],
    };
    Product {
        subtitle: Some(good.subtitle.to_owned()),
        description_html: Some(format!("<p>{}</p><p>{}</p>", good.subtitle, dice.pick(words.praise))),
        brand: Some(brand.to_owned()),
        category_path: department.iter().map(|&part| part.to_owned()).collect(),
        status,
        options,
        tags: if dice.percent(40) { vec![dice.pick(words.tags).to_owned()] } else { Vec::new() },
        source_updated_at: Some(updated),
        variants,
        ..Product::new(source_id, title, time(created))
    }
    .settled()
}

fn said(text: String) -> Option<String> {
    if text.is_empty() { None } else { Some(text) }
}

type Named = (String, String, &'static [&'static str], &'static str, &'static Good);

/// Walks through departments, goods and brands so that two hundred products do not repeat a title; after the last, a new
/// edition comes out.
fn named(seed: u64, number: u32, words: &'static Words) -> Named {
    let number = number as usize;
    let department = &words.departments[(number + seed as usize % 7) % words.departments.len()];
    let round = number / words.departments.len();
    let good = &department.goods[round % department.goods.len()];
    let round = round / department.goods.len();
    let (brand, letters) = department.brands[(round + good.title.len()) % department.brands.len()];
    let edition = round / department.brands.len() + 1;
    let mut title = format!("{brand} {}", good.title);
    let mut code = format!("{letters}-{}", good.code);
    if edition > 1 {
        title.push(' ');
        title.push_str(&words.edition.replace("{n}", &edition.to_string()));
        code.push_str(&edition.to_string());
    }
    (title, code, department.path, brand, good)
}

struct Difference {
    options: Vec<Choice>,
    codes: Vec<&'static str>,
    percent: i64,
}

fn differences(good: &Good, words: &Words, dice: &mut Dice) -> (Vec<ProductOption>, Vec<Difference>) {
    let option = |name: &str, from: &[(&'static str, &'static str)]| ProductOption {
        name: name.to_owned(),
        values: from.iter().map(|&(value, _)| value.to_owned()).collect(),
    };
    let one = |name: &str, value: (&'static str, &'static str), percent: i64| Difference {
        options: vec![choice(name, value.0)],
        codes: vec![value.1],
        percent,
    };
    let first = dice.between(0, words.colours.len() as i64 - 3) as usize;
    let colours = &words.colours[first..(first + dice.between(2, 3) as usize).min(words.colours.len())];
    match good.differs {
        Differs::Not => (Vec::new(), vec![Difference { options: Vec::new(), codes: Vec::new(), percent: 100 }]),
        Differs::Colour => {
            let all = colours.iter().map(|&colour| one(words.colour, colour, 100)).collect();
            (vec![option(words.colour, colours)], all)
        }
        Differs::Capacity => {
            let all = words.capacities.iter().zip([55, 100, 170]).map(|(&value, percent)| one(words.capacity, value, percent));
            (vec![option(words.capacity, words.capacities)], all.collect())
        }
        Differs::ColourAndSize => {
            let from = dice.between(0, 2) as usize;
            let sizes = &words.sizes[from..from + 4];
            let mut all = Vec::new();
            for &(colour, colour_code) in colours {
                for &(size, size_code) in sizes {
                    all.push(Difference {
                        options: vec![choice(words.colour, colour), choice(words.size, size)],
                        codes: vec![colour_code, size_code],
                        percent: 100,
                    });
                }
            }
            (vec![option(words.colour, colours), option(words.size, sizes)], all)
        }
    }
}

fn choice(name: &str, value: &str) -> Choice {
    Choice { name: name.to_owned(), value: value.to_owned() }
}

/// What shops of that currency would ask.
fn price(cents: i64, currency: Currency) -> Money {
    // Per hundred dollars; rough is enough.
    let hundreds = match currency.as_str() {
        "CNY" => 720,
        "JPY" => 15_000,
        "KRW" => 135_000,
        "EUR" => 92,
        "GBP" => 79,
        "HKD" => 780,
        "TWD" => 3_200,
        "BRL" => 520,
        _ => 100,
    };
    let scale = 10_i64.pow(currency.decimals());
    rounded(Money::new((cents * hundreds / 10_000).max(1) * scale, currency))
}

/// `89.00` in yuan, `1,980` in yen, `49.99` elsewhere.
fn rounded(price: Money) -> Money {
    let scale = 10_i64.pow(price.currency.decimals());
    let whole = (price.minor / scale).max(1);
    let minor = match (price.currency.decimals(), price.currency) {
        (0, _) => (whole / 100).max(1) * 100 + 80,
        (_, Currency::CNY) if whole >= 10 => (whole / 10 * 10 + 9) * scale,
        (_, Currency::CNY) => whole * scale,
        _ => whole * scale + scale - scale / 100,
    };
    Money::new(minor, price.currency)
}

/// An EAN-13 of the range that shops give out themselves, with its check digit.
fn barcode(dice: &mut Dice) -> String {
    let mut digits = format!("200{}", dice.digits(9));
    let sum: u32 = digits.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    digits
}
