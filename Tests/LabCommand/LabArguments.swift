import ArgumentParser
import Foundation
import Lab
import Support

/// Options that select a lab.
struct LabArguments: ParsableArguments {
    @Option(help: "The lab's directory.")
    var directory = ".lab/lab"

    var url: URL { URL(filePath: directory, directoryHint: .isDirectory) }

    func lab() throws -> RunningLab { try RunningLab.attach(to: url) }
}

/// Options that select a blob.
struct BlobArguments: ParsableArguments {
    @Option(help: "The repository, for example app/web.")
    var repository: String

    @Option(help: "The digest of a blob or manifest, or a prefix of it.")
    var digest: String

    func blob(in lab: RunningLab) throws -> BuiltBlob { try lab.blob(repository, digest) }
}
