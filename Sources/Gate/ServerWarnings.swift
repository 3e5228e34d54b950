internal import OCI
internal import Registry

/// What registries warn of in `Warning: 299 - "text"` fields: shown once, and never acted on (distribution-spec, Warnings).
enum ServerWarnings {
    /// More than these are noise.
    private static let most = 10

    static func notices(_ images: [ImageResult], _ claims: [ClaimResult]) -> [String] {
        var seen: Set<String> = []
        var notices: [String] = []
        func add(_ attempts: [Attempt], of registry: RegistryName) {
            for attempt in attempts {
                guard let text = attempt.observation.headers["warning"].flatMap({ text(of: $0.description) }) else {
                    continue
                }
                let notice = "\(registry) warns: \(text)"
                if seen.insert(notice).inserted { notices.append(notice) }
            }
        }
        for image in images { for view in image.views { add(view.tagAttempts, of: view.backend.registry) } }
        for result in claims { add(result.attempts, of: result.claim.backend.registry) }
        let more = notices.count - most
        return more > 0 ? notices.prefix(most) + ["\(more) more warnings of registries"] : notices
    }

    /// The text of a warning of the kind that the specification knows; other kinds are of caches and long withdrawn.
    private static func text(of field: String) -> String? {
        guard field.hasPrefix("299 ") else { return nil }
        let parts = field.split(separator: " ", maxSplits: 2)
        guard parts.count == 3 else { return nil }
        var text = parts[2].replacing("\\\"", with: "\"")[...]
        if text.hasPrefix("\"") { text = text.dropFirst() }
        if text.hasSuffix("\"") { text = text.dropLast() }
        return text.isEmpty ? nil : String(text)
    }
}
