/* zlib's initialisers are macros, which Swift cannot call. */
#ifndef BLOBGATE_CZLIB_SHIMS_H
#define BLOBGATE_CZLIB_SHIMS_H

#include <zlib.h>

/* 15 bits of window, the most that deflate has; 16 more: gzip and nothing else. */
static inline int blobgate_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
