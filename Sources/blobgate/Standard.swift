import Glibc

/// Standard output and standard error, written whole and unbuffered.
enum Standard {
    static func output(_ text: String) { write(text, to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    /// The text with everything escaped but printable ASCII and line feeds.
    static func ascii(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { ProgressWords.line(String($0)) }
            .joined(separator: "\n")
    }

    /// Writes everything, or gives up when nobody reads any more.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
