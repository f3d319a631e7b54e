use super::words::{Department, Differs, Good, Journey, Words};

const fn good(
    title: &'static str,
    subtitle: &'static str,
    code: &'static str,
    cents: i64,
    weight_g: i64,
    differs: Differs,
) -> Good {
    Good { title, subtitle, code, cents, weight_g, differs }
}

pub(super) const WORDS: Words = Words {
    departments: &[
        Department {
            path: &["户外运动", "户外服饰"],
            brands: &[("山野集", "SYJ"), ("北屿", "BY"), ("远岭", "YL"), ("风禾户外", "FH"), ("驼铃", "TL"), ("青崖", "QY")],
            goods: &[
                good("三合一防水冲锋衣 男女同款", "压胶防水 可拆卸抓绒内胆", "CFY", 7_900, 780, Differs::ColourAndSize),
                good("美利奴羊毛打底衫", "贴身不扎 冬季保暖", "MLN", 3_900, 260, Differs::ColourAndSize),
                good("轻薄鹅绒马甲", "蓬松度700+ 可收纳", "ERM", 4_900, 320, Differs::ColourAndSize),
                good("速干运动短裤 五分", "带拉链口袋", "SGK", 1_500, 140, Differs::ColourAndSize),
                good("弹力登山长裤", "耐磨防泼水 四季可穿", "DSK", 3_200, 410, Differs::ColourAndSize),
            ],
        },
        Department {
            path: &["户外运动", "露营装备"],
            brands: &[("野趣营", "YQY"), ("星垂", "XC"), ("岩溪", "YX"), ("拾火", "SH"), ("云帐", "YZ"), ("大漠驿", "DMY")],
            goods: &[
                good("充电式露营灯 复古氛围灯", "三档调光 续航60小时", "LYD", 1_300, 340, Differs::Colour),
                good("316不锈钢保温杯 大容量", "保温24小时", "BWB", 1_200, 380, Differs::Colour),
                good("超轻双人帐篷 防暴雨", "免搭速开 银胶防晒", "ZP", 8_900, 1_640, Differs::Colour),
                good("克米特折叠椅 便携", "榉木扶手 承重120kg", "ZDY", 2_100, 2_300, Differs::Colour),
                good("钛合金野餐锅具套装", "一锅一煎盘", "GJ", 3_600, 290, Differs::Not),
            ],
        },
        Department {
            path: &["家居厨具", "茶具咖啡"],
            brands: &[("云栖里", "YQL"), ("半盏", "BZ"), ("陶然居", "TRJ"), ("小满家", "XMJ"), ("见素", "JS"), ("一方灶", "YFZ")],
            goods: &[
                good("细口手冲咖啡壶 0.9L", "带温度计 304不锈钢", "SCH", 2_400, 910, Differs::Colour),
                good("景德镇手作马克杯 350ml", "釉下彩 可进洗碗机", "MKB", 900, 420, Differs::Colour),
                good("章丘铁锅 无涂层 30cm", "手工锻打", "TG", 3_900, 1_720, Differs::Not),
                good("功夫茶具套装 便携旅行", "一壶四杯 含收纳包", "CJ", 1_900, 980, Differs::Colour),
                good("电动咖啡磨豆机", "38档粗细", "MDJ", 4_200, 1_350, Differs::Colour),
            ],
        },
        Department {
            path: &["家居厨具", "床上用品"],
            brands: &[("棉里", "ML"), ("素眠", "SM"), ("安枕", "AZ"), ("暖阁", "NG"), ("朴宿", "PS"), ("月白", "YB")],
            goods: &[
                good("水洗亚麻四件套", "裸睡亲肤 四季通用", "YMS", 5_200, 1_900, Differs::ColourAndSize),
                good("新疆长绒棉床单三件套", "60支贡缎", "CRM", 3_400, 1_600, Differs::ColourAndSize),
                good("大豆纤维冬被 加厚", "A类母婴级", "DB", 2_600, 3_200, Differs::Colour),
                good("蜂窝纯棉浴巾", "吸水速干 不掉毛", "YJ", 700, 520, Differs::Colour),
                good("大豆蜡香薰蜡烛", "安神助眠 燃烧45小时", "XX", 800, 480, Differs::Capacity),
            ],
        },
        Department {
            path: &["数码电器", "手机配件"],
            brands: &[("伏特罗", "FTL"), ("清弦", "QX"), ("光年社", "GNS"), ("极昼", "JZ"), ("方圆数码", "FY"), ("知更", "ZG")],
            goods: &[
                good("65W氮化镓充电器 三口快充", "兼容笔记本 折叠插脚", "CDQ", 1_400, 130, Differs::Colour),
                good("主动降噪头戴蓝牙耳机", "续航35小时 可折叠", "EJ", 5_900, 260, Differs::Colour),
                good("磁吸无线充电宝", "边充边放 可上飞机", "CDB", 1_700, 210, Differs::Capacity),
                good("编织Type-C数据线 100W 2米", "抗弯折", "SJX", 400, 60, Differs::Colour),
                good("矮轴机械键盘 75配列", "热插拔 三模", "JP", 4_800, 690, Differs::Colour),
            ],
        },
        Department {
            path: &["美妆护肤", "面部护理"],
            brands: &[("草木间", "CMJ"), ("初颜", "CY"), ("花时集", "HSJ"), ("澄净", "CJG"), ("本味", "BW"), ("鹿野", "LY")],
            goods: &[
                good("15%维C精华液 提亮肤色", "早C晚A", "VC", 1_800, 90, Differs::Capacity),
                good("神经酰胺修护面霜", "敏感肌可用 无香精", "MS", 1_500, 120, Differs::Capacity),
                good("物理防晒霜 SPF50+ PA++++", "不假白 孕妇可用", "FSS", 1_300, 95, Differs::Capacity),
                good("燕麦卸妆膏", "温和乳化 不糊眼", "XZG", 1_100, 140, Differs::Not),
                good("玫瑰果精油 冷榨", "以油养肤", "MGY", 1_200, 80, Differs::Capacity),
            ],
        },
        Department {
            path: &["办公文具", "书写工具"],
            brands: &[("墨白", "MB"), ("纸鸢", "ZY"), ("方格子", "FGZ"), ("砚田", "YT"), ("留白", "LB"), ("书吏", "SL")],
            goods: &[
                good("A5点阵手账本 160页", "180度平摊 不洇墨", "SZB", 500, 310, Differs::Colour),
                good("黄铜钢笔 礼盒装", "F尖 可换墨囊", "GB", 2_200, 45, Differs::Colour),
                good("羊毛毡桌垫 90×40cm", "防滑 可机洗", "ZD", 900, 480, Differs::Colour),
                good("胡桃木显示器增高架", "带抽屉", "ZGJ", 3_300, 3_100, Differs::Not),
                good("按动中性笔 10支装 0.5mm", "速干顺滑", "ZXB", 300, 120, Differs::Not),
            ],
        },
    ],
    colours: &[
        ("曜石黑", "HEI"),
        ("月光白", "BAI"),
        ("雾霾蓝", "LAN"),
        ("松针绿", "LV"),
        ("燕麦色", "MAI"),
        ("枫叶红", "HONG"),
        ("香芋紫", "ZI"),
        ("奶咖色", "KA"),
    ],
    sizes: &[("S", "S"), ("M", "M"), ("L", "L"), ("XL", "XL"), ("2XL", "2XL"), ("3XL", "3XL")],
    capacities: &[("旅行装", "LX"), ("标准装", "BZ"), ("家庭装", "JT")],
    colour: "颜色",
    size: "尺码",
    capacity: "规格",
    edition: "第{n}代",
    praise: &[
        "小批量生产,每一件都经过人工质检,支持七天无理由退换。",
        "我们自己每天都在用,反复打样两年才上架。",
        "环保纸箱包装,收到如有破损,拍照联系客服,包赔。",
        "升级款更轻,价格不变,老客下单备注另有小礼品。",
    ],
    tags: &["热卖", "新品", "送礼", "清仓", "店长推荐"],
    payment_methods: &["alipay", "alipay", "wechat_pay", "wechat_pay", "wechat_pay", "unionpay"],
    buyer_memos: &[
        "麻烦放丰巢快递柜,谢谢🙏",
        "送人的🎁,不要放价格单",
        "发顺丰可以吗?急用",
        "第二次回购了,颜色很正💙",
        "门禁密码 2580#",
        "包装好一点,上次压坏了",
        "周五之前能到吗🤞",
    ],
    seller_memos: &["老客户,送小样", "要开发票,抬头已登记", "已电话确认地址", "分两单发,第二件等补货", "加急"],
    unpaid_reasons: &["超时未付款", "拍错了", "买家不想要了", "信息填写有误,重新拍"],
    withdrawn_reasons: &["不想要了", "发货太慢", "拍错尺码", "地址填错"],
    refund_reasons: &[
        ("damaged", "外箱压坏了,杯口有缺口,照片已发客服。"),
        ("wrong_item", "拍的松针绿,发来的是雾霾蓝。"),
        ("does_not_fit", "偏小一码。"),
        ("not_as_described", "颜色比图片深很多😕"),
        ("arrived_late", "物流三天没动。"),
        ("no_longer_needed", "七天无理由"),
    ],
    journey: Journey {
        collected: "快件已揽收",
        moving: "快件已离开分拨中心",
        near: "快递员正在派送",
        delivered: "已签收,签收人:本人",
    },
    order_words: ["待付款", "已付款", "待发货", "部分发货", "已发货", "已签收", "交易成功", "交易取消", "交易关闭", "风控审核中"],
    refund_words: ["买家申请退款", "卖家已同意", "卖家已拒绝", "卖家已收货", "退款成功", "买家已撤销", "平台介入中"],
};
