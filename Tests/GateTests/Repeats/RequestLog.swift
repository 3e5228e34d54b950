import Support

@testable import Gate

extension Scene {
    /// The number of requests to each backend so far.
    var requestCounts: [Int] { registries.map(\.requests.count) }

    /// What each backend was asked for after some requests, such as `HEAD v1` or `GET manifest`, sorted.
    func asked(after counts: [Int]) -> [[String]] {
        zip(registries, counts).map { registry, count in
            registry.requests.dropFirst(count).map { "\($0.method) \(Self.target($0.path))" }.sorted()
        }
    }

    private static func target(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        if path == "/v2/" { return "root" }
        if path.contains("/blobs/") { return "blob" }
        return last.contains(":") ? "manifest" : last
    }
}
