-- SPDX-License-Identifier: EUPL-1.2
-- Tickets, their events and their clocks.

-- ---- reading ------------------------------------------------------------------------------------

-- name: ticket_row :one
SELECT id, year, number, code, type, channel, state, outcome, open, category_id, area_id, person_id, settore_id,
       operator_id, presented_at, created_at, due_at, due_days, take_due_at, answer_due_at, reply_due_at, clock,
       answered_at, closed_at, flags, attention, attention_at, reminders, reminded_at, snoozed_until, snoozed, reopened, duplicate_of, version,
       updated_at
  FROM ticket WHERE id = :id;

-- name: ticket_id_of_number :one
SELECT id FROM ticket WHERE year = :year AND number = :number;

-- name: ticket_here_at :one
-- Here at the latest: registered, or already in our mailbox.
-- col: at int
SELECT min(t.created_at, coalesce((SELECT j.received_at FROM mail_journal j WHERE j.ticket_id = t.id ORDER BY j.id LIMIT 1),
                                  t.created_at)) AS at
  FROM ticket t WHERE t.id = :id;

-- name: event_list :many
-- The story of one ticket from a version on, oldest first.
-- param: from_version int
SELECT id, version, at, kind, actor, actor_id, packed FROM event WHERE ticket_id = :ticket_id AND version >= :from_version ORDER BY version;

-- name: event_version_from :one
-- The first version of a ticket that is as young as an event, which may be of another.
-- param: event_id int
-- col: version int
SELECT version FROM event WHERE ticket_id = :ticket_id AND id >= :event_id ORDER BY version LIMIT 1;

-- name: event_id_of :one
SELECT id FROM event WHERE ticket_id = :ticket_id AND version = :version;

-- name: event_due_before :one
-- The term as it was before a version; data of the event that set it.
-- col: data text
SELECT unpack(packed) AS data FROM event WHERE ticket_id = :ticket_id AND version < :version AND json_type(unpack(packed), '$.due_at') = 'integer' ORDER BY version DESC LIMIT 1;

-- name: event_assignment :one
-- How it last came to an office.
-- col: data text
SELECT unpack(packed) AS data FROM event WHERE ticket_id = :ticket_id AND (kind = 'assegnata' OR kind = 'riassegnata') ORDER BY version DESC LIMIT 1;

-- name: event_told_since :one
-- Of those from a version on, how many are of a kind that a citizen may see: notes and mails that left make up most of a long story.
-- param: from_version int
-- col: n int
SELECT count(*) AS n FROM event WHERE ticket_id = :ticket_id AND version >= :from_version AND kind <> 'nota' AND kind <> 'mail_inviata';

-- name: event_first_office :one
-- When it first came to an office.
SELECT at FROM event WHERE ticket_id = :ticket_id AND kind = 'assegnata' ORDER BY version LIMIT 1;

-- name: event_waiting :many
-- Before an event: what waits for somebody's eyes. Messages that nobody confirmed, and what the citizen (the settore) wrote since we last did.
-- param: before_id int
-- param: citizen int
-- param: settore int
-- col: data text
SELECT e.id, e.version, e.at, e.kind, e.actor, e.actor_id, unpack(e.packed) AS data FROM event e
 WHERE e.ticket_id = :ticket_id AND e.id < :before_id AND e.kind <> 'divisa' AND e.kind <> 'riletta'
   AND json_extract(unpack(e.packed), '$.message') IN
       (SELECT m.id FROM message m WHERE m.ticket_id = :ticket_id
           AND (m.status = 'unconfirmed'
                OR (m.status = 'ok' AND m.author = 'citizen' AND :citizen = 1
                    AND m.id > (SELECT coalesce(max(o.id), 0) FROM message o WHERE o.ticket_id = :ticket_id AND o.public = 1 AND o.author IN ('urp', 'settore')))
                OR (m.status = 'ok' AND m.author = 'settore' AND :settore = 1
                    AND m.id > (SELECT coalesce(max(o.id), 0) FROM message o WHERE o.ticket_id = :ticket_id AND o.author = 'urp'))))
 ORDER BY e.version DESC LIMIT 20;

