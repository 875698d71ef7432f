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

-- Who was asked to come by whoever holds an event, here or elsewhere.
CREATE TABLE event_invitations (
    event_id   BIGINT NOT NULL REFERENCES community_events (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    uri        TEXT,                 -- of the Invite; NULL: between two of this place
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id)
);
CREATE INDEX event_invitations_by ON event_invitations (by_id, created_at);
CREATE INDEX event_invitations_of ON event_invitations (account_id, created_at);
CREATE UNIQUE INDEX event_invitations_uri ON event_invitations (uri) WHERE uri IS NOT NULL;
