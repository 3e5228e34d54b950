/* SHA-2 with its state in the open.
 *
 * The low-level functions are used instead of EVP because their context is a plain struct: it can be copied, saved at
 * any multiple of the block size and continued later. OpenSSL 3 marks them deprecated; that mark is silenced here, in
 * the one place that a change of OpenSSL would touch. Both run the same assembly, at the same speed. */
#ifndef BLOBGATE_CLIBCRYPTO_SHIMS_H
#define BLOBGATE_CLIBCRYPTO_SHIMS_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stddef.h>

/* Structs of our own: other system modules include OpenSSL's headers too, and its types belong to whichever of them the
 * compiler reads first. */
typedef struct { SHA256_CTX context; } blobgate_sha256;
typedef struct { SHA512_CTX context; } blobgate_sha512;

static inline void blobgate_sha256_init(blobgate_sha256 *state) { SHA256_Init(&state->context); }
static inline void blobgate_sha256_update(blobgate_sha256 *state, const void *bytes, size_t count) {
    SHA256_Update(&state->context, bytes, count);
}
static inline void blobgate_sha256_final(blobgate_sha256 *state, unsigned char out[32]) {
    SHA256_Final(out, &state->context);
}

static inline void blobgate_sha512_init(blobgate_sha512 *state) { SHA512_Init(&state->context); }
static inline void blobgate_sha512_update(blobgate_sha512 *state, const void *bytes, size_t count) {
    SHA512_Update(&state->context, bytes, count);
}
static inline void blobgate_sha512_final(blobgate_sha512 *state, unsigned char out[64]) {
    SHA512_Final(out, &state->context);
}

/* nginx names a cache file by the MD5 of its key. Returns 1, or 0 where a FIPS provider refuses MD5. */
static inline int blobgate_md5(const void *bytes, size_t count, unsigned char out[16]) {
    return EVP_Digest(bytes, count, out, NULL, EVP_md5(), NULL);
}

#endif
