//! Rows of a file, merged into orders.

use super::{
    cells::{MOST_PIECES, Read, Row, personal},
    columns::{ORDER_COLUMNS, place},
    rows::{Batch, Facts, Group, Part, Pen},
};
use crate::{Counts, ShopRef, orders};
use commerce::{
    Address, Choice, Currency, Fulfillment, FulfillmentLine, FulfillmentStatus, LineStatus, Money, Order, OrderFulfillment,
    OrderLine, OrderStatus, PaymentStatus, Personal, TotalKind,
};
use db::Write;
use kernel::{Outcome, Time};
use std::collections::HashMap;

const fn at(name: &str) -> usize {
    place(ORDER_COLUMNS, name)
}

/// The cells that are checked; the rest is text, and read where it is written.
struct OrderRow<'a> {
    row: Row<'a>,
    id: &'a str,
    status: Option<OrderStatus>,
    created_at: Time,
    updated_at: Option<Time>,
    paid_at: Option<Time>,
    shipped_at: Option<Time>,
    completed_at: Option<Time>,
    cancelled_at: Option<Time>,
    currency: Currency,
    total: Option<Money>,
    shipping: Option<Money>,
    line: Part<'a>,
    title: &'a str,
    quantity: Option<i64>,
    unit_price: Money,
    discount: Option<Money>,
    tax: Option<Money>,
}

pub(super) fn facts<'a>(row: &Row<'a>) -> Read<Facts<'a>> {
    let row = read(row)?;
    Ok(Facts { id: row.id, currency: Some(row.currency), part: row.line })
}

fn read<'a>(row: &Row<'a>) -> Read<OrderRow<'a>> {
    let currency = row.currency(const { at("currency") })?;
    let title = row.required(const { at("title") })?;
    let line = match (row.text(const { at("line_id") }), row.text(const { at("sku") })) {
        (Some(id), _) => Part::Named(row.checked_id(const { at("line_id") }, id)?),
        (None, Some(sku)) => Part::Guessed(sku),
        (None, None) => Part::Guessed(title),
    };
    Ok(OrderRow {
        row: *row,
        id: row.id(const { at("order_id") })?,
        status: row.word(const { at("status") })?,
        created_at: row.required_time(const { at("created_at") })?,
        updated_at: row.time(const { at("updated_at") })?,
        paid_at: row.time(const { at("paid_at") })?,
        shipped_at: row.time(const { at("shipped_at") })?,
        completed_at: row.time(const { at("completed_at") })?,
        cancelled_at: row.time(const { at("cancelled_at") })?,
        currency,
        total: row.money(const { at("total") }, currency)?,
        shipping: row.money(const { at("shipping") }, currency)?,
        line,
        title,
        quantity: row.whole(const { at("quantity") }, 1, MOST_PIECES)?,
        unit_price: row.required_money(const { at("unit_price") }, currency)?,
        discount: row.money(const { at("discount") }, currency)?,
        tax: row.money(const { at("tax") }, currency)?,
    })
}

/// Merges the batch into what the shop has.
pub(super) fn store(tx: &mut Write<'_>, shop: &ShopRef, batch: &Batch) -> Outcome<Counts> {
    let ids: Vec<&str> = batch.groups.iter().map(|group| group.id.as_str()).collect();
    let known = orders::find_by_source(tx, shop, &ids)?;
    let mut known: HashMap<String, Order> =
        known.into_iter().map(|stored| (stored.content.source_id.clone(), stored.content)).collect();
    let mut counts = Counts::default();
    let mut merged = Vec::with_capacity(batch.groups.len());
    for group in &batch.groups {
        match merge(known.remove(&group.id), batch, group) {
            Some(order) => merged.push(order),
            None => counts.same += 1,
        }
    }
    counts += orders::upsert_many(tx, shop, &merged)?;
    Ok(counts)
}

/// The order with the rows in it; none when they have nothing to add.
fn merge(known: Option<Order>, batch: &Batch, group: &Group) -> Option<Order> {
    // Every row has been read once before; one that cannot be read now was changed since, and the next run reports it.
    let rows: Vec<OrderRow<'_>> = batch.rows(group).filter_map(|row| read(&row).ok()).collect();
    let first = rows.first()?;
    let newest = rows.iter().filter_map(|row| row.updated_at).max();
    let known = match known {
        // An order whose currency has changed is another one under the same id.
        Some(order) if order.currency != first.currency && newest >= order.source_updated_at => None,
        Some(order) if order.currency != first.currency => return None,
        known => known,
    };
    let is_new = known.is_none();
    let mut order = known.unwrap_or_else(|| Order::new(group.id.as_str(), first.currency, first.created_at));
    // A total that is not the sum was told by the source; rows that do not mention it leave it.
    let mut told = order.total_of(TotalKind::Total).filter(|total| *total != order.computed_total());
    let changed = order.source_updated_at;
    let mut has_written = is_new;
    for row in &rows {
        has_written |= write(&mut order, row, changed, &mut told);
    }
    if !has_written {
        return None;
    }
    if order.source_status.is_none() && newest >= changed {
        order.status = guessed_status(&order);
    }
    Some(finished(order, told))
}

