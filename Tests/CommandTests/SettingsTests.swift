import ArgumentParser
import Foundation
import Testing

@testable import blobgate

/// Properties that the table of settings does not enforce by construction.
@Suite struct SettingsTests {
    @Test(arguments: [
        Settings.rows.compactMap(\.key), Settings.rows.compactMap(\.flag),
        Settings.rows.compactMap(\.variable) + EnvironmentVariable.allCases.map(\.rawValue),
    ])
    func noNameIsUsedTwice(_ names: [String]) {
        let twice = Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys
        #expect(!names.isEmpty && twice.isEmpty, "\(twice)")
    }

    @Test func everyFlagIsAnOptionOfSomeCommand() {
        func help(_ command: any ParsableCommand.Type) -> String {
            command.configuration.subcommands.map(help).joined() + Blobgate.helpMessage(for: command, columns: 200)
        }
        let offered = Set(help(Blobgate.self).matches(of: #/--[a-z-]+/#).map { String($0.output) })
        for row in Settings.rows where row.flag != nil {
            #expect(offered.contains(row.option), "no command takes \(row.option)")
        }
    }

    /// An unused row would be accepted and documented, but have no effect.
    @Test func everyRowIsUsed() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/blobgate")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        let uses = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .flatMap { file in
                try String(contentsOf: file, encoding: .utf8).matches(of: #/\b(?:rows|Settings)((?:\.\w+)+)/#)
                    .flatMap { $0.output.1.split(separator: ".").map(String.init) }
            }
        for (name, row) in Settings.rowsWithNames {
            #expect(uses.contains(name), "nothing reads \(row.key ?? row.option), the row \(name)")
        }
    }
}

extension Settings {
    /// Each row with the name of its property.
    fileprivate static var rowsWithNames: [(name: String, row: any SettingRow)] {
        func named(_ group: any SettingGroup) -> [(String, any SettingRow)] {
            Mirror(reflecting: group).children.flatMap { child -> [(String, any SettingRow)] in
                if let row = child.value as? any SettingRow { return [(child.label ?? "", row)] }
                return (child.value as? any SettingGroup).map(named) ?? []
            }
        }
        return groups.flatMap(named)
    }
}
