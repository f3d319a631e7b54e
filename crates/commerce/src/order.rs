//! An order with its lines, its people, payments and parcels is one aggregate: read whole, written whole. What follows
//! from the parts (line totals, sums, the fulfilment status) is computed by [`Order::settled`], in one place.

use crate::{Choice, Currency, Money, Personal, words::words};
use kernel::{Refusal, Time};
use serde::{Deserialize, Serialize};

words! {
    /// Where the order as a whole stands.
    OrderStatus {
        PendingPayment = "pending_payment",
        Paid = "paid",
        AwaitingShipment = "awaiting_shipment",
        PartiallyShipped = "partially_shipped",
        Shipped = "shipped",
        Delivered = "delivered",
        Completed = "completed",
        Cancelled = "cancelled",
        /// Ended without being completed: refunded in full, or given up by the platform.
        Closed = "closed",
        Unknown = "unknown",
    }
}

words! {
    PaymentStatus {
        Unpaid = "unpaid",
        PartiallyPaid = "partially_paid",
        Paid = "paid",
        PartiallyRefunded = "partially_refunded",
        Refunded = "refunded",
        Failed = "failed",
        Unknown = "unknown",
    }
}

words! {
    /// How much of the order has left the house.
    OrderFulfillment { Unfulfilled = "unfulfilled", Partial = "partial", Fulfilled = "fulfilled", Unknown = "unknown" }
}

words! {
    /// Whether something of the order is asked back or went back.
    RefundState { None = "none", Requested = "requested", Partial = "partial", Full = "full", Unknown = "unknown" }
}

words! {
    OrderKind {
        Normal = "normal",
        Presale = "presale",
        Deposit = "deposit",
        Gift = "gift",
        Exchange = "exchange",
        Group = "group",
        Unknown = "unknown",
    }
}

words! {
    LineStatus {
        Open = "open",
        Shipped = "shipped",
        Delivered = "delivered",
        Refunded = "refunded",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }
}

words! {
    TotalKind {
        /// Lines before any discount.
        Items = "items",
        DiscountSeller = "discount_seller",
        DiscountPlatform = "discount_platform",
        Shipping = "shipping",
        Tax = "tax",
        Duty = "duty",
        Deposit = "deposit",
        Balance = "balance",
        Paid = "paid",
        Refunded = "refunded",
        /// What the buyer owes for everything.
        Total = "total",
    }
}

words! {
    FulfillmentMethod { Shipping = "shipping", Pickup = "pickup", Digital = "digital", Virtual = "virtual", Unknown = "unknown" }
}

words! {
    FulfillmentStatus {
        Pending = "pending",
        Shipped = "shipped",
        InTransit = "in_transit",
        Delivered = "delivered",
        Failed = "failed",
        Returned = "returned",
        Unknown = "unknown",
    }
}

words! {
    PaymentKind { Pay = "pay", Refund = "refund", Fee = "fee", Payout = "payout", Unknown = "unknown" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The order's id at its source.
    pub source_id: String,
    /// The number that people say.
    pub number: String,
    /// Of a trade that was merged or split, or a purchase that groups orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    pub status: OrderStatus,
    /// The source's own word for the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_status: Option<String>,
    pub payment_status: PaymentStatus,
    pub fulfillment_status: OrderFulfillment,
    pub refund_status: RefundState,
    #[serde(rename = "type")]
    pub kind: OrderKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// When the buyer placed it.
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Time>,
    /// By when it must have left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_by: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
    pub currency: Currency,
    #[serde(default)]
    pub totals: Vec<Total>,
    #[serde(default)]
    pub lines: Vec<OrderLine>,
    #[serde(default)]
    pub buyer: Buyer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_to: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Invoice>,
    #[serde(default)]
    pub payments: Vec<Payment>,
    #[serde(default)]
    pub fulfillments: Vec<Fulfillment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_memo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller_memo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller_flag: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Which channel or app made it, as the source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_name: Option<String>,
}

/// One entry of the bill. Discounts and refunds are positive amounts that lower it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    #[serde(rename = "type")]
    pub kind: TotalKind,
    pub amount: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The source's own id of the line, unique within the order.
    pub id: String,
    /// The product's and the variant's ids at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    pub title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub quantity: Quantity,
    pub unit_price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_seller: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_platform: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// Ordered quantity times unit price, less discounts, plus tax.
    pub total: Money,
    pub status: LineStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_gift: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_line_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_by: Option<Time>,
    /// When the source last changed this line, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
}

/// `ordered` at first, `current` after changes, of which `fulfilled` have left and `refunded` were given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quantity {
    pub ordered: i64,
    pub current: i64,
    pub fulfilled: i64,
    pub refunded: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buyer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_buyer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick: Option<Personal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Personal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal>,
}

