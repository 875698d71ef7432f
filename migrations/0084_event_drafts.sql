-- owner: community
-- A draft of a page's team that is an event: what it invites to, as whoever writes it says it. Its words and its picture are those of the draft.

CREATE TABLE page_draft_events (
    draft_id      BIGINT PRIMARY KEY REFERENCES page_drafts (id),
    title         TEXT NOT NULL,
    description   TEXT NOT NULL,
    local_start   TEXT NOT NULL,     -- what the clock shows in its zone
    local_end     TEXT NOT NULL,
    time_zone     TEXT NOT NULL,
    rule          TEXT NOT NULL,
    place_name    TEXT NOT NULL,
    place_address TEXT NOT NULL,
    latitude      BIGINT,            -- in millionths of a degree
    longitude     BIGINT,
    online_url    TEXT NOT NULL,
    capacity      BIGINT,
    waiting_list  BIGINT NOT NULL
);
