-- Authorisation beyond one secret and one address: several redirect URIs, public apps, keys of apps, bound tokens, requests
-- that are pushed, an app's own tokens, stores that are named.

-- JSON list: the redirect URIs after the first.
ALTER TABLE apps ADD COLUMN more_redirects TEXT NOT NULL DEFAULT '[]';
-- It runs where no secret can be kept, so it has none.
ALTER TABLE apps ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;
-- JSON Web Key Set of public keys.
ALTER TABLE apps ADD COLUMN jwks TEXT;

-- The end of a refresh token stays where the first one of the family had it, or moves on with each refresh.
ALTER TABLE app_categories ADD COLUMN refresh_fixed BOOLEAN NOT NULL DEFAULT FALSE;
-- Tokens are bound to a key of the app, which proves that it has it (RFC 9449).
ALTER TABLE app_categories ADD COLUMN needs_dpop BOOLEAN NOT NULL DEFAULT FALSE;

-- How it came to be: the strategy of the category at that time.
ALTER TABLE grants ADD COLUMN strategy TEXT NOT NULL DEFAULT 'any_merchant';

-- The thumbprint of the key that must be proved (RFC 7638).
ALTER TABLE authorization_codes ADD COLUMN jkt TEXT;
ALTER TABLE tokens ADD COLUMN jkt TEXT;

-- Tokens that speak for the app and for no merchant.
CREATE TABLE app_tokens (
    hash BYTEA NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    jkt TEXT
);
CREATE INDEX app_tokens_by_app ON app_tokens (app_id, issued_at);
CREATE INDEX app_tokens_by_expiry ON app_tokens (expires_at);

-- Names of signed assertions that came before: each serves once.
CREATE TABLE used_assertions (
    hash BYTEA NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);

-- Authorization requests that the app pushed before it sent the browser (RFC 9126).
CREATE TABLE pushed_requests (
    hash BYTEA NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    -- JSON.
    request TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When the browser first came with it; from then on the merchant has a while to sign in and decide.
    opened_at BIGINT,
    decided_at BIGINT
);
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at);

-- The merchants who may authorise an app of a whitelisting category.
CREATE TABLE app_whitelist (
    app_id TEXT NOT NULL REFERENCES apps (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    named_by TEXT NOT NULL,
    named_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, merchant_id)
);

-- A self-use app asks to be bound to a store; the case of the same subject decides.
CREATE TABLE self_use_bindings (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX self_use_bindings_by_app ON self_use_bindings (app_id, id);
