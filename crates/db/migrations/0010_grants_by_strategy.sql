-- A grant is one for each merchant, app and strategy. An app whose category changes its strategy is authorised anew, and
-- neither overwrites what the other gave.
--
-- SQLite cannot drop a UNIQUE, so the table is made again; and those that refer to it with it.

ALTER TABLE grants RENAME TO grants_before;
ALTER TABLE authorization_codes RENAME TO authorization_codes_before;
ALTER TABLE tokens RENAME TO tokens_before;
DROP INDEX grants_by_app;
DROP INDEX authorization_codes_by_expiry;
DROP INDEX tokens_by_family;
DROP INDEX tokens_by_grant;
DROP INDEX tokens_by_expiry;

CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    app_id TEXT NOT NULL REFERENCES apps (id),
    -- How it came to be: the strategy of the category at that time.
    strategy TEXT NOT NULL,
    -- JSON list.
    permissions TEXT NOT NULL,
    -- Grows with each removal: tokens of an older generation are dead.
    generation BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    last_used_at BIGINT,
    removed_at BIGINT,
    removed_by TEXT,
    UNIQUE (merchant_id, app_id, strategy)
);
INSERT INTO grants (id, merchant_id, app_id, strategy, permissions, generation, granted_by, granted_at, last_used_at, removed_at, removed_by)
SELECT id, merchant_id, app_id, strategy, permissions, generation, granted_by, granted_at, last_used_at, removed_at, removed_by
FROM grants_before;
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
    -- The thumbprint of the key that must be proved (RFC 7638).
    jkt TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Set by the one exchange that succeeds; what it gave is of this family.
    redeemed_at BIGINT,
    family BYTEA
);
INSERT INTO authorization_codes (hash, app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, jkt, created_at, expires_at, redeemed_at, family)
SELECT hash, app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, jkt, created_at, expires_at, redeemed_at, family
FROM authorization_codes_before;
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
    access BYTEA,
    -- The thumbprint of the key that must be proved (RFC 7638).
    jkt TEXT
);
INSERT INTO tokens (hash, kind, grant_id, generation, family, issued_at, expires_at, revoked_at, used_at, successor, answer, access, jkt)
SELECT hash, kind, grant_id, generation, family, issued_at, expires_at, revoked_at, used_at, successor, answer, access, jkt
FROM tokens_before;
CREATE INDEX tokens_by_family ON tokens (family);
CREATE INDEX tokens_by_grant ON tokens (grant_id, kind);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

DROP TABLE tokens_before;
DROP TABLE authorization_codes_before;
DROP TABLE grants_before;
