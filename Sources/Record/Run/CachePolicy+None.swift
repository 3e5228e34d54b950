extension CachePolicy {
    /// Whether it states that there is no cache: the bytes are those of the storage. An unknown cache is no policy at all.
    package var declaresNoCache: Bool { software == CacheKind.none }
}

extension Run.Backend {
    /// Whether nothing between it and the storage keeps content.
    package var hasNoCache: Bool { isDirect || cache?.declaresNoCache == true }
}
