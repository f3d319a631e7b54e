use super::*;
use commerce::{FulfillmentStatus, Money, OrderStatus, RefundStatus, TotalKind};
use std::collections::HashSet;

fn plan(taste: Taste, currency: Currency, orders: u32) -> Plan {
    let until = "2026-11-22T18:49:21Z".parse().unwrap();
    Plan { seed: 7, products: 200, orders, months: 12, currency, taste, shop_name: "Northbeam".to_owned(), until }
}

fn plans() -> Vec<Plan> {
    vec![
        plan(Taste::English, Currency::USD, 1_500),
        plan(Taste::English, Currency::EUR, 300),
        plan(Taste::English, Currency::JPY, 300),
        plan(Taste::English, Currency::GBP, 300),
        plan(Taste::Chinese, Currency::CNY, 1_500),
        Plan { months: 1, products: 3, ..plan(Taste::Chinese, Currency::CNY, 17) },
        Plan { months: 1, products: 1, seed: u64::MAX, ..plan(Taste::English, "KWD".parse().unwrap(), 60) },
    ]
}

#[test]
fn the_same_plan_gives_the_same_sample_all_day() {
    let morning = plan(Taste::Chinese, Currency::CNY, 200);
    let evening = Plan { until: "2026-11-22T23:59:59Z".parse().unwrap(), ..morning.clone() };
    assert_eq!(generate(&morning), generate(&evening));
    let other = Plan { seed: 8, ..morning.clone() };
    let sources = |plan: &Plan| -> HashSet<String> { generate(plan).orders.into_iter().map(|order| order.source_id).collect() };
    assert!(sources(&morning).is_disjoint(&sources(&other)));
}

#[test]
fn a_larger_plan_has_the_smaller_ones_source_ids() {
    let (small, large) = (generate(&plan(Taste::English, Currency::USD, 50)), generate(&plan(Taste::English, Currency::USD, 90)));
    for (small, large) in small.orders.iter().zip(&large.orders) {
        assert_eq!((&small.source_id, &small.created_at, &small.lines), (&large.source_id, &large.created_at, &large.lines));
    }
}

#[test]
fn every_state_is_there() {
    for plan in plans() {
        let sample = generate(&plan);
        for &status in OrderStatus::ALL {
            assert!(sample.orders.iter().any(|order| order.status == status), "{plan:?} has no {status:?}");
        }
        for &status in RefundStatus::ALL {
            assert!(sample.refunds.iter().any(|refund| refund.status == status), "{plan:?} has no {status:?}");
        }
    }
}

#[test]
fn totals_add_up() {
    for plan in plans() {
        let sample = generate(&plan);
        for order in &sample.orders {
            let of = |kind| order.total_of(kind).map_or(0, |amount| amount.minor);
            let items: i64 = order.lines.iter().map(|line| line.unit_price.times(line.quantity.ordered).minor).sum();
            let minor = |amount: Option<Money>| amount.map_or(0, |amount| amount.minor);
            let discounts: i64 = order.lines.iter().map(|line| minor(line.discount_seller) + minor(line.discount_platform)).sum();
            assert_eq!(of(TotalKind::Items), items, "{order:?}");
            assert_eq!(of(TotalKind::DiscountSeller) + of(TotalKind::DiscountPlatform), discounts);
            assert_eq!(of(TotalKind::Tax), order.lines.iter().map(|line| minor(line.tax)).sum::<i64>());
            assert_eq!(of(TotalKind::Total), items - discounts + of(TotalKind::Shipping) + of(TotalKind::Tax));
            assert_eq!(
                of(TotalKind::Total) - of(TotalKind::Shipping),
                order.lines.iter().map(|line| line.total.minor).sum::<i64>()
            );
            let paid = order.paid_at.map_or(0, |_| of(TotalKind::Total));
            assert_eq!(of(TotalKind::Paid), paid);
            assert_eq!(order.payments.iter().map(|payment| payment.amount.minor).sum::<i64>(), paid);
            let back = sample.refunds.iter().filter(|refund| refund.order_source_id == order.source_id);
            let back: i64 =
                back.filter(|refund| refund.status == RefundStatus::Completed).map(|refund| refund.amount.minor).sum();
            assert_eq!(of(TotalKind::Refunded), back);
            assert!(back <= paid, "{order:?}");
            assert!(order.lines.iter().all(|line| line.total.minor >= 0 && line.quantity.refunded <= line.quantity.ordered));
        }
        for refund in &sample.refunds {
            let lines: i64 = refund.lines.iter().map(|line| line.amount.minor).sum();
            assert_eq!(refund.amount.minor, lines + refund.shipping_amount.map_or(0, |amount| amount.minor));
        }
    }
}

#[test]
fn nothing_lies_in_the_future_and_no_two_changes_share_a_millisecond() {
    for plan in plans() {
        let sample = generate(&plan);
        let mut stamps = Vec::new();
        for order in &sample.orders {
            let updated_at = order.source_updated_at.unwrap();
            stamps.push(updated_at);
            let events = order.fulfillments.iter().flat_map(|parcel| parcel.events.iter().map(|event| event.occurred_at));
            let moments = [order.paid_at, order.shipped_at, order.completed_at, order.cancelled_at].into_iter().flatten();
            for moment in moments.chain(events) {
                assert!(order.created_at <= moment && moment <= updated_at.max(plan.until), "{order:?}");
            }
            let months_ago = plan.until.since(order.created_at).as_secs() / (24 * 3_600);
            assert!(months_ago <= u64::from(plan.months) * 31, "{months_ago}");
            assert!(order.created_at <= updated_at);
        }
        stamps.extend(sample.refunds.iter().filter_map(|refund| refund.source_updated_at));
        stamps.extend(sample.products.iter().filter_map(|product| product.source_updated_at));
        stamps.extend(sample.stock.iter().map(|level| level.as_of));
        assert!(stamps.iter().all(|stamp| *stamp < plan.until));
        let count = stamps.len();
        assert_eq!(stamps.into_iter().collect::<HashSet<_>>().len(), count);
    }
}

#[test]
fn goods_have_titles_codes_and_prices_of_their_own() {
    for plan in plans() {
        let sample = generate(&plan);
        let titles: HashSet<_> = sample.products.iter().map(|product| &product.title).collect();
        assert_eq!(titles.len(), sample.products.len());
        let variants: Vec<_> = sample.products.iter().flat_map(|product| &product.variants).collect();
        let codes: HashSet<_> = variants.iter().map(|variant| &variant.sku).collect();
        assert_eq!(codes.len(), variants.len());
        assert!(variants.iter().all(|variant| variant.price.minor > 0 && variant.price.currency == plan.currency));
        assert_eq!(sample.stock.len(), variants.len());
        assert!(sample.stock.iter().all(|level| level.on_hand == level.available + level.committed + level.damaged));
    }
}

#[test]
fn what_is_shipped_has_a_parcel_with_a_number() {
    let sample = generate(&plan(Taste::Chinese, Currency::CNY, 600));
    for order in &sample.orders {
        let pieces: i64 = order.fulfillments.iter().flat_map(|parcel| parcel.lines.iter().map(|part| part.quantity)).sum();
        assert_eq!(pieces, order.lines.iter().map(|line| line.quantity.fulfilled).sum::<i64>());
        assert_eq!(order.shipped_at.is_some(), pieces > 0);
        for parcel in &order.fulfillments {
            assert!(parcel.carrier_name.is_some() && parcel.tracking_no.as_ref().is_some_and(|number| number.len() >= 8));
            assert_eq!(parcel.delivered_at.is_some(), parcel.status == FulfillmentStatus::Delivered);
        }
    }
}
