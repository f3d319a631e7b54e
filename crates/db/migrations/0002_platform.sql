-- People, apps and rights.

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    -- Lower case.
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    email_verified_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Failed sign-ins: the delay that the next attempt meets.
CREATE TABLE sign_in_delays (
    -- An account's address or a network address.
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failed_at BIGINT NOT NULL
);

-- Who works for whom. A party is a developer, a merchant, or the operator.
CREATE TABLE members (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (account_id, party_kind, party)
);
CREATE INDEX members_by_party ON members (party, account_id);

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The id of what is reviewed, and the party that asked.
    subject TEXT NOT NULL,
    party TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    -- What the applicant says, and the facts as they were handed in (JSON).
    reason TEXT,
    facts TEXT NOT NULL,
    files TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- When it came into its state: opened, decided or withdrawn.
    state_since BIGINT NOT NULL,
    decided_by TEXT,
    decision_reason TEXT
);
CREATE INDEX cases_by_queue ON cases (state, kind, opened_at, id);
CREATE INDEX cases_by_time ON cases (state_since, id);
CREATE INDEX cases_by_subject ON cases (subject, opened_at, id);

CREATE TABLE developers (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    legal_name TEXT NOT NULL,
    country TEXT NOT NULL,
    registration_no TEXT NOT NULL,
    website TEXT NOT NULL,
    phone TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT,
    state_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX developers_by_time ON developers (created_at, id);

CREATE TABLE merchants (
    id TEXT NOT NULL PRIMARY KEY,
    -- Unique among stores whatever its case.
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    legal_name TEXT NOT NULL,
    licence_no TEXT NOT NULL,
    country TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT,
    state_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX merchants_by_time ON merchants (created_at, id);

CREATE TABLE app_categories (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    description_zh TEXT NOT NULL,
    strategy TEXT NOT NULL,
    access_minutes_test BIGINT NOT NULL,
    access_minutes_online BIGINT NOT NULL,
    refresh_days BIGINT NOT NULL,
    -- How long an old access token lives on after a refresh, and for how long a lost answer can be asked for again.
    drain_seconds BIGINT NOT NULL,
    retry_seconds BIGINT NOT NULL,
    -- JSON list.
    permissions TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE category_applications (
    id TEXT NOT NULL PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    category_id TEXT NOT NULL REFERENCES app_categories (id),
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    state_reason TEXT,
    state_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (developer_id, category_id)
);

CREATE TABLE apps (
    -- The client id, which other platforms call the app key.
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    category_id TEXT NOT NULL REFERENCES app_categories (id),
    name TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    -- An image file of the app; null for the default.
    logo TEXT,
    stage TEXT NOT NULL,
    stage_reason TEXT,
    stage_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (developer_id, category_id)
);
CREATE INDEX apps_by_time ON apps (created_at, id);

CREATE TABLE app_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    -- Dialects sign with the secret, so it is sealed and not hashed.
    sealed BYTEA NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX app_secrets_by_app ON app_secrets (app_id, id);

CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    app_id TEXT NOT NULL REFERENCES apps (id),
    -- JSON list.
    permissions TEXT NOT NULL,
    -- Grows with each removal: tokens of an older generation are dead.
    generation BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    last_used_at BIGINT,
    removed_at BIGINT,
    removed_by TEXT,
    UNIQUE (merchant_id, app_id)
);
CREATE INDEX grants_by_app ON grants (app_id, id);

CREATE TABLE authorization_codes (
    hash BYTEA NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL,
    grant_id TEXT NOT NULL REFERENCES grants (id),
    generation BIGINT NOT NULL,
    redirect_uri TEXT NOT NULL,
    -- The authorization request named its redirect_uri, so the exchange must as well (RFC 6749 §4.1.3).
    redirect_uri_named BOOLEAN NOT NULL,
    challenge TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Set by the one exchange that succeeds; what it gave is of this family.
    redeemed_at BIGINT,
    family BYTEA
);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE tokens (
    hash BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    grant_id TEXT NOT NULL REFERENCES grants (id),
    generation BIGINT NOT NULL,
    -- All that came from one code.
    family BYTEA NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    -- Of a refresh token: when it was exchanged, for which successor (its hash), and the sealed answer for a retry.
    used_at BIGINT,
    successor BYTEA,
    answer BYTEA,
    -- Of a refresh token: the access token given beside it.
    access BYTEA
);
CREATE INDEX tokens_by_family ON tokens (family);
CREATE INDEX tokens_by_grant ON tokens (grant_id, kind);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

-- Calls that were answered, summed by day: what the gateway counted in memory and wrote down now and then.
CREATE TABLE usage_days (
    app_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    -- Days since 1970-01-01, UTC.
    day BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (app_id, merchant_id, day)
);
CREATE INDEX usage_days_by_day ON usage_days (day, app_id);
