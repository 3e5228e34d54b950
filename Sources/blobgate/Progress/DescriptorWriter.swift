internal import Foundation

/// Writes text to a file descriptor, best effort: progress that cannot be written is no fault of the run.
///
/// Only for threads that block SIGPIPE: else a reader that went away would end the process.
struct DescriptorWriter: Sendable {
    private let descriptor: Int32
    private var closed = false

    /// A writer that does not own the descriptor.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Writes all of it, in one `write` where the descriptor takes it. After an error nothing is written any more.
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

    /// Gives a reader that is behind a second, then drops the text.
    private func awaitRoom() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, 1000) > 0
    }
}
