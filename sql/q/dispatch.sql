-- SPDX-License-Identifier: EUPL-1.2
-- Routing rules and the links of the settori.

-- name: rule_all :kept
-- Every active rule; a body has some dozens, and the choice among them is made in C where it can explain itself.
SELECT r.id, r.type, r.category_id, r.area_id, r.channel, r.settore_id, r.certain, r.position, r.note,
       s.name AS settore_name, c.name AS category_name, c.parent_id, a.name AS area_name
  FROM rule r
  JOIN settore s ON s.id = r.settore_id AND s.active = 1
  LEFT JOIN category c ON c.id = r.category_id
  LEFT JOIN area a ON a.id = r.area_id
 WHERE r.active = 1
 ORDER BY r.position, r.id; -- scan-ok: some dozens of rows, all of them needed

-- name: capability_add :insert
INSERT INTO capability (token_hash, ticket_id, settore_id, created_at, expires_at)
VALUES (:token_hash, :ticket_id, :settore_id, :created_at, :expires_at);

-- name: capability_by_token :one
SELECT id, ticket_id, settore_id, expires_at, revoked_at FROM capability WHERE token_hash = :token_hash;

-- name: capability_revoke :exec
UPDATE capability SET revoked_at = :now_at
 WHERE ticket_id = :ticket_id AND settore_id = :settore_id AND revoked_at IS NULL;

-- name: capability_end :exec
UPDATE capability SET revoked_at = :now_at WHERE id = :id AND revoked_at IS NULL;

-- name: undo_add :insert
INSERT INTO undo (ticket_id, settore_id, journal_id, action, first_event, last_event, version, before, attention, created_at, expires_at)
VALUES (:ticket_id, :settore_id, :journal_id, :action, :first_event, :last_event, :version, :before, :attention, :now_at, :expires_at);

-- name: undo_grant :exec
UPDATE undo SET token_hash = :token_hash WHERE id = :id;

-- name: undo_by_token :one
SELECT id, ticket_id, settore_id, journal_id, action, first_event, last_event, version, before, attention, expires_at, undone_at
  FROM undo WHERE token_hash = :token_hash;

-- name: undo_done :changes
UPDATE undo SET undone_at = :now_at WHERE id = :id AND undone_at IS NULL;

-- name: undo_hold :changes
-- Mails to the citizen caused by these events: not before until_at.
-- param: first_event int
-- param: last_event int
-- param: until_at int
UPDATE outbox SET next_try_at = :until_at
 WHERE ticket_id = :ticket_id AND settore_id IS NULL AND event_id BETWEEN :first_event AND :last_event AND state = 'new';

-- name: undo_mails_left :one
-- Those that are on their way all the same.
-- param: first_event int
-- param: last_event int
-- param: now_at int
-- col: n int
SELECT count(*) AS n FROM outbox
 WHERE ticket_id = :ticket_id AND settore_id IS NULL AND event_id BETWEEN :first_event AND :last_event
   AND (state NOT IN ('new', 'held') OR lease_until > :now_at);

-- name: undo_mails_cancel :exec
-- Those that are held, too: nobody is to send them later.
-- param: first_event int
-- param: last_event int
-- param: now_at int
UPDATE outbox SET state = 'cancelled', settled_at = :now_at
 WHERE ticket_id = :ticket_id AND settore_id IS NULL AND event_id BETWEEN :first_event AND :last_event AND state IN ('new', 'held');

-- name: undo_files_hide :exec
-- param: journal_id int
UPDATE attachment SET public = 0
 WHERE ticket_id = :ticket_id AND message_id IN (SELECT m.id FROM message m WHERE m.ticket_id = :ticket_id AND m.journal_id = :journal_id);

-- name: undo_words_hide :exec
-- What was to be said to the citizen is kept, and not said.
-- param: journal_id int
UPDATE message SET public = 0, status = 'rejected' WHERE ticket_id = :ticket_id AND journal_id = :journal_id AND public = 1;

-- name: rating_put :exec
-- The stars of the first click are kept at once; reason and text may follow, and better stars.
INSERT INTO rating (ticket_id, at, stars, reason, text) VALUES (:ticket_id, :now_at, :stars, :reason, :text)
ON CONFLICT (ticket_id) DO UPDATE SET stars = excluded.stars, reason = excluded.reason, text = excluded.text;

-- name: rating_of :one
SELECT stars, reason, text, at FROM rating WHERE ticket_id = :ticket_id;

-- name: link_add :exec
INSERT INTO link (ticket_id, other_id, kind, created_at) VALUES (:ticket_id, :other_id, :kind, :now_at)
ON CONFLICT DO NOTHING;

