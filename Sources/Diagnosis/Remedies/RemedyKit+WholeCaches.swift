internal import OCI
internal import Record

/// Removes content from caches of whole objects, each with the tool of its software.
extension RemedyKit {
    /// `nil` if the software is unknown or has no such tool.
    func removal(
        from cache: CachePolicy, of backend: String, _ place: RequestPlace, _ condition: StepAction.Condition
    ) -> RemedyStep? {
        guard let software = cache.software, let command = command(software, place), ShellText.isPrintable(command)
        else { return nil }
        return RemedyStep(
            .heal, on: [backend],
            .removeWithTool(content: content, backend: backend, software: software, when: condition),
            commands: [command])
    }

    private func command(_ software: CacheKind, _ place: RequestPlace) -> String? {
        let request = place.path + (place.query.isEmpty ? "" : "?" + place.query)
        switch software {
        // A ban removes all variants of the object, and duplicates.
        case .varnish: return "varnishadm \(ShellText.inQuotes("ban req.url == \(request)"))"
        case .squid: return "squidclient -m PURGE \(ShellText.inQuotes(place.url))"
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
