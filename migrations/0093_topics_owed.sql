-- owner: community
-- Groups of which it is to be looked at anew for which topics pages owe an answer: somebody came to look after one, or does so no longer.
-- At first all. None: all are.

CREATE TABLE topics_remaining (
    group_id BIGINT PRIMARY KEY,
    after    BIGINT NOT NULL                                   -- topics up to this one are
);
INSERT INTO topics_remaining (group_id, after) SELECT account_id, 0 FROM groups;
