-- SPDX-License-Identifier: EUPL-1.2
-- Who must hear of a change.

-- name: outbox_insert :insert
-- param: now_at int
-- param: why_held text
INSERT INTO outbox (ticket_id, event_id, message_id, settore_id, kind, to_addr, way, header_id, params, state, next_try_at,
                    created_at, last_text, settled_at)
VALUES (nullif(:ticket_id, 0), nullif(:event_id, 0), nullif(:message_id, 0), nullif(:settore_id, 0), :kind, :to_addr,
        :way, :header_id, :params, CASE WHEN :why_held IS NULL THEN 'new' ELSE 'held' END, :now_at, :now_at, coalesce(:why_held, ''),
        CASE WHEN :why_held IS NULL THEN NULL ELSE :now_at END);

-- name: cap_ticket :one
-- Mails of one kind to one address about one ticket that left or will, of the last hour and day.
-- param: hour_at int
-- param: ticket_id int
-- param: kind text
-- param: to_addr text
-- param: day_at int
-- col: hour int
-- col: day int
SELECT coalesce(sum(created_at > :hour_at), 0) AS hour, count(*) AS day FROM outbox
 WHERE ticket_id = :ticket_id AND kind = :kind AND to_addr = :to_addr COLLATE NOCASE AND created_at > :day_at
   AND state NOT IN ('held', 'cancelled');

-- name: cap_address :one
-- Requests that one address made by mail, each with its receipt.
-- param: hour_at int
-- param: addr text
-- param: day_at int
-- col: hour int
-- col: day int
SELECT coalesce(sum(settled_at > :hour_at), 0) AS hour, count(*) AS day FROM mail_journal
 WHERE from_addr = :addr COLLATE NOCASE AND settled_at > :day_at AND class = 'new';

-- name: notify_citizen :one
SELECT x.reply_by, p.email, p.pec FROM ticket_text x
  JOIN person p ON p.id = :person_id
 WHERE x.ticket_id = :ticket_id;

-- How who asked wants to hear.
-- name: reply_way :one
SELECT reply_by FROM ticket_text WHERE ticket_id = :ticket_id;
