//! The turns in the rules about people that go wrong most easily, on a real database: two who decide at once, a form sent
//! twice, an edit of what somebody else has edited, guesses that come all together.

#![expect(clippy::unwrap_used, reason = "a story that meets what it did not expect stops there")]

use db::{Db, Location, Randomness, Write};
use kernel::{Actor, Clock, Environment, Error, Id, Outcome, PageRequest, RefusalKind, Secret, Time, Who, kinds};
use office::{
    files::{MediaType, Upload},
    notices::{self, Language},
};
use platform::{
    accounts::{self, NewAccount, Party, PasswordHash, Proof, Role, password},
    app_categories::{self, AppCategory, ApplicationState},
    approvals::{self, CaseKind, CaseState, Filter, Rejection, StateKind, Verdict},
    category_changes,
    developers::{self, Developer, DeveloperKind, NewDeveloper, StandingKind},
    merchants::{self, Documents, NewMerchant},
};
use protocol::Hash;
use rand::{SeedableRng, rngs::StdRng};
use std::{path::PathBuf, time::Duration};

const START: Time = Time::from_unix_millis(1_763_837_361_000);

struct House {
    db: Db,
    folder: PathBuf,
}

impl House {
    fn new(name: &str) -> House {
        let folder = std::env::temp_dir().join(format!("kontor-people-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let location = Location::Sqlite(folder.join("kontor.db"));
        let db = Db::open(&location, Environment::Sandbox, Clock::manual(START), Randomness::Seed(7)).unwrap();
        House { db, folder }
    }

    fn run<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        self.db.write_blocking(rule)
    }

    fn wait(&self, seconds: u64) {
        self.db.clock().advance(Duration::from_secs(seconds));
    }

    fn person(&self, name: &'static str) -> Id<kinds::Account> {
        self.run(move |tx| register(tx, &format!("{name}@example.com"))).unwrap()
    }

    fn operator(&self, name: &'static str, role: Role) -> Actor {
        let email = format!("{name}@kontor.example");
        let id = self.run(move |tx| accounts::ensure_operator(tx, &email, name, &password::dummy_hash(), role)).unwrap();
        actor(&id)
    }

    fn developer(&self, name: &'static str) -> (Actor, Developer) {
        let account = self.person(name);
        let by = actor(&account);
        let developer = {
            let by = by.clone();
            self.run(move |tx| developers::register(tx, &by, &account, &company(), &[document()])).unwrap()
        };
        (by, developer)
    }

    fn case_of(&self, subject: &str) -> Id<kinds::Case> {
        let subject = subject.to_owned();
        self.run(move |tx| approvals::history(tx, &subject)).unwrap()[0].id.clone()
    }

    /// The codes of what an account was told, oldest first.
    fn told(&self, by: &Actor) -> Vec<String> {
        let account = by.account().unwrap().clone();
        let page = self.run(move |tx| notices::list(tx, &account, &PageRequest::first(50))).unwrap();
        let mut notices = page.items;
        notices.sort_by_key(|notice| notice.created_at);
        notices.into_iter().map(|notice| notice.code).collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn actor(id: &Id<kinds::Account>) -> Actor {
    Actor { who: Who::Account(id.clone()), address: None }
}

fn visitor(address: &str) -> Actor {
    Actor { who: Who::Visitor, address: Some(address.parse().unwrap()) }
}

fn register(tx: &mut Write<'_>, email: &str) -> Outcome<Id<kinds::Account>> {
    let (email, password_hash) = (email.to_owned(), password::dummy_hash());
    let new = NewAccount { email, name: "Li Wei".to_owned(), language: Language::Chinese, password_hash };
    Ok(accounts::register(tx, &visitor("203.0.113.9"), &new)?.id)
}

fn document() -> (Upload, MediaType) {
    (Upload { name: "licence.pdf".to_owned(), bytes: b"%PDF-1.7\n%%EOF\n".to_vec() }, MediaType::Pdf)
}

fn documents() -> Documents {
    Documents { licence: Some(document()), identity: Some(document()) }
}

fn company() -> NewDeveloper {
    NewDeveloper {
        kind: DeveloperKind::Company,
        name: "Pearl Harbour Software".to_owned(),
        legal_name: "珠港软件有限公司".to_owned(),
        country: "CN".to_owned(),
        registration_no: "91310000MA1K".to_owned(),
        website: "https://pearl.example".to_owned(),
        phone: "+86 21 5555 0100".to_owned(),
    }
}

fn shop(name: &str) -> NewMerchant {
    NewMerchant {
        name: name.to_owned(),
        legal_name: "Alster Tee GmbH".to_owned(),
        licence_no: "HRB 12345".to_owned(),
        country: "DE".to_owned(),
        timezone: "Europe/Berlin".to_owned(),
        currency: "EUR".to_owned(),
    }
}

fn reject(reason: &str) -> Verdict {
    Verdict::Reject(Rejection::other(reason))
}

/// The code of a refusal, or of its first field where it has fields.
fn refused<T>(outcome: Outcome<T>) -> &'static str {
    match outcome {
        Err(Error::Refusal(refusal)) => refusal.fields.first().map_or(refusal.code, |field| field.code),
        Err(Error::Fault(fault)) => panic!("a fault instead of a refusal: {fault}"),
        Ok(_) => panic!("this should have been refused"),
    }
}

#[test]
fn an_address_has_one_account_whatever_its_case() {
    let house = House::new("address");
    let id = house.person("li");
    assert_eq!(refused(house.run(|tx| register(tx, "LI@example.com"))), "accounts.email_taken");
    let candidate = house.run(|tx| accounts::sign_in_candidate(tx, " Li@Example.com")).unwrap();
    assert_eq!(candidate.unwrap().account.id, id);
    let confirm = move |tx: &mut Write<'_>| accounts::confirm_email(tx, &actor(&id), &id);
    assert!(house.run(confirm.clone()).unwrap());
    assert!(!house.run(confirm).unwrap());
}

#[test]
fn a_session_lives_as_long_as_it_is_used() {
    let house = House::new("session");
    let id = house.person("li");
    let day = 24 * 60 * 60;
    let open = move |tx: &mut Write<'_>| {
        Ok(accounts::open_session(tx, &visitor("203.0.113.9"), &id, "Firefox\u{0}", Proof::Password)?.hash())
    };
    let hash: Hash = house.run(open.clone()).unwrap();
    let find = |hash: Hash| house.run(move |tx| accounts::find_session(tx, &hash)).unwrap();
    house.wait(13 * day);
    let session = find(hash).unwrap();
    assert_eq!((session.user_agent.as_str(), session.address.as_deref()), ("Firefox", Some("203.0.113.9")));
    assert!(session.wants_touch(START + Duration::from_secs(13 * day)));
    house.run(move |tx| accounts::touch_session(tx, &session.id)).unwrap();
    house.wait(13 * day);
    assert!(find(hash).is_some());
    house.wait(day);
    assert!(find(hash).is_none());
    assert_eq!(house.run(|tx| accounts::sweep(tx, 100)).unwrap(), 1);

    let hash = house.run(open).unwrap();
    house.run(move |tx| accounts::close_session(tx, &visitor("203.0.113.9"), &hash)).unwrap();
    assert!(find(hash).is_none());
}

#[test]
fn a_new_password_signs_out_everywhere() {
    let house = House::new("password");
    let id = house.person("li");
    let hash: PasswordHash = password::hash(&Secret::new("correct horse"), &mut StdRng::seed_from_u64(1)).unwrap();
    let (session, stored) = house
        .run(move |tx| {
            let by = actor(&id);
            let session = accounts::open_session(tx, &by, &id, "", Proof::Password)?.hash();
            accounts::set_password(tx, &by, &id, &hash)?;
            Ok((accounts::find_session(tx, &session)?, accounts::sign_in_candidate(tx, "li@example.com")?))
        })
        .unwrap();
    assert!(session.is_none());
    assert!(password::verify(&Secret::new("correct horse"), &stored.unwrap().password_hash));
}

#[test]
fn guesses_that_come_all_together_meet_the_delay_too() {
    let house = House::new("guesses");
    let id = house.person("li");
    // Nobody has looked at a password yet, and still the sixth has to wait; nobody else has to.
    let begin =
        |email: &'static str, address: &'static str| house.run(move |tx| accounts::begin_sign_in(tx, &visitor(address), email));
    for _ in 0..5 {
        assert!(begin("li@example.com", "203.0.113.9").unwrap().is_some());
    }
    let refusal = begin("LI@example.com", "198.51.100.1").unwrap_err();
    let refusal = refusal.refusal().unwrap();
    assert_eq!((refusal.kind, refusal.code), (RefusalKind::TooMany, "accounts.too_many_attempts"));
    assert_eq!(refusal.sentence, "too many sign-ins have failed; try again in 30 seconds");
    assert!(begin("another@example.com", "203.0.113.9").unwrap().is_none());

    // A refused attempt does not make the wait longer, and a right password ends it.
    house.wait(30);
    assert!(begin("li@example.com", "203.0.113.9").unwrap().is_some());
    assert_eq!(refused(begin("li@example.com", "203.0.113.9")), "accounts.too_many_attempts");
    house.run(move |tx| accounts::open_session(tx, &visitor("203.0.113.9"), &id, "", Proof::Password).map(drop)).unwrap();
    assert!(begin("li@example.com", "203.0.113.9").unwrap().is_some());
}

#[test]
fn unknown_accounts_are_delayed_like_known_ones() {
    let house = House::new("unknown");
    let begin = || house.run(|tx| accounts::begin_sign_in(tx, &visitor("203.0.113.9"), "nobody@example.com"));
    for _ in 0..5 {
        assert!(begin().unwrap().is_none());
    }
    assert_eq!(refused(begin()), "accounts.too_many_attempts");
    // After an hour it is forgotten.
    house.wait(60 * 60);
    assert!(begin().unwrap().is_none());
    house.wait(60 * 60);
    assert_eq!(house.run(|tx| accounts::sweep(tx, 100)).unwrap(), 1);
}

#[test]
fn an_address_that_tries_many_accounts_is_delayed() {
    let house = House::new("spray");
    for _ in 0..20 {
        house.run(|tx| accounts::record_sign_in_failure(tx, &visitor("2001:db8::1"))).unwrap();
    }
    let begin = |address: &'static str| house.run(move |tx| accounts::begin_sign_in(tx, &visitor(address), "li@example.com"));
    assert_eq!(refused(begin("2001:db8::2")), "accounts.too_many_attempts");
    assert!(begin("2001:db8:0:1::2").is_ok());
}

#[test]
fn members_are_appointed_by_those_who_may() {
    let house = House::new("members");
    let (owner, developer) = house.developer("li");
    let (chen, stranger) = (house.person("chen"), house.person("eve"));
    let party = Party::Developer(developer.id);
    let add = |by: &Actor, account: &Id<kinds::Account>, role| {
        let (by, party, account) = (by.clone(), party.clone(), account.clone());
        house.run(move |tx| accounts::add_member(tx, &by, &party, &account, role))
    };
    assert_eq!(refused(add(&actor(&stranger), &stranger, Role::Owner)), "accounts.not_allowed");
    assert_eq!(refused(add(&owner, &chen, Role::Reviewer)), "accounts.role_does_not_fit");
    add(&owner, &chen, Role::Admin).unwrap();
    assert_eq!(refused(add(&owner, &chen, Role::Analyst)), "accounts.already_member");
    assert_eq!(refused(add(&actor(&chen), &stranger, Role::Owner)), "accounts.not_allowed");
    add(&actor(&chen), &stranger, Role::Analyst).unwrap();
    let reached = {
        let party = party.clone();
        house.run(move |tx| accounts::members_of(tx, &party)).unwrap()
    };
    assert_eq!(reached.len(), 3);
    let parties = house.run(move |tx| accounts::parties_of(tx, &chen)).unwrap();
    assert_eq!((parties.len(), &parties[0].party, parties[0].role), (1, &party, Role::Admin));
    // The operator's first person does not appoint themselves.
    let by = actor(&stranger);
    let grab = house.run(move |tx| accounts::add_member(tx, &by, &Party::Operator, by.account().unwrap(), Role::Owner));
    assert_eq!(refused(grab), "accounts.not_allowed");
}

#[test]
fn the_second_to_decide_is_told_who_was_first() {
    let house = House::new("stale");
    let (ling, ben) = (house.operator("Ling", Role::Reviewer), house.operator("Ben", Role::Admin));
    let (li, developer) = house.developer("li");
    let case = house.case_of(developer.id.as_str());
    let decide = |by: &Actor, verdict: Verdict| {
        let (by, case) = (by.clone(), case.clone());
        house.run(move |tx| developers::decide(tx, &by, &case, &verdict))
    };
    assert_eq!(refused(decide(&li, Verdict::Approve)), "accounts.not_allowed");
    assert_eq!(refused(decide(&ling, reject("no"))), "text.too_short");
    house.wait(60);
    assert!(decide(&ling, Verdict::Approve).unwrap().state.is_active());
    house.wait(60);
    let late = decide(&ben, reject("the papers are blurred")).unwrap_err();
    let late = late.refusal().unwrap();
    assert_eq!((late.kind, late.code), (RefusalKind::Conflict, "approvals.already_decided"));
    assert_eq!(late.sentence, "Ling approved this case on 2025-11-22 18:50 UTC; reload the page to see how it stands");
    assert_eq!(house.told(&li), ["developer_received", "developer_approved"]);
}

#[test]
fn a_rejected_developer_hands_in_again_and_keeps_the_documents() {
    let house = House::new("again");
    let ling = house.operator("Ling", Role::Reviewer);
    let (li, developer) = house.developer("li");
    let id = developer.id.clone();
    let case = house.case_of(id.as_str());
    let resubmit = || {
        let (li, id) = (li.clone(), id.clone());
        let corrected = NewDeveloper { legal_name: "珠港科技有限公司".to_owned(), ..company() };
        house.run(move |tx| developers::resubmit(tx, &li, &id, &corrected, &[]))
    };
    assert_eq!(refused(resubmit()), "developers.wrong_state");
    let by = ling.clone();
    house.run(move |tx| developers::decide(tx, &by, &case, &reject("  the name differs from the licence  "))).unwrap();
    let id_again = id.clone();
    let not_active = house.run(move |tx| developers::require_active(tx, &id_again)).unwrap_err();
    assert!(not_active.refusal().unwrap().sentence.contains("was rejected; its page says why"));

    house.wait(1);
    assert_eq!(resubmit().unwrap().state.kind(), StandingKind::Submitted);
    assert_eq!(refused(resubmit()), "developers.wrong_state");
    let subject = id.to_string();
    let history = house.run(move |tx| approvals::history(tx, &subject)).unwrap();
    assert_eq!(history.iter().map(|case| case.state.kind()).collect::<Vec<_>>(), [StateKind::Open, StateKind::Rejected]);
    assert_eq!(history[0].files, history[1].files);
    assert_eq!(history[0].facts["legal_name"], "珠港科技有限公司");

    // Suspended and reinstated by an admin, not by a reviewer.
    let (ben, case) = (house.operator("Ben", Role::Admin), history[0].id.clone());
    let by = ling.clone();
    house.run(move |tx| developers::decide(tx, &by, &case, &Verdict::Approve)).unwrap();
    let suspend = |by: &Actor| {
        let (by, id) = (by.clone(), id.clone());
        house.run(move |tx| developers::suspend(tx, &by, &id, "sells data"))
    };
    assert_eq!(refused(suspend(&ling)), "accounts.not_allowed");
    assert_eq!(suspend(&ben).unwrap().state.reason(), Some("sells data"));
    let back = id.clone();
    assert!(house.run(move |tx| developers::reinstate(tx, &ben, &back)).unwrap().state.is_active());
}

#[test]
fn a_registration_that_is_sent_twice_counts_once() {
    let house = House::new("twice");
    let (li, _) = house.developer("li");
    let again = {
        let li = li.clone();
        house.run(move |tx| developers::register(tx, &li, li.account().unwrap(), &company(), &[document()]))
    };
    assert_eq!(refused(again), "developers.already_registered");
    let open = Filter { kind: Some(CaseKind::Developer), state: Some(StateKind::Open), ..Filter::default() };
    assert_eq!(house.run(move |tx| approvals::list(tx, &open, &PageRequest::first(10))).unwrap().items.len(), 1);
    let page = house.run(|tx| developers::list(tx, Some(StandingKind::Submitted), &PageRequest::first(10))).unwrap();
    assert_eq!(page.items.len(), 1);
}

#[test]
fn no_two_stores_have_one_name() {
    let house = House::new("stores");
    let [mia, tom] = ["mia", "tom"].map(|name| house.person(name));
    let register = |account: &Id<kinds::Account>, name: &'static str, documents: Documents| {
        let account = account.clone();
        house.run(move |tx| merchants::register(tx, &actor(&account), &account, &shop(name), &documents))
    };
    let unproved = Documents { identity: None, ..documents() };
    assert_eq!(refused(register(&mia, "Alster Tea", unproved)), "merchants.document_missing");
    register(&mia, "Alster Tea", documents()).unwrap();
    assert_eq!(refused(register(&tom, " alster  TEA", documents())), "merchants.name_taken");
    let second = register(&tom, "Elbe Tea", documents()).unwrap();

