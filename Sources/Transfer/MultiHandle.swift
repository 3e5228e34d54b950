internal import CLibcurl

/// A libcurl multi handle. Only `wakeUp` may be called from another thread than the loop's (`curl_multi_wakeup(3)`),
/// which is what makes the unchecked conformance right.
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    /// `nil` where libcurl has no memory, or does not take an option.
    init?(maximumConnections: Int) {
        guard let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        // One request at a time on a connection, over HTTP/2 too. What libcurl 7.88 knows of sharing it keeps for an
        // address and the URL's port, not for a connection: beside a server that offers HTTP/2, it puts a request on a
        // busy connection of HTTP/1.1 to another port, or to a machine behind the same address that does not offer it.
        guard blobgate_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, maximumConnections) == CURLM_OK,
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

    /// Sleeps until a socket is ready, a timer of libcurl is due, somebody wakes the loop, or the time is over.
    func poll(for limit: Duration) {
        let milliseconds = Int32(clamping: Int64((limit / .milliseconds(1)).rounded(.up)))
        curl_multi_poll(pointer, nil, 0, max(1, milliseconds), nil)
    }

    /// The context of a handle that is done, with its result.
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
