internal import CLibcurl

/// A libcurl multi handle. Only `wakeUp` may be called from a thread other than the loop's (`curl_multi_wakeup(3)`), so
/// the unchecked conformance is safe.
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    /// `nil` if libcurl is out of memory or rejects an option.
    /// - Parameters:
    ///   - idleConnections: The most connections that are kept for later requests.
    ///   - connections: The most connections at a time; an idle one is closed for a new one.
    init?(idleConnections: Int, connections: Int) {
        guard let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        // One request at a time per connection, even with HTTP/2. libcurl 7.88 tracks multiplexing per address and URL
        // port, not per connection: next to a server that offers HTTP/2, it puts a request on a busy HTTP/1.1
        // connection to another port, or to another machine behind the same address that does not offer HTTP/2.
        guard blobgate_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, idleConnections) == CURLM_OK,
            blobgate_curl_multi_set_long(pointer, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections) == CURLM_OK,
            blobgate_curl_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)) == CURLM_OK
        else { return nil }
    }

    deinit { curl_multi_cleanup(pointer) }

    func wakeUp() { curl_multi_wakeup(pointer) }

    func add(_ easy: EasyHandle) throws(TransferFailure) {
        let code = curl_multi_add_handle(pointer, easy.pointer)
        guard code != CURLM_OK else { return }
        let reason = String(cString: curl_multi_strerror(code))
        throw TransferFailure(kind: .other, message: "libcurl could not start the transfer: \(reason)")
    }

    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(pointer, easy.pointer) }

    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// Sleeps until a socket is ready, a libcurl timer is due, the loop is woken, or the limit is reached.
    func poll(for limit: Duration) {
        let milliseconds = Int32(clamping: Int64((limit / .milliseconds(1)).rounded(.up)))
        curl_multi_poll(pointer, nil, 0, max(1, milliseconds), nil)
    }

    /// The context of a finished handle, with its result.
    func nextFinished() -> (UnsafeMutableRawPointer, CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(pointer, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            var context: UnsafePointer<CChar>?
            guard blobgate_curl_get_string(message.pointee.easy_handle, CURLINFO_PRIVATE, &context) == CURLE_OK,
                let context
            else { continue }
            return (UnsafeMutableRawPointer(mutating: context), blobgate_curl_message_result(message))
        }
        return nil
    }
}