    // Nor by handing in again: the reviewer cannot decide on stores, the account manager can.
    let (ling, manager) = (house.operator("Ling", Role::Reviewer), house.operator("Ann", Role::AccountManager));
    let case = house.case_of(second.id.as_str());
    let decide = |by: &Actor| {
        let (by, case) = (by.clone(), case.clone());
        house.run(move |tx| merchants::decide(tx, &by, &case, &reject("the licence has expired")))
    };
    assert_eq!(refused(decide(&ling)), "accounts.not_allowed");
    decide(&manager).unwrap();
    let resubmit = |name: &'static str| {
        let (by, id) = (actor(&tom), second.id.clone());
        let documents = Documents { licence: Some(document()), identity: None };
        house.run(move |tx| merchants::resubmit(tx, &by, &id, &shop(name), &documents))
    };
    assert_eq!(refused(resubmit("ALSTER TEA")), "merchants.name_taken");
    assert_eq!(resubmit("Elbe  Tea").unwrap().name, "Elbe  Tea");
    let subject = second.id.to_string();
    let history = house.run(move |tx| approvals::history(tx, &subject)).unwrap();
    let (open, rejected) = (&history.iter().find(|case| case.state == CaseState::Open).unwrap().files, &history);
    let rejected = &rejected.iter().find(|case| case.state != CaseState::Open).unwrap().files;
    assert_ne!(open[0], rejected[0]);
    assert_eq!(open[1], rejected[1]);
}

