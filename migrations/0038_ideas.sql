-- owner: community
-- Ideas: a post that people vote for, that those who look after its space answer with a state, and whose duplicates are put together.

CREATE TABLE ideas (
    status_id    BIGINT PRIMARY KEY REFERENCES statuses (id),
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    space_id     BIGINT REFERENCES accounts (id),  -- a page or a group; none: the house itself
    hidden       BIGINT NOT NULL,                  -- of a hidden group: it stands on no list but that of its group
    proposer_id  BIGINT NOT NULL REFERENCES accounts (id),
    title        TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('new', 'discussing', 'planned', 'in_progress', 'shipped', 'declined')),
    word         TEXT NOT NULL DEFAULT '',         -- what was said to its state
    merged_into  BIGINT REFERENCES ideas (status_id),
    votes_count  BIGINT NOT NULL,                  -- people who voted for it or for what was merged into it
    remote_votes BIGINT NOT NULL,                  -- of them, those of other servers
    authentic_votes BIGINT,                        -- without coordinated and undisclosed support; none: not judged
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL
);
CREATE INDEX ideas_by_votes ON ideas (domain_id, votes_count, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_state ON ideas (domain_id, state, votes_count, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_by_age ON ideas (domain_id, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_space ON ideas (space_id, votes_count, status_id) WHERE merged_into IS NULL;
CREATE INDEX ideas_of_space_by_age ON ideas (space_id, status_id) WHERE merged_into IS NULL;
CREATE INDEX ideas_merged ON ideas (merged_into) WHERE merged_into IS NOT NULL;

-- A favourite of its post by a person. It stays where it was given, so that what was put together can be taken apart again.
CREATE TABLE idea_votes (
    idea_id    BIGINT NOT NULL REFERENCES ideas (status_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,
    remote     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (idea_id, account_id)
);
CREATE INDEX idea_votes_in_order ON idea_votes (idea_id, id);
CREATE INDEX idea_votes_of_account ON idea_votes (account_id);

-- What became of it, by whom; it only grows.
CREATE TABLE idea_changes (
    id         BIGINT PRIMARY KEY,
    idea_id    BIGINT NOT NULL REFERENCES ideas (status_id),
    kind       TEXT NOT NULL CHECK (kind IN ('proposed', 'state', 'merged', 'absorbed', 'unmerged', 'released')),
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    from_state TEXT,
    to_state   TEXT,
    other_id   BIGINT,   -- what it was merged into, or what was merged into it
    word       TEXT NOT NULL DEFAULT '',
    answer_id  BIGINT,   -- the status that said it in the conversation
    created_at BIGINT NOT NULL
);
CREATE INDEX idea_changes_in_order ON idea_changes (idea_id, id);

-- Answers that shaped it.
CREATE TABLE idea_marks (
    status_id  BIGINT PRIMARY KEY REFERENCES statuses (id),
    idea_id    BIGINT NOT NULL REFERENCES ideas (status_id),
    author_id  BIGINT NOT NULL REFERENCES accounts (id),
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX idea_marks_of_idea ON idea_marks (idea_id, status_id);

-- Who does not want to be credited.
CREATE TABLE idea_uncredited (
    idea_id    BIGINT NOT NULL REFERENCES ideas (status_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (idea_id, account_id)
);

-- Drafts that are shown early to a circle. Of a page, the words are those of the draft of its team.
CREATE TABLE early_drafts (
    id              BIGINT PRIMARY KEY,
    domain_id       BIGINT NOT NULL REFERENCES domains (id),
    account_id      BIGINT NOT NULL REFERENCES accounts (id),  -- who shows it: a person, or somebody of the page's team
    page_draft_id   BIGINT REFERENCES page_drafts (id),
    group_id        BIGINT REFERENCES groups (account_id),     -- whose members are shown it; none: those of early_readers alone
    revision        BIGINT NOT NULL,
    text            TEXT NOT NULL,
    content_warning TEXT NOT NULL,
    language        TEXT,
    visibility      BIGINT NOT NULL,
    status_id       BIGINT,                                    -- what it became
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX early_drafts_of_account ON early_drafts (account_id, id);
CREATE INDEX early_drafts_of_group ON early_drafts (group_id, id) WHERE group_id IS NOT NULL;
CREATE UNIQUE INDEX early_drafts_of_page ON early_drafts (page_draft_id) WHERE page_draft_id IS NOT NULL;

CREATE TABLE early_readers (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    draft_id   BIGINT NOT NULL REFERENCES early_drafts (id),
    PRIMARY KEY (account_id, draft_id)
);
CREATE INDEX early_readers_of_draft ON early_readers (draft_id);

-- A comment holds on to its passage by the words, and by where they stood.
CREATE TABLE early_comments (
    id          BIGINT PRIMARY KEY,
    draft_id    BIGINT NOT NULL REFERENCES early_drafts (id),
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    quote       TEXT NOT NULL,
    position    BIGINT NOT NULL,  -- in characters, of the first; in the words as they were then
    text        TEXT NOT NULL,
    resolved_at BIGINT,
    created_at  BIGINT NOT NULL
);
CREATE INDEX early_comments_of_draft ON early_comments (draft_id, id);
CREATE INDEX early_comments_of_account ON early_comments (account_id);