-- name: event_people_since :one
-- Did anybody but the machine change it? What somebody plans, and plans no longer, changes nothing for others, nor for other plans; a look that is
-- on record changes nothing at all.
-- col: n int
SELECT count(*) AS n FROM event WHERE ticket_id = :ticket_id AND version > :version AND actor <> 'system'
   AND kind NOT IN ('invio_programmato', 'invio_ripreso', 'invio_annullato', 'copia_vista', 'originale_letto');

-- name: event_citizen_since :one
-- col: n int
SELECT count(*) AS n FROM event WHERE ticket_id = :ticket_id AND version > :version AND actor = 'citizen';

-- name: clock_event_list :many
-- In the order in which they were entered: ticket/term reads them so.
SELECT kind, reason, at FROM clock_event WHERE ticket_id = :ticket_id ORDER BY event_id;

-- name: origin_ticket :one
SELECT ticket_id FROM origin WHERE key = :key;

-- ---- birth and change ---------------------------------------------------------------------------

-- name: ticket_last_number :one
-- col: number int
SELECT coalesce(max(number), 0) AS number FROM ticket WHERE year = :year;

-- name: ticket_insert :insert
-- Not open and without terms until ticket_born or ticket_project says so.
INSERT INTO ticket (year, number, code, type, channel, state, outcome, open, category_id, area_id, person_id,
                    settore_id, operator_id, presented_at, created_at, due_at, due_days, take_due_at, answer_due_at,
                    reply_due_at, clock, answered_at, closed_at, flags, attention, attention_at, reminders, reminded_at,
                    snoozed_until, snoozed, reopened, duplicate_of, version, updated_at)
VALUES (:year, :number, :code, :type, :channel, :state, NULL, 0, nullif(:category_id, 0), nullif(:area_id, 0),
        nullif(:person_id, 0), NULL, NULL, :presented_at, :created_at, NULL, :due_days, NULL, NULL,
        NULL, :clock, NULL, NULL, :flags, 0, NULL, 0, NULL, NULL, 0, 0, NULL, 0, :updated_at);

-- name: ticket_born :exec
-- The first ticket_project of most: nothing that it leaves out is other than ticket_insert wrote it.
UPDATE ticket SET state = :state, open = :open, settore_id = nullif(:settore_id, 0), due_at = nullif(:due_at, 0), due_days = :due_days,
       take_due_at = nullif(:take_due_at, 0), answer_due_at = nullif(:answer_due_at, 0), reply_due_at = nullif(:reply_due_at, 0),
       clock = :clock, flags = :flags, attention = :attention, attention_at = nullif(:attention_at, 0), version = :version
 WHERE id = :id;

-- name: ticket_project :exec
-- What most events change. The other columns stand in indexes of their own, which an UPDATE that names
-- them would write again even with the same value.
UPDATE ticket SET state = :state, outcome = :outcome, open = :open, settore_id = nullif(:settore_id, 0),
       operator_id = nullif(:operator_id, 0), due_at = nullif(:due_at, 0), due_days = :due_days,
       take_due_at = nullif(:take_due_at, 0), answer_due_at = nullif(:answer_due_at, 0),
       reply_due_at = nullif(:reply_due_at, 0), clock = :clock,
       answered_at = nullif(:answered_at, 0), closed_at = nullif(:closed_at, 0), flags = :flags,
       attention = :attention, attention_at = nullif(:attention_at, 0), reminders = :reminders,
       reminded_at = nullif(:reminded_at, 0), snoozed_until = nullif(:snoozed_until, 0), snoozed = :snoozed, reopened = :reopened, duplicate_of = nullif(:duplicate_of, 0),
       version = :version, updated_at = :updated_at
 WHERE id = :id;

-- name: ticket_project_nature :exec
-- What an operator corrects now and then.
UPDATE ticket SET type = :type, channel = :channel, category_id = nullif(:category_id, 0),
       area_id = nullif(:area_id, 0), person_id = nullif(:person_id, 0), presented_at = :presented_at
 WHERE id = :id;

-- name: event_last :one
-- The head of the chain.
SELECT id, hash FROM event ORDER BY id DESC LIMIT 1; -- scan-ok: the last row alone is read

