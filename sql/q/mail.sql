-- SPDX-License-Identifier: EUPL-1.2
-- Outbox, mailboxes and the journal of incoming mail.

-- name: mail_backlog :one
-- param: now_at int
-- col: due int
-- col: failed int
-- col: unread int
-- col: unreadable int
SELECT (SELECT count(*) FROM outbox WHERE settled_at IS NULL AND next_try_at <= :now_at) AS due,
       (SELECT count(*) FROM outbox WHERE state IN ('refused', 'dead') AND replaced_by IS NULL) AS failed,
       (SELECT count(*) FROM mail_journal WHERE state = 'new') AS unread,
       (SELECT count(*) FROM mail_journal WHERE state = 'failed') AS unreadable; -- scan-ok: partial indexes, as small as the trouble

-- ---- outbox -------------------------------------------------------------------------------------

-- name: outbox_row_full :one
-- col: raw_sha text
SELECT id, ticket_id, event_id, message_id, settore_id, kind, to_addr, way, header_id, params, state, lower(hex(raw_sha)) AS raw_sha, raw_bytes,
       attempts, next_try_at, lease_until, stale, created_at
  FROM outbox WHERE id = :id;

-- name: outbox_due :many
-- What is to be sent now and nobody has under a lease, longest due first.
-- param: now_at int
SELECT id FROM outbox WHERE settled_at IS NULL AND next_try_at <= :now_at AND lease_until <= :now_at
 ORDER BY next_try_at LIMIT :n;

-- name: outbox_next :one
-- One sender holds leases of one batch (mail/sender): among the first hundred there is one without, and none behind it is sooner.
-- Thousands may wait for a server that is away.
-- col: next_at int
SELECT coalesce(min(max(next_try_at, lease_until)), 0) AS next_at
  FROM (SELECT next_try_at, lease_until FROM outbox WHERE settled_at IS NULL ORDER BY next_try_at LIMIT 100); -- scan-ok: the first hundred in the order of the partial index

-- name: outbox_lease :changes
-- The next try of a mail whose words changed meanwhile is made anew. That there were bytes stays known by attempts: a receipt may
-- still come (outbox_proved).
-- param: lease_until int
-- param: id int
-- param: now_at int
UPDATE outbox SET lease_until = :lease_until, state = iif(stale, 'new', state), attempts = iif(stale AND raw_sha IS NOT NULL, max(attempts, 1), attempts),
       raw_sha = iif(stale, NULL, raw_sha), raw_bytes = iif(stale, NULL, raw_bytes), stale = 0
 WHERE id = :id AND settled_at IS NULL AND lease_until <= :now_at;

-- name: outbox_ready :changes
-- Once: a mail that has bytes keeps them. Not with words that changed since they were read.
UPDATE outbox SET state = 'ready', raw_sha = :raw_sha, raw_bytes = :raw_bytes, way = :way WHERE id = :id AND raw_sha IS NULL AND stale = 0;

-- name: outbox_settle :exec
-- param: settled_at int
UPDATE outbox SET state = :state, attempts = attempts + 1, next_try_at = :next_try_at, lease_until = 0, last_code = :last_code,
       last_text = :last_text, settled_at = nullif(:settled_at, 0)
 WHERE id = :id;

-- name: outbox_proved :changes
-- A receipt says more than the connection did: what has bytes, or had some, was tried. By its delivery even one that was given up.
-- param: last_text text
-- param: now_at int
-- param: id int
-- param: is_delivered int
UPDATE outbox SET state = 'done', lease_until = 0, last_code = 250, last_text = :last_text, settled_at = :now_at
 WHERE id = :id AND (raw_sha IS NOT NULL OR attempts > 0) AND (settled_at IS NULL OR (:is_delivered AND state IN ('refused', 'dead')));

-- name: outbox_again :changes
-- attempts: that it was tried with bytes which are forgotten stays known (outbox_proved).
UPDATE outbox SET state = CASE WHEN raw_sha IS NULL THEN 'new' ELSE 'ready' END, next_try_at = :now_at, lease_until = 0,
       attempts = raw_sha IS NULL AND attempts > 0, settled_at = NULL
 WHERE id = :id AND state IN ('refused', 'dead', 'held') AND replaced_by IS NULL;

