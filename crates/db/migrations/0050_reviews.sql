-- What merchants say of apps that they have used: one each for merchant and app, with the developer's answer.
CREATE TABLE reviews (
    app_id TEXT NOT NULL REFERENCES apps (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    -- 1 to 5.
    stars BIGINT NOT NULL,
    text TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    changed_at BIGINT,
    answer TEXT,
    answered_at BIGINT,
    answer_changed_at BIGINT,
    -- The operator keeps it from being shown.
    hidden_at BIGINT,
    hidden_reason TEXT,
    PRIMARY KEY (app_id, merchant_id)
);
CREATE INDEX reviews_by_time ON reviews (app_id, written_at, merchant_id);