/// Writes one row; whether it had anything to say. `changed` is the order's age before the batch, which is also that of a
/// line without its own.
fn write(order: &mut Order, cells: &OrderRow<'_>, changed: Option<Time>, told: &mut Option<Money>) -> bool {
    let row = &cells.row;
    let mut pen = Pen::new(cells.updated_at, order.source_updated_at);
    if let Some(number) = row.text(const { at("number") })
        && number != order.number
        && pen.writes(order.number == order.source_id)
    {
        order.number = number.to_owned();
    }
    if let Some(status) = cells.status
        && pen.writes(order.source_status.is_none())
    {
        order.status = status;
        // Tells a status that was told from one that only follows from other columns.
        order.source_status = Some(status.as_str().to_owned());
    }
    pen.over(&mut order.created_at, Some(cells.created_at));
    pen.put(&mut order.paid_at, cells.paid_at);
    pen.put(&mut order.shipped_at, cells.shipped_at);
    pen.put(&mut order.completed_at, cells.completed_at);
    pen.put(&mut order.cancelled_at, cells.cancelled_at);
    pen.text(&mut order.cancel_reason, row.text(const { at("cancel_reason") }));
    pen.text(&mut order.buyer.platform_buyer_id, row.text(const { at("buyer_id") }));
    about(&mut pen, &mut order.buyer.name, row.text(const { at("buyer_name") }));
    about(&mut pen, &mut order.buyer.email, row.text(const { at("buyer_email") }));
    about(&mut pen, &mut order.buyer.phone, row.text(const { at("buyer_phone") }));
    address(&mut pen, &mut order.ship_to, row);
    pen.text(&mut order.buyer_memo, row.text(const { at("buyer_memo") }));
    pen.text(&mut order.seller_memo, row.text(const { at("seller_memo") }));
    pen.put(told, cells.total);
    if let Some(shipping) = cells.shipping
        && pen.writes(order.total_of(TotalKind::Shipping).is_none())
    {
        order.set_total(TotalKind::Shipping, Some(shipping));
    }
    order.source_updated_at = order.source_updated_at.max(cells.updated_at);
    write_line(order, cells, changed) | pen.has_written
}

fn write_line(order: &mut Order, cells: &OrderRow<'_>, changed: Option<Time>) -> bool {
    let (row, id) = (&cells.row, cells.line.id());
    let found = order.lines.iter().position(|line| line.id == id);
    let place = found.unwrap_or_else(|| {
        order.lines.push(OrderLine::new(id, cells.title, cells.quantity.unwrap_or(1), cells.unit_price));
        order.lines.len() - 1
    });
    let line = &mut order.lines[place];
    let known = if found.is_some() { line.source_updated_at.or(changed) } else { None };
    let mut pen = Pen::new(cells.updated_at, known);
    pen.text(&mut line.product_id, row.text(const { at("product_id") }));
    pen.text(&mut line.variant_id, row.text(const { at("variant_id") }));
    pen.text(&mut line.sku, row.text(const { at("sku") }));
    if line.title != cells.title && pen.writes(false) {
        line.title = cells.title.to_owned();
    }
    if let Some(quantity) = cells.quantity
        && pen.writes(false)
    {
        (line.quantity.ordered, line.quantity.current) = (quantity, quantity);
    }
    pen.over(&mut line.unit_price, Some(cells.unit_price));
    pen.put(&mut line.discount_seller, cells.discount);
    pen.put(&mut line.tax, cells.tax);
    for (name, value) in row.options() {
        write_choice(&mut pen, &mut line.options, name, value);
    }
    let quantity = line.quantity.current;
    line.source_updated_at = line.source_updated_at.max(cells.updated_at);
    let (carrier, number) = (row.text(const { at("carrier") }), row.text(const { at("tracking_no") }));
    if let Some(parcel) = number.or(carrier) {
        let is_packed = order.fulfillments.iter().any(|known| known.lines.iter().any(|part| part.line_id == id));
        if pen.writes(!is_packed) {
            pack(&mut order.fulfillments, parcel, FulfillmentLine { line_id: id.to_owned(), quantity }, carrier, number);
        }
    }
    found.is_none() | pen.has_written
}

pub(super) fn write_choice(pen: &mut Pen, choices: &mut Vec<Choice>, name: &str, value: &str) {
    match choices.iter_mut().find(|choice| choice.name == name) {
        Some(choice) if choice.value == value => {}
        Some(choice) => pen.over(&mut choice.value, Some(value.to_owned())),
        None if pen.writes(true) => choices.push(Choice { name: name.to_owned(), value: value.to_owned() }),
        None => {}
    }
}

