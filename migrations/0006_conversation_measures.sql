-- owner: conversations
-- The figures of each conversation, kept as it grows (conversations/incremental.h says what each column means).

CREATE TABLE conversation_measures (
    conversation_id BIGINT PRIMARY KEY REFERENCES conversations (id),
    nodes           BIGINT NOT NULL,
    depth_sum       BIGINT NOT NULL,
    wiener_index    BIGINT NOT NULL,
    max_depth       BIGINT NOT NULL,
    max_width       BIGINT NOT NULL,
    h_index         BIGINT NOT NULL,
    authors         BIGINT NOT NULL,
    author_squares  BIGINT NOT NULL,
    reply_edges     BIGINT NOT NULL,
    mutual_edges    BIGINT NOT NULL,
    one_way         BIGINT NOT NULL,
    reactive        BIGINT NOT NULL,
    interactive     BIGINT NOT NULL
);

-- A status that is measured. Its parent is the nearest one above it that is.
CREATE TABLE conversation_nodes (
    status_id       BIGINT PRIMARY KEY REFERENCES statuses (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    parent_id       BIGINT,
    author_id       BIGINT NOT NULL,
    depth           BIGINT NOT NULL,
    subtree_size    BIGINT NOT NULL
);
CREATE INDEX conversation_nodes_by_conversation ON conversation_nodes (conversation_id, status_id);

CREATE TABLE conversation_levels (
    conversation_id BIGINT NOT NULL,
    depth           BIGINT NOT NULL,
    count           BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, depth)
);

CREATE TABLE conversation_authors (
    conversation_id BIGINT NOT NULL,
    account_id      BIGINT NOT NULL,
    count           BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, account_id)
);

CREATE TABLE conversation_pairs (
    conversation_id BIGINT NOT NULL,
    from_id         BIGINT NOT NULL,
    to_id           BIGINT NOT NULL,
    count           BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, from_id, to_id)
);
