/* zlib's initializers are macros, which Swift cannot call. */
#ifndef BLOBGATE_CZLIB_SHIMS_H
#define BLOBGATE_CZLIB_SHIMS_H

#include <zlib.h>

/* 15 window bits, deflate's maximum; plus 16 to accept gzip only. */
static inline int blobgate_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
/* Negative for deflate without a header (RFC 1951). */
static inline int blobgate_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -15); }

#endif
