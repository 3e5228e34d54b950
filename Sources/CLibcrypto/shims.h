/* SHA-2 with access to its state.
 *
 * These are the low-level functions, not EVP, because their context is a plain struct: it can be copied, saved at any
 * multiple of the block size and resumed later. OpenSSL 3 marks them as deprecated; the warning is silenced only here,
 * the only code that a change in OpenSSL would affect. Both run the same assembly at the same speed. */
#ifndef BLOBGATE_CLIBCRYPTO_SHIMS_H
#define BLOBGATE_CLIBCRYPTO_SHIMS_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Separate structs: other system modules include OpenSSL's headers too, and the compiler assigns its types to the module
 * that it reads first. */
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

/* The chaining words, most significant byte first, as in FIPS 180-4. Between two blocks they and the number of bytes are
 * the complete state. Returns 0 inside a block, where they are not. */
static inline int blobgate_sha256_save(const blobgate_sha256 *state, unsigned char out[32]) {
    if (state->context.num) return 0;
    for (int i = 0; i < 32; i++) out[i] = (unsigned char)(state->context.h[i / 4] >> (24 - i % 4 * 8));
    return 1;
}
static inline int blobgate_sha512_save(const blobgate_sha512 *state, unsigned char out[64]) {
    if (state->context.num) return 0;
    for (int i = 0; i < 64; i++) out[i] = (unsigned char)(state->context.h[i / 8] >> (56 - i % 8 * 8));
    return 1;
}

/* Resumes from saved words. `count` is the number of bytes hashed before, a multiple of the block size. */
static inline void blobgate_sha256_resume(blobgate_sha256 *state, const unsigned char words[32], uint64_t count) {
    SHA256_CTX *context = &state->context;
    SHA256_Init(context);
    for (int i = 0; i < 8; i++)
        context->h[i] = (SHA_LONG)words[4 * i] << 24 | (SHA_LONG)words[4 * i + 1] << 16 |
                        (SHA_LONG)words[4 * i + 2] << 8 | (SHA_LONG)words[4 * i + 3];
    context->Nl = (SHA_LONG)(count << 3);
    context->Nh = (SHA_LONG)(count >> 29);
}
static inline void blobgate_sha512_resume(blobgate_sha512 *state, const unsigned char words[64], uint64_t count) {
    SHA512_CTX *context = &state->context;
    SHA512_Init(context);
    for (int i = 0; i < 8; i++) {
        context->h[i] = 0;
        for (int j = 0; j < 8; j++) context->h[i] = context->h[i] << 8 | words[8 * i + j];
    }
    context->Nl = (SHA_LONG64)(count << 3);
    context->Nh = (SHA_LONG64)(count >> 61);
}

/* The number of bytes hashed. */
static inline uint64_t blobgate_sha256_count(const blobgate_sha256 *state) {
    return ((uint64_t)state->context.Nh << 32 | state->context.Nl) >> 3;
}
static inline uint64_t blobgate_sha512_count(const blobgate_sha512 *state) {
    return (uint64_t)state->context.Nh << 61 | (uint64_t)state->context.Nl >> 3;
}

/* nginx names a cache file by the MD5 of its key. Returns 1, or 0 if a FIPS provider rejects MD5. */
static inline int blobgate_md5(const void *bytes, size_t count, unsigned char out[16]) {
    return EVP_Digest(bytes, count, out, NULL, EVP_md5(), NULL);
}

/* Without this callback, OpenSSL prompts on the terminal. */
static inline int blobgate_no_passphrase(char *buffer, int size, int writing, void *asked) {
    (void)buffer, (void)size, (void)writing;
    if (asked) *(int *)asked = 1;
    return 0;
}

/* 0: the file contains a PEM certificate; 1: it cannot be opened; 2: it contains none. */
static inline int blobgate_find_certificate(const char *path) {
    BIO *file = BIO_new_file(path, "r");
    X509 *certificate = file ? PEM_read_bio_X509(file, NULL, blobgate_no_passphrase, NULL) : NULL;
    int found = !file ? 1 : certificate ? 0 : 2;
    X509_free(certificate);
    BIO_free(file);
    ERR_clear_error();
    return found;
}

/* Creates a store of trusted certificates with the same flags as libcurl's own: trusted certificates are tried before
 * those that a server sends, and need not be self-signed. Returns NULL if out of memory. */
