import Foundation
package import OCI
import Synchronization
import Transfer

/// An in-process registry that answers from memory, follows a script, and records every request.
///
/// HTTP on a loopback address, plain unless `transport` says otherwise. Without rules it answers GET and HEAD as docker-registry does.
package final class ScriptedRegistry: Sendable {
    /// The address it listens on.
    package let host: String
    /// The port it listens on.
    package let port: UInt16
    let state = RegistryState()

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

    /// Starts one, runs the body with it, and always stops it.
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

    /// Stops listening and closes every connection, including stalled ones. Recorded requests stay readable.
    package func stop() async {
        state.stop()
        while !state.hasStopped { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// `http://127.0.0.1:PORT`, or the same with `https`.
    package var url: String { "\(transport.scheme)://\(host):\(port)" }
    /// `127.0.0.1:PORT`, as used in references.
    package var name: String { "\(host):\(port)" }
}

extension ScriptedRegistry {
    /// Every request so far, in order of arrival.
    package var requests: [RecordedRequest] { state.values.withLock { $0.requests } }

    /// The requests that match a pattern, in order of arrival.
    package func requests(_ pattern: RequestPattern) -> [RecordedRequest] {
        requests.filter { pattern.matches($0) }
    }

    /// The number of connections ever opened.
    package var connectionCount: Int { state.values.withLock { $0.connections } }
    /// The number of open connections.
    package var openConnections: Int { state.values.withLock { $0.sockets.count } }
    /// The peak number of concurrent requests.
    package var mostAtOnce: Int { state.values.withLock { $0.mostBusy } }

    /// Waits until no reply is being sent, so that every record is final: a client can have the last byte a moment before the
    /// server knows that it was sent. Returns `false` after the limit.
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

    /// How new connections are handled.
    package var transport: Transport {
        get { state.values.withLock { $0.transport } }
        set {
            state.values.withLock { values in
                values.transport = newValue
                values.desk.baseURL = "\(newValue.scheme)://\(host):\(port)"
            }
        }
    }

    /// Invalidates every issued token.
    package func revokeTokens() { state.values.withLock { $0.desk.revokeTokens() } }

    /// Adds a rule at the end of the script.
    package func add(_ rule: FaultRule) { state.values.withLock { $0.script.append(rule) } }

    /// Makes every request that matches the pattern fail.
    package func on(_ pattern: RequestPattern, _ faults: Fault...) { add(FaultRule(pattern, faults)) }

    /// Makes some of the requests that match the pattern fail.
    package func on(_ pattern: RequestPattern, _ turns: Turns, _ faults: Fault...) {
        add(FaultRule(pattern, turns: turns, faults))
    }

    /// Ends all faults.
    package func heal() { state.values.withLock { $0.script.removeAll() } }
}

extension ScriptedRegistry {
    /// Adds a blob under its SHA-256 digest, or under another digest.
    @discardableResult
    package func addBlob(_ bytes: [UInt8], to repository: String, as digest: Digest? = nil) throws -> Digest {
        let digest = try digest ?? Self.sha256(of: bytes)
        state.values.withLock { values in
            values.store.repositories[repository, default: .init()].blobs[digest.description] = BodyBytes(bytes)
        }
        return digest
    }

    /// Adds a manifest under its digest and, if given, a tag.
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

    /// Removes a tag.
    package func untag(_ tag: String, of repository: String) {
        state.values.withLock { $0.store.repositories[repository]?.tags[tag] = nil }
    }

    func setReferrers(_ text: String, of subject: Digest, in repository: String) {
        state.values.withLock { values in
            values.store.repositories[repository, default: .init()].referrers[subject.description] = BodyBytes(text)
        }
    }

    /// Removes the content, as blob and as manifest.
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
