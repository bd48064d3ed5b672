{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "base/tr.h" }}
{{ include "mail/letter.h" }}

{{ define letter_html_help(const struct letter *l) }}
{{ if l->n_help }}
<p><strong>{{ l->help_title }}</strong></p>
<table border="0" cellpadding="0" cellspacing="0">
{{ for size_t i = 0; i < l->n_help; i++ }}
<tr><td valign="top" style="padding:2px 12px">{{ if l->help[i].label }}<strong>{{ l->help[i].label }}</strong> {{ end }}{{ l->help[i].value }}</td></tr>
{{ end }}
</table>
{{ end }}
{{ end }}

{{# Words of a person: in the direction of their script, whichever the letter has. }}
{{ define letter_html_quote(const char *const *lines, size_t n, const char *lang) }}
<table border="0" cellpadding="0" cellspacing="0" width="100%" style="margin:0 0 16px">
{{ if letter_from_right() }}
<tr><td dir="auto"{{ if letter_foreign(lang) }} lang="{{ lang }}"{{ end }} style="padding:4px 12px;border-right:3px solid #767676">
{{ else }}
<tr><td dir="auto"{{ if letter_foreign(lang) }} lang="{{ lang }}"{{ end }} style="padding:4px 12px;border-left:3px solid #767676">
{{ end }}
{{ for size_t i = 0; i < n; i++ }}
{{ lines[i] }}<br>
{{ end }}
</td></tr>
</table>
{{ end }}

{{# What is put beside a label, or signs: it would be turned round among Arabic words (base/tr.h). }}
{{ define letter_html_value(const char *value) }}
{{ if tr_turns(value) }}<bdi>{{ value }}</bdi>{{ else }}{{ value }}{{ end }}
{{ end }}

{{ define letter_html_row(const struct letter_row *r) }}
{{ if letter_from_right() }}
<tr><th align="right" valign="top" scope="row" style="padding:4px 0 4px 12px;font-weight:normal">{{ r->label }}</th><td valign="top" style="padding:4px 0;font-weight:bold">{{ if r->own }}{{ render tr_put_around(r->value, r->own) }}{{ else }}{{ render letter_html_value(r->value) }}{{ end }}</td></tr>
{{ else }}
<tr><th align="left" valign="top" scope="row" style="padding:4px 12px 4px 0;font-weight:normal">{{ r->label }}</th><td valign="top" style="padding:4px 0;font-weight:bold">{{ if r->own }}{{ render tr_put_around(r->value, r->own) }}{{ else }}{{ r->value }}{{ end }}</td></tr>
{{ end }}
{{ end }}

{{ define letter_html(const struct letter *l) }}
<!DOCTYPE html>
<html lang="{{ tr_id() }}" dir="{{ tr_dir() }}">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ l->subject }}</title>
</head>
<body style="margin:0;padding:12px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
{{ raw letter_outlook_open }}
<div style="max-width:640px;overflow-wrap:break-word;word-wrap:break-word">
{{ if l->reply_mark }}
<p><small>--- {{ l->reply_mark }} ---</small></p>
{{ end }}
<p>{{ l->greeting }}</p>
{{ for size_t i = 0; i < l->n_lead; i++ }}
<p>{{ render tr_put_around(l->lead[i], l->own) }}</p>
{{ end }}
{{ if l->said }}
<p style="margin-bottom:4px"><strong>{{ render tr_put_around(l->said_by, l->own) }}</strong></p>
{{ render letter_html_quote(l->said_lines, l->n_said_lines, l->said_lang) }}
{{ end }}
{{ if l->help_first }}
{{ render letter_html_help(l) }}
{{ end }}
{{ for size_t i = 0; i < l->n_under; i++ }}
<p>{{ l->under[i] }}</p>
{{ end }}
{{ if l->n_rows }}
<table border="0" cellpadding="0" cellspacing="0">
{{ for size_t i = 0; i < l->n_rows; i++ }}
{{ render letter_html_row(&l->rows[i]) }}
{{ end }}
</table>
{{ end }}
{{ if l->words }}
<p style="margin-bottom:4px"><strong>{{ l->words_title }}</strong></p>
{{ render letter_html_quote(l->words_lines, l->n_words_lines, l->words_lang) }}
{{ end }}
{{ if l->files_note }}
<p>{{ l->files_note }}</p>
{{ end }}
{{ for size_t i = 0; i < l->n_sections; i++ }}
<p><strong>{{ l->sections[i].title }}</strong></p>
<ul style="margin:0 0 16px;padding:0 20px">
{{ for size_t k = 0; k < l->sections[i].n; k++ }}
<li style="margin:0 0 12px"><a href="{{ l->sections[i].list[k].url }}">{{ l->sections[i].list[k].label }}</a></li>
{{ end }}
</ul>
{{ end }}
{{ if l->n_links }}
<p><strong>{{ l->links_title }}</strong></p>
<ul style="margin:0 0 16px;padding:0 20px">
{{ for size_t i = 0; i < l->n_links; i++ }}
<li style="margin:0 0 12px">{{ if l->links[i].first }}<strong><a href="{{ l->links[i].url }}">{{ l->links[i].label }}</a></strong>{{ else }}<a href="{{ l->links[i].url }}">{{ l->links[i].label }}</a>{{ end }}</li>
{{ end }}
</ul>
{{ end }}
{{ if !l->help_first }}
{{ render letter_html_help(l) }}
{{ end }}
{{ for size_t i = 0; i < l->n_notes; i++ }}
<p style="font-size:14px">{{ l->notes[i] }}</p>
{{ end }}
<hr>
<p>{{ render tr_put_around(l->sign_office, l->sign_office) }}<br>{{ render letter_html_value(l->sign_body) }}<br>{{ render tr_put_around(l->contacts, l->hours) }}</p>
{{ if l->mark }}
<p style="font-size:12px">{{ l->mark }}</p>
{{ end }}
</div>
{{ raw letter_outlook_close }}
</body>
</html>
{{ end }}
