import Foundation
package import OCI
import Synchronization
import Transfer

/// A registry in this process that answers from memory, does what its script says, and remembers every request.
///
/// HTTP on a loopback address, plain unless `transport` says otherwise. Without rules it answers GET and HEAD as docker-registry does.
package final class ScriptedRegistry: Sendable {
    /// The address it listens on.
    package let host: String
    /// The port it listens on.
    package let port: UInt16
    private let state = RegistryState()

    private init(host: String, listener: TCPSocket) throws {
        guard let port = listener.port else {
            listener.close()
            throw CocoaError(.fileNoSuchFile)
        }
        self.host = host
        self.port = port
        transport = .plain
        state.serve(listener)
    }

    deinit { state.stopListening() }

    /// Starts one on a loopback address; port 0 takes a free one.
    package static func start(host: String = "127.0.0.1", port: Int = 0) async throws -> ScriptedRegistry {
        try ScriptedRegistry(host: host, listener: .listening(host: host, port: port))
    }

    /// Starts one, runs the body with it and stops it, whatever happens.
    package static func run<Result: Sendable>(
        _ body: (ScriptedRegistry) async throws -> Result
    ) async throws -> Result {
        let registry = try await start()
        do {
            let result = try await body(registry)
            await registry.stop()
            return result
        } catch {
            await registry.stop()
            throw error
        }
    }

    /// Stops listening and closes every connection, those that stall too. What was recorded stays readable.
    package func stop() async {
        state.stop()
        while !state.hasStopped { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// `http://127.0.0.1:PORT`, or the same with `https`.
    package var url: String { "\(transport.scheme)://\(host):\(port)" }
    /// `127.0.0.1:PORT`, as references name it.
    package var name: String { "\(host):\(port)" }
}

extension ScriptedRegistry {
    /// Every request so far, in order of arrival.
    package var requests: [RecordedRequest] { state.values.withLock { $0.requests } }

    /// The requests that fit a pattern, in order of arrival.
    package func requests(_ pattern: RequestPattern) -> [RecordedRequest] {
        requests.filter { pattern.matches(method: $0.method, path: $0.path) }
    }

    /// The connections that were ever opened.
    package var connectionCount: Int { state.values.withLock { $0.connections } }
    /// The connections that are open now.
    package var openConnections: Int { state.values.withLock { $0.sockets.count } }
    /// The most requests that were being answered at one time.
    package var mostAtOnce: Int { state.values.withLock { $0.mostBusy } }

    /// Waits until no reply is being sent, and so until every record is final: a client can have the last byte a moment before
    /// the server knows that it was sent. Gives up after the limit, with `false`.
    @discardableResult
    package func idle(within limit: Duration = .seconds(5)) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while state.values.withLock({ $0.busy }) > 0 {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(2))
        }
        return true
    }

    /// Who may pull; changing it makes every token invalid.
    package var access: RegistryAccess {
        get { state.values.withLock { $0.desk.access } }
        set {
            state.values.withLock { values in
                values.desk.access = newValue
                values.desk.revokeTokens()
            }
        }
    }

    /// What is done with connections that are opened from now on.
    package var transport: Transport {
        get { state.values.withLock { $0.transport } }
        set {
            state.values.withLock { values in
                values.transport = newValue
                values.desk.baseURL = "\(newValue.scheme)://\(host):\(port)"
            }
        }
    }

    /// Makes every token invalid that was given out.
    package func revokeTokens() { state.values.withLock { $0.desk.revokeTokens() } }

    /// Adds a rule at the end of the script.
    package func add(_ rule: FaultRule) { state.values.withLock { $0.script.append(rule) } }

    /// Lets every request that fits the pattern fail.
    package func on(_ pattern: RequestPattern, _ faults: Fault...) { add(FaultRule(pattern, faults)) }

    /// Lets some of the requests that fit the pattern fail.
    package func on(_ pattern: RequestPattern, _ turns: Turns, _ faults: Fault...) {
        add(FaultRule(pattern, turns: turns, faults))
    }

    /// Ends all faults.
    package func heal() { state.values.withLock { $0.script.removeAll() } }
}

extension ScriptedRegistry {
    /// Holds a blob under its SHA-256 digest, or under another one to be asked for by that.
    @discardableResult
    package func addBlob(_ bytes: [UInt8], to repository: String, as digest: Digest? = nil) throws -> Digest {
        let digest = try digest ?? Self.sha256(of: bytes)
        state.values.withLock { values in
            values.store.repositories[repository, default: .init()].blobs[digest.description] = BodyBytes(bytes)
        }
        return digest
    }

    /// Holds a manifest under its digest and, where given, a tag.
    @discardableResult
    package func addManifest(
        _ bytes: [UInt8], mediaType: MediaType, to repository: String, tag: String? = nil, as digest: Digest? = nil
    ) throws -> Digest {
        let digest = try digest ?? Self.sha256(of: bytes)
        let manifest = RegistryStore.Manifest(
            body: BodyBytes(bytes), mediaType: mediaType.description, digest: digest.description)
        state.values.withLock { values in
            values.store.repositories[repository, default: .init()].manifests[digest.description] = manifest
            if let tag { values.store.repositories[repository]?.tags[tag] = digest.description }
        }
        return digest
    }

    /// Points a tag to a manifest.
    package func tag(_ tag: String, of repository: String, as digest: Digest) {
        state.values.withLock { $0.store.repositories[repository, default: .init()].tags[tag] = digest.description }
    }

    func setReferrers(_ text: String, of subject: Digest, in repository: String) {
        state.values.withLock { values in
            values.store.repositories[repository, default: .init()].referrers[subject.description] = BodyBytes(text)
        }
    }

    /// Has the content no longer, as blob or manifest.
    package func remove(_ digest: Digest, from repository: String) {
        state.values.withLock { values in
            values.store.repositories[repository]?.blobs[digest.description] = nil
            values.store.repositories[repository]?.manifests[digest.description] = nil
        }
    }

    /// The SHA-256 digest of bytes.
    package static func sha256(of bytes: [UInt8]) throws -> Digest {
        var hash = StreamingHash(.sha256)
        bytes.withUnsafeBytes { hash.update($0) }
        guard let digest = Digest(.sha256, hash: hash.value) else { throw CocoaError(.coderInvalidValue) }
        return digest
    }
}