/// Puts the line into this parcel and no other.
fn pack(parcels: &mut Vec<Fulfillment>, id: &str, part: FulfillmentLine, carrier: Option<&str>, tracking_no: Option<&str>) {
    for parcel in parcels.iter_mut() {
        if parcel.id != id {
            parcel.lines.retain(|other| other.line_id != part.line_id);
        }
    }
    parcels.retain(|parcel| parcel.id == id || !parcel.lines.is_empty());
    let place = parcels.iter().position(|parcel| parcel.id == id).unwrap_or_else(|| {
        parcels.push(Fulfillment::shipped(id, Vec::new()));
        parcels.len() - 1
    });
    let parcel = &mut parcels[place];
    match parcel.lines.iter_mut().find(|other| other.line_id == part.line_id) {
        Some(known) => known.quantity = part.quantity,
        None => parcel.lines.push(part),
    }
    parcel.carrier_name = carrier.map(str::to_owned).or(parcel.carrier_name.take());
    parcel.tracking_no = tracking_no.map(str::to_owned).or(parcel.tracking_no.take());
}

fn about(pen: &mut Pen, slot: &mut Option<Personal>, value: Option<&str>) {
    if let Some(value) = value
        && pen.writes(slot.is_none())
        && slot.as_ref().and_then(Personal::text) != Some(value)
    {
        *slot = Some(personal(value));
    }
}

fn address(pen: &mut Pen, slot: &mut Option<Address>, row: &Row<'_>) {
    let mut address = slot.take().unwrap_or_default();
    about(pen, &mut address.name, row.text(const { at("ship_name") }));
    about(pen, &mut address.phone, row.text(const { at("ship_phone") }));
    pen.text(&mut address.country, row.text(const { at("ship_country") }));
    pen.text(&mut address.state, row.text(const { at("ship_state") }));
    pen.text(&mut address.city, row.text(const { at("ship_city") }));
    pen.text(&mut address.district, row.text(const { at("ship_district") }));
    about(pen, &mut address.address, row.text(const { at("ship_address") }));
    pen.text(&mut address.zip, row.text(const { at("ship_zip") }));
    *slot = Some(address).filter(|address| *address != Address::default());
}

fn guessed_status(order: &Order) -> OrderStatus {
    if order.cancelled_at.is_some() {
        OrderStatus::Cancelled
    } else if order.completed_at.is_some() {
        OrderStatus::Completed
    } else if order.shipped_at.is_some() || !order.fulfillments.is_empty() {
        OrderStatus::Shipped
    } else if order.paid_at.is_some() {
        OrderStatus::Paid
    } else {
        OrderStatus::PendingPayment
    }
}

/// What follows from the rows together: states of parcels and lines, the bill, the payment.
fn finished(mut order: Order, told: Option<Money>) -> Order {
    let status = order.status;
    let parcel = match status {
        OrderStatus::PartiallyShipped | OrderStatus::Shipped | OrderStatus::Closed | OrderStatus::Unknown => {
            FulfillmentStatus::Shipped
        }
        OrderStatus::Delivered | OrderStatus::Completed => FulfillmentStatus::Delivered,
        // A label is printed; nothing has left.
        OrderStatus::PendingPayment | OrderStatus::Paid | OrderStatus::AwaitingShipment => FulfillmentStatus::Pending,
        OrderStatus::Cancelled => FulfillmentStatus::Unknown,
    };
    for known in order.fulfillments.iter_mut().filter(|known| known.events.is_empty()) {
        known.status = parcel;
    }
    let has_parcels = !order.fulfillments.is_empty();
    let mut order = order.settled(told);
    if matches!(status, OrderStatus::Shipped | OrderStatus::Delivered | OrderStatus::Completed) && !has_parcels {
        order.lines.iter_mut().for_each(|line| line.quantity.fulfilled = line.quantity.current);
        order.fulfillment_status = OrderFulfillment::Fulfilled;
    }
    if status == OrderStatus::PartiallyShipped && !has_parcels {
        order.fulfillment_status = OrderFulfillment::Partial;
    }
    for line in &mut order.lines {
        let has_left = line.quantity.fulfilled >= line.quantity.current;
        line.status = match status {
            OrderStatus::Cancelled => LineStatus::Cancelled,
            OrderStatus::Delivered | OrderStatus::Completed if has_left => LineStatus::Delivered,
            _ if has_left => LineStatus::Shipped,
            _ => LineStatus::Open,
        };
    }
    let is_paid = match status {
        OrderStatus::Paid
        | OrderStatus::AwaitingShipment
        | OrderStatus::PartiallyShipped
        | OrderStatus::Shipped
        | OrderStatus::Delivered
        | OrderStatus::Completed => true,
        OrderStatus::PendingPayment | OrderStatus::Cancelled | OrderStatus::Closed | OrderStatus::Unknown => {
            order.paid_at.is_some()
        }
    };
    let is_simple = order.payments.is_empty() && order.total_of(TotalKind::Refunded).is_none();
    if is_simple {
        let paid = is_paid.then(|| order.total());
        order.set_total(TotalKind::Paid, paid);
        order.payment_status = if is_paid { PaymentStatus::Paid } else { PaymentStatus::Unpaid };
    }
    order
}
