//! Who works for whom: invited, promoted, removed.

use crate::{
    client::{Answer, Browser},
    house::House,
    people::PASSWORD,
    people_passwords::{newest_link, sign_in},
};
use std::time::Duration;

const GUEST: &str = "guest@friends.example";

async fn invites(browser: &mut Browser, console: &str, email: &str, role: &str) -> Answer {
    let path = format!("/{console}/members");
    let form = browser.open(&path).await.is(200).form(&path).fill("email", email).choose("role", role);
    browser.submit(&form).await
}

async fn joins_anew(house: &House, link: &str) -> Browser {
    let mut browser = house.visitor().browser;
    let form = browser.open(link).await.is(200).form(link).fill("name", "Gu Est").fill("password", PASSWORD);
    browser.submit_and_follow(&form).await.is(200).says("You have joined");
    browser
}

#[tokio::test]
async fn somebody_new_is_invited_by_mail_registers_and_joins() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let page = invites(&mut developer, "developer", GUEST, "analyst").await;
    developer.follow(page).await.is(200).says("The invitation is on its way").says(GUEST);
    let link = newest_link(&house, GUEST, "/join/").await.unwrap();
    let mut guest = joins_anew(&house, &link).await;
    guest.open("/developer").await.is(200);
    developer.open("/developer/members").await.is(200).says("Gu Est").says("Analyst");
    // An analyst looks: the page offers no invitation, and a form of another is refused.
    let page = guest.open("/developer/members").await.is(200);
    assert!(page.forms("/developer/members").is_empty());
    let forged = developer.open("/developer/members").await.form("/developer/members").fill("email", "x@friends.example");
    let csrf = guest.open("/developer/account/password").await.form("/developer/account/password");
    guest.submit(&forged.choose("role", "admin").fill("_csrf", csrf.value("_csrf"))).await.is(403);
    // The link worked once.
    guest.open(&link).await.is(410);
    house.visitor().browser.open(&link).await.is(410);
}

#[tokio::test]
async fn an_invitation_is_for_one_address_for_seven_days() {
    let house = House::open().await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let mut other = house.approved_merchant("Bergen Fish").await;
    invites(&mut merchant, "merchant", GUEST, "admin").await.is(303);
    let first = newest_link(&house, GUEST, "/join/").await.unwrap();
    let page = other.open(&first).await.is(200);
    page.says("you are signed in as");
    assert!(page.forms(&first).is_empty());
    let csrf = other.open("/merchant/account/password").await.form("/merchant/account/password");
    let mut forged = house.visitor().browser.open(&first).await.form(&first).fill("name", "x").fill("password", PASSWORD);
    forged = forged.fill("_csrf", csrf.value("_csrf"));
    other.submit(&forged).await.is(403);

    // Inviting again ends the link of before; the address of an account signs in first.
    house.passes(Duration::from_secs(1));
    invites(&mut merchant, "merchant", GUEST, "analyst").await.is(303);
    house.visitor().browser.open(&first).await.is(410);
    let address = other.email.clone();
    invites(&mut merchant, "merchant", &address, "analyst").await.is(303);
    let link = newest_link(&house, &address, "/join/").await.unwrap();
    let page = house.visitor().browser.open(&link).await.is(200);
    page.says("Sign in with it to join");
    let joined = other.open(&link).await.is(200);
    let joined = other.submit_and_follow(&joined.form(&link)).await.is(200);
    joined.says("Lübeck Tea").says("Switch to Bergen Fish");
    let form = joined.form("/merchant/account/party");
    let own = other.id(&house).await;
    other.submit_and_follow(&form.press("party", own.as_str())).await.is(200).says("Switch to Lübeck Tea");
    invites(&mut merchant, "merchant", &address, "analyst").await.is(409).says("is a member already");

    let late = newest_link(&house, GUEST, "/join/").await.unwrap();
    house.passes(Duration::from_secs(7 * 24 * 3600));
    house.visitor().browser.open(&late).await.is(410);
    house.visitor().browser.open("/merchant/join/nonsense").await.is(404);
}

#[tokio::test]
async fn a_withdrawn_invitation_and_one_of_a_removed_inviter_are_dead() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    invites(&mut developer, "developer", GUEST, "admin").await.is(303);
    let mut admin = joins_anew(&house, &newest_link(&house, GUEST, "/join/").await.unwrap()).await;
    invites(&mut admin, "developer", "friend@friends.example", "analyst").await.is(303);
    let link = newest_link(&house, "friend@friends.example", "/join/").await.unwrap();
    house.visitor().browser.open(&link).await.is(200);

    // The list begins with the newest.
    house.passes(Duration::from_secs(1));
    invites(&mut developer, "developer", "third@friends.example", "analyst").await.is(303);
    let withdrawn = newest_link(&house, "third@friends.example", "/join/").await.unwrap();
    let page = developer.open("/developer/members").await;
    let withdraw = page.forms("/developer/invitations/").remove(0);
    developer.submit_and_follow(&withdraw).await.is(200).says("withdrawn");
    developer.submit_and_follow(&withdraw).await.is(200);
    house.visitor().browser.open(&withdrawn).await.is(410);

    remove(&mut developer, "developer", "Gu Est").await.is(200).says("Their access has ended");
    house.visitor().browser.open(&link).await.is(410);
    // The very next click of the one who was removed is refused.
    admin.open("/developer").await.is(403);
    admin.open("/developer/members").await.is(403);
}

