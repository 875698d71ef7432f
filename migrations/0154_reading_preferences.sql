-- owner: social
-- How somebody wants to read (social/reading.h). Whoever never said so has no row here.
CREATE TABLE reading_preferences (
    account_id    BIGINT PRIMARY KEY REFERENCES accounts (id),
    media         TEXT NOT NULL CHECK (media IN ('default', 'show_all', 'hide_all')),
    open_warnings BIGINT NOT NULL,
    play_gifs     BIGINT NOT NULL
);