#[test]
fn the_queue_shows_the_longest_waiting_first_and_the_rest_the_latest() {
    let house = House::new("queue");
    let ling = house.operator("Ling", Role::Reviewer);
    let mut cases = Vec::new();
    for name in ["a", "b", "c"] {
        let (_, developer) = house.developer(name);
        cases.push(house.case_of(developer.id.as_str()));
        house.wait(60);
    }
    let list = |state, page: PageRequest| {
        let filter = Filter { state, ..Filter::default() };
        let page = house.run(move |tx| approvals::list(tx, &filter, &page)).unwrap();
        (page.items.into_iter().map(|case| case.id).collect::<Vec<_>>(), page.next)
    };
    let (first, next) = list(Some(StateKind::Open), PageRequest::first(2));
    assert_eq!(first, cases[..2]);
    assert_eq!(list(Some(StateKind::Open), PageRequest { limit: 2, after: next }).0, cases[2..]);
    let queue = house.run(|tx| approvals::counts(tx)).unwrap();
    assert_eq!((queue[0].kind, queue[0].open, queue[0].oldest), (CaseKind::Developer, 3, Some(START)));
    assert_eq!((queue[1].kind, queue[1].open, queue[1].oldest), (CaseKind::Merchant, 0, None));

    let decided = cases[0].clone();
    house.run(move |tx| developers::decide(tx, &ling, &decided, &Verdict::Approve)).unwrap();
    assert_eq!(list(None, PageRequest::first(9)).0, [&cases[0], &cases[2], &cases[1]].map(Clone::clone));
    assert_eq!(list(Some(StateKind::Approved), PageRequest::first(9)).0, cases[..1]);
}

