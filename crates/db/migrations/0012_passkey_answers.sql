-- Questions to a passkey that were answered: an answer counts once, whichever process it comes to.

CREATE TABLE used_passkey_questions (
    -- SHA-256 of the sealed question.
    hash BYTEA NOT NULL PRIMARY KEY,
    -- From then on it can no longer be answered.
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_passkey_questions_by_expiry ON used_passkey_questions (expires_at);
