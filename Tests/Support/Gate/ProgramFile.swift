import Foundation

/// Writes shell scripts that tests run as programs.
package enum ProgramFile {
    /// Writes `#!/bin/sh` and the script to an executable file, with the folders that lead to it.
    ///
    /// Another process copies the file into place. A child that a parallel test starts inherits the descriptors of this process
    /// until it executes: if one of them could write the program, running it would fail with `ETXTBSY`.
    package static func write(_ script: String, to path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = path + ".text"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: text))
        defer { try? FileManager.default.removeItem(atPath: text) }
        let install = Process()
        install.executableURL = URL(fileURLWithPath: "/usr/bin/install")
        install.arguments = ["-m", "755", text, path]
        install.standardInput = FileHandle.nullDevice
        try install.run()
        install.waitUntilExit()
        guard install.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

extension GateHome {
    /// Writes a program in the home folder, and returns its path.
    @discardableResult
    package func writeProgram(_ name: String, _ script: String) throws -> String {
        try ProgramFile.write(script, to: path(name))
        return path(name)
    }
}
