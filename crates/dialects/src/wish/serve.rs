//! Our model in Wish's words (wish.md §7.1, §8).

use super::wire::{line_id, written};
use commerce::{
    Address, Fulfillment, FulfillmentStatus, Money, OrderLine, OrderStatus, ProductStatus, RefundStatus, StoredLevel,
    StoredOrder, StoredProduct, StoredRefund, Variant, VariantStatus,
};
use kernel::Time;
use serde_json::{Value, json};

/// A token object (wish.md §3.2).
pub fn issued(access: &str, refresh: &str, expires_at: Time, merchant: &str, permissions: &[String]) -> Value {
    json!({
        "access_token": access,
        "refresh_token": refresh,
        "expiry_time": written(expires_at),
        "merchant_id": merchant,
        "scopes": permissions,
    })
}

/// Our statuses behind a state's name.
pub fn states_of(state: &str) -> &'static [OrderStatus] {
    match state {
        "APPROVED" => &[OrderStatus::Paid, OrderStatus::AwaitingShipment, OrderStatus::PartiallyShipped],
        "SHIPPED" => &[OrderStatus::Shipped, OrderStatus::Delivered, OrderStatus::Completed],
        "REFUNDED" => &[OrderStatus::Cancelled, OrderStatus::Closed],
        "REQUIRE_REVIEW" => &[OrderStatus::PendingPayment, OrderStatus::Unknown],
        _ => &[],
    }
}

fn state(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Paid | OrderStatus::AwaitingShipment | OrderStatus::PartiallyShipped => "APPROVED",
        OrderStatus::Shipped | OrderStatus::Delivered | OrderStatus::Completed => "SHIPPED",
        OrderStatus::Cancelled | OrderStatus::Closed => "REFUNDED",
        OrderStatus::PendingPayment | OrderStatus::Unknown => "REQUIRE_REVIEW",
    }
}

/// Wish orders of one of ours: one for each line.
pub fn orders(order: &StoredOrder, refunds: &[StoredRefund]) -> Vec<Value> {
    order.content.lines.iter().map(|line| self::line(order, line, refunds)).collect()
}

/// The Wish order of one line.
pub fn order(order: &StoredOrder, line: &str, refunds: &[StoredRefund]) -> Option<Value> {
    order.content.line(line).map(|line| self::line(order, line, refunds))
}

fn line(stored: &StoredOrder, line: &OrderLine, refunds: &[StoredRefund]) -> Value {
    let order = &stored.content;
    let parcels: Vec<&Fulfillment> =
        order.fulfillments.iter().filter(|parcel| parcel.lines.iter().any(|packed| packed.line_id == line.id)).collect();
    let option = |names: [&str; 2]| {
        let found = line.options.iter().find(|choice| names.contains(&choice.name.to_lowercase().as_str()));
        found.map(|choice| choice.value.clone())
    };
    json!({
        "id": line_id(stored.id.as_str(), &line.id),
        "transaction_id": stored.id,
        "state": state(order.status),
        "released_at": written(order.released_at()),
        "updated_at": written(stored.updated_at),
        "product_information": {
            "id": line.product_id,
            "name": line.title,
            "sku": line.sku,
            "variation_id": line.variant_id,
            "color": option(["color", "颜色"]),
            "size": option(["size", "尺码"]),
            "variation_image_url": line.image,
        },
        "order_payment": {"general_payment_details": payment(line)},
        "full_address": {"shipping_detail": order.ship_to.as_ref().map(address)},
        "tracking_information": parcels.iter().rev().take(2).map(|parcel| tracking(parcel)).collect::<Vec<_>>(),
        "fulfillment_requirements": {"expected_ship_time": line.ship_by.or(order.ship_by).map(written)},
        "fulfillment_records": records(order.released_at(), &parcels),
        "fulfillment_order_types": [],
        "refunds": refunds.iter().filter_map(|stored| refund(stored, line)).collect::<Vec<_>>(),
        "warehouse_information": {"warehouse_id": order.warehouse_id, "warehouse_name": "STANDARD", "warehouse_type": "PRIMARY"},
        "penalties": [],
        "special_programs": [],
    })
}

fn payment(line: &OrderLine) -> Value {
    let goods = line.unit_price.times(line.quantity.ordered);
    json!({
        "product_quantity": line.quantity.ordered,
        "product_price": money(line.unit_price),
        "original_product_price": money(line.unit_price),
        "product_shipping_price": money(Money::zero(line.total.currency)),
        "product_merchant_payment": money(goods),
        "payment_total": money(line.total),
        "customer_paid_prices_detail": {
            "product_price": money(line.unit_price),
            "product_price_total": money(goods),
            "total": money(line.total),
        },
    })
}

/// Wish writes amounts as JSON numbers.
fn money(money: Money) -> Value {
    let scale = 10_f64.powi(money.currency.decimals() as i32);
    json!({"amount": money.minor as f64 / scale, "currency_code": money.currency})
}

