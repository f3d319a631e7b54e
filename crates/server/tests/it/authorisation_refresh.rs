//! Refresh tokens: one successor, a lost answer asked for again, reuse, and how many rows it all leaves.

use crate::authorisation_house::{House, Plan, VERIFIER};
use axum::http::StatusCode;
use platform::grants;

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_gives_one_successor_and_ends_the_old_access_token() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    let (new_access, _) = house.refresh(&refresh).await.pair();
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked");
    assert_eq!(house.call("/api/v1/grant", &new_access).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_category_lets_the_old_access_token_drain() {
    let house = House::with(Plan { drain: 30, ..Plan::default() }).await;
    let (access, refresh) = house.pair().await;
    house.refresh(&refresh).await.pair();
    house.wait(29);
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    house.wait(1);
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_given_again_while_its_successor_is_unused() {
    let house = House::open().await;
    let (_, refresh) = house.pair().await;
    let first = house.refresh(&refresh).await;
    house.wait(30);
    let again = house.refresh(&refresh).await;
    assert_eq!(first.pair(), again.pair(), "the identical answer");
    house.refresh(&first.pair().1).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn reuse_after_the_successor_was_used_ends_the_family() {
    let house = House::open().await;
    let (_, refresh) = house.pair().await;
    let (_, second) = house.refresh(&refresh).await.pair();
    let (access, third) = house.refresh(&second).await.pair();
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
    assert_eq!(house.refresh(&third).await.error(), "invalid_grant", "everything of the family has ended");
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.audited("grants.refresh_reused").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_the_cap_is_reuse() {
    let house = House::with(Plan { retry: Some(60), ..Plan::default() }).await;
    let (_, refresh) = house.pair().await;
    house.refresh(&refresh).await.pair();
    house.wait(60);
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cap_of_zero_is_strict() {
    let house = House::with(Plan { retry: Some(0), ..Plan::default() }).await;
    let (_, refresh) = house.pair().await;
    house.refresh(&refresh).await.pair();
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_parallel_refreshes_leave_one_working_pair() {
    let house = House::open().await;
    let (_, refresh) = house.pair().await;
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
        house.refresh(&refresh),
    );
    let pairs: std::collections::BTreeSet<_> = [a, b, c, d, e, f, g, h].iter().map(|reply| reply.pair()).collect();
    assert_eq!(pairs.len(), 1, "all eight got the same");
    let (access, _) = pairs.into_iter().next().unwrap();
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fixed_end_does_not_move_and_a_sliding_one_does() {
    const NEARLY: u64 = 364 * 24 * 3600;
    const TWO_DAYS: u64 = 2 * 24 * 3600;
    for (refresh_fixed, is_alive) in [(true, false), (false, true)] {
        let house = House::with(Plan { refresh_fixed, ..Plan::default() }).await;
        let (_, refresh) = house.pair().await;
        house.wait(NEARLY);
        let (_, second) = house.refresh(&refresh).await.pair();
        house.wait(TWO_DAYS);
        assert_eq!(house.refresh(&second).await.status == StatusCode::OK, is_alive);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_belongs_to_its_client_and_keeps_its_scope() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    let stolen = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    assert_eq!(house.ask_as_stranger("/oauth/token", &stolen).await.error(), "invalid_grant");
    assert_eq!(house.refresh(&access).await.error(), "invalid_grant", "an access token is none");
    assert_eq!(house.call("/api/v1/grant", &refresh).await.body["code"], "token.malformed", "nor the other way round");
    let asking = |scope| [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str()), ("scope", scope)];
    assert_eq!(house.token(&asking("orders:read settings:write")).await.error(), "invalid_scope");
    // Some libraries name again what they have (RFC 6749 §6).
    house.token(&asking("orders:read")).await.pair();
}

/// However often an app refreshes, its grant keeps its live pair and its newest dead tokens.
#[tokio::test(flavor = "multi_thread")]
async fn the_token_table_is_bounded_under_continuous_refresh() {
    let house = House::open().await;
    let (_, mut refresh) = house.pair().await;
    let mut most = 0;
    for _ in 0..6 {
        for _ in 0..20 {
            house.wait(1);
            refresh = house.refresh(&refresh).await.pair().1;
        }
        sweep(&house).await;
        most = most.max(rows(&house).await);
    }
    assert!(most <= 24, "{most} rows after a sweep");
    let (access, last) = house.refresh(&refresh).await.pair();
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    sweep(&house).await;
    assert_eq!(house.refresh(&refresh).await.pair().1, last, "what can still be asked for again was kept");
    house.wait(8 * 24 * 3600);
    sweep(&house).await;
    assert!(rows(&house).await <= 3, "after a week the dead are gone");
    house.refresh(&last).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_takes_what_a_removal_left() {
    let house = House::open().await;
    for _ in 0..15 {
        house.pair().await;
    }
    assert_eq!(rows(&house).await, 30);
    let (by, merchant, app) = (house.member.clone(), house.merchant.clone(), house.app.id.clone());
    house.write(move |tx| grants::remove(tx, &by, &merchant, &app)).await;
    sweep(&house).await;
    assert_eq!(rows(&house).await, 20);
    let code = house.code().await;
    house.token(&[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)]).await.pair();
}

/// Merchants open the app's link again and again, and each pair is refreshed for a while: twenty work at a time.
#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_authorised_again_and_again_keeps_twenty_pairs() {
    let house = House::open().await;
    let mut pairs = Vec::new();
    let mut most = 0;
    for round in 0..60 {
        house.wait(1);
        let mut pair = house.pair().await;
        for _ in 0..3 {
            house.wait(1);
            pair = house.refresh(&pair.1).await.pair();
        }
        if round == 19 {
            assert_eq!(house.call("/api/v1/grant", &pairs.first().unwrap_or(&pair).0).await.status, StatusCode::OK);
        }
        pairs.push(pair);
        if round % 10 == 9 {
            sweep(&house).await;
            most = most.max(rows(&house).await);
        }
    }
    // Of each pair its access and refresh token and the one before, whose answer may have been lost; and twenty dead ones.
    assert!(most <= 20 * 3 + 20, "{most} rows after a sweep");
    let (gone, kept) = pairs.split_at(40);
    for (access, refresh) in gone {
        assert_eq!(house.call("/api/v1/grant", access).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(house.refresh(refresh).await.error(), "invalid_grant");
    }
    for (access, _) in kept {
        assert_eq!(house.call("/api/v1/grant", access).await.status, StatusCode::OK);
    }
    let (last, _) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &kept[0].0).await.body["code"], "token.revoked", "on the very next call");
    assert_eq!(house.call("/api/v1/grant", &last).await.status, StatusCode::OK);
}

async fn sweep(house: &House) {
    while house.write(|tx| grants::sweep(tx, 10)).await > 0 {}
    let mut after = None;
    loop {
        after = house.write(move |tx| grants::sweep_dead(tx, after.as_ref(), 10)).await;
        if after.is_none() {
            return;
        }
    }
}

async fn rows(house: &House) -> i64 {
    house.db.read(|tx| tx.number("SELECT count(*) AS n FROM tokens", &[])).await.unwrap()
}
