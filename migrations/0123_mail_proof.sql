-- owner: distribution
-- What the organisation's mail server found out about who sent a mail (RFC 8601), where it is believed.

ALTER TABLE mail_messages ADD COLUMN proof TEXT NOT NULL DEFAULT 'unchecked' CHECK (proof IN ('unchecked', 'confirmed', 'not_confirmed'));
ALTER TABLE mail_messages ADD COLUMN dkim TEXT NOT NULL DEFAULT '';   -- results of section 2.7; empty: not told
ALTER TABLE mail_messages ADD COLUMN spf TEXT NOT NULL DEFAULT '';
ALTER TABLE mail_messages ADD COLUMN dmarc TEXT NOT NULL DEFAULT '';
