-- owner: conversations
-- How who asked for it is told of a loud day: by mail, as before, in the app, or both. And what is listened for as it is looked for.

ALTER TABLE listening_alerts ADD COLUMN by_mail BIGINT NOT NULL DEFAULT 1;
ALTER TABLE listening_alerts ADD COLUMN in_app BIGINT NOT NULL DEFAULT 0;

ALTER TABLE listening_queries ADD COLUMN compiled TEXT NOT NULL DEFAULT '';  -- empty: it is read from its words
