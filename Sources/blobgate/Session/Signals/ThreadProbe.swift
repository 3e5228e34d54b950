import Foundation
import Glibc

/// Finds out whether the system lets this process create the threads that it needs. The runtime would wait for each of them
/// for ever.
enum ThreadProbe {
    /// What a run needs in any case: its event loops, the runtime's threads, and one each for progress, names and files.
    static var needed: Int {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return needed(cores: cores)
    }

    static func needed(cores: Int) -> Int { min(8, max(2, cores)) + 1 + min(8, cores) + 6 }

    /// Creates threads that exist at the same time, and ends them.
    /// - Returns: How many could be created, and the error number of the first that could not.
    static func create(_ wanted: Int) -> (created: Int, errorNumber: Int32) {
        let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        sem_init(gate, 0, 0)
        defer { sem_destroy(gate) }
        var threads: [pthread_t] = []
        var errorNumber: Int32 = 0
        while threads.count < wanted {
            var thread = pthread_t()
            errorNumber = pthread_create(
                &thread, nil,
                { gate in
                    guard let gate = gate?.assumingMemoryBound(to: sem_t.self) else { return nil }
                    while sem_wait(gate) != 0, errno == EINTR {}
                    return nil
                }, gate)
            guard errorNumber == 0 else { break }
            threads.append(thread)
        }
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        return (threads.count, errorNumber)
    }

    /// The message if the threads are too few; `nil` if they suffice.
    static func fault(created: Int, of wanted: Int, errorNumber: Int32) -> String? {
        guard created < wanted else { return nil }
        return "this system allows only \(created) of the \(wanted) threads that are needed "
            + "(\(String(cString: strerror(errorNumber)))); raise the limit (ulimit -u and -v, TasksMax= of systemd, "
            + "--pids-limit of a container). Nothing was checked"
    }
}
