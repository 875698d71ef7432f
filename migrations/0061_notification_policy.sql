-- owner: social
-- Notifications that tell the same of many people belong together; and whom one would rather not hear from is screened: told, kept back
-- until one agrees, or dropped.

ALTER TABLE notifications ADD COLUMN group_key TEXT;                        -- "favourite-STATUS-HOUR"; NULL: it stands alone
ALTER TABLE notifications ADD COLUMN filtered BIGINT NOT NULL DEFAULT 0;    -- 1: kept back, a request holds it
ALTER TABLE notifications ADD COLUMN collection_id BIGINT;                  -- into which somebody was put
CREATE INDEX notifications_of_collection ON notifications (collection_id, account_id) WHERE collection_id IS NOT NULL;
CREATE INDEX notifications_of_group ON notifications (account_id, group_key, id) WHERE group_key IS NOT NULL;
CREATE INDEX notifications_kept_back ON notifications (account_id, from_account_id, id) WHERE filtered = 1;

-- 0 accept, 1 filter, 2 drop. Who has no row has never chosen: social/notification_policy.h.
CREATE TABLE notification_policies (
    account_id       BIGINT PRIMARY KEY REFERENCES accounts (id),
    not_following    BIGINT NOT NULL,
    not_followers    BIGINT NOT NULL,
    new_accounts     BIGINT NOT NULL,
    private_mentions BIGINT NOT NULL,
    limited_accounts BIGINT NOT NULL,
    bots             BIGINT NOT NULL
);

-- Whom somebody agreed to hear, whatever the policy says.
CREATE TABLE notification_permissions (
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    from_account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (account_id, from_account_id)
);
CREATE INDEX notification_permissions_of_sender ON notification_permissions (from_account_id);

CREATE TABLE notification_requests (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    from_account_id BIGINT NOT NULL REFERENCES accounts (id),
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    UNIQUE (account_id, from_account_id)
);
CREATE INDEX notification_requests_of_account ON notification_requests (account_id, id);
CREATE INDEX notification_requests_of_sender ON notification_requests (from_account_id);
