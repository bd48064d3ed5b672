/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the citizen's pages; the table is in routes.c. */
#ifndef URP_WEB_CITIZEN_CITIZEN_H
#define URP_WEB_CITIZEN_CITIZEN_H

#include "../page.h"
#include "intake/draft.h"
#include "web/citizen_view.h"

typedef struct reply handler(struct req *rq);

/* home.c */
handler get_home, get_faq;
/* statements.c */
handler get_privacy, get_privacy_version, get_accessibility, get_legal;
/* draft_link.c */
handler get_draft_link, post_draft_link;
/* language.c */
handler get_language;
/* sheet.c */
handler get_sheets, get_sheet;
/* engines.c */
handler get_robots, get_sitemap;
bool scheda_is_shown(struct req *rq, int64_t id); /* schede.c: everybody may read it */
/* answers.c */
handler post_answers;
/* schede.c */
handler get_schede, get_scheda_public, post_scheda_useful;
/* ask.c */
handler get_report, get_ask, post_report, post_ask, get_begun, post_begun, get_data, post_data;
/* files.c */
handler get_file_state, post_file;
/* identity.c */
handler get_identity, post_identity, get_identity_out, get_identity_back;
/* identity_papers.c */
handler get_identity_form, post_identity_papers, get_track_identity, get_track_identity_form, post_track_identity;
/* send.c */
handler get_summary, post_send, get_sent, get_receipt, get_receipt_pdf;
/* track.c */
handler get_track_form, post_track_form, get_track, get_track_file, get_track_receipt, get_track_receipt_pdf;
/* track_links.c */
handler get_own_ask, post_own_ask, get_own_list, post_track_address, get_address, post_address, post_track_renew;
/* The secret of this request opens nothing any more: *ret_reply says so, and how to get another one. */
/* One of the mails of this hour that a network may have sent to addresses which nobody has checked; false: *ret_reply is the answer. */
bool link_mails_left(struct req *rq, struct reply *ret_reply);
bool track_over(struct req *rq, const struct ticket *t, struct reply *ret_reply);
/* track_feed.c */
handler get_track_calendar, get_track_feed;
/* track_act.c */
handler post_track_add, post_track_redact, post_track_reopen, post_track_withdraw, post_track_public, get_rate, post_rate;

/* opinion.c */
handler post_opinion, get_opinion, post_opinion_more;

/* optout.c */
handler get_optout, post_optout, post_optout_undo;

/* near.c */
handler get_near, post_near, post_near_streets;
/* again.c */
handler post_email, post_again;
/* join.c: "Anche io" */
handler get_join_ask, post_join_ask, get_join_choice, post_join_confirm, post_join_leave;
struct glimpse;
const char *join_count_text(struct arena *a, int64_t n); /* "Altre 3 persone hanno lo stesso problema."; "" for nobody */
const char *join_glimpse_text(struct arena *a, const struct glimpse *g);

/* reports.c, reports_map.c, reports_feed.c, report.c: what everybody may read of reports */
handler get_reports, get_reports_map, get_reports_grid, get_reports_feed;
handler get_report_shown, get_report_photo, get_report_thumb, get_report_flag, post_report_flag;

/* receipt.c: the same receipt as a file to keep */
struct reply receipt_pdf(struct req *rq, const struct sent_view *v);

/* Draft of the {token} in the path. E_NOTFOUND */
MUST_USE enum rc draft_here(struct req *rq, struct draft *ret, struct err *err);
const char *ask_url(struct req *rq, enum ticket_type type); /* where such a request begins: "/segnala", "/richiedi/<slug>" */
const char *sheet_url(struct req *rq, enum ticket_type type); /* its sheet: "/servizi/<slug>" */
extern const enum ticket_type sheet_order[TICKET_TYPES];
/* What whoever asks should have at hand, in the request arena. */
const struct view_row *ask_needs_of(struct req *rq, enum ticket_type type, size_t *ret_n);
struct channel_way;
/* An open way to the body (ticket/channel.h) as a row: a call, a mail where a finger leads. In sheet.c. */
struct view_row sheet_way(const struct view_body *b, const struct channel_way *w);
/* Public schede that may answer what was typed; nothing found is no error. In the request arena. */
struct answers_view;
MUST_USE enum rc answers_find(struct req *rq, const char *typed, struct answers_view *ret, struct err *err);
enum { TOKEN_SECRET_BYTES = 16 }; /* of the address of a draft */
/* The request that the draft of {token} became, as long as the link shows it; else *ret_reply is made. send.c */
bool ask_sent_ticket(struct req *rq, struct ticket *ret, struct reply *ret_reply);
const char *ask_draft_url(struct req *rq, const char *page); /* "/bozza/<token>/riepilogo" */
/* The summary of a draft, in sections; edit links go back to the form. */
MUST_USE enum rc ask_sections(struct req *rq, const struct draft *d, bool editable, const struct summary_section **ret,
                              size_t *ret_n, struct err *err);
/* May it be sent as it is? */
MUST_USE enum rc ask_is_complete(struct req *rq, const struct draft *d, bool *ret, struct err *err);
/* The office that a certain rule would give it to; NULL: an operator decides. */
MUST_USE enum rc ask_office(struct req *rq, const struct draft *d, const char **ret, const char **ret_own, struct err *err);

/* files.c: the panel of the files; what the address says happened (NULL: nothing); the place of the draft becomes that of a photo. */
void files_draw(struct req *rq, struct files_view *v, const struct draft *d, const char *error);
MUST_USE enum rc files_mark(struct app *app, struct arena *a, const char *key, const struct attach_file *f, struct draft_mark *ret, struct err *err); /* pool thread */
const char *files_notice(struct req *rq);
void files_forget(struct req *rq); /* what is not whole yet: the draft was sent */
struct reply files_use_place(struct req *rq, const struct draft *d, const char *file_id);

/* Ticket of {code} and {secret}, with the throttle that answers both wrong alike. On failure *ret_reply is the answer. */
bool track_ticket(struct req *rq, struct ticket *ret, struct reply *ret_reply);
/* Somebody who is signed in at the desk: looks, and writes nothing in the citizen's name. */
bool track_is_staff(struct req *rq);
const char *track_url(struct req *rq, const struct ticket *t, const char *page);
/* The page of the request; with typed set, the form of that action comes back with its text and what is wrong with it. */
struct track_typed {
    const char *action, *text;        /* slug of the form that came back; NULL = none. What was typed in it */
    const char *error, *error_field;  /* what is wrong, and which field says so: "testo", "files" */
};
struct reply track_show(struct req *rq, const struct ticket *t, const struct track_typed *typed);

#endif