-- name: outbox_hasten :changes
-- Of what waits. Two clicks are one: was_at is the moment that the page showed.
-- param: now_at int
-- param: id int
-- param: was_at int
UPDATE outbox SET next_try_at = :now_at
 WHERE id = :id AND state IN ('new', 'ready', 'later') AND next_try_at = :was_at AND next_try_at > :now_at AND lease_until <= :now_at;

-- name: server_down :exec
-- way: 'pec', or 'mail'
INSERT INTO server_down (way, since_at) VALUES (:way, :now_at) ON CONFLICT (way) DO NOTHING;

-- name: server_up :exec
DELETE FROM server_down WHERE way = :way;

-- name: outbox_by_header :one
-- ticket_id: that the id names (notify_header_ticket)
SELECT id, ticket_id, settore_id, kind, to_addr, state FROM outbox WHERE ticket_id = :ticket_id AND header_id = :header_id
UNION ALL
SELECT id, ticket_id, settore_id, kind, to_addr, state FROM outbox WHERE ticket_id IS NULL AND header_id = :header_id;

-- name: dead_mark :exec
INSERT INTO dead_address (addr, since_at, why, outbox_id) VALUES (:addr, :now_at, :why, :outbox_id) ON CONFLICT (addr) DO NOTHING;

-- name: dead_lift :exec
DELETE FROM dead_address WHERE addr = :addr;

-- name: dead_row :one
SELECT since_at, why, outbox_id FROM dead_address WHERE addr = :addr;

-- name: outbox_named_in :one
-- The newest mail about a ticket that left to somebody whom a report names: as the recipient, else in its words. Of the side to
-- which the mark was given alone: whoever has a receipt has a mark, and must not speak for an office.
-- param: ticket_id int
-- param: settore_id int
-- param: recipient text
-- param: words text
SELECT id, ticket_id, settore_id FROM outbox
 WHERE ticket_id = :ticket_id AND coalesce(settore_id, 0) = :settore_id AND state NOT IN ('new', 'held', 'cancelled')
   AND (to_addr = :recipient COLLATE NOCASE OR instr(lower(:words), lower(to_addr)) > 0)
 ORDER BY to_addr = :recipient COLLATE NOCASE DESC, id DESC LIMIT 1;

-- name: outbox_release :exec
-- Nobody tried it after all.
UPDATE outbox SET lease_until = 0 WHERE id = :id AND settled_at IS NULL;

-- name: outbox_postpone :exec
-- Nobody tried it: its turn comes later.
UPDATE outbox SET next_try_at = :next_try_at, lease_until = 0 WHERE id = :id AND settled_at IS NULL;

-- name: outbox_lighten :changes
-- Refused as too big: made once more without its files, under the same Message-ID. Once.
-- param: now_at int
UPDATE outbox SET state = 'new', raw_sha = NULL, raw_bytes = NULL, params = json_set(params, '$.light', 1), attempts = attempts + 1, next_try_at = :now_at,
       lease_until = 0, settled_at = NULL, last_code = :last_code, last_text = :last_text
 WHERE id = :id AND json_extract(params, '$.light') IS NULL;

-- name: outbox_fate :one
-- What the URP is told of a mail that was given up.
SELECT kind, to_addr, last_text, attempts FROM outbox WHERE id = :id;

-- name: outbox_leases_end :exec
-- At start: whoever held them is gone, for only one daemon runs.
UPDATE outbox SET lease_until = 0 WHERE settled_at IS NULL AND lease_until > 0; -- scan-ok: partial index of what waits

-- name: outbox_bad_of_ticket :one
-- col: n int
SELECT count(*) AS n FROM outbox WHERE ticket_id = :ticket_id AND state IN ('refused', 'dead') AND replaced_by IS NULL;

-- name: outbox_replaced :changes
UPDATE outbox SET replaced_by = :new_id WHERE id = :id AND state IN ('refused', 'dead', 'held') AND replaced_by IS NULL;

