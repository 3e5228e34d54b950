/* The system's resolver for record types that getaddrinfo does not ask for. */
#ifndef BLOBGATE_CLIBRESOLV_SHIMS_H
#define BLOBGATE_CLIBRESOLV_SHIMS_H

#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

/* Asks for the SRV records (type 33, RFC 2782) of a name in class IN (1), with a resolver state of this call's own, so
 * that several threads may ask at once. Returns the reply's length, or -1 with the reason in `reason` (h_errno). */
static inline int blobgate_query_srv(const char *name, unsigned char *reply, int size, int *reason) {
    struct __res_state state = {0};
    *reason = 0;
    if (res_ninit(&state) != 0) {
        *reason = NO_RECOVERY;
        return -1;
    }
    int length = res_nquery(&state, name, 1, 33, reply, size);
    if (length < 0) *reason = state.res_h_errno;
    res_nclose(&state);
    return length;
}

#endif
