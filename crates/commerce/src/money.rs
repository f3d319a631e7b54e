//! Money is a whole number of minor units and a currency: 12.34 CNY is 1234, 500 JPY is 500, 1.250 KWD is 1250. On the
//! wire it is decimal text (`{"amount": "12.34", "currency": "CNY"}`), because a JSON number passes through binary
//! fractions on its way.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeStruct};
use std::{fmt, str::FromStr};

/// Currencies of ISO 4217 with two decimals.
const TWO_DECIMALS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR_DECIMALS: &str = "CLF UYW";

/// A currency of ISO 4217: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// An amount in whole minor units of its currency. Sums and products stop at the ends of `i64` instead of wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why a text is not an amount or a currency. Displays as a sentence without the full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MalformedMoney {
    /// Not a currency of ISO 4217.
    Currency(String),
    /// Not `-?digits[.digits]`.
    Number,
    TooManyDecimals {
        currency: Currency,
        most: u32,
    },
    OutOfRange,
}

// === impl Currency ===

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");
    pub const EUR: Currency = Currency(*b"EUR");
    pub const GBP: Currency = Currency(*b"GBP");
    pub const JPY: Currency = Currency(*b"JPY");
    pub const USD: Currency = Currency(*b"USD");

    pub fn as_str(&self) -> &str {
        // Only letters are ever put in.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals its amounts are written with: 2 for most, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        decimals_of(self.as_str()).unwrap_or(2)
    }
}

fn decimals_of(code: &str) -> Option<u32> {
    // Four bytes a code, so that a hit in the middle of two codes cannot count.
    let lists = [(2, TWO_DECIMALS), (0, NO_DECIMALS), (3, THREE_DECIMALS), (4, FOUR_DECIMALS)];
    lists
        .into_iter()
        .find(|(_, list)| list.as_bytes().chunks(4).any(|entry| &entry[..3] == code.as_bytes()))
        .map(|(decimals, _)| decimals)
}

impl FromStr for Currency {
    type Err = MalformedMoney;

    /// Letters in either case; anything that is not in ISO 4217 is refused ("RMB" is: the code is CNY).
    fn from_str(text: &str) -> Result<Currency, MalformedMoney> {
        let malformed = || MalformedMoney::Currency(text.chars().take(12).collect());
        let bytes: [u8; 3] = text.as_bytes().try_into().map_err(|_| malformed())?;
        let bytes = bytes.map(|byte| byte.to_ascii_uppercase());
        let currency = Currency(bytes);
        if bytes.iter().all(u8::is_ascii_uppercase) && decimals_of(currency.as_str()).is_some() {
            Ok(currency)
        } else {
            Err(malformed())
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

// === impl Money ===

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// Reads decimal text: an optional minus, digits, and at most as many decimals as the currency has. No separators of
    /// thousands, no signs of currency, no exponent: what is not exact is refused.
    pub fn parse(amount: &str, currency: Currency) -> Result<Money, MalformedMoney> {
        let (is_negative, digits) = match amount.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, amount),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let has_point = whole.len() < digits.len();
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) || (has_point && fraction.is_empty()) {
            return Err(MalformedMoney::Number);
        }
        let decimals = currency.decimals();
        // Zeros past the last decimal change nothing: 5.00 JPY is exact, 5.50 JPY is not.
        let exact = fraction.trim_end_matches('0');
        if exact.len() > decimals as usize {
            return Err(MalformedMoney::TooManyDecimals { currency, most: decimals });
        }
        let padding = std::iter::repeat_n(b'0', decimals as usize - exact.len());
        let minor = whole
            .bytes()
            .chain(exact.bytes())
            .chain(padding)
            .try_fold(0_i64, |sum, digit| sum.checked_mul(10).and_then(|sum| sum.checked_add(i64::from(digit - b'0'))));
        let minor = minor.ok_or(MalformedMoney::OutOfRange)?;
        Ok(Money { minor: if is_negative { -minor } else { minor }, currency })
    }

    /// The decimal text without the currency: `12.34`.
    pub fn amount(self) -> String {
        let decimals = self.currency.decimals() as usize;
        let digits = self.minor.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + decimals + 2);
        if self.minor < 0 {
            text.push('-');
        }
        let (whole, fraction) = if digits.len() > decimals { digits.split_at(digits.len() - decimals) } else { ("0", &*digits) };
        text.push_str(whole);
        if decimals > 0 {
            text.push('.');
            text.extend(std::iter::repeat_n('0', decimals - fraction.len()));
            text.push_str(fraction);
        }
        text
    }

    /// The sum. Both must be of one currency; who adds across currencies has made a mistake, and gets the left one.
    #[must_use]
    pub fn plus(self, other: Money) -> Money {
        debug_assert_eq!(self.currency, other.currency, "sums are of one currency");
        Money { minor: self.minor.saturating_add(other.minor), ..self }
    }

    #[must_use]
    pub fn minus(self, other: Money) -> Money {
        self.plus(Money { minor: other.minor.saturating_neg(), ..other })
    }

    #[must_use]
    pub fn times(self, quantity: i64) -> Money {
        Money { minor: self.minor.saturating_mul(quantity), ..self }
    }

    /// The sum of many, zero when there is none.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Money {
        amounts.into_iter().fold(Money::zero(currency), Money::plus)
    }

    pub fn is_zero(self) -> bool {
        self.minor == 0
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.amount(), self.currency)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut money = serializer.serialize_struct("Money", 2)?;
        money.serialize_field("amount", &self.amount())?;
        money.serialize_field("currency", &self.currency)?;
        money.end()
    }
}

