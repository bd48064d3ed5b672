-- SPDX-License-Identifier: EUPL-1.2
-- The board: what needs a human. Scopes: 0 the whole office (scope_id 0), 1 a settore, 2 an operator.

-- name: board_counts :one
-- How much there is in each band; a band is a set of bits of enum ticket_attention. mine, memos: of user_id.
-- param: scope int
-- param: scope_id int
-- param: user_id int
-- param: now_at int
-- param: today_end_at int
-- col: all int
-- col: fresh int
-- col: citizen int
-- col: settore int
-- col: silent int
-- col: unsent int
-- col: no_word int
-- col: flagged int
-- col: tell int
-- col: overdue int
-- col: undelivered int
-- col: today int
-- col: mine int
-- col: memos int
-- col: mails int
-- col: shut int
SELECT coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 8191), 0) AS "all",
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 7), 0) AS fresh,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 136), 0) AS citizen,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 16), 0) AS settore,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 256), 0) AS silent,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 512), 0) AS unsent,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 1024), 0) AS no_word,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 2048), 0) AS flagged,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 4096), 0) AS tell,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 64), 0) AS overdue,
       coalesce((SELECT n FROM board WHERE scope = :scope AND scope_id = :scope_id AND bits = 32), 0) AS undelivered,
       (SELECT coalesce(sum(n), 0) FROM board_due
         WHERE scope = :scope AND scope_id = :scope_id AND due_at BETWEEN :now_at AND :today_end_at) AS today,
       coalesce((SELECT n FROM board WHERE scope = 2 AND scope_id = :user_id AND bits = 8191), 0) AS mine,
       (SELECT count(*) FROM memo WHERE user_id = :user_id AND at <= :now_at) AS memos,
       (SELECT count(*) FROM mail_journal WHERE state = 'failed') AS mails,
       (SELECT count(*) FROM (SELECT 1 FROM mail_journal WHERE class = 'closed' AND ticket_id IS NULL AND dismissed = 0 LIMIT 1000)) AS shut; -- scan-ok: partial index, as long as the trouble

-- name: frame_counts :one
-- What the frame of every page tells of the whole desk.
-- col: all int
-- col: undelivered int
-- col: flagged int
-- col: mails int
SELECT coalesce((SELECT n FROM board WHERE scope = 0 AND scope_id = 0 AND bits = 8191), 0) AS "all",
       coalesce((SELECT n FROM board WHERE scope = 0 AND scope_id = 0 AND bits = 32), 0) AS undelivered,
       coalesce((SELECT n FROM board WHERE scope = 0 AND scope_id = 0 AND bits = 2048), 0) AS flagged,
       (SELECT count(*) FROM mail_journal WHERE state = 'failed') AS mails; -- scan-ok: partial index, as long as the trouble

-- name: board_page :many
-- One band of one scope: nearest term first, then longest waiting.
-- param: scope int
-- param: scope_id int
-- param: bits int
-- param: after_urgent_at int
-- param: after_at int
-- param: after_id int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.attention_at AS at, t.flags, x.subject, x.place,
       p.name, p.surname, t.settore_id, o.name AS operator, t.operator_id, t.take_due_at, t.version, b.urgent_at
  FROM board_row b
  CROSS JOIN ticket t ON t.id = b.ticket_id
  CROSS JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN user o ON o.id = t.operator_id
 WHERE b.scope = :scope AND b.scope_id = :scope_id AND b.bits = :bits
   AND (b.urgent_at, b.at, b.ticket_id) > (:after_urgent_at, :after_at, :after_id)
 ORDER BY b.urgent_at, b.at, b.ticket_id LIMIT :n;

-- name: board_due_office :many
-- Open requests whose term ends between the two moments.
-- param: from_at int
-- param: until_at int
-- param: after_at int
-- param: after_id int
-- col: at int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, coalesce(t.attention_at, t.created_at) AS at, t.flags, x.subject,
       x.place, p.name, p.surname, t.settore_id, o.name AS operator, t.operator_id, t.take_due_at, t.version, t.due_at AS urgent_at
  FROM ticket t
  CROSS JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN user o ON o.id = t.operator_id
 WHERE t.open = 1 AND t.due_at IS NOT NULL AND t.due_at BETWEEN :from_at AND :until_at AND (t.due_at, t.id) > (:after_at, :after_id)
 ORDER BY t.due_at, t.id LIMIT :n;

-- name: board_due_settore :many
-- param: from_at int
-- param: until_at int
-- param: after_at int
-- param: after_id int
-- col: at int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, coalesce(t.attention_at, t.created_at) AS at, t.flags, x.subject,
       x.place, p.name, p.surname, t.settore_id, o.name AS operator, t.operator_id, t.take_due_at, t.version, t.due_at AS urgent_at
  FROM ticket t
  CROSS JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN user o ON o.id = t.operator_id
 WHERE t.settore_id = :settore_id AND t.open = 1 AND t.due_at IS NOT NULL AND t.due_at BETWEEN :from_at AND :until_at
   AND (t.due_at, t.id) > (:after_at, :after_id)
 ORDER BY t.due_at, t.id LIMIT :n;

