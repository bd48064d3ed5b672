-- SPDX-License-Identifier: EUPL-1.2
-- What the frame of every page needs.

-- name: ente_frame :kept
SELECT key, value FROM ente
 WHERE key IN ('name', 'office', 'site_url', 'address', 'hours', 'phone', 'email', 'pec', 'accessibility_url', 'faq_url',
               'appointment_url', 'whistleblowing_url', 'transparency_url', 'banner', 'dpo', 'dpo_email',
               'kind', 'town', 'ipa_code', 'conditions_url', 'color', 'public_reports', 'region_name', 'region_url', 'site_live_url',
               'site_management_url', 'site_news_url', 'site_services_url', 'social', 'text.welcome', 'text.emergency', 'text.whistleblowing', 'text.footer')
 ORDER BY key;

-- name: sheet_updated :one
-- When what the sheets say was last changed.
-- col: at int
SELECT coalesce(max(at), 0) AS at FROM setting_change WHERE section IN ('ente', 'texts', 'terms', 'channels');
