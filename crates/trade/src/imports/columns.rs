//! The columns that a CSV file may have. docs/import.md says the same; a test holds the two together.

use super::ImportError;

/// One known column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub is_required: bool,
    /// What stands in it, as a sentence.
    pub about: &'static str,
}

/// A column `option:Colour` holds the colour.
pub const OPTION_PREFIX: &str = "option:";

const fn required(name: &'static str, about: &'static str) -> Column {
    Column { name, is_required: true, about }
}

const fn optional(name: &'static str, about: &'static str) -> Column {
    Column { name, is_required: false, about }
}

/// One row for each line of an order.
pub const ORDER_COLUMNS: &[Column] = &[
    required("order_id", "The order's id at its source; all rows with the same one are one order."),
    optional("number", "The number that people call it; the order_id when blank."),
    optional(
        "status",
        "pending_payment, paid, awaiting_shipment, partially_shipped, shipped, delivered, completed, cancelled, closed or \
         unknown; when blank it follows from the other columns.",
    ),
    required("created_at", "When the buyer placed the order."),
    optional("updated_at", "When the source last changed the row; of two that differ the newer one counts."),
    optional("paid_at", "When the buyer paid."),
    optional("shipped_at", "When the first parcel left."),
    optional("completed_at", "When the order was over and done."),
    optional("cancelled_at", "When it was called off."),
    optional("cancel_reason", "Why it was called off."),
    required("currency", "ISO 4217 code of every amount in the row, the same for the whole order: CNY."),
    optional("total", "What the buyer owes for the whole order; added up when blank."),
    optional("shipping", "What the buyer pays for delivery of the whole order."),
    optional("buyer_id", "The buyer's id at the source."),
    optional("buyer_name", "The buyer's name."),
    optional("buyer_email", "The buyer's mail address."),
    optional("buyer_phone", "The buyer's telephone number."),
    optional("ship_name", "Who receives the parcel."),
    optional("ship_phone", "The receiver's telephone number."),
    optional("ship_country", "Two letters of ISO 3166-1: CN."),
    optional("ship_state", "Province or state."),
    optional("ship_city", "City."),
    optional("ship_district", "District within the city."),
    optional("ship_address", "Street, house and door."),
    optional("ship_zip", "Postal code."),
    optional("buyer_memo", "What the buyer wrote."),
    optional("seller_memo", "What the seller noted."),
    optional("line_id", "The line's id, unique in its order; the sku when blank, and the title when that is blank too."),
    optional("product_id", "The product's id at the source."),
    optional("variant_id", "The variant's id at the source."),
    optional("sku", "The merchant's own code of what was sold."),
    required("title", "What was sold, in words."),
    optional("quantity", "How many pieces, from 1 to 1000000; 1 when blank."),
    required("unit_price", "What one piece costs before discounts."),
    optional("discount", "What is taken off the line."),
    optional("tax", "What tax adds to the line."),
    optional("carrier", "Who carries the parcel that the line is in."),
    optional("tracking_no", "The parcel's number; lines with the same one are in one parcel."),
];

/// One row for each variant of a product.
pub const PRODUCT_COLUMNS: &[Column] = &[
    required("product_id", "The product's id at its source; all rows with the same one are one product."),
    required("title", "What it is called."),
    optional("subtitle", "A second line under the title."),
    optional("description", "Its description, as HTML."),
    optional("brand", "Whose make it is."),
    optional("category", "Where it belongs, from the widest: Home > Kitchen > Mugs."),
    optional("status", "draft, on_sale, off_shelf, deleted or unknown; on_sale when blank."),
    optional("tags", "Words to find it by, with a vertical bar between them."),
    optional("url", "The page on which it is sold."),
    optional("image", "The address of its main picture."),
    optional("created_at", "When it was made; the time of the import when blank."),
    optional("updated_at", "When the source last changed the row; of two that differ the newer one counts."),
    optional(
        "variant_id",
        "The variant's id, unique in its product; the sku when blank, and the product_id when that is blank too.",
    ),
    optional("variant_title", "What the variant is called: Red / L."),
    optional("sku", "The merchant's own code of the variant."),
    optional("barcode", "The number under its bars, such as an EAN."),
    required("price", "What one piece costs."),
    required("currency", "ISO 4217 code of every amount in the row: CNY."),
    optional("list_price", "The price before a reduction."),
    optional("cost", "What one piece costs the merchant."),
    optional("weight_g", "The packed weight in grams."),
    optional("stock", "How many pieces can still be sold; left as it is when blank."),
];

/// Where a column stands in its list; a name that is not in it does not compile.
pub(super) const fn place(columns: &[Column], name: &str) -> usize {
    let mut place = 0;
    while place < columns.len() {
        if is_same(columns[place].name.as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    panic!("no such column")
}

const fn is_same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut place = 0;
    while place < left.len() {
        if left[place] != right[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// Where the known columns stand in one file.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// For each known column its place in the file.
    places: Vec<Option<usize>>,
    /// What buyers choose, and the place of the choice.
    pub options: Vec<(String, usize)>,
    pub width: usize,
}

impl Header {
    pub fn read<'a>(names: impl Iterator<Item = &'a str>, known: &'static [Column]) -> Result<Header, ImportError> {
        let mut header = Header { places: vec![None; known.len()], options: Vec::new(), width: 0 };
        let mut unknown = Vec::new();
        for (at, name) in names.enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim();
            header.width = at + 1;
            let option = name.strip_prefix(OPTION_PREFIX).map(str::trim).filter(|option| !option.is_empty());
            let column = known.iter().position(|column| column.name.eq_ignore_ascii_case(name));
            let is_repeated = match (option, column) {
                (Some(option), _) => header.options.iter().any(|(other, _)| other == option),
                (None, Some(place)) => header.places[place].is_some(),
                (None, None) => false,
            };
            match (option, column) {
                _ if is_repeated => return Err(ImportError::RepeatedColumn(name.to_owned())),
                (Some(option), _) => header.options.push((option.to_owned(), at)),
                (None, Some(place)) => header.places[place] = Some(at),
                (None, None) => unknown.push(shortened(name)),
            }
        }
        if header.width == 0 {
            return Err(ImportError::Empty);
        }
        if !unknown.is_empty() {
            return Err(ImportError::UnknownColumns { names: unknown, known: known.iter().map(|column| column.name).collect() });
        }
        let is_missing = |(column, place): &(&Column, &Option<usize>)| column.is_required && place.is_none();
        let missing: Vec<_> = known.iter().zip(&header.places).filter(is_missing).map(|(column, _)| column.name).collect();
        if missing.is_empty() { Ok(header) } else { Err(ImportError::MissingColumns(missing)) }
    }

    pub fn place(&self, column: usize) -> Option<usize> {
        self.places[column]
    }
}

fn shortened(name: &str) -> String {
    match name.chars().nth(60) {
        None if name.is_empty() => "(a column without a name)".to_owned(),
        None => format!("{name:?}"),
        Some(_) => format!("{:?}…", name.chars().take(60).collect::<String>()),
    }
}
