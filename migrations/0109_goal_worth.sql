-- owner: analytics
-- What goals were said to be worth, by the channel of the visit that reached them; and what the organisation says one is worth.

CREATE TABLE visit_goal_values (
    slice_id BIGINT NOT NULL REFERENCES visit_slices (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,                        -- of the goal; empty: all others together
    channel  TEXT NOT NULL,                        -- empty: who reached it had looked at no page that day
    currency TEXT NOT NULL,                        -- ISO 4217; empty: the page named none
    times    BIGINT NOT NULL,
    amount   BIGINT NOT NULL,                      -- minor units, each value rounded by itself; without a currency, thousandths
    PRIMARY KEY (slice_id, name, channel, currency)
);
INSERT INTO visit_goal_values (slice_id, name, channel, currency, times, amount)
SELECT slice_id, name, '', '', times, thousandths FROM visit_acts WHERE kind = 'goal';

CREATE TABLE goal_worths (
    site_id  BIGINT NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    currency TEXT NOT NULL,
    of_one   BIGINT,                               -- what one is worth, in thousandths of the minor unit; NULL: what pages say of each
    PRIMARY KEY (site_id, name)
);
