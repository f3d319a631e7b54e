//! Opaque credentials: `k<kind><environment>_<32 base62><6 base62 CRC-32>`. 190 bits of chance; the checksum tells a
//! mistyped or cut token from an unknown one without asking the database, and lets secret scanners be sure. Only the
//! SHA-256 of one is ever stored.

use kernel::{Environment, Secret};
use rand::{Rng, RngExt};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH: usize = 32;
const CHECK_LENGTH: usize = 6;
const PREFIX_LENGTH: usize = 4;

/// SHA-256 of a credential: what the database knows it by.
pub type Hash = [u8; 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Access,
    Refresh,
    AuthorizationCode,
    ClientSecret,
    Session,
    /// A link in a mail.
    MailLink,
    /// An authorization request that was pushed.
    PushedRequest,
}

/// A well-formed credential. Whether it is known is the database's to say.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub environment: Environment,
    text: Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Not of the form at all, or of a kind that does not belong here.
    Malformed,
    /// Of the form, but with a wrong checksum: mistyped or cut short.
    Checksum,
}

pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

impl TokenKind {
    fn letter(self) -> char {
        match self {
            TokenKind::Access => 'a',
            TokenKind::Refresh => 'r',
            TokenKind::AuthorizationCode => 'c',
            TokenKind::ClientSecret => 's',
            TokenKind::Session => 'w',
            TokenKind::MailLink => 'm',
            TokenKind::PushedRequest => 'p',
        }
    }

    fn from_letter(letter: char) -> Option<TokenKind> {
        use TokenKind::*;
        let all = [Access, Refresh, AuthorizationCode, ClientSecret, Session, MailLink, PushedRequest];
        all.into_iter().find(|kind| kind.letter() == letter)
    }
}

impl Token {
    pub fn generate(kind: TokenKind, environment: Environment, rng: &mut (impl Rng + ?Sized)) -> Token {
        let mut text = String::with_capacity(PREFIX_LENGTH + RANDOM_LENGTH + CHECK_LENGTH);
        text.extend(['k', kind.letter(), environment.letter(), '_']);
        text.extend((0..RANDOM_LENGTH).map(|_| char::from(ALPHABET[rng.random_range(0..62)])));
        text.push_str(std::str::from_utf8(&checksum(&text)).unwrap_or_default());
        Token { kind, environment, text: Secret::new(text) }
    }

    /// Takes a credential apart. `kind` is what the place expects; another kind is malformed there.
    pub fn parse(text: &str, kind: TokenKind) -> Result<Token, TokenError> {
        let mut letters = text.chars();
        let head =
            (letters.next(), letters.next().and_then(TokenKind::from_letter), letters.next().and_then(Environment::from_letter));
        let (Some('k'), Some(found), Some(environment)) = head else { return Err(TokenError::Malformed) };
        let is_base62 = text.len() == PREFIX_LENGTH + RANDOM_LENGTH + CHECK_LENGTH
            && text.as_bytes()[PREFIX_LENGTH - 1] == b'_'
            && text.bytes().skip(PREFIX_LENGTH).all(|byte| byte.is_ascii_alphanumeric());
        if found != kind || !is_base62 {
            return Err(TokenError::Malformed);
        }
        let (body, check) = text.split_at(PREFIX_LENGTH + RANDOM_LENGTH);
        if checksum(body) != check.as_bytes() {
            return Err(TokenError::Checksum);
        }
        Ok(Token { kind, environment, text: Secret::new(text) })
    }

    pub fn hash(&self) -> Hash {
        sha256(self.text.expose().as_bytes())
    }

    /// The text, to be shown or sent once.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// How the credential may be named where it must not be shown: its first letters.
    pub fn hint(&self) -> String {
        format!("{}…", &self.text.expose()[..PREFIX_LENGTH + 4])
    }
}

fn checksum(body: &str) -> [u8; CHECK_LENGTH] {
    let mut rest = crc32fast::hash(body.as_bytes()) as usize;
    let mut digits = [b'0'; CHECK_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[rest % 62];
        rest /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    fn token() -> Token {
        Token::generate(TokenKind::Access, Environment::Sandbox, &mut StdRng::seed_from_u64(7))
    }

    #[test]
    fn a_token_reads_back_and_names_its_environment() {
        let token = token();
        assert!(token.expose().starts_with("kas_"));
        assert_eq!(token.expose().len(), 42);
        let read = Token::parse(token.expose(), TokenKind::Access).unwrap();
        assert_eq!((read.environment, read.hash()), (Environment::Sandbox, token.hash()));
    }

    #[test]
    fn a_changed_letter_is_a_wrong_checksum() {
        let text = token().expose().to_owned();
        for place in PREFIX_LENGTH..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(Token::parse(&changed, TokenKind::Access).map(drop), Err(TokenError::Checksum));
        }
    }

    #[test]
    fn nonsense_and_other_kinds_are_malformed() {
        let text = token().expose().to_owned();
        for wrong in ["", "kas_", "Bearer", "用", "kas_用", &text[..41], &format!("{text}0"), &text.replace("kas_", "kxs_")] {
            assert_eq!(Token::parse(wrong, TokenKind::Access).map(drop), Err(TokenError::Malformed), "{wrong}");
        }
        assert_eq!(Token::parse(&text, TokenKind::Refresh).map(drop), Err(TokenError::Malformed));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let token = token();
        assert!(!format!("{token:?}").contains(&token.expose()[8..]));
    }
}
