{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "mail/letter.h" }}

{{ define letter_html(const struct letter *l) }}
<!DOCTYPE html>
<html lang="it">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ l->subject }}</title>
</head>
<body>
{{ if l->reply_mark }}
<p><small>--- {{ l->reply_mark }} ---</small></p>
{{ end }}
<p>{{ l->greeting }}</p>
{{ for size_t i = 0; i < l->n_lead; i++ }}
<p>{{ l->lead[i] }}</p>
{{ end }}
{{ if l->said }}
<p><strong>{{ l->said_by }}</strong></p>
<blockquote><pre style="white-space:pre-wrap;font:inherit;margin:0">{{ l->said }}</pre></blockquote>
{{ end }}
{{ if l->n_rows }}
<table border="0" cellpadding="4" cellspacing="0">
{{ for size_t i = 0; i < l->n_rows; i++ }}
<tr><th align="left" valign="top" scope="row">{{ l->rows[i].label }}</th><td valign="top">{{ l->rows[i].value }}</td></tr>
{{ end }}
</table>
{{ end }}
{{ if l->words }}
<p><strong>{{ l->words_title }}</strong></p>
<blockquote><pre style="white-space:pre-wrap;font:inherit;margin:0">{{ l->words }}</pre></blockquote>
{{ end }}
{{ if l->files_note }}
<p>{{ l->files_note }}</p>
{{ end }}
{{ if l->n_links }}
<p><strong>{{ l->links_title }}</strong></p>
<ul>
{{ for size_t i = 0; i < l->n_links; i++ }}
<li>{{ if l->links[i].first }}<strong><a href="{{ l->links[i].url }}">{{ l->links[i].label }}</a></strong>{{ else }}<a href="{{ l->links[i].url }}">{{ l->links[i].label }}</a>{{ end }}</li>
{{ end }}
</ul>
{{ end }}
{{ for size_t i = 0; i < l->n_notes; i++ }}
<p><small>{{ l->notes[i] }}</small></p>
{{ end }}
<hr>
<p>{{ l->sign_office }}<br>{{ l->sign_body }}<br>{{ l->contacts }}</p>
</body>
</html>
{{ end }}
