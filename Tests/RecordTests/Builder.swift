import Foundation
import OCI
import Record

/// Builds records of a release of a few images on a few backends.
struct Builder {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    var facts: RunFacts
    let backends: [String]

    init(backends: [String] = ["one", "two"], command: Run.Command = .check) throws {
        self.backends = backends
        facts = RunFacts(
            version: "1.0", command: command, vantage: "host", started: Self.start,
            finished: Self.start.addingTimeInterval(2))
        let name = try Self.reference("app").registry
        facts.registries = [
            Run.Registry(
                name: name,
                backends: backends.map { backend in
                    Run.Backend(name: backend, address: "127.0.0.1:443", source: .commandLine, authority: name)
                })
        ]
    }

    static func reference(_ name: String) throws -> ImageReference {
        try ImageReference(parsing: "registry.example/\(name):1")
    }

    static func digest(_ number: Int) throws -> Digest {
        let hex = String(number, radix: 16)
        return try Digest(parsing: "sha256:" + String(repeating: "0", count: 64 - hex.count) + hex)
    }

    static func place(_ name: String, _ backend: String?, _ digest: Int?) throws -> FaultPlace {
        let reference = try reference(name)
        return FaultPlace(
            reference.registry, backend: backend, repository: reference.repository,
            digest: try digest.map(Self.digest))
    }

    /// Adds an image with a manifest and layers of these numbers, all verified on each backend.
    mutating func add(_ name: String, layers: [Int], set: ReleaseSet = .new) throws {
        let reference = try Self.reference(name)
        var origin = Origin.line(file: "images.txt", number: facts.images.count + 1)
        origin.set = set
        var image = Run.Image(reference: reference, origins: [origin])
        for backend in backends {
            var places: [Int] = []
            for number in [1000 + facts.images.count] + layers {
                places.append(facts.claims.count)
                facts.claims.append(
                    Run.Claim(
                        backend: backend, registry: reference.registry, repository: reference.repository,
                        digest: try Self.digest(number), size: 100, kind: number >= 1000 ? .manifest : .layer,
                        status: .verified(.init(size: 100))))
            }
            image.views.append(
                Run.View(backend: backend, digest: try Self.digest(1000 + facts.images.count), claims: places))
        }
        facts.images.append(image)
    }

    /// Sorts manifests before blobs, as a run does.
    mutating func sortManifestsFirst() {
        let order =
            facts.claims.indices.filter { facts.claims[$0].kind == .manifest }
            + facts.claims.indices.filter { facts.claims[$0].kind != .manifest }
        var moved = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { moved[old] = new }
        facts.claims = order.map { facts.claims[$0] }
        for image in facts.images.indices {
            for view in facts.images[image].views.indices {
                facts.images[image].views[view].claims = facts.images[image].views[view].claims.map { moved[$0] }
            }
        }
    }

    /// Changes the status of the claims to this content on a backend.
    mutating func set(_ digest: Int, on backend: String, _ status: (Run.Claim) -> Run.Claim.Status) throws {
        let digest = try Self.digest(digest)
        for index in facts.claims.indices
        where facts.claims[index].digest == digest && facts.claims[index].backend == backend {
            facts.claims[index].status = status(facts.claims[index])
        }
    }

    /// Makes this content faulty on a backend, with the received digest.
    mutating func fail(_ digest: Int, on backend: String, _ code: FindingCode, received: Int? = nil) throws {
        let other = try received.map(Self.digest)
        let name = try Self.digest(digest)
        for index in facts.claims.indices
        where facts.claims[index].digest == name && facts.claims[index].backend == backend {
            let claim = facts.claims[index]
            let place = FaultPlace(
                claim.registry, backend: backend, repository: claim.repository, digest: claim.digest)
            var attempt = Attempt(url: "https://registry.example/v2/", started: Self.start, code: code, .present)
            attempt.received = other
            facts.claims[index].attempts = [attempt]
            facts.claims[index].status = .faulty(Finding(code, at: place, .present))
        }
    }

    var run: Run { Run(facts) }

    var faults: [Fault] {
        let index = RunIndex(facts)
        return FaultCase.all(in: index).map { $0.fault(in: index) }.worstFirst
    }
}