#[derive(Deserialize)]
#[serde(rename = "Money")]
struct Written<'a> {
    #[serde(borrow)]
    amount: std::borrow::Cow<'a, str>,
    currency: Currency,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let Written { amount, currency } = Written::deserialize(deserializer)?;
        Money::parse(&amount, currency).map_err(de::Error::custom)
    }
}

// === impl MalformedMoney ===

impl fmt::Display for MalformedMoney {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MalformedMoney::Currency(text) => write!(out, "{text:?} is not a currency code of ISO 4217 such as CNY or USD"),
            MalformedMoney::Number => {
                out.write_str("an amount is decimal text such as 12.34, without separators or signs of currency")
            }
            MalformedMoney::TooManyDecimals { currency, most: 0 } => write!(out, "{currency} has no decimals"),
            MalformedMoney::TooManyDecimals { currency, most } => write!(out, "{currency} has at most {most} decimals"),
            MalformedMoney::OutOfRange => out.write_str("the amount is too large"),
        }
    }
}

impl std::error::Error for MalformedMoney {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(amount: &str, currency: &str) -> Result<Money, MalformedMoney> {
        Money::parse(amount, currency.parse()?)
    }

    #[test]
    fn amounts_follow_the_decimals_of_their_currency() {
        for (amount, currency, minor, printed) in [
            ("12.34", "CNY", 1234, "12.34"),
            ("12.3", "usd", 1230, "12.30"),
            ("7", "EUR", 700, "7.00"),
            ("-0.05", "GBP", -5, "-0.05"),
            ("500", "JPY", 500, "500"),
            ("500.00", "JPY", 500, "500"),
            ("1.25", "KWD", 1250, "1.250"),
            ("0.0001", "CLF", 1, "0.0001"),
            ("0007.10", "CNY", 710, "7.10"),
            ("1.2300000", "CNY", 123, "1.23"),
        ] {
            let money = money(amount, currency).unwrap();
            assert_eq!((money.minor, money.amount().as_str()), (minor, printed), "{amount} {currency}");
        }
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        for amount in ["", "-", ".", ".5", "5.", "1,000.00", "¥5", "1e3", "+5", " 5", "５", "0x10", "1.2.3", "--1", "NaN"] {
            assert_eq!(money(amount, "CNY"), Err(MalformedMoney::Number), "{amount:?}");
        }
        assert_eq!(money("1.234", "CNY").unwrap_err().to_string(), "CNY has at most 2 decimals");
        assert_eq!(money("1.5", "JPY").unwrap_err().to_string(), "JPY has no decimals");
        assert_eq!(money("92233720368547758.08", "CNY"), Err(MalformedMoney::OutOfRange));
        for currency in ["", "RMB", "CN", "CNYY", "C Y", "Y U", "人民币", "XXX"] {
            assert!(matches!(money("1", currency), Err(MalformedMoney::Currency(_))), "{currency:?}");
        }
    }

    #[test]
    fn every_list_of_currencies_is_well_formed() {
        for list in [TWO_DECIMALS, NO_DECIMALS, THREE_DECIMALS, FOUR_DECIMALS] {
            for code in list.split(' ') {
                assert!(code.len() == 3 && code.parse::<Currency>().is_ok(), "{code:?}");
            }
        }
    }

    #[test]
    fn money_is_decimal_text_on_the_wire() {
        let price = Money::new(-5, Currency::CNY);
        let json = r#"{"amount":"-0.05","currency":"CNY"}"#;
        assert_eq!(serde_json::to_string(&price).unwrap(), json);
        assert_eq!(serde_json::from_str::<Money>(json).unwrap(), price);
        assert!(serde_json::from_str::<Money>(r#"{"amount":12.34,"currency":"CNY"}"#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(minor in -i64::MAX..=i64::MAX, code in prop::sample::select(vec!["CNY", "JPY", "KWD", "CLF"])) {
            let money = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(Money::parse(&money.amount(), money.currency), Ok(money));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}", code in "\\PC{0,4}") {
            if let Ok(currency) = code.parse::<Currency>() {
                let _ = Money::parse(&text, currency);
            }
            let _ = Money::parse(&text, Currency::CNY);
        }
    }
}