-- name: event_add :exec
-- param: data text
INSERT INTO event (id, ticket_id, version, at, kind, actor, actor_id, packed, hash)
VALUES (:id, :ticket_id, :version, :at, :kind, :actor, nullif(:actor_id, 0), pack(:data), :hash);

-- name: clock_event_add :exec
INSERT INTO clock_event (ticket_id, event_id, at, kind, reason) VALUES (:ticket_id, :event_id, :at, :kind, :reason);

-- name: origin_add :exec
INSERT INTO origin (key, ticket_id) VALUES (:key, :ticket_id);

-- ---- checking -----------------------------------------------------------------------------------

-- name: check_events :many
-- The whole record in the order of the chain, keyset-paged.
-- col: data text
SELECT id, ticket_id, version, at, kind, actor, actor_id, unpack(packed) AS data, hash FROM event
 WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: check_tickets :many
SELECT id FROM ticket WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: check_ticket_parts :one
-- What every ticket must have beside its row.
-- col: texts int
-- col: docs int
-- col: starts int
SELECT (SELECT count(*) FROM ticket_text WHERE ticket_id = :ticket_id) AS texts,
       (SELECT count(*) FROM search_doc WHERE ticket_id = :ticket_id AND message_id IS NULL) AS docs,
       (SELECT count(*) FROM clock_event WHERE ticket_id = :ticket_id AND kind = 'start') AS starts;

-- name: check_outbox :many
-- Settled means done, refused, dead, cancelled or held, and nothing else does; what is to be sent again has its bytes. Of what is done they may be
-- forgotten, when its receipt came after a passage of it was blackened: then it was tried.
SELECT id, state FROM outbox
 WHERE id > :after_id
   AND ((settled_at IS NOT NULL) <> (state IN ('done', 'refused', 'dead', 'cancelled', 'held'))
        OR (state IN ('later', 'unknown') AND raw_sha IS NULL) OR (state = 'done' AND raw_sha IS NULL AND attempts = 0))
 ORDER BY id LIMIT :n;

-- name: check_journal :many
-- A new mail is not settled, and a settled one is not new; what became a ticket names it.
SELECT id, state FROM mail_journal
 WHERE id > :after_id AND (settled_at IS NULL) <> (state = 'new')
 ORDER BY id LIMIT :n;

-- name: check_messages :many
-- Every message that is not erased can be found.
SELECT m.id, m.ticket_id FROM message m
 WHERE m.id > :after_id AND m.erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.ticket_id = m.ticket_id AND d.message_id = m.id)
 ORDER BY m.id LIMIT :n;

-- name: check_board_rows :many
-- Rows of the board that no ticket asks for, and tickets that are missing from it.
-- col: wrong text
-- col: scope int
-- col: scope_id int
-- col: bits int
-- col: ticket_id int
SELECT 'missing' AS wrong, scope, scope_id, bits, ticket_id FROM
       (SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should
        EXCEPT SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_row)
UNION ALL
SELECT 'superfluous', scope, scope_id, bits, ticket_id FROM
       (SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_row
        EXCEPT SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should)
 LIMIT :n; -- scan-ok: urpd check alone

-- name: check_board :many
-- Counters of the board that do not count what is there.
-- col: scope int
-- col: scope_id int
-- col: bits int
-- col: n int
-- col: really int
SELECT scope, scope_id, bits, sum(kept) AS n, sum(really) AS really FROM
       (SELECT scope, scope_id, bits, n AS kept, 0 AS really FROM board
        UNION ALL SELECT scope, scope_id, bits, 0, 1 FROM board_row)
 GROUP BY scope, scope_id, bits HAVING sum(kept) <> sum(really) LIMIT :n; -- scan-ok: urpd check alone

-- name: check_board_due :many
-- The same of the days on which terms end.
-- col: scope int
-- col: scope_id int
-- col: due_at int
-- col: n int
-- col: really int
SELECT scope, scope_id, due_at, sum(kept) AS n, sum(really) AS really FROM
       (SELECT scope, scope_id, due_at, n AS kept, 0 AS really FROM board_due
        UNION ALL SELECT scope, scope_id, due_at, 0, 1 FROM due_should)
 GROUP BY scope, scope_id, due_at HAVING sum(kept) <> sum(really) LIMIT :n; -- scan-ok: urpd check alone
