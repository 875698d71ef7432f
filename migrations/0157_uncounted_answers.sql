-- owner: social
-- Answers that wait to be let in, or were not, where they stand: they are not among the posts that conversations count (social/conversation_states.h).
CREATE TABLE uncounted_answers (
    status_id BIGINT NOT NULL REFERENCES statuses (id),
    PRIMARY KEY (status_id)
);
INSERT INTO uncounted_answers (status_id)
SELECT g.status_id FROM group_statuses g JOIN statuses s ON s.id = g.status_id
WHERE g.state <> 'taken' AND g.is_topic = 0 AND s.deleted_at IS NULL;
UPDATE conversations SET statuses_count = statuses_count - (SELECT count(*) FROM uncounted_answers u JOIN statuses s ON s.id = u.status_id
    WHERE s.conversation_id = conversations.id)
WHERE id IN (SELECT s.conversation_id FROM uncounted_answers u JOIN statuses s ON s.id = u.status_id);
