internal import OCI
internal import Record

/// Removes the damaged part of the content from caches, and nothing else.
extension RemedyKit {
    /// Creates a new quarantine directory on every run. The cache refills the same file names, and the first files moved are
    /// the evidence.
    private static let quarantine = "q=$(mktemp -d /var/tmp/blobgate-quarantine.XXXXXX)"
    /// The most files in one command; a recheck lists the rest.
    private static let mostFiles = 400

    /// - Parameters:
    ///   - caches: The target in words, if a backend is not described well enough for a command.
    ///   - isUnreadable: Whether the cache itself cannot read the files.
    func purge(
        _ names: [String], _ caches: StepAction.CacheTarget, when condition: StepAction.Condition,
        isUnreadable: Bool = false
    ) -> [RemedyStep] {
        // Nothing to purge where the configuration says that there is no cache.
        let cached = names.filter { backend($0)?.hasNoCache != true }
        guard names.isEmpty || !cached.isEmpty else { return [] }
        let general = RemedyStep(.heal, .removeFromCache(content: content, from: caches, when: condition))
        var purges: [Purge] = []
        for name in cached {
            guard let backend = backend(name), let place = place(on: backend),
                let purge = move(on: backend, place, isUnreadable).map(Purge.move)
                    ?? byHand(on: backend, place, condition).map(Purge.byHand)
            else { return [general] }
            purges.append(purge)
        }
        return purges.isEmpty ? [general] : Self.joined(purges).map { $0.step(condition) }
    }

    /// How to remove the damaged part from a cache.
    private enum Purge {
        case move(FileMove)
        case byHand(RemedyStep)

        func step(_ condition: StepAction.Condition) -> RemedyStep {
            switch self {
            case .move(let move):
                RemedyStep(
                    .heal, on: move.backends,
                    .moveCacheFiles(backends: move.backends, files: move.files, when: condition),
                    commands: [move.command])
            case .byHand(let step): step
            }
        }
    }

    /// The cache files that one command moves aside.
    private struct FileMove {
        var backends: [String]
        let files: StepAction.CacheFiles
        let command: String
    }

    /// Backends with the same command share a step.
    private static func joined(_ purges: [Purge]) -> [Purge] {
        var joined: [Purge] = []
        for purge in purges {
            if case .move(let move) = purge,
                let index = joined.firstIndex(where: {
                    if case .move(let other) = $0 { other.command == move.command } else { false }
                }), case .move(var shared) = joined[index]
            {
                shared.backends += move.backends
                joined[index] = .move(shared)
            } else {
                joined.append(purge)
            }
        }
        return joined
    }

    private func move(on backend: Run.Backend, _ place: RequestPlace, _ isUnreadable: Bool) -> FileMove? {
        guard let cache = backend.cache, cache.hasNginxFiles, let damaged = damaged(on: backend),
            let numbers = SliceNumbers(damaged.slices.map(\.index))
        else { return nil }
        let files = damaged.slices.prefix(Self.mostFiles).compactMap { slice in
            try? NginxCacheFile(slice: slice.index, of: place, cache: cache)
        }
        guard files.count == min(damaged.slices.count, Self.mostFiles) else { return nil }
        let what: StepAction.CacheFiles =
            !NginxCacheFile.hasSlices(cache) || isManifest
            ? .whole(content: content)
            : damaged.isWhole ? .all(count: files.count) : .slices(slices: numbers, count: files.count)
        let command = isUnreadable ? Self.movingUnreadable(files) : Self.moving(files, mayLack: damaged.mayLack)
        return FileMove(backends: [backend.name], files: what, command: command)
    }

    /// The guard checks the key in the file's header, so a wrongly computed path moves nothing.
    private static func moving(_ files: [NginxCacheFile], mayLack: Bool) -> String {
        if files.count == 1, let file = files.first {
            return
                "f=\(ShellText.quoted(file.path)); head -c 2048 \"$f\" | grep -aqxF \(ShellText.inQuotes("KEY: \(file.key)")) "
                + "&& \(quarantine) && mv \"$f\" \"$q\"/ && echo \"$q\""
        }
        let paths = files.map { ShellText.quoted($0.path) }.joined(separator: " ")
        let key = ShellText.inQuotes(commonKey(files))
        let skipping = mayLack ? "[ -e \"$f\" ] || { echo \"not kept: $f\"; continue; }; " : ""
        return
            "\(quarantine) && echo \"$q\" && for f in \(paths); do \(skipping)head -c 2048 \"$f\" | grep -aqF \(key) && "
            + "mv \"$f\" \"$q\"/; done"
    }

    /// Moves each file that cannot be read, or whose header has the key. An unreadable file cannot be copied either, so it stays in
    /// its file system if the quarantine is in another one; nginx ignores it under the other name.
    private static func movingUnreadable(_ files: [NginxCacheFile]) -> String {
        let paths = files.map { ShellText.quoted($0.path) }.joined(separator: " ")
        let key = ShellText.inQuotes(commonKey(files))
        return "\(quarantine) && echo \"$q\" && for f in \(paths); do { ! head -c 1 \"$f\" >/dev/null 2>&1 || "
            + "head -c 2048 \"$f\" | grep -aqF \(key); } && { mv \"$f\" \"$q\"/ || mv \"$f\" \"$f.unreadable\"; }; done"
    }

    private static func commonKey(_ files: [NginxCacheFile]) -> String {
        let first = "KEY: \(files.first?.key ?? "")"
        return files.dropFirst().reduce(first) { common, file in
            String(zip(common, "KEY: \(file.key)").prefix { $0.0 == $0.1 }.map(\.0))
        }
    }

    /// For caches whose files cannot be computed.
    private func byHand(
        on backend: Run.Backend, _ place: RequestPlace, _ condition: StepAction.Condition
    ) -> RemedyStep? {
        guard let cache = backend.cache else { return nil }
        if let step = removal(from: cache, of: backend, place, condition) { return step }
        let damages = map(of: backend.name)?.damages ?? []
        let ranges = (damaged(on: backend)?.slices.map(\.bytes) ?? damages.map(\.bytes)).prefix(4)
        return RemedyStep(
            .heal, on: [backend.name],
            .removeByHand(
                content: content, backend: backend.name, ranges: ranges.map { ByteRange(wrappedValue: $0) },
                obstacle: Self.obstacle(of: place, cache: cache), url: place.url, when: condition))
    }

    /// Why the cache files cannot be computed.
    private static func obstacle(of place: RequestPlace, cache: CachePolicy) -> StepAction.CacheFileObstacle {
        guard cache.hasNginxFiles else { return .otherCache(kind: cache.kind) }
        do throws(StepAction.CacheFileObstacle) {
            _ = try NginxCacheFile(slice: 0, of: place, cache: cache)
            return .damageIsUnknown
        } catch { return error }
    }
}
