//! What should be true of codes and tokens of one app and one merchant, said as plainly as it goes: no database, no
//! hashes, no transactions. A pair is known by its place in the order of giving.

use kernel::Time;
use platform::grants::{CODE_LIFETIME, CodeError, RefreshError};
use std::time::Duration;

/// A public app's lost answers can be asked for again for so long at the most.
const PUBLIC_RETRY: Duration = Duration::from_secs(60);

/// What the category says.
#[derive(Clone, Debug)]
pub struct Policy {
    pub retry: Duration,
    pub drain: Duration,
    pub access: Duration,
    pub refresh: Duration,
    pub refresh_fixed: bool,
    pub is_public: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Works,
    Expired,
    Revoked,
}

pub struct Model {
    pub now: Time,
    policy: Policy,
    /// Each removal begins another age; what was given in an earlier one is dead.
    age: u32,
    /// Nothing before the first authorisation; then whether it stands.
    stands: Option<bool>,
    codes: Vec<Code>,
    pairs: Vec<Pair>,
    families: usize,
}

struct Code {
    age: u32,
    ends: Time,
    family: Option<usize>,
    is_forgotten: bool,
}

struct Pair {
    age: u32,
    family: usize,
    access_ends: Time,
    access_revoked: Option<Time>,
    access_forgotten: bool,
    refresh_ends: Time,
    refresh_revoked: bool,
    refresh_forgotten: bool,
    used: Option<(Time, usize)>,
}

impl Model {
    pub fn new(policy: Policy, now: Time) -> Model {
        Model { now, policy, age: 0, stands: None, codes: Vec::new(), pairs: Vec::new(), families: 0 }
    }

    // --- what is true ---

    pub fn was_ever_granted(&self) -> bool {
        self.stands.is_some()
    }

    pub fn family(&self, place: usize) -> usize {
        self.pairs[place].family
    }

    /// What the right client is told who exchanges the code.
    pub fn exchange(&self, place: usize) -> Result<(), CodeError> {
        let code = &self.codes[place];
        match () {
            () if code.is_forgotten => Err(CodeError::Unknown),
            () if code.family.is_some() => Err(CodeError::Replayed),
            () if code.ends <= self.now => Err(CodeError::Expired),
            () if !self.is_of_this_age(code.age) => Err(CodeError::Ended),
            () => Ok(()),
        }
    }

    /// What the right client is told who refreshes: a new pair, or the one that was given before.
    pub fn refresh(&self, place: usize) -> Result<Option<usize>, RefreshError> {
        let pair = &self.pairs[place];
        if pair.refresh_forgotten {
            return Err(RefreshError::Unknown);
        }
        if pair.refresh_revoked || !self.is_of_this_age(pair.age) {
            return Err(RefreshError::Revoked);
        }
        if pair.refresh_ends <= self.now {
            return Err(RefreshError::Expired);
        }
        let Some((at, successor)) = pair.used else { return Ok(None) };
        let retry = if self.policy.is_public { self.policy.retry.min(PUBLIC_RETRY) } else { self.policy.retry };
        let is_lost = self.now < at + retry && self.pairs[successor].used.is_none();
        if is_lost { Ok(Some(successor)) } else { Err(RefreshError::Reused) }
    }

    /// Nothing when it was swept away.
    pub fn access(&self, place: usize) -> Option<Access> {
        let pair = &self.pairs[place];
        match () {
            () if pair.access_forgotten => None,
            () if !self.is_of_this_age(pair.age) => Some(Access::Revoked),
            () if pair.access_revoked.is_some_and(|at| at <= self.now) => Some(Access::Revoked),
            () if pair.access_ends <= self.now => Some(Access::Expired),
            () => Some(Access::Works),
        }
    }

    fn is_of_this_age(&self, age: u32) -> bool {
        self.stands == Some(true) && self.age == age
    }

    // --- what happens ---

    pub fn authorise(&mut self) {
        self.stands = Some(true);
        self.codes.push(Code { age: self.age, ends: self.now + CODE_LIFETIME, family: None, is_forgotten: false });
    }

    pub fn removed(&mut self) {
        if self.stands == Some(true) {
            self.stands = Some(false);
            self.age += 1;
        }
    }

    pub fn exchanged(&mut self, place: usize, answer: Result<(), CodeError>) {
        match answer {
            Ok(()) => {
                let family = self.families;
                self.families += 1;
                self.codes[place].family = Some(family);
                self.give(family, self.now + self.policy.refresh);
            }
            Err(CodeError::Replayed) => {
                if let Some(family) = self.codes[place].family {
                    self.end(family);
                }
            }
            Err(_) => {}
        }
    }

    pub fn refreshed(&mut self, place: usize, answer: Result<Option<usize>, RefreshError>) {
        let (family, ends) = (self.pairs[place].family, self.pairs[place].refresh_ends);
        match answer {
            Ok(None) => {
                let ends = if self.policy.refresh_fixed { ends } else { self.now + self.policy.refresh };
                self.pairs[place].used = Some((self.now, self.pairs.len()));
                self.pairs[place].access_revoked.get_or_insert(self.now + self.policy.drain);
                self.give(family, ends);
            }
            Err(RefreshError::Reused) => self.end(family),
            Ok(Some(_)) | Err(_) => {}
        }
    }

    /// All that came from the same code ends (RFC 7009 §2.1).
    pub fn gave_back_refresh(&mut self, place: usize) {
        if !self.pairs[place].refresh_forgotten {
            self.end(self.pairs[place].family);
        }
    }

    pub fn gave_back_access(&mut self, place: usize) {
        self.end_access(place);
    }

    pub fn forget_code(&mut self, place: usize) {
        self.codes[place].is_forgotten = true;
    }

    pub fn forget_refresh(&mut self, place: usize) {
        self.pairs[place].refresh_forgotten = true;
    }

    pub fn forget_access(&mut self, place: usize) {
        self.pairs[place].access_forgotten = true;
    }

    fn give(&mut self, family: usize, refresh_ends: Time) {
        self.pairs.push(Pair {
            age: self.age,
            family,
            access_ends: self.now + self.policy.access,
            access_revoked: None,
            access_forgotten: false,
            refresh_ends,
            refresh_revoked: false,
            refresh_forgotten: false,
            used: None,
        });
    }

    fn end(&mut self, family: usize) {
        for place in 0..self.pairs.len() {
            if self.pairs[place].family == family {
                self.pairs[place].refresh_revoked = true;
                self.end_access(place);
            }
        }
    }

    /// Also one that was draining.
    fn end_access(&mut self, place: usize) {
        let revoked = &mut self.pairs[place].access_revoked;
        *revoked = Some(revoked.map_or(self.now, |at| at.min(self.now)));
    }
}