static inline void *blobgate_trust_new(void) {
    X509_STORE *store = X509_STORE_new();
    if (store) X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    return store;
}
static inline void blobgate_trust_free(void *store) { X509_STORE_free((X509_STORE *)store); }
/* Adds the certificates of a PEM file. Returns 1, or 0 if it has none or cannot be read. */
static inline int blobgate_trust_file(void *store, const char *path) {
    int done = X509_STORE_load_file((X509_STORE *)store, path);
    ERR_clear_error();
    return done == 1;
}
/* Adds folders, separated by colons, to search for missing issuers. */
static inline int blobgate_trust_folders(void *store, const char *paths) {
    int done = X509_STORE_load_path((X509_STORE *)store, paths);
    ERR_clear_error();
    return done == 1;
}

/* 0: the PEM key matches the first certificate of the other file; 1: it cannot be opened; 2: it contains no key;
 * 3: it is encrypted; 4: it does not match the certificate. */
static inline int blobgate_match_key(const char *certificate_path, const char *key_path) {
    int asked = 0;
    BIO *key_file = BIO_new_file(key_path, "r");
    if (!key_file) {
        ERR_clear_error();
        return 1;
    }
    EVP_PKEY *key = PEM_read_bio_PrivateKey(key_file, NULL, blobgate_no_passphrase, &asked);
    BIO *file = BIO_new_file(certificate_path, "r");
    X509 *certificate = file ? PEM_read_bio_X509(file, NULL, blobgate_no_passphrase, NULL) : NULL;
    int found = asked ? 3 : !key ? 2 : certificate && X509_check_private_key(certificate, key) != 1 ? 4 : 0;
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(file);
    BIO_free(key_file);
    ERR_clear_error();
    return found;
}

/* Keys for signatures. They are passed as `void *` for the same reason as above. */

/* Reads a private key from PEM text; NULL if it has none or is encrypted, which sets `asked`. */
static inline void *blobgate_private_key(const void *pem, size_t count, int *asked) {
    BIO *text = BIO_new_mem_buf(pem, (int)count);
    EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, blobgate_no_passphrase, asked) : NULL;
    BIO_free(text);
    ERR_clear_error();
    return key;
}
/* Reads a public key (SubjectPublicKeyInfo) from PEM text; NULL if it has none. */
static inline void *blobgate_public_key(const void *pem, size_t count) {
    BIO *text = BIO_new_mem_buf(pem, (int)count);
    EVP_PKEY *key = text ? PEM_read_bio_PUBKEY(text, NULL, blobgate_no_passphrase, NULL) : NULL;
    BIO_free(text);
    ERR_clear_error();
    return key;
}
static inline void blobgate_key_free(void *key) { EVP_PKEY_free((EVP_PKEY *)key); }

/* 1: Ed25519; 2: ECDSA on the curve P-256; 0: anything else. */
static inline int blobgate_key_kind(void *key) {
    char group[64] = "";
    if (EVP_PKEY_get_base_id((EVP_PKEY *)key) == EVP_PKEY_ED25519) return 1;
    if (EVP_PKEY_get_base_id((EVP_PKEY *)key) != EVP_PKEY_EC) return 0;
    if (EVP_PKEY_get_group_name((EVP_PKEY *)key, group, sizeof group, NULL) != 1) return 0;
    return strcmp(group, "prime256v1") == 0 ? 2 : 0;
}
/* The type of a key, such as `RSA` or `EC`; NULL if unknown. */
static inline const char *blobgate_key_type(void *key) { return EVP_PKEY_get0_type_name((EVP_PKEY *)key); }
/* The size of a key in bits. */
static inline int blobgate_key_bits(void *key) { return EVP_PKEY_get_bits((EVP_PKEY *)key); }

/* Signs a message: Ed25519 over the message itself, ECDSA over its SHA-256, in DER. `room` is the size of `out`. Returns the
 * size of the signature; 0 on failure. */
static inline size_t blobgate_sign(
    void *key, const void *message, size_t count, unsigned char *out, size_t room) {
    const EVP_MD *hash = blobgate_key_kind(key) == 1 ? NULL : EVP_sha256();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context && EVP_DigestSignInit(context, NULL, hash, NULL, (EVP_PKEY *)key) == 1 &&
               EVP_DigestSign(context, out, &room, (const unsigned char *)message, count) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return done ? room : 0;
}
/* Whether a signature made as above is valid. */
static inline int blobgate_verify(
    void *key, const void *message, size_t count, const unsigned char *signature, size_t size) {
    const EVP_MD *hash = blobgate_key_kind(key) == 1 ? NULL : EVP_sha256();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context && EVP_DigestVerifyInit(context, NULL, hash, NULL, (EVP_PKEY *)key) == 1 &&
               EVP_DigestVerify(context, signature, size, (const unsigned char *)message, count) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return done;
}

#endif