-- name: outbox_cause :one
-- The event that the mail is about.
-- col: data text
SELECT unpack(e.packed) AS data FROM outbox o JOIN event e ON e.id = o.event_id WHERE o.id = :id;

-- name: outbox_same_notice :one
-- Was this very thing already said to this address?
-- col: n int
SELECT count(*) AS n FROM outbox WHERE ticket_id = :ticket_id AND kind = :kind AND event_id = :event_id AND to_addr = :to_addr;

-- name: outbox_to_office :one
-- Letters about the ticket to one address of an office that left or will.
-- param: settore_id int
-- col: n int
SELECT count(*) AS n FROM outbox
 WHERE ticket_id = :ticket_id AND to_addr = :to_addr COLLATE NOCASE AND settore_id = :settore_id AND state NOT IN ('held', 'cancelled');

-- name: mail_lately :one
-- Mails of ours that left to one address about its own requests.
-- param: addr text
-- param: since_at int
-- col: n int
SELECT count(*) AS n FROM person p JOIN ticket t ON t.person_id = p.id JOIN outbox o ON o.ticket_id = t.id
 WHERE p.email = lower(:addr) AND p.email <> '' AND o.to_addr = p.email AND o.created_at > :since_at
   AND o.state NOT IN ('held', 'cancelled');

-- name: closed_lately :one
-- Was this address told lately that the door is closed?
-- param: addr text
-- param: since_at int
-- col: n int
SELECT count(*) AS n FROM outbox WHERE kind = 'channel_closed' AND to_addr = :addr COLLATE NOCASE AND created_at > :since_at;

-- name: thread_root :one
-- The citizen's own mail that made the ticket, by itself or by the hand of an operator: what our answers answer to.
SELECT j.header_id, j.subject FROM ticket_text x JOIN mail_journal j ON j.id = x.journal_id WHERE x.ticket_id = :ticket_id;

-- name: thread_first_out :one
-- Our first mail to the same address about the ticket.
SELECT header_id FROM outbox WHERE ticket_id = :ticket_id AND to_addr = :to_addr AND id < :id ORDER BY id LIMIT 1;

-- name: party_citizen :one
-- Who asked, and by which address: known counts what came from it and is the citizen's own word (the mail that made the
-- ticket, messages that an operator confirmed).
-- param: from_addr text
-- col: known int
-- col: email text
-- col: pec text
-- col: settore_id int
SELECT (SELECT count(*) FROM mail_journal j WHERE j.ticket_id = t.id AND j.class = 'new' AND j.from_addr = :from_addr COLLATE NOCASE)
       + (SELECT count(*) FROM message m JOIN mail_journal j ON j.id = m.journal_id
           WHERE m.ticket_id = t.id AND m.author = 'citizen' AND m.status = 'ok' AND j.from_addr = :from_addr COLLATE NOCASE) AS known,
       coalesce(p.email, '') AS email, coalesce(p.pec, '') AS pec, coalesce(t.settore_id, 0) AS settore_id
  FROM ticket t LEFT JOIN person p ON p.id = t.person_id WHERE t.id = :ticket_id;

-- name: party_settore :one
-- param: settore_id int
-- param: from_addr text
-- col: n int
SELECT (SELECT count(*) FROM settore s WHERE s.id = :settore_id
           AND (s.email = :from_addr COLLATE NOCASE OR s.fallback_email = :from_addr COLLATE NOCASE OR s.head_email = :from_addr COLLATE NOCASE))
       + (SELECT count(*) FROM settore_contact c WHERE c.settore_id = :settore_id AND c.email = :from_addr COLLATE NOCASE) AS n;

-- ---- mailboxes and the journal ------------------------------------------------------------------

-- name: mailbox_row :one
SELECT name, uidvalidity, backlog_uid FROM mailbox WHERE name = :name;

-- name: mailbox_begin :exec
-- A mailbox is met for the first time, or its numbers have changed: all that is there now is its backlog.
INSERT INTO mailbox (name, uidvalidity, backlog_uid) VALUES (:name, :uidvalidity, :backlog_uid)
ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, backlog_uid = excluded.backlog_uid, compared_at = NULL, missing_at = NULL;

