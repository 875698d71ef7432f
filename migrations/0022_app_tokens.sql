-- owner: social
-- The web app's token stands beside the session of its browser and ends with it.

ALTER TABLE tokens ADD COLUMN session_id BIGINT;
CREATE INDEX tokens_of_session ON tokens (session_id);
