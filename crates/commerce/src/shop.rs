use crate::{Currency, words::words};
use kernel::Time;
use serde::{Deserialize, Serialize};

words! {
    ShopKind { Storefront = "storefront", Marketplace = "marketplace", Pos = "pos", Erp = "erp", Unknown = "unknown" }
}

words! {
    /// Whether we may still read the shop at its platform.
    AuthStatus { Authorized = "authorized", Expired = "expired", Revoked = "revoked", Unknown = "unknown" }
}

words! {
    WarehouseKind { Own = "own", ThirdParty = "3pl", Platform = "platform", Virtual = "virtual", Store = "store", Unknown = "unknown" }
}

/// A place where a merchant sells. The shop a merchant has here, without any connection, has the source id `own`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// The platform's own id of the shop.
    pub source_id: String,
    pub name: String,
    pub kind: ShopKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    pub currency: Currency,
    /// An IANA name such as `Asia/Shanghai`.
    pub timezone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub auth_status: AuthStatus,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_scope: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_until: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated_at: Option<Time>,
}

/// A place where goods lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warehouse {
    pub source_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub name: String,
    pub kind: WarehouseKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::Address>,
    /// Lower is asked first.
    #[serde(default)]
    pub priority: i32,
    pub is_active: bool,
}

impl Shop {
    pub const OWN: &'static str = "own";
    /// The platform of a merchant's own shop here.
    pub const OWN_PLATFORM: &'static str = "kontor";

    /// The shop that a merchant has here, without a connection to anywhere.
    pub fn own(name: impl Into<String>, currency: Currency, timezone: impl Into<String>) -> Shop {
        Shop {
            source_id: Shop::OWN.to_owned(),
            name: name.into(),
            kind: ShopKind::Storefront,
            site: None,
            currency,
            timezone: timezone.into(),
            url: None,
            auth_status: AuthStatus::Authorized,
            data_scope: Vec::new(),
            opened_at: None,
            trial_until: None,
            paid_until: None,
            source_updated_at: None,
        }
    }
}