-- name: mailbox_compared :exec
-- Also: it can be read.
-- param: now_at int
UPDATE mailbox SET last_ok_at = :now_at, last_error = '', error_at = NULL, compared_at = :now_at,
       on_server = :on_server, journalled = :journalled, waiting = :waiting, missing = :missing,
       missing_at = CASE WHEN :missing > 0 THEN coalesce(missing_at, :now_at) END
 WHERE name = :name;

-- name: mailbox_figures :many
-- Every mailbox that ever was, with what became of its mails; '' and 'pec' are those of urpd intake.
-- col: unread int
-- col: oldest_at int
-- col: failed int
WITH unread AS (SELECT mailbox, count(*) AS n, min(seen_at) AS oldest_at FROM mail_journal WHERE state = 'new' GROUP BY mailbox), -- scan-ok: partial index, as small as the trouble
     failed AS (SELECT mailbox, count(*) AS n FROM mail_journal WHERE state = 'failed' GROUP BY mailbox) -- scan-ok: the same
SELECT b.name, b.on_server, b.journalled, b.waiting, b.missing, b.missing_at, b.compared_at, b.last_ok_at, b.last_error, b.error_at,
       coalesce(u.n, 0) AS unread, coalesce(u.oldest_at, 0) AS oldest_at, coalesce(f.n, 0) AS failed
  FROM mailbox b LEFT JOIN unread u ON u.mailbox = b.name LEFT JOIN failed f ON f.mailbox = b.name
 ORDER BY b.name; -- scan-ok: one row for each mailbox

-- name: journal_ranges :many
-- Numbers of one mailbox that have a row, as ranges: consecutive ones have the same distance from their rank.
-- param: only_kept int
-- col: low int
-- col: high int
SELECT min(uid) AS low, max(uid) AS high
  FROM (SELECT uid, uid - row_number() OVER (ORDER BY uid) AS island FROM mail_journal
         WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND (:only_kept = 0 OR sha256 <> ''))
 GROUP BY island;

-- name: mailbox_error :exec
INSERT INTO mailbox (name, uidvalidity, last_error, error_at) VALUES (:name, 0, :last_error, :now_at)
ON CONFLICT (name) DO UPDATE SET last_error = excluded.last_error, error_at = coalesce(mailbox.error_at, excluded.error_at);

-- name: journal_add :insert
INSERT INTO mail_journal (mailbox, uidvalidity, uid, sha256, size_bytes, received_at, seen_at, backlog, state)
VALUES (:mailbox, :uidvalidity, :uid, :sha256, :size_bytes, :received_at, :now_at, :backlog, 'new');

-- name: journal_has_uid :one
SELECT id FROM mail_journal WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;

-- name: journal_last_local :one
-- Running number of mails that came by urpd intake.
-- col: uid int
SELECT coalesce(max(uid), 0) AS uid FROM mail_journal WHERE mailbox = :mailbox AND uidvalidity = 0;

-- name: journal_todo :many
SELECT id, mailbox, sha256, size_bytes, received_at, backlog, tries FROM mail_journal WHERE state = 'new' ORDER BY backlog, id LIMIT :n; -- scan-ok: partial index of what is not read yet

-- name: journal_settle :exec
UPDATE mail_journal SET state = :state, class = :class, reason = :reason, header_id = :header_id, fingerprint = :fingerprint, from_addr = :from_addr,
       subject = :subject, ticket_id = nullif(:ticket_id, 0), tries = tries + 1, settled_at = :now_at
 WHERE id = :id;

-- name: journal_twin :one
-- The same mail seen before: the same bytes under another number of the server, or the same Message-ID saying the same (a
-- second delivery adds headers of its own way), or no Message-ID at all and on the same day the same words of the same person.
-- The same Message-ID with other words is another mail. The twin may be the younger one: a mail that met trouble is overtaken.
SELECT id, ticket_id, mailbox FROM mail_journal
 WHERE sha256 = :sha256 AND id <> :id AND state <> 'new' AND class <> 'duplicate'
