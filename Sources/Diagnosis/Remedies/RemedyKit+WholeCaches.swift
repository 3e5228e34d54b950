internal import OCI
internal import Record

/// Removes content from caches of whole objects, each with the tool of its software.
extension RemedyKit {
    /// `nil` if the software is unknown or has no such tool.
    func removal(
        from cache: CachePolicy, of backend: Run.Backend, _ place: RequestPlace, _ condition: StepAction.Condition
    ) -> RemedyStep? {
        guard let software = cache.software, let command = command(software, backend, place),
            ShellText.isPrintable(command)
        else { return nil }
        return RemedyStep(
            .heal, on: [backend.name],
            .removeWithTool(content: content, backend: backend.name, software: software, when: condition),
            commands: [command])
    }

    private func command(_ software: CacheKind, _ backend: Run.Backend, _ place: RequestPlace) -> String? {
        let query = place.query.isEmpty ? "" : "?" + place.query
        switch software {
        // A ban removes all variants of the object, and duplicates.
        case .varnish: return "varnishadm \(ShellText.inQuotes("ban req.url == \(place.path)\(query)"))"
        // squid derives the object's name from the request and its own port, so the request is the one that read the object.
        case .squid: return Self.arguments(backend, place).map { "curl -fsS -X PURGE \($0)" }
        case .registry:
            return objectPath.map { "o=\"${ROOT:?}\"/\($0); mv \"$o\" \"$o.wrong\"" }
        case .nginx, .whole, .none: return nil
        }
    }
}

extension CachePolicy {
    /// Whether its files are named as nginx names them. A cache of whole blobs may be nginx, if its key is known.
    var hasNginxFiles: Bool { software == .nginx || software == .whole && key != nil && path != nil }
}
