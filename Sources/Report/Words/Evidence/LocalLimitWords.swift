package import Record

/// Words a limit of this machine.
package enum LocalLimitWords {
    /// What happened, without a full stop.
    package static func text(_ limit: LocalLimit) -> String {
        switch limit {
        case .openFiles: "this process may not open more files or connections (EMFILE)"
        case .systemFiles: "this machine cannot open more files or connections (ENFILE)"
        case .threads: "this machine could not start another thread, or had no files left for it"
        case .memory: "this machine does not have enough memory (ENOMEM)"
        }
    }
}
