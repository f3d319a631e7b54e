use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// An ISO 4217 code: three capital letters. Codes that we do not know have two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// An amount in whole minor units (fen, cents; yen have none). In JSON: `{"amount": "12.34", "currency": "CNY"}`, the amount
/// as decimal text so that no reader rounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// Not three capital letters.
    Currency,
    /// Not `12`, `12.3` or `-12.34`.
    Number,
    /// More decimals than the currency has, and not zeroes.
    TooPrecise,
    TooLarge,
}

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");
    pub const EUR: Currency = Currency(*b"EUR");
    pub const GBP: Currency = Currency(*b"GBP");
    pub const JPY: Currency = Currency(*b"JPY");
    pub const USD: Currency = Currency(*b"USD");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimals of the minor unit, ISO 4217 table A.1.
    pub fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"UYI"
            | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// Reads decimal text: `12`, `12.3`, `-0.05`. No grouping, no sign but a leading minus.
    pub fn parse(amount: &str, currency: Currency) -> Result<Money, MoneyError> {
        let (is_negative, digits) = match amount.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, amount),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(MoneyError::Number),
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(MoneyError::Number);
        }
        let exponent = currency.exponent() as usize;
        let (kept, beyond) = fraction.split_at(fraction.len().min(exponent));
        if beyond.bytes().any(|byte| byte != b'0') {
            return Err(MoneyError::TooPrecise);
        }
        let padding = std::iter::repeat_n(b'0', exponent - kept.len());
        let mut minor: i64 = 0;
        for digit in whole.bytes().chain(kept.bytes()).chain(padding) {
            minor =
                minor.checked_mul(10).and_then(|minor| minor.checked_add(i64::from(digit - b'0'))).ok_or(MoneyError::TooLarge)?;
        }
        Ok(Money { minor: if is_negative { -minor } else { minor }, currency })
    }

    /// The amount as decimal text, with all the currency's decimals.
    pub fn amount(&self) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    pub fn times(self, quantity: i64) -> Money {
        Money { minor: self.minor.saturating_mul(quantity), currency: self.currency }
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Currency, MoneyError> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| MoneyError::Currency)?;
        if letters.iter().all(u8::is_ascii_uppercase) { Ok(Currency(letters)) } else { Err(MoneyError::Currency) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.amount(), self.currency)
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            MoneyError::Currency => "a currency is three capital letters, such as CNY",
            MoneyError::Number => "an amount is written like 12.34",
            MoneyError::TooPrecise => "the amount has more decimals than the currency",
            MoneyError::TooLarge => "the amount is too large",
        })
    }
}

impl std::error::Error for MoneyError {}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
struct Written<'a> {
    amount: std::borrow::Cow<'a, str>,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { amount: self.amount().into(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Money::parse(&written.amount, written.currency).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_reads_back_in_every_exponent() {
        for (text, code, minor) in [
            ("12.34", "CNY", 1234),
            ("0.05", "USD", 5),
            ("-0.05", "USD", -5),
            ("1200", "JPY", 1200),
            ("1.234", "KWD", 1234),
            ("7", "EUR", 700),
        ] {
            let currency = code.parse().unwrap();
            let money = Money::parse(text, currency).unwrap();
            assert_eq!(money.minor, minor);
            assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
        }
        assert_eq!(Money::new(5, Currency::USD).amount(), "0.05");
        assert_eq!(Money::new(i64::MIN, Currency::USD).amount(), "-92233720368547758.08");
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for (text, error) in [
            ("", MoneyError::Number),
            ("1,000", MoneyError::Number),
            ("1.", MoneyError::Number),
            (".5", MoneyError::Number),
            ("1e3", MoneyError::Number),
            ("--1", MoneyError::Number),
            ("１", MoneyError::Number),
            ("1.005", MoneyError::TooPrecise),
            ("99999999999999999999", MoneyError::TooLarge),
        ] {
            assert_eq!(Money::parse(text, Currency::CNY), Err(error), "{text}");
        }
        assert_eq!(Money::parse("1.500", Currency::CNY).map(|money| money.minor), Ok(150));
        assert_eq!("cny".parse::<Currency>(), Err(MoneyError::Currency));
    }
}
