-- owner: integrity
-- Whose acts are still to be sorted after a night, a few at a time, so that nobody waits for it; else nothing. Those of one finding stand together.

CREATE TABLE integrity_waiting (
    place      BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL UNIQUE REFERENCES accounts (id)
);
