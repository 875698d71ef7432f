-- owner: desk
-- The calendar of a page (desk/calendar.h): what its team means to write again and again, and who reads it in a calendar of their own. What
-- is planned stands in scheduled_statuses and page_drafts.

CREATE TABLE calendar_ideas (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    title      TEXT NOT NULL,
    starts_at  BIGINT NOT NULL,                     -- the first time
    time_zone  TEXT NOT NULL,                       -- of the IANA's data base, in which it goes on
    rule       TEXT NOT NULL,                       -- base/recurrence.h; empty: once
    changed_by BIGINT NOT NULL REFERENCES accounts (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX calendar_ideas_of_page ON calendar_ideas (page_id, id);

-- Somebody's address of a page's calendar, as long as they are of its team.
CREATE TABLE calendar_feeds (
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    mark       TEXT NOT NULL UNIQUE,                -- SHA-256 of what its address ends in
    created_at BIGINT NOT NULL,
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX calendar_feeds_of_account ON calendar_feeds (account_id);

-- Two hours between which chance chooses (desk/calendar_trials.h), and what it chose for each day.
CREATE TABLE calendar_trials (
    id          BIGINT PRIMARY KEY,
    page_id     BIGINT NOT NULL REFERENCES accounts (id),
    first_hour  BIGINT NOT NULL,                     -- minutes of the day, by the page's clock; so the next
    second_hour BIGINT NOT NULL,
    first_day   BIGINT NOT NULL,                     -- since 1970-01-01
    weeks       BIGINT NOT NULL,
    weekdays    BIGINT NOT NULL,                     -- bits, Monday the lowest
    proposed_by BIGINT NOT NULL REFERENCES accounts (id),
    agreed_by   BIGINT REFERENCES accounts (id),     -- NULL: nobody has yet, and nothing is drawn
    created_at  BIGINT NOT NULL
);
CREATE INDEX calendar_trials_of_page ON calendar_trials (page_id, id);
CREATE TABLE calendar_trial_days (
    trial_id BIGINT NOT NULL REFERENCES calendar_trials (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    is_first BIGINT NOT NULL,                        -- drawn for the first hour; else for the second
    PRIMARY KEY (trial_id, day)
);
