internal import CLibcurl
internal import Glibc

extension TransferFailure {
    /// Maps a libcurl result code to a failure.
    init(_ code: CURLcode, transfer: ActiveTransfer, easy: EasyHandle) {
        let detail = easy.errorText
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let head = transfer.headBuilder.head
        if let resource = Self.lackedResource(code, text: text, socketError: transfer.socketError, head: head) {
            self.init(lacking: resource, curlCode: Int(code.rawValue), message: text)
            return
        }
        let kind = Self.kind(code, text: text, osError: easy.long(CURLINFO_OS_ERRNO), head: head)
        let fault = kind == .tls ? TLSFault(code, text: text, transfer: transfer, easy: easy) : nil
        let message =
            if let fault {
                fault.message
            } else if code == CURLE_OUT_OF_MEMORY, head == nil {
                "a line of the response head is too long"
            } else {
                text
            }
        self.init(kind: kind, curlCode: Int(code.rawValue), message: message, tls: fault?.problem)
    }

    /// The limit of this machine behind a failure, if it is one. libcurl reports it as the server's.
    static func lackedResource(
        _ code: CURLcode, text: String, socketError: Int32, head: ResponseHead?
    ) -> Resource? {
        switch code {
        case CURLE_COULDNT_CONNECT, CURLE_OUT_OF_MEMORY:
            if let resource = Resource(errorNumber: socketError) { return resource }
            return code == CURLE_OUT_OF_MEMORY && head != nil ? .memory : nil
        // Resolving needs a thread and a pair of sockets.
        case CURLE_COULDNT_RESOLVE_HOST where text.hasSuffix("thread failed to start"): return .threads
        default: return nil
        }
    }

    private static func kind(_ code: CURLcode, text: String, osError: Int, head: ResponseHead?) -> Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT: .connect
        // The connect timeout is the only libcurl timeout that is set.
        case CURLE_OPERATION_TIMEDOUT: .connectTimeout
        case CURLE_SSL_CONNECT_ERROR where Int32(osError) == ECONNRESET: .reset
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_RECV_ERROR where TLSFault.isAboutClientCertificate(text),
            CURLE_SEND_ERROR where TLSFault.isAboutClientCertificate(text):
            .tls
        case CURLE_PARTIAL_FILE where head == nil: .emptyReply
        case CURLE_PARTIAL_FILE: .truncated
        case CURLE_GOT_NOTHING: .emptyReply
        case CURLE_SEND_ERROR: .reset
        // With TLS, a connection closed inside a body shows as a read error without a system error.
        case CURLE_RECV_ERROR where head != nil && Int32(osError) != ECONNRESET && text.contains("eof"): .truncated
        case CURLE_RECV_ERROR where head == nil && Int32(osError) != ECONNRESET && text.contains("eof"): .emptyReply
        case CURLE_RECV_ERROR where text.hasSuffix("in chunked-encoding"): .protocolViolation
        case CURLE_RECV_ERROR where text.hasPrefix("Too large response headers"): .headTooLarge
        case CURLE_RECV_ERROR: .reset
        // libcurl reports this if a line of the head exceeds its limit of 100 KiB. It has not run out of memory.
        case CURLE_OUT_OF_MEMORY where head == nil: .headTooLarge
        // An HTTP/2 stream that the server ended, or that ended with its connection; err 1 is a protocol violation.
        case CURLE_HTTP2_STREAM where !text.contains("(err 1)"): head == nil ? .reset : .truncated
        case CURLE_BAD_CONTENT_ENCODING: .undecodable
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_HTTP2_STREAM: .protocolViolation
        default: .other
        }
    }
}
