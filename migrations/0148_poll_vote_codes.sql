-- owner: social
-- Of the votes for each option of a poll, and of those who voted, so many count in this way (social/poll_parts.h). Of polls of this place alone.
CREATE TABLE poll_vote_codes (
    poll_id  BIGINT NOT NULL REFERENCES polls (id),
    position BIGINT NOT NULL,                       -- of the option; -1: whoever voted
    code     BIGINT NOT NULL,                       -- social::ActCode
    votes    BIGINT NOT NULL,
    PRIMARY KEY (poll_id, position, code)
);
-- Until a night has counted them, all that were there are authentic.
INSERT INTO poll_vote_codes (poll_id, position, code, votes)
SELECT v.poll_id, v.position, 0, count(*) FROM poll_votes v JOIN polls q ON q.id = v.poll_id JOIN accounts o ON o.id = q.account_id
WHERE o.domain_id IS NOT NULL AND q.status_id >= 281474976710656 GROUP BY v.poll_id, v.position;
INSERT INTO poll_vote_codes (poll_id, position, code, votes)
SELECT v.poll_id, -1, 0, count(DISTINCT v.account_id) FROM poll_votes v JOIN polls q ON q.id = v.poll_id JOIN accounts o ON o.id = q.account_id
WHERE o.domain_id IS NOT NULL AND q.status_id >= 281474976710656 GROUP BY v.poll_id;
