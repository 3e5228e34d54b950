import ArgumentParser
import Foundation
import Yams

/// `blobgate-bench parse`: parses YAML with Yams and nothing else, as a limit to compare with.
struct ParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Parse a YAML file with Yams and nothing else, as a limit to compare with.")

    @Argument(help: "The file.") var file: String

    func run() throws {
        let parser = try Parser(yaml: String(contentsOfFile: file, encoding: .utf8), encoding: .utf8)
        var count = 0
        while try parser.nextRoot() != nil { count += 1 }
        print("\(count) documents")
    }
}
