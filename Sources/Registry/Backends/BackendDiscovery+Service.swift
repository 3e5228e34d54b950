internal import CLibresolv
internal import Foundation
package import OCI
internal import Record
internal import Transfer

extension BackendDiscovery {
    /// One backend per address of each target of an SRV record (RFC 2782), in order of preference. They serve the
    /// registry's own name, just like the hosts of its A and AAAA records.
    package static func service(
        _ name: String, of registry: RegistryName, scheme: Backend.Scheme = .https,
        certificateAuthorities: String? = nil, trust: Backend.Trust = Backend.Trust()
    ) async throws(DiscoveryError) -> [Backend] {
        try await service(
            name, of: registry, scheme: scheme, certificateAuthorities: certificateAuthorities, trust: trust,
            localServer: 0)
    }

    /// `localServer` is the port of a DNS server on 127.0.0.1; 0 uses the system resolver.
    static func service(
        _ name: String, of registry: RegistryName, scheme: Backend.Scheme, certificateAuthorities: String?,
        trust: Backend.Trust = Backend.Trust(), localServer: UInt16
    ) async throws(DiscoveryError) -> [Backend] {
        let records: [ServiceReply.Record]
        switch await onOwnThread({ query(name, localServer: localServer) }) {
        case .success(let reply): records = reply.records
        case .failure(let fault): throw DiscoveryError(registry: registry, reason: "SRV \(name): \(fault.words)")
        }
        var backends: [Backend] = []
        var obstacles: [String] = []
        for record in records {
            switch await lookUp(record.target) {
            case .failure(let error): obstacles.append("\(record.target): \(error.text)")
            case .success(let addresses):
                for address in addresses {
                    let target = TransferRequest.Endpoint(host: record.target, port: record.port).description
                    let endpoint = TransferRequest.Endpoint(host: address, port: record.port)
                    backends.append(
                        Backend(
                            registry: registry, name: addresses.count > 1 ? "\(target)@\(address)" : target,
                            address: endpoint, scheme: scheme, source: .service(name: name),
                            certificateAuthorities: certificateAuthorities, trust: trust))
                }
            }
        }
        // A target without an address is a backend that cannot be checked. Unknown must not pass.
        guard obstacles.isEmpty else {
            throw DiscoveryError(registry: registry, reason: "SRV \(name): \(obstacles.joined(separator: "; "))")
        }
        return backends
    }

    private static func query(_ name: String, localServer: UInt16) -> Result<ServiceReply, ServiceReply.Fault> {
        var buffer = [UInt8](repeating: 0, count: 65_535)
        var reason: Int32 = 0
        let length = blobgate_query_srv(name, localServer, &buffer, Int32(buffer.count), &reason)
        guard length >= 0 else {
            switch reason {
            case HOST_NOT_FOUND: return .failure(.refused(3))
            case NO_DATA: return .failure(.empty)
            default: return .failure(.unanswered)
            }
        }
        return Result { () throws(ServiceReply.Fault) in try ServiceReply(Array(buffer.prefix(Int(length)))) }
    }
}
