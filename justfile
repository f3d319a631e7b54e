# The commands one types most. `just` alone lists them; none of them is needed: each is one line.

default:
    @just --list

# Both platforms with believable data: production on 127.0.0.1:8080, sandbox on 127.0.0.1:8081
demo *options:
    cargo run --release -- demo {{options}}

# Everything that must be green before a commit lands
check:
    ./check

# The suite on SQLite, without the browser and other people's clients: `just test grants`
test *filter:
    cargo test --workspace --lib --bins --tests -- --skip browser:: --skip third_parties:: {{filter}}

# The stories of other people's clients
clients:
    crates/server/tests/clients/install
    cargo test --package server --test it -- third_parties::

# The stories in Chromium
browser:
    cargo test --package server --test it -- browser:: --test-threads=1

# Look at changed snapshots one by one (cargo install cargo-insta)
snapshots:
    cargo insta review --workspace

format:
    cargo fmt --all

lint:
    cargo clippy --workspace --all-targets -- -D warnings
