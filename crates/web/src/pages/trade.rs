//! A store's orders, products, stock and refunds: the same rows that its apps read over the wire.

use crate::{
    links,
    pages::{Answer, identified},
    query::{Pager, Query},
    views::trade::{
        AddressFacts, Amount, BuyerFacts, Event, LevelFacts, LineFacts, OrderFacts, OrderFilter, OrderItem, OrderPage,
        OrderRefund, Orders, ParcelFacts, PaymentFacts, ProductFacts, ProductItem, ProductPage, Products, RefundFacts,
        RefundItem, RefundLineFacts, RefundPage, Refunds, Source, StatusFilter, Stock, StockItem, Totals, VariantFacts,
    },
    visit::{Merchant, Visit},
};
use axum::{extract::Path, http::StatusCode};
use commerce::{
    Address, Choice, Fulfillment, FulfillmentStatus, Order, OrderLine, OrderStatus, Payment, PaymentKind, Personal, Privacy,
    ProductStatus, RefundStatus, Stored, StoredLevel, StoredOrder, StoredProduct, StoredRefund, TotalKind,
};
use db::Read;
use kernel::{Id, Outcome, Page, Refusal, Time, kinds};
use std::time::Duration;
use trade::{ShopRef, TimeRange, orders, products, refunds, stock};

// === orders ===

pub async fn order_list(visitor: Merchant) -> Answer {
    let query = visitor.query();
    let filter = OrderFilter { status: typed(&query, "status"), from: typed(&query, "from"), to: typed(&query, "to") };
    let filtered = query.has_any(&["status", "from", "to"]);
    let mut view =
        Orders { items: Vec::new(), pager: Pager::default(), filter, filtered, statuses: OrderStatus::WORDS, filter_error: None };
    match find_orders(&visitor, &query).await? {
        Ok(list) => {
            view.pager = query.pager(links::MERCHANT_ORDERS, list.next.as_ref());
            view.items = list.items.iter().map(|order| order_item(&visitor, order)).collect();
            visitor.show(&view)
        }
        Err(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            visitor.show_with(StatusCode::BAD_REQUEST, &view)
        }
    }
}

/// What is wrong with the filter is told above the list; what is wrong with us is not the filter's.
async fn find_orders(visitor: &Merchant, query: &Query) -> Outcome<Result<Page<StoredOrder>, Refusal>> {
    let asked = || {
        query.all_names_known(&["status", "from", "to", "after"])?;
        let statuses = query.parsed::<OrderStatus>("status")?.into_iter().collect();
        let updated = days(query)?;
        Ok((trade::Query { updated, statuses, ..trade::Query::default() }, query.page()?))
    };
    let (wanted, page) = match asked() {
        Ok(asked) => asked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let merchant = visitor.merchant.id.clone();
    visitor.web.db.read(move |tx| orders::list(tx, &merchant, &wanted, &page)).await.map(Ok)
}

/// From the first instant of one day to the last of another, UTC.
fn days(query: &Query) -> Result<TimeRange, Refusal> {
    let last_instant = |day: Time| day + Duration::from_millis(24 * 3600 * 1000 - 1);
    let range = TimeRange { min: query.day("from")?.unwrap_or(Time::MIN), max: query.day("to")?.map_or(Time::MAX, last_instant) };
    if range.min > range.max {
        return Err(Refusal::invalid("query.backward_range", "the first day lies after the last; exchange the two"));
    }
    Ok(range)
}

fn typed(query: &Query, name: &str) -> String {
    query.text(name).unwrap_or_default().to_owned()
}

pub(super) fn order_item(visit: &Visit, order: &StoredOrder) -> OrderItem {
    let content = &order.content;
    OrderItem {
        id: order.id.to_string(),
        number: content.number.clone(),
        status: content.status.as_str(),
        buyer: buyer_name(visit, content),
        total: content.total().into(),
        created: content.created_at,
        updated: order.updated_at,
    }
}

/// The name that the source shows, or that it shows none.
fn buyer_name(visit: &Visit, order: &Order) -> String {
    let names = [order.buyer.name.as_ref(), order.buyer.nick.as_ref(), order.ship_to.as_ref().and_then(|to| to.name.as_ref())];
    let shown = names.iter().flatten().find_map(|name| name.text());
    match (shown, names.iter().flatten().next()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(hidden)) => visit.word(&format!("privacy-{}", privacy(hidden))),
        (None, None) => String::new(),
    }
}