-- name: link_list :many
SELECT l.other_id, l.kind, t.code, t.flags FROM link l JOIN ticket t ON t.id = l.other_id WHERE l.ticket_id = :ticket_id
UNION ALL
SELECT l.ticket_id, l.kind || '-of', t.code, t.flags FROM link l JOIN ticket t ON t.id = l.ticket_id WHERE l.other_id = :ticket_id;

-- The runs of the timer go on behind the last row they saw, whatever became of it: a ticket that fails stays where it is.

-- name: remind_take_due :many
-- With an office that should have taken it in charge; reminded once since then.
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, take_due_at AS at FROM ticket
 WHERE open = 1 AND take_due_at IS NOT NULL AND take_due_at < :now_at AND (take_due_at, id) > (:after_at, :after_id)
   AND state = 'assigned' AND settore_id IS NOT NULL AND clock <> 'suspended'
   AND (reminded_at IS NULL OR reminded_at < take_due_at) AND coalesce(snoozed_until, 0) <= :now_at
 ORDER BY take_due_at, id LIMIT :n;

-- name: remind_unseen :many
-- Nobody of the URP has looked at them in time; said once. 1 is ATTN_NEW.
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, take_due_at AS at FROM ticket
 WHERE open = 1 AND take_due_at IS NOT NULL AND take_due_at < :now_at AND (take_due_at, id) > (:after_at, :after_id)
   AND settore_id IS NULL AND attention & 1 <> 0 AND clock <> 'suspended'
   AND (reminded_at IS NULL OR reminded_at < take_due_at) AND coalesce(snoozed_until, 0) <= :now_at
 ORDER BY take_due_at, id LIMIT :n;

-- name: remind_no_word :many
-- Their citizens have had no word of a human in time; said once.
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, reply_due_at AS at FROM ticket
 WHERE open = 1 AND reply_due_at IS NOT NULL AND reply_due_at < :now_at AND (reply_due_at, id) > (:after_at, :after_id)
   AND clock <> 'suspended' AND coalesce(snoozed_until, 0) <= :now_at
 ORDER BY reply_due_at, id LIMIT :n;

-- name: remind_snoozed :many
-- The day has come to which they were put off.
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, snoozed_until AS at FROM ticket
 WHERE snoozed_until IS NOT NULL AND snoozed_until <= :now_at AND (snoozed_until, id) > (:after_at, :after_id)
 ORDER BY snoozed_until, id LIMIT :n;

-- name: remind_answer_due :many
-- With an office whose answer is due soon or was, oldest date first, and who has not just been reminded. The numbers are
-- those of enum rung; 256 is ATTN_SILENT. Which rung it is, dispatch/ladder says.
-- param: until_at int
-- param: today_end_at int
-- param: reminded_before_at int
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, answer_due_at AS at FROM ticket
 WHERE open = 1 AND answer_due_at IS NOT NULL AND answer_due_at <= :until_at
   AND settore_id IS NOT NULL AND clock <> 'suspended'
   AND CASE WHEN reminders = 0 THEN 1
            WHEN reminders = 1 THEN answer_due_at <= :today_end_at
            ELSE coalesce(reminded_at, 0) < :reminded_before_at AND (reminders < 5 OR attention & 256 = 0) END
   AND coalesce(snoozed_until, 0) <= :now_at
   AND (answer_due_at, id) > (:after_at, :after_id)
 ORDER BY answer_due_at, id LIMIT :n;

-- name: remind_overdue :many
-- Past the final term and not yet marked; 8 is TICKET_LATE.
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT id, due_at AS at FROM ticket
 WHERE open = 1 AND due_at IS NOT NULL AND due_at < :now_at AND (due_at, id) > (:after_at, :after_id) AND flags & 8 = 0
 ORDER BY due_at, id LIMIT :n;

-- name: remind_suspended :many
-- Suspended with a date all the same: the law, not somebody's act, ends that at the latest. When, ticket/term says.
-- param: after_at int
-- param: after_id int
SELECT id, due_at AS at FROM ticket
 WHERE state = 'suspended' AND due_at IS NOT NULL AND (due_at, id) > (:after_at, :after_id)
 ORDER BY due_at, id LIMIT :n;

