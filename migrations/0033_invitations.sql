-- owner: community
-- Who may bring others in, what they made for that, and who came through whom.

CREATE TABLE invitation_policies (
    domain_id BIGINT PRIMARY KEY REFERENCES domains (id),
    who       TEXT NOT NULL CHECK (who IN ('everybody', 'team', 'nobody'))
);

CREATE TABLE invitations (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),  -- who invites
    code_mark  TEXT NOT NULL UNIQUE,  -- of the code, under a key that does not stand here
    max_uses   BIGINT NOT NULL,
    uses       BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL,
    group_id   BIGINT REFERENCES groups (account_id),
    word       TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CHECK (uses >= 0 AND uses <= max_uses)
);
CREATE INDEX invitations_of_account ON invitations (account_id, id);
CREATE INDEX invitations_of_domain ON invitations (domain_id, id);

CREATE TABLE invited (
    account_id    BIGINT PRIMARY KEY REFERENCES accounts (id),
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    inviter_id    BIGINT NOT NULL REFERENCES accounts (id),
    domain_id     BIGINT NOT NULL REFERENCES domains (id),
    generation    BIGINT NOT NULL,  -- 1: came through somebody whom nobody had invited
    joined_at     BIGINT NOT NULL
);
CREATE INDEX invited_by ON invited (inviter_id, account_id);
CREATE INDEX invited_of_domain ON invited (domain_id, joined_at);

-- Who was here already and followed an invitation: a place was taken, and nobody came.
CREATE TABLE invitation_guests (
    invitation_id BIGINT NOT NULL REFERENCES invitations (id),
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, account_id)
);