pub async fn order(visitor: Merchant, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id): (_, Id<kinds::Order>) = (visitor.merchant.id.clone(), identified(&id)?);
    let (order, returned, sold) = visitor
        .web
        .db
        .read(move |tx| {
            let order = orders::find(tx, &merchant, &id)?;
            let order = order.ok_or_else(|| Refusal::not_found("orders.not_found", "there is no such order in your store"))?;
            let returned = refunds::list_of_order(tx, &order)?;
            let shop = shop_of(&order);
            let sold: Vec<&str> = order.content.lines.iter().filter_map(|line| line.product_id.as_deref()).collect();
            let sold = products::find_by_source(tx, &shop, &sold)?;
            Ok((order, returned, sold))
        })
        .await?;
    let order = order_facts(&visitor, order, &returned, &sold);
    visitor.show(&OrderPage { order })
}

/// The shop that a row is of.
fn shop_of<K, T>(row: &Stored<K, T>) -> ShopRef {
    ShopRef {
        merchant: row.merchant_id.clone(),
        shop: row.shop_id.clone(),
        connection: row.connection_id.clone().unwrap_or_default(),
        platform: row.platform.clone(),
    }
}

fn order_facts(visit: &Visit, order: StoredOrder, returned: &[StoredRefund], sold: &[StoredProduct]) -> OrderFacts {
    let content = &order.content;
    let total = |kind| content.total_of(kind).filter(|amount| !amount.is_zero()).map(Amount::from);
    let discounts =
        [TotalKind::DiscountSeller, TotalKind::DiscountPlatform].into_iter().filter_map(|kind| content.total_of(kind));
    let discount = discounts.reduce(|one, other| if one.currency == other.currency { one.plus(other) } else { one });
    OrderFacts {
        id: order.id.to_string(),
        number: content.number.clone(),
        status: content.status.as_str(),
        created: content.created_at,
        updated: order.updated_at,
        note: content.buyer_memo.clone().or_else(|| content.seller_memo.clone()),
        buyer: BuyerFacts {
            name: buyer_name(visit, content),
            email: shown(content.buyer.email.as_ref()),
            phone: shown(content.buyer.phone.as_ref()),
            privacy: content.buyer.name.as_ref().map_or("clear", privacy),
        },
        address: content.ship_to.as_ref().map(|to| address_facts(visit, to)),
        lines: content.lines.iter().map(|line| line_facts(line, sold)).collect(),
        payments: content.payments.iter().map(payment_facts).collect(),
        fulfilments: content.fulfillments.iter().map(parcel_facts).collect(),
        refunds: returned
            .iter()
            .map(|refund| OrderRefund {
                id: refund.id.to_string(),
                number: refund.content.source_id.clone(),
                status: refund.content.status.as_str(),
                amount: refund.content.amount.into(),
                created: refund.content.requested_at,
            })
            .collect(),
        totals: Totals {
            items: total(TotalKind::Items),
            shipping: total(TotalKind::Shipping),
            discount: discount.filter(|amount| !amount.is_zero()).map(Amount::from),
            tax: total(TotalKind::Tax),
            total: Some(content.total().into()),
            refunded: total(TotalKind::Refunded),
        },
        timeline: order_timeline(visit, content),
        source: Source { name: order.platform.clone(), id: content.source_id.clone(), at: content.source_updated_at },
    }
}

/// What a person may read of a field; masked text is shown as it is.
fn privacy(personal: &Personal) -> &'static str {
    match personal.privacy() {
        Privacy::Clear | Privacy::Masked => "clear",
        Privacy::Encrypted => "encrypted",
        Privacy::Withheld => "withheld",
    }
}

fn shown(personal: Option<&Personal>) -> Option<String> {
    personal.and_then(Personal::text).map(str::to_owned)
}

fn address_facts(visit: &Visit, to: &Address) -> AddressFacts {
    let country = to.country.as_deref().unwrap_or_default();
    let key = format!("country-{}", country.to_ascii_lowercase());
    let has_word = visit.web.languages().has(visit.language, &key);
    let lines = [to.company.clone(), shown(to.address.as_ref()), to.town.clone(), to.district.clone()];
    AddressFacts {
        name: shown(to.name.as_ref()).unwrap_or_default(),
        lines: lines.into_iter().flatten().filter(|line| !line.is_empty()).collect(),
        city: to.city.clone().unwrap_or_default(),
        region: to.state.clone(),
        postcode: to.zip.clone(),
        country: if has_word { visit.word(&key) } else { country.to_owned() },
        phone: shown(to.phone.as_ref()),
        privacy: to.address.as_ref().or(to.name.as_ref()).map_or("clear", privacy),
    }
}

