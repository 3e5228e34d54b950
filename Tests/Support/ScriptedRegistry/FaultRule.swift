package import OCI

/// The requests that a rule applies to.
package struct RequestPattern: Hashable, Sendable {
    /// How a path is compared, without the query.
    package enum Path: Hashable, Sendable {
        /// Every path.
        case any
        /// This path.
        case exactly(String)
        /// Paths with this text in them.
        case containing(String)
    }

    /// The method; `nil` for any.
    package var method: String?
    /// The path.
    package var path: Path
    /// Whether a part of the content is requested, with `Range`; `nil` for any request.
    package var isRanged: Bool?

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

    /// The same requests, but only those that ask for a range, or only those that do not.
    package func ranged(_ isRanged: Bool) -> RequestPattern {
        var pattern = self
        pattern.isRanged = isRanged
        return pattern
    }

    func matches(_ request: RecordedRequest) -> Bool {
        let (path, isRanged) = (request.path, request.header("Range") != nil)
        guard method == nil || method == request.method, self.isRanged == nil || self.isRanged == isRanged else {
            return false
        }
        return switch self.path {
        case .any: true
        case .exactly(let text): path == text
        case .containing(let text): path.contains(text)
        }
    }
}

/// Which of the matching requests are answered with faults.
package enum Turns: Hashable, Sendable {
    /// All of them.
    case always
    /// Only this one, counted from 1.
    case only(Int)
    /// The first ones, up to this count.
    case first(Int)
    /// This one and all that follow.
    case from(Int)
    /// Every other one, starting with the first.
    case odd
    /// Every other one, starting with the second.
    case even

    func include(_ turn: Int) -> Bool {
        switch self {
        case .always: true
        case .only(let number): turn == number
        case .first(let count): turn <= count
        case .from(let number): turn >= number
        case .odd: turn % 2 == 1
        case .even: turn % 2 == 0
        }
    }
}

/// One rule of a script: the requests, which of them, and the faults. The first rule that applies to a request decides;
/// every rule counts the requests that match its pattern.
package struct FaultRule: Hashable, Sendable {
    /// The requests.
    package var pattern: RequestPattern
    /// Which of them.
    package var turns: Turns
    /// The faults.
    package var faults: [Fault]
    /// Whether requests that would get a challenge count and fail too.
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

/// A running script: the rules, and how many requests matched each.
struct FaultScript {
    private var rules: [(rule: FaultRule, turns: Int)] = []

    mutating func append(_ rule: FaultRule) { rules.append((rule, 0)) }

    mutating func removeAll() { rules = [] }

    mutating func faults(of request: RecordedRequest, authorized: Bool) -> [Fault] {
        var chosen: [Fault]?
        for index in rules.indices where rules[index].rule.pattern.matches(request) {
            guard authorized || rules[index].rule.beforeAuthorization else { continue }
            rules[index].turns += 1
            if chosen == nil, rules[index].rule.turns.include(rules[index].turns) { chosen = rules[index].rule.faults }
        }
        return chosen ?? []
    }
}