#[test]
fn an_edit_of_what_was_edited_meanwhile_is_refused() {
    let house = House::new("categories");
    let (ben, ling) = (house.operator("Ben", Role::Admin), house.operator("Ling", Role::Reviewer));
    let shipped = house.run(|tx| app_categories::ensure_shipped(tx).and_then(|()| app_categories::list(tx))).unwrap();
    assert_eq!(
        shipped.iter().map(|category| category.slug.as_str()).collect::<Vec<_>>(),
        ["commercial-developer", "individual-developer", "self-use"]
    );
    assert!(shipped[1].permissions.iter().all(|permission| permission.ends_with(":read")));
    let edit = |by: &Actor, name: &str| {
        let (by, edited) = (by.clone(), AppCategory { name_en: name.to_owned(), ..shipped[0].clone() });
        house.run(move |tx| category_changes::change(tx, &by, &edited))
    };
    assert_eq!(refused(edit(&ling, "Business")), "accounts.not_allowed");
    assert_eq!(edit(&ben, "Business").unwrap().version, 2);
    assert_eq!(refused(edit(&ben, "Commerce")), "app_categories.stale");
    // Starting again neither adds nor resets.
    let again = house.run(|tx| app_categories::ensure_shipped(tx).and_then(|()| app_categories::list(tx))).unwrap();
    assert_eq!((again.len(), again[0].name_en.as_str(), again[0].permissions.len()), (3, "Business", 9));
    assert_eq!(again[0].access_online, Duration::from_secs(30 * 24 * 60 * 60));
}

