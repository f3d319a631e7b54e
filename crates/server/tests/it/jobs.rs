//! What waits in the queue.

use crate::house::House;
use std::time::Duration;
use tokio::sync::watch;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn mails_that_were_queued_are_sent_and_nothing_is_left() {
    let house = House::open().await;
    house.developer("Hansa GmbH").registers().await;
    let (waiting, _) = house.read(office::jobs::waiting).await;
    assert!(waiting > 0);
    house.works().await;
    let (waiting, _) = house.read(office::jobs::waiting).await;
    assert_eq!(waiting, 0);
    let mails = house.read(|tx| office::notices::list_mails(tx, &kernel::PageRequest::first(200))).await;
    assert!(!mails.items.is_empty() && mails.items.iter().all(|mail| mail.sent_at.is_some()));
}

#[tokio::test]
async fn however_often_the_platform_starts_one_sweep_and_one_look_at_apps_wait() {
    let house = House::open().await;
    for _ in 0..3 {
        let (_stop, stopped) = watch::channel(true);
        server::worker::run(house.rooms.clone(), stopped).await;
        house.passes(HOUR);
        house.works().await;
    }
    house.passes(HOUR);
    let (due, _) = house.read(office::jobs::waiting).await;
    assert_eq!(due, 2);
}
