internal import OCI
internal import Record
internal import Transfer

/// The nginx cache file of one slice of a blob: `path`, then the `levels` directories taken from the end of the name, then the
/// MD5 of the key (ngx_http_proxy_module, `proxy_cache_path`).
struct NginxCacheFile: Hashable {
    typealias Obstacle = StepAction.CacheFileObstacle

    /// The cache key.
    let key: String
    /// The path of the file.
    let path: String
    /// The range that nginx requests from its upstream. The last one extends beyond the blob. `nil` without slices.
    let range: Range<Int64>?

    /// The file of the slice with this index. Without slices there is a single file, and the index is ignored.
    init(slice: Int64, of place: RequestPlace, cache: CachePolicy) throws(Obstacle) {
        guard let template = cache.key else { throw Obstacle.keyIsUnknown }
        guard let folder = cache.path else { throw Obstacle.pathIsUnknown }
        range = try Self.range(of: slice, template: template, cache: cache)
        key = try Self.expand(template, place, range)
        guard let name = NameHash.md5(key)?.hexadecimal else { throw Obstacle.noMD5 }
        var pieces = [folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder]
        var rest = Substring(name)
        for width in try Self.widths(cache.levels) {
            pieces.append(String(rest.suffix(width)))
            rest = rest.dropLast(width)
        }
        path = (pieces + [name]).joined(separator: "/")
        guard ShellText.isPrintable(path), ShellText.isPrintable(key) else {
            throw Obstacle.notPrintable
        }
    }

    /// Whether the cache has one key per slice.
    static func hasSlices(_ cache: CachePolicy) -> Bool { cache.key.map(mentionsSlice) ?? (cache.sliceBytes != nil) }

    private static func mentionsSlice(_ key: String) -> Bool {
        key.contains("$slice_range") || key.contains("${slice_range}")
    }

    private static func range(
        of slice: Int64, template: String, cache: CachePolicy
    ) throws(Obstacle) -> Range<Int64>? {
        guard mentionsSlice(template) else { return nil }
        guard let size = cache.sliceBytes, size > 0 else {
            throw Obstacle.sliceSizeIsUnknown
        }
        let (start, tooFar) = slice.multipliedReportingOverflow(by: size)
        guard slice >= 0, !tooFar, start <= Int64.max - size else { throw Obstacle.noSuchSlice }
        return start..<(start + size)
    }

    private static func widths(_ levels: String?) throws(Obstacle) -> [Int] {
        guard let levels, !levels.isEmpty else { return [] }
        guard let widths = CachePolicy.widths(of: levels) else {
            throw Obstacle.levels(value: levels)
        }
        return widths
    }

    /// Expands variables that depend only on the request. Any other variable is an obstacle, because a guess would give the
    /// wrong file.
    private static func expand(
        _ template: String, _ place: RequestPlace, _ range: Range<Int64>?
    ) throws(Obstacle) -> String {
        let request = place.path + (place.query.isEmpty ? "" : "?" + place.query)
        let port = place.authority.lastIndex(of: ":") ?? place.authority.endIndex
        let hasPort = place.authority[port...].dropFirst().allSatisfy(\.isNumber)
        let host = (hasPort ? String(place.authority[..<port]) : place.authority).lowercased()
        let values = [
            "uri": place.path, "document_uri": place.path, "request_uri": request, "args": place.query,
            "query_string": place.query, "is_args": place.query.isEmpty ? "" : "?", "scheme": place.scheme,
            "host": host, "http_host": place.authority, "request_method": "GET",
            "slice_range": range.map { "bytes=\($0.lowerBound)-\($0.upperBound - 1)" } ?? "",
        ]
        var key = ""
        var rest = Substring(template)
        while let dollar = rest.firstIndex(of: "$") {
            key += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let braced = rest.first == "{"
            if braced { rest = rest.dropFirst() }
            let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
            rest = rest.dropFirst(name.count)
            if braced {
                guard rest.first == "}" else { throw Obstacle.openBrace }
                rest = rest.dropFirst()
            }
            guard let value = values[String(name)] else {
                throw Obstacle.variable(name: String(name))
            }
            key += value
        }
        return key + rest
    }
}
