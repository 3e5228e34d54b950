/// The targets under `Sources` with their dependencies, from `Package.swift`.
struct Manifest {
    let dependencies: [String: Set<String>]

    /// Parses the text, because calling SwiftPM would wait for the lock that the test run holds.
    init(text: String) {
        let products = [
            "grdb": "GRDB", "yams": "Yams", "argumentParser": "ArgumentParser", "subprocess": "Subprocess",
            "systemPackage": "SystemPackage", "heap": "HeapModule", "orderedCollections": "OrderedCollections",
        ]
        var found: [String: Set<String>] = [:]
        // In order: the short form, system libraries, and the executable's long form.
        let short = /module\(\s*"(?<name>\w+)"(?:,\s*\[(?<list>[^\]]*)\])?\)/
        for match in text.matches(of: short) {
            found[String(match.name)] = Self.names(match.list ?? "", products)
        }
        for match in text.matches(of: /\.systemLibrary\(\s*name: "(?<name>\w+)"(?!, path:)/) {
            found[String(match.name)] = []
        }
        // A path may be on the line below.
        let long =
            /\.executableTarget\(\s*name: "(?<name>[\w-]+)",\s*dependencies: \[(?<list>[^\]]*)\](?<rest>.*\n?.*)/
        for match in text.matches(of: long) where !match.rest.contains("path:") {
            found[String(match.name)] = Self.names(match.list, products)
        }
        dependencies = found
    }

    private static func names(_ list: Substring, _ products: [String: String]) -> Set<String> {
        Set(
            list.split(separator: ",").map { $0.trimming(while: \.isWhitespace) }.filter { !$0.isEmpty }.map { word in
                products[word] ?? word.trimming { $0 == "\"" }
            })
    }
}

extension StringProtocol {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
        String(drop(while: isTrimmed).reversed().drop(while: isTrimmed).reversed())
    }
}
