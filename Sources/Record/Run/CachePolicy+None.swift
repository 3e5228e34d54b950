extension CachePolicy {
    /// The kind of a backend that is known to have no cache: its bytes are those of the storage.
    package static let noneKind = "none"

    /// Whether it states that there is no cache. An unknown cache is no policy at all.
    package var declaresNoCache: Bool { kind == Self.noneKind }
}

extension Run.Backend {
    /// Whether nothing between it and the storage keeps content.
    package var hasNoCache: Bool { isDirect || cache?.declaresNoCache == true }
}
