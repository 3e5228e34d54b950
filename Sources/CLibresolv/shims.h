/* The system resolver, for a record type that getaddrinfo does not query. */
#ifndef BLOBGATE_CLIBRESOLV_SHIMS_H
#define BLOBGATE_CLIBRESOLV_SHIMS_H

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

/* Queries the SRV records (type 33, RFC 2782) of a name in class IN (1), with its own resolver state, so that several
 * threads can query at once. A nonzero port queries only the server on that port of 127.0.0.1.
 * Returns the length of the response, or -1 with the reason in `reason` (h_errno). */
static inline int blobgate_query_srv(
    const char *name, unsigned short local_port, unsigned char *reply, int size, int *reason) {
    struct __res_state state = {0};
    *reason = NO_RECOVERY;
    if (res_ninit(&state) != 0) return -1;
    if (local_port != 0) {
        state.nscount = 1;
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_port = htons(local_port);
        state.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        state.retrans = 1;
        state.retry = 1;
    }
    int length = res_nquery(&state, name, 1, 33, reply, size);
    if (length < 0) *reason = state.res_h_errno;
    res_nclose(&state);
    return length;
}

#endif
