-- owner: social
-- What the team of a domain tells all its members; who has put it away, and what they answer with an emoji.

CREATE TABLE announcements (
    id           BIGINT PRIMARY KEY,
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    text         TEXT NOT NULL,
    starts_at    BIGINT,                            -- of what is announced; NULL: no time in particular
    ends_at      BIGINT,                            -- shown until then; NULL: until it is taken away
    all_day      BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX announcements_of_domain ON announcements (domain_id, id);

CREATE TABLE announcement_reads (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (announcement_id, account_id)
);
CREATE INDEX announcement_reads_of_account ON announcement_reads (account_id);

CREATE TABLE announcement_reactions (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    name            TEXT NOT NULL,                  -- an emoji, or the shortcode of one of the domain's own
    id              BIGINT NOT NULL,
    PRIMARY KEY (announcement_id, account_id, name)
);
CREATE INDEX announcement_reactions_of_account ON announcement_reactions (account_id);
