//! Rows of a file, merged into products, and what can still be sold of them.

use super::{
    cells::{Read, Row},
    columns::{PRODUCT_COLUMNS, place},
    orders::write_choice,
    rows::{Batch, Facts, Group, Part, Pen},
};
use crate::{Counts, ShopRef, products, stock};
use commerce::{
    Barcode, Currency, InventoryLevel, Money, Product, ProductStatus, StockChange, StockMode, StoredLevel, StoredProduct, Variant,
};
use db::Write;
use kernel::{Outcome, Time};
use std::collections::HashMap;

const fn at(name: &str) -> usize {
    place(PRODUCT_COLUMNS, name)
}

struct ProductRow<'a> {
    row: Row<'a>,
    id: &'a str,
    title: &'a str,
    status: Option<ProductStatus>,
    created_at: Option<Time>,
    updated_at: Option<Time>,
    variant: Part<'a>,
    price: Money,
    list_price: Option<Money>,
    cost: Option<Money>,
    weight_g: Option<i64>,
    stock: Option<i64>,
}

pub(super) fn facts<'a>(row: &Row<'a>) -> Read<Facts<'a>> {
    let row = read(row)?;
    Ok(Facts { id: row.id, currency: None, part: row.variant })
}

fn read<'a>(row: &Row<'a>) -> Read<ProductRow<'a>> {
    let id = row.id(const { at("product_id") })?;
    let currency: Currency = row.currency(const { at("currency") })?;
    let variant = match (row.text(const { at("variant_id") }), row.text(const { at("sku") })) {
        (Some(variant), _) => Part::Named(row.checked_id(const { at("variant_id") }, variant)?),
        (None, Some(sku)) => Part::Guessed(row.checked_id(const { at("sku") }, sku)?),
        (None, None) => Part::Guessed(id),
    };
    Ok(ProductRow {
        row: *row,
        id,
        title: row.required(const { at("title") })?,
        status: row.word(const { at("status") })?,
        created_at: row.time(const { at("created_at") })?,
        updated_at: row.time(const { at("updated_at") })?,
        variant,
        price: row.required_money(const { at("price") }, currency)?,
        list_price: row.money(const { at("list_price") }, currency)?,
        cost: row.money(const { at("cost") }, currency)?,
        weight_g: row.whole(const { at("weight_g") }, 0, 1_000_000_000)?,
        stock: row.whole(const { at("stock") }, 0, InventoryLevel::MOST)?,
    })
}

/// Merges the batch into what the shop has: products first, then levels of stock.
pub(super) fn store(tx: &mut Write<'_>, shop: &ShopRef, batch: &Batch) -> Outcome<(Counts, Counts)> {
    let ids: Vec<&str> = batch.groups.iter().map(|group| group.id.as_str()).collect();
    let known = products::find_by_source(tx, shop, &ids)?;
    let mut known: HashMap<String, StoredProduct> =
        known.into_iter().map(|stored| (stored.content.source_id.clone(), stored)).collect();
    let (mut counts, mut merged, mut levels) = (Counts::default(), Vec::new(), Vec::new());
    for group in &batch.groups {
        let stored = known.remove(&group.id);
        // Every row has been read once before; one that cannot be read now was changed since, and the next run reports it.
        let rows: Vec<ProductRow<'_>> = batch.rows(group).filter_map(|row| read(&row).ok()).collect();
        if rows.iter().any(|row| row.stock.is_some()) {
            let counted = match &stored {
                Some(product) => stock::list_of_product(tx, product)?,
                None => Vec::new(),
            };
            levels.extend(rows.iter().filter_map(|row| level(row, &counted, tx.now)));
        }
        match merge(stored.map(|stored| stored.content), &rows, group, tx.now) {
            Some(product) => merged.push(product),
            None => counts.same += 1,
        }
    }
    counts += products::upsert_many(tx, shop, &merged)?;
    Ok((counts, stock::upsert_many(tx, shop, &levels)?))
}

