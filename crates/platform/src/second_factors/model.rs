use kernel::Secret;
use protocol::{Hash, sha256};
use rand::{CryptoRng, RngExt};

pub(super) const CODES: usize = 10;
/// Crockford's base 32: nothing that looks like another letter.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 80 bits.
const LETTERS: usize = 16;

/// What was accepted as a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    Code,
    RecoveryCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    On,
}

/// `7k3m-9qwe-x0zt-4v5b`
pub(super) fn new_code(rng: &mut (impl CryptoRng + ?Sized)) -> Secret {
    let mut text = String::with_capacity(LETTERS + 3);
    for place in 0..LETTERS {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(rng.random::<u8>() & 31)]));
    }
    Secret::new(text)
}

/// What is stored of a recovery code, however it was typed: in capitals, without dashes, with an O for a zero. `None` when
/// it cannot be one.
pub(super) fn hash(typed: &str) -> Option<Hash> {
    let mut plain = String::with_capacity(LETTERS);
    for letter in typed.chars().filter(|letter| *letter != '-' && !letter.is_whitespace()) {
        plain.push(match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        });
    }
    let is_code = plain.len() == LETTERS && plain.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then(|| sha256(format!("recovery code {plain}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = new_code(&mut StdRng::seed_from_u64(1));
        let kept = hash(code.expose());
        assert!(kept.is_some());
        assert_eq!(hash(&code.expose().to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l")), kept);
        assert_eq!(hash("123456"), None);
        assert_eq!(hash(&"ü".repeat(16)), None);
    }
}
