-- owner: social
-- What somebody did in a year, put together by a job when they ask for it (social/annual_reports.h).

CREATE TABLE annual_reports (
    id            BIGINT PRIMARY KEY,
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    year          BIGINT NOT NULL,                  -- of UTC
    asked_at      BIGINT NOT NULL,
    made_at       BIGINT,                           -- NULL: it never was
    waiting       BIGINT NOT NULL,                  -- 1: a job is about to make it
    read_at       BIGINT,
    archetype     TEXT NOT NULL,
    standalone    BIGINT NOT NULL,                  -- posts of each kind
    replies       BIGINT NOT NULL,
    boosts        BIGINT NOT NULL,
    polls         BIGINT NOT NULL,                  -- of the first two
    most_boosted  BIGINT,                           -- statuses; NULL: none
    most_answered BIGINT,
    most_favoured BIGINT,
    UNIQUE (account_id, year)
);

CREATE TABLE annual_report_months (
    report_id BIGINT NOT NULL REFERENCES annual_reports (id),
    month     BIGINT NOT NULL,                      -- 1 to 12
    statuses  BIGINT NOT NULL,
    following BIGINT NOT NULL,                      -- begun in it, and going on
    followers BIGINT NOT NULL,
    PRIMARY KEY (report_id, month)
);

CREATE TABLE annual_report_tags (
    report_id BIGINT NOT NULL REFERENCES annual_reports (id),
    place     BIGINT NOT NULL,
    name      TEXT NOT NULL,
    uses      BIGINT NOT NULL,
    PRIMARY KEY (report_id, place)
);
