/* Typed wrappers for libcurl's variadic functions, which Swift cannot call. */
#ifndef BLOBGATE_CLIBCURL_SHIMS_H
#define BLOBGATE_CLIBCURL_SHIMS_H

#include <curl/curl.h>
#include <errno.h>
#include <malloc.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

typedef size_t (*blobgate_curl_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode blobgate_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_set_callback(CURL *handle, CURLoption option, blobgate_curl_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode blobgate_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode blobgate_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode blobgate_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode blobgate_curl_get_certificates(CURL *handle, struct curl_certinfo **value) {
    return curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}
/* Makes libcurl open sockets with `function` (CURLOPT_OPENSOCKETFUNCTION), and ask `before` ahead of each request, also on
 * a reused connection (CURLOPT_PREREQFUNCTION). Both get `context`. */
static inline CURLcode blobgate_curl_set_reach(
    CURL *handle, curl_opensocket_callback function, curl_prereq_callback before, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, before);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PREREQDATA, context);
    return code;
}
/* Makes libcurl report what it receives to `function`, while CURLOPT_VERBOSE is set. */
static inline CURLcode blobgate_curl_set_debug(CURL *handle, curl_debug_callback function, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, function);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context) : code;
}
static inline unsigned int blobgate_curl_version(void) { return curl_version_info(CURLVERSION_NOW)->version_num; }
/* The address of the whole socket address: an IPv6 address is longer than the field's type. */
static inline const struct sockaddr *blobgate_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}
/* The macro is a cast, which Swift does not import. */
static const curl_socket_t blobgate_curl_bad_socket = CURL_SOCKET_BAD;
/* Why Go's verifier rejects a certificate that OpenSSL accepts; in the range that OpenSSL does not use. */
enum {
    blobgate_no_alternative_name = 9001,
    blobgate_negative_serial = 9002,
    blobgate_small_key = 9003,
    blobgate_large_key = 9004
};
/* Whether a certificate names a host or an address as an alternative name. Without one, OpenSSL and libcurl fall back to the
 * common name; Go has not since 1.15. */
static inline int blobgate_names_host(X509 *certificate) {
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    int found = 0;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
        int type = sk_GENERAL_NAME_value(names, i)->type;
        if (type == GEN_DNS || type == GEN_IPADD) found = 1;
    }
    GENERAL_NAMES_free(names);
    return found;
}
/* 0, or why Go cannot use a certificate that a server sends: x509/parser.go, rsa.go, tls/handshake_client.go. */
static inline int blobgate_certificate_fault(X509 *certificate) {
    if (X509_get0_serialNumber(certificate)->type & V_ASN1_NEG) return blobgate_negative_serial;
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return 0;
    int bits = EVP_PKEY_get_bits(key);
    return bits < 1024 ? blobgate_small_key : bits > 8192 ? blobgate_large_key : 0;
}
static inline int blobgate_chain_fault(STACK_OF(X509) *chain) {
    int fault = 0;
    for (int i = 0; chain && !fault && i < sk_X509_num(chain); i++)
        fault = blobgate_certificate_fault(sk_X509_value(chain, i));
    return fault;
}
/* Verifies a chain with OpenSSL, and then what Go checks beyond it: every certificate that the server sent, every one of the
 * chain, and the names of the server's own. */
static inline int blobgate_verify_like_go(X509_STORE_CTX *context, void *unused) {
    (void)unused;
    int done = X509_verify_cert(context);
    if (done != 1) return done;
    int fault = blobgate_chain_fault(X509_STORE_CTX_get0_untrusted(context));
    if (!fault) fault = blobgate_chain_fault(X509_STORE_CTX_get0_chain(context));
    if (!fault && !blobgate_names_host(X509_STORE_CTX_get0_cert(context))) fault = blobgate_no_alternative_name;
    if (!fault) return 1;
    X509_STORE_CTX_set_error(context, fault);
    return 0;
}
/* Called by libcurl before each handshake: verifies with the certificates of a shared store and builds the chain of a
 * client certificate from them, as OpenSSL does with those that libcurl reads itself. libcurl also calls it for an HTTPS
 * proxy, for which it has already read its own certificates: a proxy is verified with those. */
static inline CURLcode blobgate_curl_use_trust(CURL *handle, void *context, void *store) {
    (void)handle;
    X509_STORE *own = SSL_CTX_get_cert_store((SSL_CTX *)context);
    if (own && sk_X509_OBJECT_num(X509_STORE_get0_objects(own)) > 0) return CURLE_OK;
    SSL_CTX_set_cert_verify_callback((SSL_CTX *)context, blobgate_verify_like_go, NULL);
    int done = SSL_CTX_set1_verify_cert_store((SSL_CTX *)context, (X509_STORE *)store) == 1 &&
               SSL_CTX_set1_chain_cert_store((SSL_CTX *)context, (X509_STORE *)store) == 1;
    return done ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}
static inline CURLcode blobgate_curl_set_trust_function(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, blobgate_curl_use_trust);
}
/* The TLS version of the current connection, or NULL. Call only during a transfer, from one of its callbacks. */
static inline const char *blobgate_curl_tls_version(CURL *handle) {
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return NULL;
    if (session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return NULL;
    return SSL_get_version((const SSL *)session->internals);
}
/* OpenSSL's name of the negotiated suite, or NULL without TLS. Call only during a transfer, from one of its callbacks. */
static inline const char *blobgate_curl_cipher(CURL *handle) {
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return NULL;
    if (session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return NULL;
    const SSL_CIPHER *cipher = SSL_get_current_cipher((const SSL *)session->internals);
    return cipher ? SSL_CIPHER_get_name(cipher) : NULL;
}
/* The SHA-256 of the server's certificate in DER, also for a reused connection; 0 if there is none. Call only during a
 * transfer, from one of its callbacks. */
static inline int blobgate_curl_certificate_hash(CURL *handle, unsigned char out[32]) {
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return 0;
    if (session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return 0;
    X509 *certificate = SSL_get1_peer_certificate((const SSL *)session->internals);
    if (!certificate) return 0;
    unsigned int length = 0;
    int done = X509_digest(certificate, EVP_sha256(), out, &length);
    X509_free(certificate);
    return done == 1 && length == 32;
}
static inline CURLMcode blobgate_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/* The message's result is a union member, which Swift imports awkwardly. */
static inline CURLcode blobgate_curl_message_result(const CURLMsg *message) { return message->data.result; }
/* Sets the system name of the calling thread, up to 15 bytes: prctl is variadic too. */
static inline void blobgate_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0L, 0L, 0L); }

/* Since glibc 2.30; declared only for GNU sources. */
extern int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until);
/* Waits for a semaphore, at most this long. */
static inline void blobgate_wait(sem_t *semaphore, long milliseconds) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (sem_clockwait(semaphore, CLOCK_MONOTONIC, &until) != 0 && errno == EINTR) {}
}

/* glibc gives each thread its own arena, and each arena retains what its thread once used. Contention is low here. */
static inline void blobgate_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

#endif
