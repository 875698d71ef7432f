-- owner: social
-- What the posts of a page are like where nothing else is said. Nobody signs in as a page, so it has no row in users; without one here its
-- posts are public and their language is detected.

CREATE TABLE page_preferences (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    visibility BIGINT NOT NULL CHECK (visibility BETWEEN 0 AND 2),
    language   TEXT
);
