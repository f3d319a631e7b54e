use crate::{Money, words::words};
use kernel::{Refusal, Time};
use serde::{Deserialize, Serialize};

words! {
    RefundKind {
        RefundOnly = "refund_only",
        ReturnRefund = "return_refund",
        Exchange = "exchange",
        Reship = "reship",
        PriceAdjust = "price_adjust",
        Dispute = "dispute",
        Compensation = "compensation",
        Unknown = "unknown",
    }
}

words! {
    RefundStatus {
        Requested = "requested",
        Approved = "approved",
        Rejected = "rejected",
        GoodsReturned = "goods_returned",
        Completed = "completed",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }
}

/// Anything that changes an order after it was made: money back, goods back, another parcel.
///
/// requested → approved → (goods_returned →) completed; requested → rejected; any open one → cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub source_id: String,
    /// The order's id at the source.
    pub order_source_id: String,
    #[serde(rename = "type")]
    pub kind: RefundKind,
    pub status: RefundStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_status: Option<String>,
    #[serde(default)]
    pub lines: Vec<RefundLine>,
    /// All that goes back, shipping included.
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub requested_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Time>,
    #[serde(default, rename = "return", skip_serializing_if = "Option::is_none")]
    pub return_parcel: Option<ReturnParcel>,
    /// Who bears it: `merchant`, `buyer`, `platform`, `carrier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    pub line_id: String,
    pub quantity: i64,
    pub amount: Money,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReturnParcel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_no: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Time>,
}

impl Refund {
    /// # Errors
    /// `refunds.state`: only a requested refund can be approved.
    pub fn approve(self, now: Time) -> Result<Refund, Refusal> {
        self.step(RefundStatus::Approved, &[RefundStatus::Requested], now)
    }

    /// # Errors
    /// `refunds.state`: only a requested refund can be rejected.
    pub fn reject(self, now: Time) -> Result<Refund, Refusal> {
        self.step(RefundStatus::Rejected, &[RefundStatus::Requested], now)
    }

    /// # Errors
    /// `refunds.state`: goods come back to an approved refund.
    pub fn goods_returned(self, now: Time) -> Result<Refund, Refusal> {
        let mut refund = self.step(RefundStatus::GoodsReturned, &[RefundStatus::Approved], now)?;
        refund.return_parcel.get_or_insert_default().received_at = Some(now);
        Ok(refund)
    }

    /// # Errors
    /// `refunds.state`: money goes back on an approved refund, with or without the goods.
    pub fn complete(self, now: Time) -> Result<Refund, Refusal> {
        let mut refund = self.step(RefundStatus::Completed, &[RefundStatus::Approved, RefundStatus::GoodsReturned], now)?;
        refund.completed_at = Some(now);
        Ok(refund)
    }

    /// # Errors
    /// `refunds.state`: an ended refund cannot be cancelled.
    pub fn cancel(self, now: Time) -> Result<Refund, Refusal> {
        self.step(RefundStatus::Cancelled, &[RefundStatus::Requested, RefundStatus::Approved, RefundStatus::GoodsReturned], now)
    }

    fn step(self, to: RefundStatus, from: &[RefundStatus], now: Time) -> Result<Refund, Refusal> {
        if !from.contains(&self.status) {
            let sentence = format!("a refund that is {} cannot become {to}", self.status);
            return Err(Refusal::conflict("refunds.state", sentence));
        }
        Ok(Refund { status: to, source_updated_at: Some(now), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_refund_walks_its_states_and_no_others() {
        let refund = Refund {
            source_id: "r1".into(),
            order_source_id: "o1".into(),
            kind: RefundKind::ReturnRefund,
            status: RefundStatus::Requested,
            source_status: None,
            lines: Vec::new(),
            amount: Money::new(100, Currency::EUR),
            shipping_amount: None,
            reason: None,
            description: None,
            requested_at: Time::MIN,
            deadline_at: None,
            completed_at: None,
            return_parcel: None,
            responsible: None,
            source_updated_at: None,
        };
        let now = Time::from_unix_millis(9);
        assert_eq!(refund.clone().complete(now).unwrap_err().code, "refunds.state");
        let done = refund.approve(now).unwrap().goods_returned(now).unwrap().complete(now).unwrap();
        assert_eq!(done.completed_at, Some(now));
        assert_eq!(done.cancel(now).unwrap_err().code, "refunds.state");
    }
}
