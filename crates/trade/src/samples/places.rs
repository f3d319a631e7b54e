//! Who buys, where they live, and who carries parcels there.

use super::{
    Plan, Taste,
    dice::{Dice, For},
};
use commerce::{Address, Buyer, Currency, Personal};

pub(super) struct Land {
    /// From UTC, of the people who live there.
    pub hours_ahead: i64,
    given: &'static [&'static str],
    family: &'static [&'static str],
    streets: &'static [&'static str],
    towns: &'static [Town],
    pub carriers: &'static [Carrier],
    is_chinese: bool,
}

pub(super) struct Town {
    country: &'static str,
    state: &'static str,
    city: &'static str,
    districts: &'static [&'static str],
    zip: &'static str,
    phone: &'static str,
    /// Sales tax beyond the price, in hundredths of a percent.
    pub tax: i64,
}

/// A name, and how its tracking numbers are made: `#` stands for a digit.
#[derive(Clone, Copy)]
pub(super) struct Carrier {
    pub name: &'static str,
    pattern: &'static str,
}

impl Land {
    pub fn of(plan: &Plan) -> &'static Land {
        match (plan.taste, plan.currency) {
            (Taste::Chinese, _) => &CHINA,
            (Taste::English, Currency::GBP) => &BRITAIN,
            (Taste::English, Currency::EUR) => &EUROPE,
            (Taste::English, Currency::JPY) => &JAPAN,
            (Taste::English, _) => &AMERICA,
        }
    }

    /// The same `number` is the same person: people come back.
    pub fn person(&self, seed: u64, number: u32) -> (Buyer, Address, &Town) {
        let dice = &mut Dice::new(seed, For::Buyer, number);
        let (given, family) = (dice.pick(self.given), dice.pick(self.family));
        let town = &self.towns[dice.between(0, self.towns.len() as i64 - 1) as usize];
        let street = dice.pick(self.streets);
        let house = dice.between(1, 240).to_string();
        let room = dice.between(1, 28) * 100 + dice.between(1, 6);
        let name = if self.is_chinese { format!("{family}{given}") } else { format!("{given} {family}") };
        let address = if self.is_chinese {
            format!("{street}{house}号{}栋{room}室", dice.between(1, 16))
        } else if dice.percent(30) {
            format!("{}, Apt {room}", street.replace("{n}", &house))
        } else {
            street.replace("{n}", &house)
        };
        let phone = filled(town.phone, dice);
        let mailbox: String = match self.is_chinese {
            true => format!("user{}", dice.digits(6)),
            false => format!("{given}.{family}{}", dice.between(1, 99)).to_lowercase(),
        };
        let buyer = Buyer {
            platform_buyer_id: Some(format!("s{seed:x}-b{number}")),
            nick: self.is_chinese.then(|| Personal::Clear(mailbox.clone())),
            name: Personal::clear(name.as_str()),
            email: Personal::clear(format!("{}@example.com", mailbox.replace([' ', '\''], ""))),
            phone: Personal::clear(phone.as_str()),
        };
        let ship_to = Address {
            name: Personal::clear(name),
            phone: Personal::clear(phone),
            country: Some(town.country.to_owned()),
            state: Some(town.state.to_owned()),
            city: Some(town.city.to_owned()),
            district: if town.districts.is_empty() { None } else { Some(dice.pick(town.districts).to_owned()) },
            address: Personal::clear(address),
            zip: Some(filled(town.zip, dice)),
            ..Address::default()
        };
        (buyer, ship_to, town)
    }
}

impl Carrier {
    pub fn tracking_no(&self, dice: &mut Dice) -> String {
        filled(self.pattern, dice)
    }
}

fn filled(pattern: &str, dice: &mut Dice) -> String {
    pattern.chars().map(|sign| if sign == '#' { char::from(b'0' + dice.between(0, 9) as u8) } else { sign }).collect()
}

const fn town(
    country: &'static str,
    state: &'static str,
    city: &'static str,
    districts: &'static [&'static str],
    zip: &'static str,
    phone: &'static str,
    tax: i64,
) -> Town {
    Town { country, state, city, districts, zip, phone, tax }
}

const fn carrier(name: &'static str, pattern: &'static str) -> Carrier {
    Carrier { name, pattern }
}

