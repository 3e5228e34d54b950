/* Typed wrappers for the variadic functions of libcurl, which Swift cannot call. */
#ifndef BLOBGATE_CLIBCURL_SHIMS_H
#define BLOBGATE_CLIBCURL_SHIMS_H

#include <curl/curl.h>
#include <sys/prctl.h>

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
static inline CURLMcode blobgate_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/* The message's result is a union member, which Swift imports only awkwardly. */
static inline CURLcode blobgate_curl_message_result(const CURLMsg *message) { return message->data.result; }
/* Names the calling thread in the system, up to 15 bytes: prctl is variadic too. */
static inline void blobgate_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0L, 0L, 0L); }

#endif