UNION
SELECT id, ticket_id, mailbox FROM mail_journal
 WHERE header_id = :header_id AND header_id <> '' AND fingerprint = :fingerprint AND id <> :id AND state <> 'new' AND class <> 'duplicate'
UNION
SELECT t.id, t.ticket_id, t.mailbox FROM mail_journal t, mail_journal m
 WHERE m.id = :id AND :header_id = '' AND t.header_id = '' AND t.fingerprint = :fingerprint AND t.id <> :id AND t.state = 'done'
   AND t.class <> 'duplicate' AND t.from_addr <> '' AND abs(t.received_at - m.received_at) < 86400
 ORDER BY id LIMIT 1;

-- name: journal_twins_here :one
-- The same mail, already seen in this mailbox.
-- col: n int
SELECT count(*) AS n FROM mail_journal WHERE header_id = :header_id AND header_id <> '' AND mailbox = :mailbox AND id <> :id AND state <> 'new';

-- name: journal_failed :exec
-- It will not get better by itself; an operator looks at it.
UPDATE mail_journal SET state = 'failed', class = 'unreadable', reason = :reason, tries = tries + 1, settled_at = :now_at
 WHERE id = :id;

-- name: journal_again :changes
-- Not one whose bytes we never took (too big).
UPDATE mail_journal SET state = 'new', settled_at = NULL WHERE id = :id AND state = 'failed' AND sha256 <> '';

-- name: journal_takes_ticket :changes
-- An operator made the request that the mail had not become by itself.
-- param: now_at int
UPDATE mail_journal SET state = 'done', ticket_id = :ticket_id, settled_at = coalesce(settled_at, :now_at)
 WHERE id = :id AND ticket_id IS NULL AND state <> 'new';

-- name: journal_again_all :changes
-- The same for every one that failed.
UPDATE mail_journal SET state = 'new', settled_at = NULL WHERE state = 'failed' AND sha256 <> ''; -- scan-ok: partial index, as long as the trouble

-- name: journal_list_all :many
-- NULL: any. For the command line, which may wait.
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: pattern text
SELECT j.id, j.mailbox, j.uid, j.received_at, j.state, j.class, j.reason, j.header_id, j.from_addr, j.subject, j.size_bytes, j.ticket_id, j.tries, t.code
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.id < :before_id AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class)
   AND (:mailbox IS NULL OR j.mailbox = :mailbox) AND j.received_at >= :since_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\')
 ORDER BY j.id DESC LIMIT :n;

-- name: journal_one :one
SELECT j.id, j.mailbox, j.uidvalidity, j.uid, j.sha256, j.size_bytes, j.received_at, j.seen_at, j.state, j.class, j.reason, j.header_id, j.from_addr,
       j.subject, j.ticket_id, j.tries, j.settled_at, t.code
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id WHERE j.id = :id;

-- name: outbox_files :many
-- What urpd check looks for in posta-in-uscita.
-- col: sha256 text
SELECT id, lower(hex(raw_sha)) AS sha256, raw_bytes AS size_bytes FROM outbox WHERE id > :after_id AND raw_sha IS NOT NULL ORDER BY id LIMIT :n;

-- name: journal_files :many
-- The same in posta-in-arrivo; a mail that was too big has no bytes here.
SELECT id, sha256, size_bytes FROM mail_journal WHERE id > :after_id AND sha256 <> '' ORDER BY id LIMIT :n;

-- name: journal_dismiss :changes
-- dismissed: what it is from now on; 1 puts aside, 0 puts back.
-- param: id int
UPDATE mail_journal SET dismissed = :dismissed WHERE id = :id AND class = 'closed' AND ticket_id IS NULL AND dismissed <> :dismissed;

-- name: dismissal_add :exec
INSERT INTO mail_dismissal (journal_id, at, user_id, reason) VALUES (:journal_id, :now_at, :user_id, :reason);

-- name: dismissal_list :many
-- The last n, in the order in which they were done.
SELECT d.at, d.reason, u.name FROM mail_dismissal d JOIN user u ON u.id = d.user_id
 WHERE d.id IN (SELECT id FROM mail_dismissal WHERE journal_id = :journal_id ORDER BY id DESC LIMIT :n) ORDER BY d.id;