const GIVEN: &[&str] = &[
    "Ava", "Noah", "Mia", "Liam", "Grace", "Ethan", "Zoe", "Owen", "Ruby", "Caleb", "Nora", "Felix", "Iris", "Jonas", "Priya",
    "Mateo", "Amara", "Kofi", "Leila", "Dmitri", "Hana", "Tomás", "Ingrid", "Rory", "Bea", "Idris", "Saoirse", "Wei",
];
const FAMILY: &[&str] = &[
    "Whitaker",
    "Okafor",
    "Bennett",
    "Larsen",
    "Delgado",
    "Novak",
    "Fitzgerald",
    "Sato",
    "Marchetti",
    "Hughes",
    "Patel",
    "Kowalski",
    "Brandt",
    "Nguyen",
    "O'Connor",
    "Abara",
    "Lindqvist",
    "Moreau",
    "Castillo",
    "Reyes",
    "Thornton",
    "Ferreira",
    "Weiss",
    "Chen",
];

/// Telephone numbers of each country are among those that it keeps free for stories, or plainly made up.
const AMERICA: Land = Land {
    hours_ahead: -5,
    given: GIVEN,
    family: FAMILY,
    streets: &[
        "{n} Maple Street",
        "{n} Larkspur Lane",
        "{n} W 4th Avenue",
        "{n} Juniper Drive",
        "{n} Old Mill Road",
        "{n} Harbor View Court",
        "{n} N Prospect Street",
        "{n} Cedar Hollow Road",
        "{n} Sunset Terrace",
    ],
    towns: &[
        town("US", "NY", "Brooklyn", &[], "112##", "+1 718 555 01##", 887),
        town("US", "CA", "Oakland", &[], "946##", "+1 510 555 01##", 1_025),
        town("US", "TX", "Austin", &[], "787##", "+1 512 555 01##", 825),
        town("US", "OR", "Portland", &[], "972##", "+1 503 555 01##", 0),
        town("US", "IL", "Chicago", &[], "606##", "+1 312 555 01##", 1_025),
        town("US", "CO", "Boulder", &[], "803##", "+1 303 555 01##", 886),
        town("US", "WA", "Seattle", &[], "981##", "+1 206 555 01##", 1_035),
        town("US", "MA", "Somerville", &[], "021##", "+1 617 555 01##", 625),
        town("US", "NC", "Asheville", &[], "288##", "+1 828 555 01##", 700),
        town("CA", "ON", "Toronto", &[], "M5V 2T#", "+1 416 555 01##", 0),
    ],
    carriers: &[
        carrier("UPS", "1Z999AA1##########"),
        carrier("USPS", "94001################9"),
        carrier("FedEx", "7###########"),
    ],
    is_chinese: false,
};

const BRITAIN: Land = Land {
    hours_ahead: 0,
    given: GIVEN,
    family: FAMILY,
    streets: &[
        "{n} Victoria Road",
        "{n} Church Lane",
        "{n} Mill Street",
        "{n} Kingsway",
        "Flat {n}, Wharf House",
        "{n} Orchard Close",
        "{n} St Mary's Terrace",
    ],
    towns: &[
        town("GB", "England", "London", &["Hackney", "Islington", "Camden", "Southwark"], "E8 #AB", "+44 7700 9000##", 0),
        town("GB", "England", "Manchester", &[], "M1 #AB", "+44 7700 9001##", 0),
        town("GB", "England", "Bristol", &[], "BS3 #EF", "+44 7700 9002##", 0),
        town("GB", "Scotland", "Edinburgh", &["Leith", "Morningside"], "EH6 #RT", "+44 7700 9003##", 0),
        town("GB", "Wales", "Cardiff", &[], "CF10 #BN", "+44 7700 9004##", 0),
        town("GB", "England", "Leeds", &[], "LS6 #DJ", "+44 7700 9005##", 0),
    ],
    carriers: &[carrier("Royal Mail", "RM#########GB"), carrier("DPD", "155##########"), carrier("Evri", "H00##############")],
    is_chinese: false,
};

const EUROPE: Land = Land {
    hours_ahead: 1,
    given: GIVEN,
    family: FAMILY,
    streets: &[
        "Lindenstraße {n}",
        "{n} Rue des Lilas",
        "Keizersgracht {n}",
        "Calle Mayor {n}",
        "{n} Harbour Road",
        "Bahnhofstraße {n}",
        "Via Roma {n}",
    ],
    towns: &[
        town("DE", "Berlin", "Berlin", &["Kreuzberg", "Pankow", "Mitte"], "10###", "+49 171 39200##", 0),
        town("DE", "Bayern", "München", &[], "80###", "+49 171 39200##", 0),
        town("FR", "Île-de-France", "Paris", &[], "750##", "+33 6 39 98 ## ##", 0),
        town("NL", "Noord-Holland", "Amsterdam", &[], "10## AB", "+31 6 0000 00##", 0),
        town("ES", "Madrid", "Madrid", &[], "280##", "+34 600 000 0##", 0),
        town("IE", "Leinster", "Dublin", &[], "D0# X2Y3", "+353 20 910 00##", 0),
        town("IT", "Lombardia", "Milano", &[], "201##", "+39 300 0000 0##", 0),
    ],
    carriers: &[carrier("DHL", "00340434##########"), carrier("DPD", "0998##########"), carrier("GLS", "5##########")],
    is_chinese: false,
};

