//! Many clients with one refresh token, over real connections.

use crate::{
    authorisation_house::{House, Plan},
    line::Line,
};
use axum::http::StatusCode;
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::JoinSet;

const ROUNDS: usize = 1_000;
const CLIENTS: usize = 8;
/// So many authorisations take their rounds at the same time.
const LANES: usize = 4;

struct Clients {
    lines: Vec<Line>,
    id: String,
    secret: String,
}

impl Clients {
    /// One asks for a new pair; what it was given.
    async fn refresh(self: Arc<Clients>, client: usize, refresh: String) -> (String, String) {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str()),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
        ];
        let answer = self.lines[client].post("/oauth/token", &fields).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let tokens = answer.json();
        let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    /// All ask at once with the same token; the different answers.
    async fn refresh_at_once(self: &Arc<Clients>, refresh: &str) -> BTreeSet<(String, String)> {
        let asked: JoinSet<_> = (0..CLIENTS).map(|client| self.clone().refresh(client, refresh.to_owned())).collect();
        asked.join_all().await.into_iter().collect()
    }

    async fn status(&self, access: &str) -> StatusCode {
        self.lines[0].get("/api/v1/grant", access).await.unwrap().status
    }
}

/// The successor is what the next round is about; so a round shows that the refresh token of the one before works.
async fn rounds(clients: Arc<Clients>, first: (String, String)) {
    let (mut access, mut refresh) = first;
    for round in 0..ROUNDS / LANES {
        let answers = clients.refresh_at_once(&refresh).await;
        assert_eq!(answers.len(), 1, "round {round}: all got the same pair");
        let (new_access, new_refresh) = answers.into_iter().next().unwrap();
        assert_eq!(clients.status(&new_access).await, StatusCode::OK, "round {round}: the new pair works");
        assert_eq!(clients.status(&access).await, StatusCode::UNAUTHORIZED, "round {round}: no other does");
        (access, refresh) = (new_access, new_refresh);
    }
    let (access, _) = clients.clone().refresh(0, refresh).await;
    assert_eq!(clients.status(&access).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_clients_at_once_leave_one_working_pair_a_thousand_times() {
    let house = House::with(Plan { connections: Some(CLIENTS), ..Plan::default() }).await;
    let base = house.listens().await;
    let lines = (0..CLIENTS).map(|_| Line::to(&base)).collect();
    let clients = Arc::new(Clients { lines, id: house.app.id.to_string(), secret: house.secret.clone() });
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        lanes.spawn(rounds(clients.clone(), house.pair().await));
    }
    lanes.join_all().await;
}
