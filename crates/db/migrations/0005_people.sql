-- How people prove who they are, and how they come to work for a party.

-- When the person behind the session last proved who they are, and whether with two factors. Sessions of before have
-- to prove it again before anything weighty.
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN is_strong BOOLEAN NOT NULL DEFAULT FALSE;

-- The party that was joined or switched to last comes first.
ALTER TABLE members ADD COLUMN chosen_at BIGINT NOT NULL DEFAULT 0;

-- An app on a phone that makes codes (RFC 6238). One a person.
CREATE TABLE authenticators (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    -- Sealed with the key ring.
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- Null until its first code was typed.
    confirmed_at BIGINT,
    -- The step of the newest code that was accepted: a code works once.
    last_step BIGINT NOT NULL
);

-- For the day the phone is gone. SHA-256 of each; a used one is deleted.
CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    hash BYTEA NOT NULL,
    PRIMARY KEY (account_id, hash)
);

-- Open invitations; one that was accepted or withdrawn is deleted, the audit remembers it.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    -- Lower case. Nobody with another address can accept it.
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (party, email)
);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- SHA-256 of the credential's own id.
    credential BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Public key and counter (JSON). Nothing secret.
    passkey TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkeys_by_account ON passkeys (account_id, id);