/// Where a parcel goes, from the widest to the narrowest; what names a person's door is [`Personal`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal>,
    /// Two letters of ISO 3166-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// What the source gives in place of the receiver, for printing a waybill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_no: Option<String>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: PaymentKind,
    /// `alipay`, `wechat_pay`, `card`, … as the source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_status: Option<String>,
    pub occurred_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_txn_id: Option<String>,
}

/// One parcel, or one handing over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfillment {
    /// Unique within the order.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<String>,
    pub lines: Vec<FulfillmentLine>,
    pub method: FulfillmentMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_no: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waybill_no: Option<String>,
    pub status: FulfillmentStatus,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<FulfillmentEvent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentLine {
    pub line_id: String,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentEvent {
    #[serde(rename = "type")]
    pub kind: String,
    pub occurred_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

// === impl Order ===

impl Order {
    /// An order with what every order has: unpaid, without lines.
    pub fn new(source_id: impl Into<String>, currency: Currency, created_at: Time) -> Order {
        let source_id = source_id.into();
        Order {
            number: source_id.clone(),
            source_id,
            parent_id: None,
            status: OrderStatus::PendingPayment,
            source_status: None,
            payment_status: PaymentStatus::Unpaid,
            fulfillment_status: OrderFulfillment::Unfulfilled,
            refund_status: RefundState::None,
            kind: OrderKind::Normal,
            channel: None,
            created_at,
            paid_at: None,
            ship_by: None,
            shipped_at: None,
            completed_at: None,
            cancelled_at: None,
            cancel_reason: None,
            source_updated_at: None,
            currency,
            totals: Vec::new(),
            lines: Vec::new(),
            buyer: Buyer::default(),
            ship_to: None,
            bill_to: None,
            invoice: None,
            payments: Vec::new(),
            fulfillments: Vec::new(),
            buyer_memo: None,
            seller_memo: None,
            seller_flag: None,
            tags: Vec::new(),
            promotions: Vec::new(),
            warehouse_id: None,
            risk: None,
            source_name: None,
        }
    }

    /// One entry of the bill, if the order has it.
    pub fn total_of(&self, kind: TotalKind) -> Option<Money> {
        self.totals.iter().find(|total| total.kind == kind).map(|total| total.amount)
    }

    /// What the buyer owes for everything; zero when nobody said.
    pub fn total(&self) -> Money {
        self.total_of(TotalKind::Total).unwrap_or(Money::zero(self.currency))
    }

    /// From when on the merchant can work on it: paid, or placed where nobody says when it was paid.
    pub fn released_at(&self) -> Time {
        self.paid_at.unwrap_or(self.created_at)
    }

    pub fn line(&self, id: &str) -> Option<&OrderLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Sets an entry of the bill, or removes it.
    pub fn set_total(&mut self, kind: TotalKind, amount: Option<Money>) {
        self.totals.retain(|total| total.kind != kind);
        self.totals.extend(amount.map(|amount| Total { kind, amount }));
        self.totals.sort_by_key(|total| total.kind);
    }

    /// The order with everything that follows from its parts computed anew: fulfilled quantities from the parcels, the
    /// lines' totals, items, discounts and tax of the bill, and the total where `total` does not say it. Shipping, duty,
    /// deposit and what was paid stay as the source told.
    #[must_use]
    pub fn settled(mut self, total: Option<Money>) -> Order {
        let Order { lines, fulfillments, .. } = &mut self;
        for line in lines.iter_mut() {
            let sent = fulfillments.iter().filter(|parcel| parcel.status.has_left()).flat_map(|parcel| &parcel.lines);
            line.quantity.fulfilled = sent.filter(|part| part.line_id == line.id).map(|part| part.quantity).sum();
            line.total = line.computed_total();
        }
        let sum = |of: fn(&OrderLine) -> Option<Money>| {
            let amounts: Vec<Money> = self.lines.iter().filter_map(of).collect();
            if amounts.is_empty() { None } else { Some(Money::sum(self.currency, amounts)) }
        };
        let items = sum(|line| Some(line.unit_price.times(line.quantity.ordered)));
        let (seller, platform, tax) =
            (sum(|line| line.discount_seller), sum(|line| line.discount_platform), sum(|line| line.tax));
        self.set_total(TotalKind::Items, items);
        self.set_total(TotalKind::DiscountSeller, seller);
        self.set_total(TotalKind::DiscountPlatform, platform);
        self.set_total(TotalKind::Tax, tax);
        let total = total.unwrap_or_else(|| self.computed_total());
        self.set_total(TotalKind::Total, Some(total));
        self.fulfillment_status = self.computed_fulfillment();
        self
    }

    /// What the parts of the bill add up to.
    pub fn computed_total(&self) -> Money {
        self.totals.iter().fold(Money::zero(self.currency), |sum, total| match total.kind {
            TotalKind::Items | TotalKind::Shipping | TotalKind::Tax | TotalKind::Duty => sum.plus(total.amount),
            TotalKind::DiscountSeller | TotalKind::DiscountPlatform => sum.minus(total.amount),
            TotalKind::Deposit | TotalKind::Balance | TotalKind::Paid | TotalKind::Refunded | TotalKind::Total => sum,
        })
    }

    fn computed_fulfillment(&self) -> OrderFulfillment {
        let wanted: i64 = self.lines.iter().map(|line| line.quantity.current).sum();
        let sent: i64 = self.lines.iter().map(|line| line.quantity.fulfilled).sum();
        match sent {
            0 => OrderFulfillment::Unfulfilled,
            sent if sent < wanted => OrderFulfillment::Partial,
            _ => OrderFulfillment::Fulfilled,
        }
    }

    /// The order with one more parcel on its way.
    ///
    /// # Errors
    /// `orders.state` when it is not paid or has ended; `orders.quantity` when the parcel names no line, a line twice, a
    /// line that is not there, or more than is still to be sent; `orders.fulfillment_exists` when the order has a parcel
    /// of that id.
    pub fn ship(self, parcel: Fulfillment, now: Time) -> Result<Order, Refusal> {
        match self.status {
            OrderStatus::Paid | OrderStatus::AwaitingShipment | OrderStatus::PartiallyShipped | OrderStatus::Unknown => {}
            status => return Err(Refusal::conflict("orders.state", format!("an order that is {status} cannot be shipped"))),
        }
        if self.fulfillments.iter().any(|known| known.id == parcel.id) {
            return Err(Refusal::conflict("orders.fulfillment_exists", "the order already has a fulfillment with this id"));
        }
        self.check_quantities(&parcel)?;
        let mut order = self;
        let told_total = order.total_of(TotalKind::Total);
        order.fulfillments.push(Fulfillment {
            shipped_at: parcel.shipped_at.or(Some(now)),
            status: FulfillmentStatus::Shipped,
            ..parcel
        });
        order.shipped_at = order.shipped_at.or(Some(now));
        order.source_updated_at = Some(now);
        let mut order = order.settled(told_total);
        order.status = match order.fulfillment_status {
            OrderFulfillment::Fulfilled => OrderStatus::Shipped,
            _ => OrderStatus::PartiallyShipped,
        };
        for line in order
            .lines
            .iter_mut()
            .filter(|line| line.quantity.fulfilled >= line.quantity.current && line.status == LineStatus::Open)
        {
            line.status = LineStatus::Shipped;
        }
        Ok(order)
    }

    fn check_quantities(&self, parcel: &Fulfillment) -> Result<(), Refusal> {
        let refuse = |sentence: String| Err(Refusal::invalid("orders.quantity", sentence));
        if parcel.lines.is_empty() {
            return refuse("a fulfillment names at least one line".to_owned());
        }
        for (index, part) in parcel.lines.iter().enumerate() {
            let Some(line) = self.line(&part.line_id) else {
                return refuse(format!("the order has no line {:?}", part.line_id));
            };
            let open = line.quantity.current - line.quantity.fulfilled;
            if part.quantity < 1 || part.quantity > open {
                return refuse(format!("line {:?} has {open} still to be sent, not {}", part.line_id, part.quantity));
            }
            if parcel.lines[..index].iter().any(|earlier| earlier.line_id == part.line_id) {
                return refuse(format!("line {:?} stands twice in the fulfillment", part.line_id));
            }
        }
        Ok(())
    }

    /// The order, called off.
    ///
    /// # Errors
    /// `orders.state` when something of it has left, or it has ended.
    pub fn cancel(self, reason: Option<String>, now: Time) -> Result<Order, Refusal> {
        match self.status {
            OrderStatus::PendingPayment | OrderStatus::Paid | OrderStatus::AwaitingShipment | OrderStatus::Unknown => {}
            status => return Err(Refusal::conflict("orders.state", format!("an order that is {status} cannot be cancelled"))),
        }
        let mut order = self;
        for line in &mut order.lines {
            line.status = LineStatus::Cancelled;
        }
        Ok(Order {
            status: OrderStatus::Cancelled,
            cancelled_at: Some(now),
            cancel_reason: reason,
            source_updated_at: Some(now),
            ..order
        })
    }
}

impl OrderLine {
    pub fn new(id: impl Into<String>, title: impl Into<String>, quantity: i64, unit_price: Money) -> OrderLine {
        let mut line = OrderLine {
            id: id.into(),
            product_id: None,
            variant_id: None,
            sku: None,
            title: title.into(),
            options: Vec::new(),
            image: None,
            quantity: Quantity { ordered: quantity, current: quantity, fulfilled: 0, refunded: 0 },
            unit_price,
            discount_seller: None,
            discount_platform: None,
            tax: None,
            total: unit_price,
            status: LineStatus::Open,
            source_status: None,
            refund_id: None,
            is_gift: false,
            parent_line_id: None,
            ship_by: None,
            source_updated_at: None,
        };
        line.total = line.computed_total();
        line
    }

    /// Ordered quantity times unit price, less discounts, plus tax.
    pub fn computed_total(&self) -> Money {
        let mut total = self.unit_price.times(self.quantity.ordered);
        for discount in [self.discount_seller, self.discount_platform].into_iter().flatten() {
            total = total.minus(discount);
        }
        self.tax.map_or(total, |tax| total.plus(tax))
    }
}

impl FulfillmentStatus {
    /// Whether the goods are out of the house (or were handed over).
    pub fn has_left(self) -> bool {
        match self {
            FulfillmentStatus::Shipped
            | FulfillmentStatus::InTransit
            | FulfillmentStatus::Delivered
            | FulfillmentStatus::Returned => true,
            FulfillmentStatus::Pending | FulfillmentStatus::Failed | FulfillmentStatus::Unknown => false,
        }
    }
}

impl Fulfillment {
    /// A parcel by post that has left.
    pub fn shipped(id: impl Into<String>, lines: Vec<FulfillmentLine>) -> Fulfillment {
        Fulfillment {
            id: id.into(),
            warehouse_id: None,
            lines,
            method: FulfillmentMethod::Shipping,
            carrier_code: None,
            carrier_name: None,
            tracking_no: None,
            tracking_url: None,
            waybill_no: None,
            status: FulfillmentStatus::Shipped,
            events: Vec::new(),
            shipped_at: None,
            delivered_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order {
        let mut order = Order::new("o1", Currency::CNY, Time::from_unix_millis(1_763_837_361_000));
        order.lines.push(OrderLine::new("1", "Lamp", 2, Money::new(1000, Currency::CNY)));
        order.lines.push(OrderLine {
            discount_seller: Some(Money::new(50, Currency::CNY)),
            ..OrderLine::new("2", "Bulb", 1, Money::new(300, Currency::CNY))
        });
        order.status = OrderStatus::Paid;
        order.set_total(TotalKind::Shipping, Some(Money::new(600, Currency::CNY)));
        order.settled(None)
    }

    fn parcel(id: &str, lines: &[(&str, i64)]) -> Fulfillment {
        let lines = lines.iter().map(|(line, quantity)| FulfillmentLine { line_id: (*line).into(), quantity: *quantity });
        Fulfillment::shipped(id, lines.collect())
    }

    #[test]
    fn the_bill_adds_up() {
        let order = order();
        assert_eq!(order.total_of(TotalKind::Items), Some(Money::new(2300, Currency::CNY)));
        assert_eq!(order.total(), Money::new(2850, Currency::CNY));
        assert_eq!(order.clone().settled(None), order);
        assert_eq!(order.settled(Some(Money::new(2800, Currency::CNY))).total().minor, 2800);
    }

    #[test]
    fn parcels_fill_the_order_and_never_more_than_it() {
        let now = Time::from_unix_millis(9);
        let order = order().ship(parcel("a", &[("1", 2)]), now).unwrap();
        assert_eq!((order.status, order.fulfillment_status), (OrderStatus::PartiallyShipped, OrderFulfillment::Partial));
        assert_eq!(order.clone().ship(parcel("b", &[("1", 1)]), now).unwrap_err().code, "orders.quantity");
        assert_eq!(order.clone().ship(parcel("b", &[("9", 1)]), now).unwrap_err().code, "orders.quantity");
        assert_eq!(order.clone().ship(parcel("a", &[("2", 1)]), now).unwrap_err().code, "orders.fulfillment_exists");
        let order = order.ship(parcel("b", &[("2", 1)]), now).unwrap();
        assert_eq!((order.status, order.fulfillment_status), (OrderStatus::Shipped, OrderFulfillment::Fulfilled));
        assert_eq!(order.clone().ship(parcel("c", &[("2", 1)]), now).unwrap_err().code, "orders.state");
        assert_eq!(order.cancel(None, now).unwrap_err().code, "orders.state");
    }

    #[test]
    fn an_order_reads_back_from_its_json() {
        let order = order().ship(parcel("a", &[("1", 2)]), Time::from_unix_millis(9)).unwrap();
        let text = serde_json::to_string(&order).unwrap();
        assert_eq!(serde_json::from_str::<Order>(&text).unwrap(), order);
        assert!(text.contains(r#""status":"partially_shipped""#), "{text}");
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_known_ones() {
        let error = "teleported".parse::<OrderStatus>().unwrap_err().to_string();
        assert!(error.contains("\"teleported\"") && error.contains("awaiting_shipment"), "{error}");
    }
}
