/* SPDX-License-Identifier: EUPL-1.2 */
/* How a document crosses to the child: records of a kind (one letter), a length in eight hexadecimal digits, and so many bytes. A
 * record that says nothing is not written. */
#ifndef URP_PDF_RECORD_H
#define URP_PDF_RECORD_H

enum record {
    RECORD_TITLE = 'T', RECORD_AUTHOR = 'A', RECORD_RUNNING = 'R', RECORD_FOOT = 'F', RECORD_MADE = 'D', RECORD_TOO_LONG = 'Z', RECORD_LANG = 'L', RECORD_FROM_RIGHT = 'X', RECORD_PAGES = 'N',
    RECORD_H1 = '1', RECORD_H2 = '2', RECORD_H3 = '3',
    RECORD_PLAIN = 'p', RECORD_STRONG = 's', RECORD_LARGE = 'l', RECORD_SMALL = 'm', RECORD_QUOTED = 'q',
    RECORD_LABEL = 'k', RECORD_VALUE = 'v', /* always both, one after the other */
    RECORD_ITEM = 'i',
    RECORD_URL = 'u', RECORD_LINK = 'a', /* the same */
};
#define RECORD_HEAD 9
#define PDF_FULL "full" /* argument of the child: there was more to say */

enum { PDF_DONE = 0, PDF_BAD = 65, PDF_UNABLE = 74 }; /* exit codes of the child */

#endif
