-- SPDX-License-Identifier: EUPL-1.2
-- People who work here: users, sessions, second factors, counted tries, what was done to accounts.

-- name: user_by_login :one
SELECT id, login, name, email, roles, password_hash, totp_secret, totp_step, active FROM user WHERE login = :login;

-- name: user_by_id :one
SELECT id, login, name, email, roles, narrowed, password_hash, password_by, totp_secret, totp_step, active, created_at, signed_in_at
  FROM user WHERE id = :id;

-- name: user_list :many
-- col: has_password int
-- col: has_totp int
-- col: has_oidc int
SELECT id, login, name, email, roles, narrowed, active, created_at, signed_in_at, password_by, password_hash <> '' AS has_password,
       totp_secret IS NOT NULL AS has_totp, EXISTS (SELECT 1 FROM user_oidc o WHERE o.user_id = user.id) AS has_oidc
  FROM user ORDER BY login; -- scan-ok: some dozens of rows

-- name: user_add :insert
INSERT INTO user (login, name, email, roles, password_hash, password_by, created_at, changed_at)
VALUES (:login, :name, :email, :roles, :password_hash, 'other', :now_at, :now_at);

-- name: user_password :changes
UPDATE user SET password_hash = :password_hash, password_by = :password_by, changed_at = :now_at WHERE login = :login;

-- name: user_rehash :exec
-- The same password, so nothing of the account changed.
-- param: new_hash text
-- param: old_hash text
UPDATE user SET password_hash = :new_hash WHERE id = :id AND password_hash = :old_hash;

-- name: user_active :changes
UPDATE user SET active = :active, changed_at = :now_at WHERE login = :login;

-- name: user_roles :exec
UPDATE user SET roles = :roles, changed_at = :now_at WHERE id = :id;

-- name: user_details :exec
UPDATE user SET name = :name, email = :email, changed_at = :now_at WHERE id = :id;

-- name: user_signed_in :exec
UPDATE user SET signed_in_at = :now_at WHERE id = :id;

-- name: user_other_admins :one
-- Active administrators besides this one; 2: the bit of the role.
-- col: n int
SELECT count(*) AS n FROM user WHERE roles & 2 <> 0 AND active = 1 AND id <> :id; -- scan-ok: some dozens of rows

-- name: user_totp_set :exec
UPDATE user SET totp_secret = :totp_secret, totp_step = :totp_step, changed_at = :now_at WHERE id = :id;

-- name: user_totp_clear :changes
UPDATE user SET totp_secret = NULL, totp_step = 0, changed_at = :now_at WHERE id = :id AND totp_secret IS NOT NULL;

-- name: user_totp_used :changes
-- One code opens once, also when two requests bring it in the same moment.
UPDATE user SET totp_step = :totp_step WHERE id = :id AND totp_step < :totp_step;

-- name: recovery_add :exec
INSERT INTO user_recovery (user_id, hash) VALUES (:user_id, :hash);

-- name: recovery_use :changes
UPDATE user_recovery SET used_at = :now_at WHERE user_id = :user_id AND hash = :hash AND used_at IS NULL;

-- name: recovery_left :one
-- col: n int
SELECT count(*) AS n FROM user_recovery WHERE user_id = :user_id AND used_at IS NULL;

-- name: recovery_drop :exec
DELETE FROM user_recovery WHERE user_id = :user_id;

-- name: oidc_user :one
SELECT o.user_id, u.login, u.active, u.password_hash, u.roles FROM user_oidc o JOIN user u ON u.id = o.user_id
 WHERE o.issuer = :issuer AND o.subject = :subject;

-- name: oidc_add :exec
INSERT INTO user_oidc (issuer, subject, user_id, at) VALUES (:issuer, :subject, :user_id, :now_at);

-- name: oidc_drop :changes
DELETE FROM user_oidc WHERE issuer = :issuer AND subject = :subject AND user_id = :user_id;

-- name: oidc_of_user_drop :changes
DELETE FROM user_oidc WHERE user_id = :user_id;

-- name: oidc_of_user :many
SELECT issuer, subject, at FROM user_oidc WHERE user_id = :user_id ORDER BY issuer, subject;

-- name: step_add :exec
INSERT INTO sign_in_step (token_hash, user_id, way, next, expires_at) VALUES (:token_hash, :user_id, :way, :next, :expires_at);

