{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The story for the office: a heading a day, an anchor an event, what the machine did in small letters. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define story_fate(const struct view_fate *f) }}
<p class="urp-fate">{{ render part_icon("it-mail") }} <a href="{{ f->url }}">{{ f->text }}</a> {{ render part_badge(&f->state) }}</p>
{{ end }}

{{ define story_event(const struct ticket_view *v, const struct view_event *e) }}
<li id="e{{ int e->id }}" class="urp-event{{ if e->quiet }} is-quiet{{ elif e->tone == TONE_GOOD }} is-good{{ elif e->tone == TONE_WARN }} is-warn{{ elif e->tone == TONE_BAD }} is-bad{{ elif e->tone == TONE_INFO }} is-info{{ end }}">
<p class="urp-event-head">{{ if !e->quiet && e->icon }}{{ render part_icon(e->icon) }}{{ end }}<strong>{{ e->title }}</strong>
{{ if view_set(e->note) }}<span class="badge urp-badge is-warn">{{ e->note }}</span>{{ end }}
<span class="urp-event-at"><a class="urp-event-link" href="?storia={{ int e->id }}#e{{ int e->id }}" aria-label="{{ e->title }}, {{ e->time }}"><time{{ if e->iso }} datetime="{{ e->iso }}"{{ end }}>{{ e->time }}</time></a>{{ if view_set(e->who) }} · {{ e->who }}{{ end }}{{ if view_set(e->way) }}, {{ e->way }}{{ end }}{{ if view_set(e->joined) }} · dalla richiesta <a href="{{ e->joined_url }}">{{ e->joined }}</a>{{ end }}</span></p>
{{ if view_set(e->clock) }}<p class="urp-event-clock">{{ e->clock }}</p>{{ end }}
{{ if view_set(e->why) }}<p class="urp-small">{{ e->why }}</p>{{ end }}
{{ if e->folded }}
<details class="urp-quoted"><summary>Mostra il messaggio scartato</summary>{{ render part_said(e) }}</details>
{{ else }}
{{ render part_said(e) }}
{{ end }}
{{ for size_t i = 0; i < e->n_fates; i++ }}{{ render story_fate(&e->fates[i]) }}{{ end }}
{{ if view_set(e->action_note) }}<p class="urp-small">{{ e->action_note }}</p>{{ end }}
{{ for size_t i = 0; i < e->n_actions; i++ }}
{{ render part_action_form(&e->actions[i]) }}
{{ end }}
{{ if e->may_split && view_set(v->split_url) }}<p class="urp-small"><a href="{{ v->split_url }}?messaggio={{ int e->message_id }}">Fanne una nuova richiesta</a></p>{{ end }}
</li>
{{ end }}

{{ define story_gap(const struct ticket_view *v) }}
<p class="urp-gap"><a href="{{ v->older_url }}" data-older="{{ if v->newest_first }}sotto{{ else }}sopra{{ end }}">{{ v->older_text }}</a></p>
{{ end }}

{{ define ticket_story(const struct ticket_view *v) }}
<section id="storia" aria-labelledby="t-storia" data-live>
<div class="urp-story-head"><h2 id="t-storia">Storia</h2>
{{ if v->n_events > 1 }}{{ render part_action_form(&v->order) }}{{ end }}
</div>
{{ for size_t i = 0; i < v->n_events; i++ }}
{{ let const struct view_event *e = &v->events[i] }}
{{ if view_set(e->day) }}
{{ if i > 0 }}
</ol>
{{ end }}
{{ if v->older_url && i == v->n_before_gap }}{{ render story_gap(v) }}{{ end }}
<h3 class="urp-day">{{ e->day }}</h3>
<ol class="urp-events">
{{ end }}
{{ render story_event(v, e) }}
{{ end }}
{{ if v->n_events > 0 }}
</ol>
{{ end }}
{{ if v->older_url && v->n_before_gap == v->n_events }}{{ render story_gap(v) }}{{ end }}
</section>
{{ end }}