-- name: remind_unjudged :many
-- Closed lately, answered by e-mail, not judged, of a kind that is asked (dispatch/remind_rate): whoever is read here becomes an operation. By the
-- index of their end: some days' worth.
-- param: since_at int
-- param: before_at int
-- param: never_flags int
-- param: after_at int
-- param: after_id int
SELECT t.id, t.closed_at AS at FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id JOIN person p ON p.id = t.person_id
 WHERE t.closed_at > :since_at AND t.closed_at < :before_at AND t.flags & :never_flags = 0 AND (t.closed_at, t.id) > (:after_at, :after_id)
   AND t.state = 'closed' AND t.type <> 'praise' AND t.outcome IN ('granted', 'partial', 'solved', 'planned') AND x.reply_by = 'email' AND p.email <> ''
   AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.ticket_id = t.id)
 ORDER BY t.closed_at, t.id LIMIT :n;

-- name: remind_answered :many
-- param: before_at int
-- param: after_at int
-- param: after_id int
SELECT id, answered_at AS at, type, category_id FROM ticket
 WHERE state = 'answered' AND answered_at < :before_at AND (answered_at, id) > (:after_at, :after_id)
 ORDER BY answered_at, id LIMIT :n;

-- name: digest_ran :one
-- When the summary of one settore was last thought of: 'digest:12'.
SELECT ran_at FROM job WHERE name = :name;

-- name: digest_done :exec
INSERT INTO job (name, ran_at) VALUES (:name, :now_at) ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at;

-- name: digest_any :one
-- col: n int
SELECT count(*) AS n FROM ticket WHERE open = 1 AND settore_id = :settore_id;

-- name: digest_open :many
-- What is on its desk, by the date it should be answered; without a date last.
-- col: due_at int
SELECT t.id, t.code, t.flags, t.state, x.subject, coalesce(t.answer_due_at, t.due_at, 0) AS due_at
  FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id
 WHERE t.open = 1 AND t.settore_id = :settore_id
 ORDER BY coalesce(t.answer_due_at, t.due_at, 9223372036854775807), t.id LIMIT :n;

-- name: duplicate_near :many
-- The newest requests about one category in one area; a place lies in one area, that of its street, or in none that is
-- known. Place and words are compared in C. What was registered later has the greater id, so the newest are looked at and no others:
-- however few of the last month there are, those of eight years are not gone through.
SELECT t.id, t.code, x.place, x.subject
  FROM (SELECT id, code, created_at FROM ticket WHERE category_id = :category_id AND area_id IS nullif(:area_id, 0) ORDER BY id DESC LIMIT 31) t
  JOIN ticket_text x ON x.ticket_id = t.id
 WHERE t.id <> :id AND t.created_at > :since_at
 ORDER BY t.id DESC LIMIT 30;

-- name: duplicate_person :many
SELECT t.id, t.code, x.subject
  FROM (SELECT id, code, created_at FROM ticket WHERE person_id = :person_id ORDER BY id DESC LIMIT 21) t
  JOIN ticket_text x ON x.ticket_id = t.id
 WHERE t.id <> :id AND t.created_at > :since_at
 ORDER BY t.id DESC LIMIT 20;

-- name: suggest_history :many
-- What was decided about requests, for the suggestions to learn from: a stretch of numbers at a time, so that the reader is short
-- however many of them do not count. Confidential ones and erased words are not learnt,
-- nor what stands beyond the beginning of a long one.
-- param: from_id int
-- param: before_id int
-- col: body text
SELECT t.id, t.type, c.code AS category_code, c.settore_id AS usual_settore_id, t.settore_id, s.code AS settore_code, x.subject, substr(x.body, 1, 6000) AS body
  FROM ticket t
  JOIN ticket_text x ON x.ticket_id = t.id
  JOIN settore s ON s.id = t.settore_id
  LEFT JOIN category c ON c.id = t.category_id
 WHERE t.id >= :from_id AND t.id < :before_id AND t.state <> 'archived' AND t.duplicate_of IS NULL AND t.flags & 4 = 0
   AND x.redacted_at IS NULL
 ORDER BY t.id DESC;

-- name: suggest_newest :one
-- col: id int
SELECT coalesce(max(id), 0) AS id FROM ticket;

-- ---- suggestions kept ---------------------------------------------------------------------------

-- name: suggestion_list :many
SELECT settore_id, rule_id, probability, why FROM suggestion WHERE ticket_id = :ticket_id AND made_for = :made_for ORDER BY rank;

-- name: suggestion_drop :exec
DELETE FROM suggestion WHERE ticket_id = :ticket_id;

-- name: suggestion_add :exec
INSERT INTO suggestion (ticket_id, rank, made_for, settore_id, rule_id, probability, why)
VALUES (:ticket_id, :rank, :made_for, nullif(:settore_id, 0), nullif(:rule_id, 0), :probability, :why);