/// Opens the page of the member with this name.
async fn page_of(browser: &mut Browser, console: &str, name: &str) -> Answer {
    let list = browser.open(&format!("/{console}/members")).await.is(200);
    for link in list.links(&format!("td a[href^='/{console}/members/acc_']")) {
        let page = browser.open(&link).await.is(200);
        if page.all("h1").concat().contains(name) {
            return page;
        }
    }
    panic!("nobody called {name} can be changed: {}", list.text())
}

async fn remove(browser: &mut Browser, console: &str, name: &str) -> Answer {
    let link = page_of(browser, console, name).await.links("a[href$='/remove']").remove(0);
    let page = browser.open(&link).await.is(200);
    browser.submit_and_follow(&page.form(&link)).await
}

async fn becomes(browser: &mut Browser, console: &str, name: &str, role: &str) -> Answer {
    let form = page_of(browser, console, name).await.form(&format!("/{console}/members/")).choose("role", role);
    browser.submit_and_follow(&form).await
}

#[tokio::test]
async fn roles_change_and_the_last_owner_stays() {
    let house = House::open().await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    becomes(&mut merchant, "merchant", "Bao Chen", "admin").await.is(409).says("This is the last owner");
    remove(&mut merchant, "merchant", "Bao Chen").await.is(409).says("This is the last owner");

    invites(&mut merchant, "merchant", GUEST, "analyst").await.is(303);
    let mut guest = joins_anew(&house, &newest_link(&house, GUEST, "/join/").await.unwrap()).await;
    becomes(&mut merchant, "merchant", "Gu Est", "admin").await.is(200).says("The role is changed");
    // An admin neither makes owners nor touches one.
    let offered = guest.open("/merchant/members").await.form("/merchant/members");
    assert!(!offered.takes("role", "owner") && offered.takes("role", "admin"));
    let list = guest.open("/merchant/members").await;
    assert_eq!(list.links("td a[href^='/merchant/members/acc_']").len(), 1, "only themselves");
    guest.submit(&offered.fill("email", "x@friends.example").fill("role", "owner")).await.is(403);

    becomes(&mut merchant, "merchant", "Gu Est", "owner").await.is(200);
    let left = remove(&mut merchant, "merchant", "Bao Chen").await.is(200);
    left.says("You have left");
    merchant.open("/merchant").await.is(403);
    guest.open("/merchant").await.is(200);

    let actions =
        house.read(|tx| office::audit::list(tx, &office::audit::Filter::default(), &kernel::PageRequest::first(200))).await.items;
    for action in ["accounts.invited", "accounts.member_added", "accounts.role_changed", "accounts.member_removed"] {
        assert!(actions.iter().any(|entry| entry.action == action && entry.party.is_some()), "{action} is not on record");
    }
}

#[tokio::test]
async fn operator_staff_have_roles_of_their_own() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    let form = operator.open("/operator/members").await.is(200).form("/operator/members");
    for role in ["owner", "admin", "reviewer", "account_manager", "security"] {
        assert!(form.takes("role", role), "{role}");
    }
    assert!(!form.takes("role", "analyst"));
    operator.submit(&form.clone().fill("email", GUEST).fill("role", "analyst")).await.is(400);
    operator.submit(&form.clone().fill("email", GUEST).fill("role", "emperor")).await.is(400);
    operator.submit(&form.clone().fill("email", "no address").choose("role", "reviewer")).await.is(400);
    operator.submit(&form.fill("email", GUEST).choose("role", "reviewer")).await.is(303);
    let mut reviewer = joins_anew(&house, &newest_link(&house, GUEST, "/join/").await.unwrap()).await;
    reviewer.open("/operator/cases").await.is(200);
    remove(&mut operator, "operator", "Gu Est").await.is(200);
    reviewer.open("/operator/cases").await.is(403);
}

#[tokio::test]
async fn a_change_of_members_asks_who_it_is_after_ten_minutes() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    house.passes(Duration::from_secs(600));
    let asked = invites(&mut developer, "developer", GUEST, "analyst").await.is(401);
    assert_eq!(newest_link(&house, GUEST, "/join/").await, None);
    let form = asked.form("/developer/members").fill("proof_password", PASSWORD);
    developer.submit(&form).await.is(303);
    assert!(newest_link(&house, GUEST, "/join/").await.is_some());
    sign_in(&mut house.visitor().browser, "developer", &developer.email, PASSWORD).await.is(303);
}
