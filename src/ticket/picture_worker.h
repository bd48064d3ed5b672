/* SPDX-License-Identifier: EUPL-1.2 */
/* Exit codes between picture.c and its child, picture_worker.c. */
#ifndef URP_TICKET_PICTURE_WORKER_H
#define URP_TICKET_PICTURE_WORKER_H

#define PICTURE_SMALL "small" /* second argument: a thumbnail is wanted */
#define PICTURE_WHERE "where" /* not a picture at all, but the place it was taken at: "45.880000, 11.990000", or nothing */

enum { PICTURE_DONE = 0, PICTURE_BROKEN = 65, PICTURE_UNABLE = 74 };

#endif