fn line_facts(line: &OrderLine, sold: &[StoredProduct]) -> LineFacts {
    let product = sold.iter().find(|product| Some(product.content.source_id.as_str()) == line.product_id.as_deref());
    LineFacts {
        name: line.title.clone(),
        sku: line.sku.clone(),
        variant: choices(&line.options),
        quantity: line.quantity.ordered,
        price: line.unit_price.into(),
        total: line.total.into(),
        product_url: product.map(|product| links::to(links::MERCHANT_PRODUCT, &[product.id.as_str()])),
    }
}

fn choices(options: &[Choice]) -> Option<String> {
    let texts: Vec<_> = options.iter().map(|choice| choice.value.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join(" / "))
}

fn payment_facts(payment: &Payment) -> PaymentFacts {
    PaymentFacts {
        method: payment.method.clone().unwrap_or_default(),
        amount: payment.amount.into(),
        at: Some(payment.occurred_at),
        state: match payment.kind {
            PaymentKind::Pay | PaymentKind::Fee | PaymentKind::Payout => "paid",
            PaymentKind::Refund => "refunded",
            PaymentKind::Unknown => "unknown",
        },
        reference: payment.platform_txn_id.clone(),
    }
}

fn parcel_facts(parcel: &Fulfillment) -> ParcelFacts {
    ParcelFacts {
        carrier: parcel.carrier_name.clone().or_else(|| parcel.carrier_code.clone()),
        tracking: parcel.tracking_no.clone(),
        // An address from elsewhere becomes a link only when it leads to a page.
        tracking_url: parcel.tracking_url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        state: match parcel.status {
            FulfillmentStatus::Pending => "pending",
            FulfillmentStatus::Shipped | FulfillmentStatus::InTransit => "shipped",
            FulfillmentStatus::Delivered => "delivered",
            FulfillmentStatus::Failed | FulfillmentStatus::Returned => "cancelled",
            FulfillmentStatus::Unknown => "unknown",
        },
        at: parcel.delivered_at.or(parcel.shipped_at),
        quantity: parcel.lines.iter().map(|line| line.quantity).sum(),
    }
}

/// Newest first.
fn order_timeline(visit: &Visit, order: &Order) -> Vec<Event> {
    let steps = [
        ("order-event-placed", Some(order.created_at), None),
        ("order-event-paid", order.paid_at, None),
        ("order-event-shipped", order.shipped_at, None),
        ("order-event-completed", order.completed_at, None),
        ("order-event-cancelled", order.cancelled_at, order.cancel_reason.clone()),
    ];
    timeline(visit, steps)
}

fn timeline<const N: usize>(visit: &Visit, steps: [(&str, Option<Time>, Option<String>); N]) -> Vec<Event> {
    let event =
        |(key, at, text): (&str, Option<Time>, Option<String>)| Some(Event { title: visit.word(key), at: at?, by: None, text });
    let mut events: Vec<_> = steps.into_iter().filter_map(event).collect();
    // Steps of one instant stay in the order of their life.
    events.reverse();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events
}

// === products ===

pub async fn product_list(visitor: Merchant) -> Answer {
    let query = visitor.query();
    let mut view = Products {
        items: Vec::new(),
        pager: Pager::default(),
        filter: StatusFilter { status: typed(&query, "status") },
        filtered: query.has_any(&["status"]),
        statuses: ProductStatus::WORDS,
        filter_error: None,
    };
    let asked = || {
        query.all_names_known(&["status", "after"])?;
        let statuses = query.parsed::<ProductStatus>("status")?.into_iter().collect();
        Ok((trade::Query { statuses, ..trade::Query::default() }, query.page()?))
    };
    let (wanted, page) = match asked() {
        Ok(asked) => asked,
        Err::<_, Refusal>(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            return visitor.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let merchant = visitor.merchant.id.clone();
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = products::list(tx, &merchant, &wanted, &page)?;
            let items = list.items.iter().map(|product| product_item(tx, product)).collect::<Outcome<Vec<_>>>()?;
            Ok((items, list.next))
        })
        .await?;
    view.pager = query.pager(links::MERCHANT_PRODUCTS, next.as_ref());
    view.items = items;
    visitor.show(&view)
}

