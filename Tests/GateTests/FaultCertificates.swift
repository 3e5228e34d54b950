import Foundation
import OCI
import Record
import Registry
import Support
import Transfer

@testable import Gate

/// The certificates of the table of faults, good and bad ones, made once.
struct FaultCertificates: Sendable {
    /// Two authorities: one that only the registry is trusted with, and one that everybody is.
    private let own: CertificateMaker
    private let common: CertificateMaker
    private let stranger: CertificateMaker

    let good, expired, early, otherName, address, selfSigned, unknown, weakKey, weakHash: CertificateMaker.Pair
    let client: CertificateMaker.Pair
    /// For the host of storage, and of an authority that everybody, nobody, and only the registry is trusted with.
    let storage, unknownStorage, ownStorage: CertificateMaker.Pair

    init() async throws {
        let own = try await CertificateMaker("registry authority")
        common = try await CertificateMaker("public authority")
        stranger = try await CertificateMaker("another authority")
        self.own = own
        func issue(_ change: (inout CertificateMaker.Recipe) -> Void) async throws -> CertificateMaker.Pair {
            var recipe = CertificateMaker.Recipe(registryName)
            change(&recipe)
            return try await own.issue(recipe)
        }
        good = try await issue { _ in }
        expired = try await issue { $0.days = -30 ... -1 }
        early = try await issue { $0.days = 1...30 }
        otherName = try await issue { $0.name = "other.test" }
        address = try await issue { $0.alternative = "127.0.0.1" }
        selfSigned = try await issue { $0.isSelfSigned = true }
        weakKey = try await issue { $0.hasWeakKey = true }
        weakHash = try await issue { $0.hasWeakHash = true }
        unknown = try await stranger.issue(.init(registryName))
        client = try await own.issue(.init("deployer"))
        storage = try await common.issue(.init("127.0.0.1"))
        unknownStorage = try await stranger.issue(.init("127.0.0.1"))
        ownStorage = try await own.issue(.init("127.0.0.1"))
    }

    /// The authority that is trusted as the system's are.
    var publicAuthority: String { common.authority.certificate }
    /// The authority that the registry's certificates are of, and those of its clients.
    var authority: String { own.authority.certificate }

    /// A scene whose backends are spoken to as a row wants it.
    func dressed(_ plain: Scene, for row: FaultRow) throws -> Scene {
        var scene = plain
        scene.name = row.registry
        scene.scheme = row.scheme
        guard row.scheme == .https else { return scene }
        let isNamed = row.registry == registryName
        let tls = try ServerTLS(
            isNamed ? good : address, clients: row.showsCertificate ? .required(authority: authority) : .none)
        for registry in scene.registries { registry.transport = .tls(tls) }
        scene.authorities = authority
        if row.showsCertificate {
            scene.client = .init(certificate: client.certificate, key: client.key)
        }
        return scene
    }
}
