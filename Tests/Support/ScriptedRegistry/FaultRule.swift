package import OCI

/// Which requests a rule is about.
package struct RequestPattern: Hashable, Sendable {
    /// How a path is compared; the query is no part of it.
    package enum Path: Hashable, Sendable {
        /// Every path.
        case any
        /// This path.
        case exactly(String)
        /// Paths with this text in them.
        case containing(String)
    }

    /// The method; `nil` for every one.
    package var method: String?
    /// The path.
    package var path: Path

    /// Requests with this path and, where given, this method.
    package init(method: String? = nil, path: Path) {
        self.method = method
        self.path = path
    }

    /// Every request.
    package static let any = RequestPattern(path: .any)
    /// Requests for manifests, by tag or digest.
    package static let manifests = RequestPattern(path: .containing("/manifests/"))
    /// Requests for blobs.
    package static let blobs = RequestPattern(path: .containing("/blobs/"))
    /// Requests to the token endpoint.
    package static let token = RequestPattern(path: .exactly("/token"))
    /// `GET` of a blob, in any repository unless one is given.
    package static func blob(_ digest: Digest, of repository: String? = nil) -> RequestPattern {
        RequestPattern(
            method: "GET",
            path: repository.map { .exactly("/v2/\($0)/blobs/\(digest)") } ?? .containing("/blobs/\(digest)"))
    }
    /// `GET` of a manifest by tag or digest, in any repository unless one is given.
    package static func manifest(_ selector: ManifestSelector, of repository: String? = nil) -> RequestPattern {
        RequestPattern(
            method: "GET",
            path: repository.map { .exactly("/v2/\($0)/manifests/\(selector)") }
                ?? .containing("/manifests/\(selector)"))
    }

    func matches(method: String, path: String) -> Bool {
        guard self.method == nil || self.method == method else { return false }
        return switch self.path {
        case .any: true
        case .exactly(let text): path == text
        case .containing(let text): path.contains(text)
        }
    }
}

/// Which of the requests that fit a pattern are answered with faults.
package enum Turns: Hashable, Sendable {
    /// Every one.
    case always
    /// Only this one, the first being 1.
    case only(Int)
    /// The first ones, this many.
    case first(Int)
    /// This one and all that follow.
    case from(Int)

    func include(_ turn: Int) -> Bool {
        switch self {
        case .always: true
        case .only(let number): turn == number
        case .first(let count): turn <= count
        case .from(let number): turn >= number
        }
    }
}

/// One line of a script: the requests, which of them, and what goes wrong. The first rule of a script that applies to a
/// request decides; every rule counts the requests that fit its pattern.
package struct FaultRule: Hashable, Sendable {
    /// The requests.
    package var pattern: RequestPattern
    /// Which of them.
    package var turns: Turns
    /// What goes wrong.
    package var faults: [Fault]
    /// Whether requests that a challenge would answer count and fail too.
    package var beforeAuthorization: Bool

    /// A rule.
    package init(
        _ pattern: RequestPattern, turns: Turns = .always, _ faults: [Fault], beforeAuthorization: Bool = false
    ) {
        self.pattern = pattern
        self.turns = turns
        self.faults = faults
        self.beforeAuthorization = beforeAuthorization
    }
}

/// A script as it is played: the rules and how many requests fitted each.
struct FaultScript {
    private var rules: [(rule: FaultRule, turns: Int)] = []

    mutating func append(_ rule: FaultRule) { rules.append((rule, 0)) }

    mutating func removeAll() { rules = [] }

    mutating func faults(method: String, path: String, authorized: Bool) -> [Fault] {
        var chosen: [Fault]?
        for index in rules.indices where rules[index].rule.pattern.matches(method: method, path: path) {
            guard authorized || rules[index].rule.beforeAuthorization else { continue }
            rules[index].turns += 1
            if chosen == nil, rules[index].rule.turns.include(rules[index].turns) { chosen = rules[index].rule.faults }
        }
        return chosen ?? []
    }
}