fn product_item(tx: &mut Read<'_>, product: &StoredProduct) -> Outcome<ProductItem> {
    let levels = stock::list_of_product(tx, product)?;
    let content = &product.content;
    Ok(ProductItem {
        id: product.id.to_string(),
        name: content.title.clone(),
        status: content.status.as_str(),
        variants: content.variants.len(),
        stock: levels.iter().map(|level| level.content.available).sum(),
        price: content.min_price.map(Amount::from),
        updated: product.updated_at,
    })
}

pub async fn product(visitor: Merchant, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id): (_, Id<kinds::Product>) = (visitor.merchant.id.clone(), identified(&id)?);
    let (product, levels) = visitor
        .web
        .db
        .read(move |tx| {
            let product = products::find(tx, &merchant, &id)?;
            let product =
                product.ok_or_else(|| Refusal::not_found("products.not_found", "there is no such product in your store"))?;
            let levels = stock::list_of_product(tx, &product)?;
            Ok((product, levels))
        })
        .await?;
    let content = &product.content;
    let variants = content.variants.iter().map(|variant| {
        let stock: Vec<_> = levels
            .iter()
            .filter(|level| level.content.variant_id == variant.id)
            .map(|level| LevelFacts {
                warehouse: warehouse(&visitor, level),
                available: level.content.available,
                reserved: level.content.reserved,
            })
            .collect();
        VariantFacts {
            id: variant.id.clone(),
            name: variant.title.clone().or_else(|| choices(&variant.options)).unwrap_or_else(|| content.title.clone()),
            sku: variant.sku.clone(),
            price: variant.price.into(),
            total: stock.iter().map(|level| level.available).sum(),
            stock,
        }
    });
    let facts = ProductFacts {
        id: product.id.to_string(),
        name: content.title.clone(),
        status: content.status.as_str(),
        description: content.description_html.as_deref().map(plain).filter(|text| !text.is_empty()),
        image_url: None,
        created: content.created_at,
        updated: product.updated_at,
        source: Source { name: product.platform.clone(), id: content.source_id.clone(), at: content.source_updated_at },
        variants: variants.collect(),
    };
    visitor.show(&ProductPage { product: facts })
}

fn warehouse(visit: &Visit, level: &StoredLevel) -> String {
    level.content.warehouse_id.clone().unwrap_or_else(|| visit.word("stock-whole-shop"))
}

/// A description's text without its markup.
fn plain(html: &str) -> String {
    let (mut text, mut is_tag) = (String::with_capacity(html.len()), false);
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => {
                is_tag = false;
                text.push('\n');
            }
            _ if is_tag => {}
            _ => text.push(letter),
        }
    }
    let text =
        text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

// === stock ===

pub async fn stock_list(visitor: Merchant) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (merchant, page) = (visitor.merchant.id.clone(), query.page()?);
    let (levels, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = stock::list(tx, &merchant, TimeRange::ALWAYS, None, &page)?;
            let mut levels = Vec::with_capacity(list.items.len());
            for level in list.items {
                let shop = shop_of(&level);
                let product = products::find_by_source(tx, &shop, &[&level.content.product_id])?.into_iter().next();
                levels.push((level, product));
            }
            Ok((levels, list.next))
        })
        .await?;
    let items = levels.iter().map(|(level, product)| stock_item(&visitor, level, product.as_ref())).collect();
    visitor.show(&Stock { items, pager: query.pager(links::MERCHANT_STOCK, next.as_ref()) })
}

fn stock_item(visit: &Visit, level: &StoredLevel, product: Option<&StoredProduct>) -> StockItem {
    let content = &level.content;
    let variant = product.and_then(|product| product.content.variant(&content.variant_id));
    let name = variant.and_then(|variant| variant.title.clone().or_else(|| choices(&variant.options)));
    StockItem {
        product_id: product.map(|product| product.id.to_string()).unwrap_or_default(),
        product: product.map_or_else(|| content.product_id.clone(), |product| product.content.title.clone()),
        variant: name.unwrap_or_else(|| content.variant_id.clone()),
        sku: content.sku.clone().or_else(|| variant.and_then(|variant| variant.sku.clone())),
        warehouse: warehouse(visit, level),
        available: content.available,
        reserved: content.reserved,
        updated: level.updated_at,
    }
}

