//! The categories that a new platform starts with.

use super::{AppCategory, Gate, Strategy};
use crate::apis::{self, Permission};
use kernel::{Id, kinds};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Words {
    slug: &'static str,
    name_en: &'static str,
    name_zh: &'static str,
    description_en: &'static str,
    description_zh: &'static str,
}

const COMMERCIAL: Words = Words {
    slug: "commercial-developer",
    name_en: "Commercial Developer",
    name_zh: "商业开发者",
    description_en: "For companies whose software serves many merchants. Every permission can be asked for; any merchant can authorise the app.",
    description_zh: "面向为众多商家提供软件服务的企业。可申请全部权限，任何商家均可授权。",
};

const INDIVIDUAL: Words = Words {
    slug: "individual-developer",
    name_en: "Individual Developer",
    name_zh: "个人开发者",
    description_en: "For people who develop on their own. The app reads and changes nothing; any merchant can authorise it.",
    description_zh: "面向个人开发者。应用只能读取数据，不能修改，任何商家均可授权。",
};

const SELF_USE: Words = Words {
    slug: "self-use",
    name_en: "Self-use (ERP)",
    name_zh: "自用型（ERP）",
    description_en: "For a merchant's own software, such as an ERP. Every permission can be asked for; the app serves its owner's store alone.",
    description_zh: "面向商家自有软件，例如 ERP。可申请全部权限，仅服务于所属店铺。",
};

pub(super) fn all(mut new_id: impl FnMut() -> Id<kinds::Category>) -> Vec<AppCategory> {
    let mut category = |words: &Words, strategy, may_ask: fn(&Permission) -> bool| AppCategory {
        id: new_id(),
        slug: words.slug.to_owned(),
        name_en: words.name_en.to_owned(),
        name_zh: words.name_zh.to_owned(),
        description_en: words.description_en.to_owned(),
        description_zh: words.description_zh.to_owned(),
        strategy,
        access_test: DAY,
        access_online: 30 * DAY,
        refresh_test: 365 * DAY,
        refresh_online: 365 * DAY,
        drain: Duration::ZERO,
        retry: DAY,
        refresh_fixed: false,
        needs_dpop: false,
        permissions: apis::PERMISSIONS.iter().filter(|it| may_ask(it)).map(|it| it.name.to_owned()).collect(),
        requestable: Vec::new(),
        max_merchants_test: None,
        max_merchants_online: None,
        gate: Gate::default(),
        retired_at: None,
        version: 1,
    };
    vec![
        category(&COMMERCIAL, Strategy::AnyMerchant, |_| true),
        category(&INDIVIDUAL, Strategy::AnyMerchant, |permission| !permission.can_write),
        category(&SELF_USE, Strategy::SelfUse, |_| true),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_obeys_the_rules_for_edits() {
        for category in all(|| "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap()) {
            assert_eq!(category.check(), Ok(category));
        }
    }
}
