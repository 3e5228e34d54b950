import Foundation

/// Runs a command as a report prints it.
struct Shell {
    let output: String
    let status: Int32

    static func run(_ command: String, in folder: URL? = nil) throws -> Shell {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Shell(output: String(decoding: data, as: UTF8.self), status: process.terminationStatus)
    }
}
