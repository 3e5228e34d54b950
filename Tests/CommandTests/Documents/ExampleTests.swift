import ArgumentParser
import Foundation
import Report
import Testing

@testable import blobgate

/// Every command has examples, and they work.
@Suite struct ExampleTests {
    private static func all(below command: any ParsableCommand.Type, _ path: [String]) -> [(
        path: [String], type: any ParsableCommand.Type
    )] {
        command.configuration.subcommands.flatMap { sub in
            let own = path + [sub.configuration.commandName ?? ""]
            return [(own, sub)] + all(below: sub, own)
        }
    }

    private static var commands: [(path: [String], type: any ParsableCommand.Type)] {
        [([], Blobgate.self)] + all(below: Blobgate.self, []).filter { $0.type.configuration.shouldDisplay }
    }

    @Test func everyCommandHasExamplesThatAreAccepted() throws {
        for (path, type) in Self.commands {
            let parts = type.configuration.discussion.components(separatedBy: "\(Examples.heading)\n")
            try #require(parts.count == 2, "blobgate \(path.joined(separator: " ")) has no examples")
            let lines = parts[1].split(separator: "\n").prefix { $0.hasPrefix("  ") }
            #expect(!lines.isEmpty)
            for line in lines {
                let calls = ShellBlocks.calls(of: "blobgate", in: String(line))
                try #require(calls.count == 1, "\(line)")
                #expect(Array(calls[0].prefix(path.count)) == path || path == ["override", "add"], "\(line)")
                let fault = DocumentTests.fault(of: calls[0])
                #expect(fault == nil, "\(line)\n\(fault ?? "")")
            }
        }
    }

    @Test func everyCommandHasAName() {
        for (path, _) in Self.commands { #expect(!path.contains("")) }
    }

    /// Options without a heading of their own are few: a reader looks for a task.
    @Test func optionsAreGroupedByTask() {
        for (path, type) in Self.commands {
            let help = Blobgate.helpMessage(for: type, columns: 200)
            guard let start = help.range(of: "\nOPTIONS:\n") else { continue }
            let own = help[start.upperBound...].split(separator: "\n")
                .prefix { $0.hasPrefix("  ") }.filter { $0.hasPrefix("  -") }
            #expect(own.count <= 6, "blobgate \(path.joined(separator: " "))\n\(own.joined(separator: "\n"))")
        }
    }

    /// Text keeps commands on one line; it must know their names.
    @Test func commandsStayOnOneLine() {
        var names: Set<Substring> = []
        for (path, _) in Self.all(below: Blobgate.self, []) where path.count == 1 { names.insert(path[0][...]) }
        #expect(Wrapping.commands == names)
    }
}
