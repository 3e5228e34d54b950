import Foundation
import OCI
import Record
import Registry
import Support
import Transfer

@testable import Gate

/// The certificates of the fault table, good and bad ones, generated once.
struct FaultCertificates: Sendable {
    /// Two authorities: one trusted only for the registry, and one trusted for every host.
    private let own: CertificateMaker
    private let common: CertificateMaker
    private let stranger: CertificateMaker

    let good, expired, early, otherName, address, selfSigned, unknown, weakKey, weakHash,
        nameless: CertificateMaker.Pair
    let client: CertificateMaker.Pair
    /// Certificates for the storage host, issued by the authority for every host, by an untrusted one, and by the one for the
    /// registry only.
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
        nameless = try await issue { $0.hasAlternative = false }
        unknown = try await stranger.issue(.init(registryName))
        client = try await own.issue(.init("deployer"))
        storage = try await common.issue(.init("127.0.0.1"))
        unknownStorage = try await stranger.issue(.init("127.0.0.1"))
        ownStorage = try await own.issue(.init("127.0.0.1"))
    }

    /// The authority that is trusted like those of the system.
    var publicAuthority: String { common.authority.certificate }
    /// The authority of the registry's certificates and of its clients' certificates.
    var authority: String { own.authority.certificate }

    /// A scene whose backends are contacted the way a row requires.
    func dressed(_ plain: Scene, for row: FaultRow) throws -> Scene {
        var scene = plain
        scene.name = row.registry
        scene.scheme = row.scheme
        guard row.scheme == .https else { return scene }
        let isNamed = row.registry == registryName
        let tls = try ServerTLS(
            isNamed ? good : address, clients: row.sendsClientCertificate ? .required(authority: authority) : .none)
        for registry in scene.registries { registry.transport = .tls(tls) }
        scene.authorities = authority
        if row.sendsClientCertificate {
            scene.client = .init(certificate: client.certificate, key: client.key)
        }
        return scene
    }
}