#[test]
fn a_category_is_applied_for_once_and_again_after_a_rejection() {
    let house = House::new("apply");
    let ling = house.operator("Ling", Role::Reviewer);
    let (li, developer) = house.developer("li");
    let category = house
        .run(|tx| app_categories::ensure_shipped(tx).and_then(|()| app_categories::find_by_slug(tx, "self-use")))
        .unwrap()
        .unwrap()
        .id;
    let apply = || {
        let (by, developer, category) = (li.clone(), developer.id.clone(), category.clone());
        let file = document();
        house.run(move |tx| app_categories::apply(tx, &by, &developer, &category, "our own ERP\r\nin Hamburg", Some(&file)))
    };
    let may_create = || {
        let (developer, category) = (developer.id.clone(), category.clone());
        house.run(move |tx| app_categories::require_active_application(tx, &developer, &category))
    };
    let decide = |subject: &str, verdict: Verdict| {
        let (by, case) = (ling.clone(), house.case_of(subject));
        house.run(move |tx| app_categories::decide(tx, &by, &case, &verdict))
    };
    assert_eq!(refused(apply()), "developers.not_active");
    let (by, case) = (ling.clone(), house.case_of(developer.id.as_str()));
    house.run(move |tx| developers::decide(tx, &by, &case, &Verdict::Approve)).unwrap();
    assert_eq!(refused(may_create()), "app_categories.not_active");

    house.wait(1);
    let application = apply().unwrap();
    assert_eq!(refused(apply()), "app_categories.already_applied");
    assert_eq!(refused(may_create()), "app_categories.not_active");
    // The case of an application is not a developer's to decide.
    let (by, case) = (ling.clone(), house.case_of(application.id.as_str()));
    let crossed = house.run(move |tx| developers::decide(tx, &by, &case, &Verdict::Approve));
    assert_eq!(refused(crossed), "approvals.not_found");
    decide(application.id.as_str(), reject("tell us more about it")).unwrap();

    house.wait(1);
    assert_eq!(apply().unwrap().id, application.id);
    decide(application.id.as_str(), Verdict::Approve).unwrap();
    assert!(matches!(may_create().unwrap().state, ApplicationState::Active { .. }));
    assert_eq!(refused(apply()), "app_categories.already_applied");
    let id = developer.id.clone();
    assert_eq!(house.run(move |tx| app_categories::mine(tx, &id)).unwrap().len(), 1);
    assert!(house.told(&li).contains(&"category_application_rejected".to_owned()));
}

#[test]
fn evidence_opens_through_its_case_only() {
    let house = House::new("evidence");
    let (_, developer) = house.developer("li");
    let subject = developer.id.to_string();
    let (open, foreign) = house
        .run(move |tx| {
            let mut case = approvals::history(tx, &subject)?.remove(0);
            let file = case.files[0].file.clone();
            let open = approvals::open_evidence(tx, &case, &file)?;
            case.files.clear();
            Ok((open, approvals::open_evidence(tx, &case, &file)?))
        })
        .unwrap();
    let (file, bytes) = open.unwrap();
    assert_eq!((file.name.as_str(), bytes), ("licence.pdf", document().0.bytes));
    assert!(foreign.is_none());
}
