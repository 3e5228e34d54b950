internal import Foundation
internal import Gate
internal import OCI

/// An override that let a fault of the run pass.
struct OverrideWire: Codable {
    let id: Int64
    let digest: String
    let backend: String?
    let registry: String?
    let reason: String
    let who: String
    let createdAt: String
    let expiresAt: String
    let findings: [LookWire.FaultWire]

    init(_ used: UsedOverride) {
        let override = used.override
        id = override.id
        digest = override.digest.description
        backend = override.backend.map(Page.ascii)
        registry = override.registry?.description
        reason = Page.ascii(override.reason)
        who = Page.ascii(override.who)
        createdAt = Units.rfc3339(override.createdAt)
        expiresAt = Units.rfc3339(override.expiresAt)
        findings = used.findings.map(LookWire.FaultWire.init)
    }
}
