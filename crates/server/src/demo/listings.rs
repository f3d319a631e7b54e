//! What the demo's App Store shows: listings in both languages that were written, handed in and approved.

use db::Write;
use kernel::{Actor, Fault, Id, Outcome, kinds};
use office::files::{Picture, PictureUse, Upload};
use platform::{
    approvals::Verdict,
    apps,
    listings::{self, Field, FieldState, Pictures, Texts, Value},
};

/// An app of the store, and who made it.
pub struct Listed {
    pub email: &'static str,
    pub person: &'static str,
    pub company: &'static str,
    pub country: &'static str,
    pub category: &'static str,
    pub app: &'static str,
    pub listing: Listing,
}

/// Each text in English and Chinese.
pub struct Listing {
    pub name: [&'static str; 2],
    pub value: [&'static str; 2],
    pub about: [&'static str; 2],
    pub website: &'static str,
    pub logo: &'static [u8],
    pub screenshots: &'static [&'static [u8]],
}

pub const CANGZHU: Listing = Listing {
    name: ["Cangzhu ERP", "仓助 ERP"],
    value: ["One stock and one order book for all of your stores", "多店铺订单与库存，一处管好"],
    about: [
        "Cangzhu brings the orders of every store into one list, prints picking lists and labels, and keeps the stock of all \
         stores the same, minute by minute.\n\nFor teams of two to two hundred. Free up to 300 orders a month.",
        "仓助把各店铺的订单汇总到一张列表，自动生成拣货单和面单，并让所有店铺的库存保持一致，按分钟同步。\n\n适合两人到两百人的团队。每月 300 单以内免费。",
    ],
    website: "https://cangzhu.example",
    logo: include_bytes!("pictures/cangzhu.png"),
    screenshots: &[include_bytes!("pictures/screen-stock.png")],
};

pub const GLANCE: Listing = Listing {
    name: ["Parcel Glance", "包裹一览"],
    value: ["See at a glance which parcels are late", "一眼看出哪些包裹延误"],
    about: [
        "A small page that shows today's parcels, which of them are late, and what to tell the buyer. It reads orders and \
         changes nothing.",
        "一个小页面，列出今天的包裹、哪些已经延误，以及如何向买家说明。仅读取订单，不做任何修改，放心使用。",
    ],
    website: "https://parcelglance.example",
    logo: include_bytes!("pictures/glance.png"),
    screenshots: &[],
};

pub const MORE: [Listed; 4] = [
    Listed {
        email: "hallo@kassenbuch.example",
        person: "Friederike Thomsen",
        company: "Kassenbuch GmbH",
        country: "DE",
        category: "commercial-developer",
        app: "Kassenbuch",
        listing: Listing {
            name: ["Kassenbuch", "凯森账本"],
            value: ["Your stores' takings, booked every night", "每晚自动记账，店铺收入一清二楚"],
            about: [
                "Kassenbuch books orders and refunds into your accounts every night and shows what does not add up. Exports for \
                 your tax adviser are one click away.",
                "凯森账本每晚把订单和退款记入账目，并标出对不上的款项。报税所需的数据可一键导出，交给会计即可使用。",
            ],
            website: "https://kassenbuch.example",
            logo: include_bytes!("pictures/kassenbuch.png"),
            screenshots: &[include_bytes!("pictures/screen-books.png")],
        },
    },
    Listed {
        email: "ops@fernfracht.example",
        person: "Ansel Brandt",
        company: "Fernfracht",
        country: "NL",
        category: "commercial-developer",
        app: "Fernfracht",
        listing: Listing {
            name: ["Fernfracht Shipping", "远运发货"],
            value: ["Compare carriers and print labels in one step", "比价、选承运商、打印面单，一步完成"],
            about: [
                "Fernfracht compares the prices of fourteen carriers for each parcel, prints the label and sends the tracking \
                 number back to the order.",
                "远运为每个包裹比较十四家承运商的价格，打印面单，并把运单号回传到订单。跨境和本地配送均可使用。",
            ],
            website: "https://fernfracht.example",
            logo: include_bytes!("pictures/fernfracht.png"),
            screenshots: &[],
        },
    },
    Listed {
        email: "tea@yinpan.example",
        person: "许映盘",
        company: "银盘科技",
        country: "CN",
        category: "commercial-developer",
        app: "银盘客服",
        listing: Listing {
            name: ["Yinpan Care", "银盘客服"],
            value: ["Answer buyers with the order in view", "回复买家时，订单就在眼前"],
            about: [
                "Yinpan puts a buyer's orders, refunds and parcels beside the conversation, so that an answer takes one glance \
                 and not three windows.",
                "银盘把买家的订单、退款和物流信息放在对话旁边，客服一眼就能答复，不必在几个窗口之间来回切换。支持团队协作。",
            ],
            website: "https://yinpan.example",
            logo: include_bytes!("pictures/yinpan.png"),
            screenshots: &[],
        },
    },
    Listed {
        email: "mail@preisfuchs.example",
        person: "Leni Fuchs",
        company: "Preisfuchs",
        country: "AT",
        category: "individual-developer",
        app: "Preisfuchs",
        listing: Listing {
            name: ["Preisfuchs", ""],
            value: ["Labels and price lists from your products", ""],
            about: [
                "Preisfuchs reads your products and makes price lists, shelf labels and a catalogue as a PDF, in the layout that \
                 you choose.",
                "",
            ],
            website: "https://preisfuchs.example",
            logo: include_bytes!("pictures/preisfuchs.png"),
            screenshots: &[],
        },
    },
];

/// Writes the listing, hands it in, and has the operator approve every field of it.
pub fn publish(tx: &mut Write<'_>, operator: &Actor, owner: &Actor, id: &Id<kinds::App>, listing: &Listing) -> Outcome<()> {
    let app = apps::find(tx, id)?.ok_or_else(|| Fault::new("an app of the demo is missing"))?;
    let texts = |[en, zh]: [&str; 2]| Value::Texts(Texts::new(en, zh));
    let email = listing.website.replacen("https://", "help@", 1);
    let drafts = vec![
        (Field::Name, texts(listing.name)),
        (Field::ValueProposition, texts(listing.value)),
        (Field::Description, texts(listing.about)),
        (Field::Website, Value::Line(listing.website.to_owned())),
        (Field::SupportEmail, Value::Line(email.clone())),
    ];
    let picture = |bytes: &[u8], used_as| {
        let upload = Upload { name: "picture.png".to_owned(), bytes: bytes.to_vec() };
        Picture::read("logo", &upload, used_as)
    };
    let screenshots = listing.screenshots.iter().map(|bytes| picture(bytes, PictureUse::Screenshot));
    let pictures = Pictures {
        logo: Some(picture(listing.logo, PictureUse::Logo)?),
        screenshots: screenshots.collect::<Result<_, _>>()?,
        removed: Vec::new(),
    };
    listings::save(tx, owner, &app.developer, id, drafts, &pictures)?;
    listings::send_link(tx, owner, &app.developer, id)?;
    listings::confirm_support_email(tx, owner, id, &email)?;
    for row in listings::submit(tx, owner, &app.developer, id, None)?.fields {
        if let FieldState::InReview { case } = &row.state {
            listings::decide(tx, operator, case, &Verdict::Approve)?;
        }
    }
    Ok(())
}