/// The product with the rows in it; none when they have nothing to add.
fn merge(known: Option<Product>, rows: &[ProductRow<'_>], group: &Group, now: Time) -> Option<Product> {
    let first = rows.first()?;
    let is_new = known.is_none();
    let mut product = known.unwrap_or_else(|| {
        Product::new(group.id.as_str(), first.title, rows.iter().find_map(|row| row.created_at).unwrap_or(now))
    });
    let mut has_written = is_new;
    for row in rows {
        has_written |= write(&mut product, row);
    }
    if !has_written {
        return None;
    }
    // Computed from the variants anew.
    product.options.clear();
    Some(product.settled())
}

/// Writes one row; whether it had anything to say.
fn write(product: &mut Product, cells: &ProductRow<'_>) -> bool {
    let row = &cells.row;
    let mut pen = Pen::new(cells.updated_at, product.source_updated_at);
    if product.title != cells.title && pen.writes(false) {
        product.title = cells.title.to_owned();
    }
    pen.text(&mut product.subtitle, row.text(const { at("subtitle") }));
    pen.text(&mut product.description_html, row.text(const { at("description") }));
    pen.text(&mut product.brand, row.text(const { at("brand") }));
    pen.text(&mut product.url, row.text(const { at("url") }));
    pen.over(&mut product.status, cells.status);
    pen.over(&mut product.created_at, cells.created_at);
    list(&mut pen, &mut product.category_path, row.text(const { at("category") }), '>');
    list(&mut pen, &mut product.tags, row.text(const { at("tags") }), '|');
    if let Some(image) = row.text(const { at("image") })
        && product.images.first().is_none_or(|first| first != image)
        && pen.writes(product.images.is_empty())
    {
        product.images.retain(|other| other != image);
        product.images.insert(0, image.to_owned());
    }
    product.source_updated_at = product.source_updated_at.max(cells.updated_at);
    write_variant(product, cells) | pen.has_written
}

fn write_variant(product: &mut Product, cells: &ProductRow<'_>) -> bool {
    let (row, id) = (&cells.row, cells.variant.id());
    let found = product.variants.iter().position(|variant| variant.id == id);
    let place = found.unwrap_or_else(|| {
        product.variants.push(Variant::new(id, cells.price));
        product.variants.len() - 1
    });
    let variant = &mut product.variants[place];
    let mut pen = Pen::new(cells.updated_at, variant.source_updated_at);
    pen.text(&mut variant.sku, row.text(const { at("sku") }));
    pen.text(&mut variant.title, row.text(const { at("variant_title") }));
    pen.over(&mut variant.price, Some(cells.price));
    pen.put(&mut variant.list_price, cells.list_price);
    pen.put(&mut variant.cost, cells.cost);
    pen.put(&mut variant.weight_g, cells.weight_g);
    if let Some(barcode) = row.text(const { at("barcode") })
        && pen.writes(variant.barcodes.is_empty())
    {
        variant.barcodes = vec![Barcode { kind: "gtin".to_owned(), value: barcode.to_owned() }];
    }
    for (name, value) in row.options() {
        write_choice(&mut pen, &mut variant.options, name, value);
    }
    variant.source_updated_at = variant.source_updated_at.max(cells.updated_at);
    found.is_none() | pen.has_written
}

fn list(pen: &mut Pen, slot: &mut Vec<String>, value: Option<&str>, between: char) {
    if let Some(value) = value
        && pen.writes(slot.is_empty())
    {
        *slot = value.split(between).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    }
}

/// The level that the row asks for; none when it is so already.
fn level(cells: &ProductRow<'_>, counted: &[StoredLevel], now: Time) -> Option<InventoryLevel> {
    let quantity = cells.stock?;
    let id = cells.variant.id();
    let known = counted.iter().map(|stored| &stored.content).find(|level| level.variant_id == id && level.warehouse_id.is_none());
    let known = match known {
        Some(known) if known.available == quantity => return None,
        Some(known) => known.clone(),
        None => InventoryLevel {
            product_id: cells.id.to_owned(),
            variant_id: id.to_owned(),
            sku: cells.row.text(const { at("sku") }).map(str::to_owned),
            ..InventoryLevel::default()
        },
    };
    known.change(&StockChange { mode: StockMode::Absolute, quantity }, cells.updated_at.unwrap_or(now)).ok()
}
