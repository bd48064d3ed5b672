/* SPDX-License-Identifier: EUPL-1.2 */
/* What a child that takes the files of strangers apart gives up, for good: rights that a program could gain, the network,
 * every file but tables and modules under /usr and /lib, which it can only read. Descriptors that are open stay so.
 * Best effort where the kernel or the service manager says no; each worker sets its own limits beside it. */
#ifndef URP_BASE_CONFINE_H
#define URP_BASE_CONFINE_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONFINE_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CONFINE_IS_SANITIZED 1
#endif
#endif
#ifndef CONFINE_IS_SANITIZED
#define CONFINE_IS_SANITIZED 0 /* sanitizers map terabytes, trace themselves and read /proc */
#endif

void confine(void);

#endif
