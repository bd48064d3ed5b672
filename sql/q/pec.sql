-- SPDX-License-Identifier: EUPL-1.2
-- Certified mail: envelopes that came in, receipts about what went out.

-- name: pec_mail_put :exec
-- param: outbox_id int
-- param: data_at int
INSERT OR REPLACE INTO pec_mail (journal_id, tipo, gestore, identificativo, msgid, data_at, signature, signer, outbox_id, effect, recipient, words, note)
VALUES (:journal_id, :tipo, :gestore, :identificativo, :msgid, nullif(:data_at, 0), :signature, :signer, nullif(:outbox_id, 0), :effect, :recipient,
        :words, :note);

-- name: pec_mail_same :one
-- Another receipt that said the same: providers repeat them.
-- col: n int
SELECT count(*) AS n FROM pec_mail
 WHERE outbox_id = :outbox_id AND effect = :effect AND recipient = :recipient AND identificativo = :identificativo AND journal_id <> :journal_id;

-- name: outbox_by_pec_id :one
-- Our mail under the Message-ID that the provider gave it in place of ours, as the first receipt told.
SELECT o.id, o.ticket_id, o.settore_id, o.kind FROM pec_mail p JOIN outbox o ON o.id = p.outbox_id
 WHERE p.identificativo = :identificativo AND p.outbox_id IS NOT NULL ORDER BY p.journal_id LIMIT 1;

-- name: pec_receipts :many
SELECT p.journal_id, p.tipo, p.effect, p.gestore, p.recipient, p.data_at, p.words, p.note, p.signature, p.signer, j.received_at
  FROM pec_mail p JOIN mail_journal j ON j.id = p.journal_id
 WHERE p.outbox_id = :outbox_id ORDER BY p.journal_id;

-- name: pec_mail_row :one
SELECT p.journal_id, p.tipo, p.effect, p.gestore, p.recipient, p.data_at, p.words, p.note, p.signature, p.signer, p.outbox_id, j.received_at
  FROM pec_mail p JOIN mail_journal j ON j.id = p.journal_id
 WHERE p.journal_id = :journal_id;

-- name: pec_fate :one
-- The best that was said of it: by the alphabet accepted, delayed, delivered are in the order in which they come.
-- col: effect text
SELECT o.way,
       coalesce((SELECT max(p.effect) FROM pec_mail p
                  WHERE p.outbox_id = o.id AND p.effect IN ('accepted', 'delayed', 'delivered')), '') AS effect
  FROM outbox o WHERE o.id = :outbox_id;
