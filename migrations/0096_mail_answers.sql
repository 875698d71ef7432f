-- owner: distribution
-- What readers answer to the mails of a page's posts, and what the page's team wrote to them.

-- One reader about one mail of posts. The address and language are the subscription's: what is written back goes there and nowhere else.
CREATE TABLE mail_threads (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    subscription_id BIGINT NOT NULL,                    -- which may have ended
    status_id       BIGINT NOT NULL,                    -- of the mail that was answered; of a digest its last post
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL,                      -- folded, for look-up
    locale          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    last_at         BIGINT NOT NULL,
    UNIQUE (subscription_id, status_id)
);
CREATE INDEX mail_threads_by_age ON mail_threads (last_at);
CREATE INDEX mail_threads_of_email ON mail_threads (email_key);
CREATE INDEX mail_threads_of_account ON mail_threads (account_id, last_at);

CREATE TABLE mail_messages (
    id               BIGINT PRIMARY KEY,
    thread_id        BIGINT NOT NULL REFERENCES mail_threads (id) ON DELETE CASCADE,
    person_id        BIGINT REFERENCES accounts (id),   -- of the team who wrote it; NULL: the reader did
    message_id       TEXT NOT NULL,                     -- as in the mail, without its brackets
    reference_ids    TEXT NOT NULL,                     -- of the mails before it, a blank between them
    name             TEXT NOT NULL,                     -- as the reader calls themselves
    other_sender     BIGINT NOT NULL,                   -- it says that it is from another address than the subscription's
    text             TEXT NOT NULL,                     -- what is new
    rest             TEXT NOT NULL,                     -- what was quoted, and a signature
    attachments      BIGINT NOT NULL,                   -- none is kept
    attachment_names TEXT NOT NULL,                     -- a line each
    asks_to_leave    BIGINT NOT NULL,
    sent_at          BIGINT,                            -- of the team's: the mail server took it
    failed           TEXT NOT NULL,                     -- or will not, with these codes
    created_at       BIGINT NOT NULL,
    UNIQUE (thread_id, message_id)
);
CREATE INDEX mail_messages_of_thread ON mail_messages (thread_id, id);

-- Mails that came back later. A mail server takes a mail before it knows, so that what it took says nothing against them.
ALTER TABLE mail_subscriptions ADD COLUMN returned BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_subscriptions ADD COLUMN returned_at BIGINT;
