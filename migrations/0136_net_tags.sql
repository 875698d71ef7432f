-- owner: social
-- From which networks people came, as tags of 20 bits that nobody can turn back into an address once their week is over (social/net_tags.h).

CREATE TABLE net_tag_keys (
    week   BIGINT PRIMARY KEY,              -- its first day, a Monday, in days since 1970
    secret TEXT NOT NULL                    -- base64; goes with the week
);
CREATE TABLE net_tags (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    day        BIGINT NOT NULL,             -- UTC, since 1970
    tag        BIGINT NOT NULL,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    PRIMARY KEY (account_id, day, tag)
);
CREATE INDEX net_tags_of_domain ON net_tags (domain_id, day);
CREATE INDEX net_tags_of_day ON net_tags (day);

-- Organisations that keep none.
CREATE TABLE net_tags_off (
    domain_id BIGINT PRIMARY KEY REFERENCES domains (id),
    since     BIGINT NOT NULL
);
