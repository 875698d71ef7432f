-- owner: social
-- What the team of an organisation decided of tags, and of posts and pages that are talked about (social/trend_reviews.h).

CREATE TABLE trend_settings (
    domain_id BIGINT PRIMARY KEY REFERENCES domains (id),
    reviewed  BIGINT NOT NULL                       -- 1: nothing is shown as a trend before the team has approved it
);

CREATE TABLE tag_rules (
    domain_id   BIGINT NOT NULL REFERENCES domains (id),
    tag_id      BIGINT NOT NULL REFERENCES tags (id),
    usable      BIGINT NOT NULL,                    -- 0: members do not post under it
    listable    BIGINT NOT NULL,                    -- 0: neither found by search nor suggested
    trendable   BIGINT,                             -- NULL: as for whatever nobody has looked at
    reviewed_at BIGINT NOT NULL,
    PRIMARY KEY (domain_id, tag_id)
);

CREATE TABLE trend_decisions (
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    kind       TEXT NOT NULL CHECK (kind IN ('status', 'link')),
    subject_id BIGINT NOT NULL,                     -- a status, or a preview
    approved   BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (domain_id, kind, subject_id)
);
CREATE INDEX trend_decisions_by_age ON trend_decisions (decided_at);
