internal import Gate
internal import OCI

/// What a person should know besides the verdict, a short line each: the notices of the run, what was not looked at.
enum RunNotices {
    static func all(_ index: RunIndex) -> [String] {
        index.run.notices + index.run.foreignNamespaces + warnings(index)
            + [heldAgainst(index), SpotWords.notice(index.run), readThrough(index), withoutDirect(index)].compactMap {
                $0
            }
    }

    private static func heldAgainst(_ index: RunIndex) -> String? {
        let reasons = index.run.images.map { Set($0.expectations.map(\.reason)) }
        let parts = [("pin", "pins"), ("disk", "what lies on disk")].compactMap { reason, words in
            let count = reasons.count { $0.contains(reason) }
            return count == 0 ? nil : "held against \(words): \(Units.counted(count, "image"))"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// How many warnings of servers are shown; a server may send another one with each reply.
    private static let warningLimit = 10

    private static func warnings(_ index: RunIndex) -> [String] {
        let all = index.run.warnings
        let rest = all.count - warningLimit
        return all.prefix(warningLimit).map { warning in
            "\(warning.registry) warns (by \(warning.backends.joined(separator: ", "))): \(warning.text)"
        } + (rest > 0 ? ["\(Units.counted(rest, "more warning")) of servers not shown"] : [])
    }

    private static func readThrough(_ index: RunIndex) -> String? {
        let count = index.run.claims.reduce(0) { count, result in
            guard case .verified(let blob) = result.standing, blob.isReadThrough, !result.claim.isDirect else {
                return count
            }
            return count + 1
        }
        guard count > 0 else { return nil }
        return
            "\(Units.counted(count, "claim")) came as cache MISS: proof of storage and path, not of what the cache kept"
    }

    private static func withoutDirect(_ index: RunIndex) -> String? {
        let names = index.registries.filter { entry in
            !entry.backends.facts.isEmpty && !entry.backends.facts.contains(where: \.isDirect)
        }.map(\.name.description)
        guard !names.isEmpty else { return nil }
        return "no direct backend of \(names.joined(separator: ", ")): the storage was not looked at"
    }
}
