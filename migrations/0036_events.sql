-- owner: community
-- Events: what a status invites to, who answered, and under which address somebody reads their calendar.

CREATE TABLE community_events (
    id            BIGINT PRIMARY KEY,
    status_id     BIGINT NOT NULL UNIQUE REFERENCES statuses (id),  -- its words, and the conversation before and after
    account_id    BIGINT NOT NULL REFERENCES accounts (id),         -- whose it is: the status's author
    domain_id     BIGINT REFERENCES domains (id),                   -- NULL: another server's
    group_id      BIGINT REFERENCES accounts (id),
    title         TEXT NOT NULL,
    description   TEXT NOT NULL,
    starts_at     BIGINT NOT NULL,                                  -- of the first time
    lasts         BIGINT NOT NULL,
    time_zone     TEXT NOT NULL,                                    -- of the IANA
    rule          TEXT NOT NULL,                                    -- RRULE (RFC 5545, 3.3.10); empty: once
    next_at       BIGINT NOT NULL,                                  -- of the time that is on or comes next; else the last
    next_end      BIGINT NOT NULL,
    repeats       BIGINT NOT NULL DEFAULT 0,                        -- another time comes behind that one
    place_name    TEXT NOT NULL,
    place_address TEXT NOT NULL,
    latitude      BIGINT,                                           -- in millionths of a degree
    longitude     BIGINT,
    online_url    TEXT NOT NULL,
    capacity      BIGINT,                                           -- NULL: room for everybody
    waiting_list  BIGINT NOT NULL,
    yes_count     BIGINT NOT NULL DEFAULT 0,
    maybe_count   BIGINT NOT NULL DEFAULT 0,
    no_count      BIGINT NOT NULL DEFAULT 0,
    waiting_count BIGINT NOT NULL DEFAULT 0,
    sequence      BIGINT NOT NULL DEFAULT 0,                        -- RFC 5545, 3.8.7.4
    cancelled_at  BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX community_events_of_domain ON community_events (domain_id, next_at, id);
CREATE INDEX community_events_of_account ON community_events (account_id, next_at, id);
CREATE INDEX community_events_of_group ON community_events (group_id, next_at, id);
CREATE INDEX community_events_repeating ON community_events (next_end) WHERE repeats = 1;

CREATE TABLE event_answers (
    event_id   BIGINT NOT NULL REFERENCES community_events (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,                      -- the order in which people answered, and wait
    answer     TEXT NOT NULL CHECK (answer IN ('yes', 'maybe', 'no')),
    state      TEXT NOT NULL CHECK (state IN ('given', 'waiting')),
    remind     BIGINT,                               -- so long before the begin; NULL: not
    remind_at  BIGINT,                               -- when it is next done
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id)
);
CREATE INDEX event_answers_in_order ON event_answers (event_id, answer, state, id);
CREATE INDEX event_answers_of_account ON event_answers (account_id, id);
CREATE INDEX event_reminders ON event_answers (remind_at) WHERE remind_at IS NOT NULL;

CREATE TABLE event_calendars (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    mark       TEXT NOT NULL UNIQUE,                 -- SHA-256 of what its address ends in
    created_at BIGINT NOT NULL
);
