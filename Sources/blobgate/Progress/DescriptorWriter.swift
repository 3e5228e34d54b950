internal import Foundation

/// Writes text to a file descriptor, best effort: progress that cannot be written does not fail the run.
///
/// Use only on threads that block SIGPIPE; otherwise a closed pipe would kill the process.
struct DescriptorWriter: Sendable {
    private let descriptor: Int32
    private var closed = false

    /// Creates a writer; the caller keeps ownership of the descriptor.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Writes the whole text, in a single `write` if possible. After an error, all later writes are ignored.
    mutating func write(_ text: String) {
        guard !closed, !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if count < 0, errno == EAGAIN {
                guard awaitRoom() else { return }
            } else if count == 0 || errno != EINTR {
                closed = true
                return
            }
        }
    }

    /// Waits up to one second for a slow reader, then drops the text.
    private func awaitRoom() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, 1000) > 0
    }
}