// === refunds ===

pub async fn refund_list(visitor: Merchant) -> Answer {
    let query = visitor.query();
    let mut view = Refunds {
        items: Vec::new(),
        pager: Pager::default(),
        filter: StatusFilter { status: typed(&query, "status") },
        filtered: query.has_any(&["status"]),
        statuses: RefundStatus::WORDS,
        filter_error: None,
    };
    let asked = || {
        query.all_names_known(&["status", "after"])?;
        Ok((query.parsed::<RefundStatus>("status")?.into_iter().collect::<Vec<_>>(), query.page()?))
    };
    let (statuses, page) = match asked() {
        Ok(asked) => asked,
        Err::<_, Refusal>(refusal) => {
            view.filter_error = Some(visitor.refusal_words(refusal.code, &refusal.sentence));
            return visitor.show_with(StatusCode::BAD_REQUEST, &view);
        }
    };
    let merchant = visitor.merchant.id.clone();
    let (found, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = refunds::list(tx, &merchant, TimeRange::ALWAYS, &statuses, &page)?;
            let mut found = Vec::with_capacity(list.items.len());
            for refund in list.items {
                let order = order_of(tx, &refund)?;
                found.push((refund, order));
            }
            Ok((found, list.next))
        })
        .await?;
    view.pager = query.pager(links::MERCHANT_REFUNDS, next.as_ref());
    view.items = found
        .iter()
        .map(|(refund, order)| RefundItem {
            id: refund.id.to_string(),
            number: refund.content.source_id.clone(),
            status: refund.content.status.as_str(),
            order_id: order.as_ref().map(|order| order.id.to_string()),
            order_number: order
                .as_ref()
                .map_or_else(|| refund.content.order_source_id.clone(), |order| order.content.number.clone()),
            amount: refund.content.amount.into(),
            reason: refund.content.reason.clone(),
            updated: refund.updated_at,
        })
        .collect();
    visitor.show(&view)
}

fn order_of(tx: &mut Read<'_>, refund: &StoredRefund) -> Outcome<Option<StoredOrder>> {
    let shop = shop_of(refund);
    Ok(orders::find_by_source(tx, &shop, &[&refund.content.order_source_id])?.into_iter().next())
}

pub async fn refund(visitor: Merchant, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id): (_, Id<kinds::Refund>) = (visitor.merchant.id.clone(), identified(&id)?);
    let (refund, order) = visitor
        .web
        .db
        .read(move |tx| {
            let refund = refunds::find(tx, &merchant, &id)?;
            let refund =
                refund.ok_or_else(|| Refusal::not_found("refunds.not_found", "there is no such refund in your store"))?;
            let order = order_of(tx, &refund)?;
            Ok((refund, order))
        })
        .await?;
    let content = &refund.content;
    let lines = content.lines.iter().map(|line| {
        let sold = order.as_ref().and_then(|order| order.content.lines.iter().find(|sold| sold.id == line.line_id));
        RefundLineFacts {
            name: sold.map_or_else(|| line.line_id.clone(), |sold| sold.title.clone()),
            sku: sold.and_then(|sold| sold.sku.clone()),
            quantity: line.quantity,
            amount: Some(line.amount.into()),
        }
    });
    let steps = [
        ("refund-event-requested", Some(content.requested_at), None),
        ("refund-event-returned", content.return_parcel.as_ref().and_then(|parcel| parcel.received_at), None),
        ("refund-event-completed", content.completed_at, None),
    ];
    let facts = RefundFacts {
        id: refund.id.to_string(),
        number: content.source_id.clone(),
        status: content.status.as_str(),
        order_id: order.as_ref().map(|order| order.id.to_string()),
        order_number: order.as_ref().map_or_else(|| content.order_source_id.clone(), |order| order.content.number.clone()),
        amount: content.amount.into(),
        reason: content.reason.clone(),
        note: content.description.clone(),
        created: content.requested_at,
        updated: refund.updated_at,
        lines: lines.collect(),
        timeline: timeline(&visitor, steps),
        source: Source { name: refund.platform.clone(), id: content.source_id.clone(), at: content.source_updated_at },
    };
    visitor.show(&RefundPage { refund: facts })
}