-- name: step_hit :one
-- One more try, counted before the code is looked at (ASVS 6.3.1).
UPDATE sign_in_step SET tries = tries + 1 WHERE token_hash = :token_hash RETURNING user_id, way, tries, next, expires_at;

-- name: step_drop :exec
DELETE FROM sign_in_step WHERE token_hash = :token_hash;

-- name: steps_expired_drop :exec
DELETE FROM sign_in_step WHERE expires_at < :now_at;

-- name: steps_of_user_drop :exec
DELETE FROM sign_in_step WHERE user_id = :user_id;

-- name: session_add :insert
INSERT INTO session (token_hash, user_id, created_at, seen_at, expires_at, net, browser, way, oidc_sid)
VALUES (:token_hash, :user_id, :now_at, :now_at, :expires_at, :net, :browser, :way, :oidc_sid);

-- name: session_by_token :one
-- col: has_totp int
SELECT s.id, s.user_id, s.seen_at, s.expires_at, s.way, u.name, u.roles, u.narrowed, u.totp_secret IS NOT NULL AS has_totp
  FROM session s JOIN user u ON u.id = s.user_id AND u.active = 1
 WHERE s.token_hash = :token_hash;

-- name: session_way :one
SELECT way FROM session WHERE id = :id;

-- name: session_seen :exec
UPDATE session SET seen_at = :now_at WHERE id = :id;

-- name: session_drop :exec
DELETE FROM session WHERE id = :id;

-- name: session_of_user_drop :changes
-- param: session_id int
-- param: user_id int
DELETE FROM session WHERE id = :session_id AND user_id = :user_id;

-- name: sessions_of_user_drop :changes
-- All but one: keep_id 0 spares none.
-- param: keep_id int
DELETE FROM session WHERE user_id = :user_id AND id <> :keep_id;

-- name: sessions_of_user :many
SELECT id, created_at, seen_at, expires_at, net, browser, way FROM session WHERE user_id = :user_id AND expires_at > :now_at
 ORDER BY seen_at DESC LIMIT 200;

-- name: sessions_expired_drop :exec
DELETE FROM session WHERE expires_at < :now_at;

-- name: user_event_add :insert
-- param: by_user_id int null
INSERT INTO user_event (user_id, at, by_user_id, kind, detail) VALUES (:user_id, :now_at, nullif(:by_user_id, 0), :kind, :detail);

-- name: user_events :many
SELECT e.id, e.at, b.name AS by_name, e.kind, e.detail FROM user_event e LEFT JOIN user b ON b.id = e.by_user_id
 WHERE e.user_id = :user_id ORDER BY e.id DESC LIMIT 100;

-- name: throttle_hit :one
-- One more try; a window that is over starts anew.
-- param: window_s int
INSERT INTO throttle (key, count, window_at) VALUES (:key, 1, :now_at)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN window_at + :window_s < :now_at THEN 1 ELSE count + 1 END,
    window_at = CASE WHEN window_at + :window_s < :now_at THEN :now_at ELSE window_at END
RETURNING count, window_at;

-- name: throttle_clear :exec
DELETE FROM throttle WHERE key = :key;

-- name: throttle_sweep :exec
-- param: before_at int
DELETE FROM throttle WHERE window_at < :before_at; -- scan-ok: small table, swept once an hour

-- name: oidc_logout_add :exec
-- E_CONFLICT: it was heard before.
INSERT INTO oidc_logout (jti, until_at) VALUES (:jti, :until_at);

-- name: oidc_logout_sweep :exec
-- param: now_at int
DELETE FROM oidc_logout WHERE until_at < :now_at; -- scan-ok: words of some minutes

-- name: oidc_sessions_end :changes
-- Those that the provider opened, of this person; with sid that one alone.
-- param: user_id int
-- param: sid text
DELETE FROM session WHERE user_id = :user_id AND way = 'oidc' AND (:sid = '' OR oidc_sid = :sid);

-- name: oidc_session_users :many
-- Whose session has this name at the provider, when it names nobody.
-- param: sid text
SELECT DISTINCT user_id FROM session WHERE oidc_sid = :sid AND way = 'oidc'; -- scan-ok: the open sessions of one office
