/* Server-side TLS with OpenSSL, and two Linux features that Swift's Glibc module hides.
 *
 * OpenSSL's types are wrapped in private names: other system modules include its headers too, and its types belong to
 * the module that the compiler reads first. */
#ifndef BLOBGATE_CSERVER_SHIMS_H
#define BLOBGATE_CSERVER_SHIMS_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

typedef struct blobgate_tls_context blobgate_tls_context;
typedef struct blobgate_tls_session blobgate_tls_session;

/* A TLS context with a certificate and its key, both in PEM, for a range of protocol versions (0x0303 is TLS 1.2). With
 * an authority, clients are asked for a certificate from it; `required` rejects clients without one. `ciphers` are the
 * suites up to TLS 1.2, NULL for the usual ones. Returns NULL on failure, with the reason in the error queue. */
static inline blobgate_tls_context *blobgate_tls_context_new(
    const char *certificate, const char *key, int lowest, int highest, const char *authority, int required,
    const char *ciphers) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context) return NULL;
    /* Allow weak certificates, so that the client and not this server has to reject them. */
    SSL_CTX_set_security_level(context, 0);
    int mode = !authority ? SSL_VERIFY_NONE : SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
    SSL_CTX_set_verify(context, mode, NULL);
    /* Without a session ID context, a server that requests certificates fails on session resumption. */
    static const unsigned char name[] = "blobgate";
    if (SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1 &&
        SSL_CTX_set_session_id_context(context, name, sizeof name - 1) == 1 &&
        (!ciphers || SSL_CTX_set_cipher_list(context, ciphers) == 1) &&
        (!authority || SSL_CTX_load_verify_locations(context, authority, NULL) == 1))
        return (blobgate_tls_context *)context;
    SSL_CTX_free(context);
    return NULL;
}
static inline void blobgate_tls_context_free(blobgate_tls_context *context) { SSL_CTX_free((SSL_CTX *)context); }

/* The first error of this thread as text. */
static inline void blobgate_tls_error(char *text, size_t size) { ERR_error_string_n(ERR_get_error(), text, size); }

/* Performs the server's handshake on a connected socket; NULL on failure, after an alert to the client. */
static inline blobgate_tls_session *blobgate_tls_accept(blobgate_tls_context *context, int socket) {
    ERR_clear_error();
    SSL *session = SSL_new((SSL_CTX *)context);
    if (session && SSL_set_fd(session, socket) == 1 && SSL_accept(session) == 1)
        return (blobgate_tls_session *)session;
    SSL_free(session);
    return NULL;
}
static inline int blobgate_tls_read(blobgate_tls_session *session, void *bytes, int count) {
    ERR_clear_error();
    return SSL_read((SSL *)session, bytes, count);
}
static inline int blobgate_tls_write(blobgate_tls_session *session, const void *bytes, int count) {
    ERR_clear_error();
    return SSL_write((SSL *)session, bytes, count);
}
/* Sends close_notify without waiting for the client's. */
static inline void blobgate_tls_shutdown(blobgate_tls_session *session) {
    ERR_clear_error();
    SSL_shutdown((SSL *)session);
}
static inline int blobgate_tls_client_showed_certificate(const blobgate_tls_session *session) {
    return SSL_get0_peer_certificate((const SSL *)session) != NULL;
}
static inline void blobgate_tls_free(blobgate_tls_session *session) { SSL_free((SSL *)session); }

/* Both are declared for _GNU_SOURCE only. */
extern int accept4(int socket, struct sockaddr *__restrict address, socklen_t *__restrict length, int flags);
#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif

/* Accepts a connection that child processes do not inherit, because they would keep it open. */
static inline int blobgate_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC); }

/* Waits up to this many milliseconds (-1: forever) for the peer to close; whether it has closed. */
static inline int blobgate_peer_left(int socket, int milliseconds) {
    struct pollfd entry = {.fd = socket, .events = POLLRDHUP};
    return poll(&entry, 1, milliseconds) == 1;
}

#endif
