-- owner: desk
-- The rhythm of a team: how long each thing waited, hours that were given, and for what.

-- Each time that something waited on a desk, from when to when, and how it ended; desk_items holds the last one alone.
CREATE TABLE desk_waits (
    id       BIGINT PRIMARY KEY,
    item_id  BIGINT NOT NULL REFERENCES desk_items (id),
    page_id  BIGINT NOT NULL REFERENCES accounts (id),
    since    BIGINT NOT NULL,
    ended_at BIGINT,                                           -- NULL: it waits
    ended    TEXT CHECK (ended IN ('answered', 'thanked', 'done', 'none_needed', 'gone')),
    by_id    BIGINT REFERENCES accounts (id)                   -- who of the team
);
CREATE INDEX desk_waits_of_page ON desk_waits (page_id, since);
CREATE INDEX desk_waits_open ON desk_waits (page_id, since) WHERE ended_at IS NULL;
CREATE INDEX desk_waits_ended ON desk_waits (page_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX desk_waits_of_item ON desk_waits (item_id, id);

INSERT INTO desk_waits (id, item_id, page_id, since, ended_at, ended, by_id)
SELECT i.id, i.id, i.page_id, i.since, i.closed_at,
       CASE WHEN i.closed_at IS NULL THEN NULL
            WHEN i.state = 'none_needed' THEN 'none_needed'
            WHEN i.answered_at >= i.since THEN 'answered'
            WHEN EXISTS (SELECT 1 FROM desk_acts a WHERE a.item_id = i.id AND a.act = 'done' AND a.undone_at IS NULL AND a.created_at = i.closed_at) THEN 'done'
            ELSE 'gone' END,
       CASE WHEN i.closed_at IS NULL THEN NULL
            WHEN i.state <> 'none_needed' AND i.answered_at >= i.since THEN i.answered_by
            ELSE (SELECT max(a.account_id) FROM desk_acts a WHERE a.item_id = i.id AND a.act IN ('done', 'none_needed') AND a.undone_at IS NULL AND a.created_at = i.closed_at) END
FROM desk_items i;

-- Hours that somebody gave, as they say: a line each.
CREATE TABLE desk_hours (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    day        BIGINT NOT NULL,                                -- since 1970-01-01, in the zone of the page
    minutes    BIGINT NOT NULL,
    effort_id  BIGINT REFERENCES efforts (id) ON DELETE SET NULL,
    group_id   BIGINT REFERENCES accounts (id),
    item_id    BIGINT REFERENCES desk_items (id),              -- by the clock that ran with it
    note       TEXT NOT NULL,
    made_by    TEXT NOT NULL CHECK (made_by IN ('hand', 'timer', 'cut')),  -- cut: the clock was forgotten, and stopped
    changed_at BIGINT NOT NULL
);
CREATE INDEX desk_hours_of_person ON desk_hours (account_id, page_id, day, id);
CREATE INDEX desk_hours_of_page ON desk_hours (page_id, day, id);
CREATE INDEX desk_hours_of_effort ON desk_hours (effort_id, day) WHERE effort_id IS NOT NULL;

-- Whose clock runs, with what they have taken.
CREATE TABLE desk_timers (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    item_id    BIGINT NOT NULL REFERENCES desk_items (id),
    started_at BIGINT NOT NULL
);
CREATE INDEX desk_timers_by_start ON desk_timers (started_at);

-- Who lets those who lead the page see their own figures and hours.
CREATE TABLE desk_shared (
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX desk_shared_of_account ON desk_shared (account_id);
