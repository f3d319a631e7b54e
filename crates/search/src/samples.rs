//! Believable apps in any number, the same for the same seed: for tests and for `kontor bench search`.

use crate::{Document, Standing};
use kernel::{Environment, Id, Time, kinds};
use rand::{RngExt, SeedableRng, rngs::StdRng};

const FIRST: &[&str] = &[
    "Stock",
    "Order",
    "Parcel",
    "Ledger",
    "Price",
    "Review",
    "Harbour",
    "Bright",
    "Quick",
    "North",
    "Silver",
    "Copper",
    "Daily",
    "Smart",
    "Simple",
    "Global",
    "Local",
    "Market",
    "Shop",
    "Seller",
    "Cargo",
    "Label",
    "Invoice",
    "Margin",
    "Return",
    "Bundle",
    "Catalogue",
    "Photo",
    "Promo",
    "Chat",
    "Mail",
    "Insight",
    "Forecast",
    "Supply",
    "Route",
    "Pack",
];
const SECOND: &[&str] = &[
    "Pilot", "Sync", "Desk", "Flow", "Keeper", "Bridge", "Robot", "Works", "Studio", "Radar", "Manager", "Helper", "Planner",
    "Tracker", "Watch", "Hub", "Link", "Board", "Box", "Cloud", "Lab", "Press", "Wise", "Craft", "Point", "Scout",
];
const CHINESE_FIRST: &[&str] =
    &["智能", "快捷", "云", "多店", "跨境", "极速", "小熊", "蓝海", "万里", "金牌", "易", "天天", "星河", "聚", "北斗", "青橙"];
const CHINESE_SECOND: &[&str] = &[
    "库存", "订单", "发货", "打单", "商品", "仓储", "财务", "对账", "选品", "定价", "客服", "退款", "物流", "采购", "数据",
    "评价", "营销", "发票", "银行", "重量",
];
const CHINESE_THIRD: &[&str] = &["同步", "助手", "管家", "大师", "中心", "专家", "工具", "系统", "平台", "通", "宝", "精灵"];
const VERBS: &[&str] = &["keeps", "plans", "prints", "compares", "forecasts", "answers", "collects", "checks", "moves", "counts"];
const THINGS: &[&str] = &[
    "stock in every warehouse",
    "orders from all your shops",
    "shipping labels",
    "supplier invoices",
    "prices of competitors",
    "customer questions",
    "returns and refunds",
    "product photos",
    "purchase orders",
    "sales figures",
    "delivery promises",
    "bundle contents",
    "tax reports",
    "discount campaigns",
];
const HOW: &[&str] = &[
    "every hour without spreadsheets",
    "while you sleep",
    "for teams of any size",
    "with alerts on your phone",
    "in one quiet view",
    "and explains each change",
    "across borders and currencies",
    "before customers notice",
];

/// `count` apps in five categories.
pub fn documents(count: usize, seed: u64) -> Vec<Document> {
    let mut dice = StdRng::seed_from_u64(seed);
    let start = Time::from_unix_millis(1_763_800_000_000);
    let categories: Vec<_> = (0..5).map(|_| Id::new(Environment::Production, start, &mut dice)).collect();
    (0..count).map(|place| document(place, &categories, start, &mut dice)).collect()
}

fn document(place: usize, categories: &[Id<kinds::Category>], start: Time, dice: &mut StdRng) -> Document {
    let mut pick = |from: &[&'static str]| from[dice.random_range(0..from.len())];
    let number = place % 97;
    let english = format!("{}{}{} {number}", pick(FIRST), if place.is_multiple_of(3) { "" } else { " " }, pick(SECOND));
    let chinese = format!("{}{}{}{number}", pick(CHINESE_FIRST), pick(CHINESE_SECOND), pick(CHINESE_THIRD));
    let sentence =
        |pick: &mut dyn FnMut(&[&'static str]) -> &'static str| format!("It {} {} {}. ", pick(VERBS), pick(THINGS), pick(HOW));
    let value = sentence(&mut pick);
    let description: String = (0..8).map(|_| sentence(&mut pick)).collect();
    let chinese_value =
        format!("{}{}，{}{}", pick(CHINESE_FIRST), pick(CHINESE_SECOND), pick(CHINESE_SECOND), pick(CHINESE_THIRD));
    let chinese_description: String =
        (0..12).map(|_| format!("{}{}{}，", pick(CHINESE_FIRST), pick(CHINESE_SECOND), pick(CHINESE_THIRD))).collect();
    let developer = format!("{} {} Ltd", pick(SECOND), place % 1_000);
    let reviews = dice.random_range(0..200_u32);
    Document {
        app: Id::new(Environment::Production, start, dice),
        category: categories[place % categories.len()].clone(),
        names: vec![english, chinese],
        value_propositions: vec![value, chinese_value],
        descriptions: vec![description, chinese_description],
        developer,
        category_names: vec!["Commercial Developer".to_owned(), "商业开发者".to_owned()],
        listed_since: start,
        standing: Standing { merchants: dice.random_range(0..5_000), stars: reviews * dice.random_range(2..=5), reviews },
    }
}

/// Questions as people type them: whole names, beginnings, mistakes, Chinese, pinyin.
pub fn questions(documents: &[Document], count: usize, seed: u64) -> Vec<String> {
    const FIXED: &[&str] = &[
        "s",
        "st",
        "stock",
        "stok",
        "invocie",
        "stokc pilto",
        "order sync",
        "kucun",
        "kc",
        "kucuntongbu",
        "库存",
        "库",
        "库存同步",
        "跨境 订单",
        "苦存",
        "customer questions",
        "forcast while you slep",
        "ltd",
        "e",
        "the returns and refunds",
        "数据中心",
        "chongliang",
        "yinhang",
        "xzkq",
        "supplier invoices compare prices of competitors",
    ];
    let mut dice = StdRng::seed_from_u64(seed);
    let mut questions: Vec<String> = FIXED.iter().map(|text| (*text).to_owned()).collect();
    while questions.len() < count && !documents.is_empty() {
        let document = &documents[dice.random_range(0..documents.len())];
        let name: Vec<char> = document.names[dice.random_range(0..document.names.len())].to_lowercase().chars().collect();
        let mut typed = name[..dice.random_range(1..=name.len())].to_vec();
        if dice.random_range(0..3) == 0 && typed.len() > 4 {
            typed.remove(dice.random_range(1..typed.len()));
        }
        questions.push(typed.into_iter().collect());
    }
    questions
}