-- name: board_due_mine :many
-- In somebody's hands, or watched.
-- param: user_id int
-- param: from_at int
-- param: until_at int
-- param: after_at int
-- param: after_id int
-- col: at int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, coalesce(t.attention_at, t.created_at) AS at, t.flags, x.subject,
       x.place, p.name, p.surname, t.settore_id, o.name AS operator, t.operator_id, t.take_due_at, t.version, t.due_at AS urgent_at
  FROM (SELECT m.id FROM ticket m WHERE m.operator_id = :user_id AND m.open = 1 AND m.due_at IS NOT NULL AND m.due_at BETWEEN :from_at AND :until_at
        UNION
        SELECT m.id FROM watch w CROSS JOIN ticket m ON m.id = w.ticket_id
         WHERE w.user_id = :user_id AND m.open = 1 AND m.due_at BETWEEN :from_at AND :until_at) i
  CROSS JOIN ticket t ON t.id = i.id
  CROSS JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN user o ON o.id = t.operator_id
 WHERE (t.due_at, t.id) > (:after_at, :after_id)
 ORDER BY t.due_at, t.id LIMIT :n;

-- name: board_memos :many
-- What somebody wanted to be reminded of by now.
-- param: user_id int
-- param: now_at int
-- param: after_at int
-- param: after_id int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, m.at, t.flags, x.subject,
       x.place, p.name, p.surname, t.settore_id, o.name AS operator, t.operator_id, t.take_due_at, t.version, m.at AS urgent_at
  FROM memo m
  CROSS JOIN ticket t ON t.id = m.ticket_id
  CROSS JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN user o ON o.id = t.operator_id
 WHERE m.user_id = :user_id AND m.at <= :now_at AND (m.at, m.ticket_id) > (:after_at, :after_id)
 ORDER BY m.at, m.ticket_id LIMIT :n;

-- name: memo_of :one
-- col: at int
SELECT at FROM memo WHERE user_id = :user_id AND ticket_id = :ticket_id;

-- name: memo_put :exec
INSERT INTO memo (user_id, ticket_id, at) VALUES (:user_id, :ticket_id, :at) ON CONFLICT DO UPDATE SET at = excluded.at;

-- name: memo_drop :exec
DELETE FROM memo WHERE user_id = :user_id AND ticket_id = :ticket_id;

-- name: memo_ahead :many
-- param: user_id int
-- param: now_at int
-- param: until_at int
SELECT m.at, t.code, x.subject FROM memo m CROSS JOIN ticket t ON t.id = m.ticket_id CROSS JOIN ticket_text x ON x.ticket_id = t.id
 WHERE m.user_id = :user_id AND m.at > :now_at AND m.at <= :until_at ORDER BY m.at, m.ticket_id LIMIT :n;

-- name: holder_list :many
-- Who can have a request in hand. desk: bits of the roles that work on requests.
-- param: desk int
SELECT id, name FROM user WHERE active = 1 AND roles & :desk <> 0 ORDER BY name; -- scan-ok: some dozens of people

-- name: holder_name :one
SELECT name FROM user WHERE id = :id;

-- What the timer has before it. Candidates, nearest first: which step comes when, dispatch/remind_next says of each.

-- name: ahead_answer :many
-- With an office that will be reminded, or told of, until until_at. 256 is ATTN_SILENT.
-- param: until_at int
SELECT id FROM ticket
 WHERE open = 1 AND answer_due_at IS NOT NULL AND answer_due_at <= :until_at AND settore_id IS NOT NULL AND clock <> 'suspended'
   AND (reminders < 5 OR attention & 256 = 0)
 ORDER BY answer_due_at, id LIMIT :n;

-- name: ahead_take :many
-- param: until_at int
SELECT id FROM ticket
 WHERE open = 1 AND take_due_at IS NOT NULL AND take_due_at <= :until_at AND (reminded_at IS NULL OR reminded_at < take_due_at)
   AND clock <> 'suspended'
 ORDER BY take_due_at, id LIMIT :n;

-- name: ahead_reply :many
-- param: until_at int
SELECT id FROM ticket WHERE open = 1 AND reply_due_at IS NOT NULL AND reply_due_at <= :until_at ORDER BY reply_due_at, id LIMIT :n;

-- name: ahead_snoozed :many
-- param: until_at int
SELECT id FROM ticket WHERE snoozed_until IS NOT NULL AND snoozed_until <= :until_at ORDER BY snoozed_until, id LIMIT :n;

-- name: ahead_due :many
-- param: from_at int
-- param: until_at int
SELECT id FROM ticket WHERE open = 1 AND due_at IS NOT NULL AND due_at BETWEEN :from_at AND :until_at ORDER BY due_at, id LIMIT :n;
