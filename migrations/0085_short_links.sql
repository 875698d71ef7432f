-- owner: analytics
-- Short links (analytics/short_links.h), and how often each was followed: numbers by day. Nobody who followed one can be found in them.

CREATE TABLE short_links (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    code       TEXT NOT NULL,
    target     TEXT NOT NULL,
    signature  TEXT NOT NULL,                       -- without a right one it leads nowhere
    purpose    TEXT NOT NULL,                       -- share, invite
    title      TEXT NOT NULL,
    owner_id   BIGINT NOT NULL REFERENCES accounts (id),
    made_by    BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT REFERENCES statuses (id),     -- the first post of its owner that it stands in
    effort_id  BIGINT REFERENCES efforts (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT                               -- switched off; NULL: it works
);
CREATE UNIQUE INDEX short_links_by_code ON short_links (code);
CREATE INDEX short_links_of_owner ON short_links (owner_id, id);
CREATE INDEX short_links_of_domain ON short_links (domain_id, id);
CREATE INDEX short_links_made_by ON short_links (made_by);
CREATE INDEX short_links_of_effort ON short_links (effort_id, id) WHERE effort_id IS NOT NULL;
CREATE INDEX short_links_of_status ON short_links (status_id, id) WHERE status_id IS NOT NULL;

CREATE TABLE short_link_days (
    link_id BIGINT NOT NULL REFERENCES short_links (id) ON DELETE CASCADE,
    day     BIGINT NOT NULL,                        -- of UTC, since 1970-01-01
    clicks  BIGINT NOT NULL,
    people  BIGINT NOT NULL,
    PRIMARY KEY (link_id, day)
);

-- What followed a link and is not counted as a click.
CREATE TABLE short_link_drops (
    link_id  BIGINT NOT NULL REFERENCES short_links (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (link_id, day, reason)
);