const JAPAN: Land = Land {
    hours_ahead: 9,
    given: &["Haruto", "Yui", "Sota", "Aoi", "Ren", "Hina", "Kaito", "Mei", "Yuto", "Sakura", "Emma", "James"],
    family: &["Sato", "Suzuki", "Takahashi", "Tanaka", "Ito", "Watanabe", "Yamamoto", "Nakamura", "Kobayashi", "Miller"],
    streets: &["1-{n}-4 Jingumae", "2-{n}-9 Kitazawa", "3-{n}-1 Honmachi", "5-{n}-7 Tenjin", "4-{n}-2 Sakae"],
    towns: &[
        town("JP", "Tokyo", "Shibuya-ku", &[], "150-00##", "+81 90 0000 ####", 0),
        town("JP", "Tokyo", "Setagaya-ku", &[], "155-00##", "+81 90 0000 ####", 0),
        town("JP", "Osaka", "Osaka-shi", &["Chuo-ku", "Kita-ku"], "541-00##", "+81 80 0000 ####", 0),
        town("JP", "Fukuoka", "Fukuoka-shi", &["Chuo-ku"], "810-00##", "+81 80 0000 ####", 0),
        town("JP", "Aichi", "Nagoya-shi", &["Naka-ku"], "460-00##", "+81 70 0000 ####", 0),
    ],
    carriers: &[carrier("Yamato", "4###########"), carrier("Sagawa", "3###########"), carrier("Japan Post", "1###########")],
    is_chinese: false,
};

const CHINA: Land = Land {
    hours_ahead: 8,
    given: &[
        "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "子涵", "梓轩", "雨桐", "浩然",
        "思远", "佳怡", "一诺", "若曦", "明轩", "婉清", "志远", "晓燕", "文博", "嘉豪",
    ],
    family: &[
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "朱", "马", "胡", "林", "郭", "何", "高", "罗",
        "郑", "梁", "谢", "宋", "欧阳",
    ],
    streets: &[
        "中山路",
        "人民路",
        "文一西路",
        "解放大道",
        "长江路",
        "科技园南路",
        "滨江大道",
        "建设街",
        "学院路",
        "桂花园小区",
        "翠湖花园",
    ],
    towns: &[
        town("CN", "浙江省", "杭州市", &["西湖区", "余杭区", "滨江区"], "3100##", "139 0000 ####", 0),
        town("CN", "广东省", "深圳市", &["南山区", "福田区", "宝安区"], "5180##", "138 0000 ####", 0),
        town("CN", "广东省", "广州市", &["天河区", "番禺区"], "5106##", "136 0000 ####", 0),
        town("CN", "上海市", "上海市", &["浦东新区", "徐汇区", "静安区"], "2000##", "186 0000 ####", 0),
        town("CN", "北京市", "北京市", &["朝阳区", "海淀区"], "1000##", "188 0000 ####", 0),
        town("CN", "四川省", "成都市", &["武侯区", "锦江区"], "6100##", "135 0000 ####", 0),
        town("CN", "江苏省", "苏州市", &["姑苏区", "吴中区"], "2150##", "137 0000 ####", 0),
        town("CN", "湖北省", "武汉市", &["洪山区", "江汉区"], "4300##", "159 0000 ####", 0),
        town("CN", "陕西省", "西安市", &["雁塔区", "碑林区"], "7100##", "150 0000 ####", 0),
        town("CN", "山东省", "青岛市", &["市南区", "崂山区"], "2660##", "158 0000 ####", 0),
        town("CN", "新疆维吾尔自治区", "乌鲁木齐市", &["天山区"], "8300##", "189 0000 ####", 0),
    ],
    carriers: &[
        carrier("顺丰速运", "SF#############"),
        carrier("中通快递", "78#############"),
        carrier("圆通速递", "YT#############"),
        carrier("韵达快递", "43#############"),
        carrier("京东物流", "JDVB00#########"),
    ],
    is_chinese: true,
};
