use crate::{Money, Privacy};
use kernel::Time;
use serde::{Deserialize, Serialize};

/// What a buyer bought in one go, with everything that happened to it since. Read and written whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Ours once stored (`ord_…`); empty before.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub shop_id: String,
    /// The source's own id.
    pub source_id: String,
    /// What people call it.
    pub number: String,
    pub status: OrderStatus,
    /// The source's own word for the status.
    #[serde(default)]
    pub source_status: String,
    pub currency: crate::Currency,
    pub created_at: Time,
    pub updated_at: Time,
    #[serde(default)]
    pub paid_at: Option<Time>,
    #[serde(default)]
    pub ship_by: Option<Time>,
    #[serde(default)]
    pub shipped_at: Option<Time>,
    #[serde(default)]
    pub completed_at: Option<Time>,
    #[serde(default)]
    pub cancelled_at: Option<Time>,
    #[serde(default)]
    pub cancel_reason: String,
    #[serde(default)]
    pub totals: Vec<Total>,
    #[serde(default)]
    pub buyer: Buyer,
    #[serde(default)]
    pub ship_to: Address,
    #[serde(default)]
    pub buyer_memo: String,
    #[serde(default)]
    pub seller_memo: String,
    #[serde(default)]
    pub lines: Vec<OrderLine>,
    #[serde(default)]
    pub payments: Vec<Payment>,
    #[serde(default)]
    pub fulfillments: Vec<Fulfillment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    PendingPayment,
    Paid,
    AwaitingShipment,
    PartiallyShipped,
    Shipped,
    Delivered,
    Completed,
    Cancelled,
    Closed,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The source's own id of the line; unique in the order.
    pub id: String,
    #[serde(default)]
    pub product_id: String,
    #[serde(default)]
    pub variant_id: String,
    #[serde(default)]
    pub sku: String,
    pub title: String,
    #[serde(default)]
    pub options: Vec<(String, String)>,
    pub quantity: LineQuantity,
    pub unit_price: Money,
    pub discount: Money,
    pub tax: Money,
    pub total: Money,
    #[serde(default)]
    pub is_gift: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineQuantity {
    pub ordered: i64,
    /// Ordered less what was cancelled.
    pub current: i64,
    pub fulfilled: i64,
    pub refunded: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    #[serde(rename = "type")]
    pub kind: TotalKind,
    pub amount: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalKind {
    Items,
    DiscountSeller,
    DiscountPlatform,
    Shipping,
    Tax,
    Duty,
    Deposit,
    Balance,
    Paid,
    Refunded,
    Total,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub privacy: Privacy,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub district: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub zip: String,
    /// Kept instead of plain text where a platform gives one.
    #[serde(default)]
    pub receiver_token: String,
    #[serde(default)]
    pub privacy: Privacy,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub id: String,
    pub method: String,
    pub amount: Money,
    pub occurred_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfillment {
    pub id: String,
    /// Line id and quantity.
    #[serde(default)]
    pub lines: Vec<(String, i64)>,
    #[serde(default)]
    pub carrier: String,
    #[serde(default)]
    pub tracking_no: String,
    pub status: FulfillmentStatus,
    #[serde(default)]
    pub events: Vec<FulfillmentEvent>,
    #[serde(default)]
    pub shipped_at: Option<Time>,
    #[serde(default)]
    pub delivered_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    Pending,
    Shipped,
    InTransit,
    Delivered,
    Failed,
    Returned,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentEvent {
    #[serde(rename = "type")]
    pub kind: String,
    pub occurred_at: Time,
    #[serde(default)]
    pub description: String,
}

// === impl Order ===

impl Order {
    /// The amount of this kind among the totals; zero when there is none.
    pub fn total_of(&self, kind: TotalKind) -> Money {
        self.totals.iter().find(|total| total.kind == kind).map_or(Money::zero(self.currency), |total| total.amount)
    }
}

impl OrderStatus {
    pub const ALL: [OrderStatus; 10] = [
        OrderStatus::PendingPayment,
        OrderStatus::Paid,
        OrderStatus::AwaitingShipment,
        OrderStatus::PartiallyShipped,
        OrderStatus::Shipped,
        OrderStatus::Delivered,
        OrderStatus::Completed,
        OrderStatus::Cancelled,
        OrderStatus::Closed,
        OrderStatus::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            OrderStatus::PendingPayment => "pending_payment",
            OrderStatus::Paid => "paid",
            OrderStatus::AwaitingShipment => "awaiting_shipment",
            OrderStatus::PartiallyShipped => "partially_shipped",
            OrderStatus::Shipped => "shipped",
            OrderStatus::Delivered => "delivered",
            OrderStatus::Completed => "completed",
            OrderStatus::Cancelled => "cancelled",
            OrderStatus::Closed => "closed",
            OrderStatus::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<OrderStatus> {
        OrderStatus::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
