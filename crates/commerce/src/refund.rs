use crate::Money;
use kernel::Time;
use serde::{Deserialize, Serialize};

/// Money or goods going back, wholly or in part (MODEL.md: Adjustment).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Ours once stored (`ref_…`); empty before.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub shop_id: String,
    /// The source's own id.
    pub source_id: String,
    /// Of the order, ours; and the source's.
    #[serde(default)]
    pub order_id: String,
    pub order_source_id: String,
    #[serde(rename = "type")]
    pub kind: RefundKind,
    pub status: RefundStatus,
    /// The source's own word for the status.
    #[serde(default)]
    pub source_status: String,
    #[serde(default)]
    pub lines: Vec<RefundLine>,
    pub amount: Money,
    pub shipping_amount: Money,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub description: String,
    pub requested_at: Time,
    pub updated_at: Time,
    #[serde(default)]
    pub deadline_at: Option<Time>,
    #[serde(default)]
    pub completed_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundKind {
    RefundOnly,
    ReturnRefund,
    Exchange,
    Reship,
    PriceAdjust,
    Dispute,
    Compensation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Requested,
    Approved,
    Rejected,
    GoodsReturned,
    Completed,
    Cancelled,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    pub line_id: String,
    pub quantity: i64,
    pub amount: Money,
}

// === impl RefundStatus ===

impl RefundStatus {
    pub const ALL: [RefundStatus; 7] = [
        RefundStatus::Requested,
        RefundStatus::Approved,
        RefundStatus::Rejected,
        RefundStatus::GoodsReturned,
        RefundStatus::Completed,
        RefundStatus::Cancelled,
        RefundStatus::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RefundStatus::Requested => "requested",
            RefundStatus::Approved => "approved",
            RefundStatus::Rejected => "rejected",
            RefundStatus::GoodsReturned => "goods_returned",
            RefundStatus::Completed => "completed",
            RefundStatus::Cancelled => "cancelled",
            RefundStatus::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<RefundStatus> {
        RefundStatus::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