fn address(address: &Address) -> Value {
    let text = |field: &Option<commerce::Personal>| field.as_ref().and_then(|field| field.text().map(str::to_owned));
    json!({
        "name": text(&address.name),
        "street_address1": text(&address.address),
        "street_address2": address.district,
        "city": address.city,
        "state": address.state,
        "zipcode": address.zip,
        "country_code": address.country,
        "phone_number": {"number": text(&address.phone)},
    })
}

fn tracking(parcel: &Fulfillment) -> Value {
    json!({
        "tracking_number": parcel.tracking_no,
        "shipping_provider": {"name": parcel.carrier_name.as_ref().or(parcel.carrier_code.as_ref())},
        "ship_note": "",
    })
}

fn records(released_at: Time, parcels: &[&Fulfillment]) -> Value {
    let record = |kind: &str, at: Time| json!({"event_type": kind, "event_time": written(at)});
    let mut records = vec![record("ORDER_RELEASED", released_at)];
    for parcel in parcels {
        records.extend(parcel.shipped_at.map(|at| record("MARK_SHIPPED", at)));
        if parcel.status == FulfillmentStatus::Delivered {
            records.extend(parcel.delivered_at.map(|at| record("CONFIRMED_DELIVERED", at)));
        }
    }
    Value::Array(records)
}

/// What of a refund concerns this line. A refund that names no lines concerns all.
fn refund(stored: &StoredRefund, line: &OrderLine) -> Option<Value> {
    let refund = &stored.content;
    if refund.status != RefundStatus::Completed && refund.status != RefundStatus::Approved {
        return None;
    }
    let amount = match refund.lines.iter().find(|part| part.line_id == line.id) {
        Some(part) => part.amount,
        None if refund.lines.is_empty() => refund.amount,
        None => return None,
    };
    Some(json!({
        "refund_reason": "OTHER",
        "refund_reason_note": refund.reason,
        "refund_source": "MERCHANT",
        "refund_amount": money(amount),
        "merchant_responsible_amount": money(amount),
        "refund_time": written(refund.completed_at.unwrap_or(refund.requested_at)),
    }))
}

/// A product; `levels` is its stock, for the detail alone: lists are shallow.
pub fn product(stored: &StoredProduct, levels: Option<&[StoredLevel]>) -> Value {
    let product = &stored.content;
    let mut value = json!({
        "id": stored.id,
        "name": product.title,
        "description": product.description_html.as_deref().or(product.subtitle.as_deref()).unwrap_or(&product.title),
        "parent_sku": parent_sku(stored),
        "state": product_state(product.status),
        "status": if product.status == ProductStatus::Draft { "PENDING_REVIEW" } else { "APPROVED" },
        "category_id": product.platform_category_id,
        "tags": product.tags,
        "condition": "NEW",
        "max_quantity": Value::Null,
        "is_promoted": false,
        "created_at": written(product.created_at),
        "updated_at": written(stored.updated_at),
    });
    if let (Some(levels), Some(object)) = (levels, value.as_object_mut()) {
        object.insert("main_image".to_owned(), json!({"url": product.images.first(), "is_clean_image": false}));
        object.insert(
            "extra_images".to_owned(),
            json!(product.images.iter().skip(1).map(|url| json!({"url": url})).collect::<Vec<_>>()),
        );
        let variations: Vec<Value> = product.variants.iter().map(|variant| variation(stored, variant, levels)).collect();
        object.insert("variations".to_owned(), Value::Array(variations));
    }
    value
}

fn parent_sku(stored: &StoredProduct) -> &str {
    &stored.content.source_id
}

fn product_state(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::OnSale => "ACTIVE",
        ProductStatus::Draft | ProductStatus::OffShelf | ProductStatus::Unknown => "MERCHANT_INACTIVE",
        ProductStatus::Deleted => "REMOVED_BY_MERCHANT",
    }
}

fn variation(stored: &StoredProduct, variant: &Variant, levels: &[StoredLevel]) -> Value {
    let held = levels.iter().filter(|level| level.content.variant_id == variant.id);
    let inventories: Vec<Value> = held
        .map(|level| {
            let warehouse = level.content.warehouse_id.as_deref().unwrap_or("STANDARD");
            json!({"warehouse_id": warehouse, "inventory": level.content.available})
        })
        .collect();
    json!({
        "id": variant.id,
        "product_id": stored.id,
        "sku": variant.sku,
        "status": if variant.status == VariantStatus::Enabled { "ENABLED" } else { "DISABLED" },
        "price": money(variant.price),
        "cost": variant.cost.map(money),
        "gtin": variant.barcodes.first().map(|barcode| &barcode.value),
        "image": variant.image,
        "options": variant.options,
        "attributes": [],
        "inventories": inventories,
        "logistics_details": {"weight": variant.weight_g},
    })
}
